"""What cannot all be true, and what only looks so; every finding quotes the words on both sides. Source: claims_method §4.4.

`conflicts` searches smallest impossible sets, `disagreements` compares single statements, `scopes` explains figures that nest
or are for other places, `lists` counts the names behind "14 cities". Nothing here changes a claim or a figure.
"""

"""The dependency parse of sentences, as plain words that grammar and speech can walk cheaply.

In: the spaCy parser and texts. Out: for each text its words with tag, head and children.
It runs the parser's own weights by a shorter way (decision 0006) and never decides what a word means.
"""

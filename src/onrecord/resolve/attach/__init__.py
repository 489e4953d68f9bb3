"""Which time and place belong to which claim, event or disruption.

In: what a time or place is sought for, and the candidates of the text. Out: the fitting candidate of each, or none.
Candidates near the words are weighed by features of how they stand to each other (same clause, distance, preposition, a verb
of saying beside them); "none" is a candidate too. Weights and cue words are data (`languages/*/attachment.toml`).
"""

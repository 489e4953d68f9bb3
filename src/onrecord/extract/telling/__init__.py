"""What a sentence tells of: trigger words of occurrences, whether they happened, and who did what to whom with what.

In: a sentence and the word lists. Out: offsets in that sentence. It never looks beyond its sentence and needs no parse.
"""

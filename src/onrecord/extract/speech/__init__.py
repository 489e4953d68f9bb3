"""Words that attribute: from a sentence to the stretches of it that a named speaker answers for.

In: a sentence, its parse if there is one, and the word lists. Out: frames, each with cue, speaker and reach.
This room never decides whose statement a claim is, and never looks beyond one sentence.
"""

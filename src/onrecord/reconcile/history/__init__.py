"""What was known when: how every figure of an event, and what each speaker said, changed with each report that came out.

In: the register as published by one moment after another. Out: one line for every change, with its kind and a sentence.
Never: a figure of its own; each line is the figure that a view as of that moment shows.
"""

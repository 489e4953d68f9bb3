"""The labelled sets that count people: MUC-4, AWSD, GVA, ISAF; and the general news that must yield nothing.

In: folders of labelled data that are never shipped. Out: cases, and the answer that a reading gives to each.
Each module says in its docstring which claims answer its set, and why; no module sees the labels when it answers.
"""

"""How well reports of one occurrence are brought together, and near copies found, against sets whose answer is known.

In: folders of labelled reports. Out: scores, and the fitted numbers of the joining rooms. Never: a change to a register.
"""

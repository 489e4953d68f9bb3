"""Passages of our own with hand-labelled parties and times, and how they are scored.

In: two text files with marks in the words; their heads say how they are written. Out: cases, and a report of right and wrong.
The labels were made by reading; nothing here changes a label.
"""

"""Quality against gold: `onrecord evaluate SET` reads a labelled set, runs the reader over it and scores what it found.

In: folders of labelled data that are never shipped. Out: precision, recall and F1 by part, a confusion table, the worst examples.
This room stands on top of the pipeline; it never trains and never changes a label.
"""

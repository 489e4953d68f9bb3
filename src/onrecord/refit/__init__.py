"""`onrecord train`: labelled passages and reviewed claims → new weights for the learned reader, measured before they count.

In: label files, a register with decisions, a base encoder. Out: a folder of weights with its scores and model card.
This room stands on top of training and evaluation; it never puts a worse model in the place of a better one unless told to.
"""

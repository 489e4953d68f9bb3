"""Labelled passages → the weights of the learned tagger (`languages/en/tagger/`).

In: label files in the shape of the annotation guide, a base encoder on disk. Out: an ONNX encoder and heads, int8.
This room needs torch and onnx, which the package does not depend on; nothing outside it imports it except `cli`,
and importing the room itself loads neither. It never reads the development set while it fits.
"""

"""A process of its own for files that are dangerous to parse: limited memory, time and files, no network, nothing written.
In: bytes or an open file and the name of a task. Out: frames of plain values and bytes. It never imports the stages.
"""

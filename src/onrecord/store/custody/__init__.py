"""Custody of a register at rest: erasing, sealing, copying, packing and repairing it.
Functions take an open `Store` or the path of a file, and moments and keys as arguments; nothing is acknowledged before it is on
disk, and every alteration is an entry in the chain.
"""

"""Append-only entries with a hash chain, replay "as known on …", and the plain-text form of the register.
This room is pure: it never reads a clock or a disk and never changes an entry.
"""

"""Many tellings → one event; many claims → figures; copies, versions and contradictions found.
This room is pure: it never edits a claim, never adds a figure twice, never hides a contradiction.
"""

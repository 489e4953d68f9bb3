"""The ledger and the raw bytes at rest: SQLite file and content-addressed archive.
This room never changes an entry and never acknowledges what is not on disk.
"""

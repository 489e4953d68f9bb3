"""Outside → raw bytes: files, folders, JSONL and standard input become RawItems with hash and custody.
This room never interprets what it brings in and never follows anything it was not given.
"""

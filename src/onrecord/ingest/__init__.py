"""Outside → raw bytes: files, folders, archives, feeds, tables and standard input become RawItems with hash and custody.
This room opens containers and takes the text layer out of PDF, Word and mail; it never judges what an article says,
and never follows anything it was not given. What is dangerous to parse is parsed in a process of its own (`sandbox`).
"""

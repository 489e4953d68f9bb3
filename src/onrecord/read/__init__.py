"""RawItem → Document: text fixed for good, with title, dateline, publication date, language and furniture marked.
This room is pure: it never opens files, never changes a text once read, never reads claims.
"""

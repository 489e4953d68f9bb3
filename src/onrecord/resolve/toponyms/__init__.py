"""Place names as words: which capitalised words name a place here, and what the words around say of it.

In: the article's text and a gazetteer. Out: names with their readings, lead-in words and the expressions they stand in.
This room never chooses between readings; that is resolve/gazetteer.py's.
"""

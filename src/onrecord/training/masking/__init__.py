"""Unlabelled reporting → a base encoder that knows how reporting is written.

In: files of texts, a base encoder's folder. Out: another such folder, its weights read on by guessing hidden words.
"""

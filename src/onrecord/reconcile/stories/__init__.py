"""Texts that stand in several reports without making one story of them.

In: documents. Out: links of their own kind, which are shown and counted for nothing.
"""

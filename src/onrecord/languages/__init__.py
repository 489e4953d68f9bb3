"""Shelf: word lists by language, data only, and their loader.
"""

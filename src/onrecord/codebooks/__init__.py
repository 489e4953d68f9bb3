"""Shelf: policies and coding schemes, data only, and their loader.
"""

"""Shelf: places and actors, data only, and their loader."""

"""The REST API under /api/v1: lists and single records of a view, in the names of the records.

In: a request and the app's shelf of views. Out: JSON, CSV, NDJSON or GeoJSON with the state of the register it shows.
This room never writes anything, and never gives a figure without the quotes behind it.
"""

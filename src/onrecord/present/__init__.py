"""Register → briefing, tables, timeline and map picture, as text or rows.
This room is pure: it never writes a file and never shows a number without who says so.
"""

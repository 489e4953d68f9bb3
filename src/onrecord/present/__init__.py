"""Register → briefing, tables, charts, map and exports, as text, bytes or rows; what may go to whom is decided by `profiles`.
This room is pure: it never writes a file and never shows a number without who says so.
"""

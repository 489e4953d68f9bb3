"""The nouns every room speaks: Document, Span, Mention, Claim, EventMention, Event, Figure, Entry, Problem.

In: nothing. Out: frozen records, their enumerations, their JSON and their content hashes.
This room never reads files, never decides anything about the world, and imports no other room.
"""

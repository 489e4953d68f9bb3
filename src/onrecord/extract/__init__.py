"""Document → claims, event mentions, disruptions and who said them, each tied to a Span.
This room is pure: it never resolves words to the world and never invents a count, a victim or a speaker.
"""

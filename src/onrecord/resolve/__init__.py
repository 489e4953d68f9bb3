"""Words → world: "Saturday" becomes dates, "Gwadar" a place, "the BLA" an actor.
This room is pure: gazetteer and actor table come in as arguments; what it cannot resolve stays None.
"""

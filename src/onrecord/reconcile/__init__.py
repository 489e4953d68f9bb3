"""Many tellings → one event; many claims → figures; copies, versions and contradictions found.

In: a register, a policy, the actor table. Out: a view: events, campaigns, figures with low and high, contradictions, links.
`joining` finds events; `copies` stories; `statements` who says what of which cell; `figures` what was said, `derived` what
follows; `constraints` is the arithmetic, `conflicts` and `disagreements` what cannot all be true.
This room is pure: it never edits a claim, never adds a figure twice, never hides a contradiction.
"""

"""Two people on one claim: confirming what another decided, coding blind, and how far two coders agree.

In: an open desk. Out: decisions of a second person recorded beside the first, and agreement computed from both.
This room never changes a first decision, and never shows it to the second coder.
"""

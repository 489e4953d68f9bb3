"""An address that the user named → the bytes that stand there, with when and from where they came.

In: one http or https address and the rules of fetching. Out: a Fetched, or a Problem with a reason.
Every hop is checked on the address that is connected to; robots.txt, rates, sizes and times are kept to.
This room never follows a link, runs no script, sends no cookie and no referrer.
"""

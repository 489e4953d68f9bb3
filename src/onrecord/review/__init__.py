"""What people decide about claims: the queue, the terminal, the decisions, and what the reader can learn from them.

In: an open register. Out: claims with their sentence and where they stand; decisions recorded in the ledger; training lines.
This room stands on top of the store; it never changes a reading and never decides anything itself.
"""

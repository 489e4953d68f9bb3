"""Review in the browser: one decision at a time, each an entry of the ledger with who, when and why.

In: forms. Out: decisions through `review.desk.Desk`, so that terminal and browser are one queue, and the next claim to decide on.
Nothing here decides by itself: opening, moving and filtering never accept anything.
"""

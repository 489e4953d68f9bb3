"""Who may do what: people, passwords, tokens, sessions, roles, limits, and the guard that every request passes.

In: a request. Out: the same request with who is asking and what they may still take out, or a refusal that says why.
People and tokens are kept in a small file beside the register, never in the ledger. This room knows nothing of claims.
"""

"""Running accounts beside the casualties: captives and prisoners, services that were cut, who holds a place, who kept silent.

In: what is on record, told cell by cell or mention by mention. Out: one line an account, with bounds and a check in words.
Never: a zero for what nobody reported; what is not told is not subtracted and is said to be missing.
"""

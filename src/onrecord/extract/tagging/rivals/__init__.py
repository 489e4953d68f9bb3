"""Two readings of the same people: whether they exclude each other."""

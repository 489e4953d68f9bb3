"""The learned reader: what its network says of a text, and how that is joined with what the grammar found."""

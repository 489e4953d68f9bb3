"""Whose side the victims of the tagger's claims are on."""

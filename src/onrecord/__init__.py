"""OnRecord reads reporting about armed conflict and keeps a sourced register: what happened, and who says so."""

__version__ = "0.1.0"

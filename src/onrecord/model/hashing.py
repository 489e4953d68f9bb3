"""Content hashes: the ids of everything that is archived or read (house style R17)."""

import hashlib


def sha256_hex(content: bytes) -> str:
    """The SHA-256 of `content`, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def content_id(prefix: str, *parts: object) -> str:
    """A short id such as "clm-1f3a…" from the parts: 16 hex digits of their SHA-256, joined unambiguously.

    64 bits keep the chance of one collision among ten million records below one in 300,000.
    """
    joined = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return f"{prefix}-{sha256_hex(joined.encode('utf-8', 'surrogatepass'))[:16]}"

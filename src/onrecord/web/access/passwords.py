"""Passwords: how they are kept and which are too weak. Source: RFC 9106 (argon2id, low-memory profile); NIST SP 800-63B."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onrecord.model.errors import InputError

SHORTEST, LONGEST = 12, 256
_HASHER = PasswordHasher()
# One at a time: each takes 64 MB, and a crowd of wrong passwords must not take the machine's memory.
_ONE_AT_A_TIME = threading.Lock()
# Checked where there is no such person, so that the answer takes as long.
_NOBODY = _HASHER.hash("nobody has this password")


def fit(password: str, name: str) -> None:
    """InputError when the password is too short, too long, or the name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(
            f"A password has {SHORTEST} to {LONGEST} characters, this one {len(password)}; several words make a good one."
        )
    if name.casefold() in password.casefold() or len(set(password)) < 5:
        raise InputError("This password is easy to guess: it holds the name, or hardly more than one character.")


def hashed(password: str) -> str:
    """The password as it is kept."""
    with _ONE_AT_A_TIME:
        return _HASHER.hash(password)


def check(kept: str | None, password: str) -> bool:
    """Whether this is the password; None = there is no such person, which takes as long to find."""
    if len(password) > LONGEST:
        return False
    with _ONE_AT_A_TIME:
        try:
            return _HASHER.verify(kept or _NOBODY, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether it is kept in a weaker way than passwords are now."""
    return _HASHER.check_needs_rehash(kept)

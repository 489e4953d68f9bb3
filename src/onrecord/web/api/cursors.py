"""Opaque cursors: where in a list a page ended. They hold a place, not a number, so that additions shift nothing."""

import base64
import binascii
import hashlib
import json

from onrecord.model.errors import InputError

Key = tuple[str | int, ...]
# Enough to notice a cursor that was cut, changed, or made for another list or other filters.
CHECK = 8
PATTERN = r"^[A-Za-z0-9_-]{12,2000}$"
WRONG = "cursor does not fit this list with these filters; take it from the answer before, or start again without it."


def write_cursor(key: Key, asked: str) -> str:
    """The cursor after the record with this sort key; `asked` = the list and its filters in canonical words."""
    line = json.dumps(key, ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(_check(line, asked) + line.encode()).decode().rstrip("=")


def read_cursor(cursor: str, asked: str) -> Key:
    """The sort key that a cursor stands for; InputError when it was not made here for this list and these filters."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        check, line = packed[:CHECK], packed[CHECK:].decode("ascii")
        if check != _check(line, asked):
            raise InputError(WRONG)
        return tuple(json.loads(line))
    except (binascii.Error, UnicodeDecodeError, json.JSONDecodeError) as trouble:
        raise InputError(WRONG) from trouble


def _check(line: str, asked: str) -> bytes:
    return hashlib.sha256(f"{asked}\x00{line}".encode()).digest()[:CHECK]

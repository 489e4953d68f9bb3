"""What a fetch brings back, how it may end, and the rules that it keeps to."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem

# What the server does not say. Source: RFC 2046 section 4.5.1.
UNSAID = "application/octet-stream"
# A scheme has two letters or more, so that a drive letter of Windows is none. Source: RFC 3986 section 3.1.
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes that stood at an address. `asked` is the address named, `url` the one that answered after redirects.

    `fetched_at` is UTC: when these bytes came; for bytes that the server says are unchanged, when they came first.
    `media_type` is what the server says in small letters without parameters, `charset` likewise; None = it does not say.
    `headers` are the lines "Name: value" that it sent with these bytes, without cookies.
    """

    content: bytes
    asked: str
    url: str
    fetched_at: datetime
    media_type: str | None = None
    charset: str | None = None
    headers: tuple[str, ...] = ()

    def item(self) -> RawItem:
        """The bytes as an item: its `source` is the address asked for, its `url` the one that answered."""
        return RawItem(
            content=self.content,
            sha256=sha256_hex(self.content),
            media_type=self.media_type or UNSAID,
            source=self.asked,
            url=self.url,
            fetched_at=self.fetched_at,
            charset=self.charset,
            headers=self.headers,
        )


class RefusedError(Exception):
    """A fetch that ends without bytes. `what` says what is the matter with the address and what to do, beginning with a verb.

    `code` is a stable short name. `is_final` = asking again later would change nothing. `wait_s` is how long the server asks to
    wait before, in seconds; None = it does not say.
    """

    def __init__(self, code: str, what: str, *, is_final: bool = True, wait_s: float | None = None) -> None:
        """`what` without a full stop at its end."""
        super().__init__(what)
        self.code = code
        self.what = what
        self.is_final = is_final
        self.wait_s = wait_s

    def problem(self, address: str) -> Problem:
        """The refusal as trouble with an address; a name or password inside the address is left out."""
        message = f"{self.what[0].upper()}{self.what[1:]}. Nothing was taken in from it."
        return Problem(source=without_login(address), code=self.code, severity=ProblemSeverity.ERROR, message=message)


Fetch = Callable[[str], Fetched | Problem]


def is_address(source: str) -> bool:
    """Whether a source is an address by its form (https://…, data:…), not a path."""
    return _ADDRESS.match(source) is not None


def without_login(address: str) -> str:
    """The address without a user name and password, without control characters, and cut to a length that can be shown."""
    shown = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "\N{REPLACEMENT CHARACTER}", address)
    shown = re.sub(r"//[^/?#]*@", "//", shown)
    return shown if len(shown) <= 300 else f"{shown[:297]}…"


def without_query(address: str) -> str:
    """The address as a log may show it: no login, no query, no fragment, for these may hold names."""
    return re.split(r"[?#]", without_login(address), maxsplit=1)[0]

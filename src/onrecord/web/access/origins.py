"""Where a request comes from: the name it was sent to, and the page that sent it."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers


def host_name(host: str) -> str:
    """The name in a Host header, without port, lower case; "" when it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_loopback(name: str) -> bool:
    """Whether a host name or address is this machine alone."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_expected(headers: Headers, allowed: Collection[str], *, only_here: bool) -> bool:
    """Whether the request was sent to a name of ours.

    A page elsewhere can give its own name the address 127.0.0.1 and then read answers as if they were its own (DNS rebinding);
    the Host header then still has its name. `only_here` = this machine and the allowed names; else, without any allowed name,
    every name will do.
    """
    name = host_name(headers.get("host", ""))
    if name in allowed or is_loopback(name):
        return True
    return not only_here and not allowed and bool(name)


def is_foreign(headers: Headers) -> bool:
    """Whether a browser sent the request from a page that is not ours; programs that are no browser send neither header.

    Source: Fetch Metadata (W3C), Sec-Fetch-Site; RFC 6454 §7 (Origin).
    """
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True

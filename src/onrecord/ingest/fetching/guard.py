"""The last check before a connection: the very number that the socket would connect to, whatever name led there.

A name may change its address between a look-up and a connection, so the look-up is not what is checked.
Source: aiohttp's `socket_factory`, which is called for every connection, also for numbers in place of names.
"""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

from onrecord.ingest.fetching.addresses import refuse_ip
from onrecord.ingest.fetching.fetched import RefusedError
from onrecord.ingest.fetching.rules import FetchRules

AddressInfo = tuple[Any, Any, int, str, tuple[Any, ...]]  # as socket.getaddrinfo gives it


class GuardError(OSError):
    """A connection that the guard stopped; an OSError, so that the client treats it as one that failed."""

    def __init__(self, refusal: RefusedError) -> None:
        """`refusal` says why."""
        super().__init__(refusal.what)
        self.refusal = refusal


def guarded(rules: FetchRules) -> Callable[[AddressInfo], socket.socket]:
    """A maker of sockets that makes none for an address that may not be reached."""

    def make(found: AddressInfo) -> socket.socket:
        family, kind, protocol, _, place = found
        try:
            refuse_ip(ipaddress.ip_address(str(place[0]).partition("%")[0]), rules)
        except RefusedError as refusal:
            raise GuardError(refusal) from refusal
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return make


def refusal_in(trouble: BaseException) -> RefusedError | None:
    """The guard's refusal in the causes of an error, also in a group of them; None = it is none of the guard's."""
    seen: list[BaseException] = [trouble]
    while seen:
        error = seen.pop()
        if isinstance(error, GuardError):
            return error.refusal
        if isinstance(error, BaseExceptionGroup):
            seen.extend(error.exceptions)
        os_error = getattr(error, "os_error", None)
        seen.extend(e for e in (error.__cause__, os_error) if e is not None)
    return None

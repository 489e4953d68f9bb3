"""The rules that every fetch keeps to: who we say we are, how much, how long, how often, and where never."""

import ipaddress
import re
from dataclasses import dataclass

from onrecord.ingest.intake import MB
from onrecord.model.errors import InputError

# The ports of http and https; other ones belong to services that were not made for strangers.
WEB_PORTS = (80, 443)
# Everything; for `private`.
ANYWHERE = ("0.0.0.0/0", "::/0")
_NO_HEADER = re.compile(r"[\x00-\x1f\x7f-\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRules:
    """How addresses are fetched. Sizes are MB of what arrives after unpacking, times seconds.

    `agent` is our name and version, `contact` an address or page where a site's owner reaches the user; None = none is told.
    `ratio` is how many times larger than what was sent unpacked bytes may be, once they are over 1 MB. `private` are networks
    inside the house that may be reached all the same; `proxy` is the address of a proxy, None = none, whatever the environment
    says. `delay_s` is the least time between two requests to one host; `longest_wait_s` the most that a site may make us wait.
    """

    agent: str = "OnRecord"
    contact: str | None = None
    most_mb: float = 50.0
    ratio: int = 200
    connect_s: float = 10.0
    total_s: float = 60.0
    redirects: int = 5
    retries: int = 3
    delay_s: float = 1.0
    backoff_s: float = 1.0
    longest_wait_s: float = 120.0
    ports: tuple[int, ...] = WEB_PORTS
    private: tuple[str, ...] = ()
    proxy: str | None = None

    def __post_init__(self) -> None:
        """Raises InputError for a contact, proxy or network that cannot be used."""
        if _NO_HEADER.search(self.user_agent):
            what = "holds characters that no header may hold; write a mail or web address"
            raise InputError(f"Setting contact: {self.contact!r} {what}.")
        if self.proxy is not None and not re.fullmatch(r"https?://[^\s/]+/?", self.proxy):
            raise InputError("Setting fetch_proxy: write the address of an http proxy, such as http://proxy.example:3128.")
        for network in self.private:
            ipaddress.ip_network(network)

    @property
    def user_agent(self) -> str:
        """What we call ourselves, with the contact: `OnRecord/0.1 (+mailto:desk@example.org)`."""
        return f"{self.agent} (+{self.contact})" if self.contact else self.agent

    @property
    def most_bytes(self) -> int:
        """The most unpacked bytes of one page."""
        return int(self.most_mb * MB)

    def allows(self, ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        """Whether an address lies in a network that the user opened."""
        return any(ip in ipaddress.ip_network(network) for network in self.private)


def parse_ports(words: str) -> tuple[int, ...]:
    """The ports of "80,443,8080". Raises InputError for what is no port."""
    parts = [part.strip() for part in words.split(",") if part.strip()]
    if not parts or not all(part.isdecimal() and 0 < int(part) < 65536 for part in parts):
        raise InputError(f"Setting fetch_ports: {words!r} is not understood; write ports with commas, as in 80,443,8080.")
    return tuple(int(part) for part in parts)

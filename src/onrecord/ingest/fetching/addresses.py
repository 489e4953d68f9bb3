"""Which addresses may be fetched: their form before anything is sent, and the numbers that a connection would go to."""

import ipaddress
import re
import unicodedata

from yarl import URL

from onrecord.ingest.fetching.fetched import RefusedError
from onrecord.ingest.fetching.rules import FetchRules

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
# Longer ones are cut by servers and proxies, each in its own way. Source: RFC 9110 section 4.1 asks for 8,000 at least.
LONGEST_ADDRESS = 8000
# Networks that no public page stands in, first match first. Source: the IANA special-purpose address registries (RFC 6890).
RESERVED = tuple(
    (ipaddress.ip_network(network), words)
    for network, words in (
        ("0.0.0.0/8", "this computer itself"),
        ("127.0.0.0/8", "this computer itself (loopback)"),
        ("10.0.0.0/8", "a private network"),
        ("172.16.0.0/12", "a private network"),
        ("192.168.0.0/16", "a private network"),
        ("100.64.0.0/10", "the inside of a provider's network (CGNAT)"),
        ("169.254.0.0/16", "the local link, where clouds keep what only their own machines may see"),
        ("192.0.0.0/24", "a reserved network"),
        ("192.0.2.0/24", "a network for examples"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("198.18.0.0/15", "a network for measurements"),
        ("198.51.100.0/24", "a network for examples"),
        ("203.0.113.0/24", "a network for examples"),
        ("224.0.0.0/4", "many computers at once (multicast)"),
        ("240.0.0.0/4", "a reserved network"),
        ("::/128", "this computer itself"),
        ("::1/128", "this computer itself (loopback)"),
        ("::ffff:0:0/96", "an IPv4 address written as IPv6 (mapped)"),
        ("::ffff:0:0:0/96", "an IPv4 address written as IPv6 (translated)"),
        ("::/96", "an IPv4 address written as IPv6 (compatible)"),
        ("64:ff9b::/96", "an IPv4 address behind NAT64"),
        ("64:ff9b:1::/48", "an IPv4 address behind a local NAT64"),
        ("100::/64", "a network where everything is thrown away"),
        ("2001::/32", "a Teredo tunnel"),
        ("2001:2::/48", "a network for measurements"),
        ("2001:db8::/32", "a network for examples"),
        ("2001:10::/28", "a reserved network"),
        ("2001:20::/28", "a reserved network"),
        ("2002::/16", "a 6to4 tunnel"),
        ("3fff::/20", "a network for examples"),
        ("5f00::/16", "a reserved network"),
        ("fc00::/7", "a private network (unique local)"),
        ("fe80::/10", "the local link"),
        ("fec0::/10", "a private network (site-local)"),
        ("ff00::/8", "many computers at once (multicast)"),
    )
)
# Invisible, and yet part of how Persian, Urdu and Indian words are written.
JOINERS = "\u200c\u200d"
# What getaddrinfo and inet_aton take for a number: "2130706433", "0x7f.1", "0177.0.0.1". Source: WHATWG URL, "ends in a number".
_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)
_QUAD = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")
# Names that never stand for a public site. Source: RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN's reserved .internal.
INSIDE_NAMES = ("localhost", "local", "internal", "intranet", "home.arpa", "lan", "corp", "home", "alt", "onion", "invalid")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
# Labels end at dots and nowhere else, so that a long wrong name is tried in one way only.
_HOST = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)*{_LABEL}\.?", re.IGNORECASE)


def reserved(ip: IP) -> str | None:
    """What a numeric address stands for when it is no public one, in words; None = it is public."""
    for network, words in RESERVED:
        if ip in network:
            return words
    return None if ip.is_global and not ip.is_multicast else "a reserved network"


def refuse_ip(ip: IP, rules: FetchRules) -> None:
    """Raises RefusedError unless an address is public, or in a network that the user opened."""
    words = reserved(ip)
    if words is not None and not rules.allows(ip):
        what = f"leads to {ip}, which is {words}, and not to a public site; if you trust it, set fetch_private"
        raise RefusedError("private_address", what)


def parsed(address: str, rules: FetchRules) -> URL:
    """The address as it will be asked for, without fragment. Raises RefusedError, saying which part may not be."""
    _refuse_form(address)
    scheme = address.partition(":")[0].lower()
    if scheme not in ("http", "https"):
        raise RefusedError("scheme", f"begins with {scheme[:20]}: and only http and https are fetched; save it and add the file")
    if re.search(r"\s", address) or "\\" in address:
        raise RefusedError("malformed_address", "holds blanks or backslashes; copy it again from the browser")
    if not re.match(r"https?://[^/?#]", address, re.IGNORECASE):
        raise RefusedError("malformed_address", "names no site; write it as https://site.example/page")
    try:
        url = URL(address).with_fragment(None)
        port, host, login = url.port, url.host or "", url.user is not None or url.password is not None
    except (ValueError, UnicodeError) as trouble:
        raise RefusedError("malformed_address", "cannot be understood as an address; copy it again from the browser") from trouble
    if login or re.match(r"[^/]*//[^/?#]*@", address):
        what = "carries a user name or password, and addresses are kept on record; take it out, or save the page and add the file"
        raise RefusedError("login_in_address", what)
    if port is None or (port not in rules.ports):
        what = f"asks for port {port}, and only {', '.join(map(str, rules.ports))} are; set fetch_ports to allow more"
        raise RefusedError("port", what)
    _refuse_host(host, url.raw_host or "", rules)
    return url


def _refuse_form(address: str) -> None:
    if len(address) > LONGEST_ADDRESS:
        what = f"is {len(address):,} characters long, and {LONGEST_ADDRESS:,} are the most; shorten it"
        raise RefusedError("address_too_long", what)
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in JOINERS for letter in address):
        what = "holds line ends or other invisible characters, by which a request can be forged; copy it again from the browser"
        raise RefusedError("control_characters", what)


def _refuse_host(host: str, raw: str, rules: FetchRules) -> None:
    plain = unicodedata.normalize("NFKC", host).rstrip(".").lower()
    if "%" in host or "%" in raw:
        raise RefusedError("malformed_address", "hides its site behind percent signs or names a network card; write it plainly")
    ip = _numeric(plain)
    if ip is not None:
        refuse_ip(ip, rules)
    elif not _HOST.fullmatch(raw):
        raise RefusedError("malformed_address", "names a site in a way that no site is named; copy it again from the browser")
    elif ("." not in plain or plain.endswith(tuple(f".{name}" for name in INSIDE_NAMES))) and not rules.private:
        what = f"names {plain[:60]}, which is inside your own network and not a public site; if you trust it, set fetch_private"
        raise RefusedError("private_address", what)


def _numeric(host: str) -> IP | None:
    """The number that a host is written as; None = it is a name. Raises RefusedError for a number in disguise."""
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host)
        except ValueError as trouble:
            raise RefusedError("malformed_address", "holds a broken IPv6 address; write the name of the site") from trouble
    if _QUAD.fullmatch(host) and all(int(part) < 256 for part in host.split(".")):
        return ipaddress.IPv4Address(host)
    if _NUMBER.fullmatch(host):
        what = "writes a number in place of a site in a disguised form (short, octal, hexadecimal); write the name of the site"
        raise RefusedError("disguised_number", what)
    return None

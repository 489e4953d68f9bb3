"""One request to one address: nothing is followed, every limit holds, and the answer is taken whole or not at all."""

import asyncio
import ipaddress
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

import aiohttp
from yarl import URL

from onrecord.ingest.fetching.addresses import refuse_ip
from onrecord.ingest.fetching.bodies import ACCEPTED, Body
from onrecord.ingest.fetching.fetched import RefusedError
from onrecord.ingest.fetching.guard import guarded, refusal_in
from onrecord.ingest.fetching.rules import FetchRules

# One header line, and their number. News sites stay under a tenth of both.
LONGEST_HEADER = 8190
MOST_HEADERS = 100
PIECE = 64 * 1024
# Answers that say where else to look. Source: RFC 9110 section 15.4.
MOVED = {301, 302, 303, 307, 308}
# Media types that are understood at all: a charset only counts for words.
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.8,*/*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said: its status, headers, and the unpacked body; the body of a redirect is left unread."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """A header as it stands; None = there is none, or none that could be sent back: too long, or not in plain ASCII."""
        value = (self.headers.get(name) or "").strip()
        return value if 0 < len(value) <= LONGEST_HEADER and value.isascii() and value.isprintable() else None

    @property
    def target(self) -> str | None:
        """Where the answer says to look, in whatever letters; None = nowhere."""
        return (self.headers.get("Location") or "").strip() or None

    @property
    def lines(self) -> tuple[str, ...]:
        """The headers as lines, for custody. Cookies name a visit and nothing else, so they are left out."""
        lines = (f"{name}: {value}" for name, value in self.headers.items() if not name.lower().startswith("set-cookie"))
        return tuple(line.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for line in lines)

    @property
    def media_type(self) -> tuple[str | None, str | None]:
        """Media type and charset in small letters; None = not said, or said in a broken way."""
        said = Message()
        said["Content-Type"] = self.header("Content-Type") or ""
        value = said.get_content_type() if "/" in str(said["Content-Type"]) else None
        charset = said.get_param("charset")
        return value, charset.strip().lower()[:40] or None if isinstance(charset, str) else None


def open_session(rules: FetchRules, resolver: aiohttp.abc.AbstractResolver | None = None) -> aiohttp.ClientSession:
    """A session that keeps to the rules: no cookies, no password files, no proxy but the one that was set."""
    guard = None if rules.proxy else guarded(rules)  # a proxy makes the connections; see `refuse_behind_proxy`
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(socket_factory=guard, resolver=resolver, limit=8, limit_per_host=2),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": rules.user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED},
        auto_decompress=False,
        trust_env=False,
        requote_redirect_url=False,
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
        max_headers=MOST_HEADERS,
    )


async def visit(session: aiohttp.ClientSession, url: URL, conditions: Mapping[str, str], rules: FetchRules) -> Answer:
    """Asks once. Raises RefusedError for everything that is no whole answer."""
    time = aiohttp.ClientTimeout(total=rules.total_s, sock_connect=rules.connect_s, sock_read=rules.total_s)
    try:
        async with session.get(
            url, headers=conditions, timeout=time, allow_redirects=False, proxy=rules.proxy, max_redirects=0
        ) as response:
            if response.status in MOVED or response.status == 304:
                response.close()  # whatever else is sent is not read
                return Answer(status=response.status, headers=response.headers.copy())
            return Answer(status=response.status, headers=response.headers.copy(), body=await _body(response, rules))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as trouble:
        raise _reason(trouble, rules) from trouble


async def _body(response: aiohttp.ClientResponse, rules: FetchRules) -> bytes:
    if (response.content_length or 0) > rules.most_bytes:
        response.close()
        raise RefusedError("too_large", f"is over {rules.most_mb:g} MB, too large for one page; set fetch_mb if you trust it")
    body = Body(",".join(response.headers.getall("Content-Encoding", [])), rules)
    try:
        async for piece in response.content.iter_chunked(PIECE):
            body.take(piece)
    except RefusedError:
        response.close()
        raise
    return body.whole()


def _reason(trouble: Exception, rules: FetchRules) -> RefusedError:
    """What went wrong with a request, in words."""
    if (refusal := refusal_in(trouble)) is not None:
        return refusal
    for kinds, code, what, is_final in _REASONS:
        if isinstance(trouble, kinds):
            return RefusedError(code, what.format(connect=rules.connect_s, total=rules.total_s), is_final=is_final)
    return RefusedError("unreachable", f"could not be fetched ({type(trouble).__name__}); try again later", is_final=False)


# First match first: what a server did wrong, and whether asking again may help.
_REASONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str, bool], ...] = (
    (
        (aiohttp.ClientConnectorCertificateError, ssl.CertificateError),
        "certificate",
        "shows a certificate that does not belong to it or has run out; look at it in a browser, save the page and add the file",
        True,
    ),
    (
        aiohttp.ClientSSLError,
        "encryption",
        "cannot be talked to in an encrypted way; look at it in a browser, save the page and add the file",
        True,
    ),
    (
        aiohttp.ClientConnectorDNSError,
        "no_such_site",
        "names a site that cannot be found; check the spelling and your network",
        False,
    ),
    (aiohttp.ConnectionTimeoutError, "too_slow", "did not answer within {connect:g} seconds; try again later", False),
    (
        (TimeoutError, asyncio.TimeoutError),
        "too_slow",
        "was not there whole within {total:g} seconds; try again later, or set fetch_seconds",
        False,
    ),
    (aiohttp.ClientProxyConnectionError, "proxy", "could not be reached through the proxy; check fetch_proxy", False),
    (aiohttp.ClientHttpProxyError, "proxy", "was refused by the proxy; check fetch_proxy", False),
    (aiohttp.ClientPayloadError, "broke_off", "broke off in the middle, shorter than announced; try again later", False),
    (aiohttp.ServerDisconnectedError, "broke_off", "hung up without an answer; try again later", False),
    (
        (aiohttp.ClientResponseError, aiohttp.InvalidURL),
        "broken_answer",
        "answers with headers that are too large, too many or broken; save the page and add the file",
        True,
    ),
)


async def refuse_behind_proxy(url: URL, rules: FetchRules) -> None:
    """Where a proxy connects, the guard sees only the proxy: so the name is looked up here as well, as far as that goes.

    A name that we cannot look up is left to the proxy, which has to guard its own network.
    """
    if rules.proxy is None:
        return
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host or "", url.port)
    except OSError:
        return
    for *_, place in found:
        refuse_ip(ipaddress.ip_address(str(place[0]).partition("%")[0]), rules)

"""Answers with damage at random places: each ends as a page or as a problem with a reason, never as an error of ours."""

import gzip
import random
import socket
from typing import Any

import brotli
from hostile_server import PAGE, HostileServer, answer, moved, serving

from onrecord.ingest.fetching.fetched import Fetched, RefusedError
from onrecord.ingest.fetching.fetcher import Fetcher
from onrecord.ingest.fetching.rules import FetchRules
from onrecord.model.problems import Problem
from onrecord.watch.sitemaps import is_sitemap, read_sitemap

WHOLE = (
    answer(),
    answer(gzip.compress(PAGE * 50), Content_Encoding="gzip"),
    answer(brotli.compress(PAGE), Content_Encoding="br"),
    answer(b"", "304 Not Modified"),
    answer(b"", "503 Busy", Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"),
    answer(PAGE, Content_Type='text/html; charset="utf"'),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    *(moved(target) for target in ("/x?y=1", "//", "?", "http://", "http:///a", "http://[::1%25]:99999/\xe9", "\xff\xfe")),
)
PATCHES = (b"\r\n", b"\x00", b": ", b"\r\n\r\n", b"Location: http://[", b"Content-Encoding: br\r\n", b"Retry-After: 1e9\r\n")
SITEMAP = b'<?xml version="1.0"?><urlset><url><loc>http://a.example/x</loc><lastmod>2026-02-03</lastmod></url></urlset>'


def damaged(whole: bytes, dice: random.Random) -> bytes:
    """The bytes with up to twenty wounds, most of them near the beginning."""
    left = bytearray(whole)
    for _ in range(dice.choice((0, 1, 1, 2, 5, 20))):
        place = dice.randrange(min(len(left), dice.choice((120, 10**9))) + 1)
        kind = dice.randrange(4)
        if kind == 0 and place < len(left):
            left[place] = dice.randrange(256)
        elif kind == 1:
            left[place:place] = dice.randbytes(dice.choice((1, 3, 50)))
        elif kind == 2:
            del left[place : place + dice.choice((1, 2, 10, 100))]
        else:
            left[place:place] = dice.choice(PATCHES)
    return bytes(left)


class Careless(dict[str, Any]):  # Any: what says an answer
    """A table that answers every path, often even robots.txt, with something damaged."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self._dice = dice

    def get(self, path: str, otherwise: Any = None) -> Any:
        return self._say if path != "/robots.txt" or self._dice.random() < 0.2 else otherwise

    def _say(self, peer: socket.socket, _: HostileServer) -> None:
        peer.sendall(damaged(self._dice.choice(WHOLE), self._dice))


def test_damaged_answer_is_a_page_or_a_problem() -> None:
    ends = set()
    with serving(Careless(random.Random(7))) as server:
        rules = FetchRules(ports=(80, 443, server.port), private=("127.0.0.1/32",), retries=0, delay_s=0.0, total_s=0.5)
        for _ in range(60):
            with Fetcher(rules) as fetch:
                for _ in range(6):
                    found = fetch(f"{server.root}/a")
                    assert isinstance(found, Fetched | Problem)
                    ends.add(found.code if isinstance(found, Problem) else "page")
                    if isinstance(found, Fetched):
                        "".join(found.headers).encode("utf-8")  # the ledger takes nothing else
    assert {"page", "broken_answer", "malformed_address"} <= ends


def test_damaged_sitemap_is_read_or_refused() -> None:
    dice = random.Random(7)
    for _ in range(2000):
        content = damaged(SITEMAP, dice)
        try:
            assert isinstance(is_sitemap(content), bool) and isinstance(read_sitemap(content, "http://a.example/s.xml"), list)
        except RefusedError as refusal:
            assert refusal.what

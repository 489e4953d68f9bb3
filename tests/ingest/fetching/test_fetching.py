"""How pages are fetched: what is sent, what is kept, when it is asked again, and that nothing else is followed."""

import contextlib
import json
import socket
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hostile_server import PAGE, HostileServer, Liar, Say, answer, moved, serving
from yarl import URL

from onrecord.ingest.fetching.fetched import RefusedError, is_address, without_login, without_query
from onrecord.ingest.fetching.fetcher import Fetcher, next_hop
from onrecord.ingest.fetching.manners import retry_after
from onrecord.ingest.fetching.rules import ANYWHERE, FetchRules, parse_ports
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.problems import Problem
from onrecord.pipeline import fetching
from onrecord.settings import load_settings

LINKED = (
    b'<html><head><link rel="next" href="/two"></head><body><p>Three died.</p><a href="/two">on</a><img src="/i"></body></html>'
)


def rules_for(port: int, **changes: Any) -> FetchRules:  # Any: the rules' own fields
    given = {"delay_s": 0.0, "backoff_s": 0.01, "total_s": 3.0}
    return FetchRules(ports=(80, 443, port), private=ANYWHERE, **{**given, **changes})


def taken(found: object) -> Any:  # Any: a Fetched, whose fields the tests read
    assert not isinstance(found, Problem), found
    return found


def test_page_comes_with_its_address_time_type_and_charset() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    table = {"/old": moved("/new?id=7#part"), "/new": answer(PAGE, Content_Type='Text/HTML; Charset="Windows-1256"')}
    with serving(table) as server, Fetcher(rules_for(server.port)) as fetch:
        found = taken(fetch(f"{server.root}/old"))
    assert (found.content, found.media_type, found.charset) == (PAGE, "text/html", "windows-1256")
    assert (found.asked, found.url) == (f"{server.root}/old", f"{server.root}/new?id=7")
    assert before <= found.fetched_at <= datetime.now(UTC) and found.fetched_at.tzinfo is UTC


def test_only_what_was_asked_for_is_fetched() -> None:
    with serving({"/one": answer(LINKED)}) as server, Fetcher(rules_for(server.port)) as fetch:
        taken(fetch(f"{server.root}/one"))
    assert server.paths == ["/one"]


def test_request_names_us_and_the_contact_and_nothing_about_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # the environment's proxy is not used
    table = {"/a": answer(PAGE, Set_Cookie="who=you; Path=/")}
    with serving(table) as server:
        with Fetcher(rules_for(server.port, agent="OnRecord/1", contact="mailto:desk@monitor.example")) as fetch:
            assert not any("who=you" in line for line in taken(fetch(f"{server.root}/a")).headers)
            taken(fetch(f"{server.root}/a"))
        last = server.asked[-1].lower()
    assert b"user-agent: onrecord/1 (+mailto:desk@monitor.example)\r\n" in last
    assert b"cookie" not in last and b"referer" not in last and b"authorization" not in last


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br"])
def test_packed_page_is_unpacked(packing: str) -> None:
    import gzip
    import zlib

    import brotli

    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": lambda body: brotli.compress(body, quality=3)}[packing]
    body = b"".join(b"<p>Report %d: nobody was hurt.</p>" % n for n in range(20_000))
    with serving({"/a": answer(pack(body), Content_Encoding=packing)}) as server, Fetcher(rules_for(server.port)) as fetch:
        assert taken(fetch(f"{server.root}/a")).content == body


def test_robots_is_asked_once_a_run_and_kept_to() -> None:
    robots = answer(b"User-agent: *\nDisallow: /closed\n", Content_Type="text/plain")
    table = {"/robots.txt": robots, "/a": answer(), "/b": answer(), "/closed/c": answer()}
    with serving(table) as server, Fetcher(rules_for(server.port)) as fetch:
        taken(fetch(f"{server.root}/a"))
        taken(fetch(f"{server.root}/b"))
        refused = fetch(f"{server.root}/closed/c")
    assert isinstance(refused, Problem) and "robots.txt" in refused.message and "save the page" in refused.message
    assert [request.split()[1] for request in server.asked] == [b"/robots.txt", b"/a", b"/b"]


def test_page_that_did_not_change_comes_from_the_shelf(tmp_path: Path) -> None:
    table = {"/a": answer(PAGE, ETag='"v1"', Last_Modified="Sat, 31 Jan 2026 08:00:00 GMT")}
    with serving(table) as server:
        with Fetcher(rules_for(server.port), tmp_path) as fetch:
            first = taken(fetch(f"{server.root}/a"))
        server.table["/a"] = answer(b"", "304 Not Modified")
        with Fetcher(rules_for(server.port), tmp_path) as fetch:
            second = taken(fetch(f"{server.root}/a"))
        asked = server.asked[-1]
    assert second == first  # also the time: these bytes came when they came
    assert b'If-None-Match: "v1"' in asked and b"If-Modified-Since: Sat, 31 Jan 2026" in asked


def test_damaged_shelf_is_fetched_anew(tmp_path: Path) -> None:
    with serving({"/a": answer(PAGE, ETag='"v1"')}) as server:
        with Fetcher(rules_for(server.port), tmp_path) as fetch:
            taken(fetch(f"{server.root}/a"))
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(kept.read_bytes()[:-3])
        with Fetcher(rules_for(server.port), tmp_path) as fetch:
            assert taken(fetch(f"{server.root}/a")).content == PAGE
        assert b"If-None-Match" not in server.asked[-1]


def test_validator_cannot_forge_a_header(tmp_path: Path) -> None:
    with serving({"/a": answer(PAGE, ETag='"v1"')}) as server:
        with Fetcher(rules_for(server.port), tmp_path) as fetch:
            taken(fetch(f"{server.root}/a"))
        (kept,) = tmp_path.iterdir()
        head, _, body = kept.read_bytes().partition(b"\n")
        kept.write_bytes(json.dumps({**json.loads(head), "etag": '"v1"\r\nX-Forged: yes'}).encode() + b"\n" + body)
        with Fetcher(rules_for(server.port, retries=0), tmp_path) as fetch:
            fetch(f"{server.root}/a")
        assert not any(b"\r\nX-Forged" in request for request in server.asked)


def test_headers_in_strange_letters_do_no_harm(tmp_path: Path) -> None:
    head = b'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\xffutf\r\nETag: "\xfe"\r\nX-Odd: \xe9\r\n'
    odd = head + b"Content-Length: 5\r\n\r\nhello"
    with serving({"/a": odd}) as server, Fetcher(rules_for(server.port), tmp_path) as fetch:
        first, second = taken(fetch(f"{server.root}/a")), taken(fetch(f"{server.root}/a"))
    assert first.content == second.content == b"hello" and (first.media_type, first.charset) == (None, None)
    assert "X-Odd: \N{REPLACEMENT CHARACTER}" in first.headers


def test_encrypted_site_with_a_certificate_of_nobody_is_refused(tmp_path: Path) -> None:
    import ssl
    import threading

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=shake_hands, args=(listening, context), daemon=True).start()
        port = listening.getsockname()[1]
        with Fetcher(rules_for(port)) as fetch:
            found = fetch(f"https://127.0.0.1:{port}/")
    assert isinstance(found, Problem) and found.code == "certificate"


def shake_hands(listening: socket.socket, context: Any) -> None:  # Any: an SSLContext
    with contextlib.suppress(OSError):
        while True:
            peer, _ = listening.accept()
            with contextlib.suppress(OSError), context.wrap_socket(peer, server_side=True) as talk:
                talk.recv(1000)


def self_signed(folder: Path) -> Path:
    """A certificate that its maker signed himself, with its key in the same file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    now = datetime.now(UTC)
    signed = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "site.pem"
    file.write_bytes(secret + signed.public_bytes(pem))
    return file


def test_encrypted_address_never_leads_down_to_an_open_one() -> None:
    with pytest.raises(RefusedError, match="anybody on the way"):
        next_hop(URL("https://news.example/a"), "http://news.example/a", FetchRules())
    assert next_hop(URL("http://news.example/a"), "https://news.example/a", FetchRules()).scheme == "https"
    assert str(next_hop(URL("https://news.example/a/b"), "../c?d", FetchRules())) == "https://news.example/c?d"


def test_site_in_trouble_is_asked_again() -> None:
    said = [answer(b"", "503 Service Unavailable"), answer(b"", "429 Too Many Requests", Retry_After="0"), answer()]

    def say(peer: Any, _: Any) -> None:
        peer.sendall(said.pop(0))

    with serving({"/a": say}) as server, Fetcher(rules_for(server.port)) as fetch:
        assert taken(fetch(f"{server.root}/a")).content == PAGE
    assert server.paths == ["/a", "/a", "/a"]


def test_site_that_asks_to_wait_too_long_is_left_alone() -> None:
    table = {"/a": answer(b"", "429 Too Many Requests", Retry_After="7200")}
    with serving(table) as server, Fetcher(rules_for(server.port)) as fetch:
        found = fetch(f"{server.root}/a")
    assert isinstance(found, Problem) and "7,200 seconds" in found.message and server.paths == ["/a"]


def test_two_requests_to_one_site_keep_their_distance() -> None:
    import time

    with serving({"/a": answer()}) as server, Fetcher(rules_for(server.port, delay_s=0.3)) as fetch:
        start = time.monotonic()
        for _ in range(3):
            taken(fetch(f"{server.root}/a"))
    assert time.monotonic() - start >= 0.6


def test_sites_are_asked_at_once_and_each_of_them_one_request_at_a_time() -> None:
    meeting = threading.Barrier(3)
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()

    def meet(site: str, wait: bool) -> Say:
        def say(peer: socket.socket, server: HostileServer) -> None:
            now[site] += 1
            most[site] = max(most[site], now[site])
            if wait:
                meeting.wait(30)  # broken, and the answer not given, unless the others are asked meanwhile
            now[site] -= 1
            peer.sendall(answer(PAGE))

        return say

    sites = ("one", "two", "three")
    table = {f"/{site}{n}": meet(site, n == 1) for site in sites for n in (1, 2)}
    with serving(table) as server:
        addresses = [f"http://{site}.example:{server.port}/{site}{n}" for n in (1, 2) for site in sites]
        with Fetcher(rules_for(server.port, total_s=40.0, retries=0), resolver=Liar("127.0.0.1")) as fetch:
            found = fetch.fetch_all([*addresses, "http://one.example:1/", "nothing:"])
    assert [taken(x).asked for x in found[:6]] == addresses
    assert [x.code for x in found[6:] if isinstance(x, Problem)] == ["port", "scheme"]
    assert most == {"one": 1, "two": 1, "three": 1}


def test_addresses_of_one_command_are_fetched_together_each_once(tmp_path: Path) -> None:
    table = {f"/{n}": answer(PAGE + b"<!-- %d -->" % n) for n in range(10)}
    with serving(table) as server:
        settings = load_settings(cache=tmp_path, fetch_private=True, fetch_ports=str(server.port), fetch_delay=0.0)
        addresses = [f"{server.root}/{n}" for n in range(10)]
        with fetching(settings, ["-", *addresses, addresses[0]]) as fetch:
            found = [taken(fetch(address)).content for address in addresses]
    assert found == [PAGE + b"<!-- %d -->" % n for n in range(10)]
    assert sorted(server.paths) == sorted(table)


def test_proxy_is_used_when_it_is_set() -> None:
    with serving({"http://news.example/a": answer(PAGE)}) as server:
        rules = FetchRules(proxy=server.root, delay_s=0.0, retries=0)
        with Fetcher(rules) as fetch:
            found = taken(fetch("http://news.example/a"))
            inside = fetch("http://127.0.0.1/a")
    assert found.content == PAGE and server.asked[-1].startswith(b"GET http://news.example/a HTTP/1.1")
    assert isinstance(inside, Problem) and inside.code == "private_address"


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("120", 120.0), (" 5 ", 5.0), ("soon", None), (None, None), ("-1", None), ("9" * 30, None), ("\x1f7", 7.0)],
)
def test_retry_after_in_seconds(words: str | None, seconds: float | None) -> None:
    assert retry_after(words) == seconds


def test_retry_after_as_a_date() -> None:
    wait = retry_after(format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True))
    assert wait is not None and 85 < wait <= 90


def test_collect_gives_the_page_with_its_custody() -> None:
    with serving({"/a": answer()}) as server, Fetcher(rules_for(server.port)) as fetch:
        (item,) = collect(f"{server.root}/a", fetch=fetch)
        (trouble,) = collect(f"{server.root}/b", fetch=fetch)
    assert isinstance(item, RawItem) and (item.content, item.media_type, item.charset) == (PAGE, "text/html", "utf-8")
    assert "Content-Type: text/html; charset=utf-8" in item.headers
    assert item.url == item.source == f"{server.root}/a" and item.fetched_at is not None
    assert isinstance(trouble, Problem) and "status 404" in trouble.message


@pytest.mark.parametrize(
    ("source", "says"),
    [("https://a.example/", True), ("data:,x", True), ("C:\\reports\\a.txt", False), ("reports/a.txt", False), ("-", False)],
)
def test_address_is_told_from_a_path(source: str, says: bool) -> None:
    assert is_address(source) is says


def test_logs_and_problems_show_no_login_and_logs_no_query() -> None:
    address = "https://desk:secret@site.example/a?victim=name#part"
    assert without_login(address) == "https://site.example/a?victim=name#part"
    assert without_query(address) == "https://site.example/a"


@pytest.mark.parametrize(
    "changes", [{"contact": "a\r\nX: y"}, {"contact": "désk"}, {"proxy": "socks5://a.example"}, {"proxy": "http://a/b c"}]
)
def test_rules_that_cannot_be_speak_up(changes: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="Setting"):
        FetchRules(**changes)


@pytest.mark.parametrize("words", ["", "80;443", "0", "70000", "http"])
def test_ports_that_cannot_be_speak_up(words: str) -> None:
    with pytest.raises(InputError, match="80,443"):
        parse_ports(words)

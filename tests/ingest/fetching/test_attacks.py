"""Attacks on fetching, each refused with a reason: forms of addresses, redirects, names, bombs, slow and lying servers."""

import ipaddress
from typing import Any

import pytest
from hostile_server import PAGE, Liar, answer, bomb, drip, flood, moved, serving

from onrecord.ingest.fetching.addresses import reserved
from onrecord.ingest.fetching.fetched import RefusedError
from onrecord.ingest.fetching.fetcher import Fetcher
from onrecord.ingest.fetching.rules import FetchRules
from onrecord.model.problems import Problem

# As the settings have it out of the box, but in a hurry.
STRICT = FetchRules(retries=0, total_s=2.0, connect_s=1.0, delay_s=0.0)


def rules_for(port: int, **changes: Any) -> FetchRules:  # Any: the rules' own fields
    """A house in which 127.0.0.1 counts as a public site and everything else is as strict as ever."""
    given = {"retries": 0, "total_s": 1.0, "connect_s": 1.0, "delay_s": 0.0, "most_mb": 2.0, "backoff_s": 0.01}
    return FetchRules(ports=(80, 443, port), private=("127.0.0.1/32",), **{**given, **changes})


FORMS = [
    # Numbers in place of names: all the networks that no public page stands in.
    ("http://127.0.0.1/", "private_address"),
    ("http://127.8.9.10/admin", "private_address"),
    ("http://0.0.0.0/", "private_address"),
    ("http://10.1.2.3/", "private_address"),
    ("http://172.16.0.9/", "private_address"),
    ("http://172.31.255.255/", "private_address"),
    ("http://192.168.1.1/setup", "private_address"),
    ("http://100.64.7.7/", "private_address"),
    ("http://169.254.169.254/latest/meta-data/", "private_address"),
    ("http://192.0.0.170/", "private_address"),
    ("http://198.18.0.1/", "private_address"),
    ("http://192.88.99.1/", "private_address"),
    ("http://203.0.113.5/", "private_address"),
    ("http://224.0.0.251/", "private_address"),
    ("http://240.0.0.1/", "private_address"),
    ("http://255.255.255.255/", "private_address"),
    # Numbers in disguise.
    ("http://2130706433/", "disguised_number"),
    ("http://0x7f000001/", "disguised_number"),
    ("http://017700000001/", "disguised_number"),
    ("http://0177.0.0.1/", "disguised_number"),
    ("http://0x7f.0.0.1/", "disguised_number"),
    ("http://127.1/", "disguised_number"),
    ("http://127.0.1/", "disguised_number"),
    ("http://010.0.0.1/", "disguised_number"),
    ("http://1.2.3.256/", "disguised_number"),
    ("http://127.0.0.1./", "private_address"),
    ("http://１２７.０.０.１/", "private_address"),
    ("http://①②⑦.⓪.⓪.①/", "private_address"),
    # The sixth version of the protocol, and the fourth inside it.
    ("http://[::1]/", "private_address"),
    ("http://[::]/", "private_address"),
    ("http://[0:0:0:0:0:0:0:1]/", "private_address"),
    ("http://[::ffff:127.0.0.1]/", "private_address"),
    ("http://[::ffff:7f00:1]/", "private_address"),
    ("http://[::127.0.0.1]/", "private_address"),
    ("http://[::ffff:8.8.8.8]/", "private_address"),
    ("http://[64:ff9b::7f00:1]/", "private_address"),
    ("http://[64:ff9b:1::a00:1]/", "private_address"),
    ("http://[2002:7f00:1::1]/", "private_address"),
    ("http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "private_address"),
    ("http://[fc00::5]/", "private_address"),
    ("http://[fd12:3456::1]/", "private_address"),
    ("http://[fe80::1]/", "private_address"),
    ("http://[fe80::1%25eth0]/", "malformed_address"),
    ("http://[fec0::1]/", "private_address"),
    ("http://[ff02::1]/", "private_address"),
    ("http://[2001:db8::8]/", "private_address"),
    ("http://[::1", "malformed_address"),
    # Names inside the house.
    ("http://localhost/", "private_address"),
    ("http://LOCALHOST./", "private_address"),
    ("http://api.localhost/", "private_address"),
    ("http://printer.local/", "private_address"),
    ("http://metadata.google.internal/computeMetadata/v1/", "private_address"),
    ("http://router/", "private_address"),
    # Other schemes and other services.
    ("file:///etc/passwd", "scheme"),
    ("gopher://news.example/1", "scheme"),
    ("ftp://news.example/a", "scheme"),
    ("data:text/html,<p>Nine were killed.</p>", "scheme"),
    ("javascript:alert(1)", "scheme"),
    ("ws://news.example/", "scheme"),
    ("jar:http://news.example/a!/b", "scheme"),
    ("http://news.example:22/", "port"),
    ("http://news.example:6379/", "port"),
    ("https://news.example:8443/", "port"),
    ("http://news.example:0/", "port"),
    ("http://news.example:99999/", "malformed_address"),
    ("http://news.example:80x/", "malformed_address"),
    # Logins, and readers that disagree about where a name ends.
    ("http://desk:secret@news.example/", "login_in_address"),
    ("http://news.example@127.0.0.1/", "login_in_address"),
    ("http://@127.0.0.1/", "login_in_address"),
    ("http://news.example\\@127.0.0.1/", "malformed_address"),
    ("http:\\\\127.0.0.1/", "malformed_address"),
    ("http:///etc/passwd", "malformed_address"),
    ("http:127.0.0.1", "malformed_address"),
    ("http://127.0.0.1%2f.news.example/", "malformed_address"),
    ("http://news.example%00.evil.example/", "malformed_address"),
    ("http://news_example/ a", "malformed_address"),
    # Requests forged inside an address.
    ("http://news.example/a\r\nX-Forged: yes", "control_characters"),
    ("http://news.example/a\nHost: inside.example", "control_characters"),
    ("http://news.example\t/", "control_characters"),
    ("http://news.example/\x00", "control_characters"),
    ("http://news.example/\u202efdp.exe", "control_characters"),
    ("http://news.example/" + "a" * 9000, "address_too_long"),
    ("http://" + "a" * 300 + ".example/", "malformed_address"),
]


@pytest.mark.parametrize(("address", "code"), FORMS, ids=[repr(a)[:60] for a, _ in FORMS])
def test_address_is_refused_before_anything_is_sent(address: str, code: str) -> None:
    with Fetcher(STRICT) as fetch:
        found = fetch(address)
    assert isinstance(found, Problem) and found.code == code
    assert found.message.endswith("Nothing was taken in from it.") and "secret" not in found.source + found.message
    assert not any(ord(letter) < 32 for letter in found.source + found.message)


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::9", "64:ff9b::a00:1", "0.0.0.0", "fe80::1"],
)  # fmt: skip
def test_public_name_that_leads_inside_is_stopped_at_the_connection(number: str) -> None:
    with serving({"/": answer()}) as server, Fetcher(FetchRules(retries=0, ports=(server.port,)), resolver=Liar(number)) as fetch:
        found = fetch(f"http://news.example:{server.port}/")
        assert isinstance(found, Problem) and found.code == "private_address"
        assert str(ipaddress.ip_address(number)) in found.message and not server.asked


def test_name_that_changes_between_two_requests_is_stopped_at_the_second() -> None:
    liar = Liar("127.0.0.1")
    with serving({"/a": moved("http://other.example:{port}/b"), "/b": answer()}) as server:
        with Fetcher(rules_for(server.port), resolver=liar) as fetch:
            liar.numbers = ("127.0.0.1",)
            assert not isinstance(fetch(f"http://news.example:{server.port}/b"), Problem)
            liar.numbers = ("127.0.0.2",)
            found = fetch(f"http://rebound.example:{server.port}/b")
        assert isinstance(found, Problem) and found.code == "private_address" and "127.0.0.2" in found.message


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SERVERS = [
    # Redirects.
    ("redirect to another machine of the house", moved("http://127.0.0.2:{port}/"), "private_address"),
    ("redirect to the cloud's secrets", moved("http://169.254.169.254/latest/"), "private_address"),
    ("redirect to loopback of the sixth version", moved("http://[::1]:{port}/"), "private_address"),
    ("redirect to a disguised number", moved("http://2130706434/"), "disguised_number"),
    ("redirect without a scheme", moved("//10.0.0.1/"), "private_address"),
    ("redirect to a file", moved("file:///etc/passwd"), "scheme"),
    ("redirect to gopher", moved("gopher://127.0.0.1:6379/_FLUSHALL"), "scheme"),
    ("redirect to data", moved("data:text/html,hello"), "scheme"),
    ("redirect to a mail server", moved("http://127.0.0.1:25/"), "port"),
    ("redirect with a login", moved("http://a:b@127.0.0.1:{port}/"), "login_in_address"),
    ("redirect to itself", moved("/"), "redirect_loop"),
    ("redirect in a circle", moved("/circle"), "redirect_loop"),
    ("redirect on and on", moved("/1"), "too_many_redirects"),
    ("redirect to nowhere", answer(b"", "302 Found"), "broken_redirect"),
    ("permanent redirect inside", moved("http://192.168.0.1/", "308 Permanent Redirect"), "private_address"),
    # Bodies.
    ("gzip bomb", bomb("gzip"), "too_large|bomb"),
    ("deflate bomb", bomb("deflate"), "too_large|bomb"),
    ("brotli bomb", bomb("br"), "too_large|bomb"),
    ("packing that was not asked for", answer(PAGE, Content_Encoding="zstd"), "unknown_packing"),
    ("packing inside packing", answer(PAGE, Content_Encoding="gzip, gzip"), "unknown_packing"),
    ("packing that is none", answer(PAGE, Content_Encoding="gzip"), "broken_packing"),
    ("packing that breaks off", answer(bomb("gzip")[-300:-200], Content_Encoding="gzip"), "broken_packing|broke_off"),
    ("announced too large", HEAD + b"Content-Length: 99999999999\r\n\r\n" + PAGE, "too_large"),
    ("endless body", flood(HEAD + b"\r\n", b"<p>more</p>" * 6000), "too_large"),
    ("endless chunks", flood(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"), "too_large"),
    ("shorter than announced", HEAD + b"Content-Length: 500\r\n\r\n" + PAGE, "broke_off"),
    ("length below nothing", HEAD + b"Content-Length: -5\r\n\r\n" + PAGE, "broken_answer|broke_off"),
    ("two lengths", HEAD + b"Content-Length: 5\r\nContent-Length: 90\r\n\r\n" + PAGE, "broken_answer"),
    ("length and chunks", HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "broken_answer"),
    ("broken chunks", HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n", "broken_answer|broke_off"),
    ("nothing at all", answer(b""), "empty"),
    ("hangs up", b"", "broke_off"),
    # Slowness.
    ("slow headers", drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "too_slow"),
    ("slow body", drip(HEAD + b"Content-Length: 5000\r\n\r\n", b"a"), "too_slow"),
    ("silence", drip(b"", b""), "too_slow"),
    ("endless go-ons", drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "too_slow"),
    # Headers.
    ("huge header", answer(PAGE, X_Large="a" * 60_000), "broken_answer"),
    ("thousands of headers", answer(PAGE, **{f"X_{n}": "a" for n in range(3000)}), "broken_answer"),
    ("endless headers", flood(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 4000 + b"\r\n"), "broken_answer|broke_off"),
    ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n", "broken_answer|broke_off"),
    # Sites that shut the door.
    ("asks for a login", answer(PAGE, "401 Unauthorized", WWW_Authenticate="Basic"), "no_page"),
    ("not there", answer(PAGE, "404 Not Found"), "no_page"),
    ("in trouble", answer(PAGE, "503 Service Unavailable", Retry_After="86400"), "server_trouble"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "codes"), [(a, c) for _, a, c in SERVERS], ids=[name for name, _, _ in SERVERS])
def test_hostile_server_is_refused_with_a_reason(first: Any, codes: str) -> None:  # Any: bytes or what says them
    table: dict[str, Any] = {"/": first, "/circle": moved("/")}
    table |= {f"/{n}": moved(f"/{n + 1}") for n in range(1, 40)}
    with serving(table) as server, Fetcher(rules_for(server.port)) as fetch:
        found = fetch(f"{server.root}/")
        assert isinstance(found, Problem), "it was taken in"
        assert found.code in codes.split("|"), found
        assert len(found.message) > 60 and len(server.asked) < 9


ROBOTS = [
    ("a bomb", bomb("gzip"), "robots"),
    ("without an end", flood(HEAD + b"\r\n", b"User-agent: x\nDisallow: /\n" * 3000), "robots"),
    ("slow", drip(HEAD + b"\r\n", b"#"), "too_slow"),
    ("in trouble", answer(b"", "500 Internal Server Error"), "robots"),
    ("leads inside the house", moved("http://10.0.0.1/robots.txt"), "private_address"),
    ("leads to another machine", moved("http://127.0.0.2:{port}/robots.txt"), "private_address"),
    ("leads on and on", moved("/robots.txt"), "robots"),
    ("closes the site", answer(b"User-agent: *\nDisallow: /\n", Content_Type="text/plain"), "robots"),
    ("closes the site to us", answer(b"User-agent: OnRecord\nDisallow: /private\nDisallow: /a\n"), "robots"),
]


@pytest.mark.parametrize(("robots", "code"), [(r, c) for _, r, c in ROBOTS], ids=[name for name, _, _ in ROBOTS])
def test_robots_that_forbids_or_attacks_keeps_the_page_unfetched(robots: Any, code: str) -> None:  # Any: as above
    with serving({"/robots.txt": robots, "/a": answer()}) as server, Fetcher(rules_for(server.port)) as fetch:
        found = fetch(f"{server.root}/a")
        assert isinstance(found, Problem) and found.code == code
        assert not server.paths


def test_no_attack_is_counted_twice_and_there_are_more_than_sixty() -> None:
    assert len({a for a, _ in FORMS}) + len({n for n, _, _ in SERVERS}) + len(ROBOTS) >= 130


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:80e::200e"])
def test_public_numbers_are_public(number: str) -> None:
    assert reserved(ipaddress.ip_address(number)) is None


def test_refusal_says_whether_asking_again_may_help() -> None:
    table = {"/slow": drip(HEAD, b""), "/gone": answer(b"", "410 Gone")}
    with serving(table) as server, Fetcher(rules_for(server.port)) as fetch:
        with pytest.raises(RefusedError) as slow:
            fetch.fetch(f"{server.root}/slow")
        with pytest.raises(RefusedError) as gone:
            fetch.fetch(f"{server.root}/gone")
    assert not slow.value.is_final and gone.value.is_final

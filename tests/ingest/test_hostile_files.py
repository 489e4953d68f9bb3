"""Files that were made to harm: each is read or refused at once, in bounded memory, with a reason that a person understands.

What these files once did is that they never came to an end; so a fault here shows as a test that hangs.
"""

import os
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from telling import told

from onrecord.ingest.fetching.addresses import parsed
from onrecord.ingest.fetching.fetched import RefusedError
from onrecord.ingest.fetching.rules import FetchRules
from onrecord.ingest.sandbox.tasks import TaskError, refuse_entities
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem, plain_address
from onrecord.model.problems import Problem
from onrecord.watch.folders import files_in
from onrecord.watch.sitemaps import is_sitemap


def codes(found: list[RawItem | Problem]) -> list[str]:
    return [x.code if isinstance(x, Problem) else "unread" if x.problem else "read" for x in found]


FEED = b"<rss><channel><title>Wire</title>"
MAIL, WORDS = b"From: a@wire.example\nDate: x\nTo: b@wire.example\n", b"\n\nFour guards died near Kharan on Sunday."
PART = b"--z\nContent-Type: text/html\n\nx\n"
NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(200))
# Name of the file, its bytes, and what comes of it.
FILES: dict[str, tuple[str, Callable[[], bytes], list[str]]] = {
    "comments without end in place of a page": ("a", lambda: b"<!---->" * 500 + b"x", ["read"]),
    "comments without end in place of a feed": ("a.rss", lambda: b"<!---->" * 500 + b"<x/>", ["empty"]),
    "instructions without end in place of a feed": ("a.atom", lambda: b"<?a?>" * 700 + b"<x/>", ["empty"]),
    "entries of a feed that are never closed": (
        "a.rss",
        lambda: FEED + b"<item>" * 100_000,
        ["broken_feed", "no_text", "too_many_members"],
    ),
    "tags of a feed that are never closed": (
        "a.rss",
        lambda: FEED + b"<item " * 100_000,
        ["broken_feed", "no_text", "too_many_members"],
    ),
    "table of one endless line": ("a.csv", lambda: b"title,text\n" + b"x," * 12_000_000, ["broken_row", "empty"]),
    "table with one endless line among others": (
        "a.csv",
        lambda: b"title,text\n" + b"x" * 12_000_000 + b"\nDepot,Four guards died.\n",
        ["broken_row", "read"],
    ),
    "list of millions of nothings": ("a.json", lambda: b"[" + b"{}," * 2_100_000 + b"{}]", ["too_large"]),
    "line of millions of nothings": ("a.jsonl", lambda: b'{"text":"x","a":[' + b"{}," * 2_100_000 + b"{}]}\n", ["too_large"]),
    "mail with comments in comments": ("a.eml", lambda: MAIL + b"Message-ID: " + b"(" * 5000 + WORDS, ["read"]),
    "mail with an endless subject": ("a.eml", lambda: MAIL + b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + WORDS, ["read"]),
    "mail with endless parameters": ("a.eml", lambda: MAIL + b"Content-Type: text/plain; " + b"a=b; " * 50_000 + WORDS, ["read"]),
    "mail in mail in mail": ("a.eml", lambda: MAIL + NESTED + b"x\n" * 500_000, ["broken_mail"]),
    "mail of endless parts": (
        "a.eml",
        lambda: MAIL + b"Content-Type: multipart/mixed; boundary=z\n\n" + PART * 30_000,
        ["broken_mail"],
    ),
    "saved page of endless parts": (
        "a.mhtml",
        lambda: MAIL + b"Content-Type: multipart/related; boundary=z\n\n" + PART * 30_000,
        ["broken_mhtml"],
    ),
    "mail in a codec that is no encoding": (
        "a.eml",
        lambda: MAIL + b"Content-Type: text/plain; charset=punycode\n\nFour died." + b"a" * 300_000 + b"-" + b"b" * 300_000,
        ["read"],
    ),
}


@pytest.mark.parametrize(("name", "make", "wanted"), FILES.values(), ids=FILES)
def test_file_made_to_harm_is_read_or_refused_at_once(
    tmp_path: Path, name: str, make: Callable[[], bytes], wanted: list[str]
) -> None:
    (tmp_path / name).write_bytes(make())
    found = told(collect(str(tmp_path / name)))
    assert list(dict.fromkeys(codes(found))) == wanted
    assert all(len(x.message) > 20 for x in found if isinstance(x, Problem))


@pytest.mark.parametrize("at_once", [True, False])
def test_pipe_in_place_of_a_file_is_never_opened(tmp_path: Path, at_once: bool) -> None:
    os.mkfifo(tmp_path / "report.txt")
    assert codes(told(collect(str(tmp_path / "report.txt" if at_once else tmp_path)))) == (["unreadable"] if at_once else [])
    assert files_in(tmp_path) == []


def test_words_that_word_and_rtf_do_not_show_are_not_read(tmp_path: Path) -> None:
    made = docx.Document()
    line = made.add_paragraph("Four guards were killed near Kharan. ")
    line.add_run("Some 900 people were killed.").font.hidden = True
    line.add_run("Two fled.").font.hidden = False
    made.save(str(tmp_path / "a.docx"))
    rtf = rb"{\rtf1 Four guards were killed near Kharan. {\v Some 900 were killed.}\v 900\v0 Two {\v 900\plain fled.}\par}"
    (tmp_path / "b.rtf").write_bytes(rtf)
    texts = [x.given_text for x in told(collect(str(tmp_path))) if isinstance(x, RawItem)]
    assert [(text or "").strip() for text in texts] == ["Four guards were killed near Kharan. Two fled."] * 2


def test_document_type_behind_a_long_comment_is_found() -> None:
    refuse_entities(b"<w:document><!-- fine --></w:document>")
    for markup in (b"<!--" + b" " * 2**17 + b"--><!DOCTYPE a [", "<?xml?><!Entity a 'b'>".encode("utf-16")):
        with pytest.raises(TaskError, match="declares XML entities"):
            refuse_entities(markup)


def test_comments_without_end_are_no_sitemap() -> None:
    assert not is_sitemap(b"<!---->" * 500 + b"<x>")
    assert not is_sitemap(b"<?a?>" * 1000 + b"<x>")


@pytest.mark.parametrize("host", ["R" * 120 + "=", "a" * 64 + ".example", "a-" * 60 + "!.example"])
def test_long_wrong_name_of_a_site_is_refused_at_once(host: str) -> None:
    with pytest.raises(RefusedError):
        parsed(f"https://{host}/a", FetchRules())


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://wire.example/a\r\nX-Forged: 1", "https://wire.example/aX-Forged:%201"),
        (" \x00https://wire.example/\x07b\tc d ", "https://wire.example/%07bc%20d"),
        ("https://wire.example/\u2028\u0085é", "https://wire.example/%E2%80%A8%C2%85é"),
    ],
)
def test_address_holds_nothing_that_ends_a_line(tmp_path: Path, words: str, address: str) -> None:
    import json

    assert plain_address(words) == address
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "Four guards died.", "url": words}))
    (item,) = told(collect(str(tmp_path / "a.jsonl")))
    assert isinstance(item, RawItem) and item.url == address

"""Mail and saved pages: the words of the mail, the page of the archive, and attachments named in a note."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from telling import told

from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.problems import Problem
from onrecord.read.reading import read_document

PLAIN = "Gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said in a statement to the press.\n"
PAGE = "<html><head><title>Depot</title></head><body><article><h1>Guards killed</h1>" + "".join(
    f"<p>Part {n}: gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said, and fled.</p>"
    for n in range(6)
)


def mail(**parts: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["Date"] = "Four guards killed at depot", "Sat, 31 Jan 2026 18:40:00 +0500"
    message["From"], message["To"] = "Press Desk <desk@wire.example>", "editor@paper.example"
    message["Message-ID"], message["List-Id"] = "<1@wire.example>", '"Sample Wire" <news.wire.example>'
    if "plain" in parts:
        message.set_content(parts["plain"])
    if "page" in parts:
        (message.add_alternative if "plain" in parts else message.set_content)(parts["page"], subtype="html")
    return message


def found(tmp_path: Path, content: bytes, name: str = "m.eml") -> list[RawItem | Problem]:
    (tmp_path / name).write_bytes(content)
    return told(collect(str(tmp_path / name)))


def test_mail_is_read_by_its_plain_part_with_subject_date_and_list(tmp_path: Path) -> None:
    (item,) = found(tmp_path, bytes(mail(plain=PLAIN, page="<p>Other words</p>")))
    assert isinstance(item, RawItem)
    assert (item.given_text, item.given_by, item.title) == (PLAIN, "mail-1", "Four guards killed at depot")
    assert (item.published, item.outlet, item.external_id) == (
        "Sat, 31 Jan 2026 18:40:00 +0500",
        "Sample Wire",
        "<1@wire.example>",
    )
    document = read_document(item).document
    assert document is not None
    assert (document.text_version, document.published_at) == ("mail-1", datetime(2026, 1, 31, 13, 40, tzinfo=UTC))


@pytest.mark.parametrize("plain", [{}, {"plain": "View this mail in your browser"}])
def test_page_is_read_where_the_plain_part_says_nothing(tmp_path: Path, plain: dict[str, str]) -> None:
    (item,) = found(tmp_path, bytes(mail(page="<p>Four guards died.</p><p>Two fled.</p>", **plain)))
    assert isinstance(item, RawItem)
    document = read_document(item).document
    assert document is not None
    assert document.text == "Four guards died.\nTwo fled."


def test_attachments_are_named_and_not_read(tmp_path: Path) -> None:
    message = mail(plain=PLAIN)
    message.add_attachment(b"%PDF-1.7 40 people were killed", maintype="application", subtype="pdf", filename="toll.pdf")
    message.add_attachment("40 people were killed", filename="toll.txt")
    item, note = found(tmp_path, bytes(message))
    assert isinstance(item, RawItem)
    assert item.given_text == PLAIN
    assert isinstance(note, Problem)
    assert (note.code, note.severity.value) == ("attachments_left_out", "note")
    assert "2 attachments, which were not read (toll.pdf, toll.txt)" in note.message


def test_flowed_lines_are_joined_and_quoted_ones_left_alone(tmp_path: Path) -> None:
    head = b"From: a@b.example\r\nDate: Sat, 31 Jan 2026\r\nSubject: x\r\nContent-Type: text/plain; format=flowed\r\n\r\n"
    (item,) = found(tmp_path, head + b"Four guards were \r\nkilled at the depot.\r\n> Who said so? \r\n> The police.\r\n")
    assert isinstance(item, RawItem)
    assert item.given_text == "Four guards were killed at the depot.\n> Who said so? \n> The police.\n"


def test_mail_without_an_ending_is_known_by_its_header_lines(tmp_path: Path) -> None:
    (item,) = found(tmp_path, bytes(mail(plain=PLAIN)), "saved")
    assert isinstance(item, RawItem)
    assert item.media_type == "message/rfc822"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Just words, and no header line at all.", "broken_mail"),
        (b"From: a@b.example\nDate: x\nSubject: y\nContent-Type: application/pkcs7-mime\n\nxxxx", "no_text"),
        (b"From: a@b.example\nDate: x\nSubject: y\nContent-Type: multipart/mixed; boundary=z\n\n", "no_text"),
    ],
)
def test_mail_without_words_is_a_problem(tmp_path: Path, content: bytes, code: str) -> None:
    problem = found(tmp_path, content)[0]
    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "no-such-charset"])
def test_charset_of_a_part_is_obeyed_and_a_wrong_one_harms_nothing(tmp_path: Path, charset: str) -> None:
    words = "Четыре охранника убиты." if charset != "no-such-charset" else "Four guards died."
    head = f"From: a@b.example\nDate: x\nSubject: y\nContent-Type: text/plain; charset={charset}\n\n".encode()
    (item,) = found(tmp_path, head + words.encode("utf-8" if charset.startswith(("utf", "no")) else charset))
    assert isinstance(item, RawItem)
    assert item.given_text == words


def mhtml(page: str = PAGE) -> bytes:
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://wire.example/depot\r\nSubject: Depot\r\n"
        "Date: Sun, 1 Feb 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----b"\r\n\r\n'
    )
    other = (
        "------b\r\nContent-Type: text/html\r\nContent-Location: https://ads.example/\r\n\r\n<p>900 killed in our game</p>\r\n"
    )
    main = f"------b\r\nContent-Type: text/html\r\nContent-Location: https://wire.example/depot\r\n\r\n{page}\r\n------b--\r\n"
    return (head + other + main).encode()


@pytest.mark.parametrize("name", ["depot.mhtml", "depot.mht", "depot"])
def test_saved_page_gives_its_main_part_with_address_and_time_of_saving(tmp_path: Path, name: str) -> None:
    (item,) = found(tmp_path, mhtml(), name)
    assert isinstance(item, RawItem)
    assert (item.url, item.fetched_at) == ("https://wire.example/depot", datetime(2026, 2, 1, 8, tzinfo=UTC))
    document = read_document(item).document
    assert document is not None
    assert "Part 5: gunmen shot dead four guards" in document.text
    assert "900" not in document.text


@pytest.mark.parametrize("content", [b"MIME-Version: 1.0\nDate: x\nSubject: y\n\n", b"\xff\xd8 no", mhtml("")])
def test_saved_page_without_a_page_is_a_problem(tmp_path: Path, content: bytes) -> None:
    (problem,) = found(tmp_path, content, "x.mhtml")
    assert isinstance(problem, Problem)
    assert problem.code in ("broken_mhtml", "binary")

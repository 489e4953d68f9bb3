"""Damaged and random files: whatever comes in, nothing crashes, nothing hangs, and every span holds.

The short run is part of the suite. The long one (marker slow) goes on for ONRECORD_FUZZ_SECONDS, by default a minute.
"""

# ruff: noqa: E501

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz_corpus import kept
from fuzz_seeds import seeds
from fuzz_targets import LIMITS, check_file, target_seeds, targets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.ingest.contents import kind_of
from onrecord.ingest.intake import Desk, Intake
from onrecord.ingest.opening import open_carrier
from onrecord.ingest.origins import Origin
from onrecord.ingest.sandbox.keeping import Sandbox
from onrecord.model.documents import DateBasis, Document, RawItem
from onrecord.read.dates import read_date
from onrecord.read.fragments import read_fragment
from onrecord.read.wrapping import unwrapped

# A file of a few kilobytes that takes longer is a hang. In seconds, on a busy machine.
LONGEST_S = 5.0
MOST_MEMORY_MB = 1000
# What breaks parsers: signs of formats, limits of numbers, openings without an end.
TOKENS = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b">", b'"', b"'", b"&#x110000;", b"&#0;", b"<![CDATA[", b"<!--", b"]]>", b"{", b"[",
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"%PDF-1.7", b"endobj", b"stream\n",
    b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"-1", b"1e999", b"9" * 400, b"\r\n\r\n", b"\n" * 50, b"\xed\xa0\x80", "\u202e".encode(), b"<table>" * 50,
    b"<div>" * 300, b"Content-Type: multipart/mixed; boundary=\r\n", b"=?utf-8?b?////?=", b"0001-01-01", b"31/02/2026", b"--b", b"\\ud800",
)  # fmt: skip


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with Sandbox(LIMITS) as sandbox:
        yield Desk(intake=Intake(limits=LIMITS), sandbox=sandbox, open=open_carrier)


def check(name: str, content: bytes, desk: Desk) -> None:
    start = time.monotonic()
    check_file(name, content, desk)
    took = time.monotonic() - start
    assert took < LONGEST_S * max(1.0, os.getloadavg()[0]), f"{name} took {took:.1f} s"


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes with one to five kinds of damage."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        at, to = sorted((chance.randint(0, len(made)), chance.randint(0, len(made))))
        kind = chance.randrange(7)
        if kind == 0:
            del made[at:]
        elif kind == 1:
            del made[at : min(to, at + 200)]
        elif kind == 2:
            made[at:at] = made[at : min(to, at + 500)] * chance.randint(1, 3)
        elif kind == 3:
            made[at:at] = chance.choice(TOKENS)
        elif kind == 4 and made:
            for _ in range(chance.randint(1, 8)):
                made[chance.randrange(len(made))] = chance.randrange(256)
        elif kind == 5:
            made[at : at + 4] = chance.choice(
                (b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x01\x00\x00\x00")
            )
        else:
            made[at : min(to, at + 50)] = chance.randbytes(min(50, to - at))
    return bytes(made)


@pytest.mark.parametrize("name", sorted(seeds()))
def test_undamaged_file_of_every_kind_gives_a_report(name: str, desk: Desk) -> None:
    found = list(open_carrier(seeds()[name], Origin(source=name, name=name), desk))
    assert any(isinstance(x, RawItem) for x in found)
    check(name, seeds()[name], desk)


@pytest.mark.parametrize("name", sorted(seeds()))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 2**32))
def test_damage_to_a_file_of_every_kind_is_survived(name: str, number: int, desk: Desk) -> None:
    check(name, damaged(seeds()[name], random.Random(number)), desk)


@pytest.mark.parametrize("name", sorted(targets()))
@settings(max_examples=15)
@given(number=st.integers(0, 2**32))
def test_damage_to_what_every_target_begins_from_is_survived(name: str, number: int) -> None:
    chance = random.Random(number)
    targets()[name](damaged(chance.choice(target_seeds()[name]), chance))


@pytest.mark.parametrize("name", sorted(targets()))
def test_what_fuzzing_found_before_is_survived(name: str) -> None:
    for content in kept().get(name, ()):
        targets()[name](content)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(seeds())), content=st.binary(max_size=400))
def test_random_bytes_under_any_name_are_survived(name: str, content: bytes, desk: Desk) -> None:
    check(name, content, desk)


@settings(max_examples=150)
@given(head=st.binary(max_size=300), tail=st.binary(max_size=80), suffix=st.sampled_from(["", ".txt", ".html", ".zip", ".x"]))
def test_kind_can_be_told_of_any_bytes(head: bytes, tail: bytes, suffix: str) -> None:
    assert kind_of(suffix, head, tail)


@settings(max_examples=150)
@given(words=st.text(max_size=80) | st.from_regex(r"[0-9 :/.,TZ+\-APMapmJanFebOct]{1,40}"))
def test_any_words_are_a_date_or_none(words: str) -> None:
    published, doubt = read_date(words, DateBasis.CARRIER)
    assert published is not None or doubt


@settings(max_examples=100)
@given(markup=st.text(alphabet="<>/abp dtr=\"'&;#x0|\n", max_size=300))
def test_any_markup_is_a_fragment_or_nothing(markup: str) -> None:
    assert "\n\n" not in read_fragment(markup).text


@settings(max_examples=150)
@given(lines=st.lists(st.text(alphabet="ab .,-|>*\t\u2028\r\x0c1", max_size=90), max_size=12))
def test_wrapping_keeps_every_letter_in_its_place(lines: list[str]) -> None:
    text = "\n".join(lines)
    doc = Document(document_id="d", text_version="t", text=text, raw_sha256="0", source="x")
    seen = unwrapped(doc).text
    assert len(seen) == len(text)
    assert all(a == b or (a == "\n" and b == " ") for a, b in zip(text, seen, strict=True))


def held_mb(what: str = "VmRSS") -> float:
    """Memory that this process holds now, or (`VmHWM`) held at most, in MB. Source: proc(5)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) / 1024


@pytest.mark.slow
def test_damage_is_survived_for_as_long_as_asked(desk: Desk) -> None:
    seed = int(os.environ.get("ONRECORD_FUZZ_SEED", "1"))
    until = time.monotonic() + float(os.environ.get("ONRECORD_FUZZ_SECONDS", "60"))
    chance, names, count = random.Random(seed), sorted(seeds()), 0
    before = held_mb()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here: other tests ran in this process before
    while time.monotonic() < until:
        name, content = chance.choice(names), b""
        content = damaged(seeds()[chance.choice(names) if chance.random() < 0.1 else name], chance)
        try:
            check(name, content, desk)
        except BaseException as error:
            raise AssertionError(f"seed {seed}, file {count}, {name}, {content[:2000]!r}") from error
        count += 1
    assert held_mb("VmHWM") - before < MOST_MEMORY_MB

"""Readings are kept beside a set and used again, unless the bytes or the reader are others."""

from pathlib import Path

import pytest

from onrecord.evaluation.sets import readings
from onrecord.evaluation.sets.readings import read_kept
from onrecord.model.documents import Document, RawItem
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Extraction
from onrecord.pipeline import Outcome
from onrecord.settings import Settings


def _item(text: str) -> RawItem:
    return RawItem(content=text.encode(), sha256=sha256_hex(text.encode()), media_type="text/plain", source="t", given_text=text)


def _outcome(item: RawItem) -> Outcome:
    document = Document(document_id=item.sha256, text_version="t", text=item.given_text or "", raw_sha256=item.sha256, source="t")
    found = Extraction(document_id=item.sha256, text_version="t", reader="r", relevant=True, relevance=0.9)
    return Outcome(item=item, document=document, extraction=found)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were really read, in order."""
    texts: list[str] = []

    def read(items: list[RawItem], settings: Settings) -> list[Outcome]:
        wanted = list(items)
        texts.extend(item.given_text or "" for item in wanted)
        return [Outcome(item=i) if i.given_text == "unreadable" else _outcome(i) for i in wanted]

    monkeypatch.setattr(readings, "share_out", read)
    return texts


def test_what_was_read_is_not_read_again(tmp_path: Path, asked: list[str]) -> None:
    items = [_item("Two killed."), _item("unreadable"), _item("Rain.")]
    first = list(read_kept(items, Settings(), tmp_path / "kept"))
    again = list(read_kept(items, Settings(), tmp_path / "kept"))
    assert [(o.document, o.extraction) for o in again] == [(o.document, o.extraction) for o in first]
    assert asked == ["Two killed.", "unreadable", "Rain.", "unreadable"]


def test_another_reader_reads_anew_and_no_folder_keeps_nothing(tmp_path: Path, asked: list[str]) -> None:
    list(read_kept([_item("Two killed.")], Settings(), tmp_path))
    list(read_kept([_item("Two killed.")], Settings(reader="grammar"), tmp_path))
    list(read_kept([_item("Two killed.")], Settings(), None))
    assert asked == ["Two killed."] * 3


def test_damaged_readings_speak_up(tmp_path: Path, asked: list[str]) -> None:
    list(read_kept([_item("Two killed.")], Settings(), tmp_path))
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(InputError, match="damaged"):
        list(read_kept([_item("Two killed.")], Settings(), tmp_path))

"""Records go to JSON and back unchanged, and the published schemas are those of the records."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from onrecord.model.claims import Attribution, Claim, Count, Relation, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect, Group, Qualifier, RelationKind, SourceRole, Stance
from onrecord.model.errors import InputError
from onrecord.model.events import Match
from onrecord.model.hashing import content_id
from onrecord.model.jsonform import dumps, from_json, json_schema, loads, to_json
from onrecord.model.mentions import TimeRef
from onrecord.model.register import Entry, Extraction
from onrecord.model.spans import Span, cut

SCHEMAS = Path(__file__).resolve().parent.parent.parent / "docs" / "schema"
TEXT = "Officials said at least 21 villagers were killed on Saturday."


def claim() -> Claim:
    return Claim(
        claim_id="clm-1",
        document_id="doc-1",
        text_version="given-1",
        span=cut(TEXT, 15, 48),
        count=Count(span=cut(TEXT, 15, 26), low=21, high=None, qualifier=Qualifier.AT_LEAST, cue="at least"),
        effect=Effect.KILLED,
        victims=Victims(span=cut(TEXT, 27, 36), category=Category.CIVILIAN, groups=(Group.WOMEN,)),
        attribution=Attribution(
            source="Officials", source_span=cut(TEXT, 0, 9), role=SourceRole.GOVERNMENT, stance=Stance.NEUTRAL
        ),
        time=TimeRef(date_start=date(2026, 1, 31), date_end=date(2026, 1, 31), date_prec=1),
        relations=(Relation(kind=RelationKind.SUBSET_OF, other="clm-2"),),
        subset_of="clm-2",
        found_by="test",
        score=1.0,
    )


def test_claim_goes_to_json_and_back() -> None:
    line = dumps(claim())
    assert loads(Claim, line) == claim()
    assert json.loads(line)["count"] == {"span": {"start": 15, "end": 26, "exact": "at least 21"}, "low": 21, "high": None,
                                         "qualifier": "at_least", "cue": "at least"}  # fmt: skip


def test_match_keeps_the_names_and_weights_of_its_parts() -> None:
    match = Match(left="clm-1", right="clm-2", score=0.8, parts=(("place", 1.25), ("time", -0.5)))
    line = dumps(match)
    assert loads(Match, line) == match
    assert from_json(Match, json.loads(line)) == match
    Draft202012Validator(json_schema(Match)).validate(json.loads(line))
    with pytest.raises(InputError, match="2 parts, got 3"):
        from_json(Match, json.loads(line) | {"parts": [["place", 1.25, 3]]})


def test_instants_are_written_in_utc() -> None:
    moment = datetime(2026, 1, 31, 21, 10, tzinfo=timezone(timedelta(hours=5)))
    assert to_json(moment) == "2026-01-31T16:10:00Z"
    assert from_json(Document, {**to_json(document()), "published_at": "2026-01-31T16:10:00Z"}).published_at == moment


def document() -> Document:
    return Document(document_id="doc-1", text_version="given-1", text=TEXT, raw_sha256="0" * 64, source="x",
                    published_at=datetime(2026, 1, 31, tzinfo=UTC), published_prec="day")  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"start": 0, "end": 3}, "Span.exact is missing"),
        ({"start": 0, "end": 3, "exact": "abc", "color": "red"}, "unknown fields 'color'"),
        ({"start": "0", "end": 3, "exact": "abc"}, "Span.start must be int"),
        ({"start": True, "end": 3, "exact": "abc"}, "Span.start must be int"),
        ({"start": 0, "end": 4, "exact": "abc"}, "does not fit its words"),
        ([], "Span must be an object"),
    ],
)
def test_json_that_does_not_fit_is_refused_by_name(value: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        from_json(Span, value)


def test_line_that_is_not_json_is_refused() -> None:
    with pytest.raises(InputError, match="Not JSON"):
        loads(Claim, "{nope")


@pytest.mark.parametrize("kind", [Claim, Document, Extraction, Entry])
def test_published_schema_is_that_of_the_record(kind: type) -> None:
    published = json.loads((SCHEMAS / f"{kind.__name__.lower()}.json").read_text(encoding="utf-8"))
    assert published == json_schema(kind)


@pytest.mark.parametrize(("kind", "record"), [(Claim, claim()), (Document, document())])
def test_record_fits_its_schema(kind: type, record: object) -> None:
    Draft202012Validator(json_schema(kind)).validate(to_json(record))


@given(text=st.text(min_size=1), start=st.integers(0, 50), length=st.integers(1, 50))
def test_span_is_always_the_words_it_was_cut_from(text: str, start: int, length: int) -> None:
    if not text[start : start + length]:
        with pytest.raises(InputError):
            cut(text, start, start + length)
        return
    end = min(start + length, len(text))
    span = cut(text, start, end)
    assert text[span.start : span.end] == span.exact
    assert from_json(Span, to_json(span)) == span


def test_content_id_tells_parts_apart() -> None:
    assert content_id("clm", "ab", "c") != content_id("clm", "a", "bc")
    assert content_id("clm", None) != content_id("clm", "")
    assert content_id("clm", "a") == content_id("clm", "a")

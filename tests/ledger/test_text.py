"""The plain-text form gives every record back, whatever the reports say, and stories are matched by it."""

from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ledger.matching import KINDS, unmatched
from onrecord.ledger.parts import PATHS, build, parse_parts, record_parts
from onrecord.ledger.text import parse_register, print_register
from onrecord.model.claims import Attribution, Claim, Count, Relation, Victims
from onrecord.model.documents import Document, Furniture
from onrecord.model.enums import (
    Category,
    Certainty,
    Effect,
    FurnitureKind,
    Group,
    Judgement,
    MentionKind,
    Qualifier,
    RelationKind,
    SourceRole,
    Stance,
    TimeKind,
)
from onrecord.model.errors import InputError
from onrecord.model.mentions import Candidate, Mention, PartyRef, PlaceRef, TimeRef
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Extraction, Register
from onrecord.model.spans import Span, cut

TEXT = "Officials now say that the attackers killed were 61 on Friday alone."
# Half pairs as Python makes them of file names that are no UTF-8.
HALF_PAIRS = st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF)
WORDS = st.text(st.characters(exclude_categories=["Cs"]) | HALF_PAIRS, max_size=12)
SPANS = st.builds(
    lambda start, words: Span(start=start, end=start + len(words), exact=words), st.integers(0, 99), WORDS.filter(bool)
)
OPTIONAL_INT = st.none() | st.integers(0, 10**6)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
TIMES = st.builds(
    TimeRef, span=st.none() | SPANS, date_start=DAYS, date_end=DAYS, kind=st.sampled_from(TimeKind), hours=OPTIONAL_INT
)
PLACES = st.builds(
    PlaceRef,
    span=st.none() | SPANS,
    name=st.none() | WORDS,
    latitude=st.none() | st.floats(-90, 90),
    place_id=st.none() | st.just("geonames:1177446"),
)
CLAIMS = st.builds(
    Claim,
    claim_id=WORDS,
    document_id=st.just("doc-1"),
    text_version=st.just("given-1"),
    span=SPANS,
    count=st.builds(
        Count,
        span=st.none() | SPANS,
        low=OPTIONAL_INT,
        high=OPTIONAL_INT,
        qualifier=st.sampled_from(Qualifier),
        cue=st.none() | WORDS,
    ),
    effect=st.sampled_from(Effect),
    effect_detail=st.none() | WORDS,
    victims=st.builds(
        Victims, span=st.none() | SPANS, category=st.sampled_from(Category), groups=st.lists(st.sampled_from(Group)).map(tuple)
    ),
    attribution=st.builds(
        Attribution,
        source=st.none() | WORDS,
        source_span=st.none() | SPANS,
        role=st.sampled_from(SourceRole),
        stance=st.sampled_from(Stance),
    ),
    certainty=st.sampled_from(Certainty),
    time=st.none() | TIMES,
    place=st.none() | PLACES,
    perpetrator=st.none() | st.builds(PartyRef, span=st.none() | SPANS),
    relations=st.lists(st.builds(Relation, kind=st.sampled_from(RelationKind), other=WORDS, value=OPTIONAL_INT), max_size=2).map(
        tuple
    ),
    found_by=WORDS,
    score=st.none() | st.floats(0, 1),
    basis=st.lists(WORDS, max_size=2).map(tuple),
)
PROBLEMS = st.builds(Problem, source=WORDS, code=WORDS, message=WORDS, span=st.none() | SPANS)
MENTIONS = st.builds(
    Mention,
    span=SPANS,
    kind=st.sampled_from(MentionKind),
    place=st.none() | PLACES,
    candidates=st.lists(st.builds(Candidate, place_id=WORDS, name=WORDS, score=st.floats(-9, 9)), max_size=2).map(tuple),
)
DOCUMENTS = st.builds(
    Document,
    document_id=st.just("doc-1"),
    text_version=st.just("given-1"),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    raw_sha256=st.just("ab" * 32),
    source=WORDS,
    title=st.none() | WORDS,
    published_at=st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    furniture=st.lists(st.builds(Furniture, span=SPANS, kind=st.sampled_from(FurnitureKind)), max_size=2).map(tuple),
)
DECISIONS = st.builds(
    Decision,
    subject=WORDS,
    other=st.none() | WORDS,
    judgement=st.sampled_from(Judgement),
    question=WORDS,
    decided_by=WORDS,
    note=st.none() | WORDS,
    decided_at=st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    document_sha256=st.none() | st.just("ab" * 32),
    claim=st.none() | CLAIMS,
    corrected=st.none() | CLAIMS,
)
REGISTERS = st.builds(
    lambda doc, claims, mentions, problems, decisions: Register(
        documents=(doc,),
        extractions=(
            Extraction(
                document_id="doc-1", text_version="given-1", reader="r 1", relevant=True, relevance=0.5,
                claims=claims, mentions=mentions, problems=problems,
            ),
        ),
        decisions=decisions,
        problems=problems,
    ),
    DOCUMENTS,
    st.lists(CLAIMS, max_size=3).map(tuple),
    st.lists(MENTIONS, max_size=2).map(tuple),
    st.lists(PROBLEMS, max_size=2).map(tuple),
    st.lists(DECISIONS, max_size=2).map(tuple),
)  # fmt: skip


@given(REGISTERS)
@settings(max_examples=150, deadline=None)
def test_printing_and_parsing_give_the_same_register(register: Register) -> None:
    printed = print_register(register)
    assert printed.encode()  # it can be written
    assert parse_register(printed) == register
    assert print_register(parse_register(printed)) == printed


@given(CLAIMS)
@settings(max_examples=150, deadline=None)
def test_parts_of_a_line_are_those_of_the_record(claim: Claim) -> None:
    line = " ".join(record_parts(claim))
    assert "\n" not in line
    assert parse_parts(line) == record_parts(claim)
    assert build(Claim, parse_parts(line)) == claim


def story_claim() -> Claim:
    at = TEXT.index("61")
    return Claim(
        claim_id="clm-1",
        document_id="doc-1",
        text_version="given-1",
        span=cut(TEXT, 0, len(TEXT)),
        count=Count(span=cut(TEXT, at, at + 2), low=61, high=61, qualifier=Qualifier.EXACT),
        effect=Effect.KILLED,
        victims=Victims(category=Category.MILITANT),
        attribution=Attribution(source="Officials", role=SourceRole.UNNAMED_OFFICIAL, stance=Stance.NEUTRAL),
        time=TimeRef(date_start=date(2026, 1, 30), date_end=date(2026, 1, 30), kind=TimeKind.DAY),
        relations=(Relation(kind=RelationKind.SUBSET_OF, other="clm-2"),),
        subset_of="clm-2",
        found_by="test",
    )


def test_claim_reads_like_a_sentence() -> None:
    line = " ".join(record_parts(story_claim()))
    assert "killed militant 61..61 exact" in line
    assert 'count="61"@49:51' in line and "by=Officials by-role=unnamed_official" in line
    assert 'from="2026-01-30" to="2026-01-30" window=day' in line


@pytest.mark.parametrize(
    "line",
    [
        "claim killed militant 61..61 exact",
        'claim killed count="61"@49:51',
        'claim count="61" by=Officials window=day',
        "never claim killed 158..158",
        "claim subset_of=clm-2",
    ],
)
def test_story_line_holds_when_its_parts_are_the_records(line: str) -> None:
    assert unmatched([line], [story_claim()]) == []


@pytest.mark.parametrize(
    "line", ["claim killed civilian", "claim 61..", 'claim count="6"', "never claim killed 61..61", "event type=protest"]
)
def test_story_line_fails_when_they_are_not(line: str) -> None:
    assert unmatched([line], [story_claim()]) == [line]


def test_every_story_line_needs_a_record_of_its_own() -> None:
    assert unmatched(["claim killed", "claim killed"], [story_claim()]) == ["claim killed"]


def test_story_lines_refer_to_each_other_by_name() -> None:
    whole = build(Claim, parse_parts("killed militant 97..97 exact claim_id=clm-2 document_id=d text_version=t found_by=x "
                                     'span="97 killed"@0:9'))  # fmt: skip
    lines = ["#whole claim 97..97", "claim 61..61 subset_of=#whole"]
    assert unmatched(lines, [story_claim(), whole]) == []
    assert unmatched(["#whole claim 61..61", "claim 97..97 subset_of=#whole"], [story_claim(), whole]) != []


def test_broad_line_leaves_the_record_that_a_narrow_one_needs() -> None:
    other = build(Claim, parse_parts("killed civilian 5..5 exact claim_id=c document_id=d text_version=t found_by=x "
                                     'span="5 killed"@0:8'))  # fmt: skip
    assert unmatched(["claim killed", "claim killed militant"], [story_claim(), other]) == []
    assert unmatched(["claim killed", "claim militant", "claim 61..61"], [story_claim(), other]) == ["claim 61..61"]


def test_words_that_look_like_a_reference_are_words() -> None:
    problem = Problem(source="a", code="odd", message="x=#whole")
    assert unmatched(['problem message="x=#whole"'], [problem]) == []


@pytest.mark.parametrize(
    ("line", "why"),
    [("", "'' is no kind"), ("#x", "'' is no kind"), ("claims killed", "'claims' is no kind"), ("#x never claim", "names a line"),
     ('claim count="61', "Not a part")],
)  # fmt: skip
def test_story_line_that_is_none_is_refused(line: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        unmatched([line], [story_claim()])


@pytest.mark.parametrize("line", ["castle killed", 'claim killed count="61', "claim kiled", "  claim killed 1..1 exact"])
def test_line_that_is_no_record_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(InputError, match="Line 2"):
        parse_register(f"register\n{line}")


@pytest.mark.parametrize(
    ("line", "why"),
    [('problem source="a\x01"@0:2', "is no value"), ("register as_of=soon", "no moment"),
     (f"problem source={'9' * 5000}", "is no value"), (f"problem source={'[' * 9000}", "Not a part|is no value"),
     (f"reading\n  claim killed civilian {'9' * 5000}..", "no count of people|needs|missing"),
     ("problem source=a source.start=1", "stands beside a value")],
)  # fmt: skip
def test_value_that_is_none_is_refused(line: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        parse_register(f"register\n{line}")


def test_decisions_are_printed_too() -> None:
    decision = Decision(
        subject="a b", other=None, judgement=Judgement.UNSURE, question="same event", decided_by="me", note="x\ny"
    )
    register = Register(decisions=(decision,), as_of=datetime(2026, 1, 31, tzinfo=UTC))
    assert parse_register(print_register(register)) == register


def documented(heading: str) -> list[str]:
    """The indented lines of docs/plain_text.md under a heading."""
    page = Path(__file__).resolve().parents[2] / "docs" / "plain_text.md"
    section = page.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return [line.strip() for line in section.splitlines() if line.startswith("    ")]


@pytest.mark.parametrize("line", documented("A line of every kind"))
def test_documented_line_can_be_read(line: str) -> None:
    word, _, rest = line.partition(" ")
    assert word in KINDS or word == "decision"
    known = {f.name for f in fields(KINDS.get(word, Decision))}
    for part in parse_parts(rest):
        key = PATHS.get(part.partition("=")[0], part.partition("=")[0])
        assert "=" not in part or key.split(".")[0] in known, part


def test_documented_kinds_are_all_kinds() -> None:
    assert {line.split()[0] for line in documented("A line of every kind")} == {*KINDS, "decision"}

"""Whatever a model answers is read without a crash: statements of the right types, and a count of everything else."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract import gates
from onrecord.extract.dictation.answers import Fault, read_answer
from onrecord.extract.dictation.dictating import dictate
from onrecord.extract.dictation.prompt import EXAMPLE, EXAMPLE_CLAIMS
from onrecord.languages import load_lexicon
from onrecord.ledger.checks import check_claims
from onrecord.model.documents import Document
from onrecord.model.spans import Span

LEXICON = load_lexicon("en")
GOOD = json.dumps({"claims": list(EXAMPLE_CLAIMS)})
TEXT = EXAMPLE + "\n\nTwo ferrymen and a customs guard were shot dead, 3 people in all: ’tis 12% of “1,200”.\nNo one was hurt."
DOC = Document(
    document_id="doc-1",
    text_version="plain-1",
    text=TEXT,
    raw_sha256="0",
    source="pier.txt",
    language="en",
    published_at=datetime(2026, 1, 31, tzinfo=UTC),
)
SENTENCES = gates.split(DOC)


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"<think>Nine, and four of them children.</think>\n\n{GOOD}",
        f"Here it is: {GOOD} Good luck!",
    ],
)
def test_fence_or_talk_around_the_object_does_no_harm(answer: str) -> None:
    read = read_answer(answer)
    assert read.statements is not None and len(read.statements) == 4 and not read.faults


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "There are no claims.",
        GOOD[:200],
        "{}",
        '{"claims": null}',
        '{"claims": {"0": "killed"}}',
        '["claims"]',
        "}{",
        '{"claims": [NaN}',
        '{"a":' * 5000 + "1" + "}" * 5000,
        '{"claims": [{"subset_of": ' + "9" * 6000 + "}]}",
    ],
)
def test_answer_of_another_form_is_unreadable(answer: str) -> None:
    read = read_answer(answer)
    assert read.statements is None and read.faults == {Fault.UNREADABLE: 1}


def test_answer_without_end_is_too_long() -> None:
    assert read_answer(GOOD + " " * 200_000).faults == {Fault.TOO_LONG: 1}


def test_more_statements_than_a_passage_can_hold_are_surplus() -> None:
    read = read_answer(json.dumps({"claims": [EXAMPLE_CLAIMS[0]] * 130}))
    assert read.statements is not None and len(read.statements) == 100
    assert read.faults == {Fault.SURPLUS: 30}


@pytest.mark.parametrize(
    "broken",
    [
        None,
        7,
        [],
        "killed",
        {},
        EXAMPLE_CLAIMS[0] | {"effect": "eaten"},
        EXAMPLE_CLAIMS[0] | {"category": None},
        EXAMPLE_CLAIMS[0] | {"certainty": ["asserted"]},
        EXAMPLE_CLAIMS[0] | {"quote": {"text": "shot dead"}},
        {name: value for name, value in EXAMPLE_CLAIMS[0].items() if name != "scope"},
    ],
)
def test_broken_statement_keeps_its_place_and_is_counted(broken: object) -> None:
    read = read_answer(json.dumps({"claims": [broken, EXAMPLE_CLAIMS[1]]}))
    assert read.statements is not None
    assert read.statements[0] is None and read.statements[1] is not None
    assert read.faults == {Fault.MALFORMED: 1}


def test_null_for_words_means_none_named() -> None:
    read = read_answer(json.dumps({"claims": [EXAMPLE_CLAIMS[0] | {"speaker": None, "place": None}]}))
    assert read.statements and read.statements[0] and (read.statements[0].speaker, read.statements[0].place) == ("", "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
PIECES = st.tuples(st.integers(0, len(TEXT)), st.integers(0, 40)).map(lambda at: TEXT[at[0] : at[0] + at[1]])
LIKELY = {
    name: st.sampled_from(sorted({str(claim[name]) for claim in EXAMPLE_CLAIMS})) | PIECES | VALUES for name in EXAMPLE_CLAIMS[0]
}
LIKELY["subset_of"] = st.none() | st.integers(-2, 6) | VALUES
STATEMENTS = st.fixed_dictionaries({}, optional=LIKELY) | st.sampled_from(EXAMPLE_CLAIMS).flatmap(
    lambda claim: st.fixed_dictionaries({}, optional=LIKELY).map(lambda changed: {**claim, **changed})
)


def read_as_answer(answer: str) -> None:
    """Reads the document with a model that gives this answer, and checks that what comes of it holds together."""
    claims, problems = dictate(DOC, SENTENCES, lambda prompt, schema: answer, LEXICON, "llm dice at localhost:1")
    for claim in claims:
        spans = [claim.span, claim.count.span, claim.effect_span, claim.victims.span, claim.attribution.source_span]
        spans += [part.span for part in (claim.place, claim.time, claim.perpetrator) if part]
        assert all(TEXT[s.start : s.end] == s.exact for s in spans if isinstance(s, Span))
        assert claim.count.low is None or claim.count.low <= 1200
    assert len({claim.claim_id for claim in claims}) == len(claims)
    assert not [p for p in check_claims(claims) if p.code in ("bounds_crossed", "relation_lost", "part_exceeds_whole")]
    assert all(problem.message.isprintable() for problem in problems)


@given(st.lists(STATEMENTS | VALUES, max_size=5))
@settings(max_examples=60)
def test_random_statements_give_only_claims_that_hold(statements: list[object]) -> None:
    read_as_answer(json.dumps({"claims": statements}))


@given(VALUES)
@settings(max_examples=40)
def test_random_json_is_no_trouble(value: object) -> None:
    read_as_answer(json.dumps(value))


@given(st.text(max_size=200) | st.integers(0, len(GOOD)).map(lambda end: GOOD[:end]))
@settings(max_examples=60)
def test_random_words_and_cut_answers_are_no_trouble(answer: str) -> None:
    read_as_answer(answer)

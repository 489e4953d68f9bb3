"""Decided claims become training lines only where every claim of a passage was decided on."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from onrecord.ledger.edits import corrected
from onrecord.ledger.reviews import decide_claim, standings
from onrecord.model.claims import Attribution, Claim, Count, Relation, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect, Judgement, Qualifier, RelationKind, SourceRole, Stance
from onrecord.model.register import Decision, Extraction, Register
from onrecord.model.spans import Span, cut
from onrecord.review.labels import Labelled, labelled
from onrecord.training.labels import passages

NOW = datetime(2026, 2, 1, tzinfo=UTC)
FIRST = "Rockets fell on the cement works at Tarvalu. Twelve fitters died and one of them was a foreman, the works council said."
MIDDLE = " Nothing else was reported from the valley that night, and the road over the pass stayed open." * 8
LAST = " In Ostrenne 30 families fled their homes."
TEXT = FIRST + MIDDLE + LAST
DOC = Document(
    document_id="doc-c", text_version="plain-1", text=TEXT, raw_sha256="c0" * 32, source="works.txt", published_at=NOW,
    language="en",
)  # fmt: skip


def word(words: str) -> Span:
    return cut(TEXT, TEXT.index(words), TEXT.index(words) + len(words))


def claim(name: str, words: str, count: str, number: int, effect: Effect, **more: object) -> Claim:
    made = Claim(
        claim_id=name, document_id="doc-c", text_version="plain-1", span=word(words),
        count=Count(span=word(count), low=number, high=number, qualifier=Qualifier.EXACT), effect=effect, found_by="reader-1",
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]  # fields of a claim


SAID = Attribution(source="the works council", source_span=word("the works council"), role=SourceRole.OTHER,
                   cue_span=word("said"), stance=Stance.NEUTRAL)  # fmt: skip
DEAD = claim("clm-dead", "Twelve fitters died", "Twelve", 12, Effect.KILLED, effect_span=word("died"), attribution=SAID,
             victims=Victims(span=word("fitters"), category=Category.UNKNOWN))  # fmt: skip
ONE = claim("clm-one", "one of them was a foreman", "one", 1, Effect.KILLED, attribution=SAID, subset_of="clm-dead",
            relations=(Relation(kind=RelationKind.SUBSET_OF, other="clm-dead"),))  # fmt: skip
FLED = claim("clm-fled", "30 families fled", "30", 30, Effect.DISPLACED)
READING = Extraction(
    document_id="doc-c", text_version="plain-1", reader="r", relevant=True, relevance=1.0, claims=(DEAD, ONE, FLED)
)  # fmt: skip


def decided(about: Claim, judgement: Judgement = Judgement.POSITIVE, **changes: str) -> Decision:
    right = corrected(about, changes, DOC) if changes else None
    return decide_claim(DOC, about, judgement, by="reviewer-1", at=NOW, corrected=right)


def lines(*decisions: Decision) -> Labelled:
    register = Register(documents=(DOC,), extractions=(READING,), decisions=decisions)
    return labelled(register, standings(register))


def test_nothing_is_written_before_anything_is_decided() -> None:
    assert lines() == Labelled(lines=(), claims=0, rejected=0, left_out=0)


def test_passage_with_every_claim_decided_is_written_with_its_words() -> None:
    made = lines(decided(DEAD, category="civilian"), decided(ONE))
    (line,) = map(json.loads, made.lines)
    assert (made.claims, made.rejected, made.left_out) == (2, 0, 0)
    assert line["text"].startswith("Rockets fell") and 400 < len(line["text"]) < 760
    whole, part = line["claims"]
    assert (whole["who"], whole["outcome"], whole["low"], whole["source_role"]) == ("civilian", "killed", 12, "other")
    assert (part["subset_of"], whole["subset_of"]) == (0, None)
    for name in ("count", "outcome", "who", "source", "cue"):
        assert line["text"][slice(*whole[f"{name}_span"])] == whole[f"{name}_text"]
    assert line["text"][slice(*part["quote_span"])] == "one of them was a foreman"


def test_decided_claim_beside_an_undecided_one_is_left_out_and_said() -> None:
    made = lines(decided(DEAD))
    assert (made.lines, made.left_out) == ((), 1)
    assert "1 decided claims left out" in made.in_words()


def test_rejected_claim_teaches_that_there_is_none() -> None:
    made = lines(decided(FLED, Judgement.NEGATIVE))
    (line,) = map(json.loads, made.lines)
    assert (line["claims"], made.rejected) == ([], 1)
    assert "30 families fled" in line["text"] and "Twelve" not in line["text"]


def test_trainer_reads_every_line() -> None:
    made = lines(decided(DEAD), decided(ONE), decided(FLED, context="disaster"))
    first, last = passages(made.lines)
    assert [c.type for c in first.claims] == ["killed", "killed"]
    assert last.text[last.claims[0].anchor :].startswith("30 families")
    assert not last.relevant and first.relevant


def test_passages_do_not_overlap() -> None:
    made = lines(decided(DEAD), decided(ONE), decided(FLED))
    ends = [(int(line["id"].rsplit("-", 1)[1]), len(line["text"])) for line in map(json.loads, made.lines)]
    assert all(start + length <= following for (start, length), (following, _) in pairwise(ends))

"""What a person decides about a claim holds for that claim: in figures, after another reading, after another decision."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from onrecord.ledger.chain import append, verify
from onrecord.ledger.edits import FIELDS, changed_fields, corrected
from onrecord.ledger.replay import replay
from onrecord.ledger.reviews import counted, decide_claim, lost_decisions, reviewed, standings, waiting_problem
from onrecord.model.claims import Attribution, Claim, Count, Relation, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import (
    Category,
    Effect,
    EntryKind,
    Group,
    Judgement,
    Qualifier,
    RelationKind,
    ReviewState,
    SourceRole,
    Stance,
)
from onrecord.model.errors import InputError
from onrecord.model.register import Decision, Entry, Extraction, Register
from onrecord.model.spans import cut

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
TEXT = (
    "The district hospital counted nine bodies after the ferry landing was shelled. "
    "Three of them were fishermen, a clerk there added, and 14 people were hurt."
)
DOC = Document(document_id="doc-f", text_version="page-1", text=TEXT, raw_sha256="f1" * 32, source="ferry.txt")


def claim(words: str, number: int, effect: Effect = Effect.KILLED, text: str = TEXT, **changes: Any) -> Claim:
    """A claim at the first place of its words, the first of which are the count."""
    at = text.index(words)
    made = Claim(
        claim_id=f"clm-{words.split()[0].lower()}-{effect.value}",
        document_id="doc-f",
        text_version="page-1",
        span=cut(text, at, at + len(words)),
        count=Count(span=cut(text, at, at + len(words.split()[0])), low=number, high=number, qualifier=Qualifier.EXACT),
        effect=effect,
        found_by="reader-1",
        score=0.4,
    )
    return replace(made, **changes)


BODIES = claim("nine bodies", 9)
FISHERMEN = claim("Three of them were fishermen", 3, subset_of=BODIES.claim_id,
                  relations=(Relation(kind=RelationKind.SUBSET_OF, other=BODIES.claim_id),))  # fmt: skip
HURT = claim("14 people were hurt", 14, Effect.INJURED, score=0.9)
CLAIMS = (BODIES, FISHERMEN, HURT)


def reading(claims: tuple[Claim, ...] = CLAIMS, reader: str = "reader-1", version: str = "page-1") -> Extraction:
    mine = tuple(replace(c, text_version=version) for c in claims)
    return Extraction(
        document_id="doc-f", text_version=version, reader=reader, relevant=True, relevance=1.0, claims=mine
    )  # fmt: skip


def decided(about: Claim, judgement: Judgement = Judgement.POSITIVE, **more: Any) -> Decision:
    return decide_claim(DOC, about, judgement, **{"by": "reviewer-1", "at": NOW, **more})


def edit(about: Claim, **changes: str) -> Decision:
    return decided(about, corrected=corrected(about, changes, DOC))


def ledger(*records: Document | Extraction | Decision) -> list[Entry]:
    entries: list[Entry] = []
    for record in records:
        last = entries[-1] if entries else None
        if isinstance(record, Document):
            entries.append(append(last, recorded_at=NOW, kind=EntryKind.DOCUMENT, document=record))
        elif isinstance(record, Extraction):
            entries.append(append(last, recorded_at=NOW, kind=EntryKind.EXTRACTION, extraction=record))
        else:
            entries.append(append(last, recorded_at=NOW, kind=EntryKind.JUDGEMENT, decision=record))
    return entries


def on_record(*decisions: Decision, doc: Document = DOC, read: Extraction | None = None) -> Register:
    return replay(ledger(doc, read or reading(), *decisions))


def states(register: Register, below: float = 0.5) -> dict[str, ReviewState]:
    return {one.claim.claim_id: one.state for one in standings(register, below)["doc-f"]}


def in_figures(register: Register, below: float = 0.5) -> dict[str, Claim]:
    (left,) = counted(register, standings(register, below)).extractions
    return {c.claim_id: c for c in left.claims}


def test_claim_under_the_threshold_waits_and_is_shown_but_not_counted() -> None:
    register = on_record()
    assert states(register) == {
        BODIES.claim_id: ReviewState.WAITING, FISHERMEN.claim_id: ReviewState.WAITING, HURT.claim_id: ReviewState.UNASKED
    }  # fmt: skip
    assert list(in_figures(register)) == [HURT.claim_id]
    assert reviewed(register, standings(register)) == register
    (problem,) = waiting_problem(standings(register))
    assert problem.message.startswith("2 unsure claims wait")


@pytest.mark.parametrize(
    ("score", "below", "waits"), [(None, 0.5, False), (0.5, 0.5, False), (0.49, 0.5, True), (0.1, 0.0, False)]
)
def test_threshold_is_exclusive_and_no_score_never_waits(score: float | None, below: float, waits: bool) -> None:
    register = on_record(read=reading((replace(BODIES, score=score),)))
    assert (states(register, below)[BODIES.claim_id] is ReviewState.WAITING) is waits


def test_accepted_claim_counts_whatever_its_score() -> None:
    assert in_figures(on_record(decided(BODIES)))[BODIES.claim_id] == BODIES


def test_rejected_claim_is_gone_and_nothing_is_part_of_it() -> None:
    register = on_record(decided(BODIES, Judgement.NEGATIVE), decided(FISHERMEN))
    kept = in_figures(register)
    assert BODIES.claim_id not in kept
    assert (kept[FISHERMEN.claim_id].subset_of, kept[FISHERMEN.claim_id].relations) == (None, ())


def test_edited_claim_counts_as_edited() -> None:
    kept = in_figures(on_record(edit(BODIES, category="civilian", low="8", high="none", qualifier="at_least")))[BODIES.claim_id]
    assert (kept.victims.category, kept.count.low, kept.count.high) == (Category.CIVILIAN, 8, None)
    assert (kept.score, kept.found_by) == (None, "reader-1, corrected in review")


def test_last_decision_counts_whoever_made_it() -> None:
    register = on_record(decided(BODIES), decided(BODIES, Judgement.NEGATIVE, by="reviewer-2"))
    assert states(register)[BODIES.claim_id] is ReviewState.REJECTED
    assert [d.decided_by for d in register.decisions] == ["reviewer-2"]


def test_undone_decision_leaves_the_claim_as_it_was_read() -> None:
    entries = ledger(DOC, reading(), edit(BODIES, low="8", high="8"), decided(BODIES, Judgement.UNSURE))
    assert replay(entries) == on_record()
    assert list(verify(entries)) == []


def test_decisions_are_known_from_when_they_were_recorded() -> None:
    entries = ledger(DOC, reading())
    later = append(entries[-1], recorded_at=datetime(2026, 3, 1, tzinfo=UTC), kind=EntryKind.JUDGEMENT, decision=decided(BODIES))
    assert replay([*entries, later], recorded_as_of=NOW).decisions == ()


OTHER_IDS = tuple(replace(c, claim_id=f"clm-new-{i}", found_by="reader-2", score=0.8) for i, c in enumerate((BODIES, HURT)))


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (decided(BODIES), ReviewState.ACCEPTED),
        (decided(BODIES, Judgement.NEGATIVE), ReviewState.REJECTED),
        (edit(BODIES, category="civilian"), ReviewState.EDITED),
        (edit(BODIES, effect="injured"), ReviewState.EDITED),
    ],
)
def test_decision_survives_another_reader(decision: Decision, expected: ReviewState) -> None:
    register = on_record(decision, read=reading(OTHER_IDS, "reader-2"))
    assert states(register) == {"clm-new-0": expected, "clm-new-1": ReviewState.UNASKED}


def test_edit_holds_against_a_reader_that_reads_other_bounds() -> None:
    other = replace(BODIES, claim_id="clm-new", count=replace(BODIES.count, low=90, high=90))
    register = on_record(edit(BODIES, low="8", high="8"), read=reading((other,), "reader-2"))
    assert in_figures(register)["clm-new"].count.low == 8


def test_edit_of_the_effect_is_met_by_a_reader_that_has_learned_it() -> None:
    learned = replace(HURT, claim_id="clm-new", effect=Effect.CASUALTIES)
    register = on_record(edit(HURT, effect="casualties"), read=reading((learned,), "reader-2"))
    assert states(register) == {"clm-new": ReviewState.EDITED}


def test_claim_found_right_stays_where_a_reader_misses_it() -> None:
    register = on_record(edit(BODIES, category="civilian"), decided(HURT, Judgement.NEGATIVE), read=reading((), "reader-2"))
    assert states(register) == {BODIES.claim_id: ReviewState.EDITED}
    assert in_figures(register)[BODIES.claim_id].victims.category is Category.CIVILIAN


def test_rejection_says_nothing_about_other_words() -> None:
    register = on_record(decided(BODIES, Judgement.NEGATIVE), read=reading((FISHERMEN,), "reader-2"))
    assert states(register, 0.0) == {FISHERMEN.claim_id: ReviewState.UNASKED}


def test_decision_follows_its_words_into_another_text_of_the_same_bytes() -> None:
    text = f"FERRY LANDING HIT\n\n{TEXT}"
    doc = replace(DOC, text_version="page-2", text=text)
    moved = claim("nine bodies", 9, text=text, claim_id="clm-moved")
    register = on_record(edit(BODIES, category="civilian"), doc=doc, read=reading((moved,), "reader-2", "page-2"))
    kept = in_figures(register)["clm-moved"]
    assert (kept.victims.category, kept.text_version) == (Category.CIVILIAN, "page-2")
    assert text[kept.span.start : kept.span.end] == "nine bodies"
    assert lost_decisions(register) == ()


def test_decision_whose_words_are_gone_is_said_to_be_lost() -> None:
    doc = replace(DOC, text_version="page-2", text="The page was withdrawn.")
    register = on_record(decided(BODIES), doc=doc, read=reading((), "reader-2", "page-2"))
    assert [d.subject for d in lost_decisions(register)] == [BODIES.claim_id]
    assert states(register) == {}


def test_later_decision_on_the_reread_claim_replaces_the_earlier_one() -> None:
    second = decided(OTHER_IDS[0], Judgement.NEGATIVE)
    register = on_record(decided(BODIES), second, read=reading(OTHER_IDS, "reader-2"))
    assert register.decisions == (second,)


def test_two_claims_of_one_word_keep_their_own_decisions() -> None:
    text = "Relief workers spoke of 6 killed and wounded at the mill."
    doc = replace(DOC, text=text)
    pair = tuple(claim("6 killed and wounded", 6, effect, text) for effect in (Effect.KILLED, Effect.INJURED))
    made = (
        decide_claim(doc, pair[0], Judgement.NEGATIVE, by="r", at=NOW),
        decide_claim(doc, pair[1], Judgement.POSITIVE, by="r", at=NOW),
    )
    assert list(states(on_record(*made, doc=doc, read=reading(pair))).values()) == [ReviewState.REJECTED, ReviewState.ACCEPTED]


def test_order_of_decisions_on_different_claims_does_not_matter() -> None:
    made = [decided(BODIES), decided(FISHERMEN, Judgement.NEGATIVE), edit(HURT, low="13", high="13")]
    found = set()
    for seed in range(4):
        random.Random(seed).shuffle(made)
        found.add(on_record(*made))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"category": "civilian"}, ("category=civilian",)),
        ({"high": "none", "qualifier": "at_least"}, ("high=none", "qualifier=at_least")),
        ({"groups": "workers, men"}, ("groups=workers,men",)),
        ({"by": "The district hospital", "by-role": "hospital"}, ("by=The district hospital", "by-role=hospital")),
        ({"from": "2026-01-30", "to": "2026-01-31"}, ("from=2026-01-30", "to=2026-01-31")),
        ({"effect": "injured"}, ("effect=injured",)),
        ({"victims": "bodies"}, ("victims=bodies",)),
        ({"subset_of": "clm-x"}, ("subset_of=clm-x",)),
    ],
)
def test_changed_fields_are_those_that_were_given(changes: dict[str, str], shown: tuple[str, ...]) -> None:
    assert changed_fields(BODIES, corrected(BODIES, changes, DOC)) == shown


def test_speaker_taken_away_is_the_reports_own_voice() -> None:
    spoken = replace(BODIES, attribution=Attribution(source="a clerk", role=SourceRole.HOSPITAL, stance=Stance.NEUTRAL))
    assert corrected(spoken, {"by": "none"}, DOC).attribution == Attribution()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"colour": "red"}, "'colour' is no field"),
        ({"category": "civilians"}, "category=civilians is not known; there are civilian"),
        ({"low": "nine"}, "no number of people"),
        ({"low": "10"}, "low=10 is above high=9"),
        ({"low": "9"}, "Nothing is changed"),
        ({"by": "The mayor"}, "does not say 'The mayor'"),
        ({"from": "yesterday"}, "is no day"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "is after to"),
        ({"groups": "women,dragons"}, "groups=dragons is not known"),
        ({"subset_of": BODIES.claim_id}, "no part of itself"),
    ],
)
def test_correction_that_does_not_fit_is_refused(changes: dict[str, str], why: str) -> None:
    with pytest.raises(InputError, match=why):
        corrected(BODIES, changes, DOC)


def test_every_field_can_be_emptied_or_says_why_not() -> None:
    full = replace(BODIES, effect_detail="body_recovered", victims=Victims(span=cut(TEXT, 35, 41), groups=(Group.MEN,)))
    for name in FIELDS:
        try:
            corrected(full, {name: "none"}, DOC)
        except InputError as trouble:
            assert name in str(trouble) or "Nothing is changed" in str(trouble)


def test_day_of_a_claim_is_a_day() -> None:
    time = corrected(BODIES, {"from": "2026-01-30", "to": "2026-01-30"}, DOC).time
    assert time is not None
    assert (time.date_start, time.date_prec, time.kind.value) == (date(2026, 1, 30), 1, "day")


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"by": " "}, "Nobody is named"), ({"corrected": BODIES}, "at least one field changed")],
)
def test_decision_that_cannot_be_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=why):
        decided(BODIES, **changes)


def test_decision_on_a_claim_of_another_text_is_refused() -> None:
    with pytest.raises(InputError, match="as it was read last"):
        decide_claim(replace(DOC, text_version="page-9"), BODIES, Judgement.POSITIVE, by="r", at=NOW)

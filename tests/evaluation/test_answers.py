"""Claims become the numbers that a set asks for: every victim once, and nobody whom the set does not count."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from onrecord.evaluation.sets import awsd, gva, isaf, muc4
from onrecord.evaluation.sets.adding import as_written, told_once
from onrecord.model.claims import Claim, Count, Victims
from onrecord.model.enums import (
    Category,
    Certainty,
    Context,
    Effect,
    EventType,
    Group,
    MentionKind,
    MentionRole,
    Qualifier,
    Scope,
)
from onrecord.model.events import EventMention
from onrecord.model.mentions import Mention, TimeRef
from onrecord.model.register import Extraction
from onrecord.model.spans import Span, cut

K, HURT, A, F = Effect.KILLED, Effect.INJURED, Effect.ABDUCTED, Effect.FREED


def at(text: str, words: str) -> Span:
    """The first place of the words; "words#2" is the second."""
    words, _, nth = words.partition("#")
    start = -1
    for _ in range(int(nth or 1)):
        start = text.index(words, start + 1)
    return cut(text, start, start + len(words))


def claim(text: str, effect: Effect, low: int, count: str | None, victims: str | None, harm: str, **about: Any) -> Claim:
    """A claim of `low` people (exactly, unless `qualifier` says otherwise) whose words stand in the text."""
    spans = [at(text, words) for words in (count, victims, harm) if words]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    qualifier, high, cue = about.pop("qualifier", Qualifier.EXACT), about.pop("high", low), about.pop("cue", None)
    people = Victims(
        span=at(text, victims) if victims else None,
        category=about.pop("category", Category.CIVILIAN),
        groups=about.pop("groups", ()),
    )
    return Claim(
        claim_id=f"{effect}-{start}-{end}-{low}",
        document_id="doc",
        text_version="plain-1",
        span=cut(text, start, end),
        count=Count(span=at(text, count) if count else None, low=low, high=high, qualifier=qualifier, cue=cue),
        effect=effect,
        effect_span=at(text, harm),
        victims=people,
        found_by="test",
        **about,
    )


def read(*claims: Claim, **about: Any) -> Extraction:
    return Extraction(
        document_id="doc", text_version="plain-1", reader="test", relevant=True, relevance=1.0, claims=claims, **about
    )


def answered(answer: Callable[..., Any], text: str, *claims: Claim, **about: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number in answer(text, read(*claims, **about)):
        found.setdefault(number.field, []).append(number.people)
    return found


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "cue", "expected"),
    [
        (31, None, Qualifier.AT_LEAST, "more than", 30),
        (30, None, Qualifier.AT_LEAST, "at least", 30),
        (90, 110, Qualifier.ABOUT, "about", 100),
        (0, 8, Qualifier.AT_MOST, "up to", 8),
        (None, None, Qualifier.VAGUE, None, 0),
    ],
)
def test_number_is_the_one_in_the_words(
    low: int | None, high: int | None, qualifier: Qualifier, cue: str | None, expected: int
) -> None:
    text = "Ferrymen were killed."
    base = claim(text, K, 0, None, "Ferrymen", "killed", qualifier=qualifier, high=high, cue=cue)
    made = Claim(
        **{**{f: getattr(base, f) for f in base.__slots__}, "count": Count(low=low, high=high, qualifier=qualifier, cue=cue)}
    )
    assert as_written(made) == expected


def test_people_told_again_and_people_in_brackets_count_once() -> None:
    text = "Four weavers (three dyers and one spinner) were killed. The four weavers died at once. Two weavers more died later."
    claims = [
        claim(text, K, 4, "Four", "weavers", "killed"),
        claim(text, K, 3, "three", "dyers", "killed"),
        claim(text, K, 1, "one", "spinner", "killed"),
        claim(text, K, 4, "four", "weavers#2", "died"),
        claim(text, K, 2, "Two", "weavers#3", "died#2"),
    ]
    assert [as_written(c) for c in told_once(text, claims)] == [4, 2]


@pytest.mark.parametrize("certainty", [Certainty.DENIED, Certainty.FAILED, Certainty.POSSIBLE, Certainty.HYPOTHETICAL])
def test_harm_that_did_not_surely_happen_does_not_count(certainty: Certainty) -> None:
    text = "Two weavers were killed."
    assert told_once(text, [claim(text, K, 2, "Two", "weavers", "killed", certainty=certainty)]) == []


def test_aid_workers_count_and_their_neighbours_do_not() -> None:
    text = "One clinic driver was killed along with six villagers; two nurses were hurt."
    claims = (
        claim(text, K, 1, "One", "clinic driver", "killed", groups=(Group.AID_WORKERS,)),
        claim(text, K, 6, "six", "villagers", "killed"),
        claim(text, HURT, 2, "two", "nurses", "hurt", groups=(Group.HEALTH_WORKERS,)),
    )
    assert answered(awsd.answer, text, *claims) == {"killed": [1], "wounded": [2]}


def test_text_that_says_not_counted_is_obeyed_for_the_nearest_people() -> None:
    text = "One surveyor was killed and a staff cook (not counted here) was killed too."
    claims = (
        claim(text, K, 1, "One", "surveyor", "killed", groups=(Group.WORKERS,)),
        claim(text, K, 1, "a", "staff cook", "killed#2", groups=(Group.WORKERS,)),
    )
    assert answered(awsd.answer, text, *claims) == {"killed": [1]}


def test_victim_counts_by_the_worst() -> None:
    text = "Three staff engineers were kidnapped on the ferry. All three were later killed."
    claims = (
        claim(text, A, 3, "Three", "staff engineers", "kidnapped", groups=(Group.WORKERS,)),
        claim(text, K, 3, "All three", None, "killed", category=Category.UNKNOWN),
    )
    assert answered(awsd.answer, text, *claims) == {"killed": [3]}


def test_who_was_only_released_had_been_kidnapped() -> None:
    text = "Two staff members taken at the bridge were released."
    assert answered(awsd.answer, text, claim(text, F, 2, "Two", "staff members", "released")) == {"kidnapped": [2]}


def test_release_adds_to_its_first_sentence_only_what_is_more() -> None:
    text = (
        "Old heading: one man detained.\n\nHILLTOWN (May 3) Forces detained two suspects. The two suspects were "
        "detained at dawn. They also detained numerous rebels."
    )
    militant = {"category": Category.MILITANT}
    claims = (
        claim(text, Effect.ARRESTED, 1, "one", "man", "detained", **militant),
        claim(text, Effect.ARRESTED, 2, "two", "suspects", "detained#2", **militant),
        claim(text, Effect.ARRESTED, 2, "two#2", "suspects#2", "detained#3", **militant),
        claim(text, Effect.ARRESTED, 2, None, "numerous rebels", "detained#4", qualifier=Qualifier.VAGUE, high=None, **militant),
    )
    assert answered(isaf.answer, text, *claims) == {"captured": [6]}


def test_own_losses_are_not_the_other_sides() -> None:
    text = "HILLTOWN (May 3) Forces killed five rebels and lost one soldier."
    claims = (
        claim(text, K, 5, "five", "rebels", "killed", category=Category.MILITANT),
        claim(text, K, 1, "one", "soldier", "lost", category=Category.SECURITY),
    )
    assert answered(isaf.answer, text, *claims) == {"killed": [5]}


def test_lead_on_several_operations_gives_way_to_the_one_told() -> None:
    text = "HILLTOWN (May 3) Troops killed several rebels in two separate operations. In one of them they killed six rebels."
    claims = (
        claim(text, K, 3, "several", "rebels", "killed", qualifier=Qualifier.VAGUE, high=None, category=Category.MILITANT),
        claim(text, K, 6, "six", "rebels#2", "killed#2", category=Category.MILITANT),
    )
    assert answered(isaf.answer, text, *claims) == {"killed": [6]}


def test_several_gives_way_to_the_exact_number_that_follows() -> None:
    text = "HILLTOWN (May 3) Troops held several rebels. Two more suspects were held for questioning."
    claims = (
        claim(
            text,
            Effect.ARRESTED,
            3,
            "several",
            "rebels",
            "held",
            qualifier=Qualifier.VAGUE,
            high=None,
            category=Category.MILITANT,
        ),
        claim(text, Effect.ARRESTED, 2, "Two", "suspects", "held#2", category=Category.MILITANT),
    )
    assert answered(isaf.answer, text, *claims) == {"captured": [2]}


def test_exact_number_below_the_least_is_another() -> None:
    text = "HILLTOWN (May 3) Troops killed more than ten rebels. They killed four rebels near the river."
    least = {"qualifier": Qualifier.AT_LEAST, "high": None, "cue": "more than"}
    claims = (
        claim(text, K, 11, "more than ten", "rebels", "killed", category=Category.MILITANT, **least),
        claim(text, K, 4, "four", "rebels#2", "killed#2", category=Category.MILITANT),
    )
    assert answered(isaf.answer, text, *claims) == {"killed": [11]}


def test_heading_tells_what_the_text_below_does_not() -> None:
    text = "Rebel chief killed\nHILLTOWN (May 3) Troops searched a compound and held two rebels."
    claims = (
        claim(text, K, 1, None, "Rebel chief", "killed", category=Category.MILITANT),
        claim(text, Effect.ARRESTED, 2, "two", "rebels", "held", category=Category.MILITANT),
    )
    assert answered(isaf.answer, text, *claims) == {"killed": [1], "captured": [2]}


def test_earlier_events_are_not_the_release() -> None:
    text = "HILLTOWN (May 3) Troops held a rebel. He led the raid that killed nine villagers last year."
    claims = (
        claim(text, Effect.ARRESTED, 1, "a", "rebel", "held", category=Category.MILITANT),
        claim(text, K, 9, "nine", "villagers", "killed", scope=Scope.BACKGROUND),
    )
    assert answered(isaf.answer, text, *claims) == {"captured": [1]}


def test_dead_are_taken_off_those_shot() -> None:
    text = "Five people were shot, one fatally. A boy died and a girl was shot."
    claims = (
        claim(text, HURT, 5, "Five", "people", "shot"),
        claim(text, K, 1, "one", None, "fatally"),
        claim(text, HURT, 1, "a#2", "girl", "shot#2"),
    )
    assert answered(gva.answer, text, *claims) == {"killed": [1], "injured": [4]}


def test_statistics_and_calibres_are_no_shooting() -> None:
    text = "He shot 223 and one man was hurt."
    claims = (claim(text, HURT, 223, "223", None, "shot"), claim(text, HURT, 1, "one", "man", "hurt"))
    assert answered(gva.answer, text, *claims) == {"injured": [1]}


TEXT = "On 5 May two judges were killed and soldiers clashed."


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, {"death": [2]}),
        ({"category": Category.MILITANT}, {}),
        ({"category": Category.SECURITY}, {}),
        ({"context": Context.ACCIDENT}, {}),
        ({"scope": Scope.CUMULATIVE}, {}),
        ({"scope": Scope.BACKGROUND}, {"death": [2]}),
        ({"certainty": Certainty.DENIED}, {}),
        ({"qualifier": Qualifier.VAGUE}, {}),
        ({"time": TimeRef(date_start=date(1990, 1, 2), date_end=date(1990, 1, 2))}, {}),
        ({"time": TimeRef(date_start=date(1990, 5, 5), date_end=date(1990, 5, 5))}, {"death": [2]}),
    ],
)
def test_answer_keys_hold_recent_incidents_with_civilian_targets(about: dict[str, Any], expected: dict[str, list[int]]) -> None:
    day = TimeRef(date_start=date(1990, 5, 5), date_end=date(1990, 5, 5))
    published = Mention(span=at(TEXT, "5 May"), kind=MentionKind.TIME, role=MentionRole.PUBLICATION, time=day)
    made = claim(TEXT, K, 2, "two", "judges", "killed", **about)
    assert answered(muc4.answer, TEXT, made, mentions=(published,)) == expected


def test_fights_between_the_parties_are_no_incidents() -> None:
    clash = EventMention(
        event_mention_id="evt",
        document_id="doc",
        text_version="plain-1",
        trigger=at(TEXT, "clashed"),
        type=EventType.ARMED_CLASH,
        found_by="test",
    )
    assert answered(muc4.answer, TEXT, claim(TEXT, K, 2, "two", "judges", "killed"), events=(clash,)) == {}


def test_wrapped_lines_are_joined_and_paragraphs_kept() -> None:
    assert (
        muc4.unwrapped("   TWO JUDGES\nWERE KILLED.\n\n   THE ARMY\nDENIED IT.\n")
        == "TWO JUDGES WERE KILLED.\n\nTHE ARMY DENIED IT."
    )

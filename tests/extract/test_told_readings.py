"""Sentences of our own with the reading that claims_method asks for: what both readers must read, and how many they may miss.

The table is `readings/told.txt`. Claims that wait for a person, and those denied, feared or only threatened, are left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from onrecord.evaluation.numbers import Case
from onrecord.evaluation.running import sure_part
from onrecord.model.claims import Claim
from onrecord.model.enums import Certainty, Effect
from onrecord.pipeline import load_tools, read_item
from onrecord.settings import load_settings

Read = Callable[..., tuple[Claim, ...]]
Told = tuple[Effect, int, int | None]
EFFECTS = {
    "K": Effect.KILLED,
    "I": Effect.INJURED,
    "A": Effect.ABDUCTED,
    "R": Effect.ARRESTED,
    "M": Effect.MISSING,
    "D": Effect.DISPLACED,
    "F": Effect.FREED,
    "S": Effect.SURRENDERED,
    "C": Effect.CASUALTIES,
}
LINES = (Path(__file__).parent / "readings" / "told.txt").read_text(encoding="utf-8").splitlines()
TABLE = [line.rsplit(" | ", 1) for line in LINES if " | " in line and not line.startswith("#")]
# What each reader reads otherwise today, of all the lines: fewer is better, more is a step back.
GRAMMAR_MISSES = 22
JOINED_MISSES = 16


def wanted(reading: str) -> Counter[Told]:
    """The claims of a reading: "K 3.., I 4" is three and more killed, four injured."""
    found: Counter[Told] = Counter()
    for part in (p.split() for p in reading.split(",") if p.strip() != "-"):
        low, dots, high = part[1].partition("..")
        found[EFFECTS[part[0]], int(low), int(high or low) if high or not dots else None] += 1
    return found


def told(claims: Iterable[Claim]) -> Counter[Told]:
    """What claims tell of harm that happened."""
    happened = (c for c in claims if c.certainty in (Certainty.ASSERTED, Certainty.CLAIMED))
    return Counter((c.effect, c.count.low or 0, c.count.high) for c in happened)


def test_the_table_is_large_and_holds_no_line_twice() -> None:
    assert len({sentence for sentence, _ in TABLE}) == len(TABLE) >= 150


def test_the_grammar_reads_all_but_a_few(claims_of: Read) -> None:
    wrong = [sentence for sentence, reading in TABLE if told(claims_of(sentence)) != wanted(reading)]
    assert len(wrong) <= GRAMMAR_MISSES, wrong


def test_both_readers_read_all_but_a_few() -> None:
    settings = load_settings(workers=1)
    tools = load_tools(settings.cache, "joined", settings.weights, settings.places)
    wrong = []
    for sentence, reading in TABLE:
        found = read_item(Case(case_id="own", text=sentence, published=None, wanted=()).item("own"), tools).extraction
        if found is None or told(sure_part(found, settings.review_below).claims) != wanted(reading):
            wrong.append(sentence)
    assert len(wrong) <= JOINED_MISSES, wrong


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Police took five men into custody after the raid.", {(Effect.ARRESTED, 5, 5): 1}),
        ("Seven people were hit by gunfire.", {(Effect.INJURED, 7, 7): 1}),
        ("Four hostages were released on Sunday.", {(Effect.FREED, 4, 4): 1}),
        ("A mother of three was shot and seriously wounded.", {(Effect.INJURED, 1, 1): 1}),
        ("An air strike killed Rostam and his aide.", {(Effect.KILLED, 2, 2): 1}),
        ("Her husband and son were wounded by a shell.", {(Effect.INJURED, 2, 2): 1}),
        ("The founder and chief of the group was killed.", {(Effect.KILLED, 1, 1): 2}),
    ],
)
def test_what_the_grammar_reads_since_errors_were_read(claims_of: Read, sentence: str, expected: dict[Told, int]) -> None:
    assert dict(told(claims_of(sentence))) == expected

"""Who did it and died of it, under gva_like: added to those whom he killed, unless their number holds him already."""

from dataclasses import replace

import pytest
from telling_world import ACTORS, Report, World

from onrecord.codebooks import load_policy
from onrecord.model.mentions import PartyRef
from onrecord.model.spans import Span, cut
from onrecord.reconcile.reconciling import reconcile

DAY = "2026-03-03"


def report(world: World, name: str) -> Report:
    """One report of the shooting, which tells of an attack and counts nobody yet."""
    r = world.report(name, f"{DAY}T20:00+00:00", title=f"Gunfire in Tarvan market {name}")
    r.tells(f"Reporters of {name} saw the Tarvan market attacked.", "armed_attack", trigger="attacked", place="Tarvan", when=DAY)
    return r


def killed(r: Report, words: str, people: int, *, harm: str, whom: str = "", by: str = "", detail: str | None = None) -> None:
    """A claim on the clause of `words` from the doer, or the word of harm, to the people; `words` may hold another clause."""
    effect = "casualties" if harm.startswith("turned") else "killed"
    claim = r.says(words, effect, "unknown", people, place="Tarvan", when=DAY, harm=harm, detail=detail)
    assert claim.effect_span is not None

    def at(part: str) -> Span:
        start = r.text.index(part, claim.span.start)
        return cut(r.text, start, start + len(part))

    parts = [claim.effect_span, *(at(part) for part in (whom, by) if part)]
    start, end = min(p.start for p in parts), max(p.end for p in parts)
    r.claims[-1] = replace(
        claim,
        span=cut(r.text, start, end),
        count=replace(claim.count, span=claim.count.span if str(people) in r.text[start:end] else None),
        victims=replace(claim.victims, span=at(whom) if whom else None),
        perpetrator=PartyRef(span=at(by)) if by else None,
    )


def dead(world: World) -> int | None:
    found = reconcile(world.register(), load_policy("gva_like"), ACTORS).figures
    return next((f.best for f in found if f.cell.detail == "end_state" and f.cell.effect == "killed"), None)


OWN = {"harm": "killed himself", "whom": "himself", "detail": "by_own_hand"}


def test_who_kills_two_and_himself_makes_three() -> None:
    world = World()
    r = report(world, "one")
    killed(r, "Ivo Marr killed 2 traders.", 2, harm="killed", whom="traders", by="Ivo Marr")
    killed(r, "He killed himself.", 1, **OWN)
    killed(r, "Marr killed himself at home.", 1, **OWN)  # told again
    assert dead(world) == 3


def test_a_sentence_that_tells_of_others_and_then_of_himself_needs_no_name() -> None:
    world = World()
    r = report(world, "one")
    words = "The attack left 2 dead before he killed himself."
    killed(r, words, 2, harm="dead")
    killed(r, "", 1, **OWN)
    assert dead(world) == 3


@pytest.mark.parametrize(
    ("words", "whom", "by"),
    [
        ("In the market 3 people were killed.", "people", ""),  # may hold him
        ("A shooting killed 3 people.", "people", "shooting"),  # so may this
        ("Police killed 3 men.", "men", "Police"),  # others did it
    ],
)
def test_a_number_that_may_hold_him_stands(words: str, whom: str, by: str) -> None:
    world = World()
    r = report(world, "one")
    killed(r, words, 3, harm="killed", whom=whom, by=by)
    killed(r, "A trader killed himself.", 1, **OWN)
    assert dead(world) == 3


@pytest.mark.parametrize(
    ("words", "whom"),
    [("Later the gunman was killed.", "gunman"), ("Later Marr was killed.", "Marr")],
)
def test_who_did_it_may_die_by_others(words: str, whom: str) -> None:
    world = World()
    r = report(world, "one")
    killed(r, "Ivo Marr killed 2 traders.", 2, harm="killed", whom="traders", by="Ivo Marr")
    killed(r, words, 1, harm="killed", whom=whom)
    assert dead(world) == 3


@pytest.mark.parametrize("other", ["Oto Blum", "Jan Marr"])
def test_another_who_dies_is_not_added(other: str) -> None:
    world = World()
    r = report(world, "one")
    killed(r, "Ivo Marr killed 2 traders.", 2, harm="killed", whom="traders", by="Ivo Marr")
    killed(r, "Marr killed 2, as all say.", 2, harm="killed", by="Marr")
    killed(r, f"Later {other} was killed.", 1, harm="killed", whom=other)
    assert dead(world) == 2


def test_his_death_told_twice_in_one_sentence_is_one() -> None:
    world = World()
    r = report(world, "one")
    words = "It seemed that all 3 were dead, but a shot was heard, which was the trader who killed himself."
    killed(r, words, 3, harm="dead")
    killed(r, "", 1, **OWN)
    assert dead(world) == 3


def test_himself_among_those_he_killed_is_who_did_it() -> None:
    world = World()
    r = report(world, "one")
    killed(r, "Ivo Marr killed a trader, himself.", 1, harm="killed", whom="trader", by="Ivo Marr")
    killed(r, "", 1, harm="killed", whom="himself", by="Ivo Marr")
    assert dead(world) == 2


@pytest.mark.parametrize(
    ("after", "people"),
    [("", 3), ("He is in hospital.", 2)],
)
def test_who_turns_a_gun_on_himself_is_dead_unless_he_is_told_to_live(after: str, people: int) -> None:
    world = World()
    r = report(world, "one")
    killed(r, "Ivo Marr killed 2 traders.", 2, harm="killed", whom="traders", by="Ivo Marr")
    killed(r, f"He turned the gun on himself. {after}", 1, harm="turned the gun on himself", detail="by_own_hand")
    assert dead(world) == people


def test_a_report_that_tells_only_of_those_he_killed_says_no_less() -> None:
    world = World()
    full = report(world, "one")
    killed(full, "Ivo Marr killed 2 traders.", 2, harm="killed", whom="traders", by="Ivo Marr")
    killed(full, "He killed himself.", 1, **OWN)
    for name, words in (("two", "Gunfire left 2 shoppers dead."), ("three", "Doctors say that 2 of them are dead.")):
        killed(report(world, name), words, 2, harm="dead")
    assert dead(world) == 3


def test_found_dead_and_dead_are_one_word_of_harm() -> None:
    world = World()
    r = report(world, "one")
    killed(r, "A man and his daughter were found dead.", 1, harm="found dead", whom="man")
    killed(r, "", 1, harm="dead", whom="his daughter")
    assert dead(world) == 2

"""One report's people under gva_like: each once, however often told; surveys, openings, and reports that name no act."""

from dataclasses import replace

import pytest
from telling_world import ACTORS, Report, World

from onrecord.codebooks import load_policy
from onrecord.model.mentions import PartyRef
from onrecord.model.register import Register
from onrecord.model.spans import Span, cut
from onrecord.reconcile.reconciling import reconcile

DAY, LATER = "2026-03-03", "2026-03-06"
Whom = tuple[str, str, int]  # the words for the people, the word of harm, how many


def report(world: World, name: str, first: str = "") -> Report:
    """One report of a shooting, which tells of an attack and counts nobody yet."""
    r = world.report(name, f"{DAY}T20:00+00:00", title=f"Gunfire in Tarvan market {name}")
    r.tells(f"{first}The Tarvan market was attacked.", "armed_attack", trigger="attacked", place="Tarvan", when=DAY)
    return r


def struck(r: Report, sentence: str, *told: Whom, effect: str = "killed", detail: str | None = None, when: str = DAY) -> None:
    """Claims on one sentence, each from its people to its word of harm; people "" = nobody is named."""
    for words, harm, people in told:
        claim = r.says(sentence, effect, "unknown", people, place="Tarvan", when=when, harm=harm)
        sentence = ""
        assert claim.effect_span is not None
        at = r.text.index(words, claim.span.start) if words else claim.effect_span.start
        start, end = min(at, claim.effect_span.start), max(at + len(words), claim.effect_span.end)
        r.claims[-1] = replace(
            claim,
            span=cut(r.text, start, end),
            count=replace(claim.count, span=_number(r.text, claim.span, str(people) if words else "double")),
            victims=replace(claim.victims, span=cut(r.text, at, at + len(words)) if words else None),
            effect_detail=detail if words in ("himself", "self") else None,
        )


def _at(r: Report, words: str) -> Span:
    return cut(r.text, r.text.index(words), r.text.index(words) + len(words))


def _number(text: str, home: Span, words: str) -> Span | None:
    at = text.find(words, home.start)
    return cut(text, at, at + len(words)) if at >= 0 else None


def best(world: World) -> tuple[int, int]:
    """The dead and the wounded as end states."""
    found = reconcile(world.register(), load_policy("gva_like"), ACTORS).figures
    ends = {f.cell.effect.value: f.best or 0 for f in found if f.cell.detail == "end_state"}
    return ends.get("killed", 0), ends.get("injured", 0)


@pytest.mark.parametrize(
    ("sentence", "told", "dead"),
    [
        ("Ivo Marr later died there.", [("Ivo Marr", "died", 1), ("", "died", 1)], 1),
        ("Boy in Tarvan shoots, kills self.", [("Boy", "kills", 1), ("self", "kills", 1)], 1),
        ("Marr shot and killed Roe.", [("Marr", "shot and killed", 1), ("Roe", "killed", 1)], 1),
        ("Marr was killed and so was Roe.", [("Marr", "killed", 1), ("Roe", "killed", 1)], 2),
        ("Man dead, baby hurt in Tarvan.", [("Man", "dead", 1), ("baby", "dead", 1)], 1),
        ("The fourth victim, a nurse, died.", [("victim", "died", 1), ("nurse", "died", 1)], 1),
        ("A trader, a nurse died.", [("trader", "died", 1), ("nurse", "died", 1)], 2),
        ("The 2 men killed in a double homicide.", [("men", "killed", 2), ("", "killed", 2)], 2),
    ],
)
def test_who_is_told_twice_by_one_word_is_counted_once(sentence: str, told: list[Whom], dead: int) -> None:
    world = World()
    struck(report(world, "one"), sentence, *told, detail="by_own_hand")
    assert best(world) == (dead, 0)


def test_who_shoots_another_is_not_shot() -> None:
    world = World()
    struck(report(world, "one"), "A boy shot his uncle.", ("boy", "shot", 1), ("uncle", "shot", 1), effect="injured")
    assert best(world) == (0, 1)


def test_wounded_of_whom_some_died_are_not_all_wounded() -> None:
    world = World()
    r = report(world, "one")
    whole = r.says("The attack left 6 wounded.", "injured", "unknown", 6, place="Tarvan", when=DAY, harm="wounded")
    r.says("Of these 2 died.", "killed", "unknown", 2, place="Tarvan", when=DAY, harm="died", part_of=whole)
    assert best(world) == (2, 4)


@pytest.mark.parametrize(("first", "dead"), [("Police speak of separate shootings this weekend. ", 1), ("", 5)])
def test_a_report_on_several_shootings_is_no_account_of_one_that_another_report_tells_alone(first: str, dead: int) -> None:
    world = World()
    struck(report(world, "one"), "A man was killed.", ("man", "killed", 1))
    struck(report(world, "two", first), "In all 5 people were killed.", ("people", "killed", 5))
    assert best(world) == (dead, 0)


def test_a_death_told_at_the_top_counts_though_it_came_days_later() -> None:
    world = World()
    r = report(world, "one")
    struck(r, "Marr was shot.", ("Marr", "shot", 1), effect="injured")
    r.says("Marr died on Friday.", "killed", "unknown", 1, place="Tarvan", when=LATER, harm="died")
    r.tells("An ambulance had been attacked.", "armed_attack", trigger="attacked", place="Tarvan", when=LATER)
    assert best(world) == (1, 0)


@pytest.mark.parametrize(("deed", "dead"), [("murder-suicide", 2), ("attempted murder-suicide", 0)])
def test_a_murder_suicide_leaves_two_dead_at_least(deed: str, dead: int) -> None:
    world = World()
    struck(report(world, "one", f"It was an {deed}. "), "A man shot a boy.", ("boy", "shot", 1), effect="injured")
    assert best(world)[0] == dead


def test_killed_by_police_of_a_place_is_no_act_of_the_place() -> None:
    world = World()
    r = report(world, "one")
    struck(r, "A boy was killed by police in Tarvan.", ("boy", "killed", 1))
    r.claims[-1] = replace(r.claims[-1], perpetrator=PartyRef(span=_at(r, "police in Tarvan")))
    struck(r, "The suspect was killed.", ("suspect", "killed", 1))
    assert best(world) == (1, 0)


def test_boys_killed_and_then_the_father_by_his_own_hand_are_three() -> None:
    world = World()
    r = report(world, "one")
    struck(r, "There 2 boys killed, father commits suicide.", ("boys", "killed", 2))
    struck(r, "", ("father", "commits suicide", 1))
    r.claims[-1] = replace(r.claims[-1], effect_detail="by_own_hand")
    assert best(world) == (3, 0)


@pytest.mark.parametrize(
    ("sentence", "harm", "dead"), [("1 man was shot dead.", "dead", 1), ("The mayor, 1, was found dead.", "dead", 0)]
)
def test_a_report_that_names_no_act_makes_an_event_where_people_were_struck_by_arms(sentence: str, harm: str, dead: int) -> None:
    world = World()
    r = world.report("one", f"{DAY}T20:00+00:00", title="From Tarvan")
    r.says(sentence, "killed", "unknown", 1, place="Tarvan", when=DAY, harm=harm)
    register = world.register()
    other = tuple(replace(x, relevant=False) for x in register.extractions)
    view = reconcile(Register(documents=register.documents, extractions=other), load_policy("gva_like"), ACTORS)
    assert len(view.events) == dead

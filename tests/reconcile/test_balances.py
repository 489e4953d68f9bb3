"""Accounts beside the casualties: captives as bounds, services down and back, places contested, silence that is never zero."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from telling_world import ACTORS, FLS, PLACES, World, conflicts, days, view_of

from onrecord.codebooks import load_policy
from onrecord.languages import load_lexicon
from onrecord.model.enums import Agency, Certainty, DisruptionKind, DisruptionStatus, EventType, Realis
from onrecord.model.events import DisruptionMention
from onrecord.model.mentions import PartyRef
from onrecord.model.register import Register
from onrecord.model.spans import cut
from onrecord.reconcile.balances.captivity import Balance, balances
from onrecord.reconcile.balances.control import holdings
from onrecord.reconcile.balances.services import Spell, spells
from onrecord.reconcile.balances.silence import silences
from onrecord.reconcile.reconciling import reconcile, worked_through

TUE, WED, THU = "2026-03-03", "2026-03-04", "2026-03-05"
CUES = load_lexicon("en").terms("telling", "silence")


def accounts(world: World, account: str = "captives") -> list[Balance]:
    told = worked_through(world.register(), ACTORS).told
    return [b for b in balances((around.campaign_id or c.subject_id, c) for c, around in told) if b.account == account]


def _seized(world: World, number: int, *, by: str = "police") -> object:
    r = world.report("first", "2026-03-04T08:00+00:00")
    return r.says(
        f"Gunmen seized {number} ferrymen at the quay of Tarvan.", "abducted", "civilian", number, by=by, when=TUE, place="Tarvan"
    )


def _freed(world: World, number: int, **more: object) -> None:
    r = world.report("second", "2026-03-05T08:00+00:00")
    r.says(
        f"After talks {number} of those taken at Tarvan walked home.", "freed", "civilian", number, by="police", when=TUE,
        place="Tarvan", detail="released", **more,
    )  # type: ignore[arg-type]  # fmt: skip


def test_taken_less_freed_is_what_is_still_held() -> None:
    world = World()
    _seized(world, 9)
    _freed(world, 4)
    (account,) = accounts(world)
    assert (account.low, account.high, account.holds) == (5, 5, True)
    assert account.words == "Taken 9, freed 4: 5 still held, as far as reports tell."


def test_where_nobody_tells_of_a_way_out_nothing_is_subtracted_and_it_is_said() -> None:
    world = World()
    _seized(world, 9)
    (account,) = accounts(world)
    assert (account.low, account.high) == (0, 9)
    assert "Nobody tells of a way out; that is not none." in account.words


def test_more_freed_than_taken_is_a_contradiction() -> None:
    world = World()
    _seized(world, 4)
    _freed(world, 7)
    (account,) = accounts(world)
    assert not account.holds
    (found,) = [c for c in conflicts(view_of(world), "arithmetic") if "account" in c.explanation]
    assert "more are told to have come out (7) than were taken (4)" in found.explanation
    assert set(found.claim_ids) == set(account.claim_ids)


def test_example_16_one_of_five_was_freed_and_four_are_held() -> None:
    world = World()
    r = world.report("sixteen", "2026-03-05T18:00+00:00")
    one = r.says(
        "A magistrate and four typists were carried off from Tarvan.", "abducted", "civilian", 1, number="A", when=TUE,
        place="Tarvan", groups=("officials",),
    )  # fmt: skip
    r.says("", "abducted", "civilian", 4, number="four", when=TUE, place="Tarvan", relations=(("disjoint_from", one, None),))
    r.says(
        "The magistrate came home.", "freed", "civilian", 1, number="The", when=THU, place="Tarvan", groups=("officials",),
        detail="released",
    )  # fmt: skip
    (account,) = accounts(world)
    assert (account.low, account.high) == (4, 4)


def test_example_9_a_denial_pulls_the_captives_down_to_none() -> None:
    world = World()
    r = world.report("nine", "2026-03-04T08:00+00:00")
    r.says("FLS spoke of 15 troopers in its hands.", "abducted", "security", 15, by="FLS", when=TUE, place="Tarvan")
    other = world.report("nine-b", "2026-03-04T12:00+00:00")
    other.says(
        "The army called the story of 15 seized men baseless.", "abducted", "security", 15, by="army", when=TUE, place="Tarvan",
        certainty=Certainty.DENIED,
    )  # fmt: skip
    (account,) = accounts(world)
    assert (account.low, account.high, account.holds) == (0, 15, True)


def test_example_12_escaped_less_recaptured_is_at_large() -> None:
    world = World()
    r = world.report("twelve", "2026-03-04T18:00+00:00")
    r.tells("A gaol at Tarvan was stormed.", "prison_break", trigger="stormed", place="Tarvan", when=WED)
    for by, number in (("police", 25), ("officials", 31)):
        r.says(f"By the count of {by} {number} inmates got away.", "freed", "unknown", number, by=by, when=WED, place="Tarvan",
               detail="escaped", groups=("prisoners",))  # fmt: skip
    r.says("Six were back by night.", "freed", "unknown", 6, number="Six", when=WED, place="Tarvan", detail="recaptured")
    found = accounts(world, "prisoners at large")
    assert [(b.low, b.high) for b in found] == [(19, 25)]


def test_what_is_said_to_be_held_must_fit_the_flows() -> None:
    world = World()
    _seized(world, 9)
    _freed(world, 4)
    r = world.report("third", "2026-03-06T08:00+00:00")
    r.says("Relatives count 8 who are still missing from Tarvan.", "abducted", "civilian", 8, by="residents", when=TUE,
           place="Tarvan", detail="held")  # fmt: skip
    (account,) = accounts(world)
    assert not account.holds and "8 are said to be held, where 5 can be left" in account.words


def with_service(world: World, *told: tuple[str, DisruptionStatus, str, Agency | None]) -> Register:
    register = world.register()
    readings = []
    for reading, doc, (words, status, when, agency) in zip(register.extractions, register.documents, told, strict=True):
        at = doc.text.index(words)
        made = DisruptionMention(
            disruption_id=f"dsr-{doc.source}", document_id=doc.document_id, text_version=doc.text_version,
            span=cut(doc.text, at, at + len(words)), kind=DisruptionKind.RAIL, status=status, place=PLACES["Tarvan"],
            time=days(when), agency=agency, found_by="test",
        )  # fmt: skip
        readings.append(replace(reading, disruptions=(made,)))
    return replace(register, extractions=tuple(readings))


def service_world(*texts: str) -> World:
    world = World()
    for n, text in enumerate(texts):
        world.report(f"rail-{n}", f"2026-03-0{4 + n}T08:00+00:00").text = text + "\n"
    return world


def only(register: Register) -> Spell:
    (spell,) = spells(register)
    return spell


def test_a_service_is_down_from_the_first_day_told_until_it_is_told_to_be_back() -> None:
    world = service_world("No trains run at Tarvan.", "No trains for the third day.", "Trains run again.")
    spell = only(
        with_service(
            world,
            ("No trains", DisruptionStatus.SUSPENDED, WED, None),
            ("No trains", DisruptionStatus.SUSPENDED, "2026-03-03..2026-03-05", Agency.ORDERED),
            ("Trains run again", DisruptionStatus.RESTORED, "2026-03-06", None),
        )
    )
    assert (spell.down_since, spell.restored, spell.holds) == (date(2026, 3, 3), date(2026, 3, 6), True)
    assert spell.agencies == (Agency.ORDERED,)


def test_a_service_that_nobody_tells_to_be_back_is_not_called_down() -> None:
    world = service_world("No trains run at Tarvan.")
    assert only(with_service(world, ("No trains", DisruptionStatus.CUT, WED, None))).words == (
        "Told to be down on 4 March; nobody tells that it is back."
    )


def test_down_through_a_day_on_which_it_was_back_cannot_be() -> None:
    world = service_world("Trains run again since Wednesday.", "No trains for the fourth day.")
    spell = only(
        with_service(
            world,
            ("Trains run again", DisruptionStatus.RESTORED, WED, None),
            ("No trains", DisruptionStatus.SUSPENDED, "2026-03-02..2026-03-05", None),
        )
    )
    assert not spell.holds and "both cannot be true" in spell.words


def test_who_holds_a_place_is_contested_where_one_says_taken_and_one_denies() -> None:
    world = World()
    for name, realis in (("a", Realis.HAPPENED), ("b", Realis.DENIED)):
        r = world.report(name, "2026-03-04T08:00+00:00")
        r.tells(
            f"Paper {name} wrote that Tarvan fell.", "territorial_change", trigger="fell", place="Tarvan", when=TUE, realis=realis
        )
        r.events[-1] = replace(r.events[-1], perpetrator=PartyRef(actor_id=FLS), type=EventType.TERRITORIAL_CHANGE)
    found = holdings(world.register())
    assert sorted(h.state for h in found) == ["denied", "taken"]
    assert all(len(h.contested_by) == 1 for h in found)


@pytest.mark.parametrize(
    ("words", "kind", "who"),
    [
        ("The coast guard did not comment on the figure.", "no_comment", "The coast guard"),
        (
            "Police spoke of four dead, but the harbour office declined to say how many were its own.",
            "declined",
            "the harbour office",
        ),
        ("No casualties were immediately reported.", "none_reported", None),
        ("How many were aboard was not immediately clear.", "not_known", None),
        ("A spokesman for the ferry line could not be reached.", "not_reached", "A spokesman for the ferry line"),
    ],
)
def test_silence_is_on_record_with_who_keeps_it(words: str, kind: str, who: str | None) -> None:
    world = World()
    r = world.report("quiet", "2026-03-04T08:00+00:00")
    r.tells("A skiff was shelled off Tarvan.", "shelling_rocket", trigger="shelled", place="Tarvan", when=TUE)
    r.text += words + "\n"
    view = view_of(world)
    (found,) = silences(view, CUES)
    assert (found.kind, found.who, found.span.exact) == (kind, who, words)
    assert found.said_at == datetime.fromisoformat("2026-03-04T08:00+00:00")
    assert found.event_ids == (view.events[0].event_id,)


def test_silence_changes_no_figure() -> None:
    world = World()
    r = world.report("quiet", "2026-03-04T08:00+00:00")
    r.tells("A skiff was shelled off Tarvan.", "shelling_rocket", trigger="shelled", place="Tarvan", when=TUE)
    r.text += "No casualties were reported and the army did not comment.\n"
    assert reconcile(world.register(), load_policy("range"), ACTORS).figures == ()

"""Numbers of places against the lists that follow them, and denials of what nobody on record says."""

import pytest
from telling_world import FLS, World, bounds, conflicts, view_of

from onrecord.model.enums import Certainty

DAY = "2026-03-03"
SAID = f"{DAY}T12:00+00:00"


def _listing(sentence: str) -> list[str]:
    world = World()
    r = world.report("list", SAID)
    r.tells("A wave of attacks struck Sarhan.", "armed_attack", trigger="attacks", place="Sarhan", when=DAY)
    r.text += sentence + "\n"
    return [c.explanation for c in conflicts(view_of(world), "arithmetic")]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("The group spoke of four towns it had hit: Tarvan, Noshira, Arzan, Kelat and Mopta.", 5),
        ("It named 5 districts: Upper Tarvan, Noshira and Arzan.", 3),
        ("It named three places: Tarvan, Noshira and Arzan.", None),
        ("It named five places, among them Tarvan, Noshira and Arzan.", None),
        ("It named five places: Tarvan, where two died, Noshira and Arzan.", None),
        ("Two towns: Tarvan and Noshira.", None),
    ],
)
def test_list_that_does_not_bear_out_its_number_is_told(sentence: str, names: int | None) -> None:
    found = _listing(sentence)
    assert [f"names {names}" in words for words in found] == ([True] if names else [])


@pytest.mark.parametrize(("verb", "told"), [("it had struck", 1), ("it would visit", 0)])
def test_report_without_events_is_believed_only_about_places_that_were_struck(verb: str, told: int) -> None:
    world = World()
    world.report("list", SAID).text = f"The band named five towns that {verb}: Tarvan, Noshira and Arzan.\n"
    assert len(conflicts(view_of(world), "arithmetic")) == told


def _denied(claimed: bool) -> World:
    world = World()
    if claimed:
        first = world.report("claim", f"{DAY}T08:00+00:00")
        first.says("The FLS held 15 soldiers after the raid on Tarvan.", "abducted", "security", 15, by="FLS", when=DAY,
                   place="Tarvan", detail="captured", perpetrator=FLS)  # fmt: skip
    r = world.report("denial", SAID)
    r.says("The army denied that 15 of its soldiers were held since the raid on Tarvan.", "abducted", "security", 15, by="army",
           when=DAY, place="Tarvan", detail="captured", certainty=Certainty.DENIED)  # fmt: skip
    return world


@pytest.mark.parametrize("claimed", [True, False])
def test_denial_leaves_open_what_it_denies_whoever_said_it(claimed: bool) -> None:
    view = view_of(_denied(claimed))
    assert bounds(view, "abducted", "security") == (0, 15)
    assert len(conflicts(view, "party")) == 1


def test_lone_denial_says_that_the_claim_is_not_on_record() -> None:
    (found,) = conflicts(view_of(_denied(False)), "party")
    assert "on record only through its denial" in found.explanation
    assert found.steps == ("What is denied is 15; the denial bounds only the denier.",)

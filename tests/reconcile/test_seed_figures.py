"""The figures of the first report of the running example: what is stated, what follows, and what must never be added up."""

import pytest
from telling_world import FLS, World, all_numbers, bounds, conflicts, figures, view_of

from onrecord.model.enums import Category, Realis, Scope
from onrecord.model.register import View

DAY = "2026-01-31"


@pytest.fixture(scope="module")
def view() -> View:
    world = World()
    r = world.report("first", f"{DAY}T18:00+00:00")
    r.tells(
        "Coordinated attacks hit Sarhan on Saturday.", "armed_attack", trigger="attacks", place="Sarhan", when=DAY, claimed_by=FLS
    )
    total = r.says("Official reports gave at least 21 dead.", "killed", "unknown", 21, None, by="officials", when=DAY)
    civil = r.says(
        "They were 11 civilians and 10 of the security forces.", "killed", "civilian", 11, by="officials", when=DAY, part_of=total
    )
    r.says("", "killed", "security", 10, by="officials", when=DAY, part_of=total)
    majority = (("majority_of", civil, 11),)
    r.says(
        "Most of the civilians died in Noshira.",
        "killed",
        "civilian",
        6,
        11,
        number="Most",
        when=DAY,
        place="Noshira",
        relations=majority,
    )
    wide = r.says(
        "Over 48 hours 108 fighters were killed.",
        "killed",
        "militant",
        108,
        by="officials",
        when="2026-01-29..2026-01-31",
        rolling=48,
    )
    r.says("On Saturday alone 67 insurgents were killed.", "killed", "militant", 67, by="officials", when=DAY, part_of=wide)
    r.tells("Police posts in Arzan came under fire.", "armed_attack", trigger="fire", place="Arzan", when=DAY)
    r.tells(
        "A bid to storm a prison in Kelat failed.", "prison_break", trigger="storm", place="Kelat", when=DAY, realis=Realis.FAILED
    )
    r.says(
        "In 2025 a bombed bus left several children dead.",
        "killed",
        "civilian",
        3,
        None,
        when="2025-05-21",
        scope=Scope.BACKGROUND,
    )
    return view_of(world)


def test_stated_totals_stay_as_they_were_said(view: View) -> None:
    assert bounds(view, "killed", None, excluded=(Category.MILITANT,)) == (21, None)
    assert bounds(view, "killed", "civilian") == (11, 11)
    assert bounds(view, "killed", "security") == (10, 10)
    assert bounds(view, "killed", "militant", start=DAY) == (67, 67)
    assert bounds(view, "killed", "militant", start="2026-01-29") == (108, 108)


def test_parts_that_add_up_close_the_total(view: View) -> None:
    (figure,) = figures(view, "killed", None, derived=True)
    assert (figure.low, figure.high) == (21, 21)
    assert figure.cell.excluded == (Category.MILITANT,)
    assert "11 civilians" in figure.steps[0] and "10 security" in figure.steps[0]


def test_rest_of_a_rolling_window_is_derived_with_a_soft_edge(view: View) -> None:
    (figure,) = figures(view, "killed", "militant", derived=True)
    assert (figure.low, figure.high, figure.soft) == (41, 41, True)
    assert (str(figure.cell.date_start), str(figure.cell.date_end)) == ("2026-01-29", "2026-01-30")
    assert figure.steps[0] == "108 for 29–31 January − 67 for 31 January = 41 for 29–30 January."


def test_majority_bounds_the_place(view: View) -> None:
    (figure,) = figures(view, "killed", "civilian", place="Noshira", derived=True)
    assert (figure.low, figure.high) == (6, 11)
    assert len(figure.claim_ids) == 2


@pytest.mark.parametrize("forbidden", [32, 42, 175, 196, 88 + 108, 3])
def test_nothing_is_added_twice(view: View, forbidden: int) -> None:
    assert forbidden not in all_numbers(view)


def test_nothing_in_it_contradicts(view: View) -> None:
    assert not conflicts(view, "genuine") + conflicts(view, "arithmetic") + conflicts(view, "party")


def test_failed_attempt_is_an_event_of_the_campaign(view: View) -> None:
    (campaign,) = view.campaigns
    titles = {e.title for e in view.events if e.event_id in campaign.event_ids}
    assert "Attempted prison break in Kelat, 31 January 2026" in titles
    assert campaign.title == "Attacks across Sarhan, 31 January 2026"


def test_every_figure_names_policy_and_claims(view: View) -> None:
    assert {f.policy for f in view.figures} == {"range 1"}
    assert all(f.claim_ids and f.best is None for f in view.figures)

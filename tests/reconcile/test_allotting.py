"""Totals under a policy: shared out over days, summed over sides; never without saying so."""

import pytest
from telling_world import ACTORS, FLS, World, figures

from onrecord.codebooks import load_policy
from onrecord.model.figures import Figure
from onrecord.reconcile.policies.allotting import shares
from onrecord.reconcile.reconciling import reconcile

DAY = "2026-03-03"
SAID = f"{DAY}T12:00+00:00"


@pytest.mark.parametrize(
    ("total", "rows", "expected"),
    [(14, 12, (2, 2, *[1] * 10)), (7, 3, (3, 2, 2)), (9, 3, (3, 3, 3)), (2, 4, (1, 1, 0, 0)), (0, 2, (0, 0)), (5, 1, (5,))],
)
def test_remainder_goes_to_the_first_rows(total: int, rows: int, expected: tuple[int, ...]) -> None:
    assert shares(total, rows) == expected
    assert sum(shares(total, rows)) == total


@pytest.mark.parametrize(("total", "rows"), [(3, 0), (-1, 2)])
def test_what_cannot_be_shared_out_speaks_up(total: int, rows: int) -> None:
    with pytest.raises(ValueError, match="cannot share"):
        shares(total, rows)


def _killed(world: World, policy: str, category: str | None, *, derived: bool = False) -> list[Figure]:
    return figures(reconcile(world.register(), load_policy(policy), ACTORS), category=category, derived=derived)


def test_total_over_days_is_shared_out_only_in_words() -> None:
    world = World()
    r = world.report("days", "2026-03-05T12:00+00:00")
    r.says("In three days 14 villagers died in Tarvan, police said.", "killed", "civilian", 14, by="police",
           when="2026-03-03..2026-03-05", place="Tarvan")  # fmt: skip
    (figure,) = _killed(world, "acled_like", "civilian")
    assert figure.best == 14
    assert figure.steps[-1].startswith("For rows of one day: 5, 5, 4,")
    (figure,) = _killed(world, "range", "civilian")
    assert figure.steps == ()


def _two_sides() -> World:
    world = World()
    r = world.report("sides", SAID)
    r.says("In Tarvan 6 soldiers were killed, the army said.", "killed", "security", 6, by="army", when=DAY, place="Tarvan")
    r.says("The army killed 20 militants in Tarvan, it said.", "killed", "militant", 20, by="army", when=DAY, place="Tarvan")
    return world


@pytest.mark.parametrize(("policy", "numbers"), [("acled_like", (None, 26, None)), ("ucdp_like", (26, 26, 26))])
def test_sides_are_summed_where_the_scheme_does(policy: str, numbers: tuple) -> None:
    (total,) = [f for f in _killed(_two_sides(), policy, None, derived=True) if "sums all sides" in f.steps[0]]
    assert (total.low, total.best, total.high) == numbers
    assert total.steps == (f"6 security + 20 militants = 26: {policy} sums all sides; nobody stated this total.",)
    assert len(total.claim_ids) == 2


def test_headline_of_a_campaign_sums_only_events_with_well_supported_harm() -> None:
    world = World()
    r = world.report("wave", SAID)
    r.tells("A wave of attacks struck Sarhan.", "armed_attack", trigger="attacks", place="Sarhan", when=DAY, claimed_by=FLS)
    for place, tellers in (("Tarvan", ("police", "hospital")), ("Noshira", ("police",)), ("Kelat", ("residents", "hospital"))):
        for count, by in enumerate(tellers, start=5):
            told = world.report(f"{place}-{by}", f"{DAY}T1{count}:00+00:00", outlet=f"{place} {by}")
            told.tells(f"Gunmen came to {place}.", "armed_attack", trigger="came", place=place, when=DAY, claimed_by=FLS)
            told.says(f"In {place} {count} villagers died, {by} said.", "killed", "civilian", count, by=by, when=DAY, place=place)
    view = reconcile(world.register(), load_policy("airwars_like"), ACTORS)
    (headline,) = [f for f in view.figures if f.cell.detail == "fair_or_confirmed"]
    assert (headline.low, headline.high, headline.subject_id) == (10, 12, view.campaigns[0].campaign_id)
    assert headline.steps[0].startswith("5 to 6 + 5 to 6: events whose harm is graded fair or confirmed, 2 of the campaign")


@pytest.mark.parametrize("policy", ["range", "bracket", "ibc_like", "airwars_like"])
def test_other_policies_sum_no_sides(policy: str) -> None:
    assert not any("sums all sides" in s for f in _killed(_two_sides(), policy, None, derived=True) for s in f.steps)

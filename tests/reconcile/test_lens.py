"""The bias lens finds who tells more, shows nothing where there is too little to go by, and never speaks of one incident."""

import random
from dataclasses import replace
from datetime import date, timedelta
from math import exp, log
from pathlib import Path

import pytest
from click.testing import CliRunner
from telling_world import ACTORS, World

from onrecord.cli import main
from onrecord.reconcile.lens.fitting import Lens, bias_lens
from onrecord.reconcile.lens.losses import NEUTRAL, Loss, losses_of
from onrecord.reconcile.lens.words import CAUTION, LABEL, lens_words
from onrecord.reconcile.reconciling import worked_through

FIRST = date(2026, 3, 1)
# What each side makes of each side's losses in the made-up reports: ln of the factor.
TOLD = {
    ("state", "the state"): log(0.5),
    ("state", "armed groups"): log(3.0),
    ("group", "the state"): log(4.0),
    ("group", "armed groups"): log(0.4),
    (NEUTRAL, "the state"): 0.0,
    (NEUTRAL, "armed groups"): 0.0,
}


def reports(weeks: int = 8, neutral_every: int = 1) -> list[Loss]:
    """Reports of three speakers on the losses of two sides over some weeks, with a little noise that is always the same."""
    noise = random.Random(7)
    found = []
    for week in range(weeks):
        for (side, loser), told in TOLD.items():
            if side == NEUTRAL and week % neutral_every:
                continue
            people = round(exp(log(40 + 10 * week) + told + noise.gauss(0, 0.1)))
            name = f"c{week:02d}{side}{loser}"
            found.append(
                Loss(
                    claim_id=name,
                    subject_id="cmp-1",
                    series=f"cmp-1 killed {loser} running",
                    day=FIRST + timedelta(days=7 * week),
                    people=people,
                    side=side,
                    loser=loser,
                    effect="killed",
                    root=f"{side} speaker",
                )
            )
    return found


def factors(lens: Lens) -> dict[tuple[str, str], tuple[float, float, float]]:
    return {(f.side, f.loser): (f.low, f.middle, f.high) for f in lens.factors}


def test_who_tells_more_is_found_with_the_truth_inside_the_interval() -> None:
    found = factors(bias_lens(reports(), incidents=5))
    assert found.keys() == TOLD.keys()
    for pair, told in TOLD.items():
        low, _, high = found[pair]
        assert low <= exp(told) <= high
    state, group = found["state", "armed groups"], found["group", "armed groups"]
    assert state[1] / group[1] == pytest.approx(3.0 / 0.4, rel=0.15)
    assert state[1] > 1 > found["state", "the state"][1]


def test_levels_are_kept_for_each_series_and_rise_with_the_reports() -> None:
    (groups, state) = bias_lens(reports(), incidents=5).levels
    assert (groups.series, state.series) == ("cmp-1 killed armed groups running", "cmp-1 killed the state running")
    assert groups.low < groups.middle < groups.high
    assert groups.low < 110 < groups.high


def test_the_order_of_reports_changes_nothing() -> None:
    told = reports()
    mixed = list(told)
    random.Random(3).shuffle(mixed)
    assert bias_lens(mixed, incidents=5) == bias_lens(told, incidents=5)


@pytest.mark.parametrize(
    ("told", "incidents", "why"),
    [
        (reports(), 1, "never for one alone"),
        (reports(weeks=4), 5, "30 or more reports"),
        ([r for r in reports(12) if r.side != NEUTRAL], 5, "takes no side"),
        ([r for r in reports(20) if r.side != "group"], 5, "2 or more sides"),
        ([replace(r, root="one") for r in reports()], 5, "3 or more speakers"),
        ([], 0, "there are 0"),
    ],
)
def test_too_little_to_go_by_shows_nothing_and_says_why(told: list[Loss], incidents: int, why: str) -> None:
    lens = bias_lens(told, incidents)
    assert any(why in reason for reason in lens.refused)
    assert not lens.factors and not lens.levels
    words = lens_words(lens)
    assert words.startswith(LABEL) and "Nothing is shown:" in words and "×" not in words


def test_the_label_the_caution_and_the_prior_stand_above_every_number() -> None:
    words = lens_words(bias_lens(reports(), incidents=5))
    first = words.index("×")
    assert words.startswith(LABEL)
    assert words.index(CAUTION) < first and words.index("Prior, on the scale of natural logarithms") < first
    assert "level 5 ± 10" in words and "side on side 0 ± 1" in words
    assert "no figure of the register" in words


def test_a_series_told_once_says_nothing_and_is_left_out() -> None:
    lone = replace(reports()[0], claim_id="z", series="evt-9 killed the state day", subject_id="evt-9")
    lens = bias_lens([*reports(), lone], incidents=5)
    assert lens.left_out == 1
    assert all(level.series != lone.series for level in lens.levels)


def test_reports_of_losses_are_parties_and_neutral_voices_only() -> None:
    world = World()
    r = world.report("one", "2026-03-04T08:00+00:00")
    r.tells("Gunmen attacked Tarvan.", "armed_attack", trigger="attacked", place="Tarvan", when="2026-03-03")
    r.says("The army put the dead militants at 30.", "killed", "militant", 30, by="army", place="Tarvan", when="2026-03-03")
    r.says("Doctors counted 12 dead civilians.", "killed", "civilian", 12, by="hospital", place="Tarvan", when="2026-03-03")
    r.says("At the market 4 soldiers are dead.", "killed", "security", 4, place="Tarvan", when="2026-03-03")
    told = [counted for counted, _ in worked_through(world.register(), ACTORS).told]
    assert {(x.people, x.loser, x.side) for x in losses_of(told)} == {
        (30, "armed groups", "xs-government"),
        (12, "civilians", NEUTRAL),
    }


def test_the_command_is_off_until_somebody_switches_it_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_BIAS_LENS", raising=False)
    off = CliRunner().invoke(main, ["lens", "--store", str(tmp_path / "none.db")])
    assert off.exit_code == 2
    assert "ONRECORD_BIAS_LENS=true" in off.stderr

"""What the clustering report says: rates with their sets, and the policy beside every share of exact figures."""

from dataclasses import replace

import pytest

from onrecord.evaluation.clustering.gva import ClusteringReport
from onrecord.evaluation.clustering.measures import Rates
from onrecord.evaluation.clustering.news_pairs import every_pair, judgements, rated
from onrecord.evaluation.running import in_words
from onrecord.model.errors import InputError

RATES = Rates(precision=0.96, recall=0.6)
REPORT = ClusteringReport(
    articles=12,
    incidents=5,
    b3=RATES,
    pairs=RATES,
    connected={"b3": RATES, "pairs": RATES},
    near_copies=RATES,
    near_copy_pairs=7,
    figures={"killed": ("gtd_like 1", 0.8, 0.75, 3)},
)


def test_every_rate_and_the_policy_of_a_figure_are_said() -> None:
    said = in_words(REPORT, as_json=False, examples=0)
    assert "main       B³ P 0.9600 R 0.6000 F1 0.7385; pairs P 0.9600" in said
    assert "killed exact 0.750 of 3 incidents with several articles, under gtd_like 1 (chosen at 0.800)" in said


def test_the_report_is_plain_json_too() -> None:
    assert '"near_copies": {\n  "p": 0.96,' in in_words(REPORT, as_json=True, examples=0)


ROWS = [
    {"one": a, "other": b, "stratum": s, "judgement": j}
    for a, b, s, j in (
        ("i1", "i2", "together", "same"),
        ("i1", "i3", "together", "different"),
        ("i2", "i4", "near", "same"),
        ("i3", "i4", "near", "unsure"),
    )
]


def test_judged_pairs_are_counted_by_stratum_and_unsure_ones_not_at_all() -> None:
    report = rated(ROWS, {("i1", "i2"), ("i1", "i3"), ("i3", "i4"), ("i8", "i9")}, {"i1", "i2", "i3", "i4"})
    assert (report.judged, report.pairs.precision, report.pairs.recall) == (3, 0.5, 0.5)
    assert report.strata == {"near": (0, 0, 1), "together": (2, 1, 0)}
    assert "together    " in in_words(report, as_json=False, examples=2)


def test_like_reports_are_together_without_an_event_too_in_rates_of_their_own() -> None:
    report = rated(ROWS, {("i1", "i3")}, {"i1", "i2", "i3", "i4"}, {("i1", "i2"), ("i2", "i4")})
    assert report.pairs.f1 == 0.0
    assert (report.groups.precision, report.groups.recall) == (pytest.approx(2 / 3), 1.0)
    assert "in one event or in one group of like reports, whatever they are about: P 0.6667" in in_words(
        report, as_json=False, examples=0
    )


def test_a_judged_item_that_is_not_there_speaks_up() -> None:
    with pytest.raises(InputError, match="lack i4"):
        rated(ROWS, set(), {"i1", "i2", "i3"})


@pytest.mark.parametrize(("split", "pairs", "weeks"), [("train", 2447, 21), ("dev", 967, 8), ("asked", 200, 1)])
def test_pairs_are_judged_each_once(split: str, pairs: int, weeks: int) -> None:
    rows = judgements(split)
    assert len({(r["one"], r["other"]) for r in rows}) == len(rows) == pairs
    assert len({r["first_day"] for r in rows}) == weeks
    assert all(r["one"] < r["other"] for r in rows)
    assert {r["judgement"] for r in rows} == {"same", "different", "unsure"}


def test_weeks_are_reported_apart() -> None:
    rows = [{**row, "first_day": day} for row, day in zip(ROWS, ("2022-01-14", "2022-01-14", "2022-03-04", "x"), strict=True)]
    report = rated(rows, {("i1", "i2")}, {"i1", "i2", "i3", "i4"})
    told = {first: (events.f1, groups.f1) for first, (events, groups) in report.weeks.items()}
    assert told == {"2022-01-14": (1.0, 1.0), "2022-03-04": (0.0, 0.0)}
    assert "  from 2022-01-14: F1 1.000, groups 1.000" in in_words(report, as_json=False, examples=0)


def test_no_item_is_both_learnt_from_and_held_out() -> None:
    learnt, held_out = ({name for r in judgements(split) for name in (r["one"], r["other"])} for split in ("train", "dev"))
    assert not learnt & held_out


def test_rates_are_told_apart_by_what_both_items_are_about() -> None:
    rows = [{**row, "about": about} for row, about in zip(ROWS, ("conflict", "conflict", "other", "other"), strict=True)]
    report = rated(rows, {("i1", "i2")}, {"i1", "i2", "i3", "i4"})
    told = {about: (pairs, events.f1) for about, (pairs, events, _) in report.abouts.items()}
    assert told == {"conflict": (2, 1.0), "other": (1, 0.0)}
    assert "  about conflict (2 pairs): P 1.000 R 1.000 F1 1.000" in in_words(report, as_json=False, examples=0)


def test_pairs_learnt_from_say_what_they_are_about() -> None:
    assert {row["about"] for row in judgements("train")} == {"conflict", "other"}


@pytest.mark.parametrize(("split", "least"), [("train", 300), ("dev", 300), ("asked", 200)])
def test_drawn_pairs_of_items_on_conflict_are_judged_as_their_groups_say(split: str, least: int) -> None:
    by_groups = {(row["one"], row["other"]): row["judgement"] for row in every_pair(split)}
    drawn = {(row["one"], row["other"]): row["judgement"] for row in judgements(split)}
    both = drawn.keys() & by_groups.keys()
    assert len(both) >= least
    assert {pair for pair in both if drawn[pair] != by_groups[pair]} == set()


def test_the_days_asked_for_keep_their_earlier_judgements_and_are_no_part_of_what_was_held_out() -> None:
    by_groups = {(row["one"], row["other"]): row["judgement"] for row in every_pair("asked")}
    before = {(row["one"], row["other"]): row["judgement"] for row in judgements("dev") if row["first_day"] == "2022-07-04"}
    both = before.keys() & by_groups.keys()
    assert len(both) == 97
    assert {pair for pair in both if before[pair] != by_groups[pair]} == set()
    assert {row["first_day"] for row in every_pair("asked")} == {"2022-07-04"}
    assert "2022-07-04" not in {row["first_day"] for row in every_pair("dev")}


def test_days_beside_are_told_with_their_drawn_pairs_and_with_every_pair() -> None:
    part = rated([{**row, "first_day": "2022-01-14"} for row in ROWS], {("i1", "i2")}, {"i1", "i2", "i3", "i4"})
    said = in_words(replace(part, beside=replace(part, every=(9, RATES, RATES))), as_json=False, examples=0)
    assert "  beside these, five days from 2022-01-14, about conflict (3 pairs): P 1.000 R 0.500 F1 0.667, groups" in said
    assert "  every pair of the items on conflict, from 2022-01-14 (9 pairs): P 0.960 R 0.600 F1 0.738" in said
    assert replace(part, beside=part).as_json()["beside"]["judged"] == 3

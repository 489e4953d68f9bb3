"""Policies on the page: the list of them, the figures under each, and how a figure names what its policy adds."""

from dataclasses import replace

import pytest

from onrecord.codebooks import load_policies, load_policy
from onrecord.model.enums import Category, Effect, Grade
from onrecord.model.events import Event
from onrecord.model.figures import Cell, Figure, PolicyNumber, Sensitivity
from onrecord.model.register import Register, View
from onrecord.present.brief import compose
from onrecord.present.html import render as render_html
from onrecord.present.listing import Filters, to_csv
from onrecord.present.markdown import render as render_markdown
from onrecord.present.policies import flips, policy_listing, sensitivity_listing
from onrecord.present.wording import figure_range, independence_words

FIGURE = Figure(
    figure_id="fig-1",
    subject_id="evt-1",
    cell=Cell(effect=Effect.KILLED, category=Category.CIVILIAN),
    low=9,
    best=None,
    high=14,
    policy="range 1",
    claim_ids=(),
    n_urls=3,
    n_outlets=2,
    n_roots=2,
    n_sides=1,
    n_channels=2,
)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "9–14"),
        ({"high": None}, "at least 9, no upper bound"),
        ({"low": None, "high": None, "best": 9}, "9"),
        ({"best": 9}, "9–14, best 9"),
        ({"low": 9, "best": 9, "high": 9}, "9"),
        ({"low": None, "high": None, "counted": False}, "not counted"),
        ({"provisional": True}, "9–14, provisional"),
        ({"harm_grade": Grade.FAIR, "attribution_grade": Grade.NONE}, "9–14 · harm: fair, who did it: none"),
    ],
)
def test_range_says_what_its_policy_gives(given: dict, words: str) -> None:
    assert figure_range(replace(FIGURE, **given)) == words


def test_voices_are_counted_beside_reports() -> None:
    assert independence_words(FIGURE) == "2 speakers of 1 side, with 2 ways of knowing; 3 reports of 2 outlets"


def _cell(
    subject: str, low: int, best: int, *, category: Category = Category.CIVILIAN, campaign: str | None = None
) -> Sensitivity:
    return Sensitivity(
        subject_id=subject,
        campaign_id=campaign,
        cell=Cell(effect=Effect.KILLED, category=category),
        derived=False,
        numbers=(
            PolicyNumber(policy="range 1", low=low, best=None, high=None),
            PolicyNumber(policy="acled_like 1", low=None, best=best, high=None),
            PolicyNumber(policy="ibc_like 1", low=None, best=None, high=None, counted=False),
        ),
        flips=best < low,
        why=f"range 1: at least {low} against acled_like 1: {best}" if best < low else "",
    )


def test_a_column_a_policy_and_a_row_a_figure() -> None:
    listing = sensitivity_listing([_cell("evt-1", 24, 12), _cell("evt-2", 5, 5)], Filters())
    assert listing.columns == ("event", "what", "range 1", "acled_like 1", "ibc_like 1", "flips")
    assert listing.rows[0] == (
        "evt-1", "killed · civilians", "24 or more", "12", "not counted", "range 1: at least 24 against acled_like 1: 12",
    )  # fmt: skip
    assert listing.rows[1][-1] == ""


def test_table_is_narrowed_like_any_list() -> None:
    cells = [_cell("evt-1", 24, 12, campaign="cmp-1"), _cell("evt-2", 5, 5, category=Category.SECURITY)]
    assert [r[0] for r in sensitivity_listing(cells, Filters(event="cmp-1")).rows] == ["evt-1"]
    assert [r[0] for r in sensitivity_listing(cells, Filters(category="security")).rows] == ["evt-2"]
    assert sensitivity_listing([], Filters()).rows == ()


def test_briefing_shows_only_what_flips_in_its_subjects() -> None:
    found = flips([_cell("evt-1", 24, 12), _cell("evt-2", 5, 5), _cell("evt-3", 24, 12)], {"evt-1", "evt-2"})
    assert [f.why for f in found] == ["range 1: at least 24 against acled_like 1: 12"]
    assert found[0].numbers[0] == ("range 1", "24 or more")


def test_every_policy_is_listed_with_its_source() -> None:
    listing = policy_listing(load_policies())
    assert listing.rows[0][0] == "range 1"
    assert all(all(cell for cell in row) for row in listing.rows)
    assert to_csv(listing).startswith("policy,what it does,beware,source\n")


def _page_of(form: str, **method: object) -> str:
    event = Event(
        event_id="evt-1", campaign_id=None, types=(), title="Attack in Tarvan", date_start=None, date_end=None, date_prec=None,
        place=None, actors=(), document_ids=("doc-1",), event_mention_ids=(), claim_ids=(),
    )  # fmt: skip
    view = View(register=Register(), policy="range 1", events=(event,), figures=(FIGURE,))
    return (render_html if form == "html" else render_markdown)(compose(view, **method))


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_briefing_says_how_its_figures_were_made_and_what_another_policy_would_flip(form: str) -> None:
    page = _page_of(form, policy=load_policy("range"), compared=[_cell("evt-1", 24, 12), _cell("evt-9", 99, 1)])
    assert "How the figures were made" in page
    assert "no single best number" in page
    assert "24 or more" in page and "not counted" in page
    assert "99 or more" not in page


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_briefing_without_a_method_has_no_empty_heading(form: str) -> None:
    assert "How the figures were made" not in _page_of(form)

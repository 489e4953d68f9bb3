"""The week of the running example, read as claims: revisions, brackets, echoes, and the sentences that cannot all be true."""

from datetime import date

import pytest
from running_example import running_example
from telling_world import FLS, STATE, World, all_numbers, bounds, conflicts, figures, tellers, view_of

from onrecord.model.claims import Claim
from onrecord.model.enums import LinkKind
from onrecord.model.figures import Contradiction
from onrecord.model.register import View


@pytest.fixture(scope="module")
def world() -> World:
    return running_example()


@pytest.fixture(scope="module")
def view(world: World) -> View:
    return view_of(world)


def claims(view: View) -> dict[str, Claim]:
    return {c.claim_id: c for x in view.register.extractions for c in x.claims}


def numbers(view: View, found: Contradiction) -> list[int | None]:
    return [claims(view)[c].count.low for c in found.claim_ids]


def test_one_campaign_and_the_elsewhere_event_apart(view: View, world: World) -> None:
    (campaign,) = view.campaigns
    assert len(campaign.document_ids) == 14
    (apart,) = [e for e in view.events if e.campaign_id is None]
    assert apart.title == "Bombing in Mopta, 31 January 2026"
    assert apart.document_ids == (next(r.document_id for r in world.reports if r.name == "elsewhere"),)


def test_background_never_joins(view: View) -> None:
    past = {c.claim_id for c in claims(view).values() if c.span.exact.startswith("It left 6 children")}
    assert past and not past & {c for e in view.events for c in e.claim_ids}
    assert not past & {c for f in view.figures for c in f.claim_ids}


def test_security_bracket_runs_from_admission_to_open_assertion(view: View) -> None:
    assert tellers(view, "killed", "security", date_start=None, place=None) == {STATE: (22, 22), FLS: (363, None)}
    assert bounds(view, "killed", "security", date_start=None, place=None) == (22, None)


def test_militants_of_both_sides_meet_in_one_window(view: View) -> None:
    (figure,) = figures(view, "killed", "militant", start="2026-01-31", end="2026-02-06", derived=True)
    assert (figure.low, figure.high) == (93, 175)
    assert {t.root: t.low for t in figure.tellers} == {FLS: 93, STATE: 175}
    assert "216 for 29 January – 5 February − 41 for 29–30 January = 175 for 31 January – 5 February." in figure.steps


def test_civilians_are_all_from_one_side(view: View) -> None:
    (figure,) = figures(view, "killed", "civilian", start="2026-01-31", end="2026-02-04")
    assert (figure.low, figure.high, figure.n_roots, figure.n_sides) == (36, 36, 1, 1)


def test_captives_stand_between_claim_and_denial(view: View) -> None:
    assert tellers(view, "abducted", "security") == {FLS: (18, 18), STATE: (0, 0)}


@pytest.mark.parametrize(
    ("category", "window", "chain"),
    [
        ("security", None, [10, 15, 17, 22]),
        ("militant", date(2026, 1, 31), [37, 58, 92]),
    ],
)
def test_revisions_of_one_root_in_order(view: View, category: str, window: date | None, chain: list[int]) -> None:
    (figure,) = [
        f
        for f in figures(view, "killed", category, place=None, date_start=window)
        if f.cell.date_end == window and any(t.root == STATE for t in f.tellers)
    ]
    (teller,) = [t for t in figure.tellers if t.root == STATE]
    told = [claims(view)[c].count.low for c in teller.claim_ids]
    assert list(dict.fromkeys(told)) == chain


def test_eleven_plus_seven_against_eleven_is_the_minimal_set(view: View) -> None:
    (found,) = conflicts(view, "genuine")[:1]
    assert sorted(numbers(view, found)) == [7, 11, 11]
    quotes = {claims(view)[c].span.exact for c in found.claim_ids}
    assert quotes == {
        "Officials said 11 civilians were killed in Saturday's attacks.",
        "Police said 11 people of one family were killed at a workers' settlement in Noshira.",
        "Seven people were killed at a house in Tarvan, police there said.",
    }
    assert "Likely: the total is older than its parts; counting the parts, it would be at least 18" in found.explanation
    assert "= 18, more than 11" in found.explanation
    assert len(found.steps) == 2


def test_toll_that_does_not_add_up_is_flagged(view: View) -> None:
    found = [c for c in conflicts(view, "arithmetic") if "145 + 22 = 167, not 177" in c.explanation]
    assert [numbers(view, c) for c in found] == [[145, 22, 177]]


def test_security_council_is_an_echo(view: View) -> None:
    roots = {t.root for f in view.figures for t in f.tellers}
    assert not any("Security Council" in root for root in roots)
    (total,) = [f for f in view.figures if (f.low, f.high) == (48, 48)]
    assert [t.root for t in total.tellers] == [STATE]


def test_versions_and_copy_are_one_story(view: View, world: World) -> None:
    name = {r.document_id: r.name for r in world.reports}
    links = {(name[link.document_id], link.kind, name[link.of]) for link in view.links}
    assert links == {
        ("wire-2", LinkKind.VERSION_OF, "wire-1"),
        ("wire-3", LinkKind.VERSION_OF, "wire-2"),
        ("gazette", LinkKind.COPY_OF, "wire-3"),
    }


def test_copy_adds_no_voice_but_counts_as_an_address(view: View) -> None:
    (figure,) = figures(view, "killed", "militant", start="2026-01-29", end="2026-01-31")
    assert (figure.n_urls, figure.n_roots, len(figure.claim_ids)) == (2, 1, 1)


@pytest.mark.parametrize("forbidden", [32, 238, 175 + 41, 92 + 133, 31 + 17 + 48, 22 + 363, 167 + 177])
def test_no_figure_is_a_double_count(view: View, forbidden: int) -> None:
    assert forbidden == 216 or forbidden not in all_numbers(view)


def test_most_consequential_contradiction_comes_first(view: View) -> None:
    order = ["genuine", "arithmetic", "party", "definition", "scope", "window", "nested", "superseded"]
    kinds = [c.kind.value for c in view.contradictions]
    assert kinds == sorted(kinds, key=order.index)

"""The week of real coverage as it was noted, read as claims: the brackets and ranges of the method's table come out."""

import pytest
from shared_scenario import SCENARIO, shared_scenario
from telling_world import ACTORS, FLS, STATE, bounds, conflicts, figures, tellers

from onrecord.codebooks import load_policy
from onrecord.model.enums import Channel, Interest
from onrecord.model.register import Register, View
from onrecord.reconcile.reconciling import reconcile

pytestmark = pytest.mark.skipif(not SCENARIO.exists(), reason="the shared scenario is not beside the repository")


@pytest.fixture(scope="module")
def register() -> Register:
    return shared_scenario().register()


@pytest.fixture(scope="module")
def view(register: Register) -> View:
    return reconcile(register, load_policy("range"), ACTORS)


def under(register: Register, policy: str) -> View:
    return reconcile(register, load_policy(policy), ACTORS)


def test_one_campaign_holds_all_reports(view: View) -> None:
    (campaign,) = view.campaigns
    assert len(campaign.document_ids) == len(view.register.documents)


@pytest.mark.parametrize(
    ("policy", "security", "militants", "civilians"),
    [
        ("range", (22, None, None), (93, None, 175), (36, None, 36)),
        ("bracket", (22, None, None), (93, None, 175), (None, None, None)),
        ("acled_like", (None, 22, None), (None, 93, None), (None, 36, None)),
        ("ibc_like", (None, None, None), (None, None, None), (36, None, 36)),
        ("ucdp_like", (22, 22, 22), (93, 93, 93), (36, 36, 36)),
    ],
)
def test_table_of_the_method(register: Register, policy: str, security: tuple, militants: tuple, civilians: tuple) -> None:
    view = under(register, policy)
    wanted = [
        figures(view, category="security", place=None)[0],
        figures(view, category="militant", start="2026-01-31", end="2026-02-06", derived=True)[0],
        figures(view, category="civilian", place=None)[0],
    ]
    assert [(f.low, f.best, f.high) for f in wanted] == [security, militants, civilians]


def test_open_end_of_the_security_range_is_the_groups_claim(view: View) -> None:
    told = tellers(view, category="security", place=None)
    assert (told[STATE], told[FLS]) == ((22, 22), (363, None))


def test_civilians_are_provisional_because_one_side_alone_counts_them(register: Register) -> None:
    (figure,) = figures(under(register, "ibc_like"), category="civilian", place=None)
    assert (figure.provisional, figure.n_roots, figure.n_sides, figure.n_channels) == (True, 1, 1, 1)
    assert figure.n_outlets == 8


def test_losses_are_told_against_interest_by_their_own_side(view: View) -> None:
    (figure,) = figures(view, category="security", place=None)
    stakes = {t.root: (t.interest, t.channel) for t in figure.tellers}
    assert stakes[STATE] == (Interest.OWN_LOSS, Channel.AUTHORITIES)
    assert stakes[FLS] == (Interest.ENEMY_LOSS, Channel.ARMED_GROUP)


def test_captives_run_from_the_early_report_to_the_groups_claim(view: View) -> None:
    assert bounds(view, "abducted", "security") == (7, 18)


def test_forty_eight_without_a_speaker_is_an_echo_of_thirty_one_and_seventeen(view: View) -> None:
    (total,) = [f for f in view.figures if (f.low, f.high) == (48, 48)]
    assert [t.root for t in total.tellers] == [STATE]
    assert total.n_urls == 3
    assert "add no voice: 1." in total.steps[-1]


def test_twenty_two_more_does_not_lead_to_one_hundred_seventy_seven(view: View) -> None:
    (found,) = conflicts(view, "arithmetic")
    assert "150 + 22 = 172, not 177; nor is 145 + 22 = 167" in found.explanation

"""Two people on one claim: a decision counts once another confirms it, coding is blind, and agreement is worked out by hand."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli import main
from onrecord.ledger.second import in_sample, same_person
from onrecord.model.enums import ReviewState
from onrecord.model.errors import InputError, NotFoundError
from onrecord.pipeline import load_register
from onrecord.refit.commands import _from_register
from onrecord.review.desk import Desk
from onrecord.review.double.agreement import agreements, alpha
from onrecord.settings import Settings
from onrecord.store.sqlite import Store

# Krippendorff (2011), section C: four observers, twelve units, "." = not coded; there alpha = .743.
UNITS = (
    ("1", "1", "1"), ("2", "2", "3", "2"), ("3", "3", "3", "3"), ("3", "3", "3", "3"), ("2", "2", "2", "2"),
    ("1", "2", "3", "4"), ("4", "4", "4", "4"), ("1", "1", "2", "1"), ("2", "2", "2", "2"), ("5", "5", "5"),
    ("1", "1"), ("3",),
)  # fmt: skip


def test_alpha_is_that_of_the_published_example() -> None:
    found = alpha(UNITS)
    assert found is not None
    assert round(found, 3) == 0.743


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # Ten claims, two coders: 6 "a a", 2 "b b", 2 "a b". 20 values, 14 a and 6 b; 4 of 20 paired values disagree;
        # by chance 2·14·6 = 168 of 20·19 = 380 pairs would. alpha = 1 − (4/20)/(168/380) = 1 − 76/168.
        ([("a", "a")] * 6 + [("b", "b")] * 2 + [("a", "b")] * 2, 1 - 76 / 168),
        ([("a", "a"), ("b", "b")], 1.0),
        # Always the other: 4 values, 2 each; all 4 disagree; by chance 8 of 12 would: 1 − 1/(2/3).
        ([("a", "b"), ("b", "a")], -0.5),
        ([("a", "a"), ("a", "a")], None),
        ([("a",)], None),
        ([], None),
    ],
)
def test_alpha_agrees_with_examples_worked_by_hand(pairs: list[tuple[str, ...]], expected: float | None) -> None:
    found = alpha(pairs)
    assert found == (None if expected is None else pytest.approx(expected))


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=8), st.randoms())
def test_alpha_is_at_most_one_whatever_the_order(units: list[list[str]], chance: Any) -> None:
    found = alpha(units)
    mixed = [chance.sample(u, len(u)) for u in chance.sample(units, len(units))]
    again = alpha(mixed)
    assert found is None or found <= 1 + 1e-12
    assert again == (None if found is None else pytest.approx(found))


@given(st.text(min_size=1, max_size=20))
def test_sample_grows_with_its_share(claim_id: str) -> None:
    assert not in_sample(claim_id, 0.0)
    assert in_sample(claim_id, 1.0)
    assert in_sample(claim_id, 0.8) or not in_sample(claim_id, 0.3)


def test_a_fifth_of_the_claims_is_about_a_fifth() -> None:
    assert 350 < sum(in_sample(f"clm-{i}", 0.2) for i in range(2000)) < 450


@pytest.mark.parametrize(("one", "other"), [("Amina", "amina "), ("A  B", "a b"), ("ａ", "a")])
def test_case_width_and_blanks_make_no_second_person(one: str, other: str) -> None:
    assert same_person(one, other)


@pytest.fixture
def path(make_report: Callable[..., Any], tmp_path: Path) -> Path:
    """A register of two reports, each with one unsure claim."""
    made = tmp_path / "two.db"
    with Store.open(made) as store:
        for number in (3, 4):
            item, doc, reading = make_report(number)
            unsure = replace(reading, claims=tuple(replace(c, score=0.2) for c in reading.claims))
            store.add(item, doc, unsure, (), recorded_at=datetime(2026, 2, 1, 9, tzinfo=UTC))
    return made


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with Desk(path, 0.5, two_person=True, second_coding=1.0) as opened:
        yield opened


def counted(path: Path) -> int:
    """Decisions that figures rest on under the rule."""
    return sum(d.claim is not None for d in load_register(Settings(store=path, two_person=True)).decisions)


def test_decision_counts_once_another_person_confirms_it(desk: Desk, path: Path) -> None:
    first, other = (item.claim.claim_id for item in desk.queue())
    desk.decide(first, "accept", by="amina")
    standing = desk.find(first).standing
    assert (standing.state, standing.decision, standing.proposed and standing.proposed.decided_by) == (
        ReviewState.WAITING, None, "amina",
    )  # fmt: skip
    assert [item.claim.claim_id for item in desk.queue()] == [other]
    assert counted(path) == 0
    desk.confirm(first, by="boris", why="stands in the text")
    assert desk.find(first).standing.state is ReviewState.ACCEPTED
    assert counted(path) == 1
    with Desk(path, 0.5, two_person=True) as again:
        assert again.standings == desk.standings
    with Store.open(path) as store:
        assert store.verify() == []


def test_reader_learns_from_confirmed_decisions_only(desk: Desk, path: Path) -> None:
    first = next(desk.queue()).claim.claim_id
    desk.decide(first, "accept", by="amina")
    assert _from_register(path, 0.5, two_person=True) == ()
    desk.confirm(first, by="boris")
    assert len(_from_register(path, 0.5, two_person=True)) == 1


@pytest.mark.parametrize("name", ["amina", "AMINA ", ""])
def test_nobody_confirms_alone(desk: Desk, path: Path, name: str) -> None:
    claim_id = next(desk.queue()).claim.claim_id
    desk.decide(claim_id, "reject", by="amina")
    with pytest.raises(InputError, match=r"somebody else|Nobody is named"):
        desk.confirm(claim_id, by=name)
    assert counted(path) == 0


def test_confirmation_and_decision_are_taken_back(desk: Desk, path: Path) -> None:
    claim_id = next(desk.queue()).claim.claim_id
    desk.decide(claim_id, "reject", by="amina")
    desk.confirm(claim_id, by="boris")
    with pytest.raises(NotFoundError, match="carla has confirmed nothing"):
        desk.unconfirm(claim_id, by="carla")
    desk.unconfirm(claim_id, by="boris")
    assert desk.find(claim_id).standing.proposed is not None
    assert counted(path) == 0
    desk.undo(claim_id, by="amina")
    assert desk.find(claim_id).standing.decision is None
    assert counted(path) == 0
    with pytest.raises(NotFoundError, match="waits for a second person"):
        desk.confirm(claim_id, by="boris")


def confirmed(desk: Desk) -> str:
    """A claim that amina accepted and boris confirmed."""
    claim_id = next(desk.queue()).claim.claim_id
    desk.decide(claim_id, "accept", by="amina")
    desk.confirm(claim_id, by="boris")
    return claim_id


@pytest.mark.parametrize("first", ["amina", "boris", "carla"])
def test_confirmed_decision_is_taken_back_by_two(desk: Desk, path: Path, first: str) -> None:
    claim_id = confirmed(desk)
    desk.undo(claim_id, by=first, why="the report was corrected")
    assert (desk.find(claim_id).standing.state, counted(path)) == (ReviewState.ACCEPTED, 1)
    with pytest.raises(InputError, match="somebody else has to agree"):
        desk.undo(claim_id, by=f"{first.upper()} ")
    with pytest.raises(InputError, match="a reviewer or administrator has to agree"):
        desk.undo(claim_id, by="daud", may_agree=False)
    assert counted(path) == 1
    with Desk(path, 0.5, two_person=True) as again:
        assert again.standings == desk.standings
        made = again.undo(claim_id, by="daud")
    assert made.note == f"asked for by {first}; the report was corrected"
    assert counted(path) == 0
    with Desk(path, 0.5, two_person=True) as again:
        assert again.find(claim_id).standing.state is ReviewState.WAITING
        again.decide(claim_id, "reject", by="carla")
        assert again.find(claim_id).standing.proposed is not None
    with Store.open(path) as store:
        assert store.verify() == []


def test_wish_to_take_back_is_withdrawn_by_who_had_it(desk: Desk, path: Path) -> None:
    claim_id = confirmed(desk)
    desk.undo(claim_id, by="amina")
    with pytest.raises(NotFoundError, match="carla has not asked"):
        desk.hold(claim_id, by="carla")
    desk.hold(claim_id, by="amina")
    desk.undo(claim_id, by="carla")  # asks anew: nobody else's wish is left that this could agree to
    assert counted(path) == 1


@pytest.mark.parametrize("who", ["amina", "boris", "carla"])
def test_confirmed_decision_is_not_replaced_by_one_person(desk: Desk, path: Path, who: str) -> None:
    claim_id = confirmed(desk)
    for answer, changes in (("reject", None), ("edit", {"category": "militant"})):
        with pytest.raises(InputError, match="taken back first"):
            desk.decide(claim_id, answer, by=who, changes=changes)
    assert (desk.find(claim_id).standing.state, counted(path)) == (ReviewState.ACCEPTED, 1)
    desk.decide(claim_id, "accept", by="amina")  # the same once more changes nothing
    assert counted(path) == 1


def test_without_the_rule_one_person_is_enough(path: Path) -> None:
    with Desk(path, 0.5) as desk:
        claim_id = next(desk.queue()).claim.claim_id
        desk.decide(claim_id, "accept", by="amina")
        desk.undo(claim_id, by="boris")
        assert desk.find(claim_id).standing.state is ReviewState.WAITING


def test_who_confirmed_has_seen_it_and_does_not_code_it_blind(desk: Desk) -> None:
    claim_id = confirmed(desk)
    assert (claim_id in desk.blind_to("carla"), claim_id in desk.blind_to("boris")) == (True, False)
    with pytest.raises(InputError, match="does not wait"):
        desk.code(claim_id, "accept", by="boris")


def test_second_coder_sees_the_reading_and_changes_no_figure(desk: Desk, path: Path) -> None:
    claim_id = next(desk.queue()).claim.claim_id
    assert list(desk.second_queue("boris")) == []
    desk.decide(claim_id, "edit", by="amina", changes={"category": "militant"})
    before = desk.standings
    assert list(desk.second_queue("amina")) == []
    (item,) = desk.second_queue("boris")
    assert item.standing.read.victims.category.value != "militant"
    desk.code(claim_id, "accept", by="boris")
    assert list(desk.second_queue("carla")) == []
    assert desk.standings == before
    found = {line.field: line for line in agreements(desk.register, desk.standings)}
    assert (found["right"].claims, found["right"].agreed) == (1, 1)
    assert (found["category"].claims, found["category"].agreed, found["low"].agreed) == (1, 0, 1)
    with pytest.raises(InputError, match="does not wait"):
        desk.code(claim_id, "accept", by="Amina")
    with pytest.raises(InputError, match="already"):
        desk.code(claim_id, "reject", by="carla")
    desk.code(claim_id, "undo", by="boris")
    assert agreements(desk.register, desk.standings)[0].claims == 0


def test_commands_confirm_code_and_tell_agreement(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_TWO_PERSON", "true")
    monkeypatch.setenv("ONRECORD_SECOND_CODING", "1")

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["review", *arguments, "--store", str(path)])

    claim_id = json.loads(run("list", "--json").stdout.splitlines()[0])["claim_id"]
    made = json.loads(run("decide", claim_id, "accept", "--by", "amina").stdout)
    assert (made["state"], made["decision"], made["to_confirm"]["by"]) == ("waiting", None, "amina")
    assert "Nobody is named" in run("confirm", claim_id).stderr
    (line,) = run("second", "--by", "boris").stdout.splitlines()
    assert "amina" not in line
    assert json.loads(run("code", claim_id, "reject", "--by", "boris").stdout)["coded"] == "reject"
    first = json.loads(run("agreement", "--json").stdout.splitlines()[0])
    assert first == {"field": "right", "claims": 1, "agreed": 0, "alpha": 0.0}
    assert json.loads(run("confirm", claim_id, "--by", "boris").stdout)["confirmed"] is True
    assert json.loads(run("confirm", claim_id, "--undo", "--by", "boris").stdout)["confirmed"] is False
    assert "0 of 1 the same" in run("agreement").stdout

"""Checks over a register: spans, bounds, days, relations, sums and ids (house style R22)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from onrecord.ledger.checks import check_register
from onrecord.model.claims import Claim, Count, Relation, Victims
from onrecord.model.enums import Category, Certainty, Qualifier, RelationKind
from onrecord.model.hashing import content_id
from onrecord.model.mentions import TimeRef
from onrecord.model.register import Register
from onrecord.model.spans import Span

Check = Callable[..., list[str]]


@pytest.fixture
def base(make_report: Callable[..., tuple]) -> Register:  # type: ignore[type-arg]  # (item, document, reading)
    _, document, reading = make_report(21)
    return Register(documents=(document,), extractions=(reading,))


@pytest.fixture
def codes(base: Register) -> Check:
    """The codes of what is wrong with the report when it makes these claims."""

    def check(*claims: Claim) -> list[str]:
        register = replace(base, extractions=(replace(base.extractions[0], claims=claims),))
        return [problem.code for problem in check_register(register)]

    return check


@pytest.fixture
def whole(base: Register) -> Claim:
    return base.extractions[0].claims[0]


def part(whole: Claim, low: int, high: int | None, category: Category = Category.UNKNOWN) -> Claim:
    return replace(
        whole,
        claim_id=content_id("clm", low, high, category),
        count=Count(low=low, high=high, qualifier=Qualifier.EXACT),
        victims=Victims(category=category),
        relations=(Relation(kind=RelationKind.SUBSET_OF, other=whole.claim_id),),
        subset_of=whole.claim_id,
    )


def made_of(whole: Claim, *parts: Claim) -> tuple[Claim, ...]:
    sums = tuple(Relation(kind=RelationKind.SUM_OF, other=p.claim_id, value=p.count.low) for p in parts)
    return replace(whole, relations=sums), *parts


def test_register_that_holds_has_no_problems(base: Register) -> None:
    assert check_register(base) == ()


def test_eleven_civilians_and_ten_of_the_security_forces_make_twenty_one(codes: Check, whole: Claim) -> None:
    assert codes(*made_of(whole, part(whole, 11, 11, Category.CIVILIAN), part(whole, 10, 10, Category.SECURITY))) == []


@pytest.mark.parametrize(
    ("lows", "expected"),
    [((11, 11), ["parts_do_not_add_up", "parts_do_not_add_up"]), ((11, 9), ["parts_do_not_add_up"]), ((11, 10), [])],
)
def test_parts_that_do_not_add_up_are_found(codes: Check, whole: Claim, lows: tuple[int, int], expected: list[str]) -> None:
    civilian, security = part(whole, lows[0], lows[0], Category.CIVILIAN), part(whole, lows[1], lows[1], Category.SECURITY)
    assert codes(*made_of(whole, civilian, security)) == expected


def test_open_parts_may_add_up(codes: Check, whole: Claim) -> None:
    assert codes(*made_of(whole, part(whole, 5, None), part(whole, 10, 10))) == []


def test_kinds_that_exclude_each_other_cannot_exceed_their_whole(codes: Check, whole: Claim) -> None:
    assert codes(whole, part(whole, 15, 15, Category.CIVILIAN), part(whole, 10, 10, Category.SECURITY)) == ["parts_do_not_add_up"]
    assert codes(whole, part(whole, 15, 15, Category.CIVILIAN), part(whole, 10, 10, Category.UNKNOWN)) == []  # may overlap


def test_part_larger_than_its_whole_is_found(codes: Check, whole: Claim) -> None:
    assert codes(whole, part(whole, 22, 22)) == ["part_exceeds_whole"]


def test_broken_span_is_found(codes: Check, whole: Claim) -> None:
    assert codes(replace(whole, span=Span(start=0, end=3, exact="7 m"))) == ["span_broken"]


def test_crossed_bounds_are_found(codes: Check, whole: Claim) -> None:
    assert codes(replace(whole, count=Count(low=9, high=3, qualifier=Qualifier.RANGE))) == ["bounds_crossed"]


def test_lost_relation_is_found(codes: Check, whole: Claim) -> None:
    assert codes(replace(whole, subset_of="clm-none")) == ["relation_lost"]


def test_id_that_stands_twice_is_found(codes: Check, whole: Claim) -> None:
    assert codes(whole, whole) == ["id_twice"]


@pytest.mark.parametrize(
    ("start", "end", "certainty", "expected"),
    [
        (date(2026, 1, 31), date(2026, 1, 30), Certainty.ASSERTED, ["days_crossed"]),
        (date(2026, 2, 1), date(2026, 2, 1), Certainty.ASSERTED, []),  # it may be tomorrow there already
        (date(2026, 2, 2), date(2026, 2, 2), Certainty.CLAIMED, ["told_before_it_happened"]),
        (date(2026, 2, 2), date(2026, 2, 2), Certainty.HYPOTHETICAL, []),
        (None, date(2026, 2, 2), Certainty.ASSERTED, []),
    ],
)
def test_days_that_cannot_be_are_found(
    codes: Check, whole: Claim, start: date | None, end: date, certainty: Certainty, expected: list[str]
) -> None:
    assert codes(replace(whole, time=TimeRef(date_start=start, date_end=end), certainty=certainty)) == expected


def test_later_change_of_a_page_moves_the_day_it_can_tell_of(base: Register, whole: Claim) -> None:
    late = replace(whole, time=TimeRef(date_start=date(2026, 2, 5)))
    changed = replace(base.documents[0], modified_at=datetime(2026, 2, 5, tzinfo=UTC))
    register = replace(base, documents=(changed,), extractions=(replace(base.extractions[0], claims=(late,)),))
    assert check_register(register) == ()


def test_reading_without_its_report_is_found(base: Register) -> None:
    assert [p.code for p in check_register(replace(base, documents=()))] == ["document_missing"]

"""How the claims of one report bear on each other."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.extract.relations import share_of
from onrecord.model.claims import Claim, Count
from onrecord.model.enums import Qualifier, RelationKind
from onrecord.model.spans import cut

ClaimsOf = Callable[..., tuple[Claim, ...]]
SEED = Path(__file__).resolve().parents[3] / "shared" / "scenario" / "seed_report.txt"


def links(claims: tuple[Claim, ...]) -> list[tuple[int, str, int]]:
    """Every relation as (number of the claim, kind, number of the other claim)."""
    numbers = {claim.claim_id: number for number, claim in enumerate(claims)}
    return sorted((numbers[c.claim_id], r.kind.value, numbers[r.other]) for c in claims for r in c.relations)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine people, four of them children, died.", [(1, "subset_of", 0)]),
        ("A shell hit the house and killed a family of five, including three girls.", [(1, "subset_of", 0)]),
        ("Twelve people were killed, among them two nurses.", [(1, "subset_of", 0)]),
        ("Of the 14 killed, nine were children.", [(1, "subset_of", 0)]),
        (
            "Attackers killed 97 – 75 civilians and 22 soldiers – officials said.",
            [(0, "sum_of", 1), (0, "sum_of", 2), (1, "subset_of", 0), (2, "subset_of", 0)],
        ),
        (
            "At least 25 people were killed. Among the dead were 14 civilians and 11 security guards.",
            [(0, "sum_of", 1), (0, "sum_of", 2), (1, "subset_of", 0), (2, "subset_of", 0)],
        ),
        (
            "Ten civilians were killed on Monday. Seven villagers were killed in Arzan. Three people died in Tarvan.",
            [(0, "sum_of", 1), (0, "sum_of", 2), (1, "subset_of", 0), (2, "subset_of", 0)],
        ),
        (
            "Three people, a man and two women, were killed.",
            [(0, "sum_of", 1), (0, "sum_of", 2), (1, "subset_of", 0), (2, "subset_of", 0)],
        ),
        ("Most of the fourteen civilian deaths happened in Noshira.", [(0, "majority_of", 1)]),
        ("A constable and two soldiers were killed.", [(1, "disjoint_from", 0)]),
        (
            "Three wounded policemen died overnight, bringing the toll to 11.",
            [(1, "increment_to", 2), (1, "transition_from", 0)],
        ),
        (
            "Guards killed six raiders on Thursday, bringing the raiders' death toll to 154.",
            [(0, "increment_to", 1)],
        ),
        (
            "Guards killed 22 more raiders, taking the number of raiders killed to 177.",
            [(0, "increment_to", 1)],
        ),
        (
            "The army said 58 raiders were killed on Tuesday alone and 93 over the past three days.",
            [(0, "subset_of", 1)],
        ),
        (
            "Officials put the number of rebels killed at 58 on Friday alone and 83 over the past two days.",
            [(0, "subset_of", 1)],
        ),
        (
            "At least two policemen were killed in Noshira. "
            "It was unclear whether they were among the ten security deaths that the minister had announced.",
            [(1, "may_include", 0)],
        ),
    ],
)
def test_words_relate_claims(text: str, expected: list[tuple[int, str, int]], claims_of: ClaimsOf) -> None:
    assert links(claims_of(text)) == expected


def test_subset_of_repeats_the_relation(claims_of: ClaimsOf) -> None:
    whole, part = claims_of("Nine people, four of them children, died.")
    assert (whole.subset_of, part.subset_of) == (None, whole.claim_id)


def test_an_increment_carries_the_new_total(claims_of: ClaimsOf) -> None:
    claims = claims_of("Three wounded policemen died overnight, bringing the toll to 11.")
    assert [r.value for c in claims for r in c.relations if r.kind is RelationKind.INCREMENT_TO] == [11]


def test_a_majority_without_a_claimed_whole_is_bounded_by_its_number(claims_of: ClaimsOf) -> None:
    (claim,) = claims_of("Nearly 200 militants joined the raid, most of whom have been killed.")
    assert (claim.count.low, claim.count.high, claim.count.qualifier) == (91, 199, Qualifier.RANGE)


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("majority", 6, 11), ("vast_majority", 9, 11), ("half", 5, 6), ("third", 3, 4), ("unheard", 6, 11)]
)
def test_share_of_eleven(kind: str, low: int, high: int) -> None:
    count = share_of(kind, Count(low=11, high=11, qualifier=Qualifier.EXACT))
    assert (count.low, count.high) == (low, high)


@pytest.mark.skipif(not SEED.exists(), reason="the seed report lies beside the repository")
def test_the_seed_report_holds_together(claims_of: ClaimsOf) -> None:
    text = SEED.read_text(encoding="utf-8").split("If you want")[0]
    dateline = cut(text, text.index("Quetta, Bal"), text.index("2026 —") + 6)
    title = cut(text, 0, text.index("\n"))
    claims = claims_of(text, title_span=title, dateline_span=dateline, published_at=datetime(2026, 1, 31, tzinfo=UTC))
    found = {(c.effect.value, c.victims.category.value, c.count.low, c.count.high): c for c in claims}
    total, civilians = found["killed", "unknown", 21, None], found["killed", "civilian", 11, 11]
    security, day = found["killed", "security", 10, 10], found["killed", "militant", 67, 67]
    window, mostly = found["killed", "militant", 108, 108], found["killed", "civilian", 6, 11]
    assert civilians.subset_of == security.subset_of == total.claim_id
    assert day.subset_of == window.claim_id
    assert [(r.kind, r.other, r.value) for r in mostly.relations] == [(RelationKind.MAJORITY_OF, civilians.claim_id, 11)]
    assert not {("killed", n) for n in (32, 88, 175)} & {(c.effect.value, c.count.low) for c in claims}


def test_a_majority_refers_to_the_whole_told_before(claims_of: ClaimsOf) -> None:
    claims = claims_of("Doctors said 16 civilians were killed. Most of the 16 civilian deaths were in Arzan.")
    assert [(c.count.low, c.count.high) for c in claims] == [(16, 16), (9, 16)]
    assert links(claims) == [(1, "majority_of", 0)]


def test_a_count_announced_is_no_claim_beside_its_number(claims_of: ClaimsOf) -> None:
    claims = claims_of("The army raised its count of the rebels killed in Arzan: 18 were killed.")
    assert [(c.count.low, c.count.high) for c in claims] == [(18, 18)]

"""How good a grouping of reports is: B³ and pairs, for reports that may belong to several true groups.

Source: Bagga and Baldwin, Entity-based cross-document coreferencing, 1998 (B³).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Precision, recall and F1, each 0..1; F1 is 0 where both are."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def plain(self) -> dict[str, float]:
        """The three rates, rounded to four places."""
        return {"p": round(self.precision, 4), "r": round(self.recall, 4), "f1": round(self.f1, 4)}


def b_cubed(gold: Mapping[str, frozenset[str]], found: Mapping[str, str]) -> Rates:
    """B³ over all items: `gold` gives each item's true groups (it is with another item if they share one), `found` its group."""
    true_members: dict[str, set[str]] = {}
    found_members: dict[str, set[str]] = {}
    for item, groups in gold.items():
        found_members.setdefault(found[item], set()).add(item)
        for group in groups:
            true_members.setdefault(group, set()).add(item)
    precision = recall = 0.0
    for item, groups in gold.items():
        true = set().union(*(true_members[g] for g in groups))
        mine = found_members[found[item]]
        right = len(true & mine)
        precision += right / len(mine)
        recall += right / len(true)
    size = max(1, len(gold))
    return Rates(precision=precision / size, recall=recall / size)


def pairs_of(groups: Iterable[Iterable[str]]) -> set[Pair]:
    """All pairs of items that share a group, each pair in order."""
    return {pair for members in groups for pair in combinations(sorted(set(members)), 2)}


def pair_rates(gold: set[Pair], found: set[Pair]) -> Rates:
    """How many found pairs are true and how many true ones found; 1 where there is nothing to find or nothing found."""
    right = len(gold & found)
    return Rates(precision=right / len(found) if found else 1.0, recall=right / len(gold) if gold else 1.0)


def connected(items: Iterable[str], groups: Iterable[Iterable[str]]) -> dict[str, str]:
    """Item → the smallest item that it is connected with through groups; an item in none is alone."""
    home = {item: item for item in items}

    def root(item: str) -> str:
        while home[item] != item:
            home[item] = home[home[item]]
            item = home[item]
        return item

    for members in groups:
        first, *others = sorted(members)
        for other in others:
            a, b = sorted((root(first), root(other)))
            home[b] = a
    return {item: root(item) for item in home}

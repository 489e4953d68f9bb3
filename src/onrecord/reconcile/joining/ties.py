"""What keeps tellings together or apart beside their own place, days and kind: people's judgements, and reports' words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.reconcile.joining.tellings import Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Person judgements as the joining rooms use them.

    `together` are pairs of member ids that are one event; `apart` leads from a member id to those never in one event with
    it. `same_documents` and `apart_documents` are the same for whole reports: what each tells first, and all it tells.
    """

    together: tuple[tuple[str, str], ...] = ()
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)
    same_documents: tuple[tuple[str, str], ...] = ()
    apart_documents: frozenset[tuple[str, str]] = frozenset()

    def allow(self, left: Iterable[Telling], right: Sequence[Telling]) -> bool:
        """Whether nobody holds a telling of the left apart from one of the right."""
        if not self.apart and not self.apart_documents:
            return True
        ids, docs = {t.member_id for t in right}, {t.document_id for t in right}
        for telling in left:
            if self.apart.get(telling.member_id, frozenset()) & ids:
                return False
            if any(pair in self.apart_documents for d in docs for pair in _both_ways(telling.document_id, d)):
                return False
        return True

    def mark(self, telling: Telling) -> str | None:
        """Its id, when somebody holds the telling or its report apart from another; None for all others."""
        held = telling.member_id in self.apart or any(telling.document_id in pair for pair in self.apart_documents)
        return telling.member_id if held else None


# Rare words that two reports of one happening have in common at the least, where both are long.
FEWEST_SHARED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """Which reports have anything in common. Two long reports without a rare word in common tell of two happenings, even when
    place, day and kind are one: a city has several shootings a day. Reports that name an armed group are not held to this.

    `rare` are the rare words, by the list of the language, of each long report that names no armed group; `groups` the groups
    of like reports; `quiet` the reports that tell of no act themselves and are heard because another of their group does. How
    many reports of this register share a word does not matter here: all may tell of one happening.
    """

    rare: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    quiet: frozenset[str] = frozenset()

    def are_strangers(self, left: str, right: str) -> bool:
        """Whether two reports can be no telling of one happening."""
        if left == right or left not in self.rare or right not in self.rare:
            return False
        same = self.groups.get(left, left) == self.groups.get(right, right)
        return not same and len(self.rare[left] & self.rare[right]) < FEWEST_SHARED

    def circle(self, doc: str) -> str | None:
        """The group of a report that can have strangers, or itself; None for all others."""
        return self.groups.get(doc, doc) if doc in self.rare else None


def _both_ways(a: str, b: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (a, b), (b, a)


NO_TIES = Ties()
NO_STRANGERS = Acquaintance()

"""What people have said of pairs: tellings that are one occurrence, and tellings that are not, whatever the scores say."""

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


def _both_ways(a: str, b: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (a, b), (b, a)


NO_TIES = Ties()

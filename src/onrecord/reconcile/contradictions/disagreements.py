"""Contradictions between single statements, and what only looks like one: parties, revisions, windows, words, sums.

Source: claims_method §4.4, the taxonomy.
"""

from collections.abc import Sequence
from itertools import pairwise

from onrecord.model.enums import ContradictionKind, RelationKind
from onrecord.model.figures import Cell, Contradiction
from onrecord.reconcile.figures import CellKey, chain, undated
from onrecord.reconcile.statements import Statement, is_own_voice, is_total
from onrecord.reconcile.wording import contradiction_of, count_words, range_words, said_by, sentence

# A total that does not add up is compared with this many earlier ones besides the last.
MOST_OTHERS = 1


def increments(statements: Sequence[Statement]) -> list[Contradiction]:
    """ "22 more, bringing the toll to 177" after 145: old and new must differ by the increment. Source: §3, row "bringing"."""
    by_id = {s.claim.claim_id: s for s in statements}
    found = []
    for s in statements:
        for relation in s.claim.relations:
            total = by_id.get(relation.other)
            if relation.kind is not RelationKind.INCREMENT_TO or total is None or s.low is None or total.low is None:
                continue
            before = _before(total, s, statements)
            old = before[0] if before else None
            if old is None or old.low is None or s.copied or old.high is None or s.high is None:
                continue
            if any(t.said == old.said and t.low is not None and t.low + s.low == total.low for t in before):
                continue
            sum_words = f"{old.low} + {s.low} = {old.low + s.low}, not {total.low}"
            others = {t.low: t for t in before if t.low is not None and t.low != old.low}
            nor = "".join(f"; nor is {low} + {s.low} = {low + s.low}" for low in list(others)[:MOST_OTHERS])
            quotes = "; ".join(said_by(t) for t in (old, s, total))
            words = f"The figures of one speaker do not add up: {sum_words}{nor}. {quotes}."
            steps = (
                sentence(sum_words),
                sentence(f"the difference of {abs(total.low - old.low - s.low)} is not explained in the reports"),
            )
            found.append(contradiction_of(ContradictionKind.ARITHMETIC, total.subject_id, (old, s, total), words, steps))
    return found


def _before(total: Statement, delta: Statement, statements: Sequence[Statement]) -> list[Statement]:
    """The same root's running totals before this one, the latest first."""
    same = [
        s
        for s in statements
        if s.root == total.root
        and s.subject_id == total.subject_id
        and undated(s.cell) == undated(total.cell)
        and s.order < total.order
        and s.claim.claim_id not in (total.claim.claim_id, delta.claim.claim_id)
        and is_total(s)
        and not s.delta
        and not s.copied
        and (s.low or 0) < (total.low or 0)
        and (s.window is None or delta.window is None or s.window[0] <= delta.window[0])
    ]
    return sorted(same, key=lambda s: (s.said, s.low or 0, s.claim.claim_id), reverse=True)


def disagreements(by_cell: dict[CellKey, list[Statement]]) -> list[Contradiction]:
    """Latest figures of two roots for one cell that share no number: parties, or speakers who should agree."""
    found: dict[tuple[str, Cell, str, str], Contradiction] = {}
    for (subject_id, cell), members in sorted(by_cell.items(), key=lambda item: (item[0][1].date_start is None, str(item[0]))):
        last: dict[str, Statement] = {}
        for root in sorted({s.root for s in members if not s.copied}):
            said = chain(s for s in members if s.root == root and not s.copied)
            certain = [s for s in said if not s.possible]
            if certain:
                last[root] = certain[-1]
        roots = sorted(last)
        for n, a in enumerate(roots):
            for b in roots[n + 1 :]:
                if _apart(last[a], last[b]) and (made := _disagreement(subject_id, last[a], last[b])):
                    found[subject_id, undated(cell), a, b] = made
    return list(found.values())


def lone_denials(statements: Sequence[Statement]) -> list[Contradiction]:
    """Denials of what nobody on record says: the claim is known only by its denial. Source: claims_method §5, example 9."""
    told = {(s.cell.effect, s.claim.count.low) for s in statements if not s.denied}
    found = []
    for s in statements:
        if s.denied and not s.copied and s.claim.count.low and (s.cell.effect, s.claim.count.low) not in told:
            words = f"Denied, while the claim itself is on record only through its denial: {said_by(s)}."
            steps = (
                f"What is denied is {range_words(s.claim.count.low, s.claim.count.high)}; the denial bounds only the denier.",
            )
            found.append(contradiction_of(ContradictionKind.PARTY, s.subject_id, (s,), words, steps))
    return found


def _apart(a: Statement, b: Statement) -> bool:
    above = a.high is not None and b.low is not None and b.low > a.high
    return above or (b.high is not None and a.low is not None and a.low > b.high)


def _disagreement(subject_id: str, a: Statement, b: Statement) -> Contradiction | None:
    """None when the figures are for different days, the lower one is the older, or nobody is named: no contradiction then."""
    first, second = sorted((a, b), key=lambda s: s.order)
    quotes = f"{said_by(first)}; {said_by(second)}"
    if a.side and b.side and a.side != b.side:
        words = f"The parties' figures exclude each other: {quotes}."
        return contradiction_of(ContradictionKind.PARTY, subject_id, (first, second), words, ())
    if (
        is_own_voice(first)
        or is_own_voice(second)
        or first.window != second.window
        or (first.said < second.said and (first.low or 0) < (second.low or 0))
    ):
        return None
    channel = " They are on the same side, but different offices." if a.side and a.side == b.side else ""
    words = f"Two speakers' figures exclude each other: {quotes}.{channel}"
    return contradiction_of(ContradictionKind.GENUINE, subject_id, (first, second), words, ())


def revisions(by_cell: dict[CellKey, list[Statement]]) -> list[Contradiction]:
    """How one root's figure changed, oldest first; of nested chains only the longest is told."""
    chains: list[tuple[str, list[Statement]]] = []
    for (subject_id, _), members in by_cell.items():
        for root in sorted({s.root for s in members if not s.copied}):
            voiced = chain(s for s in members if s.root == root and not s.copied and not s.echo_of)
            # Figures given at one moment are for different days, not revisions of one another; the widest stands for the moment.
            said = list({(s.said, s.older): s for s in voiced}.values())
            if len({(s.low, s.high) for s in said}) > 1:
                chains.append((subject_id, said))
    chains.sort(key=lambda item: (-len(item[1]), item[1][0].claim.claim_id, item[0]))
    told: list[frozenset[str]] = []
    found = []
    for subject_id, said in chains:
        ids = frozenset(s.claim.claim_id for s in said)
        if not any(ids <= longer for longer in told):
            told.append(ids)
            found.append(_revision(subject_id, said))
    return found


def _revision(subject_id: str, said: list[Statement]) -> Contradiction:
    steps = [said[0]]
    for s in said[1:]:
        if (s.low, s.high) != (steps[-1].low, steps[-1].high):
            steps.append(s)
    words = " → ".join(count_words(s) for s in steps)
    down = any((b.low or 0) < (a.low or 0) for a, b in pairwise(steps))
    turn = " The figure was corrected downwards." if down else ""
    return contradiction_of(
        ContradictionKind.SUPERSEDED,
        subject_id,
        said,
        f"The same speaker's later figure replaces the earlier ones: {words}.{turn} Latest: {said_by(said[-1])}.",
        tuple(sentence(said_by(s)) for s in steps),
    )


def windows(by_cell: dict[CellKey, list[Statement]]) -> list[Contradiction]:
    """One root's figures for different days in its latest report that gives several: they look apart and are not."""
    groups: dict[tuple[str, Cell, str], dict[str, dict[Cell, Statement]]] = {}
    for (subject_id, cell), members in by_cell.items():
        if cell.date_start is not None:
            for s in (s for s in members if not s.copied and not s.older and not s.delta):
                by_doc = groups.setdefault((subject_id, undated(cell), s.root), {})
                by_doc.setdefault(s.doc.document_id, {})[cell] = s
    found = []
    for (subject_id, _, _), by_doc in groups.items():
        several = [sorted(said.values(), key=lambda s: s.order) for said in by_doc.values()]
        several = [said for said in several if len({(s.low, s.high) for s in said}) > 1]
        if several:
            said = max(several, key=lambda said: (said[-1].said, said[-1].claim.claim_id))
            words = "These figures are for different days and do not contradict: " + "; ".join(said_by(s) for s in said) + "."
            found.append(contradiction_of(ContradictionKind.WINDOW, subject_id, said, words, ()))
    return found


def definitions(statements: Sequence[Statement]) -> list[Contradiction]:
    """Bodies counted and dead reported differ in words: bodies are a lower bound of the dead."""
    found = []
    for s in statements:
        if s.cell.detail != "body_recovered" or s.copied:
            continue
        near = [t for t in statements if t.doc is s.doc and t.cell.effect is s.cell.effect and not t.cell.detail and is_total(t)]
        larger = [t for t in near if (t.low or 0) > (s.low or 0) and t.root == s.root and not t.older]
        if larger:
            total = min(larger, key=lambda t: (t.low or 0, t.claim.claim_id))
            words = (
                f"The words differ: {said_by(s)}; {said_by(total)}. Bodies seen are a lower bound of the dead, not a second toll."
            )
            found.append(contradiction_of(ContradictionKind.DEFINITION, total.subject_id, (s, total), words, ()))
    return found

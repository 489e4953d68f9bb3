"""Policies side by side: the list of them, and the same figures under each, with those that flip."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.codebooks import Policy
from onrecord.model.figures import Cell, PolicyNumber, Sensitivity
from onrecord.present.listing import Filters, Listing, fits_cell
from onrecord.present.wording import cell_words, number, policy_words

# A briefing shows the cells that flip furthest; the list of all is a command away.
MOST_FLIPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A figure that another policy flips: what is counted, and what each policy says, in words."""

    label: str
    numbers: tuple[tuple[str, str], ...]
    why: str


def policy_listing(policies: Iterable[Policy]) -> Listing:
    """Every policy with its version, its rule, what to beware of, and where it comes from."""
    told = list(policies)
    rows = tuple((p.label, p.says, p.caveat, p.source) for p in told)
    return Listing(name="policies", columns=("policy", "what it does", "beware", "source"), rows=rows, records=tuple(told))


def sensitivity_listing(cells: Iterable[Sensitivity], wanted: Filters) -> Listing:
    """A row a cell, a column a policy; cells that flip say between which numbers."""
    kept = list(_wanted(cells, wanted))[: wanted.limit]
    policies = tuple(n.policy for n in kept[0].numbers) if kept else ()
    rows = tuple((cell.subject_id, label(cell), *(_number(n) for n in cell.numbers), cell.why) for cell in kept)
    return Listing(name="figures", columns=("event", "what", *policies, "flips"), rows=rows, records=tuple(kept))


def _wanted(cells: Iterable[Sensitivity], wanted: Filters) -> Iterator[Sensitivity]:
    for cell in cells:
        if wanted.event in (None, cell.subject_id, cell.campaign_id) and fits_cell(cell.cell, wanted):
            yield cell


def flips(cells: Iterable[Sensitivity], subject_ids: set[str]) -> tuple[Flip, ...]:
    """The figures of these subjects that flip, those of whole events first; at most MOST_FLIPS."""
    found = [c for c in cells if c.flips and c.subject_id in subject_ids]
    found.sort(key=lambda c: (_narrow(c.cell), -_spread(c.numbers), c.subject_id, str(c.cell)))
    return tuple(
        Flip(label=label(c), numbers=tuple((n.policy, _number(n)) for n in c.numbers), why=c.why) for c in found[:MOST_FLIPS]
    )


def label(cell: Sensitivity) -> str:
    """The cell in words; a derived one is named so."""
    return cell_words(cell.cell) + (" (derived)" if cell.derived else "")


def _narrow(cell: Cell) -> int:
    return (cell.group is not None) + (cell.place is not None) + (cell.detail is not None)


def _spread(numbers: Sequence[PolicyNumber]) -> int:
    known = [n for number in numbers for n in (number.low, number.best, number.high) if n is not None]
    return max(known, default=0) - min(known, default=0)


def _number(n: PolicyNumber) -> str:
    words = policy_words(n.low, n.best, n.high, counted=n.counted)
    return f"{number(n.low)} or more" if n.counted and n.best is None and n.high is None and n.low is not None else words

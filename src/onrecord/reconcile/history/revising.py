"""What kind of revision a speaker's new figure is, and the sentence that says so. Source: claims_method §2.1, Revision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.model.enums import RelationKind
from onrecord.reconcile.statements import Statement
from onrecord.reconcile.wording import count_words, range_words, said_by, span_words


class RevisionKind(StrEnum):
    """How a figure changed. Source: claims_method §2.1."""

    UP = "up"
    DOWN = "down"
    RECLASSIFY = "reclassify"
    RETRACT = "retract"
    CORRECT = "correct"
    SCOPE_CHANGE = "scope_change"
    STALE_COPY = "stale_copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One change of a figure: from which claim to which, and why in a sentence.

    `from_claim` None = nothing was said before, or the figure pools several speakers; `to_claim` None = it is said no more.
    `root_same` = both are one speaker's.
    """

    kind: RevisionKind
    from_claim: str | None
    to_claim: str | None
    root_same: bool
    explanation: str


Bounds = tuple[int | None, int | None]


def direction(old: Bounds, new: Bounds) -> RevisionKind:
    """UP where the lower end rose, or stayed and the upper end rose or opened; DOWN otherwise."""
    before, after = old[0] or 0, new[0] or 0
    if after != before:
        return RevisionKind.UP if after > before else RevisionKind.DOWN
    top = new[1] is None or (old[1] is not None and new[1] > old[1])
    return RevisionKind.UP if top else RevisionKind.DOWN


def revised(old: Statement, new: Statement, bounds: tuple[Bounds, Bounds], beside: Sequence[Statement]) -> Revision:
    """The revision by which one speaker's latest figure became another; `beside` are the speaker's other new statements."""
    change = f"{range_words(*bounds[0])} → {range_words(*bounds[1])}"
    told = f"{said_by(old)}; now {said_by(new)}"
    moved = _moved(old, new, bounds, beside)
    if new.denied and not old.denied:
        kind, words = RevisionKind.RETRACT, f"The speaker denies what was said before ({change})"
    elif moved is not None:
        kind = RevisionKind.RECLASSIFY
        words = f"{count_words(moved)} are counted as {moved.claim.effect.value} instead ({change})"
    elif new.corrects:
        kind, words = RevisionKind.CORRECT, f"The speaker corrects the earlier figure ({change})"
    elif old.window and new.window and old.window != new.window:
        days = f"{span_words(old.window)} before, {span_words(new.window)} now"
        kind, words = RevisionKind.SCOPE_CHANGE, f"The figure is for other days ({days}; {change})"
    else:
        kind = direction(*bounds)
        words = f"The same speaker's later figure is {'higher' if kind is RevisionKind.UP else 'lower'} ({change})"
    return Revision(
        kind=kind,
        from_claim=old.claim.claim_id,
        to_claim=new.claim.claim_id,
        root_same=old.root == new.root,
        explanation=f"{words}: {told}.",
    )


def _moved(old: Statement, new: Statement, bounds: tuple[Bounds, Bounds], beside: Iterable[Statement]) -> Statement | None:
    """The statement that takes up the people who left the figure: by a stated transition, or by the difference exactly."""
    left = (bounds[0][0] or 0) - (bounds[1][0] or 0)
    for other in beside:
        links = {(r.kind, r.other) for r in (*other.claim.relations, *new.claim.relations)}
        stated = any(
            kind is RelationKind.TRANSITION_FROM and to in (old.claim.claim_id, new.claim.claim_id, other.claim.claim_id)
            for kind, to in links
        )
        same_people = (other.cell.effect, other.cell.category) != (new.cell.effect, new.cell.category)
        if same_people and left > 0 and other.low == left and (stated or new.corrects):
            return other
    return None


def stale(copy: Statement, current: Statement, replaced: Statement) -> Revision:
    """A report that still prints what the same speaker had replaced by then."""
    words = f"Repeats {count_words(copy)}, which the same speaker had replaced by {count_words(current)}"
    return Revision(
        kind=RevisionKind.STALE_COPY,
        from_claim=replaced.claim.claim_id,
        to_claim=copy.claim.claim_id,
        root_same=True,
        explanation=f"{words}: {said_by(copy)}; newer {said_by(current)}.",
    )

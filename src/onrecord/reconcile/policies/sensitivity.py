"""The same cells under every policy side by side, and which of them flip: two policies give numbers that exclude each other.

Source: claims_method §6 (4), the policy switchboard.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from onrecord.codebooks import Policy
from onrecord.model.figures import Figure, PolicyNumber, Sensitivity
from onrecord.reconcile.figures import Counted
from onrecord.reconcile.policies.around import Around
from onrecord.reconcile.policies.choosing import figure_of
from onrecord.reconcile.wording import range_words

# An open end reaches further than any count of people.
OPEN = 10**12
# Numbers that differ by less than one in a hundred are one number read in two ways.
SMALLEST_GAP = 0.01


def compared(told: Iterable[tuple[Counted, Around]], policies: Sequence[Policy]) -> tuple[Sensitivity, ...]:
    """Each cell with its numbers in the order of the policies, by subject and cell."""
    found = [
        _cell(counted, around.campaign_id, [figure_of(counted, policy, around) for policy in policies])
        for counted, around in told
    ]
    return tuple(sorted(found, key=lambda s: (s.subject_id, str(s.cell), s.derived, s.why)))


def _cell(counted: Counted, campaign_id: str | None, figures: Sequence[Figure]) -> Sensitivity:
    numbers = [PolicyNumber(policy=f.policy, low=f.low, best=f.best, high=f.high, counted=f.counted) for f in figures]
    apart = [(a, b) for a, b in combinations((n for n in numbers if n.counted), 2) if _exclude(a, b)]
    widest = max(apart, key=lambda pair: _gap(*pair), default=None)
    why = f"{_words(widest[0])} against {_words(widest[1])}" if widest else ""
    return Sensitivity(
        subject_id=counted.subject_id,
        campaign_id=campaign_id,
        cell=counted.cell,
        derived=counted.derived,
        numbers=tuple(numbers),
        flips=widest is not None,
        why=why,
    )


def _ends(n: PolicyNumber) -> tuple[int, int]:
    """What the policy holds possible; a best number alone is both ends, and a best number stands for its range."""
    if n.best is not None:
        return n.best, n.best
    return n.low or 0, OPEN if n.high is None else n.high


def _exclude(a: PolicyNumber, b: PolicyNumber) -> bool:
    """Whether no number fits both; "more than 362" read as 362 and as 363 is no such difference."""
    return _gap(a, b) > SMALLEST_GAP * max(_ends(a)[0], _ends(b)[0])


def _gap(a: PolicyNumber, b: PolicyNumber) -> int:
    """How many people lie between what two policies hold possible; nought when they meet."""
    return max(_ends(a)[0] - _ends(b)[1], _ends(b)[0] - _ends(a)[1], 0)


def _words(n: PolicyNumber) -> str:
    number = str(n.best) if n.best is not None else range_words(n.low, n.high)
    return f"{n.policy}: {number}"

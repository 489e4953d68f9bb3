"""How far two coders agree, field by field: Krippendorff's alpha for nominal values, with the number of claims behind it.

Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: nominal data, any number of observers,
missing data.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.ledger.reviews import Standing
from onrecord.ledger.second import second_codings
from onrecord.model.claims import Claim
from onrecord.model.enums import Judgement
from onrecord.model.register import Decision, Register

# Whether the claim is right at all; the other fields are compared where both found it right.
RIGHT = "right"
FIELDS: dict[str, Callable[[Claim], object]] = {
    "effect": lambda c: c.effect.value,
    "low": lambda c: c.count.low,
    "high": lambda c: c.count.high,
    "qualifier": lambda c: c.count.qualifier.value,
    "category": lambda c: c.victims.category.value,
    "speaker": lambda c: c.attribution.source,
    "role": lambda c: c.attribution.role.value,
    "certainty": lambda c: c.certainty.value,
    "scope": lambda c: c.scope.value,
    "from": lambda c: str(c.time.date_start) if c.time else None,
    "to": lambda c: str(c.time.date_end) if c.time else None,
    "place": lambda c: c.place.name if c.place else None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One field: `claims` that two people coded, on how many they agree, and alpha (1 = always, 0 = as by chance, below = worse).

    `alpha` None = it cannot be said: fewer than two claims, or only one value was ever given, so that chance explains as much.
    """

    field: str
    claims: int
    agreed: int
    alpha: float | None


def alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for nominal data; a unit holds the values that its observers gave (one left out = not coded).

    Units with fewer than two values pair with nothing and are left out. None where the values do not vary, or nothing pairs.
    """
    pairable = [Counter(values) for values in units if len(values) > 1]
    totals = sum(pairable, Counter[str]())
    n = totals.total()
    disagreed = sum((u.total() ** 2 - sum(k * k for k in u.values())) / (u.total() - 1) for u in pairable)
    expected = n * n - sum(k * k for k in totals.values())
    return 1 - (n - 1) * disagreed / expected if expected else None


def agreements(register: Register, found: Mapping[str, Sequence[Standing]]) -> tuple[Agreement, ...]:
    """How far the first decisions and the blind second codings agree, field by field; `found` are the standings."""
    codings = second_codings(register)
    firsts = {one.read.claim_id: one.decision or one.proposed for mine in found.values() for one in mine}
    pairs = [(first, codings[name]) for name, first in firsts.items() if first is not None and name in codings]
    judged = [(_right(first), _right(second)) for first, second in pairs]
    both = [(_coded(first), _coded(second)) for first, second in pairs if _right(first) == _right(second) == "yes"]
    claims = [(a, b) for a, b in both if a is not None and b is not None]
    return (_measured(RIGHT, judged), *(_measured(n, [(str(v(a)), str(v(b))) for a, b in claims]) for n, v in FIELDS.items()))


def _measured(field: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    return Agreement(field=field, claims=len(pairs), agreed=sum(a == b for a, b in pairs), alpha=alpha(pairs))


def _right(made: Decision) -> str:
    return "no" if made.judgement is Judgement.NEGATIVE else "yes"


def _coded(made: Decision) -> Claim | None:
    return made.corrected or made.claim

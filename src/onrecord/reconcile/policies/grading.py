"""How well harm, and who did it, is supported: two grades, never one. Source: claims_method §1 (Airwars), §4.5."""

from collections.abc import Callable, Sequence

from onrecord.codebooks import Independence, Policy
from onrecord.model.enums import Category, Grade
from onrecord.reconcile.figures import Counted
from onrecord.reconcile.policies.around import Around, Blame
from onrecord.reconcile.policies.voices import Voice, are_independent

# Two voices that differ in who speaks and how they know, where a policy grades without saying what it asks for.
DEFAULT_NEED = Independence(minimum=2, differ=("root", "channel"))


def harm_grade(counted: Counted, voices: Sequence[Voice], policy: Policy, around: Around) -> Grade | None:
    """The first grade whose condition holds for the harm; None when the policy does not grade."""
    conditions: dict[str, Callable[[], bool]] = {
        "combatants": lambda: counted.cell.category in (Category.SECURITY, Category.MILITANT),
        "denied": lambda: any(s.denied and not s.copied for s in counted.members),
        "admitted": lambda: any(_admits(v, around) for v in voices),
        "independent": lambda: are_independent(voices, policy.independence or DEFAULT_NEED),
        "told": lambda: bool(voices),
    }
    return next((grade for grade, when in policy.harm_grades if conditions[when]()), None)


def _admits(voice: Voice, around: Around) -> bool:
    """Whether the side that did it by its own account counts the harm itself."""
    counts = bool(voice.reading.low or voice.reading.point)
    owners = {blame.party for blame in around.blames if blame.owned}
    return counts and ("civilians_by_own" in voice.tags or (voice.side is not None and voice.side in owners))


def attribution_grade(policy: Policy, around: Around) -> Grade | None:
    """The first grade whose condition holds for who did it; None when the policy does not grade."""
    parties = around.responsible
    needed = policy.independence or DEFAULT_NEED
    conditions: dict[str, Callable[[], bool]] = {
        "rivals": lambda: len(parties) > 1,
        "owned": lambda: any(blame.owned for blame in around.blames),
        "independent": lambda: any(are_independent(_naming(party, around), needed) for party in parties),
        "named": lambda: bool(parties),
        "nobody": lambda: not parties,
    }
    return next((grade for grade, when in policy.attribution_grades if conditions[when]()), None)


def _naming(party: str, around: Around) -> list[Blame]:
    return [blame for blame in around.blames if blame.party == party]

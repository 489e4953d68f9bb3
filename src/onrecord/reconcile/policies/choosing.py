"""Low, best and high of a cell: the first rule of the policy that some voice answers, and what narrows or blanks the result."""

from collections import Counter
from collections.abc import Callable, Sequence

from onrecord.codebooks import Pick, Policy
from onrecord.model.enums import Category
from onrecord.model.figures import Cell, Figure
from onrecord.model.hashing import content_id
from onrecord.reconcile.figures import Counted
from onrecord.reconcile.policies.around import Around, focused
from onrecord.reconcile.policies.grading import attribution_grade, harm_grade
from onrecord.reconcile.policies.voices import Voice, are_independent, body_voices, voices_of

NOBODY = Around()
# A bound and whether some voice gave it: (None, True) is an open end, (None, False) no answer.
Answer = tuple[int | None, bool]
NO_ANSWER: Answer = (None, False)
Rule = Callable[[Pick, list[Voice]], Answer]


def figure_of(counted: Counted, policy: Policy, around: Around = NOBODY) -> Figure:
    """The figure that the policy makes of a cell. Its tellers keep their literal bounds, whatever the policy reads."""
    around = focused(around, counted)
    voices = [v for v in voices_of(counted, policy, around) if not v.reading.is_empty]
    treatment = _treatment(counted.cell, policy)
    low, best, high, notes = _numbers(counted, voices, policy, around, treatment)
    counts = (low, best, high) != (None, None, None)
    figure_id = content_id("fig", counted.subject_id, counted.cell, policy.label, counted.derived)
    needed = policy.independence
    return Figure(
        figure_id=content_id("fig", figure_id, "side by side") if counted.beside else figure_id,
        subject_id=counted.subject_id,
        cell=counted.cell,
        low=low,
        best=best,
        high=high,
        policy=policy.label,
        claim_ids=tuple(sorted({c for t in counted.tellers for c in t.claim_ids})),
        tellers=counted.tellers,
        n_urls=counted.n_urls,
        n_outlets=counted.n_outlets,
        n_roots=len(counted.tellers),
        n_sides=len({t.side for t in counted.tellers if t.side}),
        n_channels=len({t.channel for t in counted.tellers}),
        derived=counted.derived,
        soft=counted.soft,
        steps=(*counted.steps, *notes),
        counted=counts,
        provisional=counts and needed is not None and not are_independent(voices, needed),
        harm_grade=harm_grade(counted, voices, policy, around) if treatment == "count" else None,
        attribution_grade=attribution_grade(policy, around) if treatment == "count" else None,
    )


def _treatment(cell: Cell, policy: Policy) -> str:
    """What the scheme does with such people: "count", "blank", "zero" (for another effect) or "upper_only"."""
    effects = policy.effects
    detail = effects.get(cell.detail or "")
    plain = effects.get(cell.effect.value, effects.get("any", "count"))
    effect = detail or (plain if cell.detail in (None, "body_recovered") or "any" not in effects else "blank")
    if effect != "count":
        return effect
    known = cell.category in (Category.CIVILIAN, Category.SECURITY, Category.MILITANT)
    return policy.sides.get(cell.category.value if cell.category and known else "unclear", "count")


def _numbers(
    counted: Counted, voices: list[Voice], policy: Policy, around: Around, treatment: str
) -> tuple[int | None, int | None, int | None, tuple[str, ...]]:
    """Low, best, high, and what a reader must know of them."""
    if treatment == "blank":
        return None, None, None, (f"Not counted under {policy.name}.",)
    if treatment == "zero":
        return None, 0, None, (f"Killed and injured are not told apart: {policy.name} counts no death.",)
    if not voices:
        return None, None, None, (f"The words give no number that {policy.name} takes.",)
    low, best = _first(policy.low, voices)[0], _first(policy.best, voices)[0]
    high = _first(policy.high, voices)[0]
    notes: tuple[str, ...] = ()
    if policy.tighten:
        low, high, notes = _tightened(low, high, [*voices, *body_voices(counted, policy, around)], policy)
    if any(pick.rule == "commonest" for pick in policy.best):
        notes = (*notes, *_agreement(best, voices, policy))
    if treatment == "upper_only":
        low, notes = 0, (*notes, "Nobody says whether they were civilians, so they may all be or none.")
    if (low, best, high) == (None, None, None):
        answered = _first(policy.high, voices)[1]
        notes = ("Only open figures are told, so nothing bounds them from above.",) if answered else (_nobody(policy),)
    if best is not None:
        low = low if low is None else min(low, best)
        high = high if high is None else max(high, best)
    return low, best, high, notes


def _agreement(best: int | None, voices: Sequence[Voice], policy: Policy) -> tuple[str, ...]:
    """How far the voices agree on the number chosen; nothing to say where there is one. Source: eventreport, modal confidence."""
    told = [value for v in voices if (value := _value(v, policy.best[0])) is not None]
    if best is None or len(set(told)) < 2:
        return ()
    return (f"{told.count(best)} of {len(told)} give {best}; {len(set(told))} different numbers are told.",)


def _nobody(policy: Policy) -> str:
    return f"Nobody speaks here whose figures {policy.name} takes."


def _tightened(
    low: int | None, high: int | None, voices: Sequence[Voice], policy: Policy
) -> tuple[int | None, int | None, tuple[str, ...]]:
    """The range narrowed by the voices that may narrow it; one that lies outside is told and changes nothing."""
    if low is not None and high is not None and low > high:
        return high, low, (f"What is admitted, {low}, is more than what the enemy claims, {high}.",)
    inside = [v for v in voices if _fits(v, policy.tighten)]
    if not inside or (low is None and high is None):
        return low, high, ()
    tops = [v.reading.high for v in inside if v.reading.high is not None]
    floor = max(low or 0, min(v.reading.low or 0 for v in inside))
    top = max(tops) if len(tops) == len(inside) else None
    ceiling = top if high is None else high if top is None else min(top, high)
    who = ", ".join(sorted({v.root for v in inside}))
    if ceiling is not None and floor > ceiling:
        return low, high, (f"Outside the bracket, so it narrows nothing: {who}.",)
    if (floor, ceiling) == (low or 0, high):
        return low, high, ()
    return floor, ceiling, (f"Narrowed by neutral voices: {who}.",)


def _first(picks: Sequence[Pick], voices: list[Voice]) -> Answer:
    """The answer of the first pick that some voice answers."""
    for pick in picks:
        admitted = [v for v in voices if _fits(v, pick.only) and not any(tag in v.tags for tag in pick.without)]
        answer = RULES[pick.rule](pick, admitted)
        if answer[1]:
            return answer
    return NO_ANSWER


def _fits(voice: Voice, tags: Sequence[str]) -> bool:
    """Whether the voice has all the tags, and none of those written with "!"."""
    return all((tag[1:] not in voice.tags) if tag.startswith("!") else (tag in voice.tags) for tag in tags)


def _value(voice: Voice, pick: Pick) -> int | None:
    reading = voice.reading
    if pick.of == "stated_high":
        # "More than 362" may be read as 362 at best and is 363 at least: the upper end is never below the lower one.
        stated = [n for n in (reading.low, reading.point) if n is not None]
        return max(stated, default=None) if reading.high is None else reading.high
    return {"low": reading.low, "point": reading.point, "high": reading.high}[pick.of]


def _lowest(pick: Pick, voices: list[Voice]) -> Answer:
    values = [value for v in voices if (value := _value(v, pick)) is not None]
    return (min(values), True) if values else NO_ANSWER


def _highest(pick: Pick, voices: list[Voice]) -> Answer:
    """The highest; an open end is higher than any number."""
    values = [_value(v, pick) for v in voices]
    known = [value for value in values if value is not None]
    if pick.of == "high" and len(known) < len(values):
        return None, True
    return (max(known), True) if known else NO_ANSWER


def _latest(pick: Pick, voices: list[Voice]) -> Answer:
    """The last one said, the lower of two said at once."""
    told = [(v.said, -value) for v in voices if (value := _value(v, pick)) is not None]
    return (-max(told)[1], True) if told else NO_ANSWER


def _ranked(pick: Pick, voices: list[Voice]) -> Answer:
    """The latest of the best rank that has a number."""
    for rank in pick.ranks:
        answer = _latest(pick, [v for v in voices if _fits(v, rank)])
        if answer[1]:
            return answer
    return NO_ANSWER


def _commonest(pick: Pick, voices: list[Voice]) -> Answer:
    """What most voices say; ties go to the better rank, then to the lower number."""
    counts = Counter(value for v in voices if (value := _value(v, pick)) is not None)
    if not counts:
        return NO_ANSWER
    tied = [value for value, times in counts.items() if times == max(counts.values())]
    for rank in pick.ranks:
        ranked = [value for value in tied if any(_value(v, pick) == value and _fits(v, rank) for v in voices)]
        tied = ranked or tied
    return min(tied), True


def _majority(pick: Pick, voices: list[Voice]) -> Answer:
    """What more than half of the voices with a number say."""
    counts = Counter(value for v in voices if (value := _value(v, pick)) is not None)
    shared = [value for value, times in counts.items() if 2 * times > counts.total()]
    return (shared[0], True) if shared else NO_ANSWER


RULES: dict[str, Rule] = {
    "lowest": _lowest,
    "highest": _highest,
    "latest": _latest,
    "ranked": _ranked,
    "commonest": _commonest,
    "majority": _majority,
}

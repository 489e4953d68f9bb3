"""How the claims of one document bear on each other: parts, sums, majorities, increments, windows. Nothing is ever added up."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from onrecord.extract.claims import Draft, told_again
from onrecord.extract.gates import Sentence
from onrecord.model.claims import Claim, Count, Relation
from onrecord.model.enums import Category, Effect, Qualifier, RelationKind

_SENTENCES_BACK = 3  # how far before a part its total may stand: a total is told just before it is broken down
_SENTENCES_BROKEN_DOWN = 6  # how far behind a total its last part may stand
_FIGURE = r"(?:toll|number|total|count|tally|figure)\b"
_RAISING = r"\b(?:bring|rais|tak|push|lift|driv|increas)\w*\s+"
_RAISED_TO = re.compile(
    rf"{_RAISING}(?:[\w'’-]+\s+){{0,5}}?{_FIGURE}[^.;:]{{0,60}}?\bto\s+(?:(?:a\s+total\s+of)\s+)?$", re.IGNORECASE
)
_RAISED = re.compile(rf"{_RAISING}to\s+$", re.IGNORECASE)
_OF_FIGURE = re.compile(rf"\s+(?:[\w'’-]+\s+){{0,4}}?{_FIGURE}", re.IGNORECASE)
_ROLLING = re.compile(
    r"\b(?:past|last|preceding|previous|prior)\s+(?:\w+[\s-]){0,2}(?:hours?|days?|weeks?|months?)\b", re.IGNORECASE
)
_ONE_DAY = re.compile(r"\balone\b|\b(?:on|since)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btoday\b", re.IGNORECASE)
_MAY_INCLUDE = re.compile(
    r"\b(?:not\s+(?:\w+\s+)?(?:clear|known)|unclear)\s+(?:if|whether)\s+(?:\w+\s+){1,4}(?:among|included|counted|part)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:another|more|others?|further|additional)\b", re.IGNORECASE)

Links = list[set[Relation]]


def related(drafts: Sequence[Draft], claims: Sequence[Claim], sentences: Sequence[Sentence]) -> tuple[Claim, ...]:
    """The claims with their relations; `drafts[i]` is what `claims[i]` was made from."""
    wholes = tuple(_wholes(drafts))
    claims = _mixed(drafts, wholes, _shares(drafts, list(claims)))
    links: Links = [set() for _ in claims]
    for number, whole in wholes:
        _link(links, number, RelationKind.SUBSET_OF, claims, whole)
    _sums(drafts, wholes, claims, links)
    _majorities(drafts, claims, links)
    _increments(drafts, claims, links)
    _transitions(drafts, claims, links)
    _windows(drafts, claims, links)
    _may_include(drafts, claims, sentences, links)
    _disjoint(drafts, claims, links)
    return tuple(_linked(claim, found) for claim, found in zip(claims, links, strict=True))


def _linked(claim: Claim, links: set[Relation]) -> Claim:
    if not links:
        return claim
    whole = next((link.other for link in sorted(links) if link.kind is RelationKind.SUBSET_OF), None)
    return replace(claim, relations=tuple(sorted(links)), subset_of=whole)


def _link(links: Links, number: int, kind: RelationKind, claims: Sequence[Claim], other: int, value: int | None = None) -> None:
    if other != number and claims[other].claim_id != claims[number].claim_id:
        links[number].add(Relation(kind=kind, other=claims[other].claim_id, value=value))


def _places(drafts: Sequence[Draft]) -> Mapping[tuple[object, ...], int]:
    return {draft.key: number for number, draft in enumerate(drafts)}


def _wholes(drafts: Sequence[Draft]) -> Iterator[tuple[int, int]]:
    """Each part with its whole, as numbers into the drafts."""
    places = _places(drafts)
    for number, draft in enumerate(drafts):
        whole = places.get(draft.parent.key) if draft.parent else None
        if whole is None and draft.dangling:
            whole = _total_before(number, drafts)
        if whole is not None and whole != number:
            yield number, whole
    yield from _broken_down(drafts)


def _total_before(number: int, drafts: Sequence[Draft]) -> int | None:
    """The last total with the same effect, told shortly before, that is large enough to hold the part."""
    part = drafts[number]
    for at in range(number - 1, -1, -1):
        whole = drafts[at]
        if part.sentence.index - whole.sentence.index > _SENTENCES_BACK:
            return None
        if whole.effect is part.effect and _is_free(whole) and _holds(whole, part):
            return at
    return None


def _holds(whole: Draft, part: Draft) -> bool:
    low = part.count.low or 0
    return (whole.count.high is None or whole.count.high > low) and (whole.count.low or 0) >= low and whole.count.high != 1


def _broken_down(drafts: Sequence[Draft]) -> Iterator[tuple[int, int]]:
    """Totals that the next sentences break down without rest: "Ten villagers were killed. … seven in A … three in B"."""
    taken: set[int] = set()
    for whole, total in enumerate(drafts):
        if whole in taken or not total.count_at or not _is_free(total) or (total.count.low or 0) < 2:
            continue
        parts: list[int] = []
        for number in range(whole + 1, len(drafts)):
            part = drafts[number]
            if part.sentence.index - total.sentence.index > _SENTENCES_BROKEN_DOWN:
                break
            if part.sentence.index == total.sentence.index or part.effect is not total.effect or not _is_free(part):
                continue
            if part.count.low != part.count.high or (part.count.low or 0) >= (total.count.low or 0):
                break
            parts.append(number)
            if sum(drafts[n].count.low or 0 for n in parts) >= (total.count.low or 0):
                break
        if len(parts) > 1 and sum(drafts[n].count.low or 0 for n in parts) == total.count.low:
            taken.update(parts)
            yield from ((number, whole) for number in parts)


def _is_free(draft: Draft) -> bool:
    return draft.parent is None and not draft.dangling and draft.share is None and not draft.echo


def _by_whole(wholes: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, whole in wholes:
        found.setdefault(whole, []).append(number)
    return found


def _closes(whole: Draft, parts: Sequence[Draft]) -> bool:
    """Whether exact parts add up to the number of the whole ("at least 21": 11 and 10)."""
    exact = [part.count.low for part in parts if part.count_at and part.count.low == part.count.high]
    return len(exact) > 1 and len(exact) == len(parts) and sum(low or 0 for low in exact) == whole.count.low


def _sums(drafts: Sequence[Draft], wholes: Sequence[tuple[int, int]], claims: Sequence[Claim], links: Links) -> None:
    for whole, parts in _by_whole(wholes).items():
        counted = [number for number in parts if drafts[number].count_at]
        if _closes(drafts[whole], [drafts[number] for number in counted]):
            for number in counted:
                _link(links, whole, RelationKind.SUM_OF, claims, number, drafts[number].count.low)


def _mixed(drafts: Sequence[Draft], wholes: Sequence[tuple[int, int]], claims: list[Claim]) -> list[Claim]:
    """A whole without a kind of its own is mixed when its sentence breaks it down, without rest, into several kinds."""
    for whole, parts in _by_whole(wholes).items():
        told = [drafts[number] for number in parts if drafts[number].sentence.index == drafts[whole].sentence.index]
        kinds = {draft.category for draft in told}
        untyped = claims[whole].victims.category is Category.UNKNOWN
        if untyped and len(kinds) > 1 and Category.UNKNOWN not in kinds and _closes(drafts[whole], told):
            claims[whole] = replace(claims[whole], victims=replace(claims[whole].victims, category=Category.MIXED))
    return claims


def _share_whole(number: int, drafts: Sequence[Draft]) -> int | None:
    """The claim that a share is a share of: the one its words name, else the last of the same people told before."""
    draft = drafts[number]
    near = [n for n, d in enumerate(drafts) if d.share is None and d.sentence.index == draft.sentence.index]
    if draft.whole is not None:
        told = next((n for n in near if drafts[n].count == draft.whole and drafts[n].count_at), None)
        if told is not None and drafts[told].effect is not draft.effect:  # "16 died and 400 were hurt, most of them killed by …"
            alike = (n for n in near if n < told and drafts[n].effect is draft.effect and drafts[n].count_at)
            told = max(alike, default=told)
        before = (n for n in range(number - 1, -1, -1) if told_again(drafts[n], replace(draft, count=draft.whole)))
        return told if told is not None else next(before, None)
    effects = {draft.effect, Effect.KILLED} if draft.effect is Effect.CASUALTIES else {draft.effect}
    for at in range(number - 1, -1, -1):
        whole = drafts[at]
        same = whole.effect in effects and whole.category is draft.category and whole.share is None
        if same and whole.count_at and (whole.count.low or 0) > 1:
            return at
    return None


def share_of(kind: str, whole: Count) -> Count:
    """The bounds of a share of a whole: a majority of 11 is 6 to 11, half of 7 is 3 or 4. Source: claims_method §3."""
    low, high = whole.low or 0, whole.high
    if kind == "half":
        return Count(low=low // 2, high=None if high is None else math.ceil(high / 2), qualifier=Qualifier.RANGE)
    if kind == "third":
        return Count(low=low // 3, high=None if high is None else math.ceil(high / 3), qualifier=Qualifier.RANGE)
    least = math.ceil(0.8 * low) if kind == "vast_majority" else low // 2 + 1
    return Count(low=least, high=high, qualifier=Qualifier.RANGE)


def _shares(drafts: Sequence[Draft], claims: list[Claim]) -> list[Claim]:
    for number, draft in enumerate(drafts):
        if draft.share is None:
            continue
        at = _share_whole(number, drafts)
        whole = drafts[at].count if at is not None else draft.whole
        if whole is None:
            continue
        bounds = share_of(draft.share, whole)
        count = replace(claims[number].count, low=bounds.low, high=bounds.high, qualifier=bounds.qualifier)
        effect = drafts[at].effect if at is not None else draft.effect
        victims = claims[number].victims
        if at is not None and victims.category is Category.UNKNOWN:
            victims = replace(victims, category=claims[at].victims.category)
        claims[number] = replace(claims[number], count=count, effect=effect, victims=victims)
    return claims


def _majorities(drafts: Sequence[Draft], claims: Sequence[Claim], links: Links) -> None:
    for number, draft in enumerate(drafts):
        at = _share_whole(number, drafts) if draft.share else None
        if at is not None:
            kind = RelationKind.MAJORITY_OF if "majority" in (draft.share or "") else RelationKind.SUBSET_OF
            _link(links, number, kind, claims, at, drafts[at].count.low)


def _is_raised(draft: Draft) -> bool:
    """ "bringing the militants' toll to 40", "taking the number of dead to 40", "raising to 40 the number of dead"."""
    if draft.count_at is None:
        return False
    before, after = draft.sentence.text[: draft.count_at[0]], draft.sentence.text[draft.count_at[1] :]
    return bool(_RAISED_TO.search(before)) or bool(_RAISED.search(before) and _OF_FIGURE.match(after))


def _increments(drafts: Sequence[Draft], claims: Sequence[Claim], links: Links) -> None:
    """ "Three … died, bringing the toll to 11": the three are the step up to 11."""
    for number, draft in enumerate(drafts):
        if not _is_raised(draft):
            continue
        steps = [
            n
            for n, d in enumerate(drafts[:number])
            if d.sentence.index == draft.sentence.index and d.effect is draft.effect and d.parent is None and not _is_raised(d)
        ]
        for step in steps[-1:]:
            _link(links, step, RelationKind.INCREMENT_TO, claims, number, draft.count.low)


def _transitions(drafts: Sequence[Draft], claims: Sequence[Claim], links: Links) -> None:
    """People told as wounded who then died."""
    for number, draft in enumerate(drafts):
        if draft.effect is not Effect.KILLED:
            continue
        words = draft.sentence.text[slice(*(draft.victims_at or draft.effect_at))].lower()
        same = [n for n, d in enumerate(drafts) if d.effect is Effect.INJURED and d.attributive and d.head == draft.head]
        same = [n for n in same if drafts[n].sentence.index == draft.sentence.index]
        earlier = [n for n, d in enumerate(drafts[:number]) if d.effect is Effect.INJURED and d.parent is None]
        if same:
            _link(links, number, RelationKind.TRANSITION_FROM, claims, same[0], draft.count.low)
        elif earlier and re.search(r"\b(?:wounded|injured)\b", words):
            _link(links, number, RelationKind.TRANSITION_FROM, claims, earlier[-1], draft.count.low)


def _windows(drafts: Sequence[Draft], claims: Sequence[Claim], links: Links) -> None:
    """A day's figure lies inside that of a longer window: "67 on Saturday alone", "108 over the preceding 48 hours"."""
    for number, narrow in enumerate(drafts):
        if not _ONE_DAY.search(_told_with(narrow, drafts)):
            continue
        for at, wide in enumerate(drafts):
            near = abs(wide.sentence.index - narrow.sentence.index) <= 1
            if near and _same_people(narrow, wide) and _ROLLING.search(_told_with(wide, drafts)):
                _link(links, number, RelationKind.SUBSET_OF, claims, at)


def _same_people(narrow: Draft, wide: Draft) -> bool:
    counted = narrow.count_at is not None and wide.count_at is not None
    typed = narrow.category is wide.category is not Category.UNKNOWN and narrow.effect is wide.effect
    return counted and typed and (wide.count.low or 0) > (narrow.count.low or 0) and narrow.parent is None and wide.parent is None


def _told_with(draft: Draft, drafts: Sequence[Draft]) -> str:
    """The words of the sentence that date the draft: all of it, or behind its number up to the next number."""
    others = [d.count_at[0] for d in drafts if d.sentence.index == draft.sentence.index and d.count_at and d.key != draft.key]
    text = draft.sentence.text
    if not others or draft.count_at is None:
        return text
    later = [start for start in others if start > draft.count_at[1]]
    return text[draft.count_at[1] : min(later, default=len(text))]


def _may_include(drafts: Sequence[Draft], claims: Sequence[Claim], sentences: Sequence[Sentence], links: Links) -> None:
    """ "it was unclear whether they were among the ten": the ten may include those told just before."""
    counted = {draft.sentence.index for draft in drafts if draft.count_at}
    for sentence in sentences:
        if sentence.index not in counted or not _MAY_INCLUDE.search(sentence.text):
            continue
        totals = [n for n, d in enumerate(drafts) if d.sentence.index == sentence.index and d.count_at]
        before = [n for n, d in enumerate(drafts) if d.sentence.index == sentence.index - 1 and d.parent is None]
        for total in totals[:1]:
            for other in before:
                if drafts[other].effect is drafts[total].effect:
                    _link(links, total, RelationKind.MAY_INCLUDE, claims, other)


def _disjoint(drafts: Sequence[Draft], claims: Sequence[Claim], links: Links) -> None:
    """People coordinated under one effect word, and "another five", are not those told before."""
    for number, draft in enumerate(drafts):
        if number == 0 or links[number] or draft.parent or draft.dangling or draft.echo or draft.share:
            continue
        before = drafts[number - 1]
        if before.sentence.index != draft.sentence.index or before.effect is not draft.effect or before.parent or before.echo:
            continue
        words = draft.sentence.text[slice(*(draft.count_at or draft.effect_at))] + " " + draft.noun
        if not links[number - 1] and (before.effect_at == draft.effect_at or _MORE.search(words)):
            _link(links, number, RelationKind.DISJOINT_FROM, claims, number - 1)

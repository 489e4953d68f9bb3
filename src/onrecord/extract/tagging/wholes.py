"""Which claim of a document another one is part of: for each pair a sum of weights over its clues.

Clues are how the counts stand to each other, where the claims stand, the words before the part and between the two, and what
the grammar links. The weights are a linear model fitted on labelled passages by `onrecord.refit.claim_weights` and stand in
`claim_weights.toml`; the tagger's links are weighed in here, so that other weights of the tagger need no new fit.
"""

import functools
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.extract.gates import Sentence
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, Qualifier
from onrecord.model.spans import Span

LIKELY = 0.4  # how probable a link must be to stand (0..1); chosen on the development set
_TAGGER = 0.8  # how much the tagger's links count beside the clues; chosen there too
_MOST = 6.0  # the most that the tagger can say for or against, in log-odds: it is surer than it is right
_WORD = re.compile(r"[a-z]+|\d+|[-\u2013\u2014:;,()]+|\.(?=\s)")
_BESIDE = re.compile(r",?\s*(?:and|as well as|along with)\s+(?:the\s+|an?\s+|another\s+)?")
_LISTED = re.compile(r",\s*(?:the\s+|an?\s+|another\s+)?")
_AND_LAST = re.compile(r"(?:,[^,.;:]{1,40})*?,?\s+and\s+[^,.;:]{1,40}?\s(?:are|died|had|has|have|is|was|were)\b")
_AMID = 90  # characters between two claims beyond which the words there tell nothing of the link
_ASIDE = 60  # characters before and behind the part that are looked at
_SENTENCES = 8  # how many sentences a part may stand from its whole
# What may be part of what beside the same effect: the dead and wounded of unsplit casualties, the freed or dead of the abducted.
_OTHER_EFFECTS = frozenset(
    {(Effect.CASUALTIES, Effect.KILLED), (Effect.CASUALTIES, Effect.INJURED), (Effect.INJURED, Effect.KILLED)}
    | {(Effect.ABDUCTED, Effect.FREED), (Effect.ABDUCTED, Effect.KILLED)}
)
_PART_SIZES = ((1, "one"), (3, "few"), (19, "several"))
_WHOLE_SIZES = ((2, "two"), (5, "few"), (19, "several"), (199, "many"))
_GAPS = ((11, "touching"), (24, "words"), (49, "clause"), (99, "clauses"), (199, "sentence"))
_DISTANCES = ((0, "same"), (1, "next"), (3, "near"))

Links = Mapping[int, int]
Told = Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a claim stands: its first character and the one behind its last, the number of sentence and paragraph."""

    start: int
    end: int
    sentence: int
    paragraph: int
    headline: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rivals:
    """What a whole is ranked against: the other claims of a part's effect, each list in order.

    `away` says how far those that could hold the part begin from it, `counts` how many people they tell of, `home` how many each
    in the part's sentence tells of, whatever it could hold. `told` are all of the effect and the part itself: where each begins,
    its count, and whether it is the part.
    """

    away: Sequence[int]
    counts: Sequence[int]
    home: Sequence[int]
    told: Sequence[tuple[int, int, bool]]


def _rivals(part: int, claims: Sequence[Claim], places: Sequence[Place]) -> _Rivals:
    own, at = claims[part], places[part]
    others = [n for n, c in enumerate(claims) if n != part and c.effect is own.effect]
    holding = [n for n in others if may_hold(claims[n], own)]
    return _Rivals(
        away=sorted(abs(places[n].start - at.start) for n in holding),
        counts=sorted(claims[n].count.low or 0 for n in holding),
        home=sorted(claims[n].count.low or 0 for n in others if places[n].sentence == at.sentence),
        told=[
            (places[n].start, claims[n].count.low or 0, n == part) for n in sorted((*others, part), key=lambda n: places[n].start)
        ],
    )


def asked_of(claim: Claim) -> Span:
    """The words of a claim that say of whom it tells: the count, else the victims, else the effect, else the clause."""
    return claim.count.span or claim.victims.span or claim.effect_span or claim.span


def places_of(claims: Sequence[Claim], sentences: Sequence[Sentence]) -> list[Place]:
    """Where each claim stands; sentence and paragraph are -1 before the first sentence."""
    starts = [s.start for s in sentences]
    found = []
    for claim in claims:
        at = asked_of(claim)
        number = bisect_right(starts, at.start) - 1
        paragraph, headline = (sentences[number].paragraph, sentences[number].is_headline) if number >= 0 else (-1, False)
        found.append(Place(start=at.start, end=at.end, sentence=number, paragraph=paragraph, headline=headline))
    return found


def may_hold(whole: Claim, part: Claim) -> bool:
    """Whether one claim can be part of the other by effect and count alone."""
    same = whole.effect is part.effect
    low, most = part.count.low or 0, whole.count.high
    if low < 1 or most == 1 or not (same or (whole.effect, part.effect) in _OTHER_EFFECTS):
        return False
    return most is None or most > low or (most == low and not same)


def pairs(claims: Sequence[Claim], places: Sequence[Place]) -> Iterator[tuple[int, list[int]]]:
    """Each claim that may be part of others, and those, as numbers into the claims."""
    for part, claim in enumerate(claims):
        near = (n for n, p in enumerate(places) if n != part and abs(p.sentence - places[part].sentence) <= _SENTENCES)
        holding = [n for n in near if may_hold(claims[n], claim)]
        if holding:
            yield part, holding


def clues(part: int, whole: int, claims: Sequence[Claim], places: Sequence[Place], lower: str, linked: Links) -> set[str]:
    """The clues of one pair; `lower` is the document's text lowered, `linked` the grammar's links, part → whole."""
    own = _own_clues(claims[part], places[part], lower)
    return {*own, *_pair_clues(part, whole, claims, places, lower, linked, _rivals(part, claims, places))}


def _pair_clues(
    part: int, whole: int, claims: Sequence[Claim], places: Sequence[Place], lower: str, linked: Links, rivals: _Rivals
) -> set[str]:
    """The clues that depend on both; none of them is among the part's own."""
    here, there = places[part], places[whole]
    side = f"{'after' if here.start > there.start else 'before'} {_named(abs(here.sentence - there.sentence), _DISTANCES, 'far')}"
    return {
        f"side {side}",
        f"paragraph {here.paragraph == there.paragraph} headline {there.headline}",
        *_grammar_clues(part, whole, linked),
        *_count_clues(claims[part], claims[whole], side),
        *_people_clues(claims[part], claims[whole], here, there),
        *_rank_clues(claims[part], claims[whole], here, there, rivals, side),
        *_word_clues(here, there, lower),
        *_verb_clues(claims[part], here, there, lower),
    }


def _named(number: int, steps: Sequence[tuple[int, str]], beyond: str) -> str:
    for most, name in steps:
        if number <= most:
            return name
    return beyond


def _grammar_clues(part: int, whole: int, linked: Links) -> Iterator[str]:
    own = linked.get(part)
    yield "grammar none" if own is None else "grammar this" if own == whole else "grammar other"
    if linked.get(whole) == part:
        yield "grammar reverse"
    if own != whole and whole in linked.values():
        yield "grammar whole of others"
    if whole in linked:
        yield "grammar whole is part"


def _count_clues(part: Claim, whole: Claim, side: str) -> Iterator[str]:
    low, least = part.count.low or 0, whole.count.low or 0
    stated = ["stated" if c.count.span else "implied" for c in (part, whole)]
    yield f"part {_named(low, _PART_SIZES, 'many')} {stated[0]} {side}"
    yield f"part {part.count.qualifier.value}"
    yield f"whole {whole.count.qualifier.value} {stated[1]}"
    yield f"whole {_named(least, _WHOLE_SIZES, 'war')} {'open' if whole.count.high is None else 'closed'}"
    exactly = {least: "equal", least - 1: "one off"} | ({least // 2: "half"} if least % 2 == 0 and least > 2 else {})
    yield f"less {exactly.get(low, 'more' if low > least else 'under half' if low * 2 < least else 'over half')}"
    yield f"effect {'same' if part.effect is whole.effect else f'{whole.effect.value} {part.effect.value}'}"
    yield f"scope {whole.scope.value} {part.scope.value}"


def _people_clues(part: Claim, whole: Claim, here: Place, there: Place) -> Iterator[str]:
    home = here.sentence == there.sentence
    own, other = part.victims.category, whole.victims.category
    if own is other:
        kind = "same"
    elif other in {Category.UNKNOWN, Category.MIXED}:
        kind = "open"
    else:
        kind = "wider" if own is Category.UNKNOWN else "other"
    yield f"people {kind} {home}"
    more = set(part.victims.groups) - set(whole.victims.groups)
    yield f"groups {'more' if more else 'same' if part.victims.groups else 'none'} {home}"
    yield f"whole named {whole.victims.span is not None} part named {part.victims.span is not None}"
    word = part.effect_span
    yield f"effect words shared {word is not None and whole.effect_span is not None and word.overlaps(whole.effect_span)} {home}"
    if word is not None and here.start > there.start:
        where = "before whole" if word.end <= there.start else "between" if word.end <= here.start else "behind"
        yield f"effect word {where} {home}"


def _rank_clues(part: Claim, whole: Claim, here: Place, there: Place, rivals: _Rivals, side: str) -> Iterator[str]:
    """How the whole stands among the other claims that could be it, and whether parts add up to it.

    The whole may be one of the rivals: it is neither nearer nor larger nor smaller than itself.
    """
    low, least = part.count.low or 0, whole.count.low or 0
    yield f"nearer {min(bisect_left(rivals.away, abs(there.start - here.start)), 2)} {side}"
    yield f"larger {min(len(rivals.counts) - bisect_right(rivals.counts, least), 2)}"
    same = bisect_left(rivals.home, least)
    total = low + sum(rivals.home[:same])
    if total == least and same:
        yield f"sum sentence {side}"
    elif _run(there.start, least, rivals.told) == least:
        yield f"sum run {side}"
    else:
        yield f"sum {'above' if total > least and whole.count.high is not None else 'below'} {side}"
    yield f"siblings {min(same, 3)} {side}"


def _run(start: int, least: int, told: Iterable[tuple[int, int, bool]]) -> int:
    """What the claims behind the whole add up to where they reach its number, the part among them; 0 when it is not."""
    total, seen = 0, False
    for at, count, is_part in told:
        if at > start and count < least:
            total, seen = total + count, seen or is_part
            if total >= least:
                break
    return total if seen else 0


def _word_clues(here: Place, there: Place, lower: str) -> Iterator[str]:
    after = here.start > there.start
    floor = there.end if after else 0
    before = _WORD.findall(lower, min(max(here.start - _ASIDE, floor), here.start), here.start)[-3:]
    yield from (f"before{distance} {word}" for distance, word in enumerate(reversed(before), 1))
    if len(before) > 1:
        yield f"before {before[-2]} {before[-1]}"
    first, last = (there.end, here.start) if after else (here.end, there.start)
    where = "same" if here.sentence == there.sentence else "other"
    yield f"gap {where} {_named(last - first, _GAPS, 'far')}"
    if last - first <= _AMID:
        yield from (f"amid {where} {word}" for word in _WORD.findall(lower, first, max(last, first)))


def _own_clues(part: Claim, here: Place, lower: str) -> Iterator[str]:
    """The words behind the part and those of its own number and people ("another", "others")."""
    behind = _WORD.findall(lower, here.end, here.end + _ASIDE)[:3]
    yield from (f"behind{min(distance, 2)} {word}" for distance, word in enumerate(behind, 1))
    if len(behind) > 1:
        yield f"behind {behind[0]} {behind[1]}"
    span, people = part.count.span, part.victims.span
    yield from (f"own {word}" for word in _WORD.findall(lower, span.start, span.end)) if span else ()
    yield from (f"people {word}" for word in _WORD.findall(lower, people.start, people.end)[-2:]) if people else ()


def _verb_clues(part: Claim, here: Place, there: Place, lower: str) -> Iterator[str]:
    """Whether the part has a verb of its own behind it."""
    word = part.effect_span
    if word is not None and here.start > there.start:
        behind = word.start >= here.end
        before = _WORD.findall(lower, max(here.start - _ASIDE, there.end), here.start)[-1:]
        yield from (f"verb {'behind' if behind else 'before'} {last}" for last in before)
        if behind:
            yield f"verb behind {_named(word.start - here.end, _GAPS, 'far')} {here.sentence == there.sentence}"


def _is_beside(part: Claim, whole: Claim, lower: str) -> bool:
    """Whether the claim's people are named beside the other's and so are none of them: "three adults and a teenager", "nine
    soldiers, two officers and a clerk died"; "six people, a man and five women, died" tells who the six were."""
    named = [span.end for span in (whole.count.span, whole.victims.span) if span is not None]
    people, begin = whole.victims.span, asked_of(part).start
    if not named or (people is not None and people.start < begin < people.end):
        return False
    first, last = max(named), max(begin, *named)
    if part.effect is not whole.effect:
        return False
    listed = _LISTED.fullmatch(lower, first, last) and _AND_LAST.match(lower, max(asked_of(part).end, _end(part.victims.span)))
    return bool(listed or _BESIDE.fullmatch(lower, first, last))


def _end(span: Span | None) -> int:
    return span.end if span is not None else 0


# --- weighing --------------------------------------------------------------------------------------------------------


@functools.cache
def _weights(lexicon: Lexicon) -> Mapping[str, int]:
    """Clue → weight in whole hundredths, so that the same clues give the same sum on every machine."""
    return {clue: round(weight * 100) for clue, weight in lexicon.section("claim_weights", "whole").items()}


def _points(seen: Iterable[str], weights: Mapping[str, int]) -> int:
    return sum(filter(None, map(weights.get, seen)))


def chances(
    claims: Sequence[Claim], sentences: Sequence[Sentence], lower: str, linked: Links, told: Told, lexicon: Lexicon
) -> dict[int, dict[int, float]]:
    """Part → whole → how probable the link is (0..1); what is left of 1 is that the claim is part of none.

    `told` are the tagger's links, (part, whole) → log-odds against none.
    """
    weights, places = _weights(lexicon), places_of(claims, sentences)
    found = {}
    for part, holding in pairs(claims, places):
        wholes = [whole for whole in holding if not _is_beside(claims[part], claims[whole], lower)]
        if not wholes:
            continue
        own = _points(set(_own_clues(claims[part], places[part], lower)), weights) + weights["bias"]
        rivals = _rivals(part, claims, places)
        sums = []
        for whole in wholes:
            points = own + _points(_pair_clues(part, whole, claims, places, lower, linked, rivals), weights)
            tagger = max(-_MOST, min(told.get((part, whole), 0.0), _MOST))
            sums.append(points / 100 + _TAGGER * tagger)
        top = max(0.0, *sums)
        parts = [math.exp(s - top) for s in sums]
        rest = math.exp(-top) + sum(parts)
        found[part] = {whole: round(p / rest, 6) for whole, p in zip(wholes, parts, strict=True)}
    return found


def chosen(likely: Mapping[int, Mapping[int, float]], among: Collection[int]) -> dict[int, int]:
    """Part → its whole among those allowed, where the link is likely; of two links that face each other the surer stands."""
    links: dict[int, int] = {}
    for part, wholes in likely.items():
        best = max((w for w in wholes if w in among), key=lambda w: (wholes[w], -w), default=None)
        if best is not None and wholes[best] > LIKELY:
            links[part] = best
    weaker = [p for p, w in links.items() if links.get(w) == p and (likely[p][w], -p) < (likely[w][p], -w)]
    return {p: w for p, w in links.items() if p not in weaker}


def is_counted(claim: Claim) -> bool:
    """Whether the claim states a number of its own, which a vague word or a bare noun does not."""
    return claim.count.span is not None and claim.count.qualifier is not Qualifier.VAGUE

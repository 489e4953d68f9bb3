"""Whether a claim tells of the event reported, of a total over a period or of an earlier event: a sum of weights over its clues.

Clues are the words and the tense of the claim's clause and sentence, what the word lists say (`certainty.scope_of`), years, the
size of the count and whether the occurrences told beside it are background. The weights are a linear model fitted on labelled
passages by `onrecord.refit.claim_weights` and stand in `claim_weights.toml`; the tagger's own scores are weighed in here, so
that other weights of the tagger need no new fit.
"""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.extract.certainty import is_recalled
from onrecord.extract.gates import Sentence
from onrecord.extract.tagging.wholes import asked_of
from onrecord.extract.telling.matching import expression
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import EventType, Realis, Scope
from onrecord.model.spans import Span

TAGGER = 0.5  # how much the tagger's scores count beside the clues; chosen on the development set
SCOPES = (Scope.INCIDENT, Scope.CUMULATIVE, Scope.BACKGROUND)

_WORD = re.compile(r"[a-z]+|\d+")
_YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?!\d|[,.]\d)")
_PERFECT = re.compile(r"\b(had|has|have|having)\s+(?:also\s+|already\s+|so\s+far\s+)?(been\s+)?(?:\w+ly\s+)?$")
_BREAK = re.compile(r"[;:]|[.!?]\s|,\s|\s(?:but|while|whereas|although|after|before|when|where|which|who|that|and)\s")
_MANY = r"(?:two|three|four|five|six|several|a\s+few|\d{1,2})"
_ANOTHER = re.compile(
    r"(?:just\s+|only\s+)?(?:(?:last\s+(?:week|month|year)|earlier\s+this\s+(?:week|month|year)),?\s+(?:a|an|another|two|three)\s+"
    rf"(?:similar|separate|previous|earlier|other|\w+\s+similar)\b|{_MANY}\s+(?:weeks|months|years)\s+(?:earlier|before|ago)\b)"
)
# "…, taking the number of soldiers killed this month to", "bringing to … the number killed since October": running totals.
_TALLY = r"(?:total|number|toll|count|tally)\b"
_OVER = (
    r"\b(?:this\s+(?:week|month|year)|so\s+far|since\s[^.;]{1,40}|in\s+(?:19|20)\d\d|"
    r"(?:over|in)\s+the\s+(?:last|past)\s+[\w-]+(?:\s\w+)?)"
)
_RAISING = r"\b(?:taking|brings?|bringing|raising|pushing|lifting|driving)"
_RUNNING = re.compile(
    rf"{_RAISING}\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}?{_TALLY}[^.;]{{0,60}}?{_OVER}\s+to\s+(?:at\s+least\s+|about\s+|some\s+|more\s+than\s+)?$"
)
_OVERALL = re.compile(
    rf"\b(?:overall|cumulative|running|campaign['’]s|war['’]s|conflict['’]s)\s+(?:death\s+)?{_TALLY}\s+(?:[\w-]+\s+){{0,2}}to\s+(?:[\w-]+\s+){{0,2}}$"
)
_RAISED_TO = re.compile(rf"{_RAISING}\s+to\s+$")
_TALLIED = re.compile(rf"\s+the\s+(?:[\w-]+\s+)?{_TALLY}[^.;]{{0,60}}?{_OVER}")
# "Militants have killed 35 policemen this year", "… since May 2019": the perfect and a period that still runs count up to the
# day of the report.
_TO_DATE = re.compile(r"[^.;]{0,100}?(?<!earlier\s)\b(?:so\s+far\s+)?this\s+(?:year|month)\b|[^.;]{0,80}?\bsince\b")
# "It was the biggest ambush since April 26, 2023, when ten policemen were killed": what it is compared with.
_SINCE_WHEN = re.compile(r"\bsince\b[^.;]{0,50},\s+when\b[^.;]{0,120}$")
_LAST_MONTH = re.compile(r"\W*last\s+(?:month|year)\b")  # of six labelled claims so opened none is of the news
_MONTH_GONE = re.compile(r"\s+(?:\w+\s+){0,2}?last\s+(?:month|year)\W*$")
_AND = re.compile(r"[^.;:,]{0,20},?\s+and\s[^.;:,]{0,12}")  # between two claims of one statement
_LISTED = re.compile(r"(?:[^.;:,]|,\s+and\b){0,60}")  # between two counts of people whom one deed harmed
_STATES = frozenset({"held", "missing"})  # who has been so since a day is counted once, not day by day
# "An earlier attack by raiders on the wells in July left 27 people dead": the one who did it is an event of before.
_EARLIER = re.compile(
    r"\b(?:an\s+earlier|a\s+(?:previous|prior|past))\s+(?:[\w-]+\s+)?"
    r"(?:attack|assault|raid|strike|bombing|blast|explosion|clash|shooting|ambush|incident|operation|battle)\b[^.;,]{0,60}$"
)
_NEAR = 45  # characters before the effect word in which its auxiliary stands
_BEFORE, _BEHIND, _OPENING = 40, 35, 25  # characters before and behind the clause, and of the sentence's opening, that are read
_YEAR_NEAR = 40
_SENTENCES_KEPT = 16  # sentences whose words are remembered, because each is asked once a claim
_SIZES = ((0, "none"), (1, "one"), (9, "few"), (49, "tens"), (199, "hundred"), (999, "hundreds"))
_SENTENCES = ((0, "first"), (1, "second"), (3, "early"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An event as the scope looks at it: its trigger's place in the text, its type, and whether it happened."""

    start: int
    end: int
    type: EventType
    realis: Realis


def clues(
    claim: Claim, sentence: Sentence, doc: Document, by_rule: Scope, occurrences: Sequence[Occurrence], sentences: int
) -> set[str]:
    """The clues of one claim in its sentence; `sentences` is how many the document has, `by_rule` what the word lists say."""
    lower = sentence.lower
    start = max(claim.span.start - sentence.start, 0)
    end = max(min(claim.span.end - sentence.start, len(lower)), start)
    left = max((m.end() for m in _BREAK.finditer(lower, 0, start)), default=0)
    right = next((m.start() for m in _BREAK.finditer(lower, end)), len(lower))
    return {
        f"rule {by_rule.value}",
        f"headline {sentence.is_headline}",
        f"sentence {_named(sentence.index, _SENTENCES, 'late')}",
        f"last {sentence.index == sentences - 1 and sentences > 1}",
        *_count_clues(claim),
        *_tense_clues(lower, (claim.effect_span or claim.span).start - sentence.start),
        *_year_clues(lower, start, end, doc),
        *_event_clues(claim, sentence, occurrences),
        *[f"clause {w}" for w in _grams(lower[left:right])],
        *_sentence_clues(lower),
        *(f"before {w}" for w in _WORD.findall(lower[max(start - _BEFORE, 0) : start])[-3:]),
        *[f"behind {w}" for w in _grams(lower[end : end + _BEHIND])],
    }


@functools.lru_cache(maxsize=_SENTENCES_KEPT)
def _sentence_clues(lower: str) -> frozenset[str]:
    """The clues of the words of a sentence, the same for each of its claims."""
    return frozenset((*(f"beside {w}" for w in _grams(lower)), *(f"opening {w}" for w in _grams(lower[:_OPENING]))))


def _named(number: int, steps: Sequence[tuple[int, str]], beyond: str) -> str:
    return next((name for most, name in steps if number <= most), beyond)


def _grams(words: str) -> list[str]:
    """The words and the pairs of neighbours, figures by their length alone."""
    found = [word if "a" <= word[0] <= "z" else "0" * len(word) for word in _WORD.findall(words)]
    return [*found, *(f"{one} {other}" for one, other in itertools.pairwise(found))]


def _count_clues(claim: Claim) -> Iterator[str]:
    size = _named(claim.count.low or 0, _SIZES, "thousands")
    yield f"count {size}"
    yield f"count {claim.count.qualifier.value} {'stated' if claim.count.span else 'implied'}"
    yield f"effect {claim.effect.value}"
    yield f"effect {claim.effect.value} {size}"
    yield f"people {claim.victims.category.value}"
    yield f"certainty {claim.certainty.value}"
    words = claim.effect_span.exact.lower() if claim.effect_span else ""
    yield from (f"word {w}" for w in _WORD.findall(words))


def _tense_clues(lower: str, at: int) -> Iterator[str]:
    found = _PERFECT.search(lower[max(at - _NEAR, 0) : max(at, 0)])
    yield f"tense {found[1]} {bool(found[2])}" if found else "tense plain"


def _year_clues(lower: str, start: int, end: int, doc: Document) -> Iterator[str]:
    told = doc.published_at.year if doc.published_at else None
    for match in _YEAR.finditer(lower):
        age = "undated" if told is None else "same" if int(match[0]) >= told else "earlier"
        near = min(abs(match.start() - end), abs(match.start() - start)) < _YEAR_NEAR
        yield f"year {age}"
        yield f"year {age} {'near' if near else 'far'}"


def _event_clues(claim: Claim, sentence: Sentence, occurrences: Sequence[Occurrence]) -> Iterator[str]:
    """What the occurrences in the claim's words, in its sentence and in the document are: told of now, or recalled."""
    span = claim.span
    here = [e for e in occurrences if sentence.start <= e.start < sentence.end]
    touching = [e for e in here if e.start < span.end and span.start < e.end]
    nearest = touching[0] if touching else min(here, key=lambda e: (_apart(e, span), e.start), default=None)
    if nearest is None:
        yield "event elsewhere"
    else:
        yield f"event {'touching' if touching else 'near'} {nearest.realis.value}"
        yield f"event {nearest.type.value}"
        yield f"event sentence {_share(here)}"
    if occurrences:
        yield f"event document {_share(occurrences)}"


def _apart(event: Occurrence, span: Span) -> int:
    return min(abs(event.start - span.end), abs(span.start - event.end))


def _share(occurrences: Sequence[Occurrence]) -> str:
    """How many of them are background, in words."""
    recalled = sum(e.realis is Realis.BACKGROUND for e in occurrences)
    if recalled in {0, len(occurrences)}:
        return "all" if recalled else "none"
    return "half" if 2 * recalled >= len(occurrences) else "some"


# --- weighing --------------------------------------------------------------------------------------------------------


@functools.cache
def _weights(lexicon: Lexicon) -> Mapping[str, tuple[int, ...]]:
    """Clue → weight for each of `SCOPES` in whole hundredths, so that the same clues give the same sums on every machine."""
    found = {}
    for clue, listed in lexicon.section("claim_weights", "scope").items():
        told = dict(zip(listed.split()[::2], listed.split()[1::2], strict=True))
        found[clue] = tuple(round(float(told.get(scope.value, 0)) * 100) for scope in SCOPES)
    return found


def likeliest(seen: Iterable[str], told: Mapping[Scope, float], lexicon: Lexicon) -> Scope:
    """The scope for which most speaks; `told` are the tagger's log-probabilities. Of equals the first of `SCOPES`."""
    weights = _weights(lexicon)
    sums = map(sum, zip(weights["bias"], *filter(None, map(weights.get, seen)), strict=True))
    totals = {scope: points / 100 + TAGGER * told.get(scope, 0.0) for scope, points in zip(SCOPES, sums, strict=True)}
    return max(SCOPES, key=lambda scope: totals[scope])


def settled(scope: Scope, sentence: Sentence, claim: Claim, lexicon: Lexicon) -> Scope:
    """The scope where words settle it, else as given.

    What is recalled is background ("last week, a similar explosion …", "two weeks earlier …"), but not what is told in the
    perfect of people taken long ago ("kidnapped in 2011 have been freed"); "the number killed this month to six" is a total, and
    no total is over hours: that is the event itself, still under way. Source: claims_method §3.
    """
    effect = claim.effect_span or claim.span
    if is_recalled(sentence, claim.span, lexicon) or _ANOTHER.match(sentence.lower) or _is_earlier(sentence, effect):
        return Scope.BACKGROUND
    if _is_to_date(claim, sentence):
        return Scope.CUMULATIVE
    if scope is Scope.INCIDENT and _is_of_last_month(claim, sentence):
        return Scope.BACKGROUND
    if scope is not Scope.INCIDENT and _now_freed(lexicon).search(sentence.lower, 0, max(effect.start - sentence.start, 0)):
        return Scope.INCIDENT
    if _is_running(sentence.lower, claim.count.span or claim.span, sentence.start):
        return Scope.CUMULATIVE
    return Scope.INCIDENT if scope is Scope.CUMULATIVE and _hours(lexicon).search(sentence.lower) else scope


def _is_to_date(claim: Claim, sentence: Sentence) -> bool:
    words = claim.effect_span
    if words is None or (claim.count.low or 0) < 2 or words.exact.lower() in _STATES:
        return False
    before = sentence.lower[max(words.start - sentence.start - _NEAR, 0) : max(words.start - sentence.start, 0)]
    return _PERFECT.search(before) is not None and _TO_DATE.match(sentence.lower, words.end - sentence.start) is not None


def _is_earlier(sentence: Sentence, effect: Span) -> bool:
    end = max(effect.start - sentence.start, 0)
    return any(pattern.search(sentence.lower, 0, end) for pattern in (_EARLIER, _SINCE_WHEN))


def _is_of_last_month(claim: Claim, sentence: Sentence) -> bool:
    """ "Last month, seven people were killed in San Felipe", "…; 31 rebels killed last month" at the end of a headline: older."""
    if _LAST_MONTH.match(sentence.lower):
        return True
    return sentence.is_headline and _MONTH_GONE.match(sentence.lower, max(claim.span.end - sentence.start, 0)) is not None


def alike(claims: Sequence[Claim], text: str) -> list[Claim]:
    """The claims, those of one effect word with one scope, the first one's ("ten officers and a driver were killed in 2023"),
    and those that "and" joins to a total as totals too ("304 have been killed and more than 170 wounded").

    On passages not learned from, ten of the former were read apart: nine are labelled alike, and the first was right in eight;
    of 17 of the latter that were read apart 14 are totals both.
    """
    found: list[Claim] = []
    for claim in claims:
        if found and _is_one_deed(found[-1], claim, text):
            claim = replace(claim, scope=found[-1].scope)
        if found and _is_joined(found[-1], claim, text):
            found[-1], claim = replace(found[-1], scope=Scope.CUMULATIVE), replace(claim, scope=Scope.CUMULATIVE)
        found.append(claim)
    return found


def _is_one_deed(first: Claim, second: Claim, text: str) -> bool:
    one, other = first.effect_span, second.effect_span
    if one is None or one != other or first.effect is not second.effect:
        return False
    return _LISTED.fullmatch(text, *sorted((asked_of(first).end, asked_of(second).start))) is not None


def _is_joined(first: Claim, second: Claim, text: str) -> bool:
    scopes = {first.scope, second.scope}
    if scopes != {Scope.CUMULATIVE, Scope.INCIDENT} or first.effect is second.effect:
        return False
    return _AND.fullmatch(text, first.span.end, second.span.start) is not None


def _is_running(lower: str, number: Span, start: int) -> bool:
    first, last = max(number.start - start, 0), max(number.end - start, 0)
    raised = _RAISED_TO.search(lower, 0, first) and _TALLIED.match(lower, last)
    return bool(raised or _RUNNING.search(lower, 0, first) or _OVERALL.search(lower, 0, first))


@functools.cache
def _now_freed(lexicon: Lexicon) -> re.Pattern[str]:
    fates = expression(lexicon.words("certainty", "fates")).pattern
    return re.compile(rf"{fates}[^.]{{0,90}}\b(?:have|has)\s+(?:(?:now|all|both|finally|also)\s+)*(?:been\s+)?$")


@functools.cache
def _hours(lexicon: Lexicon) -> re.Pattern[str]:
    return expression(lexicon.words("certainty", "short_window"))

"""How sure the words are that harm happened, what the count covers, and what kind of harm it was.

Certainty follows FactBank's idea (certain, probable, possible; for or against) in the six words of the register. Scope keeps a
total over a war or a year, and an earlier event recalled, apart from the event that is reported: the two never add up.
Source: architecture §3 (Claim); claims_method §1 (FactBank) and §2.1.
"""

import functools
import re
from dataclasses import dataclass, replace

from onrecord.extract.gates import Sentence
from onrecord.extract.telling.matching import expression, lowered
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution
from onrecord.model.documents import Document
from onrecord.model.enums import Certainty, Context, Scope, Stance
from onrecord.model.spans import Span

_YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?!\d|[,.]\d)")
_IN_YEAR = re.compile(r"\b(?:in|during|of|since|back in|in the year|by|late|early|mid-)\s*$")
_CLAUSE_BREAK = re.compile(r";|[.!?]\s|,\s+(?:and|but|while|whereas|although)\s|\s(?:but|while|whereas|alone\s+and)\s")
# "Who tried to stop them was shot": he did not fail to be; a bid that "was foiled" is told by the cue itself.
_BEFELL = re.compile(
    r"\bto\s+\w+\s(?:[^.;:]*\s)?(?:was|were|has\s+been|have\s+been|had\s+been)\s+(?:\w+ly\s+|also\s+)?(?:\w+\s+and\s+)?$"
)
_RELATIVE = re.compile(r"\s(?:who|whom|whose|where)\s")  # a hedge before it is about the people, not about what befell them
# ", bringing the death toll since October to 40": what it tells of longer times is not told of the event before it.
_RAISED = re.compile(
    r",?\s+(?:taking|bringing|raising|pushing|lifting|driving)\s+(?:to|the|its|their)\s[^.;]{0,60}?\b(?:toll|number|total|count|tally)\b[^.;]*"
)
_OPENING = 3  # a time that opens a sentence ("In 2025, …") holds for all its clauses
_OPENING_YEAR = 12
_NEAR = 70  # characters before the words of a claim in which a hedge still bears on it
_BESIDE = 20  # the same for a participle: "tried to storm the base, killing three" failed to storm it
_KEPT = 256  # sentences and documents whose cues are remembered, because each is asked once a claim and once an event
_SCOPES = ("short_window", "cumulative", "background")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cues:
    claimed: re.Pattern[str]
    accused: re.Pattern[str]
    possible: re.Pattern[str]
    hypothetical: re.Pattern[str]
    failed: re.Pattern[str]
    denied: re.Pattern[str]
    accident: re.Pattern[str]
    disaster: re.Pattern[str]
    crime: re.Pattern[str]
    conflict: re.Pattern[str]


def judge(
    sentence: Sentence, span: Span, effect_span: Span | None, attribution: Attribution, doc: Document, lexicon: Lexicon
) -> tuple[Certainty, Scope, Context]:
    """Certainty, scope and context of the claim whose clause is `span` and whose effect words are `effect_span`."""
    return (
        _certainty(sentence, span, effect_span or span, attribution, lexicon),
        scope_of(sentence, span, doc, lexicon),
        _context(sentence, doc, lexicon),
    )


@functools.cache
def _cues(lexicon: Lexicon) -> _Cues:
    found = {name: expression(lexicon.words("certainty", name)) for name in _Cues.__slots__}
    accused = re.compile(rf"{found['accused'].pattern}\s+(?:[\w-]+ing\s+and\s+)?$")  # right before the effect
    return _Cues(**{**found, "accused": accused})


@functools.cache
def _scope_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """One pattern for all scopes, so that a sentence is scanned once; the group that matched names the scope."""
    groups = (f"(?P<{name}>{expression(lexicon.words('certainty', name)).pattern})" for name in _SCOPES)
    return re.compile("|".join(groups))


def _certainty(sentence: Sentence, span: Span, effect: Span, attribution: Attribution, lexicon: Lexicon) -> Certainty:
    cues = _cues(lexicon)
    before = _clause_before(sentence, span, effect, lexicon)
    within = before + sentence.lower[max(effect.start - sentence.start, 0) : max(effect.end, span.end) - sentence.start]
    outright = before[-_BESIDE:] if re.match(r"\w+ing\b", sentence.lower[max(effect.start - sentence.start, 0) :]) else before
    if cues.failed.search(outright) and not _BEFELL.search(before):
        return Certainty.FAILED
    if cues.denied.search(before):
        return Certainty.DENIED
    if cues.hypothetical.search(before):
        return Certainty.HYPOTHETICAL
    if cues.possible.search(within):
        return Certainty.POSSIBLE
    if cues.claimed.search(within) or cues.accused.search(before) or attribution.stance is Stance.DISTANCING:
        return Certainty.CLAIMED
    return Certainty.ASSERTED


def told_of(before: str, lexicon: Lexicon) -> Certainty:
    """How sure the lower-cased words before a deed are that it was done: failed, denied, hypothetical, else asserted."""
    cues = _cues(lexicon)
    if cues.failed.search(before):
        return Certainty.FAILED
    if cues.denied.search(before):
        return Certainty.DENIED
    return Certainty.HYPOTHETICAL if cues.hypothetical.search(before) else Certainty.ASSERTED


def _clause_before(sentence: Sentence, span: Span, effect: Span, lexicon: Lexicon) -> str:
    """The words of the clause before its effect word, in lower case, so far as a hedge in them would bear on it."""
    end = max(effect.start - sentence.start, 0)
    start = max(min(span.start, effect.start) - sentence.start - _NEAR, 0)
    words = sentence.lower[start:end]
    breaks = (_CLAUSE_BREAK, _RELATIVE, _speaking_on(lexicon))
    return words[max((m.end() for p in breaks for m in p.finditer(words)), default=0) :]


@functools.cache
def _speaking_on(lexicon: Lexicon) -> re.Pattern[str]:
    """Where a speaker goes on to say another thing: "denied responsibility and accused …", "rejects the figure and says …"."""
    verbs = "|".join(sorted(re.escape(verb) for verb in lexicon.terms("attribution", "verbs") if " " not in verb))
    return re.compile(rf"\s(?:and|then|instead)\s+(?=(?:{verbs})\b)")


def scope_of(sentence: Sentence, span: Span, doc: Document, lexicon: Lexicon) -> Scope:
    """Whether the words at `span` tell of the event reported, of a total over a period, or of an earlier event."""
    lower, marks, breaks = _marks(without_record(sentence, span, lexicon), lexicon)
    start, end = span.start - sentence.start, span.end - sentence.start
    left = max((b for _, b in breaks if b <= start), default=0)
    right = min((a for a, _ in breaks if a >= end), default=len(lower))
    if is_recalled(sentence, span, lexicon):
        return Scope.BACKGROUND
    found = {name for at, name in marks if left <= at < right or at <= _OPENING}
    if "short_window" in found:
        return Scope.INCIDENT
    if "cumulative" in found:
        return Scope.CUMULATIVE
    if "background" in found or _names_earlier_year(lower[left:right], doc) or _names_earlier_year(lower[:_OPENING_YEAR], doc):
        return Scope.BACKGROUND
    return Scope.INCIDENT


def is_recalled(sentence: Sentence, span: Span, lexicon: Lexicon) -> bool:
    """Whether the words stand in what time is counted from: "two years after the shooting in which 19 children died"."""
    if not any(word in sentence.lower for word in ("year", "month", "decade", "since", "day", "week")):
        return False
    return _recalled(lexicon).search(sentence.lower, 0, max(span.start - sentence.start, 0)) is not None


@functools.cache
def _recalled(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{expression(lexicon.words('certainty', 'recalled')).pattern})\s*$")


@functools.lru_cache(maxsize=_KEPT)
def _marks(sentence: Sentence, lexicon: Lexicon) -> tuple[str, tuple[tuple[int, str], ...], tuple[tuple[int, int], ...]]:
    """The sentence in lower case, its words on scope with their kind, and its clause breaks."""
    lower = sentence.lower
    marks = tuple((m.start(), m.lastgroup or "") for m in _scope_pattern(lexicon).finditer(lower))
    return lower, marks, tuple(m.span() for m in _CLAUSE_BREAK.finditer(lower))


def without_record(sentence: Sentence, span: Span, lexicon: Lexicon) -> Sentence:
    """The sentence, blanks where it only compares the event told of with earlier ones, or goes on to a running total; unchanged
    where `span` lies in there.

    "The deadliest attack since 2014 killed 24" is no total since 2014, and the 24 did not die then; the 85 of "killed 85,
    bringing to 2,100 the number killed since October" died now.
    """
    record, raised = _record(sentence, lexicon), _RAISED.search(sentence.lower)
    stretches = [] if record is None else [record[1:]]
    stretches += [] if raised is None else [raised.span()]
    text, at = sentence.text, span.start - sentence.start
    for start, end in stretches:
        text = text if start <= at < end else text[:start] + " " * (end - start) + text[end:]
    return sentence if text == sentence.text else replace(sentence, text=text)


def is_compared(sentence: Sentence, span: Span, lexicon: Lexicon) -> bool:
    """Whether the words are what is compared: the attack of "the deadliest attack since 2014" is the one told of."""
    record = _record(sentence, lexicon)
    return record is not None and record[0] <= span.start - sentence.start < record[1]


@functools.lru_cache(maxsize=_KEPT)
def _record(sentence: Sentence, lexicon: Lexicon) -> tuple[int, int, int] | None:
    """Where a word of comparison stands, where "since …" behind it begins, and where that ends (comma, stop); None = nowhere."""
    if "since" not in sentence.lower:
        return None
    found = _compared(lexicon).search(sentence.lower)
    return (found.start(), *found.span("since")) if found else None


@functools.cache
def _compared(lexicon: Lexicon) -> re.Pattern[str]:
    records = expression(lexicon.words("certainty", "records")).pattern
    return re.compile(rf"(?:{records})[^,;.]{{0,60}}?(?P<since>\bsince\b[^,;.]*)")


def _names_earlier_year(clause: str, doc: Document) -> bool:
    """Whether the clause says "in 2012" of a year before the report's; an undated report is taken to name earlier years only."""
    years = [int(m[0]) for m in _YEAR.finditer(clause) if _IN_YEAR.search(clause[: m.start()])]
    return bool(years) and (doc.published_at is None or max(years) < doc.published_at.year)


def _context(sentence: Sentence, doc: Document, lexicon: Lexicon) -> Context:
    """What kind of harm: the words of the sentence first, then those of the report; conflict when nothing says otherwise."""
    told = _told_context(sentence, lexicon)
    return _context_of_document(doc, lexicon) if told is None else told


@functools.lru_cache(maxsize=_KEPT)
def _told_context(sentence: Sentence, lexicon: Lexicon) -> Context | None:
    """What the sentence alone says; None when it says nothing."""
    if _cues(lexicon).conflict.search(sentence.lower):
        return Context.CONFLICT
    kind, weight = _weightiest(sentence.lower, lexicon)
    return kind if weight else None


@functools.lru_cache(maxsize=1)
def _context_of_document(doc: Document, lexicon: Lexicon) -> Context:
    lower = lowered(doc.text)
    kind, weight = _weightiest(lower, lexicon)
    return kind if weight and weight > len(_cues(lexicon).conflict.findall(lower)) else Context.CONFLICT


@functools.cache
def _other_kinds(lexicon: Lexicon) -> re.Pattern[str]:
    """Any word for a kind other than conflict: most texts have none, and are read once instead of once a kind."""
    cues = _cues(lexicon)
    return re.compile("|".join(pattern.pattern for pattern in (cues.crime, cues.accident, cues.disaster)))


def _weightiest(lower: str, lexicon: Lexicon) -> tuple[Context, int]:
    """Of the kinds other than conflict the one that most words speak of, and how many do."""
    cues = _cues(lexicon)
    if not _other_kinds(lexicon).search(lower):
        return Context.CRIME, 0
    kinds = ((Context.CRIME, cues.crime), (Context.ACCIDENT, cues.accident), (Context.DISASTER, cues.disaster))
    return max(((context, len(pattern.findall(lower))) for context, pattern in kinds), key=lambda pair: pair[1])

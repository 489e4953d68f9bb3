"""How sure the words are that harm happened, what the count covers, and what kind of harm it was.

Certainty follows FactBank's idea (certain, probable, possible; for or against) in the six words of the register. Scope keeps a
total over a war or a year, and an earlier event recalled, apart from the event that is reported: the two never add up.
Source: architecture §3 (Claim); claims_method §1 (FactBank) and §2.1.
"""

import functools
import re
from dataclasses import dataclass

from onrecord.extract.gates import Sentence
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution
from onrecord.model.documents import Document
from onrecord.model.enums import Certainty, Context, Scope, Stance
from onrecord.model.spans import Span

_YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?![\d,]|\.\d)")
_IN_YEAR = re.compile(r"\b(?:in|during|of|since|back in|by|late|early|mid-)\s*$", re.IGNORECASE)
_CLAUSE_BREAK = re.compile(r";|[.!?]\s|,\s+(?:and|but|while|whereas|although)\s|\s(?:but|while|whereas)\s", re.IGNORECASE)
_NEAR = 70  # characters before the words of a claim in which a hedge still bears on it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cues:
    claimed: re.Pattern[str]
    possible: re.Pattern[str]
    hypothetical: re.Pattern[str]
    failed: re.Pattern[str]
    denied: re.Pattern[str]
    short_window: re.Pattern[str]
    cumulative: re.Pattern[str]
    background: re.Pattern[str]
    accident: re.Pattern[str]
    disaster: re.Pattern[str]
    crime: re.Pattern[str]
    conflict: re.Pattern[str]


def judge(
    sentence: Sentence, span: Span, effect_span: Span | None, attribution: Attribution, doc: Document, lexicon: Lexicon
) -> tuple[Certainty, Scope, Context]:
    """Certainty, scope and context of the claim whose clause is `span` and whose effect words are `effect_span`."""
    cues = _cues(lexicon)
    return (
        _certainty(sentence, span, effect_span or span, attribution, cues),
        scope_of(sentence, span, doc, lexicon),
        _context(sentence, doc, cues),
    )


@functools.cache
def _cues(lexicon: Lexicon) -> _Cues:
    def built(section: str) -> re.Pattern[str]:
        listed = sorted(lexicon.words("certainty", section), key=lambda word: (-len(word), word))
        return re.compile("|".join(rf"\b(?:{word})\b".replace(" ", r"\s+") for word in listed), re.IGNORECASE)

    return _Cues(**{name: built(name) for name in _Cues.__slots__})


def _certainty(sentence: Sentence, span: Span, effect: Span, attribution: Attribution, cues: _Cues) -> Certainty:
    before = _clause_before(sentence, span, effect)
    within = before + sentence.text[max(effect.start - sentence.start, 0) : max(effect.end, span.end) - sentence.start]
    if cues.failed.search(before):
        return Certainty.FAILED
    if cues.denied.search(before):
        return Certainty.DENIED
    if cues.hypothetical.search(before):
        return Certainty.HYPOTHETICAL
    if cues.possible.search(within):
        return Certainty.POSSIBLE
    if cues.claimed.search(within) or attribution.stance is Stance.DISTANCING:
        return Certainty.CLAIMED
    return Certainty.ASSERTED


def _clause_before(sentence: Sentence, span: Span, effect: Span) -> str:
    """The words of the clause before its effect word, so far as a hedge in them would bear on it."""
    end = max(effect.start - sentence.start, 0)
    start = max(min(span.start, effect.start) - sentence.start - _NEAR, 0)
    words = sentence.text[start:end]
    breaks = [m.end() for m in _CLAUSE_BREAK.finditer(words)]
    return words[breaks[-1] :] if breaks else words


def scope_of(sentence: Sentence, span: Span, doc: Document, lexicon: Lexicon) -> Scope:
    """Whether the words at `span` tell of the event reported, of a total over a period, or of an earlier event."""
    cues = _cues(lexicon)
    at = span.start - sentence.start, span.end - sentence.start
    clause = _around(sentence.text, *at)
    if cues.short_window.search(clause):
        return Scope.INCIDENT
    if cues.cumulative.search(clause):
        return Scope.CUMULATIVE
    if cues.background.search(clause) or _names_earlier_year(clause, doc):
        return Scope.BACKGROUND
    return Scope.INCIDENT


def _around(text: str, start: int, end: int) -> str:
    """The part of the sentence between the clause breaks around a stretch."""
    breaks = [m.span() for m in _CLAUSE_BREAK.finditer(text)]
    left = max((b for _, b in breaks if b <= start), default=0)
    right = min((a for a, _ in breaks if a >= end), default=len(text))
    return text[left:right]


def _names_earlier_year(clause: str, doc: Document) -> bool:
    if doc.published_at is None:
        return False
    years = [int(m[0]) for m in _YEAR.finditer(clause) if _IN_YEAR.search(clause[: m.start()])]
    return bool(years) and max(years) < doc.published_at.year


def _context(sentence: Sentence, doc: Document, cues: _Cues) -> Context:
    """What kind of harm: the words of the sentence first, then those of the report; conflict when nothing says otherwise."""
    for text in (sentence.text, doc.text):
        fight = len(cues.conflict.findall(text))
        if fight and text is sentence.text:
            return Context.CONFLICT
        weights = {
            Context.CRIME: len(cues.crime.findall(text)),
            Context.ACCIDENT: len(cues.accident.findall(text)),
            Context.DISASTER: len(cues.disaster.findall(text)),
        }
        best = max(weights, key=lambda context: weights[context])
        if weights[best] > fight:
            return best
    return Context.CONFLICT

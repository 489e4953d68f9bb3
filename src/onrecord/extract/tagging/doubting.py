"""What speaks against a claim that only the tagger reads, or against the people it takes for a claim's victims.

The network is as sure of a wrong claim as of a right one, so words that say something else make its claim wait for a person.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.extract.gates import Sentence
from onrecord.extract.speech.wording import wording
from onrecord.extract.victims import categorise
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect
from onrecord.model.spans import Span, cut

# Effects that one word may tell of as well as another: "captured", "12 casualties".
_KIN = (
    frozenset({Effect.ABDUCTED, Effect.ARRESTED}),
    frozenset({Effect.KILLED, Effect.CASUALTIES}),
    frozenset({Effect.INJURED, Effect.CASUALTIES}),
)
# Who shoots himself is hit, whether he lives or not: the outcome is told in other words, if at all.
TO_SELF = re.compile(r"(?:accidentally\s+)?(\w+)\s+(?:him|her|my|them)?sel(?:f|ves)\b")
_POOL = re.compile(r"\b(?:of|among|amongst)\s+(?:(?:the|these|those|all|some|about|a total of)\s+)*$")
_ABOARD = re.compile(r"\s*(?:[\w-]+\s+){0,3}(?:aboard|on board)\b")
_APART = re.compile(r"[;.!?]\s|,\s")
_DEATH_SENTENCE = re.compile(r"(?:[\w-]+\s+){0,3}\bsentenc\w+\s+(?:[\w-]+\s+){0,8}?to\s+death\b")
_SUCCUMBED = re.compile(r"\b(?P<verb>succumb(?:s|ed|ing)?)\s+to\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_SAID_TO_BE = re.compile(
    r"\s*(?:of|among|amongst)\s+(?:the|those)\s+(?:[\w-]+\s+)?(?:dead|deceased|killed|slain|victims|casualties|wounded|injured|hurt)\s+"
    r"(?:were|are|had\s+been)\s+(?P<people>(?:[\w-]+\s+){0,2}?[a-z-]+)(?=[,.;]|\s+(?:and|who|from|when|while|as|in|the)\b|\s*$)"
)
_PERIOD = r"(?:hour|day|night|week|month|year)"
_EACH = re.compile(
    rf"\s*(?:[\w-]+\s+){{0,3}}?(?:(?:a|an|per|each|every)\s+{_PERIOD}\b(?!\s+(?:ago|earlier|later|before|after|old|on)\b)|(?:daily|weekly|monthly)\b)"
)
_AVERAGE = re.compile(rf"\b(?:(?:average|rate)\s+of|on\s+average,?|(?:each|every)\s+{_PERIOD},?)\s+(?:[\w-]+\s+){{0,2}}$")


def says_another(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether the effect's own words tell of another effect only: "shot" of no dead, "still held" of nobody set free."""
    if claim.effect_span is None:
        return False
    words = claim.effect_span.exact.lower()
    if claim.effect is Effect.FREED and words in lexicon.words("effects", "hold_verbs"):
        return True
    if claim.effect is Effect.KILLED and words in lexicon.words("effects", "living"):
        return True
    to_self = TO_SELF.match(words)
    told = _effects(lexicon).get(to_self[1] if to_self else words, frozenset())
    return bool(told) and claim.effect not in told and not any(claim.effect in kin and told & kin for kin in _KIN)


def spelled_out(claim: Claim, doc: Document, lexicon: Lexicon) -> Claim:
    """The claim with the effect that its words say outright: injured where casualties not split are read and people were hurt
    ("injuries"), killed where the wounded die ("succumbs to injuries")."""
    words = claim.effect_span.exact.lower() if claim.effect_span else ""
    died = (
        _SUCCUMBED.search(doc.text, 0, claim.effect_span.start) if claim.effect_span and claim.effect is Effect.INJURED else None
    )
    if died:
        return replace(claim, effect=Effect.KILLED, effect_span=cut(doc.text, *died.span("verb")))
    hurt = claim.effect is Effect.CASUALTIES and words.startswith(("injur", "wound"))
    return (
        replace(claim, effect=Effect.INJURED) if hurt and _effects(lexicon).get(words) == frozenset({Effect.INJURED}) else claim
    )


@functools.cache
def _effects(lexicon: Lexicon) -> Mapping[str, frozenset[Effect]]:
    """The words and phrases that tell what befell people, each with every effect that it may tell of."""
    found: dict[str, set[Effect]] = {}
    for frame in ("patient", "experiencer", "state", "event"):
        for words, effect in lexicon.terms("effects", frame).items():
            found.setdefault(words, set()).add(Effect(effect))
    return {words: frozenset(effects) for words, effects in found.items()}


def is_beyond(claim: Claim, home: Sentence | None) -> bool:
    """Whether the effect befalls others than those counted, or nobody yet.

    The number is only what they are out of ("of the 45 on board, 30 died", "57 had been aboard"), or the effect stands behind a
    semicolon ("lost both legs; her brother was killed"), or they are sentenced to death.
    """
    number, effect = claim.count.span or claim.victims.span, claim.effect_span
    if home is None or number is None or effect is None:
        return False
    at = number.start - home.start
    sentenced = any(m.start() <= at < m.end() for m in _DEATH_SENTENCE.finditer(home.lower))
    if claim.effect is Effect.KILLED and sentenced and not home.lower[: max(at, 0)].endswith("of "):
        return True
    first, last = sorted((number, effect))
    between = home.text[max(first.end - home.start, 0) : max(last.start - home.start, 0)]
    if ";" in between or _ABOARD.match(home.lower, number.end - home.start):
        return True
    is_pool = _POOL.search(home.lower[: max(number.start - home.start, 0)]) is not None
    return is_pool and number is first and _APART.search(between) is not None


def borrows(claim: Claim, home: Sentence | None, lexicon: Lexicon) -> bool:
    """Whether the victims' words stand behind what somebody says next: "acknowledged three deaths and said eight militants …"."""
    number, people = claim.count.span, claim.victims.span
    if home is None or number is None or people is None or people.start <= number.end:
        return False
    between = home.lower[number.end - home.start : people.start - home.start].split()
    return any(word in wording(lexicon).verbs for word in between)


def rates(claims: Iterable[Claim], sentences: Sequence[Sentence]) -> set[str]:
    """The ids of claims whose number counts people a day or on average ("37 people a day", "an average of 37"): no tolls."""
    return {c.claim_id for c in claims if c.count.span is not None and _is_rate(c.count.span, sentences)}


def _is_rate(number: Span, sentences: Sequence[Sentence]) -> bool:
    home = next((s for s in sentences if s.start <= number.start < s.end), None)
    if home is None:
        return False
    before, words = home.lower[: number.start - home.start], number.exact.lower()
    return bool(_EACH.match(home.lower, number.end - home.start) or _AVERAGE.search(before) or "average" in words)


def said_to_be(claim: Claim, home: Sentence | None, lexicon: Lexicon) -> Category | None:
    """What the counted ones are said to have been ("14 of the dead were herders"), whatever the whole was; None = not said."""
    number = claim.count.span
    found = _SAID_TO_BE.match(home.lower, number.end - home.start) if home is not None and number is not None else None
    if found is None:
        return None
    *before, noun = found["people"].split()
    told = categorise(noun, " ".join(before), "", lexicon)
    return None if told is Category.UNKNOWN else told

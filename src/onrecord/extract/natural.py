"""Deaths of age and of illness, which nobody inflicted: they are told all day long and are no claim of harm. Nor is the death of
one person in a text that has no word for anything that people or accidents do, nor what befalls people in films and novels,
what befalls animals, what was feigned, what is only bargained for, and what was long ago; nor, in a report on other things, being
caught by a camera, a rescue where nobody is held, the number of arrests for a death, and who has killed instead of who died.

Source: the labels of the annotation training set, which mark no such death, not even as part of a statistic of a disease.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.extract.gates import Sentence
from onrecord.extract.telling.matching import expression
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.enums import Effect

# The score (0..1) that a natural death keeps: it counts for nothing unless a person says otherwise. Such words mark a claim that
# the labels hold in 1 of some 40 sentences of the training set.
WAITS = 0.05
_SUFFERED = (Effect.KILLED, Effect.INJURED, Effect.CASUALTIES)
_WORDS = re.compile(r"[a-z]+")
# "captured on video": nobody is held. "four murder arrests after a boy dies": four are not dead. "Smith's killings": he did them.
_FILMED = re.compile(
    r"\s+(?:on|in|by)\s+(?:[\w-]+\s+){0,3}?(?:camera|cctv|dashcam|film|footage|photos?|pictures?|tape|video)s?\b"
)
_ARRESTS = re.compile(r"\s+(?:[\w-]+\s+){0,2}arrests?\b")
_HIS_DEEDS = re.compile(r"['’]s?\s+(?:killings|murders|slayings)\b")
_PAROLE = re.compile(r"\bparoled?\b|\bshould be (?:freed|released)\b")
_DEATH = re.compile(r"(?:deaths?|died?|dies|dying|(?:is |was )?dead)(?: of)?")


def without_natural_deaths(claims: Iterable[Claim], sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Claim, ...]:
    """The claims of a report on other things; those that are no news of harm have a score under which they wait for a person."""
    told = any(_expression(lexicon, "inflicted").search(s.lower) for s in sentences)
    held = any(not lexicon.words("effects", "custody").isdisjoint(_WORDS.findall(s.lower)) for s in sentences)

    def waits(claim: Claim) -> bool:
        home = next((s for s in sentences if s.start <= claim.span.start < s.end), None)
        if home is None:
            return not told and _is_a_death(claim)
        if _is_natural(claim, home, lexicon) or _is_no_news(claim, home, lexicon) or _is_misread(claim, home):
            return True
        return (not told and _is_a_death(claim)) or (not held and _is_a_rescue(claim))

    return tuple(replace(c, score=min(c.score or 1.0, WAITS)) if waits(c) else c for c in claims)


def _is_a_death(claim: Claim) -> bool:
    """Whether it tells of one person's death and of nothing that was done to them: "after the death of his partner"."""
    words = claim.effect_span.exact.lower() if claim.effect_span else ""
    return claim.effect is Effect.KILLED and claim.count.high == 1 and bool(_DEATH.fullmatch(words))


def _is_a_rescue(claim: Claim) -> bool:
    """Whether the words tell that somebody was saved, from what they do not say: a fire, a flood, captors."""
    return claim.effect is Effect.FREED and claim.effect_span is not None and claim.effect_span.exact.lower().startswith("rescu")


def _is_natural(claim: Claim, home: Sentence, lexicon: Lexicon) -> bool:
    """Whether the sentence tells of age or illness, or of a story made up, and of nothing that people or accidents do."""
    if claim.effect not in _SUFFERED:
        return False
    if _expression(lexicon, "fiction").search(home.lower):
        return True
    if not _expression(lexicon, "illness").search(home.lower):
        return False
    if claim.effect_span and _expression(lexicon, "illness").search(claim.effect_span.exact.lower()):
        return True  # "the ex-soldier loses eight stone"
    return not _expression(lexicon, "inflicted").search(home.lower)


def _is_no_news(claim: Claim, home: Sentence, lexicon: Lexicon) -> bool:
    """Whether it befell animals, was feigned or survived, is only bargained for, or was long ago."""
    if any(_expression(lexicon, section).search(home.lower) for section in ("feigned", "long_ago")):
        return True
    if claim.effect is Effect.KILLED and claim.effect_span and claim.effect_span.exact.lower().startswith("surviv"):
        return True
    if claim.effect is Effect.FREED and (_expression(lexicon, "bargained").search(home.lower) or _PAROLE.search(home.lower)):
        return True
    whom, lower = claim.victims.span or claim.span, home.lower
    words = _WORDS.findall(lower[max(0, whom.start - home.start) : max(0, whom.end - home.start)])
    if claim.victims.span is None:  # "killed three": whom it befell may stand behind
        words += _WORDS.findall(lower[max(0, whom.end - home.start) :])[:2]
    people = lexicon.terms("victims", "category").keys() - lexicon.numbers.units.keys()
    return not lexicon.words("effects", "animals").isdisjoint(words) and people.isdisjoint(words)


def _is_misread(claim: Claim, home: Sentence) -> bool:
    """Whether the words tell of something else: of being filmed, of arrests, of what the one who is named has done."""
    number, effect, whom = claim.count.span, claim.effect_span, claim.victims.span
    if claim.effect is Effect.ARRESTED:
        return effect is not None and bool(_FILMED.match(home.lower, effect.end - home.start))
    if number is not None and _ARRESTS.match(home.lower, number.end - home.start):
        return True
    return whom is not None and claim.count.high == 1 and bool(_HIS_DEEDS.match(home.lower, whom.end - home.start))


@functools.cache
def _expression(lexicon: Lexicon, section: str) -> re.Pattern[str]:
    return expression(lexicon.words("effects", section))

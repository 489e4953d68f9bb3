"""Deaths of age and of illness, which nobody inflicted: they are told all day long and are no claim of harm. Nor is the death of
one person in a text that has no word for anything that people or accidents do, nor what befalls people in films and novels.

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
_DEATH = re.compile(r"(?:deaths?|died?|dies|dying|(?:is |was )?dead)(?: of)?")


def without_natural_deaths(claims: Iterable[Claim], sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Claim, ...]:
    """The claims, deaths of age and of illness with a score under which they wait for a person; the others as they came."""
    told = any(_expression(lexicon, "inflicted").search(s.lower) for s in sentences)

    def waits(claim: Claim) -> bool:
        return _is_natural(claim, sentences, lexicon) or (not told and _is_a_death(claim))

    return tuple(replace(c, score=min(c.score or 1.0, WAITS)) if waits(c) else c for c in claims)


def _is_a_death(claim: Claim) -> bool:
    """Whether it tells of one person's death and of nothing that was done to them: "after the death of his partner"."""
    words = claim.effect_span.exact.lower() if claim.effect_span else ""
    return claim.effect is Effect.KILLED and claim.count.high == 1 and bool(_DEATH.fullmatch(words))


def _is_natural(claim: Claim, sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    """Whether the sentence tells of age or illness, or of a story made up, and of nothing that people or accidents do."""
    if claim.effect not in _SUFFERED:
        return False
    home = next((s for s in sentences if s.start <= claim.span.start < s.end), None)
    if home is None:
        return False
    if _expression(lexicon, "fiction").search(home.lower):
        return True
    if not _expression(lexicon, "illness").search(home.lower):
        return False
    return not _expression(lexicon, "inflicted").search(home.lower)


@functools.cache
def _expression(lexicon: Lexicon, section: str) -> re.Pattern[str]:
    return expression(lexicon.words("effects", section))

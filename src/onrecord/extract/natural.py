"""Deaths of age and of illness, which nobody inflicted: they are told all day long and are no claim of harm.

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


def without_natural_deaths(claims: Iterable[Claim], sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Claim, ...]:
    """The claims, deaths of age and of illness with a score under which they wait for a person; the others as they came."""
    return tuple(replace(c, score=min(c.score or 1.0, WAITS)) if _is_natural(c, sentences, lexicon) else c for c in claims)


def _is_natural(claim: Claim, sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    """Whether the sentence tells of age or illness and of nothing that people or accidents do."""
    if claim.effect is not Effect.KILLED:
        return False
    home = next((s for s in sentences if s.start <= claim.span.start < s.end), None)
    if home is None or not _expression(lexicon, "illness").search(home.lower):
        return False
    return not _expression(lexicon, "inflicted").search(home.lower)


@functools.cache
def _expression(lexicon: Lexicon, section: str) -> re.Pattern[str]:
    return expression(lexicon.words("effects", section))

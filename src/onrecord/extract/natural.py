"""Deaths of age and of illness, which nobody inflicted: they are told all day long and are no claim of harm. Nor is the death of
one person in a text that has no word for anything that people or accidents do, nor what befalls people in films and novels,
what befalls animals, what was feigned, what is only bargained for, and what was long ago; nor, in a report on other things, being
caught by a camera, a rescue where nobody is held, the number of arrests for a death, and who has killed instead of who died; what
is only feared, planned or ordered; who "kills" or "dies" in general; a player out injured; and counted animals.

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
from onrecord.model.enums import Certainty, Effect

# The score (0..1) that a natural death keeps: it counts for nothing unless a person says otherwise. Such words mark a claim that
# the labels hold in 1 of some 40 sentences of the training set.
WAITS = 0.05
_RESCUED = re.compile(r"\b(?:pulled\s+(?:alive|from|out|to)|rescu\w+|sav(?:e|ed|ing))\b")
_NOT_SO = frozenset({Certainty.FAILED, Certainty.HYPOTHETICAL})
_SUFFERED = (Effect.KILLED, Effect.INJURED, Effect.CASUALTIES)
_WORDS = re.compile(r"[a-z]+")
# What is told of people in general: "cyclists who kill pedestrians", "guns that can kill dozens", "half of those to die".
_BARE = re.compile(r"(?:kill|die|murder|injure|hurt|wound|shoot|stab)")
_IN_GENERAL = re.compile(r"\b(?:who|that|which|can|could|may|might|will|would|those\s+to)\s+(?:\w+ly\s+)?$")
# Words before what has not happened; that the readers say so is not enough, for they say it of what stands beside a plan as well.
_NOT_YET = re.compile(
    r"\b(?:could|may|might|must|should|will|would|if|plot\w*|plan\w*|conspir\w*|threat\w*|attempt\w*|try(?:ing)?|tried|set\s+to)\b"
    r"[^.;]{0,60}$|\bto\s+(?:\w+ly\s+)?$"
)
_OWN_LIFE = re.compile(r"\b(?:almost|attempt\w*|close\s+to|consider\w*|nearly|thoughts?\s+of|tried|wanted)\b[^.;]{0,60}$")
_TOLD_TO_GO = re.compile(
    r"\b(?:advised|asked|order(?:s|ed)?|told|urged|warned|orders\s+for\s+[^.;]{1,60}?|calls\s+for\s+[^.;]{1,60}?)\s+to\s+(?:\w+ly\s+)?$"
    r"|\bunder\s+(?:an?\s+)?$"
)
_FOOTAGE = re.compile(
    r"\b(?:documents?|footage|images?|photos?|pictures?|recordings?|statements?|tapes?|videos?)\s+(?:of|showing)\b[^.;]*$"
)
_NEAR = 60  # characters around "captured"
# Who is caught as news has it, not by a camera.
_CAUGHT = re.compile(
    r"\b(?:alive|army|authorities|combatants?|commanders?|deput(?:y|ies)|escap\w+|fighters?|forces|fugitives?|gunm[ae]n|inmates?|insurgents?|"
    r"leaders?|manhunt|militants?|officers|police|prisoners?|rebels|robbers?|runaway|soldiers?|suspects?|"
    r"terrorists?|troops|wanted)\b"
)
_SEEN = re.compile(r"\b(?:cameras?|paintings?|photograph\w*|portraits?|snapp\w+)\b")
_HURT_BY = re.compile(
    r"\b(?:accident|assault\w*|attack\w*|crash\w*|explo\w+|fall|fell|fight\w*|fire|gun\w*|shoot\w*|shot|stab\w*)\b"
)
_MAULED = re.compile(r"\b(?:attack\w*|bit(?:e|es|ten)?|charg\w+|gor(?:ed|ing)|kick\w*|maul\w*|sting|stung|trampl\w+)\b")
# "captured on video": nobody is held. "four murder arrests after a boy dies": four are not dead. "Smith's killings": he did them.
_FILMED = re.compile(
    r"\s+(?:on|in|by)\s+(?:[\w-]+\s+){0,3}?(?:camera|cctv|dashcam|film|footage|image|photo(?:graph)?|picture|portrait|tape|video)s?\b"
)
_ARRESTS = re.compile(r"\s+(?:[\w-]+\s+){0,2}arrests?\b")
_HIS_DEEDS = re.compile(r"['’]s?\s+(?:killings|murders|slayings)\b")
_PAROLE = re.compile(r"\bparoled?\b|\bshould be (?:freed|released)\b")
_DEATH = re.compile(r"(?:deaths?|died?|dies|dying|(?:is |was )?dead)(?: of)?")


def without_natural_deaths(
    claims: Iterable[Claim], sentences: Sequence[Sentence], lexicon: Lexicon, *, relevant: bool = False
) -> tuple[Claim, ...]:
    """The claims of a report on other things; those that are no news of harm have a score under which they wait for a person.

    `relevant` = of one that is likely, not surely, on conflict: what was long ago is told there as well and counts.
    """
    sections = ("feigned",) if relevant else ("feigned", "long_ago")
    told = any(_expression(lexicon, "inflicted").search(s.lower) for s in sentences)
    held = any(not lexicon.words("effects", "captivity").isdisjoint(_WORDS.findall(s.lower)) for s in sentences)

    def waits(claim: Claim) -> bool:
        home = next((s for s in sentences if s.start <= claim.span.start < s.end), None)
        if home is None:
            return not told and _is_a_death(claim)
        if _is_not_done(claim, home) or _is_in_general(claim, home) or _is_seen(claim, home, sentences):
            return True
        if _is_natural(claim, home, lexicon) or _is_no_news(claim, home, sections, lexicon) or _is_misread(claim, home):
            return True
        return (not told and _is_a_death(claim)) or (not held and _is_a_rescue(claim))

    return tuple(replace(c, score=min(c.score or 1.0, WAITS)) if waits(c) else c for c in claims)


def _is_a_death(claim: Claim) -> bool:
    """Whether it tells of one person's death and of nothing that was done to them: "after the death of his partner"."""
    words = claim.effect_span.exact.lower() if claim.effect_span else ""
    return claim.effect is Effect.KILLED and claim.count.high == 1 and bool(_DEATH.fullmatch(words))


def _is_a_rescue(claim: Claim) -> bool:
    """Whether the words tell that somebody was saved, from what they do not say: a fire, a flood, captors."""
    words = (claim.effect_span or claim.span).exact.lower()
    return claim.effect is Effect.FREED and _RESCUED.search(words) is not None


def _is_not_done(claim: Claim, home: Sentence) -> bool:
    """Whether readers and words tell that it was tried, planned or feared only."""
    if claim.certainty not in _NOT_SO:
        return False
    at = (claim.effect_span or claim.span).start - home.start
    return _NOT_YET.search(home.lower[: max(at, 0)]) is not None and not home.lower.startswith("death", max(at, 0))


def _is_in_general(claim: Claim, home: Sentence) -> bool:
    """Whether it is told of people in general, nearly done, or only ordered: "who kill", "told to evacuate"."""
    effect = claim.effect_span
    if effect is None:
        return False
    words, before = effect.exact.lower(), home.lower[: max(effect.start - home.start, 0)]
    if claim.effect is Effect.DISPLACED:
        return _TOLD_TO_GO.search(before) is not None or words == "evacuation orders"
    if claim.effect not in _SUFFERED:
        return claim.effect is Effect.FREED and words == "released" and _FOOTAGE.search(before) is not None
    if words == "lives" and effect.exact[0].isupper() and not home.text.isupper():
        return True  # the title of a film
    if _BARE.fullmatch(words) and _IN_GENERAL.search(before):
        return True
    return "own li" in home.lower[max(effect.start - home.start - 5, 0) : effect.end - home.start] and bool(
        _OWN_LIFE.search(before)
    )


def _is_seen(claim: Claim, home: Sentence, sentences: Sequence[Sentence]) -> bool:
    """Whether "captured" is what a camera or a painter does: nobody is caught in the sentence, pictures are spoken of."""
    if claim.effect is not Effect.ARRESTED or claim.effect_span is None:
        return False
    people = claim.victims.span
    if not claim.effect_span.exact.lower().startswith("captur") or people is None or people.start < claim.effect_span.end:
        return False  # who "was captured" is mostly held
    start, end = max(claim.effect_span.start - home.start, 0), claim.effect_span.end - home.start
    caught = _CAUGHT.search(home.lower, max(start - _NEAR, 0), end + _NEAR)
    return caught is None and any(_SEEN.search(s.lower) for s in sentences)


def _is_natural(claim: Claim, home: Sentence, lexicon: Lexicon) -> bool:
    """Whether the sentence tells of age or illness, or of a story made up, and of nothing that people or accidents do."""
    if claim.effect not in _SUFFERED:
        return False
    if _expression(lexicon, "fiction").search(home.lower):
        return True
    if claim.effect is Effect.INJURED and _expression(lexicon, "sport").search(home.lower) and not _HURT_BY.search(home.lower):
        return True
    ill = _expression(lexicon, "illness").search(home.lower)
    if ill is None or (ill[0].startswith("dead at") and claim.count.high != 1):  # "put the number of dead at 14" is no age
        return False
    if claim.effect_span and _expression(lexicon, "illness").search(claim.effect_span.exact.lower()):
        return True  # "the ex-soldier loses eight stone"
    return not _expression(lexicon, "inflicted").search(home.lower)


def _is_no_news(claim: Claim, home: Sentence, sections: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether it befell animals, was feigned or survived, is only bargained for, or was long ago; `sections` list the words."""
    if any(_expression(lexicon, section).search(home.lower) for section in sections):
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
    if not lexicon.words("effects", "animals").isdisjoint(words) and people.isdisjoint(words):
        return True
    return _is_of_animals(claim, home, lexicon)


def _is_of_animals(claim: Claim, home: Sentence, lexicon: Lexicon) -> bool:
    """Whether nobody is named in a sentence on animals that attack nobody: "saved a few whales, but 31 died"."""
    if claim.victims.span is not None and claim.victims.span.exact.lower() not in ("others", "more"):
        return False
    told = home.lower[: max(claim.span.end - home.start, 0)]
    return not lexicon.words("effects", "animals").isdisjoint(_WORDS.findall(told)) and not _MAULED.search(home.lower)


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

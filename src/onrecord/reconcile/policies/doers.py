"""Who did it and died of it, beside those whom he killed: a record of a shooting counts him with them.

"Killed two people before turning the gun on himself" is three dead; "three people are dead, including the gunman" is three too.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from onrecord.model.claims import Claim
from onrecord.model.enums import Context, Effect

BY_OWN_HAND = "by_own_hand"
_AFTER = 300  # characters behind a shot at oneself in which it is told that he lived
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_NO_NAMES = frozenset(("The", "A", "An", "Police", "Officers", "Officer", "Deputies", "He", "She", "They"))
_ONE_SENTENCE = 250  # characters
_LAST_WORDS = 6  # of "before taking his own" and "and then turned the gun on himself"
_FURTHER = re.compile(r"\s(?:at|from|in|of|outside|was|were|who|with)\s")
_COMMA = re.compile(r"[,;]\s+(?:(?:and|then|while)\s+)?(?:(?:an?|the|his|her|their)\s+)?(?:[\w-]+\s+){0,2}")
_SENTENCE_END = re.compile(r"[.!?][\"”’']?(?:\s|[A-Z])|\n")
Words = Mapping[str, Collection[str]]


def doers_dead(claims: Sequence[Claim], text: str, words: Words) -> list[Claim]:
    """The claims of one report that tell the death of who did it; `text` is the report's.

    He is called by one of "doers", or by the name of who is said to have harmed others, or dies by his own hand. Whoever only
    turns a gun on himself counts as dead where others died and nothing of "survived" stands behind it (of 22 on the training
    half 19 died). `words` are word lists of the language by their names.
    """
    names = [found for c in claims if (found := _names(_by(c)))]
    doers = [c for c in claims if _is_doers(c, text, names, words)]
    return doers if any(c.effect is Effect.KILLED for c in claims) else []


def is_act(claim: Claim, doers: Sequence[Claim], text: str, words: Words) -> bool:
    """Whether the words tell what a person did to others, so that their number does not hold him: "he killed two people".

    A shooting that kills two may hold him; forces that kill two are others; "killing two before taking his own life" does not.
    """
    if any(_is_said_before(claim, d, text, words["and_then"]) for d in doers if d.effect_detail == BY_OWN_HAND):
        return True
    return bool(_names(_by(claim))) or bool(set(_words(_by(claim))[-1:]).intersection(words["people"]))


def _is_said_before(claim: Claim, doer: Claim, text: str, and_then: Collection[str]) -> bool:
    """ "Left seven dead before killing himself", "two dead, father commits suicide": one sentence tells first of the others."""
    at, end = claim.span.start, doer.span.end
    if not (at < end <= at + _ONE_SENTENCE and claim.span.end <= end):
        return False
    effect = doer.effect_span or doer.span
    him = doer.victims.span
    if him is not None and _COMMA.fullmatch(text, claim.span.end, max(him.start, claim.span.end)):
        return True  # "two boys killed, father commits suicide"
    last = _words(text[min(claim.span.end, effect.start) : effect.end])[: -len(_words(effect.exact)) or None]
    linked = set(last[-_LAST_WORDS:] + _words(effect.exact)[1:]).intersection(and_then)
    return bool(linked) and not _SENTENCE_END.search(text[min(at, doer.span.start) : end - 1])


def _is_doers(claim: Claim, text: str, names: Sequence[set[str]], words: Words) -> bool:
    if claim.effect_detail == BY_OWN_HAND and claim.effect is not Effect.INJURED:
        behind = text[claim.span.start : claim.span.end + _AFTER]
        lives = claim.context is Context.ACCIDENT or bool(set(_words(behind)).intersection(words["survived"]))
        return claim.effect is Effect.KILLED or not lives
    who = claim.victims.span.exact if claim.victims.span else ""
    last = set(_words(who)[-1:])
    if claim.effect is not Effect.KILLED:
        return False
    if last.intersection(words["doers"]):  # "two suspects killed …" may be what they did
        between = text[claim.span.start : claim.effect_span.start] if claim.effect_span else ""
        return claim.count.low == 1 or "were" in _words(between)
    return claim.count.low == 1 and (bool(last.intersection(words["himself"])) or _is_named(_names(who), names))


def _is_named(who: set[str], names: Sequence[set[str]]) -> bool:
    """Whether the names are those of one who did harm; brothers share one of several."""
    return bool(who) and any(who <= one or (len(one) > 1 and one <= who) for one in names)


def _by(claim: Claim) -> str:
    """Who is said to have done it, without where they are from; nothing where nobody is."""
    words = claim.perpetrator.span.exact if claim.perpetrator and claim.perpetrator.span else ""
    return _FURTHER.split(words, maxsplit=1)[0]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z-]+", text.casefold())


def _names(words: str) -> set[str]:
    return set(_NAME.findall(words)) - _NO_NAMES

"""Who did it and died of it, beside those whom he killed: a record of a shooting counts him with them.

"Killed two people before turning the gun on himself" is three dead; "three people are dead, including the gunman" is three too.
"""

import re
from collections.abc import Collection, Sequence

from onrecord.model.enums import Context, Effect
from onrecord.reconcile.statements import Statement

BY_OWN_HAND = "by_own_hand"
_AFTER = 300  # characters behind a shot at oneself in which it is told that he lived
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_NO_NAMES = frozenset(("The", "A", "An", "Police", "Officers", "Officer", "Deputies", "He", "She", "They"))
_ONE_SENTENCE = 250  # characters
_SENTENCE_END = re.compile(r"[.!?][\"”’']?(?:\s|[A-Z])|\n")


def doers_dead(said: Sequence[Statement], words: Collection[str], living: Collection[str]) -> list[Statement]:
    """The statements of those told that tell the death of who did it.

    He is called by one of `words`, or by the name of who is said to have harmed others, or dies by his own hand. Whoever only
    turns a gun on himself counts as dead where others died and none of `living` stands behind it (of 22 on the training half
    19 died).
    """
    names = {
        name for s in said if s.claim.perpetrator and s.claim.perpetrator.span for name in _names(s.claim.perpetrator.span.exact)
    }
    return [s for s in said if _is_doers(s, names, words, living)]


def is_act(s: Statement, doers: Sequence[Statement], people: Collection[str]) -> bool:
    """Whether the words tell what a person did to others, so that their number does not hold him: "he killed two people".

    A shooting that kills two may hold him; forces that kill two are others; "killing two before taking his own life" does not.
    """
    if any(_is_said_before(s, d) for d in doers if d.claim.effect_detail == BY_OWN_HAND):
        return True
    return bool(_names(_by(s))) or bool(set(_words(_by(s))[-1:]).intersection(people))


def _is_said_before(s: Statement, doer: Statement) -> bool:
    """ "Left seven dead before killing himself": one sentence tells first of the others, then of himself."""
    at, end = s.claim.span.start, doer.claim.span.end
    near = at < end <= at + _ONE_SENTENCE and s.claim.span.end <= end
    return near and not _SENTENCE_END.search(s.doc.text[min(at, doer.claim.span.start) : end - 1])


def _is_doers(s: Statement, names: Collection[str], words: Collection[str], living: Collection[str]) -> bool:
    claim = s.claim
    if claim.effect_detail == BY_OWN_HAND and claim.effect is not Effect.INJURED:
        behind = s.doc.text[claim.span.start : claim.span.end + _AFTER].casefold()
        lives = claim.context is Context.ACCIDENT or bool(set(re.findall(r"\w+", behind)).intersection(living))
        return claim.effect is Effect.KILLED or not lives
    who = claim.victims.span.exact if claim.victims.span else ""
    if claim.effect is not Effect.KILLED:
        return False
    if set(_words(who)[-1:]).intersection(words):  # "two suspects killed …" may be what they did
        behind = s.doc.text[claim.span.start : claim.effect_span.start] if claim.effect_span else ""
        return s.low == 1 or "were" in _words(behind)
    return s.low == 1 and bool(_names(who).intersection(names))


def _by(s: Statement) -> str:
    """Who is said to have done it; nothing where nobody is."""
    return s.claim.perpetrator.span.exact if s.claim.perpetrator and s.claim.perpetrator.span else ""


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z-]+", text.casefold())


def _names(words: str) -> set[str]:
    return set(_NAME.findall(words)) - _NO_NAMES

"""Who is struck by his own hand: "killed two people before turning the gun on himself", "shot his wife, then himself".

Who shoots himself is wounded, and whether he dies is told in other words; who turns a gun on himself is dead or wounded.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.extract.grammar.phrases import ONE, Parsed, Phrase, child, read_phrase
from onrecord.extract.grammar.triggers import Frame, Meaning, Trigger
from onrecord.extract.parsing.words import Word
from onrecord.model.claims import Count
from onrecord.model.enums import Effect, Qualifier

BY_OWN_HAND = "by_own_hand"  # the effect detail
REFLEXIVE = frozenset("himself herself self themselves themself".split())
_SEVERAL = frozenset(("themselves",))
_STRUCK = (Effect.KILLED, Effect.INJURED)
_OBJECTS = ("dobj", "obj")
_LINKS = ("conj", "appos", "npadvmod", "dep", *_OBJECTS)
_UPWARD = ("conj", "xcomp", "advcl", "prep", "pcomp", "dep", "ccomp")
_STEPS = 6  # from the verb up to one that has a subject: "killed two before driving off and turning the gun on himself"
_CAUSE = re.compile(
    r",?\s+(?:\S+\s+){0,2}?(?:of|from|with|by)\s+(?:an?\s+|what\s+\S+\s+to\s+be\s+an?\s+)?(?:[\w-]+\s+){0,2}?(?:self-?\s?inflicted|suicide)\b"
)


def is_to_self(verb: Word) -> bool:
    """Whether the verb's object is who does it: "accidentally shot himself"."""
    return any(c.dep in _OBJECTS and c.lower in REFLEXIVE for c in verb.rights)


def is_own_death(trigger: Trigger, here: Parsed) -> bool:
    """Whether the words say that who died did it himself: "took his own life", "died of a self-inflicted gunshot wound"."""
    if trigger.meaning.effect is not Effect.KILLED:
        return False
    own_life = trigger.anchor.lower in ("life", "lives") and any(c.lower == "own" for c in trigger.anchor.lefts)
    return own_life or _CAUSE.match(here.text.lower(), here.tokens[trigger.last].end) is not None


def by_own_hand(triggers: Sequence[Trigger], here: Parsed) -> Iterator[tuple[Trigger, Phrase]]:
    """Everybody who strikes himself in the sentence, under the words that say so; the trigger's anchor is the verb."""
    for token in here.tokens:
        if token.lower not in REFLEXIVE:
            continue
        trigger = _turned(token, here) or _shared(token, triggers)
        if trigger is not None and child(trigger.anchor, "neg") is None:
            people = _people(trigger.anchor, token, here)
            yield (trigger if people.head == token else replace(trigger, last=token.i)), people


def _turned(token: Word, here: Parsed) -> Trigger | None:
    """ "turned the gun on himself": a weapon, a verb that points it, and oneself."""
    prep = token.head
    if token.dep != "pobj" or prep.lower != "on":
        return None
    verb = prep.head if prep.head.tag[:1] == "V" else prep.head.head
    arms = next((c for c in verb.rights if c.dep in _OBJECTS and c.i < token.i), None)
    words = here.lexicon.words
    if arms is None or arms.lower not in words("effects", "arms") or verb.lower not in words("effects", "turning"):
        return None
    meaning = Meaning(effect=Effect.CASUALTIES, detail=BY_OWN_HAND, frame=Frame.PATIENT)
    return Trigger(first=verb.i, last=token.i, anchor=verb, meaning=meaning)


def _shared(token: Word, triggers: Sequence[Trigger]) -> Trigger | None:
    """ "killed himself", "killed his wife and then himself": the verb of harm whose object it is, alone or beside others."""
    verb = token
    while verb.dep in _LINKS and verb.head != verb and verb.tag[:1] != "V":
        verb = verb.head
    for trigger in triggers:
        held = trigger.first <= verb.i <= trigger.last and trigger.last < token.i
        if held and trigger.meaning.frame is Frame.PATIENT and trigger.meaning.effect in _STRUCK and verb.tag[:1] == "V":
            return replace(trigger, anchor=verb, meaning=replace(trigger.meaning, detail=BY_OWN_HAND))
    return None


def _people(verb: Word, token: Word, here: Parsed) -> Phrase:
    """Who does it, as the sentence names him; where it only says "he", the word for himself."""
    subject = _doer(verb)
    phrase = read_phrase(subject, here) if subject is not None and subject.tag[:2] in ("NN", "CD") else None
    several = token.lower in _SEVERAL
    if phrase is not None and phrase.victims_at is not None and (several or phrase.count == ONE):
        return phrase
    count = Count(low=2, high=None, qualifier=Qualifier.VAGUE) if several else ONE
    return Phrase(head=token, count=count, count_at=None, victims_at=(token.start, token.end))


def _doer(verb: Word) -> Word | None:
    """The subject of the verb, or of the one it hangs on; of a passive who did it: "were shot by a man who killed himself"."""
    node = verb
    for _ in range(_STEPS):
        subject = child(node, "nsubj")
        if subject is not None:
            return node.head if subject.tag in ("WP", "WDT") and node.dep == "relcl" else subject
        if child(node, "nsubjpass") is not None:
            by = child(node, "agent")
            return child(by, "pobj") if by is not None else None
        if node.dep in ("acl", "relcl"):
            return node.head
        if node.dep not in _UPWARD or node.head == node:
            return None
        node = node.head
    return None

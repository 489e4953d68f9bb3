"""How many people a report tells with one word of harm, each of them once: "a man and two boys were shot" is three.

Readers tell one person twice under one word now and then: once as "the boy" and once as "himself", with his name and without it,
as who did it, or as "the fourth victim, a woman".
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from onrecord.codebooks import Policy
from onrecord.model.enums import Effect
from onrecord.model.spans import Span
from onrecord.reconcile.policies.words import read_words
from onrecord.reconcile.statements import Statement

# A number that counts the victims of a deed and stands before its word: "a double homicide" is a word of harm of its own.
_FOLD = re.compile(r"(?:double|triple|quadruple)\b", re.IGNORECASE)
_BEING = re.compile(r"\b(?:was|were|is|are|been|being|got)\b", re.IGNORECASE)
_STATE = re.compile(r"\b(?:dead|died?|dies|dying|deaths?)$", re.IGNORECASE)
# "The fourth victim, a woman": who he or she is.
_VICTIM = re.compile(r"\b(?:victim|person)$", re.IGNORECASE)
_APPOSED = re.compile(r",\s+(?:an?\s+|the\s+)?", re.IGNORECASE)
_DONE = (Effect.KILLED, Effect.INJURED)
Words = Mapping[str, Collection[str]]


def people_of(s: Statement, policy: Policy) -> int:
    """The people that the statement's words count under the policy, nobody taken off them; 0 = no number."""
    return read_words(replace(s, less=0), policy, large=False).point or 0


def at_once(statements: Sequence[Statement], policy: Policy, words: Words, wholes: Collection[str]) -> int:
    """The largest number that one word of harm tells, its parts added, unless they are parts of one of `wholes` (ids of claims).

    `words` holds "himself" = words for oneself.
    """
    told: dict[Span, list[Statement]] = {}
    for s in sorted(statements, key=lambda s: (-people_of(s, policy), s.claim.span.start, s.claim.claim_id)):
        word = _word(s)
        # "Found dead" and "dead" are one word of harm.
        one = told.setdefault(next((known for known in told if known.overlaps(word)), word), [])
        if s.claim.subset_of not in wholes:
            one.append(s)
    return max((sum(people_of(s, policy) for s in _each_once(one, policy, words)) for one in told.values()), default=0)


def _word(s: Statement) -> Span:
    number = s.claim.count.span
    return number if number and _FOLD.fullmatch(number.exact) else s.claim.effect_span or s.claim.span


def _each_once(told: Sequence[Statement], policy: Policy, words: Words) -> list[Statement]:
    """What one word tells, without people told again and without who did it."""
    kept: list[Statement] = []
    for s in told:
        one = people_of(s, policy) == 1
        again = any(
            _overlap(s, other) or (one and people_of(other, policy) == 1 and _is_told_twice(s, other, words)) for other in kept
        )
        if not again and not (one and any(_does_it(s, other) for other in told)):
            kept.append(s)
    return kept


def _overlap(one: Statement, other: Statement) -> bool:
    """Whether words that were read twice are people told once."""
    return any(here.overlaps(there) for there in _named_at(other) for here in _named_at(one))


def _named_at(s: Statement) -> list[Span]:
    """Where the people stand: their number and the words for them; "a woman and toddler" are told again by "toddler"."""
    return [span for span in (s.claim.count.span, s.claim.victims.span) if span] or [s.claim.span]


def _is_told_twice(one: Statement, other: Statement, words: Words) -> bool:
    """Whether two claims of one person each, under one word, mean the same person."""
    pairs = ((one, other), (other, one))
    return any(_names_nobody(a, b) or _is_himself(a, b, words) or _is_apposed(a, b) or _is_same_word(a, b) for a, b in pairs)


def _names_nobody(one: Statement, other: Statement) -> bool:
    """ "Died", of nobody named, beside "Vale later died"."""
    unnamed = one.claim.count.span is None and one.claim.victims.span is None
    return unnamed and other.claim.span.overlaps(one.claim.span)


def _is_himself(one: Statement, other: Statement, words: Words) -> bool:
    """ "Kills himself", beside the boy who does."""
    himself, boy, effect = one.claim.victims.span, other.claim.victims.span, other.claim.effect_span
    if himself is None or boy is None or effect is None or himself.exact.casefold() not in words["himself"]:
        return False
    return boy.end <= effect.start <= himself.start


def _is_apposed(one: Statement, other: Statement) -> bool:
    victim, woman = one.claim.victims.span, other.claim.victims.span
    if victim is None or woman is None or not victim.end < woman.start or not _VICTIM.search(victim.exact):
        return False
    return _APPOSED.fullmatch(one.doc.text, victim.end, woman.start) is not None


def _is_same_word(one: Statement, other: Statement) -> bool:
    """ "Teen", of a sentence near by, beside the "teen" that the word of harm hangs on."""
    here, there = one.claim.victims.span, other.claim.victims.span
    far = one.claim.effect_span is None and one.claim.count.span is None
    return far and here is not None and there is not None and here.exact.casefold() == there.exact.casefold()


def _does_it(one: Statement, other: Statement) -> bool:
    """Whether the one before the verb did it to the other behind it ("Vale shot and killed Roe"), or the one behind a word of
    state belongs to what follows ("man dead, infant injured")."""
    first, last = one.claim.victims.span, other.claim.victims.span
    verb = one.claim.effect_span
    if one is other or first is None or last is None or verb is None or one.claim.effect not in _DONE:
        return False
    text = one.doc.text
    if _STATE.search(verb.exact):
        return last.end <= verb.start and text[verb.end : first.start].strip(" ") == ","
    between = text[first.end : verb.start]
    return first.end <= verb.start and verb.end <= last.start and _BEING.search(between) is None and "," not in between

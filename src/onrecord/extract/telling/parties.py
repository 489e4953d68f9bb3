"""Who did it, to whom, with what, and who claims it: read from the words around a trigger, without a parse."""

import functools
import re
from dataclasses import dataclass

from onrecord.extract.telling.matching import Range, WordList, expression
from onrecord.extract.victims import categorise
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, EventType

_CLAUSE_START = re.compile(r"[,;:.!?\"“”(]|\b(?:and|but|that|while|when|after|as|who|which|where|because)\b")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|got|gets|came|come|comes|coming)\s+(?:\w+ly\s+|also\s+|later\s+)?$")
_ON = re.compile(r"\s+(?:(?:attacks?|strikes?|operations?|bombings?|raids?)\s+)?(?:on|against|upon|targeting|of|at)\s+")
_OBJECT = re.compile(
    r"\s*((?:[\w'’&./-]+\s+){0,6}?[\w'’&/-]+(?:\s+\([\w\s-]{1,20}\))?)"
    r"(?=\s*(?:[,.;:!?\"“”]|$)|\s+(?:in|on|at|near|with|by|and|from|during|after|while|who|which|that|as|to|for|when|before|of|into|inside"
    r"|outside|killing|injuring|wounding|leaving|using|early|late|was|were|is|are|has|have|had|since|over|across|along|under)\b)"
)
_NO_OBJECT = re.compile(
    r"\s+(?:in|on|at|near|with|by|and|from|during|after|while|who|which|that|as|to|for|when|before|off|up|down|was|were|is|are|has|had"
    r"|have|it|him|her|them|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|early|late|between|among|over|or)\b"
)
_BY = re.compile(r"(?:\s+[\w'’-]+){0,7}?\s+by\s+(?=((?:[\w'’-]+\s+){0,6}))")
_SUBJECT_REACH = 90  # characters before a verb in which its subject may stand
_MOST_NAME_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parties:
    """The words of one language for the parts of an occurrence."""

    people: WordList
    weapons: WordList
    nobody: frozenset[str]
    claims: re.Pattern[str]
    claimed_by: re.Pattern[str]


@functools.cache
def parties(lexicon: Lexicon) -> Parties:
    """The words and patterns of the lexicon's language, built once a process."""
    mine = functools.partial(lexicon.words, "events")
    name = (
        r"\s+(?P<name>(?:the\s+)?[^,.;:!?\"“”—()]{2,60}?(?:\s*\([^)]{1,20}\))?)"
        r"(?=\s*(?:[,.;:!?\"”—–]|$)|\s+(?:and|which|that|in|on|for|as|but|who|targeted|killed|left)\b)"
    )
    return Parties(
        people=WordList(mine("perpetrators")),
        weapons=WordList(mine("weapons")),
        nobody=mine("nobody"),
        claims=expression(mine("responsibility_active")),
        claimed_by=re.compile(expression(mine("responsibility_passive")).pattern + name),
    )


def is_passive(lower: str, at: Range) -> bool:
    """Whether the trigger is a passive, so that what stands before it suffered it: "was attacked", "came under fire"."""
    return bool(_PASSIVE.search(lower, max(0, at[0] - 30), at[0]))


def typed_by_doer(kind: EventType, trigger: str, doer: str, lexicon: Lexicon) -> EventType:
    """The type of an occurrence; of an arrest that the words lay to an armed group the one it is.

    Its raids are attacks, and whom it seizes it abducts (so are 6 of 7 labelled ones). `doer` is "" where nobody is named.
    """
    *before, noun = doer.lower().split() or [""]
    if kind is not EventType.ARREST_RAID or categorise(noun, " ".join(before), "", lexicon) is not Category.MILITANT:
        return kind
    return EventType.ARMED_ATTACK if trigger.lower().startswith("raid") else EventType.ABDUCTION


def is_taken_by(own: Claim, lexicon: Lexicon) -> bool:
    """Whether the grammar reads people as seized or captured by whom the words name: an armed group, or the state's forces."""
    doer = own.perpetrator.span.exact.lower().split() if own.perpetrator and own.perpetrator.span else [""]
    side = categorise(doer[-1], " ".join(doer[:-1]), "", lexicon)
    by = side is Category.MILITANT if own.effect is Effect.ABDUCTED else side is Category.SECURITY
    return by and own.effect_detail == "captured"


def perpetrator_of(lower: str, at: Range, is_verb: bool, words: Parties) -> Range | None:
    """Who did it: after "by", as subject of an active verb, or right before a noun ("rebel shelling"); None when not said."""
    by = _BY.match(lower, at[1])
    if by:
        who = words.people.first(by[1])
        if who:
            return by.start(1), by.start(1) + who[1]
    if is_passive(lower, at) or lower.startswith("came under", at[0]):
        return None
    begin = max(0, at[0] - (_SUBJECT_REACH if is_verb else 25))
    found = list(words.people.find(lower[begin : at[0]]))
    if not found:
        return None
    start, end = begin + found[-1][0], begin + found[-1][1]
    return _with_modifiers(lower, start), end


def _with_modifiers(lower: str, start: int) -> int:
    """The start of the noun phrase that ends in the word at `start`: up to three words back, to a boundary."""
    before = lower[max(0, start - 40) : start]
    cut = max((m.end() for m in _CLAUSE_START.finditer(before)), default=0)
    words = list(re.finditer(r"\S+", before[cut:]))[-3:]
    kept = start
    for word in reversed(words):
        if not re.fullmatch(
            r"(?:the|a|an|some|suspected|unidentified|armed|unknown|syrian|[\w'’-]*(?:ist|ian|ish|ese|ed|i|n))", word[0]
        ):
            break
        kept = start - len(before) + cut + word.start()
    return kept


def target_of(lower: str, at: Range, is_verb: bool) -> Range | None:
    """To whom or what it was done: the object, a passive's subject, or what follows "on" or "against"; None when not said."""
    on = _ON.match(lower, at[1])
    if lower.startswith("came under", at[0]):
        return _subject_before(lower, at[0])
    if is_verb and is_passive(lower, at):
        return _subject_before(lower, at[0])
    if on:
        found = _OBJECT.match(lower, on.end())
    elif is_verb and not _NO_OBJECT.match(lower, at[1]) and lower[at[1] : at[1] + 1].isspace():
        found = _OBJECT.match(lower, at[1])
    else:
        return None
    return found.span(1) if found else None


def _subject_before(lower: str, end: int) -> Range | None:
    aux = _PASSIVE.search(lower, max(0, end - 30), end)
    stop = aux.start() if aux else end
    begin = max(0, stop - _SUBJECT_REACH)
    words = lower[begin:stop]
    cut = max((m.end() for m in _CLAUSE_START.finditer(words)), default=0)
    name = words[cut:].strip()
    if not name:
        return None
    name = re.split(r"\s+(?:in|near|at|from|of)\s+", name)[0]
    start = begin + words.index(name, cut)
    return start, start + len(name)


def weapon_of(lower: str, clause: Range, words: Parties) -> Range | None:
    """The first weapon named in the clause; None when there is none."""
    found = words.weapons.first(lower[slice(*clause)])
    return (clause[0] + found[0], clause[0] + found[1]) if found else None


def claimant_of(lower: str, words: Parties) -> Range | None:
    """Who claims responsibility in the sentence; None when nobody does or it is said that nobody did."""
    if "claim" not in lower and "responsib" not in lower:
        return None
    passive = words.claimed_by.search(lower)
    if passive:
        return passive.span("name")
    active = words.claims.search(lower)
    if not active:
        return None
    before = lower[: active.start()].rstrip()
    cut = max((m.end() for m in re.finditer(r"[,;:.\"“]\s|\b(?:that|but|while)\s", before)), default=0)
    name = re.sub(r"\s+(?:has|have|had|later|also|immediately|repeatedly|on \w+)\b.*$", "", before[cut:]).strip()
    if not name or len(name.split()) > _MOST_NAME_WORDS or name in words.nobody:
        return None
    start = before.index(name, cut)
    return start, start + len(name)

"""Who is harmed, for each frame of an effect word: the object of "killed", the subject of "died", the noun by "dead"."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.extract.grammar.nouns import event_heads, people_heads
from onrecord.extract.grammar.phrases import Parsed, Phrase, child, end_of, expand, of_object
from onrecord.extract.grammar.triggers import Frame, Trigger
from onrecord.extract.victims import categorise, is_person_word
from onrecord.model.claims import Count
from onrecord.model.enums import Category, Effect, Qualifier

Token = Any  # spaCy has no types of its own

_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "obj")
_PRONOUNS = ("PRP", "WP", "WDT", "EX", "PRP$")
_TOLD = re.compile(r"\b(?:reported|immediate|immediately|reports|word)\b", re.IGNORECASE)
_NAMING = ("NNP", "NNPS")
_PRISONS = frozenset("prison prisons jail jails custody detention captivity inmates prisoners lockup cell".split())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Harm:
    """One phrase of people under one effect word; `agent_at` is who did it, `attributive` marks "three wounded policemen",
    `echo` a number whose effect was said for another ("AMW says 54")."""

    trigger: Trigger
    phrase: Phrase
    agent_at: tuple[int, int] | None = None
    attributive: bool = False
    echo: bool = False


def harms(trigger: Trigger, here: Parsed) -> Iterator[Harm]:
    """The people harmed as the effect word's frame says, in the order of the text."""
    if _is_narrow_escape(trigger, here):
        return
    agent = _agent(trigger, here)
    seen: set[int] = set()
    heads = [*_FRAMES[trigger.meaning.frame](trigger, here), *((head, False) for head in _companions(trigger))]
    for head, attributive in heads:
        for phrase in expand(head, here):
            if phrase.head.i not in seen and may_be_harmed(phrase, trigger, here):
                seen.add(phrase.head.i)
                if head.dep_ == "nsubj" and _is_aggressor(phrase, trigger, here):
                    continue
                yield Harm(trigger=trigger, phrase=phrase, agent_at=agent, attributive=attributive)


def _is_narrow_escape(trigger: Trigger, here: Parsed) -> bool:
    """ "escaped unhurt", "escaped injury": nobody was held, so nobody is free."""
    behind = here.tokens[trigger.last + 1 : trigger.last + 3]
    spared = here.lexicon.words("effects", "no_harm") | {"injury", "injuries", "death", "assassination"}
    return trigger.meaning.effect is Effect.FREED and any(t.lower_ in spared for t in behind)


def _is_aggressor(phrase: Phrase, trigger: Trigger, here: Parsed) -> bool:
    """Attackers as the subject of an active verb do harm ("militants abducted …") or get away ("gunmen fled")."""
    if phrase.noun is None:
        return False
    before = here.text[: phrase.noun.idx] if phrase.victims_at is None else here.text[phrase.victims_at[0] : phrase.noun.idx]
    kind = categorise(phrase.noun.text, before, "", here.lexicon)
    if kind is not Category.MILITANT and phrase.noun.lower_ not in ("suspect", "suspects", "forces", "police"):
        return False
    if trigger.meaning.frame is Frame.PATIENT:
        return trigger.anchor.tag_ == "VBD" and not phrase.explicit
    if trigger.meaning.effect in (Effect.FREED, Effect.DISPLACED):
        return not any(t.lower_ in _PRISONS for t in here.tokens)
    return False


def may_be_harmed(phrase: Phrase, trigger: Trigger, here: Parsed) -> bool:
    """Implied counts need a word for people or a name; explicit counts need no word for a thing (checked on reading)."""
    if phrase.head.tag_ in _PRONOUNS:
        return False
    noun = phrase.noun
    if trigger.first == trigger.last and trigger.anchor.lower_ in here.lexicon.words("effects", "loose"):
        return phrase.explicit and (noun is None or _names_people(noun, here)) and phrase.head.dep_ not in _SUBJECTS
    weak = trigger.first == trigger.last and trigger.anchor.lower_ in here.lexicon.words("effects", "weak")
    if phrase.explicit:
        return noun is None or not weak or _names_people(noun, here)
    if noun is None or (trigger.meaning.frame is Frame.PEOPLE and (phrase.count.low != 1 or noun == trigger.anchor)):
        return False
    if noun.tag_ in _NAMING and (not weak or any(t.lower_ in here.lexicon.words("effects", "custody") for t in here.tokens)):
        return True
    if here.caseless and not weak and noun.tag_ == "NN" and not any(c.dep_ == "det" for c in noun.lefts):
        return True
    return is_person_word(noun.lower_, here.lexicon)


def _names_people(noun: Token, here: Parsed) -> bool:
    return any(is_person_word(t.lower_, here.lexicon) for t in noun.subtree if t.i <= noun.i)


def belongs_to_next(harm: Harm, triggers: Sequence[Trigger], here: Parsed) -> bool:
    """Whether a bare number behind one effect word stands right before another: "Eight Civilians Killed 14 Injured"."""
    at = harm.phrase.count_at
    if at is None or harm.phrase.victims_at is not None or at[0] < here.tokens[harm.trigger.first].idx:
        return False
    following = (t for t in triggers if t.meaning.frame in (Frame.PATIENT, Frame.STATE))
    return any(here.text[at[1] : here.tokens[t.first].idx].isspace() for t in following if here.tokens[t.first].idx > at[1])


def _companions(trigger: Trigger) -> Iterator[Token]:
    """People harmed beside others: "abducted him along with four clerks"."""
    if trigger.meaning.frame not in (Frame.PATIENT, Frame.EXPERIENCER):
        return
    for prep in (*trigger.anchor.rights, *(p for kid in trigger.anchor.rights for p in kid.rights)):
        if prep.dep_ == "prep" and (prep.lower_ == "alongside" or (prep.lower_ == "with" and _is_along(prep))):
            yield from (c for c in prep.children if c.dep_ == "pobj")


def _is_along(prep: Token) -> bool:
    return prep.i > 0 and prep.nbor(-1).lower_ in ("along", "together")


def _patient(trigger: Trigger, here: Parsed) -> Iterator[tuple[Token, bool]]:
    verb = trigger.anchor
    if is_purpose(verb):
        return
    if verb.tag_[:1] not in ("V", "J", "N"):
        return
    found = _number_beside(verb, here) or _own_objects(verb) or _own_passive_subjects(verb)
    if not found and verb.dep_ == "amod":
        yield verb.head, True
        return
    if not found and verb.tag_ in ("VBN", "VBD", "JJ", "NN", "NNP"):
        found = _outer_people(verb)
    if not found and verb.tag_ == "VBD":
        found = [c for c in verb.lefts if c.dep_ == "nsubj"]
    if not found and verb.tag_ in ("VBG", "NN"):
        found = [head for head in (of_object(verb),) if head is not None]
    if not found:
        found = _shared_objects(verb)
    for head in found:
        yield _resolved(head, verb), False


def _number_beside(verb: Token, here: Parsed) -> list[Token]:
    """ "30 were injured, at least three killed": a bare number right before a participle is its own subject."""
    if verb.tag_ not in ("VBN", "VBD"):
        return []
    words = next((c for c in here.counts if here.text[c.end : verb.idx].isspace()), None)
    token = here.token_at(words.core) if words is not None else None
    return [token] if token is not None and not (token.dep_ == "nummod" and token.head != verb) else []


def is_purpose(verb: Token) -> bool:
    """ "tried to kill", "plans to abduct": an infinitive says no harm was done."""
    marked = any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.lefts)
    return marked and not (verb.dep_ == "xcomp" and verb.head.lower_ in ("managed", "continued", "forced", "began"))


def _own_objects(verb: Token) -> list[Token]:
    if child(verb, "auxpass") is not None:
        return []
    return [c for c in verb.rights if c.dep_ in _OBJECTS]


def _own_passive_subjects(verb: Token) -> list[Token]:
    found = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if found or verb.dep_ not in ("acl", "relcl"):
        return found
    return [verb.head] if verb.tag_ == "VBN" else []


def _outer_people(verb: Token) -> list[Token]:
    """People outside a participle: "was found killed", "left five wounded", "and three wounded", "were taken and killed"."""
    own = [c for c in verb.lefts if c.dep_ in ("nsubj", "nummod")]
    if own and verb.tag_ in ("VBN", "VBD", "JJ"):
        return own
    outer = verb.head
    if verb.dep_ in ("oprd", "xcomp", "acomp", "ccomp", "advcl", "dep") and outer != verb:
        objects = [c for c in outer.children if c.dep_ in _OBJECTS]
        subjects = [c for c in outer.children if c.dep_ in _SUBJECTS]
        return objects if objects and verb.dep_ != "advcl" else (subjects if verb.tag_ in ("VBN", "JJ") else [])
    if verb.dep_ == "conj":
        return [c for c in outer.children if c.dep_ == "nsubjpass"] or ([outer.head] if outer.dep_ == "acl" else [])
    if verb.dep_ == "appos":
        return [outer]
    return []


def _shared_objects(verb: Token) -> list[Token]:
    """ "kidnapped and killed two men": the object of the last verb of a coordination belongs to all."""
    for other in verb.rights:
        if other.dep_ == "conj" and other.tag_[:1] == "V":
            return _own_objects(other)
    if verb.dep_ == "conj" and child(verb, *_OBJECTS) is None:
        return _own_objects(verb.head)
    return []


def _resolved(head: Token, verb: Token) -> Token:
    """What a relative pronoun stands for."""
    if head.tag_ in ("WP", "WDT") and verb.dep_ == "relcl":
        return verb.head
    return head


def _experiencer(trigger: Trigger, here: Parsed) -> Iterator[tuple[Token, bool]]:
    verb = trigger.anchor
    if is_purpose(verb):
        return
    found = [c for c in verb.children if c.dep_ in _SUBJECTS]
    node = verb
    while not found and node.dep_ in ("conj", "xcomp", "advcl", "dep", "acl", "relcl") and node.head != node:
        if node.dep_ in ("acl", "relcl"):
            found = [node.head]
            break
        node = node.head
        found = [c for c in node.children if c.dep_ in _SUBJECTS]
    for head in found:
        yield _resolved(head, verb), False


def _state(trigger: Trigger, here: Parsed) -> Iterator[tuple[Token, bool]]:
    word = trigger.anchor
    if any(c.lower_ == "the" and c.dep_ == "det" for c in word.lefts) and _count_by(word, here) is None:
        return
    if word.dep_ in ("amod", "compound"):
        yield word.head, True
        return
    found = [c for c in word.lefts if c.dep_ in _SUBJECTS]
    if not found and word.dep_ in ("acomp", "oprd", "ccomp", "xcomp", "advcl", "attr", "prep", "dobj", "advmod"):
        outer = word.head
        objects = [c for c in outer.children if c.dep_ in _OBJECTS and c != word]
        found = objects or [c for c in outer.children if c.dep_ in _SUBJECTS and c.tag_ != "EX"]
        if _leaves(outer, here) and not objects and word.dep_ != "acomp":
            found = []
    if _count_by(word, here) is not None:
        found = [word]
    elif not found and word.dep_ in ("acl", "appos", "conj", "relcl"):
        found = [word.head] if word.dep_ != "conj" else [c for c in word.head.lefts if c.dep_ in _SUBJECTS]
    for head in found:
        yield _resolved(head, word), False


def _leaves(verb: Token, here: Parsed) -> bool:
    return verb.lower_ in here.lexicon.words("effects", "leave_verbs") and verb.tag_ != "VBN"


def _count_by(word: Token, here: Parsed) -> object:
    """The count that stands right before a state word: "12 dead", "at least 20 wounded"."""
    return next(
        (c for c in here.counts if c.end <= word.idx and here.text[c.end : word.idx].strip() in ("", "more", "others")), None
    )


_FRAMES: Mapping[Frame, Callable[[Trigger, Parsed], Iterator[tuple[Token, bool]]]] = {
    Frame.PATIENT: _patient,
    Frame.EXPERIENCER: _experiencer,
    Frame.STATE: _state,
    Frame.EVENT: event_heads,
    Frame.PEOPLE: people_heads,
}


def none_told(phrase: Phrase, trigger: Trigger, here: Parsed) -> Count | None:
    """The count of words that deny harm ("unhurt" is nobody) or know of none; None for all others.

    "No casualties were reported" says only that nobody has told of any: at least none. Source: claims_method §3.
    """
    if trigger.first == trigger.last and trigger.anchor.lower_ in here.lexicon.words("effects", "no_harm"):
        return Count(low=0, high=0, qualifier=Qualifier.EXACT, cue=trigger.anchor.lower_)
    around = here.text[phrase.start : end_of(here.tokens[trigger.last]) + 40]
    told = _TOLD.search(around)
    if phrase.count.high == 0 and told:
        return Count(low=0, high=None, qualifier=Qualifier.VAGUE, cue=f"{phrase.count.cue} {told[0].lower()}")
    return None


def _agent(trigger: Trigger, here: Parsed) -> tuple[int, int] | None:
    """Who did it: the by-phrase of a passive, the subject of an active verb that has an object; None when not said."""
    if trigger.meaning.frame is not Frame.PATIENT:
        return None
    verb = trigger.anchor
    by = child(verb, "agent") or next((c for c in verb.children if c.dep_ == "prep" and c.lower_ == "by"), None)
    head = child(by, "pobj") if by is not None else None
    if head is None and _own_objects(verb):
        head = _subject_of(verb)
    if head is None or head.tag_ in _PRONOUNS or head.tag_ == "CD":
        return None
    start = min((t.idx for t in head.subtree if t.i <= head.i and t.dep_ not in ("punct", "cc")), default=head.idx)
    return (start, end_of(head))


def _subject_of(verb: Token) -> Token:
    node = verb
    for _ in range(4):
        subject = child(node, "nsubj")
        if subject is not None:
            return node.head if subject.tag_ in ("WP", "WDT") and node.dep_ == "relcl" else subject
        if node.dep_ not in ("conj", "xcomp", "advcl") or node.head == node:
            return node.head if node.dep_ == "acl" and node.tag_ == "VBG" else None
        node = node.head
    return None

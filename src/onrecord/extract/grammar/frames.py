"""Who is harmed, for each frame of an effect word: the object of "killed", the subject of "died", the noun by "dead"."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.extract.grammar.nouns import event_heads, people_heads
from onrecord.extract.grammar.own_hand import REFLEXIVE, is_to_self
from onrecord.extract.grammar.phrases import (
    FIGURES,
    ONE_PERSON,
    SPOKEN_OF,
    Parsed,
    Phrase,
    child,
    expand,
    of_object,
    spoken_of,
)
from onrecord.extract.grammar.triggers import Frame, Trigger
from onrecord.extract.parsing.words import Word
from onrecord.extract.victims import categorise, is_person_word
from onrecord.model.claims import Count
from onrecord.model.enums import Category, Effect, Qualifier

_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "obj")
_PRONOUNS = ("PRP", "WP", "WDT", "EX", "PRP$")
_TOLD = re.compile(r"\b(?:reported|immediate|immediately|reports|word)\b", re.IGNORECASE)
_NAMING = ("NNP", "NNPS")
_DETERMINERS = ("DT", "PDT")
_HARMED = (Effect.KILLED, Effect.INJURED, Effect.CASUALTIES)
_NEGATIONS = frozenset(("not", "n't", "n’t"))
_BEING = frozenset("was were is are wo did been be".split())
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
        if head.lower in SPOKEN_OF and _is_said_dead(head, trigger) and not _is_negated(trigger, here):
            yield Harm(trigger=trigger, phrase=spoken_of(head), agent_at=agent)
        for phrase in expand(head, here):
            if phrase.head.i not in seen and may_be_harmed(phrase, trigger, here):
                seen.add(phrase.head.i)
                does_it = head.dep == "nsubj" and _is_aggressor(phrase, trigger, here)
                if does_it or _is_other_harm(phrase, trigger, here) or ";" in _between(phrase, trigger, here):
                    continue
                yield Harm(trigger=trigger, phrase=phrase, agent_at=agent, attributive=attributive)


def _is_narrow_escape(trigger: Trigger, here: Parsed) -> bool:
    """ "escaped unhurt", "escaped injury": nobody was held, so nobody is free."""
    behind = here.tokens[trigger.last + 1 : trigger.last + 3]
    spared = here.lexicon.words("effects", "no_harm") | {"injury", "injuries", "death", "assassination"}
    return trigger.meaning.effect is Effect.FREED and any(t.lower in spared for t in behind)


def _between(phrase: Phrase, trigger: Trigger, here: Parsed) -> str:
    """The words between the people and the effect word; a semicolon in them parts the ones from the other."""
    first, last = here.tokens[trigger.first].start, here.tokens[trigger.last].end
    return here.text[phrase.end : first] if phrase.end <= first else here.text[last : phrase.start]


def _is_other_harm(phrase: Phrase, trigger: Trigger, here: Parsed) -> bool:
    """Whether what is counted beside it is another harm: "six deaths and 41 injuries", "one dead and six with gunshot wounds"."""
    noun, own = phrase.noun, trigger.meaning.effect
    if _is_with_wounds(phrase.head, trigger, here):
        return True
    if trigger.meaning.frame not in (Frame.EVENT, Frame.PEOPLE) or noun is None or noun.dep != "conj" or noun == trigger.anchor:
        return False
    return any(here.lexicon.terms("effects", frame).get(noun.lower, own) != own for frame in ("event", "people"))


def _is_with_wounds(head: Word, trigger: Trigger, here: Parsed) -> bool:
    """Whether people named behind the dead are told to have wounds: "one man dead and six others with gunshot wounds"."""
    if trigger.meaning.frame is not Frame.STATE or trigger.meaning.effect is not Effect.KILLED or head.i < trigger.last:
        return False
    held = (child(prep, "pobj") for prep in head.rights if prep.dep == "prep" and prep.lower == "with")
    wounds = here.lexicon.terms("effects", "event")
    return any(noun is not None and wounds.get(noun.lower) == Effect.INJURED for noun in held)


def _is_said_dead(pronoun: Word, trigger: Trigger) -> bool:
    """Whether "he", "she" or "they" are who dies: "he later died", "she was pronounced dead", not "he killed"."""
    dies = trigger.meaning.effect is Effect.KILLED
    return dies and (pronoun.dep == "nsubjpass" or (pronoun.dep == "nsubj" and trigger.meaning.frame is not Frame.PATIENT))


def _is_aggressor(phrase: Phrase, trigger: Trigger, here: Parsed) -> bool:
    """Attackers as the subject of an active verb do harm ("militants abducted …") or get away ("gunmen fled")."""
    if phrase.noun is None:
        return False
    before = here.text[: phrase.noun.start] if phrase.victims_at is None else here.text[phrase.victims_at[0] : phrase.noun.start]
    kind = categorise(phrase.noun.text, before, "", here.lexicon)
    if kind is not Category.MILITANT and phrase.noun.lower not in ("suspect", "suspects", "forces", "police"):
        return False
    if trigger.meaning.frame is Frame.PATIENT:
        beside = trigger.anchor.before() == phrase.head and bool(_noun_beside(trigger.anchor, here))
        return trigger.anchor.tag == "VBD" and not phrase.explicit and not beside
    if trigger.meaning.effect in (Effect.FREED, Effect.DISPLACED):
        return not any(t.lower in _PRISONS for t in here.tokens)
    return False


def may_be_harmed(phrase: Phrase, trigger: Trigger, here: Parsed) -> bool:
    """Implied counts need a word for people or a name; explicit counts need no word for a thing (checked on reading)."""
    if phrase.head.tag in _PRONOUNS:
        return phrase.head.lower in ONE_PERSON and phrase.victims_at is not None
    noun = phrase.noun
    if trigger.first == trigger.last and trigger.anchor.lower in here.lexicon.words("effects", "loose"):
        people = _names_people(noun, here) if noun is not None else not _counts_a_thing(phrase, here)
        return phrase.explicit and people and phrase.head.dep not in _SUBJECTS
    words = " ".join(t.lower for t in here.tokens[trigger.first : trigger.last + 1])
    weak = words in here.lexicon.words("effects", "weak")
    if phrase.explicit and noun is None:
        return not weak or trigger.first == trigger.last  # "bullets hit two parked cars"
    if phrase.explicit and noun is not None:
        return not weak or _names_people(noun, here)
    if noun is None or (trigger.meaning.frame is Frame.PEOPLE and (phrase.count.low != 1 or noun == trigger.anchor)):
        return False
    if noun.tag in _NAMING and (not weak or any(t.lower in here.lexicon.words("effects", "custody") for t in here.tokens)):
        return True
    if here.caseless and not weak and noun.tag == "NN" and not any(c.dep == "det" for c in noun.lefts):
        return True
    return is_person_word(noun.lower, here.lexicon)


def _counts_a_thing(phrase: Phrase, here: Parsed) -> bool:
    """Whether a noun that names no people stands right behind a number that the parse gives none: "lost both legs"."""
    behind = next((t for t in here.tokens if phrase.count_at and t.start > phrase.count_at[1] - 1), None)
    return behind is not None and behind.tag in ("NN", "NNS") and not is_person_word(behind.lower, here.lexicon)


def _names_people(noun: Word, here: Parsed) -> bool:
    own = (t for t in noun.subtree() if t.i <= noun.i and t.tag not in _DETERMINERS)  # "both" of "both legs" is nobody
    return any(is_person_word(t.lower, here.lexicon) for t in own)


def belongs_to_next(harm: Harm, triggers: Sequence[Trigger], here: Parsed) -> bool:
    """Whether a bare number behind one effect word stands right before another: "Eight Civilians Killed 14 Injured"."""
    at = harm.phrase.count_at
    if at is None or harm.phrase.victims_at is not None or at[0] < here.tokens[harm.trigger.first].start:
        return False
    following = (t for t in triggers if t.meaning.frame in (Frame.PATIENT, Frame.STATE))
    return any(here.text[at[1] : here.tokens[t.first].start].isspace() for t in following if here.tokens[t.first].start > at[1])


def _companions(trigger: Trigger) -> Iterator[Word]:
    """People harmed beside others: "abducted him along with four clerks"."""
    if trigger.meaning.frame not in (Frame.PATIENT, Frame.EXPERIENCER):
        return
    for prep in (*trigger.anchor.rights, *(p for kid in trigger.anchor.rights for p in kid.rights)):
        if prep.dep == "prep" and (prep.lower == "alongside" or (prep.lower == "with" and _is_along(prep))):
            yield from (c for c in prep.children if c.dep == "pobj")


def _is_along(prep: Word) -> bool:
    before = prep.before()
    return before is not None and before.lower in ("along", "together")


def _patient(trigger: Trigger, here: Parsed) -> Iterator[tuple[Word, bool]]:
    verb = trigger.anchor
    if is_purpose(verb) or verb.tag[:1] not in ("V", "J", "N") or is_to_self(verb) or is_to_self(here.tokens[trigger.last]):
        return
    found = _number_beside(verb, here) or _noun_beside(verb, here) or _own_objects(verb) or _own_passive_subjects(verb)
    found = found or _objects_of_last(trigger, here)
    if not found and verb.dep == "amod":
        yield verb.head, True
        return
    if not found and verb.tag in ("VBN", "VBD", "JJ", "NN", "NNP"):
        found = _outer_people(verb)
    if not found and verb.tag == "VBD":
        found = [c for c in verb.lefts if c.dep == "nsubj"]
    if not found and verb.tag in ("VBG", "NN"):
        found = [head for head in (of_object(verb),) if head is not None]
    if not found:
        found = _shared_objects(verb)
    for head in found:
        yield _resolved(head, verb), False


def _number_beside(verb: Word, here: Parsed) -> list[Word]:
    """ "30 were injured, at least three killed": a bare number right before a participle is its own subject."""
    if verb.tag not in ("VBN", "VBD"):
        return []
    words = next((c for c in here.counts if here.text[c.end : verb.start].isspace()), None)
    token = here.token_at(words.core) if words is not None else None
    return [token] if token is not None and not (token.dep == "nummod" and token.head != verb) else []


def _noun_beside(verb: Word, here: Parsed) -> list[Word]:
    """ "Officer shot, suspect killed": a bare noun for people between a comma and a participle is its own subject."""
    noun = verb.before()
    mark = noun.before() if noun is not None else None
    if noun is None or mark is None or verb.tag not in ("VBN", "VBD") or any(c.dep in _OBJECTS for c in verb.rights):
        return []
    if _shared_objects(verb):  # "On Monday, police shot and killed a man"
        return []
    alone = noun.tag in ("NN", "NNS") and is_person_word(noun.lower, here.lexicon)
    return [noun] if alone and mark.text in (",", ";") else []


def _objects_of_last(trigger: Trigger, here: Parsed) -> list[Word]:
    """ "He shot and killed two men": the people hang on the last verb of a phrase of verbs."""
    last = here.tokens[trigger.last]
    return _own_objects(last) if last != trigger.anchor and last.tag[:1] == "V" else []


def is_purpose(verb: Word) -> bool:
    """ "tried to kill", "plans to abduct", "to hunt down and kill": an infinitive says no harm was done."""
    if verb.dep == "conj" and verb.tag == "VB" and not any(c.dep in ("aux", *_SUBJECTS) for c in verb.lefts):
        return is_purpose(verb.head) if verb.head != verb else False
    marked = any(c.lower == "to" and c.dep == "aux" for c in verb.lefts)
    return marked and not (verb.dep == "xcomp" and verb.head.lower in ("managed", "continued", "forced", "began"))


def _own_objects(verb: Word) -> list[Word]:
    if child(verb, "auxpass") is not None:
        return []
    return [c for c in verb.rights if c.dep in _OBJECTS and c.lower not in REFLEXIVE]


def _own_passive_subjects(verb: Word) -> list[Word]:
    found = [c for c in verb.children if c.dep == "nsubjpass"]
    if found or verb.dep not in ("acl", "relcl"):
        return found
    counted = of_object(verb.head) if verb.head.lower in FIGURES else None  # "the number of raiders killed"
    return [counted or _first_of_all(verb.head)] if verb.tag == "VBN" else []


def _first_of_all(noun: Word) -> Word:
    """ "A girl and young woman wounded by gunfire": a noun without a word of its own before it shares its participle."""
    while noun.dep == "conj" and noun.head.tag[:2] == "NN" and child(noun, "det", "nummod", "poss") is None:
        noun = noun.head
    return noun


def _outer_people(verb: Word) -> list[Word]:
    """People outside a participle: "was found killed", "left five wounded", "and three wounded", "were taken and killed"."""
    own = [c for c in verb.lefts if c.dep in ("nsubj", "nummod")]
    if own and verb.tag in ("VBN", "VBD", "JJ"):
        return own
    outer = verb.head
    if verb.dep in ("oprd", "xcomp", "acomp", "ccomp", "advcl", "dep") and outer != verb:
        objects = [c for c in outer.children if c.dep in _OBJECTS]
        subjects = [c for c in outer.children if c.dep in _SUBJECTS]
        return objects if objects and verb.dep != "advcl" else (subjects if verb.tag in ("VBN", "JJ") else [])
    if verb.dep == "conj":
        return [c for c in outer.children if c.dep == "nsubjpass"] or ([outer.head] if outer.dep == "acl" else [])
    if verb.dep == "appos":
        return [outer]
    return []


def _shared_objects(verb: Word) -> list[Word]:
    """ "kidnapped and killed two men": the object of the last verb of a coordination belongs to all."""
    for other in verb.rights:
        if other.dep == "conj" and other.tag[:1] == "V":
            return _own_objects(other)
    if verb.dep == "conj" and child(verb, *_OBJECTS) is None:
        return _own_objects(verb.head)
    return []


def _resolved(head: Word, verb: Word) -> Word:
    """What a relative pronoun stands for."""
    if head.tag in ("WP", "WDT") and verb.dep == "relcl":
        return verb.head
    return head


def _experiencer(trigger: Trigger, here: Parsed) -> Iterator[tuple[Word, bool]]:
    verb = trigger.anchor
    if is_purpose(verb):
        return
    found = [c for c in verb.children if c.dep in _SUBJECTS]
    node = verb
    while not found and node.dep in ("conj", "xcomp", "advcl", "dep", "acl", "relcl") and node.head != node:
        if node.dep in ("acl", "relcl"):
            found = [node.head]
            break
        node = node.head
        found = [c for c in node.children if c.dep in _SUBJECTS]
    for head in found:
        yield _resolved(head, verb), False


def _state(trigger: Trigger, here: Parsed) -> Iterator[tuple[Word, bool]]:
    word = trigger.anchor
    if any(c.lower == "the" and c.dep == "det" for c in word.lefts) and _count_by(word, here) is None:
        return
    if word.dep in ("amod", "compound"):
        yield word.head, True
        return
    found = [c for c in word.lefts if c.dep in _SUBJECTS]
    if not found and word.dep in ("acomp", "oprd", "ccomp", "xcomp", "advcl", "attr", "prep", "dobj", "advmod"):
        outer = word.head
        objects = [c for c in outer.children if c.dep in _OBJECTS and c != word]
        found = objects or [c for c in outer.children if c.dep in _SUBJECTS and c.tag != "EX"]
        if _leaves(outer, here) and not objects and word.dep != "acomp":
            found = []
    if _count_by(word, here) is not None:
        found = [word]
    elif not found and word.dep in ("acl", "appos", "conj", "relcl"):
        found = [word.head] if word.dep != "conj" else [c for c in word.head.lefts if c.dep in _SUBJECTS]
    for head in found:
        yield _resolved(head, word), False


def _leaves(verb: Word, here: Parsed) -> bool:
    return verb.lower in here.lexicon.words("effects", "leave_verbs") and verb.tag != "VBN"


def _count_by(word: Word, here: Parsed) -> object:
    """The count that stands right before a state word: "12 dead", "at least 20 wounded"."""
    return next(
        (c for c in here.counts if c.end <= word.start and here.text[c.end : word.start].strip() in ("", "more", "others")), None
    )


_FRAMES: Mapping[Frame, Callable[[Trigger, Parsed], Iterator[tuple[Word, bool]]]] = {
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
    if trigger.first == trigger.last and trigger.anchor.lower in here.lexicon.words("effects", "no_harm"):
        return Count(low=0, high=0, qualifier=Qualifier.EXACT, cue=trigger.anchor.lower)
    if trigger.meaning.frame in (Frame.PATIENT, Frame.STATE) and _is_negated(trigger, here):
        return Count(low=0, high=0, qualifier=Qualifier.EXACT, cue="not")
    around = here.text[phrase.start : here.tokens[trigger.last].end + 40]
    told = _TOLD.search(around)
    if phrase.count.high == 0 and told:
        return Count(low=0, high=None, qualifier=Qualifier.VAGUE, cue=f"{phrase.count.cue} {told[0].lower()}")
    return None


def _is_negated(trigger: Trigger, here: Parsed) -> bool:
    """ "Two adults were not hurt": right before the word that harms, so that "not seriously hurt" stays hurt."""
    before, verb = here.tokens[: trigger.first][-2:], trigger.anchor
    if trigger.meaning.effect not in _HARMED or verb.lower.startswith("hospital"):  # who is not in hospital may be hurt
        return False
    passive = child(verb, "auxpass") is not None or trigger.meaning.frame is Frame.STATE or verb.tag == "JJ"
    return passive and len(before) == 2 and before[1].lower in _NEGATIONS and before[0].lower in _BEING


def _agent(trigger: Trigger, here: Parsed) -> tuple[int, int] | None:
    """Who did it: the by-phrase of a passive, the subject of an active verb that has an object; None when not said."""
    if trigger.meaning.frame is not Frame.PATIENT:
        return None
    verb = trigger.anchor
    by = child(verb, "agent") or next((c for c in verb.children if c.dep == "prep" and c.lower == "by"), None)
    head = child(by, "pobj") if by is not None else None
    if head is None and _own_objects(verb):
        head = _subject_of(verb)
    if head is None or head.tag in _PRONOUNS or head.tag == "CD":
        return None
    start = min((t.start for t in head.subtree() if t.i <= head.i and t.dep not in ("punct", "cc")), default=head.start)
    return (start, head.end)


def _subject_of(verb: Word) -> Word | None:
    node = verb
    for _ in range(4):
        subject = child(node, "nsubj")
        if subject is not None:
            return node.head if subject.tag in ("WP", "WDT") and node.dep == "relcl" else subject
        if node.dep not in ("conj", "xcomp", "advcl") or node.head == node:
            return node.head if node.dep == "acl" and node.tag == "VBG" else None
        node = node.head
    return None

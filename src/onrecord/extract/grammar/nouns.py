"""Who is harmed, for effect words that are nouns: "11 deaths", "the toll rose to 21", "the bodies of three men"."""

from collections.abc import Iterator

from onrecord.extract.grammar.phrases import Parsed, child, of_object, read_phrase
from onrecord.extract.grammar.triggers import Frame, Trigger
from onrecord.extract.parsing.words import Word

_SUBJECTS = ("nsubj", "nsubjpass")
_TOLL_PREPS = ("to", "at", "of", "as", "past")


def event_heads(trigger: Trigger, here: Parsed) -> Iterator[tuple[Word, bool]]:
    """The tokens that count or name the people of a noun such as "deaths", "toll", "lives"; False = not attributive."""
    noun = trigger.anchor
    word = noun.lower
    words = here.lexicon.words
    if word in ("life", "lives"):
        if noun.head.lower not in words("effects", "life_verbs"):
            return
        yield (of_object(noun) or _who_takes_it(noun) or noun), False
    elif word in ("injury", "injuries", "wounds", "wound"):
        yield from _injuries(noun, here)
    elif word == "toll":
        yield from _toll(noun, here)
    else:
        yield from _deaths(noun, here)


def _who_takes_it(noun: Word) -> Word | None:
    """ "He killed a guard before taking his own life": the subject, however far back; None where it is somebody else's."""
    if not any(c.lower == "own" for c in noun.lefts):
        return None
    verb = noun.head
    while child(verb, *_SUBJECTS) is None and verb.dep in ("pcomp", "prep", "conj", "xcomp", "advcl") and verb.head != verb:
        verb = verb.head
    return child(verb, *_SUBJECTS)


def bearers(trigger: Trigger, here: Parsed) -> str:
    """Who bears casualties that name nobody: "47 casualties on the guard", "the army suffered 12 losses", "the civilian toll"."""
    noun, verb = trigger.anchor, trigger.anchor.head
    if noun.lower == "toll":  # "the civilian death toll rose to 60"
        return " ".join(word.lower for word in noun.lefts if word.dep in ("amod", "compound"))
    if trigger.meaning.frame is not Frame.EVENT or noun.dep not in ("dobj", "nsubjpass", "pobj"):
        return ""
    for prep in (*noun.rights, *verb.rights):
        if prep.dep == "prep" and prep.lower in ("on", "upon", "among", "to", "amongst"):
            head = child(prep, "pobj")
            return here.text[_start(head) : head.end] if head is not None else ""
    if verb.lower in here.lexicon.words("effects", "injury_verbs"):
        subject = child(verb, "nsubj")
        return here.text[_start(subject) : subject.end] if subject is not None else ""
    return ""


def _start(head: Word) -> int:
    return min(int(t.start) for t in head.subtree() if t.i <= head.i)


def _injuries(noun: Word, here: Parsed) -> Iterator[tuple[Word, bool]]:
    verb = noun.head
    if verb.dep == "prep" and verb.head.tag[:2] == "NN" and verb.lower in ("with", "from"):
        yield verb.head, False
        return
    if verb.dep == "prep":
        verb = verb.head
    if verb.lower in here.lexicon.words("effects", "injury_verbs"):
        for head in verb.children:
            if head.dep in _SUBJECTS:
                yield head, False
    elif _explicit(noun, here):
        yield noun, False


def _explicit(noun: Word, here: Parsed) -> bool:
    """Whether the noun is counted by more than an article: "11 deaths", "no casualties", not "an arrest"."""
    phrase = read_phrase(noun, here)
    if phrase is None or phrase.count_at is None:
        return False
    return here.text[slice(*phrase.count_at)].lower() not in ("a", "an", "any", "all", "some")


def _toll(noun: Word, here: Parsed) -> Iterator[tuple[Word, bool]]:
    """ "the toll rose to 21", "bringing the death toll to 11", "a toll of 40"."""
    for holder in (noun, noun.head):
        for prep in (*holder.children, *(p for kid in holder.children if kid.dep == "prep" for p in kid.children)):
            if prep.dep == "prep" and prep.lower in _TOLL_PREPS:
                for head in (c for c in prep.children if c.dep == "pobj" and _counts(c, here)):
                    yield head, False
        for head in holder.rights:
            if head.dep in ("attr", "dobj", "acomp") and head != noun and _counts(head, here):
                yield head, False


def _counts(token: Word, here: Parsed) -> bool:
    return any(c.start <= token.start < c.end or c.end <= token.start < c.end + 40 for c in here.counts) and _explicit(
        token, here
    )


def _deaths(noun: Word, here: Parsed) -> Iterator[tuple[Word, bool]]:
    """ "11 deaths", "the deaths of 11 people", "civilian deaths", "Khan's killing", "deaths reported at 108"."""
    inner = of_object(noun)
    holder = _counting_holder(noun, here)
    if holder is not None:
        yield holder, False
    elif _explicit(noun, here):
        yield noun, False
    elif inner is not None:
        yield inner, False
    elif (owner := child(noun, "poss")) is not None:
        yield owner, False
    else:
        yield from _toll(noun, here)


def _counting_holder(noun: Word, here: Parsed) -> Word | None:
    """The number that an of-phrase hangs on: "dozens of civilian casualties", "a number of hostages"."""
    if noun.dep != "pobj" or noun.head.lower != "of":
        return None
    holder = noun.head.head
    return holder if any(c.start <= holder.start < c.end for c in here.counts) else None


def people_heads(trigger: Trigger, here: Parsed) -> Iterator[tuple[Word, bool]]:
    """The tokens that count or name the people of a noun such as "bodies" or "hostages"; False = not attributive."""
    noun = trigger.anchor
    if here.tokens[trigger.first].lower == "the" and not _explicit(noun, here):
        return
    inner = of_object(noun)
    holder = _counting_holder(noun, here)
    people = holder or (None if _explicit(noun, here) else inner)
    if people is not None:
        yield people, False
        return
    if any(c.lower == "the" for c in noun.lefts) and not _explicit(noun, here):
        return
    yield noun, False

"""A net under the parse: a number beside an effect word, for headlines and lost punctuation that a parser trips over."""

from collections.abc import Iterator, Sequence

from onrecord.extract.counts import CountWords
from onrecord.extract.grammar.frames import Harm, is_purpose
from onrecord.extract.grammar.phrases import Parsed, Phrase
from onrecord.extract.grammar.triggers import Frame, Trigger
from onrecord.extract.parsing.words import Word
from onrecord.extract.victims import is_person_word, is_thing_word

_AFTER = (Frame.PATIENT, Frame.EXPERIENCER, Frame.STATE)
_ACTIVE_ENDINGS = ("s", "ing")
_AUXILIARIES = frozenset("were was are is have has had been being be got reportedly reported feared also confirmed".split())
_INSERTS = frozenset("identified including named all aged who most mostly both among belonging comprising some one two".split())
_MOST_WORDS = 6  # between a number and its effect word: "12 members of a village council were killed"


def caught(found: Sequence[Harm], triggers: Sequence[Trigger], here: Parsed) -> Iterator[Harm]:
    """Harms for the numbers that the frames left over and that stand right beside an effect word."""
    used = {harm.phrase.count_at for harm in found}
    spans = [harm.phrase.count_at for harm in found if harm.phrase.count_at]
    for words in here.counts:
        if here.text[: words.start].rstrip().lower().endswith((" of", " from")):
            continue  # "11 people of one family": the number belongs to the phrase before
        if (words.start, words.end) in used or any(s < words.end and words.start < e for s, e in spans):
            continue
        harm = _forward(words, triggers, here) or _backward(words, triggers, here) or _coordinated(words, found, here)
        if harm is not None:
            yield harm


def _forward(words: CountWords, triggers: Sequence[Trigger], here: Parsed) -> Harm | None:
    """ "4 Turkish troopers killed", "dozens were wounded"."""
    trigger = next((t for t in triggers if here.tokens[t.first].start >= words.end), None)
    if trigger is None or trigger.meaning.frame not in _AFTER:
        return None
    if here.tokens[trigger.first].lower in here.lexicon.words("effects", "loose"):
        return None
    if trigger.meaning.frame is Frame.PATIENT and here.tokens[trigger.first].lower.endswith(_ACTIVE_ENDINGS):
        return None
    between = _without_insert([t for t in here.tokens if words.end <= t.start < here.tokens[trigger.first].start])
    if len(between) > _MOST_WORDS or any(_breaks(t, here) for t in between):
        return None
    return Harm(trigger=trigger, phrase=_phrase(words, [t for t in between if t.lower not in _AUXILIARIES], here))


def _coordinated(words: CountWords, found: Sequence[Harm], here: Parsed) -> Harm | None:
    """ "ten troops and 37 attackers died", where the parse lost the first."""
    for harm in found:
        at = harm.phrase.count_at
        if at is None or not words.end < at[0] < words.end + 60 or harm.trigger.meaning.frame not in _AFTER:
            continue
        between = [t for t in here.tokens if words.end <= t.start < at[0]]
        if here.tokens[harm.trigger.first].start < at[0] or len(between) < 2 or between[-1].lower not in ("and", ","):
            continue
        if not any(_breaks(t, here) for t in between[:-1]):
            return Harm(trigger=harm.trigger, phrase=_phrase(words, between[:-1], here))
    return None


def _without_insert(tokens: list[Word]) -> list[Word]:
    """The words without what two commas or brackets set apart: "two policemen, identified as A and B, were killed"."""
    marks = [at for at, token in enumerate(tokens) if token.text in (",", "(", ")")]
    if len(marks) < 2 or marks[0] + 1 >= len(tokens) or tokens[marks[0] + 1].lower not in _INSERTS:
        return tokens
    return [*tokens[: marks[0]], *tokens[marks[-1] + 1 :]]


def _backward(words: CountWords, triggers: Sequence[Trigger], here: Parsed) -> Harm | None:
    """ "Kills 16 Terrorists", "injuring as many as 20"."""
    before = [t for t in triggers if here.tokens[t.last].start < words.start and t.meaning.frame is Frame.PATIENT]
    if not before:
        return None
    trigger = before[-1]
    if is_purpose(trigger.anchor):
        return None
    last = here.tokens[trigger.last]
    if here.text[last.end : words.start].strip().lower() not in ("", "the", "an", "a", "another"):
        return None
    nouns: list[Word] = []
    for token in here.tokens:
        if token.start >= words.end:
            if _breaks(token, here) or len(nouns) == _MOST_WORDS or token.tag[:1] not in ("N", "J", "C"):
                break
            nouns.append(token)
    if any(is_thing_word(t.lower, here.lexicon) for t in nouns):
        return None
    return Harm(trigger=trigger, phrase=_phrase(words, nouns, here))


def _breaks(token: Word, here: Parsed) -> bool:
    """Whether the token ends what the number can count: punctuation, a conjunction, another number, a thing."""
    if token.is_punct and token.text not in ("-", "'", "’"):
        return True
    if token.lower in ("and", "but", "or", "when", "after", "as", "who", "in", "on", "at", "by"):
        return True
    return is_thing_word(token.lower, here.lexicon) or any(c.start <= token.start < c.end for c in here.counts)


def _phrase(words: CountWords, between: Sequence[Word], here: Parsed) -> Phrase:
    named = [t for t in between if t.tag[:1] in ("N", "J") or is_person_word(t.lower, here.lexicon)]
    noun = next((t for t in reversed(named) if is_person_word(t.lower, here.lexicon)), named[-1] if named else None)
    at = (named[0].start, named[-1].end) if named else None
    head = here.token_at(words.core) or here.tokens[0]
    return Phrase(head=head, count=words.count, count_at=(words.start, words.end), victims_at=at, noun=noun)

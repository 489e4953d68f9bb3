"""Parts of a counted whole: "including two children", "four of them women", "97 – 75 civilians and 22 soldiers"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.extract.counts import CountWords
from onrecord.extract.grammar.frames import Harm
from onrecord.extract.grammar.phrases import Parsed, Phrase, child, end_of_name, expand, trimmed
from onrecord.extract.grammar.triggers import Trigger
from onrecord.extract.parsing.words import Word
from onrecord.extract.victims import is_person_word

_OPENERS = ("including", "includes", "include", "included", "comprising", "namely")
_OF_THEM = r"(?:all\s+)?(?:of|among|amongst)\s+(?:them|whom|these|those|which)\b"
_AFTER = re.compile(rf"\s+(?:others?\s+)?{_OF_THEM}", re.IGNORECASE)
_BEFORE = re.compile(rf"{_OF_THEM},?\s+(?:(?:were|was|are|at\s+least)\s+)?$", re.IGNORECASE)
_DASH = re.compile(r"\s*(?:[–—:(]|\s-|--)\s*(?:(?:comprising|including|among\s+them|all)\s+)?$")
_NEAR = 40  # characters between a number and the first part that breaks it down
_GROUP_NOUNS = frozenset(
    "dead killed deceased slain victims fatalities casualties injured wounded martyrs those abducted arrested missing".split()
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """People who are part of others: of `whole` in the same sentence, or (None) of a total told in a sentence before."""

    phrase: Phrase
    trigger: Trigger
    whole: Harm | None


def find_parts(found: Sequence[Harm], triggers: Sequence[Trigger], here: Parsed) -> tuple[Part, ...]:
    """Every part that the sentence names beside the harms already found."""
    return (*_included(found, here), *_of_them(found, here), *_appositions(found, here), *_of_the(found, here))


def among_the_dead(triggers: Sequence[Trigger], here: Parsed) -> tuple[Harm, ...]:
    """People told to be part of a total of an earlier sentence: "Among the dead were 14 traders and two guards"."""
    return tuple(Harm(trigger=part.trigger, phrase=part.phrase) for part in _among(triggers, here))


def _of_the(found: Sequence[Harm], here: Parsed) -> Iterator[Part]:
    """ "Of the 14 killed, nine were children"."""
    for harm in found:
        prep = harm.phrase.head.head
        if harm.phrase.head.dep != "pobj" or prep.lower not in ("of", "among") or prep.head.tag[:1] != "V":
            continue
        for head in prep.head.children:
            if head.dep not in ("nsubj", "nsubjpass") or head.i < prep.i:
                continue
            said = child(prep.head, "attr")
            for phrase in expand(head, here):
                if phrase.explicit and not _is_found(phrase, found):
                    noun = phrase.noun if phrase.noun is not None else said
                    at = phrase.victims_at or ((said.start, said.end) if said is not None else None)
                    yield Part(phrase=replace(phrase, noun=noun, victims_at=at), trigger=harm.trigger, whole=harm)


def _included(found: Sequence[Harm], here: Parsed) -> Iterator[Part]:
    for token in here.tokens:
        if token.lower not in _OPENERS or not found:
            continue
        whole = _whole_before(token.start, found, token)
        if whole is None:
            continue
        for head in token.children:
            if head.dep in ("pobj", "dobj", "attr"):
                for phrase in expand(head, here):
                    if phrase.start > token.start and _fits(phrase, whole):
                        yield Part(phrase=phrase, trigger=whole.trigger, whole=whole)


def _whole_before(offset: int, found: Sequence[Harm], token: Word) -> Harm | None:
    """The whole that an "including" opens: the phrase it hangs on, else the last several people named before it."""
    several = [h for h in found if h.phrase.start < offset and h.phrase.count.high != 1]
    attached = [h for h in several if h.phrase.head == token.head or h.phrase.noun == token.head]
    nearest = max(several, key=lambda h: h.phrase.end, default=None)
    return attached[-1] if attached else nearest


def _fits(phrase: Phrase, whole: Harm) -> bool:
    """Whether the part can be smaller than the whole."""
    high, low = whole.phrase.count.high, phrase.count.low
    return phrase.head != whole.phrase.head and (high is None or low is None or low <= high)


def _of_them(found: Sequence[Harm], here: Parsed) -> Iterator[Part]:
    for words in here.counts:
        if not (_AFTER.match(here.text, words.end) or _BEFORE.search(here.text[: words.start])):
            continue
        if any(h.phrase.count_at == (words.start, words.end) for h in found):
            continue
        earlier = [h for h in found if h.phrase.start < words.start and h.phrase.count.high != 1]
        whole = max(earlier, key=lambda h: h.phrase.end, default=None)
        if whole is not None:
            yield Part(phrase=_pronominal(words, here), trigger=whole.trigger, whole=whole)


def _pronominal(words: CountWords, here: Parsed) -> Phrase:
    """ "four of them children": the number, and the noun that follows or that it modifies."""
    token = here.token_at(words.core)
    noun = token.head if token is not None and token.dep == "nummod" else None
    match = _AFTER.match(here.text, words.end)
    if match or noun is None:
        start = match.end() if match else words.end
        behind = [t for t in here.tokens if start <= t.start < start + 40]
        noun = next((t for t in behind if t.tag in ("NN", "NNS") and t.dep not in ("compound", "amod")), None)
        stop = next((t.start for t in behind if t.lower in (",", ";", "and") or t.tag == "VBN"), start + 40)
        noun = noun if noun is not None and noun.start < stop and is_person_word(noun.lower, here.lexicon) else None
    start = match.end() if match else words.end
    at = trimmed(min(start, noun.start), end_of_name(noun), here) if noun is not None else None
    return Phrase(head=token or here.tokens[0], count=words.count, count_at=(words.start, words.end), victims_at=at, noun=noun)


def _appositions(found: Sequence[Harm], here: Parsed) -> Iterator[Part]:
    """ "Three people, a man and two women, were killed"; those that do not add up to the whole stand beside it."""
    for harm in found:
        if harm.phrase.count.high == 1 or not harm.phrase.explicit:
            continue
        heads = [head for head in harm.phrase.head.rights if head.dep == "appos"]
        phrases = [phrase for head in heads for phrase in expand(head, here) if phrase.explicit and _fits(phrase, harm)]
        closes = sum(phrase.count.low or 0 for phrase in phrases) == harm.phrase.count.low
        for phrase in phrases:
            if not _is_found(phrase, found):
                yield Part(phrase=phrase, trigger=harm.trigger, whole=harm if closes else None)


def _is_found(phrase: Phrase, found: Sequence[Harm]) -> bool:
    return any(h.phrase.count_at == phrase.count_at for h in found)


def _among(triggers: Sequence[Trigger], here: Parsed) -> Iterator[Part]:
    """ "Among the dead were 14 traders", "The dead included two women", "women were among those killed"."""
    for trigger in triggers:
        noun = trigger.anchor
        holder = noun.head if noun.dep == "acl" and noun.head.lower in _GROUP_NOUNS else noun
        if holder.dep == "pobj" and holder.head.lower in ("among", "amongst"):
            verb = holder.head.head
            wanted: tuple[str, ...] = ("attr", "nsubj", "nsubjpass", "dobj")
        elif holder.dep == "nsubj" and holder.head.lower in _OPENERS:
            verb, wanted = holder.head, ("dobj",)
        else:
            continue
        heads = [c for c in verb.children if c.dep in wanted and c != holder]
        for head in heads or ([verb] if verb.tag[:2] == "NN" else []):
            for phrase in expand(head, here):
                if phrase.head.tag[:3] != "PRP":
                    yield Part(phrase=phrase, trigger=trigger, whole=None)


def wholes_before_dash(found: Sequence[Harm], here: Parsed) -> Iterator[tuple[Harm, tuple[Harm, ...]]]:
    """A number right before a dash that the numbers behind it break down without rest, with those parts."""
    for words in here.counts:
        parts = tuple(h for h in found if h.phrase.count_at and h.phrase.count_at[0] >= words.end)
        total = sum(h.phrase.count.low or 0 for h in parts)
        if len(parts) < 2 or words.count.low != total or not _DASH.search(here.text[words.end : parts[0].phrase.start]):
            continue
        if parts[0].phrase.start - words.end < _NEAR:
            known = next((h for h in found if h.phrase.count_at == (words.start, words.end)), None)
            yield known or _number_alone(words, parts[0], here), parts


def _number_alone(words: CountWords, model: Harm, here: Parsed) -> Harm:
    at = (words.start, words.end)
    phrase = Phrase(head=here.token_at(words.core) or here.tokens[0], count=words.count, count_at=at, victims_at=None)
    return Harm(trigger=model.trigger, phrase=phrase, agent_at=model.agent_at)

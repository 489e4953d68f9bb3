"""What English words beside a name say: the word lists, and the walk from a name back to "in", "near" or "from"."""

import functools
from dataclasses import dataclass

from onrecord.languages import Lexicon

_REACH = 70  # characters before a name in which its preposition may stand
_STEPS = 6  # words between a preposition and its name at most: "in the restive southwestern province of Balochistan"
_OTHER = frozenset({"from", "to", "between"})  # prepositions that place no event by themselves
_POSSESSIVES = ("'s", "’s", "s'", "s’")
_STOPS = frozenset('.,;:!?)("”“…')


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The lists of languages/*/places.toml, in lower case; each is explained there."""

    titles: frozenset[str]
    offices: frozenset[str]
    area_nouns: frozenset[str]
    site_nouns: frozenset[str]
    streets: frozenset[str]
    organisation_nouns: frozenset[str]
    organisation_heads: frozenset[str]
    directions: frozenset[str]
    openers: frozenset[str]
    speech: frozenset[str]
    at: frozenset[str]
    near: frozenset[str]
    near_nouns: frozenset[str]
    between_words: frozenset[str]
    ordinary: frozenset[str]
    never: frozenset[str]
    qualified: frozenset[str]


@functools.cache
def load_words(lexicon: Lexicon) -> Words:
    """The place words of a language."""
    return Words(**{name: lexicon.words("places", name) for name in Words.__dataclass_fields__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What leads to a name: its preposition ("in"; None = none) and whether a noun names its kind ("city of", "District X")."""

    preposition: str | None = None
    area_noun: str | None = None


NO_LEAD = Lead()


@functools.cache
def _leading(words: Words) -> frozenset[str]:
    """The words of letters alone that may stand right before a name and lead to it."""
    return frozenset({"of"}) | _OTHER | words.at | words.area_nouns | words.between_words


def lead_to(text: str, start: int, words: Words) -> Lead:
    """The preposition and kind noun before the name at `start`; possessives and place adjectives may stand between."""
    before = text[max(0, start - _REACH) : start]
    last = before.rsplit(None, 1)[-1:]
    if not last or last[0][-1] in _STOPS or (last[0].isalpha() and last[0].lower() not in _leading(words)):
        return NO_LEAD
    noun: str | None = None
    after_of = of_seen = False
    for word in reversed(before.split()[-_STEPS - 1 :]):
        low = word.lower()
        if word[-1] in _STOPS:
            break
        if after_of and low in words.near_nouns:
            return Lead(preposition="near")
        if after_of and low not in words.between_words and low not in words.area_nouns:
            break
        if low == "of":
            after_of = of_seen = True
            continue
        if low in _OTHER or low in words.at:
            return Lead(preposition=low, area_noun=noun)
        if low in words.area_nouns and noun is None:
            noun = low
        elif low not in words.between_words and not low.endswith(_POSSESSIVES) and "-" not in low:
            break
        after_of = False
    return Lead(preposition="of" if of_seen else None, area_noun=noun) if of_seen or noun else NO_LEAD

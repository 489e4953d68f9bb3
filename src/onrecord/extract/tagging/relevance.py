"""Whether a text reports conflict: the tagger's reading of the lead and topic words, weighed together.

The encoder knows what is told, single words know what is in the news: each finds what the other passes over. The weights of the
words are those of a logistic regression on judged items of general news and labelled passages (`onrecord.refit.topic_words`).
Words are taken without their endings, so that "wounding" and "rockets" weigh what "wounded" and "rocket" do.
"""

import functools
import math
import re
from collections.abc import Mapping
from typing import Any

from onrecord.extract.telling.matching import lowered
from onrecord.languages import Lexicon

_WORD = re.compile(r"[a-z]{2,}")
# Endings of the forms of a word: of words longer than the first number, so that as many letters as the second are left.
_ENDINGS, _WHOLE, _LEFT = ("ings", "ing", "ers", "ed", "es", "er", "s"), 4, 3
_DOUBLED = re.compile(r"([^aeiousl])\1$")
UNASKED = 0.018  # the tagger's probability (log-odds -4) that stands in where it is not asked
_SUREST = 12.0  # log-odds beyond which nothing is told apart


def topic_words(text: str) -> frozenset[str]:
    """The different words of a text, lower case, without their endings, of two letters at least; numbers, signs and other
    scripts are left out."""
    return frozenset(map(without_ending, _WORD.findall(lowered(text))))


@functools.lru_cache(maxsize=1 << 15)
def without_ending(word: str) -> str:
    """What the forms of a word have in common, as a rule: "bomb" of bombs, bombed and bombers, "rac" of race and races."""
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _LEFT), "") if len(word) > _WHOLE else ""
    word = _DOUBLED.sub(r"\1", word.removesuffix(ending)) if ending else word
    return word.removesuffix("e") if len(word) > _LEFT else word


def topic(text: str, lexicon: Lexicon) -> float:
    """What the words of a text say for (above 0) or against conflict: log-odds of their own model, the tagger not asked.

    Each different word adds its weight once; the sum is divided by the root of the number of words, listed or not, so that
    long texts are no surer than short ones.
    """
    words, (weights, listed) = topic_words(text), _thousandths(lexicon)
    total = sum(map(weights.__getitem__, words & listed))
    return float(lexicon.lists["topic"]["bias"]) + total / 1000 / math.sqrt(max(1, len(words)))


@functools.cache
def _thousandths(lexicon: Lexicon) -> tuple[Mapping[str, int], frozenset[str]]:
    """The weight of each topic word in whole thousandths, so that their order is no matter to a sum; and the words."""
    weights = {str(word): round(1000 * weight) for word, weight in lexicon.lists["topic"]["weights"].items()}
    return weights, frozenset(weights)


def weighed(by_tagger: float, by_topic: float, lexicon: Lexicon) -> float:
    """The probability (0..1) from the tagger's (0..1) and the topic's log-odds; both count as the file says."""
    parts: Mapping[str, Any] = lexicon.section("topic", "joined")  # Any: numbers, whole or not
    total = float(parts["bias"]) + float(parts["tagger"]) * log_odds(by_tagger) + float(parts["topic"]) * by_topic
    return round(1 / (1 + math.exp(-max(-_SUREST, min(_SUREST, total)))), 4)


def log_odds(probability: float) -> float:
    """The log-odds of a probability, at most 12 either way."""
    if not 0 < probability < 1:
        return _SUREST if probability >= 1 else -_SUREST
    return max(-_SUREST, min(_SUREST, math.log(probability / (1 - probability))))

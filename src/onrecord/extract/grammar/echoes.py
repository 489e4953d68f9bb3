"""Numbers whose effect was said before: "the number of rebels killed at 58 … and 83", "counted 31", "and 83 since May"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.extract.counts import CountWords
from onrecord.extract.grammar.frames import Harm
from onrecord.extract.grammar.phrases import FIGURES, Parsed, Phrase
from onrecord.extract.grammar.triggers import Trigger

_SAID = re.compile(
    r"(?:\b(?:says?|said|counted|counts|claims?|claimed|reports|reported|puts?|estimates?|estimated|listed|gave|confirmed|sp(?:eaks?|oke)\s+of)"
    r"(?:\s+(?:it|them|the\s+(?:toll|number|figure)))?(?:\s+(?:was|at|is))?|\b(?:down|up|revised|lowered|raised)(?:\s+\w+)?\s+to)\s+['\"“‘]?$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"['\"”’]?(?:\s*[,.;:)–—]|\s*$|\s+(?:on|over|in|since|during|by|after|as|while|and|of\s+whom|after)\b)", re.IGNORECASE
)
_AND = re.compile(r"\band\s+(?:another\s+)?$", re.IGNORECASE)
# What a second number under one verb is followed by: when or where, but not in what state ("and 12 in hospital").
_WHEN_OR_WHERE = re.compile(
    r"\s+(?:(?:on|over|since|during|near|at)\s+\w|in\s+(?!hospital|critical|intensive|custody|serious|stable|a\s+(?:critical|serious))\w"
    r"|(?:the|a)\s+(?:day|night|week|month|year)\s+(?:before|earlier|after)|(?:last|this|earlier)\s+\w)",
    re.IGNORECASE,
)


def figures_of(found: Sequence[Harm], here: Parsed) -> Iterator[tuple[Harm, tuple[Harm, ...]]]:
    """A harm told as "the number of X killed" with the harms of the numbers that the sentence then gives for it."""
    for harm in found:
        if harm.phrase.explicit or not _is_figure_of(harm):
            continue
        behind = [c for c in here.counts if c.start > harm.phrase.end and _stands_alone(c, here)]
        numbers = [
            c for c in behind if re.search(r"\b(?:at|to|and|is|was|reached|hit|passed|exceeded|,)\s*$", here.text[: c.start])
        ]
        if numbers:
            yield harm, tuple(_counted(harm, c, here) for c in numbers)


def _is_figure_of(harm: Harm) -> bool:
    prep = harm.phrase.head.head
    return bool(harm.phrase.head.dep == "pobj" and prep.lower == "of" and prep.head.lower in FIGURES)


def _stands_alone(words: CountWords, here: Parsed) -> bool:
    return bool(_ENDS.match(here.text, words.end))


def _counted(harm: Harm, words: CountWords, here: Parsed) -> Harm:
    head = here.token_at(words.core) or harm.phrase.head
    return replace(harm, phrase=replace(harm.phrase, head=head, count=words.count, count_at=(words.start, words.end)))


def echoes(found: Sequence[Harm], here: Parsed) -> Iterator[Harm]:
    """Bare numbers that a speaker or a correction sets beside a harm told before in the sentence."""
    used = {harm.phrase.count_at for harm in found}
    for words in here.counts:
        if (words.start, words.end) in used or not _SAID.search(here.text[: words.start]) or not _stands_alone(words, here):
            continue
        before = [h for h in found if h.phrase.start < words.start and h.phrase.explicit]
        if before:
            model = max(before, key=lambda h: h.phrase.start)
            head = here.token_at(words.core) or model.phrase.head
            phrase = Phrase(head=head, count=words.count, count_at=(words.start, words.end), victims_at=None)
            yield Harm(trigger=model.trigger, phrase=phrase, echo=True)


def elided(found: Sequence[Harm], triggers: Sequence[Trigger], here: Parsed) -> Iterator[Harm]:
    """Second numbers under one verb: "58 were killed on Tuesday alone and 93 over the past three days"."""
    used = {harm.phrase.count_at for harm in found}
    for words in here.counts:
        if (words.start, words.end) in used or not _AND.search(here.text, 0, words.start):
            continue
        before = [h for h in found if h.phrase.explicit and h.phrase.end <= here.tokens[h.trigger.first].start < words.start]
        if not before or not _WHEN_OR_WHERE.match(here.text, words.end):
            continue
        model = max(before, key=lambda h: h.trigger.last)
        between = [t for t in here.tokens if t.i > model.trigger.last and t.end <= words.start]
        behind = [t for t in triggers if t.first > model.trigger.last]
        if len(between) < 2 or behind or any(t.tag.startswith("V") or t.lower in (";", ":", ".") for t in between):
            continue
        head = here.token_at(words.core) or model.phrase.head
        phrase = Phrase(head=head, count=words.count, count_at=(words.start, words.end), victims_at=None)
        yield Harm(trigger=model.trigger, phrase=phrase, agent_at=model.agent_at)

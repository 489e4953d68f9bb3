"""Shares of a whole: "most of the fourteen civilian deaths", "the majority of civilian casualties", "most of whom"."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.extract.counts import CountWords
from onrecord.extract.grammar.phrases import Parsed
from onrecord.extract.grammar.triggers import Frame, Trigger
from onrecord.extract.parsing.words import Word
from onrecord.languages import Lexicon

_NEAR = 60  # characters between a share and the effect word that it is a share of
_PRONOUNS = ("them", "whom", "these", "those", "which")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Share:
    """A share `at` of the people under `trigger`; `kind` as in the word list; `whole` the number it is a share of, if told."""

    at: tuple[int, int]
    kind: str
    trigger: Trigger
    victims_at: tuple[int, int] | None
    noun: Word | None
    whole: CountWords | None


@functools.cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    shares = sorted((s for s in lexicon.numbers.shares if s.split()[-1] == "of"), key=lambda s: (-len(s), s))
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(s) for s in shares)})(?!\w)", re.IGNORECASE)


def find_shares(triggers: Sequence[Trigger], here: Parsed) -> Iterator[Share]:
    """The shares in the sentence that belong to an effect word, in order."""
    for match in _pattern(here.lexicon).finditer(here.text):
        kind = here.lexicon.numbers.shares[" ".join(match[0].lower().split())]
        following = here.token_at(match.end() + 1)
        if following is None:
            continue
        share = (
            _of_pronoun(match, kind, triggers, here) if following.lower in _PRONOUNS else _of_noun(match, kind, triggers, here)
        )
        if share is not None:
            yield share


def _of_noun(match: re.Match[str], kind: str, triggers: Sequence[Trigger], here: Parsed) -> Share | None:
    """ "the majority of civilian casualties occurred in …", "most of the soldiers were executed"."""
    trigger = next((t for t in triggers if match.end() <= here.tokens[t.first].start < match.end() + _NEAR), None)
    if trigger is None or any(t.is_punct for t in here.tokens if match.end() <= t.start < here.tokens[trigger.first].start):
        return None
    first = here.tokens[trigger.first].start
    named = [t for t in here.tokens if match.end() <= t.start < first and t.tag[:1] in ("N", "J")]
    inside = trigger.meaning.frame in (Frame.EVENT, Frame.PEOPLE)
    end = here.tokens[trigger.last].end if inside else first
    whole = next((c for c in here.counts if match.end() <= c.start < end), None)
    named = [t for t in named if whole is None or t.start >= whole.end]
    at = (named[0].start, named[-1].end) if named else None
    return Share(at=match.span(), kind=kind, trigger=trigger, victims_at=at, noun=named[-1] if named else None, whole=whole)


def _of_pronoun(match: re.Match[str], kind: str, triggers: Sequence[Trigger], here: Parsed) -> Share | None:
    """ "nearly 200 fighters came, most of whom died"."""
    trigger = next((t for t in triggers if match.end() <= here.tokens[t.first].start < match.end() + _NEAR), None)
    whole = max((c for c in here.counts if c.end <= match.start()), key=lambda c: c.end, default=None)
    if trigger is None or whole is None:
        return None
    noun = next((t for t in here.tokens if t.start >= whole.end and t.tag[:2] == "NN"), None)
    return Share(at=match.span(), kind=kind, trigger=trigger, victims_at=None, noun=noun, whole=whole)

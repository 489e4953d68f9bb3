"""The words that tie or part clauses, where they stand in a text, and the weights by which candidates are judged."""

import functools
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import ahocorasick_rs

from onrecord.languages import Lexicon
from onrecord.resolve.layout import Layout, is_whole

RANKED = 3  # the nearest candidates that are told apart; all others rank alike
# Sentences before the words in which a time or place may still be meant; what is told farther back is another story's. A place
# carries over the shortest way: in a report's next but one sentence the dead of another town are counted.
BACK = {"time": 2, "place": 1, "event_place": 1}
FARTHEST = 2  # sentences apart from which on two targets are simply far apart
_PUNCTUATION = {"breaks": ",;:—–", "strong": ";:—"}
# Where a candidate stands to the words: before or behind them in their sentence, or in another one.
SIDES = ("before", "behind", "far")
# What stands beside a candidate that says something else on each side.
SIDED = ("kind_", "prep_", "owner", "before_name", "first", "heading")
POINTED_AT = ("pointed_start", "pointed_end", "pointed_share", "pointed_best")  # how probably a reader looks there
_COUNTED = ("breaks", "strong", "saying", "told", "back")  # cues that are plain words: found once a text, counted where needed

Features = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What speaks for a candidate (`candidate`) and for none of them (`none`) because of what was chosen before.

    Four weights each: by whether it was the choice of the target before (2), and whether of the total (1), added up.
    """

    candidate: tuple[float, ...]
    none: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """The weights for a kind of choice: all of them in `table`, and those that every pair needs as they are needed.

    `pointed` are those of POINTED_AT. `back` is in how many sentences before the words a candidate may stand.
    `ranks` are those of the nearest candidates and, last, of all others. `company` is by sentences apart from the target before
    (None = there is none), whether the two share words, and whether the target is part of a total. `sided` are those of what
    stands beside a candidate, in the order of SIDES.
    """

    table: Mapping[str, float]
    back: int
    distance: float
    after: float
    inside: float
    fronted: float
    breaks: float
    strong: float
    crossed: float
    echo: float
    pointed: tuple[float, ...]
    ranks: tuple[float, ...]
    company: Mapping[tuple[int | None, bool, bool], Company]
    sided: Mapping[str, tuple[float, ...]]


def _weights(table: Mapping[str, float], back: int) -> Weights:
    pair = ("distance", "after", "inside", "fronted", "breaks", "strong", "crossed", "echo")
    cases = itertools.product((None, *range(FARTHEST + 1)), (False, True), (False, True))
    return Weights(
        table=table,
        back=back,
        pointed=tuple(table.get(name, 0.0) for name in POINTED_AT),
        ranks=tuple(table.get(f"rank_{place}", 0.0) for place in range(RANKED + 1)),
        sided={name: tuple(table.get(f"{side} {name}", 0.0) for side in SIDES) for name in _sided_names(table)},
        company={case: Company(candidate=_company(table, "", *case), none=_company(table, "none_", *case)) for case in cases},
        **{name: table.get(name, 0.0) for name in pair},
    )


def _sided_names(table: Iterable[str]) -> set[str]:
    names = (name for side, _, name in (key.partition(" ") for key in table) if side in SIDES)
    return {name for name in names if name.startswith(SIDED)}


def _company(table: Mapping[str, float], prefix: str, apart: int | None, touching: bool, is_part: bool) -> tuple[float, ...]:
    """Neighbours mostly share their time and place, the more so in one sentence; a part shares those of its total."""
    sums = []
    for last, parent in itertools.product(("other", "same"), repeat=2):
        names = (
            [f"last_{apart}_{last}"] * (apart is not None) + [f"last_touching_{last}"] * touching + [f"parent_{parent}"] * is_part
        )
        sums.append(sum(table.get(prefix + name, 0.0) for name in names))
    return tuple(sums)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cues:
    """The words of a language that tie or part clauses, compiled; and the weights of the features for each kind of choice.

    `weights` are by kind: "time", "place" (of counts) and "event_place" (of events and disruptions). `automaton` finds the
    counted cues; `names` say for each of its words which cues it is.
    """

    automaton: ahocorasick_rs.AhoCorasick
    names: tuple[tuple[str, ...], ...]
    back: re.Pattern[str]
    elsewhere: re.Pattern[str]
    preposition: re.Pattern[str]
    chain: re.Pattern[str]
    narrow_chain: re.Pattern[str]
    joint: re.Pattern[str]
    near: re.Pattern[str]
    across: re.Pattern[str]
    by: re.Pattern[str]
    fate: re.Pattern[str]
    phrase: re.Pattern[str]
    weights: Mapping[str, Weights]


@dataclass(frozen=True, slots=True, kw_only=True)
class CueWords:
    """Where the words of one cue stand in a text: their starts and ends, in order."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def count(self, start: int, end: int) -> int:
        """How many of them stand wholly in `text[start:end]`."""
        return max(0, bisect_right(self.ends, end) - bisect_left(self.starts, start))


@functools.cache
def load_cues(lexicon: Lexicon) -> Cues:
    """The cue words and weights of a language, compiled once a process."""
    table = lexicon.lists["attachment"]
    words = {name: "|".join(listed) for name, listed in table["cues"].items()}
    counted: dict[str, list[str]] = {}
    for name in _COUNTED:
        for word in (*table["cues"][name], *_PUNCTUATION.get(name, "")):
            counted.setdefault(word, []).append(name)
    preposition = rf"\b({words['prepositions']})(?:\s+(?:{words['articles']}))?(?:\s+\w+){{0,2}}\s+$"
    return Cues(
        automaton=ahocorasick_rs.AhoCorasick(list(counted)),
        names=tuple(tuple(names) for names in counted.values()),
        back=re.compile(rf"\b(?:{words['pointing']})\s+(?:\w+\s+){{0,2}}(?:{words['told']})\b", re.IGNORECASE),
        elsewhere=re.compile(rf"\s*(?:{words['elsewhere']})\b", re.IGNORECASE),
        preposition=re.compile(preposition, re.IGNORECASE),
        joint=re.compile(rf"\s*(?:,|,?\s*(?:{words['joins']}))\s+(?:in\s+|the\s+)*", re.IGNORECASE),
        near=re.compile(rf"\b(?:{words['near']})\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}$", re.IGNORECASE),
        across=re.compile(rf"\b(?:{words['across']})\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}$", re.IGNORECASE),
        fate=re.compile(rf"\b(?:{'|'.join(sorted(lexicon.words('certainty', 'fates')))})\b[^.;:]{{0,60}}$"),
        by=re.compile(rf"\s*(?:[^\s,;.:()]+\s+){{0,5}}?(?:{words['by']})\s+(?=\S)", re.IGNORECASE),
        phrase=re.compile(rf"(?:(?!\b(?:{words['ends']})\b)[^,;.:()\n])+", re.IGNORECASE),
        narrow_chain=re.compile(rf"\s*(?:,|\(|\s|\b(?:{words['links']})\b)*\s*", re.IGNORECASE),
        chain=re.compile(rf"\s*(?:,|\(|\s|\b(?:{words['chain']})\b)*\s*", re.IGNORECASE),
        weights={what: _weights(dict(table[what]), back) for what, back in BACK.items()},
    )


def cue_words(layout: Layout, cues: Cues) -> dict[str, CueWords]:
    """Where the counted cues stand: words only as whole words, punctuation anywhere."""
    words = {name: CueWords() for name in _COUNTED}
    for index, start, end in cues.automaton.find_matches_as_indexes(layout.lowered, overlapping=True):
        if is_whole(layout.lowered, start, end) or not layout.lowered[start].isalpha():
            for name in cues.names[index]:
                words[name].starts.append(start)
                words[name].ends.append(end)
    return words


def weigh(features: Features, weights: Mapping[str, float]) -> float:
    """The weighted sum of features; higher fits better."""
    total = 0.0
    for name, value in features.items():
        if value:
            total += value * weights.get(name, 0.0)
    return total

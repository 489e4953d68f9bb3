"""Time expressions as words: where a text says when, and which words play which part in it.

The shapes are data (`languages/*/times.toml`); what they mean in days is the business of `dates.py`.
Source: TimeML TIMEX3 for what counts as an expression; its `core` is the TIMEX3 extent, `span` adds preposition and "alone".
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from onrecord.languages import Lexicon
from onrecord.model.spans import Span, cut
from onrecord.resolve.layout import lower

_LOOK_BACK = 60  # characters before a trigger word in which an expression may begin; the longest shape needs about 50
_LOOK_AHEAD = 60
_YEAR_DIGITS = 4
_CLEAR_NAME = 6  # letters from which a month or weekday in small letters is no other word ("may", "sat", "march")
_BESIDE = 24
_CLOCK = (
    r"\d{1,2}(?:[:.]\d\d)?(?::\d\d)? ?(?:a\.?m\.?|p\.?m\.?)(?:,? (?:gmt|utc|[ecmp][sd]t|cet|bst|ist|pkt|local time)\b)?"
    r"|\d{1,2}:\d\d(?::\d\d)?(?:,? (?:hours|hrs|gmt|utc|[ecmp][sd]t|cet|bst|ist|pkt|local time)\b)?"
    r"|\d{4} (?:gmt|hours|hrs|local)\b|\d{1,2} o'clock"
)
_NUMERIC_SLOTS = {
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)",
    "year": r"(?:1[5-9]|20)\d\d(?!\d)",
    "hyear": r"1[34]\d\d(?!\d)",
    "yy": r"\d\d(?!\d)",
    "mm": r"\d\d",
    "dd": r"\d\d",
    "dm": r"\d{1,2}",
    "century": r"(?:1[5-9]|20)",
    "tens": r"\d",
    "military": r"(?:[01]\d|2[0-3])[0-5]\d(?!\d)",
    "clock": _CLOCK,
}
_WORD_SLOTS = {
    "weekday": "weekdays",
    "month": "months",
    "unit": "units",
    "rel": "relatives",
    "mod": "mods",
    "edge": "edges",
    "ordinal": "ordinals",
    "part": "parts",
    "season": "seasons",
    "rolling": "rolling",
    "direction": "directions",
    "frequency": "frequency",
    "ref": "refs",
    "holiday": "holidays",
    "hijri": "hijri",
    "deictic": "deictics",
    "short": "short",
}
# Which words of a text can wake a shape with this slot; shapes with none of them are woken by the listed trigger words.
_WAKES = ("hijri", "month", "clock", "dm", "century", "tens", "season", "weekday", "unit", "part", "military", "year", "day")
_BY_UNIT = frozenset({"rolling"})
_ALWAYS_BY_WORD = frozenset("today sameday yesterday tomorrow daybefore dayafter quarter quarterago holiday".split())
_NUMBER = re.compile(r"\d+")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_GROUP = re.compile(
    r"\((\?:|\?[=!]|\?<[=!])([^()]*)\)(\?|\{\d[^}]*\})?"
)  # a group without groups inside, and how often it stands
_PLAIN = re.compile(r"[a-z]{3,}")  # shorter words stand everywhere and narrow nothing
_DIGITS = frozenset({"day", "dm", "clock", "tens"})
_FOUR_DIGITS = frozenset({"year", "hyear", "military", "century"})
_FIGURES = {ord(d): str(n) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, d in enumerate(digits)}  # Arabic, Urdu


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """One time expression. `core` is the TIMEX3 extent; `span` may be wider by a preposition ("on") and "alone".

    `rule` names the shape; `parts` the meaning of its slots: keys of the word lists ("5" = Saturday) or digits. `lead` is
    "since", "until", "after" or "on" for the preposition before it (None = none).
    `future` = its sentence speaks of what is to come.
    """

    span: Span
    core: Span
    rule: str
    parts: Mapping[str, str]
    lead: str | None = None
    future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """One shape of a rule, compiled for text in small letters; among matches of equal length the lower `order` is kept.

    It is tried only around words of its `waker` class, and only where one word of each class in `needs` stands beside.
    """

    rule: str
    order: int
    pattern: re.Pattern[str]
    waker: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grammar:
    """The compiled shapes of one language; built once by `grammar_of`.

    `automaton` finds the words that shapes turn on; `classes` say for each of them which classes it belongs to.
    """

    shapes: tuple[Shape, ...]
    automaton: ahocorasick_rs.AhoCorasick
    classes: tuple[tuple[str, ...], ...]
    meanings: Mapping[str, Mapping[str, str]]
    leads: Mapping[str, str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    future: frozenset[str]
    doubtful: frozenset[str]
    dates_before: re.Pattern[str]
    not_after: frozenset[str]
    not_before: frozenset[str]
    verbs: frozenset[str]


@functools.cache
def grammar_of(lexicon: Lexicon) -> Grammar:
    """The time grammar of a language, compiled once a process. Raises NotFoundError when it has no times.toml."""
    slots = {name: _alternatives(lexicon.terms("times", section)) for name, section in _WORD_SLOTS.items()}
    slots |= _NUMERIC_SLOTS | {"number": _number_pattern(lexicon)}
    shapes, waking = _shapes(lexicon, slots)
    words = sorted(frozenset().union(*waking.values()))
    leads = lexicon.terms("times", "leads")
    lists = lexicon.lists["times"]
    return Grammar(
        shapes=shapes,
        automaton=ahocorasick_rs.AhoCorasick(words),
        classes=tuple(tuple(name for name in sorted(waking) if word in waking[name]) for word in words),
        meanings={slot: lexicon.terms("times", section) for slot, section in (_WORD_SLOTS | {"number": "numbers"}).items()},
        leads=leads,
        lead=re.compile(rf"\b({_alternatives(leads)})\s+(?:the\s+)?$", re.IGNORECASE),
        tail=re.compile(r" (?:alone|itself)\b", re.IGNORECASE),
        future=frozenset(lexicon.terms("times", "future")),
        doubtful=frozenset(lists["doubtful"]["words"]),
        dates_before=re.compile(rf"\b(?:{'|'.join(lists['doubtful']['before'])}) $", re.IGNORECASE),
        not_after=frozenset(lists["notyears"]["after"]),
        not_before=frozenset(lists["notyears"]["before"]),
        verbs=frozenset(lists["notyears"]["verbs"]),
    )


def _shapes(lexicon: Lexicon, slots: Mapping[str, str]) -> tuple[tuple[Shape, ...], dict[str, frozenset[str]]]:
    """Every shape, and the words of each class that one of them turns on."""
    made: list[Shape] = []
    waking = {name: _single_words(lexicon.terms("times", section)) for name, section in _WORD_SLOTS.items()}
    waking |= {rule: frozenset(words) for rule, words in lexicon.lists["times"]["triggers"].items()}
    for shape, rule in lexicon.terms("times", "shapes").items():
        waker, needs = _waker(rule, shape), _needs(shape)
        waking |= {need: frozenset(need.strip("'").split("|")) for need in needs if need.startswith("'")}
        order = sum(other.waker == waker for other in made)
        made.append(Shape(rule=rule, order=order, pattern=_compile(shape.lower(), slots), waker=waker, needs=needs))
    return tuple(made), waking


def _needs(shape: str) -> tuple[str, ...]:
    """The classes of words without which a shape cannot match: slots and words ("'ago|back'") that are not optional."""
    groups: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        if found[1] == "?:" and not found[3]:
            groups.append(found[2])
            return f"<{len(groups) - 1}>"
        before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
        apart = (found[2][:1] == " " or before in "( |") and (found[2][-1:] == " " or after in ") |")
        return " " if apart else "?"  # what an optional part is glued to ("week(?:end)?") is no word by itself

    rest, before = shape.replace("_", " "), ""
    while rest != before:
        rest, before = _GROUP.sub(set_aside, rest), rest
    return tuple(dict.fromkeys(_needed(rest, groups)))


def _needed(words: str, groups: Sequence[str]) -> Iterator[str]:
    """The classes in a stretch of a shape whose groups stand aside as "<0>"."""
    if "|" in words:
        if all(_PLAIN.fullmatch(word) for word in words.split("|")):
            yield f"'{words}'"
        return
    for word in words.split():
        if aside := re.fullmatch(r"<(\d+)>", word):
            yield from _needed(groups[int(aside[1])], groups)
        elif _PLAIN.fullmatch(word):
            yield f"'{word}'"
    for slot in re.findall(r"\{([a-z]+)\d?\}", words):
        if slot in _WORD_SLOTS:
            yield slot
        elif slot != "number":
            yield "four" if slot in _FOUR_DIGITS else "digit"


def _waker(rule: str, shape: str) -> str:
    """Which words wake a shape: those of one of its slots, digits, or the words listed for its rule."""
    if rule in _ALWAYS_BY_WORD:
        return rule
    if rule in _BY_UNIT:
        return "unit"
    slot = next((s for s in _WAKES if f"{{{s}}}" in shape), None)
    if slot is None:
        return rule
    return "digit" if slot in _DIGITS else "four" if slot in _FOUR_DIGITS else slot


def _alternatives(terms: Iterable[str]) -> str:
    return "|".join(re.escape(t).replace(r"\ ", r"\s+") for t in sorted(terms, key=lambda t: (-len(t), t)))


def _single_words(terms: Iterable[str]) -> frozenset[str]:
    return frozenset(term.split()[-1].split("-")[-1] for term in terms)


def _number_pattern(lexicon: Lexicon) -> str:
    terms = lexicon.terms("times", "numbers")
    tens = "|".join(t for t, value in terms.items() if value.endswith("0") and value not in {"0", "10"})
    small = "|".join(t for t, value in terms.items() if len(value) == 1 and value != "0" and " " not in t and len(t) > 2)
    return rf"\d{{1,3}}(?:[.,]\d+)?|(?:{tens})[- ](?:{small})|{_alternatives(terms)}"


def _compile(shape: str, slots: Mapping[str, str]) -> re.Pattern[str]:
    """A shape as a pattern: each {slot} becomes a named group, "_" a blank or hyphen, a blank any run of blanks."""
    used: set[str] = set()

    def slot(found: re.Match[str]) -> str:
        name, wanted = found[1], found[0].strip("{}")
        number = 2
        while wanted in used:
            wanted, number = f"{name}{number}", number + 1
        used.add(wanted)
        return f"(?P<{wanted}>{slots[name]})"

    made = re.sub(r"\{([a-z]+)(\d?)\}", slot, re.sub(r"_", "[ -]", shape))
    spaced = made.replace(" ", r"\s")
    return re.compile(rf"(?<![\w$£€.,-])(?:{spaced})(?![\w])")


def find_times(text: str, lexicon: Lexicon) -> tuple[Expression, ...]:
    """Every time expression of a text, in order and without overlaps; the longest of overlapping ones is kept."""
    grammar = grammar_of(lexicon)
    found = sorted(_matches(text, grammar), key=lambda m: (m[0].start() - m[0].end(), m[1].order, m[0].start()))
    kept: list[tuple[re.Match[str], str]] = []
    taken = bytearray(len(text) + 1)
    for match, shape in found:
        start, end = match.span()
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((match, shape.rule))
    kept.sort(key=lambda m: m[0].start())
    return tuple(_expression(text, match, rule, grammar) for match, rule in kept)


def _matches(text: str, grammar: Grammar) -> Iterator[tuple[re.Match[str], Shape]]:
    """Every match that is a time, found in the text's small letters."""
    shouted, lowered = text.isupper(), lower(text).translate(_FIGURES)
    windows = _windows(lowered, grammar)
    for shape in grammar.shapes:
        for start, end in _worth_trying(shape, windows):
            for match in shape.pattern.finditer(lowered, start, end):
                if _is_fit(text, match, shape.rule, grammar, shouted):
                    yield match, shape


def _worth_trying(shape: Shape, windows: Mapping[str, Sequence[tuple[int, int]]]) -> Sequence[tuple[int, int]]:
    """Where a shape can match: around its waker, narrowed to what lies around the rarest of the words that it needs too."""
    around = windows.get(shape.waker, ())
    needed = [windows.get(need, ()) for need in shape.needs]
    rarest = min(needed, key=len, default=around)
    if rarest is around:
        return around
    both: list[tuple[int, int]] = []
    for start, end in rarest:
        both.extend((max(start, s), min(end, e)) for s, e in around if s < end and start < e)
    return both


def _windows(lowered: str, grammar: Grammar) -> dict[str, list[tuple[int, int]]]:
    """The stretches around the words of each class, and around numbers; those that touch are one."""
    windows: dict[str, list[tuple[int, int]]] = {}
    for name, start, end in sorted(_words(lowered, grammar), key=lambda word: word[1]):
        low, high = max(0, start - _LOOK_BACK), min(len(lowered), end + _LOOK_AHEAD)
        listed = windows.setdefault(name, [])
        if listed and listed[-1][1] >= low:
            listed[-1] = (listed[-1][0], high)
        else:
            listed.append((low, high))
    return windows


def _words(lowered: str, grammar: Grammar) -> Iterator[tuple[str, int, int]]:
    """Every whole word that shapes turn on, with its class, start and end; every number with whether it may be a year."""
    for index, start, end in grammar.automaton.find_matches_as_indexes(lowered, overlapping=True):
        if lowered[start - 1 : start] not in _LETTERS and lowered[end : end + 1] not in _LETTERS:
            for name in grammar.classes[index]:
                yield name, start, end
    for digits in _NUMBER.finditer(lowered):
        for name in _digit_wakers(digits[0]):
            yield name, *digits.span()


def _digit_wakers(digits: str) -> tuple[str, ...]:
    return ("digit",) if len(digits) < _YEAR_DIGITS else ("digit", "four")


def _is_fit(text: str, match: re.Match[str], rule: str, grammar: Grammar, shouted: bool) -> bool:
    """Whether a match is a time at all: names that are also other words ("may", "march", "sat", "mon") must look like one."""
    core = text[match.start() : match.end()]
    for slot in ("month", "weekday"):
        word = text[slice(*match.span(slot))] if slot in match.re.groupindex and match[slot] else None
        if word and word.islower() and len(word) < _CLEAR_NAME:
            return False
        if (
            word
            and word.lower() in grammar.doubtful
            and core == word
            and (shouted or not grammar.dates_before.search(text, max(0, match.start() - _BESIDE), match.start()))
        ):
            return False
    if rule == "year" and core.isdigit():
        return _is_year(text, match, grammar)
    return not (rule == "month" and core.isupper() and not shouted and len(core) < _CLEAR_NAME - 2)


def _is_year(text: str, match: re.Match[str], grammar: Grammar) -> bool:
    """Whether four bare digits are a year and not a count, a clock time or a sum."""
    before = text[max(0, match.start() - _BESIDE) : match.start()].lower().split()
    after = text[match.end() : match.end() + _BESIDE]
    if (before and before[-1] in grammar.not_after) or re.match(r"[,.:]\d|%|-[a-z]", after):
        return False
    counted = re.match(r" ([A-Za-z]+)\b", after)
    word = counted[1].lower() if counted else ""
    return word not in grammar.not_before and not (
        word.endswith("s") and counted and counted[1].islower() and word not in grammar.verbs
    )


def _expression(text: str, match: re.Match[str], rule: str, grammar: Grammar) -> Expression:
    start, end = match.span()
    groups = {name: _meaning(name.rstrip("2"), words, grammar) for name, words in match.groupdict().items() if words}
    while end > start and text[end - 1] in " ,.\n" and not text[start:end].endswith(".m."):
        end -= 1
    lead = _lead(text, start, grammar)
    wide_start = start if lead is None else lead[0]
    tail = grammar.tail.match(text, end)
    return Expression(
        span=cut(text, wide_start, tail.end() if tail else end),
        core=cut(text, start, end),
        rule=rule,
        parts=groups,
        lead=lead[1] if lead else None,
        future=bool(grammar.future & set(re.findall(r"[a-z]+", _clause_before(text, start).lower()))),
    )


def _meaning(slot: str, words: str, grammar: Grammar) -> str:
    """The key of a slot's words: "saturday" → "5", "twenty-four" → "24"; digits lose their ordinal ending."""
    plain = " ".join(words.lower().split())
    if slot == "day":
        return re.sub(r"\D", "", plain)
    known = grammar.meanings.get(slot, {})
    if slot == "number" and plain not in known:
        if plain[0].isdigit():
            return plain.replace(",", "")
        tens, unit = re.split(r"[- ]", plain)
        return str(int(known[tens]) + int(known[unit]))
    return known.get(plain, plain)


def _lead(text: str, start: int, grammar: Grammar) -> tuple[int, str] | None:
    before = text[max(0, start - 24) : start]
    found = grammar.lead.search(before)
    if not found:
        return None
    return start - len(before) + found.start(), grammar.leads[" ".join(found[1].lower().split())]


def _clause_before(text: str, start: int) -> str:
    """The words before an expression back to the last comma or full stop."""
    return re.split(r"[.,;:]\s", text[max(0, start - _LOOK_BACK) : start])[-1]

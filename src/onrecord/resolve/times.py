"""Time expressions as words: where a text says when, and which words play which part in it.

The shapes are data (`languages/*/times.toml`); what they mean in days is the business of `dates.py`.
Source: TimeML TIMEX3 for what counts as an expression; its `core` is the TIMEX3 extent, `span` adds preposition and "alone".
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onrecord.languages import Lexicon
from onrecord.model.spans import Span, cut

_LOOK_BACK = 60  # characters before a trigger word in which an expression may begin; the longest shape needs about 50
_LOOK_AHEAD = 60
_YEAR_DIGITS = 4
_CLEAR_NAME = 6  # letters from which a month or weekday in small letters is no other word ("may", "sat", "march")
_BESIDE = 24
_CLOCK = (
    r"\d{1,2}(?:[:.]\d\d)?(?::\d\d)? ?(?:a\.?m\.?|p\.?m\.?|AM|PM)(?:,? (?:GMT|UTC|[ECMP][SD]T|CET|BST|IST|PKT|local time)\b)?"
    r"|\d{1,2}:\d\d(?::\d\d)?(?:,? (?:hours|hrs|GMT|UTC|[ECMP][SD]T|CET|BST|IST|PKT|local time)\b)?"
    r"|\d{4} (?:GMT|hours|hrs|local)\b|\d{1,2} o'clock"
)
_NUMERIC_SLOTS = {
    "day": r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)",
    "year": r"(?:1[5-9]|20)\d\d(?!\d)",
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
    "deictic": "deictics",
    "short": "short",
}
# Which words of a text can wake a shape with this slot; shapes with none of them are woken by the listed trigger words.
_WAKES = ("month", "clock", "dm", "century", "tens", "season", "weekday", "unit", "part", "military", "year", "day")
_BY_UNIT = frozenset({"rolling"})
_ALWAYS_BY_WORD = frozenset({"today", "sameday", "yesterday", "tomorrow", "daybefore", "dayafter", "quarter"})
_TOKEN = re.compile(r"[A-Za-z]+|\d+")
_DIGITS = frozenset({"day", "dm", "clock", "tens"})
_FOUR_DIGITS = frozenset({"year", "military", "century"})


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
class Grammar:
    """The compiled shapes of one language; built once by `grammar_of`."""

    shapes: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    wakers: Mapping[str, tuple[str, ...]]
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
    shapes: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for shape, rule in lexicon.terms("times", "shapes").items():
        shapes.setdefault(_waker(rule, shape), []).append((rule, _compile(shape, slots)))
    waking = {w: _single_words(lexicon.terms("times", _WORD_SLOTS[w])) for w in shapes if w in _WORD_SLOTS}
    waking |= {rule: frozenset(words) for rule, words in lexicon.lists["times"]["triggers"].items()}
    leads = lexicon.terms("times", "leads")
    lists = lexicon.lists["times"]
    return Grammar(
        shapes={waker: tuple(found) for waker, found in shapes.items()},
        wakers={word: tuple(w for w in sorted(waking) if word in waking[w]) for word in frozenset().union(*waking.values())},
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
    return re.compile(rf"(?<![\w$£€.,-])(?:{spaced})(?![\w])", re.IGNORECASE)


def find_times(text: str, lexicon: Lexicon) -> tuple[Expression, ...]:
    """Every time expression of a text, in order and without overlaps; the longest of overlapping ones is kept."""
    grammar = grammar_of(lexicon)
    found = sorted(_matches(text, grammar), key=lambda m: (-(m[0].end() - m[0].start()), m[2], m[0].start()))
    kept: list[tuple[re.Match[str], str]] = []
    taken = bytearray(len(text) + 1)
    for match, rule, _ in found:
        start, end = match.span()
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((match, rule))
    kept.sort(key=lambda m: m[0].start())
    return tuple(_expression(text, match, rule, grammar) for match, rule in kept)


def _matches(text: str, grammar: Grammar) -> Iterator[tuple[re.Match[str], str, int]]:
    shouted = text.isupper()
    for waker, windows in _windows(text, grammar).items():
        for order, (rule, pattern) in enumerate(grammar.shapes.get(waker, ())):
            for start, end in windows:
                for match in pattern.finditer(text, start, end):
                    if _is_fit(text, match, rule, grammar, shouted):
                        yield match, rule, order


def _windows(text: str, grammar: Grammar) -> dict[str, list[tuple[int, int]]]:
    """Where each class of shapes is worth trying: around the words that can wake it."""
    windows: dict[str, list[tuple[int, int]]] = {}
    for token in _TOKEN.finditer(text):
        word = token[0].lower()
        for waker in _digit_wakers(word) if word[0].isdigit() else grammar.wakers.get(word, ()):
            start, end = max(0, token.start() - _LOOK_BACK), min(len(text), token.end() + _LOOK_AHEAD)
            listed = windows.setdefault(waker, [])
            if listed and listed[-1][1] >= start:
                listed[-1] = (listed[-1][0], end)
            else:
                listed.append((start, end))
    return windows


def _digit_wakers(digits: str) -> tuple[str, ...]:
    return ("digit",) if len(digits) < _YEAR_DIGITS else ("digit", "four")


def _is_fit(text: str, match: re.Match[str], rule: str, grammar: Grammar, shouted: bool) -> bool:
    """Whether a match is a time at all: names that are also other words ("may", "march", "sat", "mon") must look like one."""
    core = match[0]
    groups = match.groupdict()
    for slot in ("month", "weekday"):
        word = groups.get(slot)
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

"""The shapes of time expressions of one language, compiled from `languages/*/times.toml`, and what each of them turns on.

A shape is tried only where words stand without which it cannot match; times.py looks for these.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from onrecord.languages import Lexicon

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
    "end": "ends",
    "frequency": "frequency",
    "ref": "refs",
    "holiday": "holidays",
    "hijri": "hijri",
    "feast": "feasts",
    "fast": "fasts",
    "deictic": "deictics",
    "short": "short",
}
# Which words of a text can wake a shape with this slot; shapes with none of them are woken by the listed trigger words.
_WAKES = tuple("hijri feast fast month clock dm century tens season weekday unit part military year day".split())
_BY_UNIT = frozenset({"rolling"})
_ALWAYS_BY_WORD = frozenset("today sameday yesterday tomorrow daybefore dayafter quarter quarterago holiday".split())
_GROUP = re.compile(
    r"\((\?:|\?[=!]|\?<[=!])([^()]*)\)(\?|\{\d[^}]*\})?"
)  # a group without groups inside, and how often it stands
_SLOT = re.compile(r"\{([a-z]+)\d?\}")
_OPTIONAL = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\?"  # groups of groups of groups, which need not be there
_OPENING = re.compile(
    rf"(?:\(\?<=[a-z]+ \))?(?P<before>(?:{_OPTIONAL})*)(?P<number>\{{number\}}[ _]?)?\{{(?P<slot>[a-z]+)\d?\}}(?![?*{{])"
)
_INNERMOST = re.compile(r"\([^()]*\)")
_RUNS = re.compile(r"[^\W_]+")  # letters and digits
_MAYBE = re.compile(r"[a-z]\?")  # a letter that need not be there: "years?"
_LAST_LETTERS = re.compile(r"[^\W\d_]*$")
_PLAIN = re.compile(r"(?!(?:the|for|and|in|of|on|at|to|by|so|an)$)[a-z]{2,}")  # these stand everywhere and narrow nothing
_DIGITS = frozenset({"day", "dm", "clock", "tens"})
_FOUR_DIGITS = frozenset({"year", "hyear", "military", "century"})
# What must stand right behind the digits of some slots ("7 pm", "1990s", "3/4/2026"); see times.py.
_FOLLOWED = {"clock": "clocked", "tens": "plural", "dm": "parted"}
COUNTED = "counted"  # the class of units right behind a number: "three days"
_COUNTED = re.compile(r"\{number\} \{(?:unit|short)\}")
_BEHIND = re.compile(r"^\(\?<=([a-z]{3,}) \)")  # a word that must stand before a match


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """One shape of a rule, compiled for text in small letters; among matches of equal length the lower `order` is kept.

    It is tried only around words of its `waker` class, and only where one word of each class in `needs` stands beside; `bits`
    are those of all these classes. A match begins with a word of the class `anchor`, or with words of `before` that stand right
    before it ("0" = any digits); anchor None = that is not known.
    """

    rule: str
    order: int
    pattern: re.Pattern[str]
    waker: str
    needs: tuple[str, ...]
    bits: int
    anchor: str | None
    before: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grammar:
    """The compiled shapes of one language; built once by `grammar_of`.

    `automaton` finds the words that shapes turn on; `classes` say for each of them which classes it belongs to, and `bits` has
    one for each class that some shape asks for. `counting` are the last words of numbers, `lead_ends` those of prepositions.
    """

    shapes: tuple[Shape, ...]
    automaton: ahocorasick_rs.AhoCorasick
    classes: tuple[tuple[str, ...], ...]
    bits: Mapping[str, int]
    counting: frozenset[str]
    meanings: Mapping[str, Mapping[str, str]]
    leads: Mapping[str, str]
    lead_ends: frozenset[str]
    lead: re.Pattern[str]
    since_event: re.Pattern[str]  # "since the coup of …": counted from an event whose day is told
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
    shapes, waking, bits = _shapes(lexicon, slots)
    words = sorted(frozenset().union(*waking.values()))
    leads = lexicon.terms("times", "leads")
    lists = lexicon.lists["times"]
    return Grammar(
        shapes=shapes,
        automaton=ahocorasick_rs.AhoCorasick(words, implementation=ahocorasick_rs.Implementation.DFA),
        classes=tuple(tuple(name for name in sorted(waking) if word in waking[name]) for word in words),
        bits=bits,
        counting=frozenset(_LAST_LETTERS.findall(term)[0] for term in lexicon.terms("times", "numbers")),
        meanings={slot: lexicon.terms("times", section) for slot, section in (_WORD_SLOTS | {"number": "numbers"}).items()},
        leads=leads,
        lead_ends=frozenset(lead.split()[-1] for lead in leads),
        lead=re.compile(rf"\b({_alternatives(leads)})\s+(?:the\s+)?$", re.IGNORECASE),
        since_event=re.compile(
            rf"\b(?:{_alternatives(w for w, lead in leads.items() if lead == 'since')})\s+(?:[\w'’-]+\s+){{1,8}}?"
            rf"(?:{_alternatives(w for w, lead in leads.items() if lead == 'on')})\s+$",
            re.IGNORECASE,
        ),
        tail=re.compile(r" (?:alone|itself)\b", re.IGNORECASE),
        future=frozenset(lexicon.terms("times", "future")),
        doubtful=frozenset(lists["doubtful"]["words"]),
        dates_before=re.compile(rf"\b(?:{'|'.join(lists['doubtful']['before'])}) $", re.IGNORECASE),
        not_after=frozenset(lists["notyears"]["after"]),
        not_before=frozenset(lists["notyears"]["before"]),
        verbs=frozenset(lists["notyears"]["verbs"]),
    )


def _shapes(lexicon: Lexicon, slots: Mapping[str, str]) -> tuple[tuple[Shape, ...], dict[str, frozenset[str]], dict[str, int]]:
    """Every shape, the words of each class that one of them turns on, and a bit for each class that one of them asks for."""
    made: list[Shape] = []
    waking = {name: _single_words(lexicon.terms("times", section)) for name, section in _WORD_SLOTS.items()}
    waking |= {rule: frozenset(words) for rule, words in lexicon.lists["times"]["triggers"].items()}
    bits: dict[str, int] = {}
    for shape, rule in lexicon.terms("times", "shapes").items():
        waker, needs = _waker(rule, shape), _needs(shape)
        waking |= {need: frozenset(need.strip("'").split("|")) for need in needs if need.startswith("'")}
        order = sum(other.waker == waker for other in made)
        asked = {bits.setdefault(name, 1 << len(bits)) for name in (waker, *needs)}
        made.append(
            Shape(
                rule=rule,
                order=order,
                pattern=_compile(shape.lower(), slots),
                waker=waker,
                needs=needs,
                bits=sum(asked),
                anchor=_anchor(shape),
                before=_before(shape, lexicon),
            )
        )
    return tuple(made), waking, bits


def _opening(shape: str) -> re.Match[str] | None:
    """The first slot of a shape that must be there, with all that may stand before it; None where it begins with a word."""
    rest = shape
    while rest != (rest := _INNERMOST.sub("", rest)):  # an alternative to the whole shape stands in no group
        pass
    return None if "|" in rest else _OPENING.match(shape)


def _anchor(shape: str) -> str | None:
    """The class of words with one of which, or with words before it, every match of a shape begins; None = that is not known."""
    opening = _opening(shape)
    if opening is None or opening["slot"] == "number" or not set(_SLOT.findall(opening["before"])) <= _WORD_SLOTS.keys():
        return None
    if opening["number"]:
        return COUNTED if opening["slot"] in ("unit", "short") else None
    return _class_of(opening["slot"])


def _before(shape: str, lexicon: Lexicon) -> frozenset[str]:
    """The words that may stand before the last word of a shape's first slot, and "0" for digits."""
    opening = _opening(shape)
    if opening is None:
        return frozenset()
    terms = {slot: lexicon.terms("times", section) for slot, section in _WORD_SLOTS.items()}
    words = [term for slot in _SLOT.findall(opening["before"]) for term in terms.get(slot, ())]
    words += [term for term in terms.get(opening["slot"], ()) if not term.isalpha()]
    words += [*lexicon.terms("times", "numbers"), "0"] if opening["number"] else []
    plain = _SLOT.sub(" ", opening["before"].lower())
    return frozenset(_RUNS.findall(" ".join((*words, plain, _MAYBE.sub("", plain)))))


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
    behind = [f"'{word}'" for word in _BEHIND.findall(shape) if _PLAIN.fullmatch(word)]
    return tuple(dict.fromkeys((*_needed(rest, groups), *behind)))


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
    if _COUNTED.search(words):
        yield COUNTED
    for slot in re.findall(r"\{([a-z]+)\d?\}", words):
        if slot != "number":
            yield _class_of(slot)


def _class_of(slot: str) -> str:
    """The class of the words or digits that a slot begins with; not for numbers, which are either."""
    return slot if slot in _WORD_SLOTS else "four" if slot in _FOUR_DIGITS else _FOLLOWED.get(slot, "digit")


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

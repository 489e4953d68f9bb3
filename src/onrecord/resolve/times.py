"""Time expressions as words: where a text says when, and which words play which part in it.

The shapes are data (`languages/*/times.toml`); what they mean in days is the business of `dates.py`.
Source: TimeML TIMEX3 for what counts as an expression; its `core` is the TIMEX3 extent, `span` adds preposition and "alone".
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from onrecord.languages import Lexicon
from onrecord.model.spans import Span, cut
from onrecord.resolve.layout import lower
from onrecord.resolve.shapes import COUNTED, Grammar, Shape, grammar_of

_LOOK_BACK = 60  # characters before a trigger word in which an expression may begin; the longest shape needs about 50
_LOOK_AHEAD = 60
_YEAR_DIGITS = 4
_CLEAR_NAME = 6  # letters from which a month or weekday in small letters is no other word ("may", "sat", "march")
_SINCE_AT = 80  # characters before an expression in which "since the coup of" may stand
_BESIDE = 24
_AFTER_CLOCK = frozenset(":.apghlo")  # with what goes on after the digits of a clock time: "7:30", "7 pm", "1930 hours"
_BETWEEN_FIGURES = frozenset("-/.")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z]+")
_CLAUSE_END = re.compile(r"[.,;:]\s")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_FIGURES = {ord(d): str(n) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, d in enumerate(digits)}  # Arabic, Urdu
_HAS_FIGURES = re.compile("[٠-٩۰-۹]")


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
    shouted, lowered = text.isupper(), lower(text)
    if _HAS_FIGURES.search(lowered):
        lowered = lowered.translate(_FIGURES)
    spots = _Spots(lowered=lowered, hits=_hits(lowered, grammar))
    there = sum([grammar.bits.get(name, 0) for name in spots.hits])
    for shape in grammar.shapes:
        if shape.bits & there == shape.bits:
            for match in spots.matches(shape):
                if _is_fit(text, match, shape.rule, grammar, shouted):
                    yield match, shape


@dataclass(slots=True, kw_only=True)
class _Spots:
    """A text in small letters with what is worth trying: where the words of each class and the numbers stand, in order.

    `windows` are the stretches around them, and `tried` those where the shapes of a waker and needs can match, so far as asked.
    """

    lowered: str
    hits: Mapping[str, Sequence[tuple[int, int]]]
    windows: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    tried: dict[tuple[str, tuple[str, ...]], Sequence[tuple[int, int]]] = field(default_factory=dict)

    def matches(self, shape: Shape) -> Iterator[re.Match[str]]:
        """Every match of a shape, none overlapping another."""
        asked = shape.waker, shape.needs
        worth = self.tried.get(asked)
        if worth is None:
            worth = self.tried[asked] = self._worth_trying(*asked)
        if shape.anchor is None:
            for start, end in worth:
                yield from shape.pattern.finditer(self.lowered, start, end)
            return
        lowered, hits, match, before = self.lowered, self.hits[shape.anchor], shape.pattern.match, shape.before
        for start, end in worth:
            done = start
            for first, _ in hits:
                if first >= end:
                    break
                if first < done:
                    continue
                begins = _begins(lowered, first, done, before) if before else (first,)
                for begin in begins:
                    if begin >= done and (found := match(lowered, begin, end)):
                        yield found
                        done = found.end()

    def _worth_trying(self, waker: str, needs: Sequence[str]) -> Sequence[tuple[int, int]]:
        """Where a shape can match: around its waker, narrowed to what lies around the rarest of the words that it needs too."""
        around = self._around(waker)
        rarest = min([self._around(need) for need in needs], key=len, default=around)
        if rarest is around:
            return around
        return [(max(start, s), min(end, e)) for start, end in rarest for s, e in around if s < end and start < e]

    def _around(self, name: str) -> list[tuple[int, int]]:
        """The stretches around the words of a class; those that touch are one."""
        made = self.windows.get(name)
        if made is None:
            made, size = [], len(self.lowered)
            for start, end in self.hits[name]:
                low, high = start - _LOOK_BACK if start > _LOOK_BACK else 0, min(end + _LOOK_AHEAD, size)
                if made and made[-1][1] >= low:
                    made[-1] = (made[-1][0], high)
                else:
                    made.append((low, high))
            self.windows[name] = made
        return made


def _begins(lowered: str, first: int, start: int, words: Set[str]) -> Sequence[int]:
    """Where a match may begin whose first slot ends in the word at `first`: there, or at some of `words` right before it."""
    begins = [first]
    while first > start:
        end = first - 1  # mostly a blank
        while end > start and not lowered[end - 1].isalnum():
            end -= 1
        first = lowered.rfind(" ", start, end) + 1 or start
        if not lowered[first:end].isalnum():
            first = _begin_of(lowered, end, start)
        word = lowered[first:end]
        if word not in words and not (word.isdigit() and "0" in words):
            break
        begins.append(first)
    return begins[::-1]


def _begin_of(lowered: str, end: int, start: int) -> int:
    while end > start and lowered[end - 1].isalnum():
        end -= 1
    return end


def _hits(lowered: str, grammar: Grammar) -> dict[str, list[tuple[int, int]]]:
    """Where the words of each class stand, and the numbers, in order."""
    hits: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end, names in sorted(_words(lowered, grammar)):
        for name in names:
            hits[name].append((start, end))
    return hits


def _words(lowered: str, grammar: Grammar) -> list[tuple[int, int, tuple[str, ...]]]:
    """Start, end and classes of every whole word that shapes turn on, and of every number."""
    letters, classes = _LETTERS, grammar.classes
    words = [
        (start, end, classes[index])
        for index, start, end in grammar.automaton.find_matches_as_indexes(lowered, overlapping=True)
        if lowered[start - 1 : start] not in letters and lowered[end : end + 1] not in letters
    ]
    words += [(start, end, (COUNTED,)) for start, end, names in words if "unit" in names and _is_counted(lowered, start, grammar)]
    return words + [(*digits.span(), _digit_classes(lowered, *digits.span())) for digits in _NUMBER.finditer(lowered)]


def _is_counted(lowered: str, start: int, grammar: Grammar) -> bool:
    """Whether a number may stand right before the word: digits, or the last word of a number."""
    end = first = max(0, start - 1)
    while first and lowered[first - 1].isalpha():
        first -= 1
    return lowered[first:end] in grammar.counting or lowered[end - 1 : end].isdigit()


def _digit_classes(lowered: str, start: int, end: int) -> tuple[str, ...]:
    """What digits may be part of: any number, four figures, a clock time, "1990s", a date in figures."""
    names = ["digit"] if end - start < _YEAR_DIGITS else ["digit", "four"]
    behind = lowered[end : end + 2]
    if (behind[1:] if behind[:1].isspace() else behind[:1]) in _AFTER_CLOCK:
        names.append("clocked")
    if behind[:1] == "s":
        names.append("plural")
    if behind[:1] in _BETWEEN_FIGURES and behind[1:].isdigit():
        names.append("parted")
    return tuple(names)


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
        future=_looks_ahead(_clause_before(text, start).lower(), grammar),
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
    before = text[max(0, start - _BESIDE) : start]
    words = before[-1:].isspace() and before.split()[-2:]
    if not words or not (_may_lead(words[-1], grammar) or (words[-1].lower() == "the" and _may_lead(words[0], grammar))):
        return None
    found = grammar.lead.search(before)
    if not found:
        return None
    if counted := grammar.since_event.search(text, max(0, start - _SINCE_AT), start):
        return counted.start(), "since"
    return start - len(before) + found.start(), grammar.leads[" ".join(found[1].lower().split())]


def _may_lead(word: str, grammar: Grammar) -> bool:
    """Whether a word may be the last of a preposition; what has other signs than letters may hold one."""
    return word.lower() in grammar.lead_ends or not word.isalpha()


def _looks_ahead(clause: str, grammar: Grammar) -> bool:
    """Whether a clause in small letters has a word of what is to come."""
    if not any(word in clause for word in grammar.future):
        return False
    return not grammar.future.isdisjoint(_WORD.findall(clause))


def _clause_before(text: str, start: int) -> str:
    """The words before an expression back to the last comma or full stop."""
    return _CLAUSE_END.split(text[max(0, start - _LOOK_BACK) : start])[-1]

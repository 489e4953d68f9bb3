"""Weighs which whole names are places: a linear score of how a name is built, what stands beside it, and what is known of it.

The weights are those of languages/*/place_names.toml, fitted by `onrecord.refit.place_names`; its head says on what.
"""

import functools
import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.model.mentions import NameKind
from onrecord.model.spans import Span
from onrecord.resolve.toponyms.names import Found, Page
from onrecord.resolve.toponyms.sifting import Sifted, standing_of
from onrecord.resolve.toponyms.wholes import Made, Whole, WholeWords, whole_names, word_after, word_before
from onrecord.resolve.toponyms.words import Lead, lead_to

_NOTHING = ("none",)
_KEPT = 1 << 16  # readings whose weights are kept
_MANY_WORDS, _MANY_READINGS = 5, 4  # counts are told apart up to these; readings by powers of two
_SHORT = 3  # letters
_LISTS = (", ", " and ", ", and ", " or ", " to ", " in ", "-", "/")  # between two places of a list, or a place and its holder
_STARTS, _ENDS = {sign[:2] for sign in _LISTS}, {sign[-2:] for sign in _LISTS}
_LINKS = frozenset("-/")
_QUARTERS = 3.99  # shares are told apart by quarters


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What a document says about its names, counted once.

    `sure` and `accepted` are the names that the rules take for places; `followed` and `leading` are the signs by which an
    accepted one is joined to what begins or ends at a position. `leads` are the words before names as far as the rules have read
    them, by the names' beginnings; `countries` counts those that the sure names lie in, `counted` how many (at least 1).
    """

    page: Page
    sifted: Sifted
    lists: WholeWords
    accepted: Set[Span]
    sure: Set[Span]
    perhaps: Set[Span]
    spoken: Set[str]
    words: Mapping[str, int]
    joined: Mapping[str, int]
    countries: Mapping[str | None, int]
    counted: int
    leads: Mapping[int, Lead]
    followed: Mapping[int, tuple[str, ...]]
    leading: Mapping[int, tuple[str, ...]]


def gather(page: Page, founds: Sequence[Found], sifted: Sifted, accepted: Set[Span], lists: WholeWords) -> Evidence:
    """The evidence of a document: its names as the rules see them."""
    tokens = page.tokens
    sure = {n.found.span for n in sifted.sure}
    countries = Counter(f.named[0].place.country for f in founds if f.span in sure)
    return Evidence(
        page=page,
        sifted=sifted,
        lists=lists,
        accepted=accepted,
        sure=sure,
        perhaps={n.found.span for n in sifted.perhaps},
        spoken={span.exact for span in accepted},
        words=Counter(token.word for token in tokens),
        joined=Counter(t.word for i, t in enumerate(tokens) if t.gap == " " or (i and tokens[i - 1].gap == " ")),
        countries=countries,
        counted=sum(countries.values()) or 1,
        leads={n.found.span.start: n.lead for n in (*sifted.sure, *sifted.perhaps)},
        followed=_signs(page.text, [span.end for span in accepted], is_before=False),
        leading=_signs(page.text, [span.start for span in accepted], is_before=True),
    )


def _signs(text: str, edges: Sequence[int], *, is_before: bool) -> Mapping[int, tuple[str, ...]]:
    """The signs of lists that stand right before or behind these positions, by the position on their other side."""
    signs: dict[int, tuple[str, ...]] = {}
    for edge in edges:
        beside = text[max(0, edge - 2) : edge] if is_before else text[edge : edge + 2]
        if beside in (_ENDS if is_before else _STARTS) or beside[-1:] in _LINKS or beside[:1] in _LINKS:
            for sign in _LISTS:
                if is_before and text.endswith(sign, 0, edge):
                    signs[edge - len(sign)] = (*signs.get(edge - len(sign), ()), sign)
                elif not is_before and text.startswith(sign, edge):
                    signs[edge + len(sign)] = (*signs.get(edge + len(sign), ()), sign)
    return signs


def weigh_names(founds: Sequence[Found], evidence: Evidence, told: Set[Span]) -> list[Whole]:
    """The whole names that are places, in order, none overlapping another: the likeliest are taken first.

    Less is asked of the listed names in `told`, at which the rules hear something happen ("in Kharan").
    """
    lists, reader = evidence.lists, Features(evidence=evidence)
    scored = []
    for whole in whole_names(evidence.page, founds, lists):
        is_told = whole.made is Made.LISTED and whole.core is not None and whole.core.span in told
        score = reader.weight(whole)
        if score >= (lists.least_told if is_told else lists.least):
            scored.append((-score, whole.start, whole.end, whole))
    chosen: list[Whole] = []
    for *_, whole in sorted(scored, key=lambda row: row[:3]):
        if all(whole.end <= other.start or other.end <= whole.start for other in chosen):
            chosen.append(whole)
    return sorted(chosen, key=lambda whole: whole.start)


@dataclass(slots=True, kw_only=True)
class Features:
    """What speaks for or against the names of one document, each with the weight 1; "bias" is always among them.

    Names share their beginnings, ends and listed names, so what is said of those is read once a document and kept here. Each
    reading is a tuple of plain values, whose weight is the same in every document and is kept, too.
    """

    evidence: Evidence
    lefts: dict[int, "_Left"] = field(default_factory=dict)
    rights: dict[int, "_Right"] = field(default_factory=dict)
    cores: dict[int, "_Core"] = field(default_factory=dict)
    known: dict[int, "_Known"] = field(default_factory=dict)
    kept: dict["_Part", float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The weights known from other documents."""
        self.kept = _weights(self.evidence.lists)

    def of(self, whole: Whole) -> list[str]:
        """All features of a name, none twice."""
        return [name for part in self._parts(whole) for name in _names(part)]

    def weight(self, whole: Whole) -> float:
        """The sum of the weights of all features of a name."""
        lists, kept, total = self.evidence.lists, self.kept, 0.0
        for part in self._parts(whole):
            weight = kept.get(part)
            total += _weight(lists, kept, part) if weight is None else weight
        return total

    def _parts(self, whole: Whole) -> list["_Part"]:
        left = self.lefts.get(whole.start)
        if left is None:
            left = self.lefts[whole.start] = _left(whole, self.evidence)
        right = self.rights.get(whole.end)
        if right is None:
            right = self.rights[whole.end] = _right(whole, self.evidence)
        core = None
        if whole.core is not None:
            core = self.cores.get(whole.core.span.start)
            if core is None:
                known = self.known.get(id(whole.core.named))  # the same readings as long as the document is at hand
                if known is None:
                    known = self.known[id(whole.core.named)] = _known(whole.core, self.evidence)
                core = self.cores[whole.core.span.start] = _core(whole.core, known, self.evidence)
        own = _own(whole, left, core, self.evidence)
        return [left, right, own] if core is None else [left, right, own, core]


class _Left(NamedTuple):
    """What stands before a name."""

    lead: str
    has_noun: bool
    before: tuple[str, ...]
    sign: str | None
    joined: tuple[str, ...]
    heading: bool
    follows: tuple[str, ...]

    def names(self) -> list[str]:
        """The names of its features."""
        found = [f"lead {self.lead}", *(f"before {one}" for one in self.before), *(f"left {one}" for one in self.joined)]
        found += [f"follows a place{sign}" for sign in self.follows]
        if self.sign is not None:
            found.append(f"sign before {self.sign}")
        return found + ["lead noun"] * self.has_noun + ["heading"] * self.heading


class _Right(NamedTuple):
    """What stands after a name."""

    after: tuple[str, ...]
    sign: str | None
    joined: tuple[str, ...]
    leads: tuple[str, ...]

    def names(self) -> list[str]:
        """The names of its features."""
        found = [*(f"after {one}" for one in self.after), *(f"right {one}" for one in self.joined)]
        found += [f"leads a place{sign}" for sign in self.leads]
        return found if self.sign is None else [*found, f"sign after {self.sign}"]


class _Core(NamedTuple):
    """What the gazetteer knows of a listed name, how well known it is, and what the rules made of it."""

    kind: str
    name: str
    people: int
    readings: int
    standing: int
    state: str
    quarter: int

    def names(self) -> list[str]:
        """The names of its features."""
        return [
            f"place {self.kind}",
            f"name {self.name} {self.kind}",
            f"people {self.people}",
            f"readings {self.readings}",
            f"state {self.state} {self.standing}",
            f"at home {self.quarter}",
            f"at home {self.quarter} {self.state}",
        ]


class _Known(NamedTuple):
    """What the gazetteer knows of a name's readings, and how many places of the document lie where one of them does."""

    kind: str
    name: str
    people: int
    readings: int
    standing: int
    quarter: int


class _Own(NamedTuple):
    """What only the whole name says: its shape, and how that goes with what stands before it and the listed name inside."""

    made: str
    words: int
    ending: tuple[str, ...]
    last: str | None
    first: tuple[str, ...]
    single: tuple[bool, bool, int, bool] | None
    heading: bool
    short: bool
    capitals: bool
    person: bool
    lead: str
    gaps: tuple[str | None, str | None]
    standing: int | None
    state: str
    spoken: bool

    def names(self) -> list[str]:
        """The names of its features."""
        made, is_listed = self.made, self.made == Made.LISTED.value
        found = ["bias", f"made {made} {self.standing is not None}", f"words {self.words}", f"lead {self.lead} {made}"]
        found += [f"last {one} {is_listed}" for one in self.ending]
        found += [f"first {one}" for one in self.first]
        found.append(f"joined {self.gaps[0]}|{self.gaps[1]}")
        if self.last is not None:
            found.append(f"ends in {self.last}")
        if self.single is not None:
            ordinary, repeated, joined, here = self.single
            found += ["ordinary"] * ordinary + ["repeated"] * repeated
            found += [f"in longer names {joined} {here}"] * (joined > 0)
        if self.standing is not None:
            found += [f"standing {self.standing} {is_listed}", f"standing {self.standing} lead {self.lead}"]
            found.append(f"state {self.state} {made}")
        found += [f"heading {made}"] * self.heading + ["short"] * self.short + ["capitals"] * self.capitals
        return found + ["person"] * self.person + [f"spoken {self.state}"] * self.spoken


_Part = _Left | _Right | _Core | _Own


def _names(part: _Part) -> list[str]:
    return part.names()


@functools.cache
def _weights(lists: WholeWords) -> dict[_Part, float]:
    """The weights that were added up already, of at most _KEPT readings."""
    return {}


def _weight(lists: WholeWords, kept: dict[_Part, float], part: _Part) -> float:
    if len(kept) >= _KEPT:
        kept.clear()
    weight = kept[part] = sum(lists.weights.get(name, 0.0) for name in _names(part))
    return weight


def _left(whole: Whole, evidence: Evidence) -> _Left:
    page, classes, start = evidence.page, evidence.lists.classes, whole.start
    led = evidence.leads.get(start)
    if led is None:
        led = lead_to(page.text, start, evidence.lists.words)
    before = word_before(page.text, start)
    left = page.tokens[whole.first - 1] if whole.first > 0 and page.tokens[whole.first - 1].gap is not None else None
    is_word = before.isalpha()
    return _Left(
        led.preposition or "none",
        led.area_noun is not None,
        classes.get(before, _NOTHING) if is_word else (),
        None if is_word else before,
        () if left is None else classes.get(left.low, _NOTHING),
        page.in_heading(start),
        evidence.followed.get(start, ()),
    )


def _right(whole: Whole, evidence: Evidence) -> _Right:
    page, classes, end = evidence.page, evidence.lists.classes, whole.end
    after, apart = word_after(page.text, end)
    is_word = apart and after.isalpha()
    joined = page.tokens[whole.last].gap is not None
    return _Right(
        classes.get(after, _NOTHING) if is_word else (),
        None if is_word else f"{after}{apart}",
        classes.get(page.tokens[whole.last + 1].low, _NOTHING) if joined else (),
        evidence.leading.get(end, ()),
    )


def _known(core: Found, evidence: Evidence) -> _Known:
    best, countries, own = core.named[0], evidence.countries, []
    people = home = 0
    for named in core.named:
        place = named.place
        people = max(people, place.population or 0)
        home = max(home, countries.get(place.country, 0))
        if named.name_kind is not NameKind.DEMONYM:
            own.append(named)
    return _Known(
        str(best.place.kind),
        str(best.name_kind),
        int(math.log10(people + 1)),
        min(_MANY_READINGS, int(math.log2(len(core.named)))),
        standing_of(own) if own else 0,
        int(home / evidence.counted * _QUARTERS),
    )


def _core(core: Found, known: _Known, evidence: Evidence) -> _Core:
    span = core.span
    state = "accepted" if span in evidence.accepted else "perhaps" if span in evidence.perhaps else "rejected"
    return _Core(*known[:5], f"{state} sure" if span in evidence.sure else state, known[5])


def _own(whole: Whole, left: _Left, core: _Core | None, evidence: Evidence) -> _Own:
    tokens, classes, first, last = evidence.page.tokens, evidence.lists.classes, whole.first, whole.last
    word, is_one = tokens[last].word, first == last
    low = word.lower()
    ending = classes.get(low, _NOTHING)
    gaps = (tokens[first - 1].gap if first > 0 else None, tokens[last].gap)
    single = None
    if is_one:
        here = gaps[1] is not None or gaps[0] is not None
        single = (low in evidence.lists.words.ordinary, evidence.words[word] > 1, min(2, evidence.joined[word]), here)
    return _Own(
        str(whole.made),
        min(last - first + 1, _MANY_WORDS),
        ending,
        None if is_one or ending is _NOTHING else low,
        () if is_one else classes.get(tokens[first].low, _NOTHING),
        single,
        left.heading,
        whole.end - whole.start <= _SHORT,
        word.isupper(),
        low in evidence.sifted.persons,
        left.lead,
        gaps,
        None if core is None else core.standing,
        "" if core is None else core.state,
        is_one and whole.core is not None and whole.core.span.exact in evidence.spoken,
    )

"""Weighs which whole names are places: a linear score of how a name is built, what stands beside it, and what is known of it.

The weights are those of languages/*/place_names.toml, fitted by `onrecord.refit.place_names`; its head says on what.
"""

import functools
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.model.spans import Span
from onrecord.resolve.toponyms.names import Found, Page
from onrecord.resolve.toponyms.readings import readings_of
from onrecord.resolve.toponyms.sifting import Sifted
from onrecord.resolve.toponyms.wholes import Made, Whole, WholeWords, whole_names, word_after, word_before
from onrecord.resolve.toponyms.words import Lead, lead_to

_NOTHING, _REJECTED = ("none",), "rejected"
_KEPT = 1 << 16  # readings whose weights are kept
_MANY_WORDS = 5  # counts are told apart up to this
_SHORT = 3  # letters
_LISTS = (", ", " and ", ", and ", " or ", " to ", " in ", "-", "/")  # between two places of a list, or a place and its holder
_STARTS, _ENDS = {sign[:2] for sign in _LISTS}, {sign[-2:] for sign in _LISTS}
_LINKS = frozenset("-/")
_QUARTERS = 3.99  # shares are told apart by quarters
_Told = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What a document says about its names, counted once.

    `states` say what the rules made of the listed names, by their beginnings: "accepted" as places or "perhaps", and "sure" where
    the words alone said so; `followed` and `leading` are the signs by which an accepted one is joined to what begins or ends at a
    position. `leads` are the words before names as far as the rules have read them, by the names' beginnings; `countries` counts
    those that the sure names lie in, `counted` how many (at least 1).
    """

    page: Page
    sifted: Sifted
    lists: WholeWords
    states: Mapping[int, str]
    spoken: Set[str]
    words: Mapping[str, int]
    joined: Mapping[str, int]
    countries: Mapping[str | None, int]
    counted: int
    leads: Mapping[int, Lead]
    followed: Mapping[int, tuple[str, ...]]
    leading: Mapping[int, tuple[str, ...]]


def gather(page: Page, founds: Sequence[Found], sifted: Sifted, accepted: Sequence[Span], lists: WholeWords) -> Evidence:
    """The evidence of a document: its names as the rules see them."""
    tokens, gaps = page.tokens, (None, *(token.gap for token in page.tokens))
    sure = {n.found.span.start for n in sifted.sure}
    countries = Counter([f.named[0].place.country for f in founds if f.span.start in sure])
    states = {n.found.span.start: "perhaps" for n in sifted.perhaps} | {span.start: "accepted" for span in accepted}
    states |= {start: f"{states.get(start, _REJECTED)} sure" for start in sure}
    return Evidence(
        page=page,
        sifted=sifted,
        lists=lists,
        states=states,
        spoken={span.exact for span in accepted},
        words=Counter([token.word for token in tokens]),
        joined=Counter([t.word for t, gap in zip(tokens, gaps, strict=False) if t.gap == " " or gap == " "]),
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
    least = min(lists.least_told, lists.least)
    for whole in whole_names(evidence.page, founds, lists):
        score = reader.weight(whole)
        if score >= least:
            is_told = whole.made is Made.LISTED and whole.core is not None and whole.core.span in told
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

    Names share their beginnings, ends and listed names, so what is said of those is read and weighed once a document and kept
    here. Each reading is a tuple of plain values, whose weight is the same in every document and is kept, too.
    """

    evidence: Evidence
    lefts: dict[int, tuple[float, "_Left"]] = field(default_factory=dict)
    rights: dict[int, float] = field(default_factory=dict)
    cores: dict[int, tuple[float, int, str]] = field(default_factory=dict)
    kept: dict[_Told, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The weights known from other documents."""
        self.kept = _weights(self.evidence.lists)

    def of(self, whole: Whole) -> list[str]:
        """All features of a name, none twice."""
        left = _left(whole, self.evidence)
        core = None if whole.core is None else _Core._make(_core(whole.core, self.evidence))
        standing, state = (None, "") if core is None else (core.standing, core.state)
        own = _Own._make(_own(whole, left, standing, state, self.evidence))
        parts: list[_Part] = [left, _Right._make(_right(whole, self.evidence)), own]
        return [name for part in (parts if core is None else [*parts, core]) for name in part.names()]

    def weight(self, whole: Whole) -> float:
        """The sum of the weights of all features of a name."""
        start, end, _, _, core, _ = whole
        evidence = self.evidence
        left, right, inside = self.lefts.get(start), self.rights.get(end), None
        if left is None:
            before = _left(whole, evidence)
            left = self.lefts[start] = self._weight(before, _Left), before
        if right is None:
            right = self.rights[end] = self._weight(_right(whole, evidence), _Right)
        if core is not None:
            inside = self.cores.get(core.span.start)
            if inside is None:
                known = _core(core, evidence)
                inside = self.cores[core.span.start] = self._weight(known, _Core), known[4], known[5]
        if inside is None:
            return left[0] + right + self._weight(_own(whole, left[1], None, "", evidence), _Own)
        return left[0] + right + self._weight(_own(whole, left[1], inside[1], inside[2], evidence), _Own) + inside[0]

    def _weight(self, told: _Told, kind: "type[_Part]") -> float:
        weight = self.kept.get(told)
        if weight is None:
            if len(self.kept) >= _KEPT:
                self.kept.clear()
            weights = self.evidence.lists.weights
            weight = self.kept[told] = sum(weights.get(name, 0.0) for name in kind._make(told).names())
        return weight


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
    """What the gazetteer knows of a listed name, what the rules made of it, and how many names of the text lie in its country."""

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


@functools.cache
def _weights(lists: WholeWords) -> dict[_Told, float]:
    """The weights that were added up already, of at most _KEPT readings; those of different kinds are never equal."""
    return {}


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


def _right(whole: Whole, evidence: Evidence) -> _Told:
    page, classes, end = evidence.page, evidence.lists.classes, whole.end
    after, apart = word_after(page.text, end)
    is_word = apart and after.isalpha()
    joined = page.tokens[whole.last].gap is not None
    return (
        classes.get(after, _NOTHING) if is_word else (),
        None if is_word else f"{after}{apart}",
        classes.get(page.tokens[whole.last + 1].low, _NOTHING) if joined else (),
        evidence.leading.get(end, ()),
    )


def _core(core: Found, evidence: Evidence) -> tuple[str, str, int, int, int, str, int]:
    countries, readings = evidence.countries, readings_of(core.named)
    home = max([countries.get(country, 0) for country in readings.countries])
    return (
        readings.kind,
        readings.name,
        readings.people,
        readings.many,
        readings.own_standing,
        evidence.states.get(core.span.start, _REJECTED),
        int(home / evidence.counted * _QUARTERS),
    )


def _own(whole: Whole, left: _Left, standing: int | None, state: str, evidence: Evidence) -> _Told:
    """The values of an _Own, as a plain tuple, which is as good a key and quicker made."""
    tokens, lists, first, last = evidence.page.tokens, evidence.lists, whole.first, whole.last
    token, before = tokens[last], tokens[first - 1].gap if first > 0 else None
    word, low, after = token.word, token.low, token.gap
    ending = lists.classes.get(low, _NOTHING)
    single = None
    is_one = first == last
    if is_one:
        here = after is not None or before is not None
        single = (low in lists.words.ordinary, evidence.words[word] > 1, min(2, evidence.joined[word]), here)
    return (
        whole.made._value_,  # as `value`, without the detour of a property
        min(last - first + 1, _MANY_WORDS),
        ending,
        None if is_one or ending is _NOTHING else low,
        () if is_one else lists.classes.get(tokens[first].low, _NOTHING),
        single,
        left.heading,
        whole.end - whole.start <= _SHORT,
        word.isupper(),
        low in evidence.sifted.persons,
        left.lead,
        (before, after),
        standing,
        state,
        is_one and whole.core is not None and whole.core.span.exact in evidence.spoken,
    )

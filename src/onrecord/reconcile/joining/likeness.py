"""Which reports tell of one happening, by their words: shared names and rare words, the headline, the days said and told.

Every pair keeps the parts of its score. Groups grow from the best pair down, so that the order of arrival does not matter.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, groupby
from math import exp, log1p, sqrt
from operator import mul

import numpy as np

from onrecord.model.events import Match
from onrecord.model.mentions import PlaceRef
from onrecord.reconcile.joining.events import distance_km
from onrecord.reconcile.joining.profiles import PROVINCE_PREC, Profile

Days = tuple[date, date]
# Reports are compared when they share two heavy words; a word that more reports use is followed from each report only to the
# next few by day.
FEWEST_SHARED, MOST_USERS, NEXT_BY_DAY = 2, 80, 12
# Brief reports are compared also when they are said so near each other and their gists are as alike as this.
GIST_REACH, GIST_NEAR = timedelta(days=7), 0.35
# The heaviest shared words that are counted, and the partners that are kept for a report.
HEAVIEST, MOST_PARTNERS = 5, 20
# Log odds that a pair tells of one happening: logistic regression on the pairs of one half of 2,566 incidents of the Gun
# Violence Archive (split by the hash of their id); how good it is on the other half stands in docs/events.md.
WEIGHTS = {
    "headline": 3.50,  # likeness of the headlines, 0..1
    "names": 6.25,  # share of the shorter report's names that the other has, 0..1
    "words": 10.19,  # mean weight of the five heaviest shared words, 0..1
    "said_apart": -0.785,  # ln(1 + days between the two reports)
    "told_same_days": 2.11,  # 1 when the days told overlap
    "told_apart": -0.66,  # 1 when the days told are two or more apart
    "told_far_apart": -0.81,  # 1 when they are six or more apart
}
BASE = -6.20
# The like where one of the two is brief: logistic regression on pairs of feed items of nine times five days of 2022, judged by
# hand (docs/events.md). Words weigh by the list of the language alone here: the names of a great story stand in so many items
# that they would count for nothing by the register.
BRIEF_WEIGHTS = {
    "likeness": 11.57,  # root of the likeness of all words, 0..1
    "brief_names": 1.83,  # names that both have, by one more than the names of the report with fewer, 0..1
    "said_apart": -1.41,  # ln(1 + days between the two reports)
    # 1 when both name somebody or some place, and never the same, or are apart as below: "Blast in Arzan" and "Blast in Kelat"
    # are two, however alike.
    "no_name_shared": -5.00,
    # Feed items seldom tell days: these three are not learnt, but half of what they are for articles.
    "told_same_days": 0.15,
    "told_apart": -0.33,
    "told_far_apart": -0.40,
}
BRIEF_BASE = -5.62
# The like where both are brief and were put into numbers by one encoder: logistic regression on the pairs of feed items of
# twenty-one times five days (evaluation/clustering/brief_weights.py works them out). Names say nothing beside gists and places.
GIST_WEIGHTS = {
    "told_alike": 11.40,  # likeness of the gists from the middle of the register, -1..1
    "likeness": 8.60,
    "said_apart": -1.37,
    "same_place": 2.69,  # 1 when both name one town, district or province
    "near_place": 0.41,  # 1 when they name none in common, but one that is near to or in one of the other's
    "same_act": 1.21,  # 1 when both tell of one kind of act
    "same_count": 2.62,  # 1 when both count as many people with one kind of harm, two or more
    "on_conflict": -2.22,  # how surely one of them is about conflict, 0..1: many reports of one war are alike
    "headline_alone": 2.13,  # 1 when one of them is nothing but a headline: it has few words to be alike in
    # 1 when every place of the one is far from every place of the other, and they share no sure name (`Profile.sure`); set by
    # hand, since few of these pairs show it.
    "places_apart": -15.00,
    # No two of these feed items are more than four days apart, so these are learnt from brief articles of one half of the Gun
    # Violence Archive, the others held: a city has many shootings a year. Of reports said within four days the two sets differ
    # (of a death some days after the act both days are told), and the weights lie between.
    "said_long_after": -0.88,  # how much ln(1 + days between) is over that of four days
    "told_apart_later": -3.00,  # 1 when the days told are two or more apart, and the reports more than four
    "told_same_days": 1.00,
    "told_apart": -1.00,
    "told_far_apart": -0.40,
}
GIST_BASE = -9.67
# Places of two reports farther apart than this are two.
APART_KM = 60.0
# Fewer different words than this tell too little to be like others: two shared ones would make half of them.
TELLING = 8
# Log odds from which a pair may found a group; what all members' best links must reach on average for two groups to join;
# and what a pair that shares no heavy words counts as.
FOUNDING, JOINING, STRANGERS = 1.0, -0.5, -6.0
# The like for a pair with a brief report, and for two compared by their gists. Of these only so many best links are asked: two of
# a great story need have no word in common.
BRIEF_FOUNDING, BRIEF_JOINING, BRIEF_PARTNERS = -0.5, -1.0, 8
GIST_FOUNDING, GIST_JOINING, GIST_PARTNERS = 0.5, -0.5, 3
# Pairs less likely than this (log odds) are forgotten.
FORGOTTEN = -5.0
TOLD_APART, TOLD_FAR_APART = 2, 6
# Days apart of the feed items that brief reports' weights were learnt from, at most.
FEW_DAYS = 4
# Days between two undated reports, for which nothing speaks: as for reports a month apart.
UNDATED_APART = 30


def matches(profiles: Sequence[Profile], told: Mapping[str, Days]) -> list[Match]:
    """The pairs of reports that share heavy words, with the odds that they tell of one happening; best first.

    `told` leads from a document to the days of what it tells first; a document that gives none is left out of it.
    """
    by_id = {p.document_id: p for p in profiles}
    found = (compared(by_id[a], by_id[b], told) for a, b in candidates(profiles))
    return sorted((m for m in found if _odds(m) > FORGOTTEN), key=_best_first)


@dataclass(frozen=True, slots=True)
class Odds:
    """The score and log odds of every pair of reports worth keeping, how they were compared (`_kind`), and the days that they
    were reckoned with."""

    told: Mapping[str, Days]
    of: Mapping[tuple[str, str], tuple[float, float, int]]

    def with_pairs(self, pairs: Iterable[tuple[str, str]], anew: "Odds") -> "Odds":
        """These odds, with those of the `pairs` as they were reckoned anew."""
        gone = set(pairs)
        return Odds(told=anew.told, of={pair: odds for pair, odds in self.of.items() if pair not in gone} | dict(anew.of))


def odds_of(profiles: Sequence[Profile], pairs: Iterable[tuple[str, str]], told: Mapping[str, Days]) -> Odds:
    """What `matches` finds of these pairs, without the parts of the scores: there are many pairs."""
    by_id = {p.document_id: p for p in profiles}
    found = ((a, b, compared(by_id[a], by_id[b], told)) for a, b in pairs)
    return Odds(told=told, of={(a, b): (m.score, odds, _kind(m)) for a, b, m in found if (odds := _odds(m)) > FORGOTTEN})


def may_found(left: Profile, right: Profile, told: Mapping[str, Days]) -> bool:
    """Whether two reports are like enough for a group to begin with them."""
    match = compared(left, right, told)
    return _odds(match) >= _founding(_kind(match))


def _best_first(match: Match) -> tuple[float, str, str]:
    return -match.score, match.left, match.right


def candidates(profiles: Sequence[Profile]) -> list[tuple[str, str]]:
    """The pairs of reports that share heavy words, and those of brief ones whose gists are alike."""
    return sorted({*_candidates(profiles), *_alike_in_gist(profiles)})


def _candidates(profiles: Sequence[Profile]) -> Iterator[tuple[str, str]]:
    users: dict[str, list[Profile]] = {}
    for profile in sorted(profiles, key=lambda p: (p.day or date.max, p.document_id)):
        for word in profile.keys:
            users.setdefault(word, []).append(profile)
    shared: dict[tuple[str, str], int] = {}
    for using in users.values():
        for a, b in combinations(using, 2) if len(using) <= MOST_USERS else _next_by_day(using):
            pair = (a.document_id, b.document_id) if a.document_id < b.document_id else (b.document_id, a.document_id)
            shared[pair] = shared.get(pair, 0) + 1
    return (pair for pair, count in shared.items() if count >= FEWEST_SHARED)


def _alike_in_gist(profiles: Sequence[Profile]) -> Iterator[tuple[str, str]]:
    """Each brief report with those said within days of it that its gist is likest to."""
    dated = sorted((p.encoder, p.day, p.document_id, p.gist) for p in profiles if p.encoder and p.day and p.is_brief)
    for _, mine in groupby(dated, key=lambda row: row[0]):
        days, names, gists = [list(column) for column in zip(*mine, strict=True)][1:]
        rows = np.asarray(gists)
        for at, day in enumerate(days):
            first, last = bisect_left(days, day - GIST_REACH), bisect_right(days, day + GIST_REACH)
            # Rounded, so that no machine's last digit decides what is compared.
            found = rows[first:last] @ rows[at]
            near = [(-round(float(found[n]), 4), names[first + n]) for n in np.flatnonzero(found > GIST_NEAR - 0.001)]
            best = [name for odds, name in sorted(near)[: MOST_PARTNERS + 1] if odds <= -GIST_NEAR and name != names[at]]
            yield from ((names[at], name) if names[at] < name else (name, names[at]) for name in best)


def _next_by_day(using: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    for at, profile in enumerate(using):
        for other in using[at + 1 : at + 1 + NEXT_BY_DAY]:
            yield profile, other


def compared(left: Profile, right: Profile, told: Mapping[str, Days]) -> Match:
    """The pair with the parts of its score, however unlike the two are."""
    brief = (left.is_brief or right.is_brief) and bool(left.title and right.title)
    words = _words_parts(left, right) if not brief else (_gist_parts(left, right) or _brief_parts(left, right))
    days = _days_parts(left, right, told)
    if words.get("said_long_after"):
        days["told_apart_later"] = days.get("told_apart", 0.0)
    kept = tuple((name, round(value, 4)) for name, value in sorted({**words, **days}.items()))
    match = Match(left=left.document_id, right=right.document_id, score=0.0, parts=kept)
    return replace(match, score=round(1 / (1 + exp(-_odds(match))), 6))


def _words_parts(left: Profile, right: Profile) -> dict[str, float]:
    small, large = sorted((left.names, right.names), key=lambda names: sum(names.values()))
    shared = sorted((w for word, w in left.weights.items() if word in right.weights), reverse=True)
    return {
        "headline": _likeness(left.title, right.title),
        "names": sum(w for word, w in small.items() if word in large) / (1 + sum(small.values())),
        "words": sum(shared[:HEAVIEST]) / HEAVIEST,
    }


def _brief_parts(left: Profile, right: Profile) -> dict[str, float]:
    shared = sum(word in right.names for word in left.names)
    return {
        "likeness": _likeness_in_full(left, right),
        "brief_names": shared / (1 + min(len(left.names), len(right.names))),
        "no_name_shared": float((not shared and bool(left.names and right.names)) or _are_apart(left, right)),
    }


def _likeness_in_full(left: Profile, right: Profile) -> float:
    """The likeness of all words, weighed by the list of the language; less where one of the two has hardly any."""
    return sqrt(_likeness(left.plain, right.plain)) * min(1.0, len(left.plain) / TELLING, len(right.plain) / TELLING)


def _gist_parts(left: Profile, right: Profile) -> dict[str, float]:
    """The parts of two brief reports that one encoder put into numbers; empty for all others."""
    if left.encoder is None or left.encoder != right.encoder or not (left.is_brief and right.is_brief):
        return {}
    mine, theirs = left.tells, right.tells
    same_place = not {p.place_id for p in left.places}.isdisjoint(p.place_id for p in right.places)
    near = same_place or _near_by(left.places, right.places)
    return {
        "said_long_after": max(0.0, log1p(_days_said_apart(left, right)) - log1p(FEW_DAYS)),
        "told_alike": sum(map(mul, left.gist, right.gist)),
        "likeness": _likeness_in_full(left, right),
        "same_place": float(same_place),
        "near_place": float(near and not same_place),
        "same_act": float(not mine.acts.isdisjoint(theirs.acts)),
        "same_count": float(not mine.counts.isdisjoint(theirs.counts)),
        "on_conflict": max(mine.on_conflict, theirs.on_conflict),
        "headline_alone": float(left.is_headline or right.is_headline),
        "places_apart": float(not near and _are_apart(left, right)),
    }


def _are_apart(left: Profile, right: Profile) -> bool:
    """Whether two brief reports name places that cannot be one, and share no name that surely is one."""
    told = left.is_brief and right.is_brief and bool(left.places and right.places)
    return told and not left.sure & right.sure and not _near_by(left.places, right.places)


def _near_by(left: Sequence[PlaceRef], right: Sequence[PlaceRef]) -> bool:
    """Whether some place of the one can be some place of the other, or lies in it."""
    return any((km := distance_km(a, b)) is None or km <= _reach(a, b) for a in left for b in right)


def _reach(left: PlaceRef, right: PlaceRef) -> float:
    """How far apart in kilometres one place and another may be and yet be one: of a province as far as it extends."""
    return max([APART_KM, *(p.radius_km or 0.0 for p in (left, right) if (p.where_prec or 0) >= PROVINCE_PREC)])


def _likeness(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    small, large = sorted((left, right), key=len)
    return sum(x * large.get(word, 0.0) for word, x in small.items())


def _days_said_apart(left: Profile, right: Profile) -> int:
    return UNDATED_APART if left.day is None or right.day is None else abs((left.day - right.day).days)


def _days_parts(left: Profile, right: Profile, told: Mapping[str, Days]) -> dict[str, float]:
    parts = {"said_apart": log1p(_days_said_apart(left, right))}
    if left.document_id in told and right.document_id in told:
        gap = days_between(told[left.document_id], told[right.document_id])
        parts["told_same_days"] = float(gap == 0)
        parts["told_apart"] = float(gap >= TOLD_APART)
        parts["told_far_apart"] = float(gap >= TOLD_FAR_APART)
    return parts


def days_between(left: Days, right: Days) -> int:
    """Days from the end of the earlier span to the start of the later one; 0 when they overlap."""
    return max(0, (right[0] - left[1]).days, (left[0] - right[1]).days)


def _kind(match: Match) -> int:
    """How the two were compared: 0 as long reports, 1 with a brief one, 2 as brief ones by their gists."""
    names = {name for name, _ in match.parts}
    return 2 if "told_alike" in names else int("likeness" in names)


def _odds(match: Match) -> float:
    base, weights = ((BASE, WEIGHTS), (BRIEF_BASE, BRIEF_WEIGHTS), (GIST_BASE, GIST_WEIGHTS))[_kind(match)]
    return base + sum(weights.get(name, 0.0) * value for name, value in match.parts)


def _founding(kind: int) -> float:
    return (FOUNDING, BRIEF_FOUNDING, GIST_FOUNDING)[kind]


def alike(
    found: Iterable[Match], same: Iterable[frozenset[str]] = (), apart: frozenset[tuple[str, str]] = frozenset()
) -> dict[str, str]:
    """Document → the group it is in, called by its smallest document id; documents in no group are left out.

    `same` are sets of documents that a person or a copy ties together whatever the scores; `apart` are ordered pairs
    that a person holds apart: their groups never join.
    """
    return grouped({(m.left, m.right): (m.score, _odds(m), _kind(m)) for m in found}, same, apart)


def grouped(
    scored: Mapping[tuple[str, str], tuple[float, float, int]],
    same: Iterable[frozenset[str]] = (),
    apart: frozenset[tuple[str, str]] = frozenset(),
) -> dict[str, str]:
    """As `alike`, from the score and log odds of each pair, and how they were compared."""
    links: dict[str, dict[str, float]] = {}
    kept = []
    for (_, left, right), odds, kind in sorted(((-score, *pair), odds, kind) for pair, (score, odds, kind) in scored.items()):
        if min(len(links.get(left, ())), len(links.get(right, ()))) < MOST_PARTNERS:
            links.setdefault(left, {})[right] = odds
            links.setdefault(right, {})[left] = odds
            kept.append((odds >= _founding(kind), left, right, kind))
    groups = _Groups(links, apart)
    for tied in sorted(sorted(documents) for documents in same):
        for other in tied[1:]:
            groups.join(tied[0], other)
    for founds, left, right, kind in kept:
        if founds and groups.are_close(left, right, kind):
            groups.join(left, right)
    return {doc: min(members) for members in groups.several() for doc in members}


class _Groups:
    """Groups of documents that grow by joining; a group is called by one of its documents."""

    def __init__(self, links: Mapping[str, Mapping[str, float]], apart: frozenset[tuple[str, str]]) -> None:
        self.links = links
        self.apart: dict[str, set[str]] = {}
        for a, b in apart:
            self.apart.setdefault(a, set()).add(b)
            self.apart.setdefault(b, set()).add(a)
        self.members: dict[str, list[str]] = {}
        self.home: dict[str, str] = {}

    def of(self, doc: str) -> list[str]:
        """The members of the document's group, itself included."""
        return self.members.get(self.home.get(doc, doc), [doc])

    def are_close(self, left: str, right: str, kind: int) -> bool:
        """Whether the members' best links to the other group are good enough on average: one lucky pair joins no two groups."""
        small, large = sorted((self.of(left), self.of(right)), key=len)
        if small is large or left == right:
            return False
        asked = (MOST_PARTNERS, BRIEF_PARTNERS, GIST_PARTNERS)[kind]
        name = self.home.get(large[0], large[0])
        here: dict[str, float] = {}
        there: dict[str, float] = {}
        for doc in small:
            for other, odds in self.links.get(doc, {}).items():
                if self.home.get(other, other) == name:
                    here[doc] = max(odds, here.get(doc, STRANGERS))
                    there[other] = max(odds, there.get(other, STRANGERS))
        return _mean(here, len(small), there, len(large), asked) >= (JOINING, BRIEF_JOINING, GIST_JOINING)[kind]

    def join(self, left: str, right: str) -> None:
        """Joins the groups of two documents, unless a person holds some of their members apart."""
        small, large = sorted((self.of(left), self.of(right)), key=len)
        if small is large or left == right or self._held_apart(small, large):
            return
        name = self.home.get(large[0], large[0])
        self.members.pop(self.home.get(small[0], small[0]), None)
        if name not in self.members:
            self.members[name] = large
            self.home[large[0]] = name
        self.members[name].extend(small)
        for doc in small:
            self.home[doc] = name

    def _held_apart(self, small: Sequence[str], large: Sequence[str]) -> bool:
        held = set(large) if any(doc in self.apart for doc in small) else set()
        return any(self.apart[doc] & held for doc in small if doc in self.apart)

    def several(self) -> list[list[str]]:
        """The groups of at least two documents."""
        return list(self.members.values())


def _mean(here: Mapping[str, float], size: int, there: Mapping[str, float], other_size: int, most: int) -> float:
    """The mean of the best links of both sides, of no more than so many members a side."""
    total, asked = 0.0, 0
    for found, members in ((here, size), (there, other_size)):
        best = sorted(found.values(), reverse=True)[:most]
        counted = min(members, most)
        total += sum(best) + STRANGERS * (counted - len(best))
        asked += counted
    return total / asked

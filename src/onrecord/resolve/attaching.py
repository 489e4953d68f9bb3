"""The time, place and party of each claim, event and disruption: what the reader marked, else what stands fittingly near.

One figure for several places is never split: it stands at their common parent, with relation "across".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from onrecord.model.enums import MentionRole, PlaceRelation, Scope, TimeKind
from onrecord.model.mentions import Gazetteer, Mention, PartyRef, PlaceRef, TimeRef
from onrecord.model.spans import Span, cut
from onrecord.resolve.attach.chains import linked
from onrecord.resolve.attach.choosing import Candidate, Ground, Target, choose
from onrecord.resolve.attach.earlier import happened_then, is_of_earlier_fate
from onrecord.resolve.attach.pointed import POINTED, pointed_words
from onrecord.resolve.attach.wider import UNSURE
from onrecord.resolve.dates import resolve_date
from onrecord.resolve.moments import Moments

_OPENS = 1  # characters before words that open a sentence: a quotation mark
# A sentence that counts the dead of a whole war, not of the place in the news.
_WAR = re.compile(
    r"\W*(?:the|this|their)\s+(?:[\w'’-]+\s+){0,2}?(?:war|conflict|insurgency|uprising|fighting|violence)\s+(?:has|have|had)\b"
)
# "… were killed, said a trader who fled to Tarvan": where who tells it is now.
_FLED_TO = re.compile(
    r"\b(?:said|says|told|recalled|according\s+to)\b[^.;]{0,50}\swho\s+(?:had\s+)?(?:fled|escaped|moved)\s+to\s+$"
)
_SPEAKS = 90  # characters before a place in which its speaker and his flight stand
_STORY_DAYS = 14  # what a report tells of as news happened at most so long before it; older days are background
# UCDP's precision codes for a province and for a wider region.
_WIDE = (4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around the claims of one document; `local` says of places that no gazetteer lists how they were told.

    `link` leads from a phrase to the actor that it means in this document (None = none that is known).
    """

    ground: Ground
    moments: Moments
    places: tuple[Mention, ...]
    local: Mapping[Span, str]
    link: Callable[[str], str | None]
    gazetteer: Gazetteer


def choose_times(targets: Sequence[Target], around: Surroundings) -> tuple[TimeRef | None, ...]:
    """When, for each target: the fitting expression; for news without one the day of the story (no span); else None."""
    candidates, times = _time_candidates(targets, around)
    fitting = choose(targets, candidates, around.ground, "time")
    kept = [
        None if choice is None or _is_anothers(target, candidates[choice], around) else choice
        for target, choice in zip(targets, fitting, strict=True)
    ]
    here = [_opening(target, candidates, choice, around) for target, choice in zip(targets, kept, strict=True)]
    chosen = [_right_after(target.count, candidates, choice) for target, choice in zip(targets, here, strict=True)]
    return tuple(
        _told(times[choice], target, around)
        if choice is not None
        else _story_day(target, around)
        if target.scope == Scope.INCIDENT
        else None
        for target, choice in zip(targets, chosen, strict=True)
    )


def _told(time: TimeRef, target: Target, around: Surroundings) -> TimeRef:
    """The time as it is told of the target: what happened "since 2019, when …" happened then."""
    if time.kind is not TimeKind.SINCE or time.span is None:
        return time
    if not happened_then(time.span, target.focus, around.ground.layout.lowered):
        return time
    moment = next(m for m in around.moments.all if m.expression.span == time.span)
    return resolve_date(replace(moment.expression, lead=None), around.moments.anchor).time


def _time_candidates(targets: Sequence[Target], around: Surroundings) -> tuple[list[Candidate], list[TimeRef]]:
    """Every expression of the text, and the words besides that a reader points at ("later"): these are undated."""
    moments = around.moments.all
    known = [(Candidate(span=m.expression.span, kind=m.expression.rule, is_dateline=m.is_dateline), m.time) for m in moments]
    spans = [candidate.span for candidate, _ in known]
    pointings = (target.pointing for target in targets if target.pointing is not None)
    told = [(Candidate(span=span, kind=POINTED), TimeRef(span=span)) for span in pointed_words(pointings, spans)]
    both = sorted((*known, *told), key=lambda pair: pair[0].span.start)
    return [candidate for candidate, _ in both], [time for _, time in both]


def _is_anothers(target: Target, candidate: Candidate, around: Surroundings) -> bool:
    """Whether the words themselves give a time to another deed than the target, or to the report as a whole (a dateline's day).

    A paragraph that follows never dates what is counted before it; labelled passages have none.
    """
    span, layout = candidate.span, around.ground.layout
    fate = not target.marked and is_of_earlier_fate(span, target.focus, layout.lowered, around.ground.cues.fate)
    later = layout.lines[layout.at(span.start)].paragraph > layout.lines[layout.at(target.span.end - 1)].paragraph
    return fate or _opens_later(target, span, around) or (not target.marked and (later or candidate.is_dateline))


def _opens_later(target: Target, span: Span, around: Surroundings) -> bool:
    """Whether words open a later sentence than a count: "In January, …" tells of what that sentence tells.

    Of 12 such choices on passages not learned from one was right; behind the opening 16 of 30 are.
    """
    layout = around.ground.layout
    if target.is_event or target.marked or layout.at(span.start) <= layout.at(target.span.end - 1):
        return False
    return span.start - layout.lines[layout.at(span.start)].start <= _OPENS


def _opening(target: Target, candidates: Sequence[Candidate], fitting: int | None, around: Surroundings) -> int | None:
    """The time that opens a count's own sentence ("Last week, nine died …; three were shot") before one of another paragraph."""
    layout = around.ground.layout
    own = layout.lines[layout.at(target.span.start)]
    if target.is_event or target.marked or fitting is None:
        return fitting
    there = layout.lines[layout.at(candidates[fitting].span.start)]
    if there.paragraph == own.paragraph:
        return fitting
    opens = (i for i, c in enumerate(candidates) if 0 <= c.span.start - own.start <= _OPENS and c.span.end <= target.span.start)
    return next(opens, fitting)


def _right_after(count: Span | None, candidates: Sequence[Candidate], fitting: int | None) -> int | None:
    """The expression that stands right behind a number belongs to it: "58 on Friday alone and 83 in two days"."""
    behind = (i for i, c in enumerate(candidates) if count is not None and c.span.start - count.end in (1, 2))
    return next(behind, fitting)


def choose_places(targets: Sequence[Target], around: Surroundings) -> tuple[PlaceRef | None, ...]:
    """Where, for each target: the fitting place, or the common parent of a list of places.

    News that names no place of its own lies in the smallest unit around all places of the story (no span); else None. A dateline
    never places anything, a place named only in a later sentence no count.
    """
    candidates = linked(place_candidates(around.places, around.local), around.ground.layout.text, around.ground.cues)
    fitting = choose(targets, candidates, around.ground, "place")
    chosen = [
        choice
        if choice is None or (not _is_refuge(choice, around) and (target.marked or _may_place(target, choice, around)))
        else None
        for target, choice in zip(targets, fitting, strict=True)
    ]
    told = {c for c, target in zip(chosen, targets, strict=True) if c is not None and target.scope == Scope.INCIDENT}
    story = _story_place([around.places[i] for i in sorted(told)], around)
    return tuple(
        _inside(story, choice, around) if choice is not None else story if target.scope == Scope.INCIDENT else None
        for choice, target in zip(chosen, targets, strict=True)
    )


def _inside(story: PlaceRef | None, index: int, around: Surroundings) -> PlaceRef:
    """The place chosen; words that may be one ("a police station") and lie nowhere by themselves lie where the story does."""
    place = _place(index, around)
    if place.place_id is not None:
        return place
    if (around_it := _region_before(index, around)) is not None:
        return replace(around_it, span=place.span, relation=place.relation)
    if story is None or around.local.get(around.places[index].span) not in UNSURE:
        return place
    return replace(story, span=place.span, relation=place.relation)


def _is_refuge(index: int, around: Surroundings) -> bool:
    """Whether the place is where a speaker fled to, whatever a reader marked."""
    start, layout = around.places[index].span.start, around.ground.layout
    return _FLED_TO.search(layout.text, max(0, start - _SPEAKS), start) is not None


def _region_before(index: int, around: Surroundings) -> PlaceRef | None:
    """The listed region that opens the sentence of a place nobody lists: "In Cauca, a bomb … the police station of Mondomo"."""
    layout = around.ground.layout
    start = layout.lines[layout.at(around.places[index].span.start)].start
    first = (m for m in around.places if m.place is not None and m.place.place_id is not None and m.span.start >= start)
    mention = next(first, None)
    if mention is None or mention.place is None or mention.place.where_prec not in _WIDE:
        return None
    opens = layout.lowered[start : mention.span.start].split() in (["in"], ["across"])
    return mention.place if opens and layout.text[mention.span.end : mention.span.end + 1] == "," else None


def _story_place(told: Sequence[Mention], around: Surroundings) -> PlaceRef | None:
    placed = [m for m in told if m.place is not None and m.place.place_id is not None]
    placed = [m for m in placed if not any(_holds(m, other, around) for other in placed)]
    if not placed:
        return None
    made = _common(placed, around) if len({m.place.place_id for m in placed if m.place}) > 1 else placed[0].place
    made = _province_told(made, around) or made
    return None if made is None or made.place_id is None else replace(made, span=None, relation=None)


def _province_told(place: PlaceRef | None, around: Surroundings) -> PlaceRef | None:
    """The province around the place, where the report itself says that things happened across it; else None.

    A report on a province that names one town tells of totals beyond that town.
    """
    if place is None or place.adm_1 is None or place.where_prec in _WIDE:
        return None
    wide = (m.place for m in around.places if m.role is MentionRole.EVENT_PLACE and m.place and m.place.where_prec in _WIDE)
    return next((p for p in wide if p.name == place.adm_1 and p.country == place.country), None)


def _may_place(target: Target, index: int, around: Surroundings) -> bool:
    """Whether a place may be that of a target: no dateline (where a report was filed), for a count none told later, and for the
    toll of a whole war none of another sentence ("The war has killed thousands")."""
    mention, layout = around.places[index], around.ground.layout
    here, there = layout.at(target.span.end - 1), layout.at(mention.span.start)
    later = not target.is_event and there > here
    beyond = target.scope == Scope.CUMULATIVE and there != here and _WAR.match(layout.lowered, layout.lines[here].start)
    return mention.role is not MentionRole.DATELINE and not later and not beyond


def place_candidates(places: Sequence[Mention], local: Mapping[Span, str]) -> list[Candidate]:
    """The places that may be meant: listed ones with their precision, local ones with how the text told them."""
    aside = {MentionRole.DATELINE, MentionRole.ORIGIN}
    return [
        Candidate(
            span=m.span,
            kind=local.get(m.span) or str(m.place.where_prec if m.place else None),
            is_dateline=m.role in aside,
        )
        for m in places
    ]


def _story_day(target: Target, around: Surroundings) -> TimeRef | None:
    """The day of the news: the last one named before the words, else the first one named; only days shortly before the report."""
    day = around.moments.anchor.day
    if day is None:
        return None
    recent = [
        m
        for m in around.moments.all
        if m.time.kind is TimeKind.DAY
        and not m.is_dateline
        and m.time.date_start is not None
        and day - timedelta(_STORY_DAYS) <= m.time.date_start <= day
    ]
    before = [m for m in recent if m.expression.span.end <= target.span.start]
    told = before[-1:] or recent[:1]
    return replace(told[0].time, span=None) if told else None


def _place(choice: int, around: Surroundings) -> PlaceRef:
    listed = _list_around(choice, around)
    return _common(listed, around) if len(listed) > 1 else _related(around.places[choice], around)


def _related(mention: Mention, around: Surroundings) -> PlaceRef:
    """The mention's place with what the word before it says: near, across, in."""
    place = mention.place or PlaceRef()
    span = place.span or mention.span
    if place.relation is not None:
        return place if place.span is span else replace(place, span=span)
    before = around.ground.layout.text[max(0, mention.span.start - 40) : mention.span.start]
    relation = (
        PlaceRelation.NEAR
        if around.ground.cues.near.search(before)
        else PlaceRelation.ACROSS
        if around.ground.cues.across.search(before)
        else PlaceRelation.IN
    )
    return replace(place, span=span, relation=relation)


def _list_around(chosen: int, around: Surroundings) -> list[Mention]:
    """The places that stand with the chosen one in a list ("in Quetta, Gwadar and Mastung"); "Quetta, Balochistan" is none."""
    text = around.ground.layout.text
    if around.local.get(around.places[chosen].span) in UNSURE:
        return [around.places[chosen]]
    sure = [i for i, m in enumerate(around.places) if around.local.get(m.span) not in UNSURE]
    places = [around.places[i] for i in sure]
    first = last = chosen = sure.index(chosen)
    while first > 0 and around.ground.cues.joint.fullmatch(text, places[first - 1].span.end, places[first].span.start):
        first -= 1
    while last + 1 < len(places) and around.ground.cues.joint.fullmatch(text, places[last].span.end, places[last + 1].span.start):
        last += 1
    listed = list(places[first : last + 1])
    kept: list[Mention] = []
    for mention in listed:
        if not any(_holds(mention, other, around) for other in listed if other is not mention):
            kept.append(mention)
    return kept if len(kept) > 1 and any(m is places[chosen] for m in kept) else [places[chosen]]


def _holds(outer: Mention, inner: Mention, around: Surroundings) -> bool:
    outer_id = outer.place.place_id if outer.place else None
    return outer_id is not None and outer_id in _parents(inner.place, around)[1:]


def _parents(place: PlaceRef | None, around: Surroundings) -> list[str]:
    """The place and the units around it, smallest first, by id."""
    ids: list[str] = []
    here = around.gazetteer.place(place.place_id) if place and place.place_id else None
    while here is not None and here.place_id not in ids:
        ids.append(here.place_id)
        here = around.gazetteer.place(here.parent) if here.parent else None
    return ids


def _common(listed: Sequence[Mention], around: Surroundings) -> PlaceRef:
    """One reference for several places: the smallest unit around all of them, their words together as its span."""
    span = cut(around.ground.layout.text, listed[0].span.start, listed[-1].span.end)
    chains = [_parents(m.place, around) for m in listed]
    shared = next((i for i in chains[0] if all(i in chain for chain in chains[1:])), None)
    unit = around.gazetteer.place(shared) if shared else None
    if unit is None:
        return PlaceRef(span=span, relation=PlaceRelation.ACROSS)
    return PlaceRef(
        span=span,
        place_id=unit.place_id,
        name=unit.name,
        country=unit.country,
        adm_1=unit.adm_1,
        adm_2=unit.adm_2,
        latitude=unit.latitude,
        longitude=unit.longitude,
        where_prec={"adm_2": 3, "adm_1": 4, "country": 6}.get(unit.kind.value, 5),
        radius_km=unit.radius_km,
        relation=PlaceRelation.ACROSS,
    )


def party_after(focus: Span, around: Surroundings) -> PartyRef | None:
    """The doer in "killed by …" right after the words, within the clause; None = none is named so."""
    text = around.ground.layout.text
    line = around.ground.layout.lines[around.ground.layout.at(focus.start)]
    by = around.ground.cues.by.match(text, focus.end, line.end)
    phrase = around.ground.cues.phrase.match(text, by.end(), line.end) if by else None
    if phrase is None or not phrase[0].strip():
        return None
    words = phrase[0].rstrip()
    actor_id = around.link(words)
    if actor_id is None:
        return None
    return PartyRef(span=cut(text, phrase.start(), phrase.start() + len(words)), actor_id=actor_id)

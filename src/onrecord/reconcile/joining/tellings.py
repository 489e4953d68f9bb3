"""What each document tells that can be matched with other documents: its event mentions and its claims, one telling each.

Days and places that the words leave out are taken from the document's own frame for matching only; the records keep None.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import (
    ActorKind,
    Certainty,
    Context,
    Effect,
    EventType,
    MentionKind,
    MentionRole,
    PlaceRelation,
    Realis,
    Scope,
    TimeKind,
)
from onrecord.model.events import EventMention
from onrecord.model.mentions import Actor, PartyRef, PlaceRef, TimeRef
from onrecord.model.register import Extraction

# Realis of the mentions that make an event; a plan or a threat is no occurrence. Source: GTD inclusion (attempts in, plots out).
OCCURRED = {Realis.HAPPENED, Realis.FAILED}
# Certainties that count nobody. Source: claims_method §3 ("attempted": outcome counts unaffected), §5 example 21.
UNCOUNTED = {Certainty.FAILED, Certainty.HYPOTHETICAL}
HARM = frozenset({Effect.KILLED, Effect.INJURED, Effect.CASUALTIES})
# A telling whose window is longer than this is a total over a period and dates no single occurrence.
LONGEST_OCCURRENCE = timedelta(days=10)
# A total over more than a month is about a war or a year, not about one wave of events.
LONGEST_CAMPAIGN = timedelta(days=31)
# An undated telling is looked for on the days before it was said: reports follow events within about two days.
UNDATED_REACH = timedelta(days=2)
# What a report tells first lies within so many days; a word so many code points down counts half of one at the top.
LONGEST_FIRST = timedelta(days=3)
TOP_WORDS, TOP_WEIGHT = 600, 1000
# UCDP where_prec from here on is a province, a country or more: such a place locates a wave, not an incident.
WIDE_PREC = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One event mention or claim, ready for matching. Days are inclusive; None = neither said nor to be had from the frame.

    `dated` says whether the words themselves give the days of the occurrence; a rolling window does not.
    `country` and `adm_1` are the place's, else those that the document is about.
    `wide` marks a place no narrower than a province, or none at all.
    """

    member_id: str
    document_id: str
    place: PlaceRef | None
    country: str | None
    adm_1: str | None
    wide: bool
    start: date | None
    end: date | None
    dated: bool
    type: EventType | None
    actors: frozenset[str]
    position: int
    mention: EventMention | None = None
    claim: Claim | None = None

    @property
    def anchor(self) -> int:
        """The place in the text that an event founded by this telling is named after: its trigger, or its number."""
        return claim_anchor(self.claim) if self.claim else self.position


def claim_anchor(claim: Claim) -> int:
    """Where the number of a claim stands, or the claim where it has none of its own: this changes least between readers."""
    return claim.count.span.start if claim.count.span else claim.span.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a document is about as a whole: country and province, armed groups named, first and last day of what it tells."""

    document_id: str
    said_at: datetime | None
    country: str | None
    adm_1: str | None
    actors: frozenset[str]
    start: date | None
    end: date | None


def said_at(doc: Document) -> datetime | None:
    """When the document said what it says: its last change, else its publication; None = undated."""
    moment = doc.modified_at or doc.published_at
    return moment.astimezone(UTC) if moment else None


def publisher(doc: Document) -> str:
    """Who published the document: its outlet, else the host of its address, else the name of its file."""
    host = re.match(r"[a-z][a-z0-9+.-]*://(?:www\.)?([^/?#:]+)", doc.url or "")
    return doc.outlet or (host[1] if host else doc.source.rstrip("/").rsplit("/", 1)[-1])


def is_counted(claim: Claim) -> bool:
    """Whether the claim may enter a figure: harm of conflict or crime, of this event, not hypothetical and not attempted."""
    return claim.context in (Context.CONFLICT, Context.CRIME) and _is_of_event(claim)


def is_accident(claim: Claim) -> bool:
    """Whether the claim would be counted if it were no accident; a policy may keep such harm beside what it counts."""
    return claim.context is Context.ACCIDENT and _is_of_event(claim)


def _is_of_event(claim: Claim) -> bool:
    return claim.scope is not Scope.BACKGROUND and claim.certainty not in UNCOUNTED and not _is_long_total(claim)


def _is_long_total(claim: Claim) -> bool:
    """Whether a count spans more than a campaign ("700 in the past year"), or is a total over days that are not resolved."""
    days = resolved_days(claim.time)
    if days is None:
        return claim.scope is Scope.CUMULATIVE and claim.time is not None and claim.time.span is not None
    return days[1] - days[0] > LONGEST_CAMPAIGN


def tells_of_conflict(reading: Extraction, doc: Document, arms: Collection[str]) -> bool:
    """Whether a report makes events: it is about conflict, tells of an act beside its claims, or counts people struck by arms.

    `arms` = words for weapons and what is done with them, looked for on the line of the claim.
    """
    if reading.relevant or (reading.events and reading.claims):
        return True
    return any(c.effect in HARM and is_counted(c) and _is_by_arms(c, doc, arms) for c in reading.claims)


def _is_by_arms(claim: Claim, doc: Document, arms: Collection[str]) -> bool:
    start = doc.text.rfind("\n", 0, claim.span.start) + 1
    line = doc.text[start:].split("\n", 1)[0]
    return not set(re.findall(r"\w+", line.casefold())).isdisjoint(arms)


def is_occurrence(mention: EventMention) -> bool:
    """Whether the mention tells something that happened or was tried on days that can be told apart."""
    days = resolved_days(mention.time)
    return mention.realis in OCCURRED and (days is None or days[1] - days[0] <= LONGEST_CAMPAIGN)


def is_wide(place: PlaceRef | None) -> bool:
    """Whether the place is a province or more, several places, or none: it cannot tell one incident from another."""
    if place is None or (place.place_id is None and place.name is None and place.span is None):
        return True
    if place.relation is PlaceRelation.ACROSS:
        return True
    if place.where_prec is not None:
        return place.where_prec >= WIDE_PREC
    return place.name is not None and place.name in (place.adm_1, place.country)


def frame_of(doc: Document, extraction: Extraction, actors: Mapping[str, Actor]) -> Frame:
    """The frame of a document, from its incident tellings first and from the places and actors it names otherwise."""
    places = [m.place for m in extraction.events if is_occurrence(m) and m.place]
    places += [c.place for c in extraction.claims if is_counted(c) and c.place]
    named = [
        m.place
        for m in extraction.mentions
        if m.kind is MentionKind.PLACE and m.place and m.role not in (MentionRole.ORIGIN, MentionRole.DATELINE)
    ]
    datelines = [m.place for m in extraction.mentions if m.place and m.role is MentionRole.DATELINE]
    country = _commonest((p.country for p in places), (p.country for p in named), (p.country for p in datelines))
    adm_1 = _commonest(
        *((p.adm_1 for p in group if p.country == country) for group in (places, named, datelines)),
    )
    days = [d for d in _days_told(doc, extraction) if d is not None]
    first = days_told_first(extraction)
    if first is not None and max(d[1] for d in days or [first]) - min(d[0] for d in days or [first]) > LONGEST_OCCURRENCE:
        # A report that also looks back over years is about the days that it tells of first.
        days = [first]
    return Frame(
        document_id=doc.document_id,
        said_at=said_at(doc),
        country=country,
        adm_1=adm_1,
        actors=_armed_groups(extraction, actors),
        start=min((d[0] for d in days), default=None),
        end=max((d[1] for d in days), default=None),
    )


def _commonest(*groups: Iterable[str | None]) -> str | None:
    """The commonest value of the first group that has any; of equals the first by the alphabet."""
    for group in groups:
        counted = Counter(value for value in group if value)
        if counted:
            return min(counted, key=lambda value: (-counted[value], value))
    return None


def _armed_groups(extraction: Extraction, actors: Mapping[str, Actor]) -> frozenset[str]:
    """The ids of the armed groups that the document names, in whatever part."""
    named = {m.actor.actor_id for m in extraction.mentions if m.actor and m.actor.actor_id}
    named |= {c.attribution.actor_id for c in extraction.claims if c.attribution.actor_id}
    named |= {c.perpetrator.actor_id for c in extraction.claims if c.perpetrator and c.perpetrator.actor_id}
    for mention in extraction.events:
        named |= {party.actor_id for party in (mention.perpetrator, mention.claimed_by) if party and party.actor_id}
    return frozenset(a for a in named if a in actors and actors[a].kind is ActorKind.ARMED_GROUP)


def _days_told(doc: Document, extraction: Extraction) -> list[tuple[date, date] | None]:
    times = [m.time for m in extraction.events if is_occurrence(m)] + [c.time for c in extraction.claims if is_counted(c)]
    told = [occurrence_days(t) for t in times if not _is_rolling(t)]
    told = told if any(told) else [occurrence_days(t) for t in times]
    moment = said_at(doc)
    if any(told) or moment is None:
        return told
    return [(moment.date() - UNDATED_REACH, moment.date())]


def resolved_days(time: TimeRef | None) -> tuple[date, date] | None:
    """First and last day of a resolved time; None when it is not resolved."""
    if time is None or time.date_start is None or time.date_end is None:
        return None
    return time.date_start, time.date_end


def occurrence_days(time: TimeRef | None) -> tuple[date, date] | None:
    """The days of a time when they can date an occurrence; None when it is unresolved or a total over a long period."""
    days = resolved_days(time)
    return days if days and days[1] - days[0] <= LONGEST_OCCURRENCE else None


def days_told_first(extraction: Extraction) -> tuple[date, date] | None:
    """The days of what a report tells first: of harm done to people, words near the top counting most; None = not told.

    Every report has them, also one that is about no conflict: they serve to compare reports, never to date an event.
    """
    votes: Counter[tuple[date, date]] = Counter()
    told = [(m.time, m.trigger.start) for m in extraction.events if m.realis in OCCURRED]
    told += [(c.time, c.span.start) for c in extraction.claims if c.scope is Scope.INCIDENT and c.certainty not in UNCOUNTED]
    for time, position in told:
        days = occurrence_days(time)
        if days is not None and days[1] - days[0] <= LONGEST_FIRST:
            votes[days] += TOP_WEIGHT * TOP_WORDS // (TOP_WORDS + position)
    return min(votes, key=lambda days: (-votes[days], days)) if votes else None


def tellings_of(extraction: Extraction, frame: Frame) -> list[Telling]:
    """The tellings of one document, in the order of their words."""
    found = [_mention_telling(m, frame) for m in extraction.events if is_occurrence(m)]
    found += [_claim_telling(c, frame) for c in extraction.claims if is_counted(c)]
    return sorted(found, key=lambda t: (t.position, t.member_id))


def _country(place: PlaceRef | None, frame: Frame) -> str | None:
    return (place.country if place else None) or frame.country


def _adm_1(place: PlaceRef | None, frame: Frame) -> str | None:
    """The frame's province only for a place that could not be resolved: another country's place keeps its own."""
    return place.adm_1 if place and place.country else frame.adm_1


def _is_rolling(time: TimeRef | None) -> bool:
    """Whether the days are a window that ends when it was said: it bounds a count and dates no occurrence."""
    return time is not None and time.kind is TimeKind.ROLLING


def party_name(party: PartyRef) -> str | None:
    """The actor id, or the name used for an actor that no table lists; None for words that name nobody ("the attackers")."""
    words = party.span.exact if party.span else ""
    return party.actor_id or (words if any(w[:1].isupper() for w in words.split()[1:]) else None)


def _mention_telling(mention: EventMention, frame: Frame) -> Telling:
    days = resolved_days(mention.time)
    start, end = days or (frame.start, frame.end)
    parties = (mention.perpetrator, mention.claimed_by)
    return Telling(
        member_id=mention.event_mention_id,
        document_id=mention.document_id,
        place=mention.place,
        country=_country(mention.place, frame),
        adm_1=_adm_1(mention.place, frame),
        wide=is_wide(mention.place),
        start=start,
        end=end,
        dated=days is not None and not _is_rolling(mention.time),
        type=mention.type,
        actors=frozenset(name for p in parties if p and (name := party_name(p))),
        position=mention.trigger.start,
        mention=mention,
    )


def _claim_telling(claim: Claim, frame: Frame) -> Telling:
    days = resolved_days(claim.time)
    start, end = days or (frame.start, frame.end)
    party = claim.perpetrator
    return Telling(
        member_id=claim.claim_id,
        document_id=claim.document_id,
        place=claim.place,
        country=_country(claim.place, frame),
        adm_1=_adm_1(claim.place, frame),
        wide=is_wide(claim.place),
        start=start,
        end=end,
        dated=days is not None and not _is_rolling(claim.time),
        type=None,
        actors=frozenset([party.actor_id] if party and party.actor_id else []),
        position=claim.span.start,
        claim=claim,
    )

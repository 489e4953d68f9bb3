"""Families → the register's events and campaigns: ids from the members' content, titles of type, place and date only."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from onrecord.model.enums import Effect, EventType, Realis
from onrecord.model.events import Campaign, Event, Match, Redirect
from onrecord.model.mentions import PlaceRef
from onrecord.reconcile.joining.campaigns import Family
from onrecord.reconcile.joining.events import VIOLENCE, effect_fits, type_match
from onrecord.reconcile.joining.naming import CAMPAIGN, EVENT, named
from onrecord.reconcile.joining.tellings import Frame, Telling
from onrecord.reconcile.joining.ties import NO_TIES, Ties

MONTHS = "January February March April May June July August September October November December".split()
TYPE_WORDS = {
    EventType.BOMBING_IED: "bombing",
    EventType.SHELLING_ROCKET: "shelling or rocket fire",
    EventType.AIRSTRIKE_DRONE: "air or drone strike",
    EventType.ARREST_RAID: "raid",
    EventType.LOOTING_ARSON: "looting or arson",
    EventType.GRENADE: "grenade attack",
    EventType.CHEMICAL: "chemical attack",
    EventType.OTHER: "violence",
}
EFFECT_WORDS = {
    Effect.KILLED: "Deaths",
    Effect.INJURED: "Injuries",
    Effect.ABDUCTED: "Abductions",
    Effect.ARRESTED: "Arrests",
    Effect.MISSING: "Missing people",
    Effect.DISPLACED: "Displacement",
    Effect.FREED: "Releases",
    Effect.SURRENDERED: "Surrenders",
}
# date_prec of UCDP by the number of further days. Source: claims_method §2.3, precision derivation.
DATE_PREC = ((0, 1), (5, 2), (7, 3), (30, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A campaign with its events, or one lone event (campaign None); `subjects` leads from claim id to what it is about:
    the campaign's id for claims without a narrow place, otherwise an event's. `redirects` are other ids it goes by."""

    campaign: Campaign | None
    events: tuple[Event, ...]
    subjects: dict[str, str]
    country: str | None
    redirects: tuple[Redirect, ...] = ()

    @property
    def subject_id(self) -> str:
        """The id that the whole is called by."""
        return self.campaign.campaign_id if self.campaign else self.events[0].event_id


@dataclass(slots=True, kw_only=True)
class _Part:
    """The tellings of one event in the making; `also` are reports that tell of it without a telling of their own."""

    members: list[Telling]
    residual: bool = False
    joined_by: tuple[Match, ...] = ()
    also: set[str] = field(default_factory=set)

    def documents(self) -> set[str]:
        return {t.document_id for t in self.members} | self.also


def assemble_all(families: Iterable[Family], ties: Ties = NO_TIES) -> list[Happening]:
    """The happenings of all families, each id given once."""
    taken: set[str] = set()
    return [happening for family in families for happening in assemble(family, ties, taken)]


def assemble(family: Family, ties: Ties, taken: set[str]) -> list[Happening]:
    """The happening of a family; more than one when a family without a series tells acts that are not of one kind."""
    placed = [_Part(members=list(i.members), joined_by=i.joined_by, also=set(i.also)) for i in family.incidents]
    wide = _wide_groups(family.wide, ties)
    is_campaign = len(placed) >= 2 or (family.series and len(placed) + len(wide) >= 2) or (family.series and not placed)
    if not is_campaign and len(placed) == 1:
        fitting = [g for g in wide if _fits(g, placed[0].members) and ties.allow(g, placed[0].members)]
        placed[0].members += [t for group in fitting for t in group]
        wide = [g for g in wide if g not in fitting]
    parts = [*placed, *(_Part(members=g, residual=is_campaign) for g in wide)]
    main = min(parts, key=lambda p: (-len(p.documents()), min(t.member_id for t in p.members)))
    main.also |= family.also - {d for p in parts for d in p.documents()}
    frames = {f.document_id: f for f in family.frames}
    return [_campaign(parts, family, frames, taken)] if is_campaign else _lone(parts, family, frames, taken)


def _lone(parts: list[_Part], family: Family, frames: Mapping[str, Frame], taken: set[str]) -> list[Happening]:
    """Each part as an event of its own."""
    country = _country(family.frames)
    found = []
    for part, (name, others) in zip(parts, named(EVENT, [p.members for p in parts], frames, taken), strict=True):
        event = _event(part, name, campaign_id=None)
        subjects = dict.fromkeys(event.claim_ids, name)
        moved = _redirects(name, others)
        found.append(Happening(campaign=None, events=(event,), subjects=subjects, country=country, redirects=moved))
    return found


def _redirects(name: str, others: Iterable[str]) -> tuple[Redirect, ...]:
    why = "An earlier report of the same is on record; it is named after that one."
    return tuple(Redirect(old=old, new=name, why=why) for old in others)


def _wide_groups(wide: tuple[Telling, ...], ties: Ties) -> list[list[Telling]]:
    """Tellings without a narrow place by kind of act; claims go to the group that can have done what they count."""
    groups: list[list[Telling]] = []
    for telling in (t for t in wide if t.mention is not None):
        alike = (g for g in groups if any(type_match(telling.type, m.type) > 0 for m in g))
        home = next((g for g in alike if ties.allow([telling], g)), None)
        if home is None:
            groups.append([telling])
        else:
            home.append(telling)
    claims: list[list[Telling]] = []
    violent_first = sorted(groups, key=lambda g: (not any(m.type in VIOLENCE for m in g), g[0].member_id))
    acts = [(g, tuple(g)) for g in violent_first]
    for telling in (t for t in wide if t.claim is not None):
        effect = telling.claim.effect if telling.claim else None
        fitting = (g for g, told in acts if effect and any(effect_fits(effect, m.type) for m in told))
        home = next((g for g in (*fitting, *claims) if ties.allow([telling], g)), None)
        if home is None:
            claims.append([telling])
        else:
            home.append(telling)
    return [*groups, *claims]


def _fits(members: Sequence[Telling], incident: Sequence[Telling]) -> bool:
    kinds = [t.type for t in members if t.type]
    if kinds:
        return any(type_match(a, b.type) > 0 for a in kinds for b in incident if b.type) or not any(t.type for t in incident)
    return True


def _campaign(parts: list[_Part], family: Family, frames: Mapping[str, Frame], taken: set[str]) -> Happening:
    ((campaign_id, others),) = named(CAMPAIGN, [[t for p in parts for t in p.members]], frames, taken)
    names = named(EVENT, [p.members for p in parts], frames, taken)
    made = [(_event(part, name, campaign_id=campaign_id), part) for part, (name, _) in zip(parts, names, strict=True)]
    events = sorted((event for event, _ in made), key=lambda e: (e.date_start or date.max, e.event_id))
    subjects = {claim_id: e.event_id for e, part in made if not part.residual for claim_id in e.claim_ids}
    subjects.update({claim_id: campaign_id for e, part in made if part.residual for claim_id in e.claim_ids})
    start = min((e.date_start for e in events if e.date_start), default=None)
    end = max((e.date_end for e in events if e.date_end), default=None)
    country = _country(family.frames)
    area = _area(family.frames) or country
    violent = any(kind in VIOLENCE for e in events for kind in e.types)
    campaign = Campaign(
        campaign_id=campaign_id,
        title=_titled("Attacks" if violent else "Events", f" across {area}" if area else "", start, end),
        date_start=start,
        date_end=end,
        country=country,
        event_ids=tuple(e.event_id for e in events),
        document_ids=tuple(sorted({d for e in events for d in e.document_ids})),
    )
    moved = (*_redirects(campaign_id, others), *(r for name, older in names for r in _redirects(name, older)))
    return Happening(campaign=campaign, events=tuple(events), subjects=subjects, country=country, redirects=moved)


def _event(part: _Part, event_id: str, *, campaign_id: str | None) -> Event:
    ordered = sorted(part.members, key=lambda t: t.member_id)
    types = Counter(t.type for t in ordered if t.type is not None)
    kinds = tuple(sorted(types, key=lambda kind: (-types[kind], kind.value)))
    start, end = _days(ordered, part.residual)
    place = _place(ordered)
    failed = bool(types) and all(t.mention.realis is Realis.FAILED for t in ordered if t.mention)
    actors = {a for t in ordered for a in t.actors}
    return Event(
        event_id=event_id,
        campaign_id=campaign_id,
        types=kinds,
        title=_titled(_what(kinds, ordered, failed=failed), f" in {where}" if (where := _where(place)) else "", start, end),
        date_start=start,
        date_end=end,
        date_prec=_date_prec(start, end),
        place=place,
        actors=tuple(sorted(actors)),
        document_ids=tuple(sorted(part.documents())),
        event_mention_ids=tuple(t.member_id for t in ordered if t.mention),
        claim_ids=tuple(t.member_id for t in ordered if t.claim),
        residual=part.residual,
        joined_by=part.joined_by,
    )


def _days(members: list[Telling], residual: bool) -> tuple[date | None, date | None]:
    """The days most tellings give, the narrowest and earliest of equals; of a residual, all the days told."""
    given = [(t.start, t.end) for t in members if t.dated and t.start and t.end]
    given = given or [(t.start, t.end) for t in members if t.start and t.end]
    if not given:
        return None, None
    if residual:
        return min(s for s, _ in given), max(e for _, e in given)
    counted = Counter(given)
    return min(counted, key=lambda days: (-counted[days], days[1] - days[0], days))


def _date_prec(start: date | None, end: date | None) -> int | None:
    if start is None or end is None:
        return None
    further = (end - start).days
    return next((prec for most, prec in DATE_PREC if further <= most), 5)


def _place(members: list[Telling]) -> PlaceRef | None:
    """The most exact place any telling gives, of equals the one most often given."""
    places = [t.place for t in members if t.place and (t.place.place_id or t.place.name or t.place.span)]
    if not places:
        return None
    votes = Counter(p.place_id or p.name for p in places)
    return min(places, key=lambda p: (p.where_prec or 9, -votes[p.place_id or p.name], p.place_id or "", p.name or "", _at(p)))


def _at(place: PlaceRef) -> tuple[int, str]:
    return (place.span.start, place.span.exact) if place.span else (-1, "")


def _country(frames: tuple[Frame, ...]) -> str | None:
    counted = Counter(f.country for f in frames if f.country)
    return min(counted, key=lambda c: (-counted[c], c)) if counted else None


def _area(frames: tuple[Frame, ...]) -> str | None:
    counted = Counter(f.adm_1 for f in frames if f.adm_1)
    return min(counted, key=lambda a: (-counted[a], a)) if counted else None


def _what(kinds: tuple[EventType, ...], members: list[Telling], *, failed: bool) -> str:
    """The kind of act, or what is counted where no report names an act."""
    if kinds:
        words = TYPE_WORDS.get(kinds[0], kinds[0].value.replace("_", " "))
        named = f"attempted {words}" if failed else words
        return named[0].upper() + named[1:]
    effects = Counter(t.claim.effect for t in members if t.claim)
    commonest = min(effects, key=lambda effect: (-effects[effect], effect.value))
    return f"{EFFECT_WORDS.get(commonest, 'Harm')} reported"


def _where(place: PlaceRef | None) -> str:
    return (place.name or (place.span.exact if place.span else "")) if place else ""


def _titled(what: str, where: str, start: date | None, end: date | None) -> str:
    if start is None or end is None:
        return what + where
    last = f"{end.day} {MONTHS[end.month - 1]} {end.year}"
    if start == end:
        return f"{what}{where}, {last}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{what}{where}, {start.day}–{last}"
    first = f"{start.day} {MONTHS[start.month - 1]}" + (f" {start.year}" if start.year != end.year else "")
    return f"{what}{where}, {first} – {last}"

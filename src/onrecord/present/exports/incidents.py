"""What becomes a row in other datasets' layouts: an event, or the rest of a campaign's toll that no event accounts for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.codebooks.schemes import CodedCountry, load_coded_countries
from onrecord.model.documents import Document
from onrecord.model.enums import ActorKind, Category, Effect, EventType
from onrecord.model.figures import Figure
from onrecord.model.mentions import Actor, PlaceRef
from onrecord.present.exports.package import Export
from onrecord.present.headlines import Bounds, total, whole_figure

STATE_KINDS = {
    ActorKind.STATE, ActorKind.MILITARY, ActorKind.PARAMILITARY, ActorKind.POLICE, ActorKind.INTELLIGENCE, ActorKind.GOVERNMENT,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What becomes one row: an event, or the rest of a campaign's toll that none of its events accounts for."""

    row_id: str
    title: str
    types: tuple[EventType, ...]
    actors: tuple[Actor, ...]
    others: tuple[str, ...]
    place: PlaceRef | None
    country: CodedCountry | None
    date_start: date | None
    date_end: date | None
    date_prec: int | None
    reports: tuple[Document, ...]
    figures: tuple[Figure, ...]
    deaths: dict[Category | None, Bounds]
    all_deaths: Bounds | None
    summary: bool

    @property
    def facts(self) -> frozenset[str]:
        """What the codebooks ask about it."""
        state = [a for a in self.actors if a.kind in STATE_KINDS]
        armed = [a for a in self.actors if a.kind is ActorKind.ARMED_GROUP]
        killed = self.all_deaths is not None and any(n for n in self.all_deaths)
        hurt = {f.cell.category for f in self.figures if f.cell.effect in (Effect.KILLED, Effect.INJURED) and (f.low or f.high)}
        fighters = bool(hurt & {Category.SECURITY, Category.MILITANT})
        holds = {
            "harmed": bool(hurt),
            "killed": killed,
            "civilians": Category.CIVILIAN in hurt and not fighters,
            "fighters": fighters,
            "by_state": bool(state) and not armed,
            "by_armed_group": bool(armed),
            "state_side": bool(state) or Category.SECURITY in hurt,
            "armed_side": bool(armed) or Category.MILITANT in hurt,
            "two_armed_sides": len(armed) > 1,
        }
        return frozenset(name for name, true in holds.items() if true)


def incidents(export: Export) -> Iterator[Incident]:
    """Every event, and for each campaign whose toll exceeds that of its events the rest of it."""
    reports = {d.document_id: d for d in export.view.register.documents}
    for event in sorted(export.view.events, key=lambda e: (e.date_start or date.max, e.event_id)):
        figures = export.figures_of(event.event_id)
        actors = tuple(export.actors[a] for a in event.actors if a in export.actors)
        deaths = _deaths(figures)
        yield Incident(
            row_id=event.event_id, title=event.title, types=event.types, actors=actors,
            others=tuple(a for a in event.actors if a not in export.actors), place=event.place,
            country=_country(event.place.country if event.place else None), date_start=event.date_start, date_end=event.date_end,
            date_prec=event.date_prec, reports=tuple(reports[d] for d in event.document_ids if d in reports),
            figures=figures, deaths=deaths, all_deaths=total(figures, Effect.KILLED), summary=False,
        )  # fmt: skip
    yield from _rests(export, reports)


def _rests(export: Export, reports: dict[str, Document]) -> Iterator[Incident]:
    by_id = {e.event_id: e for e in export.view.events}
    for campaign in export.view.campaigns:
        figures = [f for f in export.figures_of(campaign.campaign_id) if f.cell.place is None]
        events = [by_id[i] for i in campaign.event_ids if i in by_id]
        parts = [_deaths(export.figures_of(e.event_id)) for e in events]
        whole = {c: found for c, found in _deaths(figures).items() if c is not None}
        deaths: dict[Category | None, Bounds] = {c: _less(n, [p[c] for p in parts if c in p]) for c, n in whole.items()}
        deaths = {c: found for c, found in deaths.items() if any(found)}
        if not deaths:
            continue
        actors = sorted({a for e in events for a in e.actors})
        wide = max(
            (e.place for e in events if e.place), key=lambda p: (p.radius_km or 0, p.where_prec or 0, p.name or ""), default=None
        )
        span = (campaign.date_end - campaign.date_start).days if campaign.date_start and campaign.date_end else None
        yield Incident(
            row_id=f"{campaign.campaign_id}-rest", title=f"{campaign.title}: deaths that no report ties to one event",
            types=(), actors=tuple(export.actors[a] for a in actors if a in export.actors),
            others=tuple(a for a in actors if a not in export.actors), place=wide, country=_country(campaign.country),
            date_start=campaign.date_start, date_end=campaign.date_end,
            date_prec=None if span is None else 1 if span == 0 else 2 if span < 6 else 3 if span < 7 else 4 if span < 31 else 5,
            reports=tuple(reports[d] for d in campaign.document_ids if d in reports), figures=tuple(figures), deaths=deaths,
            all_deaths=_sum(deaths.values()), summary=True,
        )  # fmt: skip


def _deaths(figures: Iterable[Figure]) -> dict[Category | None, Bounds]:
    mine = list(figures)
    found = {c: whole_figure(mine, Effect.KILLED, c) for c in (*Category, None)}
    return {c: (f.low, f.best, f.high) for c, f in found.items() if f is not None}


def _less(whole: Bounds, parts: Sequence[Bounds]) -> Bounds:
    """What is left of a toll when its parts are taken out; never under nought, open where the toll is."""
    low, best, high = (
        None if n is None else max(n - sum(p[i] or 0 for p in parts), 0) for i, n in enumerate(whole)
    )  # fmt: skip
    return low, best, high


def _sum(parts: Iterable[Bounds]) -> Bounds:
    low, best, high = (None if None in column else sum(column) for column in zip(*parts, strict=True))
    return low, best, high


def _country(code: str | None) -> CodedCountry | None:
    return load_coded_countries().get(code) if code else None

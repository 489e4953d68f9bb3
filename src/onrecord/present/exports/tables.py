"""The register as tables: one row an event, a claim, a figure, a voice; the same columns in CSV, Excel, Parquet and SQLite.

What each column says stands in `columns.csv`, in the order of the columns.
"""

import csv
import functools
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from importlib import resources

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.events import Event
from onrecord.model.mentions import PlaceRef, TimeRef
from onrecord.model.spans import Span
from onrecord.present.exports.package import Cell, Column, Export, Table
from onrecord.present.profiles import withheld
from onrecord.present.wording import cell_words, figure_range

Row = tuple[Cell, ...]


@functools.cache
def columns_of(table: str) -> tuple[Column, ...]:
    """The columns of a table as columns.csv describes them."""
    text = (resources.files("onrecord") / "present" / "exports" / "columns.csv").read_text(encoding="utf-8")
    rows = (row for row in csv.DictReader(text.splitlines()) if row["table"] == table)
    return tuple(Column(name=row["name"], type=row["type"], says=row["says"]) for row in rows)


def _table(name: str, title: str, rows: Iterable[Row], key: str | None = None) -> Table:
    return Table(name=name, title=title, columns=columns_of(name), rows=tuple(rows), key=(key,) if key else ())


def words_of(span: Span) -> str | None:
    """The words of a span; None where the profile withholds them."""
    return None if withheld(span) else span.exact


def joined(parts: Iterable[str]) -> str | None:
    """Several values in one cell, with ; between them; None when there are none."""
    return ";".join(parts) or None


def _where(place: PlaceRef | None) -> Row:
    if place is None:
        return (None,) * 8
    name = place.name or (words_of(place.span) if place.span else None)
    return (name, place.country, place.adm_1, place.adm_2, place.latitude, place.longitude, place.where_prec, place.radius_km)


def _when(time: TimeRef | None) -> Row:
    return (time.date_start, time.date_end, time.date_prec) if time else (None, None, None)


def documents(export: Export) -> Table:
    """One row a report; its text stays in the register."""
    read = {x.document_id: (len(x.claims), x.relevant) for x in export.view.register.extractions}
    links = {link.document_id: (link.kind.value, link.of) for link in export.view.links}
    rows: list[Row] = []
    for doc in export.view.register.documents:
        claims, relevant = read.get(doc.document_id, (0, None))
        link = links.get(doc.document_id, (None, None))
        about = (doc.document_id, doc.outlet, doc.title, doc.byline, *_published(doc), doc.language, doc.url, doc.wire_credit)
        rows.append((*about, *link, claims, relevant, doc.raw_sha256, doc.text_version))
    return _table("documents", "Reports that were read", rows, "document_id")


def _published(doc: Document) -> Row:
    """Day and moment of publication; the moment is None where only the day is known."""
    moment: datetime | None = doc.published_at
    if moment is None:
        return None, None
    return moment.date(), None if doc.published_prec == "day" else moment


def campaigns(export: Export) -> Table:
    """One row a campaign."""
    rows: Iterator[Row] = (
        (c.campaign_id, c.title, c.country, c.date_start, c.date_end, len(c.event_ids), len(c.document_ids))
        for c in export.view.campaigns
    )
    return _table("campaigns", "Coordinated waves of events", rows, "campaign_id")


def events(export: Export) -> Table:
    """One row an event."""
    rows = (_event(e, export) for e in sorted(export.view.events, key=lambda e: e.event_id))
    return _table("events", "Events", rows, "event_id")


def _event(e: Event, export: Export) -> Row:
    types, actors = joined(t.value for t in e.types), joined(map(export.actor_name, e.actors))
    about = (e.event_id, e.campaign_id, e.title, types, e.date_start, e.date_end, e.date_prec, *_where(e.place))
    return (*about, actors, e.residual, len(e.document_ids), len(e.claim_ids))


def claims(export: Export) -> Table:
    """One row a claim: who said how many, of whom, when and where, in which words."""
    event_of = {c: e.event_id for e in export.view.events for c in e.claim_ids}
    reports = {doc.document_id: doc for doc in export.view.register.documents}
    found = sorted((c for x in export.view.register.extractions for c in x.claims), key=lambda c: c.claim_id)
    rows = (_claim(c, event_of.get(c.claim_id), reports[c.document_id], export) for c in found)
    return _table("claims", "Claims: who said how many", rows, "claim_id")


def _claim(c: Claim, event_id: str | None, doc: Document, export: Export) -> Row:
    said = c.attribution
    harmed = (c.effect.value, c.effect_detail, c.victims.category.value, joined(g.value for g in c.victims.groups))
    counted = (c.count.low, c.count.high, c.count.qualifier.value, c.count.cue)
    speaker = (said.source, said.role.value, export.actor_name(said.actor_id) if said.actor_id else None, said.stance.value)
    state = (c.certainty.value, c.scope.value, c.context.value)
    words = (words_of(c.span), c.span.start, c.span.end, doc.outlet, _published(doc)[0], doc.url)
    rest = (perpetrator(c, export), c.subset_of, *words, c.found_by, c.score)
    return (c.claim_id, event_id, c.document_id, *harmed, *counted, *speaker, *state, *_when(c.time), *_where(c.place), *rest)


def perpetrator(c: Claim, export: Export) -> str | None:
    """Who is said to have done it: the actor's name, else the words; None = not told or withheld."""
    if c.perpetrator is None:
        return None
    if c.perpetrator.actor_id:
        return export.actor_name(c.perpetrator.actor_id)
    return words_of(c.perpetrator.span) if c.perpetrator.span else None


def figures(export: Export) -> Table:
    """One row a figure: what the policy makes of the claims."""
    rows: list[Row] = []
    for f in sorted(export.view.figures, key=lambda f: f.figure_id):
        cell = f.cell
        whom = (cell.category and cell.category.value, joined(cell.excluded), cell.group and cell.group.value)
        counted = (cell.effect.value, *whom, cell.detail, cell.place, cell.date_start, cell.date_end)
        grades = (f.harm_grade and f.harm_grade.value, f.attribution_grade and f.attribution_grade.value)
        state = (f.policy, f.counted, f.derived, f.provisional, *grades)
        behind = (f.n_urls, f.n_outlets, f.n_roots, f.n_sides, f.n_channels, joined(f.claim_ids), " ".join(f.steps) or None)
        about = (f.figure_id, f.subject_id, cell_words(cell))
        rows.append((*about, *counted, f.low, f.best, f.high, figure_range(f), *state, *behind))
    return _table("figures", "Figures under the policy", rows, "figure_id")


def voices(export: Export) -> Table:
    """One row a speaker of a figure: what each says last."""
    rows: Iterator[Row] = (
        (f.figure_id, export.actor_name(t.root), t.side, t.channel and t.channel.value, t.interest and t.interest.value,
         t.low, t.high, joined(t.claim_ids))
        for f in sorted(export.view.figures, key=lambda f: f.figure_id) for t in f.tellers
    )  # fmt: skip
    return _table("voices", "Who stands behind each figure", rows)


def disruptions(export: Export) -> Table:
    """One row a disruption as one report tells it."""
    found = sorted((d for x in export.view.register.extractions for d in x.disruptions), key=lambda d: d.disruption_id)
    rows: Iterator[Row] = (
        (d.disruption_id, d.document_id, d.kind.value, d.status.value, d.agency and d.agency.value, d.scope.value,
         *_when(d.time), *_where(d.place), d.attribution.source, words_of(d.span), d.span.start, d.span.end)
        for d in found
    )  # fmt: skip
    return _table("disruptions", "Disruptions", rows, "disruption_id")


def contradictions(export: Export) -> Table:
    """One row a set of claims that cannot all be true, or that changed."""
    rows: Iterator[Row] = (
        (c.contradiction_id, c.subject_id, c.kind.value, c.explanation, " ".join(c.steps) or None, joined(c.claim_ids))
        for c in sorted(export.view.contradictions, key=lambda c: c.contradiction_id)
    )
    return _table("contradictions", "What cannot all be true, and what was revised", rows, "contradiction_id")


TABLES: tuple[Callable[[Export], Table], ...] = (
    documents, campaigns, events, claims, figures, voices, disruptions, contradictions,
)  # fmt: skip


def all_tables(export: Export) -> tuple[Table, ...]:
    """Every table, reports first."""
    return tuple(make(export) for make in TABLES)

"""Composes a briefing: what is reported, who says so, and the words behind every sentence of it.

A sentence is a `Line` with the numbers of the quotes it rests on; a page prints lines, so no page can say what nobody said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.codebooks import Policy
from onrecord.model.claims import Claim
from onrecord.model.enums import ContradictionKind, Effect, Realis, Scope
from onrecord.model.events import DisruptionMention, Event, EventMention
from onrecord.model.figures import Contradiction, Figure, Sensitivity, Teller
from onrecord.model.mentions import Actor
from onrecord.model.problems import Problem
from onrecord.model.register import View
from onrecord.present.charts.worldmap import Marker, markers
from onrecord.present.headlines import figure_order, headline_figures
from onrecord.present.lines import published_words
from onrecord.present.policies import Flip, flips
from onrecord.present.quotes import Quote, QuoteBook
from onrecord.present.wording import (
    bounds,
    cell_words,
    day,
    days,
    effect_words,
    figure_range,
    number,
    place_words,
    time_words,
    victims,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence and the numbers of the quotes it rests on."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure: its cell in words, its range, who says what (each with its quotes), and for a derived one the steps."""

    figure_id: str
    label: str
    range_words: str
    policy: str
    tellers: tuple[Line, ...]
    cites: tuple[int, ...]
    derived: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What one day's line of the timeline says; `when` is in words."""

    when: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Statements that cannot all be true, side by side."""

    kind: str
    line: Line
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One campaign, or one event outside any campaign: its figures, timeline and contradictions.

    `headlines` are the figures that cover most: one for each effect and side; `figures` are the others, by day, place and group.
    """

    subject_id: str
    title: str
    lead: Line
    headlines: tuple[FigureRow, ...]
    figures: tuple[FigureRow, ...]
    derived: tuple[FigureRow, ...]
    timeline: tuple[Dated, ...]
    conflicts: tuple[Conflict, ...]
    revisions: tuple[Conflict, ...]
    not_reported: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One report that was read, with the hash of the bytes it was read from and what it copies, if anything."""

    document_id: str
    outlet: str
    title: str
    published: str
    url: str | None
    raw_sha256: str
    text_version: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A whole briefing, ready to be printed in any form."""

    title: str
    as_of: str
    policy: str
    subjects: tuple[Subject, ...]
    disruptions: tuple[Line, ...]
    actors: tuple[Line, ...]
    background: tuple[Line, ...]
    markers: tuple[Marker, ...]
    sources: tuple[Source, ...]
    quotes: tuple[Quote, ...]
    problems: tuple[str, ...]
    method: tuple[str, ...] = ()
    flips: tuple[Flip, ...] = ()


# Effects a reader expects a figure for; one that no report gives is named as not reported, never as zero.
EXPECTED = (Effect.KILLED, Effect.INJURED, Effect.ABDUCTED)
# What happened to a statement over time is a revision; everything else is a contradiction.
REVISIONS = {ContradictionKind.SUPERSEDED, ContradictionKind.WINDOW, ContradictionKind.NESTED}


def compose(
    view: View,
    *,
    subject: str | None = None,
    actors: Mapping[str, Actor] | None = None,
    policy: Policy | None = None,
    compared: Sequence[Sensitivity] = (),
) -> Brief:
    """The briefing of a view; `subject` narrows it to one campaign or event. `actors` puts names to actor ids.

    `policy` explains itself in the method part, and `compared` shows there which figures another policy would flip.
    """
    book = QuoteBook(view)
    names = {actor_id: actor.name for actor_id, actor in (actors or {}).items()}
    subjects = tuple(_subject(item, view, book, names) for item in _subjects(view, subject))
    title = subjects[0].title if subjects else "Nothing on record yet"
    return Brief(
        title=title,
        as_of=_as_of(view),
        policy=view.policy,
        subjects=subjects,
        disruptions=_disruptions(view, book),
        actors=_actors(view, book, names),
        background=_background(view, book),
        markers=_markers(view, subject or (subjects[0].subject_id if subjects else None)),
        sources=_sources(view),
        quotes=book.all(),
        problems=tuple(f"{p.source}: {p.message}" for p in _problems(view)),
        method=(policy.says, policy.caveat) if policy else (),
        flips=flips(compared, {i for item in _subjects(view, subject) for i in (item[0], *(e.event_id for e in item[2]))}),
    )


def _as_of(view: View) -> str:
    said = [doc.published_at for doc in view.register.documents if doc.published_at]
    latest = f"latest report of {day(max(said).date())}" if said else "no dated report"
    if view.register.as_of is None:
        return latest
    return f"as known on {day(view.register.as_of.date())} {view.register.as_of:%H:%M} UTC; {latest}"


def _subjects(view: View, wanted: str | None) -> list[tuple[str, str, tuple[Event, ...], int]]:
    """(id, title, events, reports) of each campaign and each event outside one, most reported first."""
    events = {event.event_id: event for event in view.events}
    found = [
        (c.campaign_id, c.title, tuple(events[e] for e in c.event_ids if e in events), len(c.document_ids))
        for c in view.campaigns
    ]
    found += [(e.event_id, e.title, (e,), len(e.document_ids)) for e in view.events if e.campaign_id is None]
    chosen = [item for item in found if wanted is None or wanted == item[0] or any(e.event_id == wanted for e in item[2])]
    return sorted(chosen, key=lambda item: (-item[3], item[0]))


def _subject(item: tuple[str, str, tuple[Event, ...], int], view: View, book: QuoteBook, names: Mapping[str, str]) -> Subject:
    subject_id, title, events, reports = item
    ids = {subject_id, *(event.event_id for event in events)}
    figures = sorted((f for f in view.figures if f.subject_id in ids), key=figure_order)
    told = [record for event in events for record in (*event.event_mention_ids, *event.claim_ids)]
    start = min((e.date_start for e in events if e.date_start), default=None)
    end = max((e.date_end for e in events if e.date_end), default=None)
    tellers = len({t.root for f in figures for t in f.tellers})
    lead = f"{len(events)} event{'s' * (len(events) != 1)}, {days(start, end)}; {reports} report{'s' * (reports != 1)}"
    lead += f", {tellers} speaker{'s' * (tellers != 1)} with figures."
    conflicts = [c for c in view.contradictions if c.subject_id in ids]
    stated = [f for f in figures if not f.derived]
    headlines = headline_figures(figures)
    return Subject(
        subject_id=subject_id,
        title=title,
        lead=Line(text=lead, cites=book.cite(told[:1])),
        headlines=tuple(_figure_row(f, events, book, names) for f in headlines),
        figures=tuple(_figure_row(f, events, book, names) for f in stated if f not in headlines),
        derived=tuple(_figure_row(f, events, book, names) for f in figures if f.derived),
        timeline=_timeline(events, book, names),
        conflicts=tuple(_conflict(c, book) for c in conflicts if c.kind not in REVISIONS),
        revisions=tuple(_conflict(c, book) for c in conflicts if c.kind in REVISIONS),
        not_reported=tuple(effect_words(e) for e in EXPECTED if e not in {f.cell.effect for f in stated}),
    )


def _figure_row(figure: Figure, events: tuple[Event, ...], book: QuoteBook, names: Mapping[str, str]) -> FigureRow:
    where = next((e.title for e in events if e.event_id == figure.subject_id and len(events) > 1), None)
    label = cell_words(figure.cell) + (f" — {where}" if where else "")
    tellers = tuple(
        Line(text=f"{_history(t, book)} according to {names.get(t.root, t.root)}", cites=book.cite(t.claim_ids))
        for t in figure.tellers
    )
    return FigureRow(
        figure_id=figure.figure_id,
        label=label,
        range_words=figure_range(figure),
        policy=figure.policy,
        tellers=tellers,
        cites=book.cite(figure.claim_ids),
        derived=figure.derived,
        steps=figure.steps,
    )


def _history(teller: Teller, book: QuoteBook) -> str:
    """What a speaker said first to last: "at least 10 → 15 → 22"; the teller's own bounds where the claims do not end there."""
    claims = [record for i in teller.claim_ids if isinstance(record := book.records.get(i), Claim)]
    said = [bounds(c.count.low, c.count.high) for c in claims]
    steps = [words for n, words in enumerate(said) if n == 0 or words != said[n - 1]]
    latest = bounds(teller.low, teller.high)
    return " → ".join(steps) if steps and steps[-1] == latest else latest


def _timeline(events: tuple[Event, ...], book: QuoteBook, names: Mapping[str, str]) -> tuple[Dated, ...]:
    by_day: dict[tuple[date, date], list[Line]] = {}
    undated: list[Line] = []
    for event in sorted(events, key=lambda e: (e.date_start or date.max, e.event_id)):
        line = _event_line(event, book, names)
        if event.date_start is None or event.date_end is None:
            undated.append(line)
        else:
            by_day.setdefault((event.date_start, event.date_end), []).append(line)
    dated = [Dated(when=days(*when), lines=tuple(lines)) for when, lines in sorted(by_day.items())]
    return (*dated, *([Dated(when="undated", lines=tuple(undated))] if undated else []))


def _event_line(event: Event, book: QuoteBook, names: Mapping[str, str]) -> Line:
    mentions = [m for i in event.event_mention_ids if isinstance(m := book.records.get(i), EventMention)]
    failed = bool(mentions) and all(m.realis is Realis.FAILED for m in mentions)
    kinds = " and ".join(t.value.replace("_", " ") for t in event.types[:3])
    text = f"{kinds or 'harm reported'}{' (attempted, failed)' if failed else ''}"
    if where := place_words(event.place):
        text += f" in {where}"
    claimed = sorted({names.get(m.claimed_by.actor_id or "", m.claimed_by.span.exact if m.claimed_by.span else "")
                      for m in mentions if m.claimed_by})  # fmt: skip
    if any(claimed):
        text += f"; responsibility claimed by {', '.join(c for c in claimed if c)}"
    text += f" ({len(event.document_ids)} report{'s' * (len(event.document_ids) != 1)})."
    return Line(text=text[0].upper() + text[1:], cites=book.cite((*event.event_mention_ids, *event.claim_ids)[:6]))


def _conflict(item: Contradiction, book: QuoteBook) -> Conflict:
    line = Line(text=item.explanation, cites=book.cite(item.claim_ids))
    return Conflict(kind=item.kind.value.replace("_", " "), line=line, steps=item.steps)


def _disruptions(view: View, book: QuoteBook) -> tuple[Line, ...]:
    groups: dict[tuple[str, str, str, str], list[DisruptionMention]] = {}
    for extraction in view.register.extractions:
        for item in extraction.disruptions:
            past = " (recalled as background)" if item.scope is Scope.BACKGROUND else ""
            key = (item.kind.value.replace("_", " "), item.status.value, place_words(item.place), past)
            groups.setdefault(key, []).append(item)
    lines = []
    for (kind, status, where, past), items in sorted(groups.items()):
        when = sorted({w for i in items if (w := time_words(i.time))})
        text = f"{kind}: {status}" + (f" in {where}" if where else "") + (f", {'; '.join(when[:3])}" if when else "") + past
        reports = len({i.document_id for i in items})
        cites = book.cite(i.disruption_id for i in items)
        lines.append(Line(text=f"{text[0].upper() + text[1:]} ({reports} report{'s' * (reports != 1)}).", cites=cites))
    return tuple(lines)


def _actors(view: View, book: QuoteBook, names: Mapping[str, str]) -> tuple[Line, ...]:
    """One line an actor that is said to have acted or to have claimed an attack."""
    acted: dict[str, list[str]] = {}
    claimed: dict[str, list[str]] = {}
    for extraction in view.register.extractions:
        for event in extraction.events:
            for party, found in ((event.perpetrator, acted), (event.claimed_by, claimed)):
                if party is not None and party.actor_id is not None:
                    found.setdefault(party.actor_id, []).append(event.event_mention_id)
    lines = []
    for actor_id in sorted({*acted, *claimed}):
        parts = []
        if actor_id in acted:
            parts.append(f"named as acting in {number(len(acted[actor_id]))} passages")
        if actor_id in claimed:
            parts.append(f"said to have claimed responsibility in {number(len(claimed[actor_id]))}")
        cites = book.cite([*claimed.get(actor_id, []), *acted.get(actor_id, [])][:5])
        lines.append(Line(text=f"{names.get(actor_id, actor_id)}: {', '.join(parts)}.", cites=cites))
    return tuple(lines)


def _background(view: View, book: QuoteBook) -> tuple[Line, ...]:
    """What reports recall from earlier, as their own words; none of it enters a figure."""
    lines = []
    for extraction in view.register.extractions:
        claims = [c for c in extraction.claims if c.scope is Scope.BACKGROUND]
        events = [e for e in extraction.events if e.realis is Realis.BACKGROUND]
        for claim in claims:
            count = bounds(claim.count.low, claim.count.high)
            who = victims(claim.victims.category)
            when = time_words(claim.time) or "earlier"
            text = f"Recalled from {when}: {count} {effect_words(claim.effect)}, {who}: “{claim.span.exact}”."
            lines.append(Line(text=text, cites=book.cite([claim.claim_id])))
        for event in events:
            when = time_words(event.time) or "earlier"
            kind = event.type.value.replace("_", " ")
            lines.append(
                Line(text=f"Recalled from {when}: {kind}, “{event.trigger.exact}”.", cites=book.cite([event.event_mention_id]))
            )
    return tuple(sorted(set(lines), key=lambda line: (line.text, line.cites)))


def _markers(view: View, wanted: str | None) -> tuple[Marker, ...]:
    return markers(e for e in view.events if wanted in (None, e.event_id, e.campaign_id))


def _sources(view: View) -> tuple[Source, ...]:
    links = {link.document_id: f"{link.kind.value.replace('_', ' ')} {link.of}" for link in view.links}
    return tuple(
        Source(
            document_id=doc.document_id,
            outlet=doc.outlet or doc.source,
            title=doc.title or "(untitled)",
            published=published_words(doc) or "undated",
            url=doc.url,
            raw_sha256=doc.raw_sha256,
            text_version=doc.text_version,
            link=links.get(doc.document_id, ""),
        )
        for doc in sorted(view.register.documents, key=lambda d: (published_words(d) or "9", d.document_id))
    )


def _problems(view: View) -> list[Problem]:
    found = {*view.register.problems, *view.problems, *(p for x in view.register.extractions for p in x.problems)}
    return sorted((p for p in found if p.severity.value != "note"), key=lambda p: (p.source, p.code, p.message))

"""What a briefing says of one campaign or event: situation, figures, timeline, places, contradictions, open questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from onrecord.model.claims import Claim
from onrecord.model.enums import Channel, ContradictionKind, Effect, Realis
from onrecord.model.events import Event, EventMention
from onrecord.model.figures import Contradiction, Figure, Teller
from onrecord.model.mentions import Actor, PartyRef
from onrecord.model.register import View
from onrecord.present.briefing.records import Conflict, Dated, FigureRow, Length, Line, Subject
from onrecord.present.charts.canvas import Chart
from onrecord.present.charts.claims import claims_chart
from onrecord.present.charts.course import courses
from onrecord.present.charts.places import by_place, places_chart
from onrecord.present.headlines import figure_order, headline_figures
from onrecord.present.quotes import QuoteBook
from onrecord.present.wording import (
    bounds,
    cell_words,
    conflict_words,
    days,
    effect_words,
    figure_range,
    number,
    place_words,
    victims,
)

# Effects a reader expects a figure for; one that no report gives is named as not reported, never as zero.
EXPECTED = (Effect.KILLED, Effect.INJURED, Effect.ABDUCTED)
# What happened to a statement over time is a revision; everything else is a contradiction.
REVISIONS = {ContradictionKind.SUPERSEDED, ContradictionKind.WINDOW, ContradictionKind.NESTED}
# Ways of knowing that belong to no party: a figure told by one of these only is no party's figure.
NEUTRAL = {Channel.HOSPITAL, Channel.RESIDENTS, Channel.MONITOR, Channel.INTERNATIONAL}
# A page for who has two minutes names the main figures and the main contradictions; the rest is in the longer ones.
SHORT_FIGURES, SHORT_CONFLICTS = 4, 3
# Charts of how a figure grew: of the main ones.
COURSES = 2
# As many quotes as show that an event happened; all of them are in the register.
EVENT_QUOTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A campaign or a single event with the events in it and how many reports tell of it."""

    subject_id: str
    title: str
    events: tuple[Event, ...]
    reports: int

    @property
    def ids(self) -> frozenset[str]:
        """The ids that figures and contradictions of it have as subject."""
        return frozenset({self.subject_id, *(event.event_id for event in self.events)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """What writing needs: the view, its quotes, names for actors, how long the briefing may be, and what is about what.

    `conflicts` carry their place in the view, so that they keep its order.
    """

    view: View
    book: QuoteBook
    actors: Mapping[str, Actor]
    length: Length
    figures: Mapping[str, list[Figure]]
    conflicts: Mapping[str, list[tuple[int, Contradiction]]]

    @classmethod
    def of(cls, view: View, actors: Mapping[str, Actor], length: Length, *, around: bool = True) -> "Pen":
        """A pen for a view, with figures and contradictions sorted by what they are about; `around` as in QuoteBook."""
        figures: dict[str, list[Figure]] = {}
        conflicts: dict[str, list[tuple[int, Contradiction]]] = {}
        for figure in view.figures:
            figures.setdefault(figure.subject_id, []).append(figure)
        for n, conflict in enumerate(view.contradictions):
            conflicts.setdefault(conflict.subject_id, []).append((n, conflict))
        book = QuoteBook(view, around=around)
        return cls(view=view, book=book, actors=actors, length=length, figures=figures, conflicts=conflicts)

    def claims(self, figure: Figure) -> tuple[str, ...]:
        """The claims that a sentence about the figure cites: all, or in a short briefing what each speaker said last."""
        last = tuple(t.claim_ids[-1] for t in figure.tellers if t.claim_ids)
        return last if self.length is Length.SHORT and last else figure.claim_ids

    def name(self, actor_id: str) -> str:
        """The name of an actor, or the words that stand for it."""
        actor = self.actors.get(actor_id)
        return actor.name if actor else actor_id


def subjects_of(view: View, wanted: str | None) -> list[Told]:
    """Each campaign and each event outside one, most reported first; `wanted` = only the one with this id or this event."""
    events = {event.event_id: event for event in view.events}
    found = [
        Told(subject_id=c.campaign_id, title=c.title, events=tuple(events[e] for e in c.event_ids if e in events),
             reports=len(c.document_ids))
        for c in view.campaigns
    ]  # fmt: skip
    found += [
        Told(subject_id=e.event_id, title=e.title, events=(e,), reports=len(e.document_ids))
        for e in view.events if e.campaign_id is None
    ]  # fmt: skip
    chosen = [t for t in found if wanted is None or wanted in t.ids]
    return sorted(chosen, key=lambda t: (-t.reports, t.subject_id))


def tell(told: Told, pen: Pen, *, charts: bool = True) -> Subject:
    """What the briefing says of it, with `charts` or without.

    Sentences come in reading order, so that quotes are numbered as they are first met.
    """
    figures = sorted((f for i in told.ids for f in pen.figures.get(i, ())), key=figure_order)
    headlines = headline_figures(figures)
    short = pen.length is Length.SHORT
    lead = _lead(told, figures, pen)
    situation = tuple(_sentence(f, pen) for f in _main(headlines)[:SHORT_FIGURES])
    conflicts = [c for _, c in sorted((pair for i in told.ids for pair in pen.conflicts.get(i, ())), key=lambda pair: pair[0])]
    against = [c for c in conflicts if c.kind not in REVISIONS]
    full = pen.length is Length.FULL
    stated = [f for f in figures if not f.derived]
    return Subject(
        subject_id=told.subject_id,
        title=told.title,
        lead=lead,
        situation=situation,
        headlines=() if short else tuple(_figure_row(f, told.events, pen) for f in headlines),
        conflicts=tuple(_conflict(c, pen.book) for c in (against[:SHORT_CONFLICTS] if short else against)),
        unknown=_unknown(told, headlines, pen),
        not_reported=_not_reported(stated),
        derived=() if short else tuple(_figure_row(f, told.events, pen) for f in figures if f.derived),
        timeline=() if short else _timeline(told.events, pen),
        places=() if short else _places(told, figures, pen),
        figures=tuple(_figure_row(f, told.events, pen) for f in stated if f not in headlines) if full else (),
        revisions=tuple(_conflict(c, pen.book) for c in conflicts if c.kind in REVISIONS) if full else (),
        charts=() if short or not charts else _charts(told, headlines, pen),
    )


def _main(headlines: Sequence[Figure]) -> list[Figure]:
    """Figures of whole groups before those of a finer group or a single place."""
    return sorted(headlines, key=lambda f: (f.cell.group is not None or f.cell.place is not None, figure_order(f)))


def _not_reported(stated: Sequence[Figure]) -> tuple[str, ...]:
    return tuple(effect_words(e) for e in EXPECTED if e not in {f.cell.effect for f in stated})


def _lead(told: Told, figures: Sequence[Figure], pen: Pen) -> Line:
    records = [record for event in told.events for record in (*event.event_mention_ids, *event.claim_ids)]
    start = min((e.date_start for e in told.events if e.date_start), default=None)
    end = max((e.date_end for e in told.events if e.date_end), default=None)
    tellers = len({t.root for f in figures for t in f.tellers})
    text = f"{_count(len(told.events), 'event')}, {days(start, end)}; {_count(told.reports, 'report')}"
    speakers = _count(tellers, "speaker") if tellers else "no speaker"
    return Line(text=f"{text}, {speakers} with figures.", cites=pen.book.cite(records[:1]))


def _count(n: int, noun: str) -> str:
    return f"{number(n)} {noun}{'s' * (n != 1)}"


def _sentence(figure: Figure, pen: Pen) -> Line:
    """A headline as ui.md has it: the range, who says what, and whether anybody of no party says anything."""
    cell = figure.cell
    who = victims(cell.category, cell.excluded) + (f" ({cell.group.value.replace('_', ' ')})" if cell.group else "")
    detail = f" ({cell.detail.replace('_', ' ')})" if cell.detail else ""
    where = f" in {cell.place}" if cell.place else ""
    when = days(cell.date_start, cell.date_end)
    text = f"{effect_words(cell.effect)}{detail}, {who}{where}" + ("" if when == "undated" else f", {when}")
    short = pen.length is Length.SHORT
    numbers = [bounds(t.low, t.high) if short else _history(t, pen.book) for t in figure.tellers]
    said = "; ".join(f"{n} according to {pen.name(t.root)}" for n, t in zip(numbers, figure.tellers, strict=True))
    figures = figure_range(figure)
    only = bounds(figure.tellers[0].low, figure.tellers[0].high) if len(figure.tellers) == 1 else None
    if only is not None and figures.startswith(only):
        figures = said + figures[len(only) :]  # one speaker, one number: it need not be said twice
    elif said:
        figures = f"{figures} ({said})"
    whole = f"{text[0].upper()}{text[1:]}: {figures}; {_independence(figure)}."
    return Line(text=whole, cites=pen.book.cite(pen.claims(figure)))


def _independence(figure: Figure) -> str:
    neutral = [t for t in figure.tellers if t.side is None and t.channel in NEUTRAL]
    if len(figure.tellers) == 1:
        return "no other speaker gives a figure"
    return f"{_count(len(neutral), 'independent speaker')}" if neutral else "no independent figure"


def _figure_row(figure: Figure, events: Sequence[Event], pen: Pen) -> FigureRow:
    where = next((e.title for e in events if e.event_id == figure.subject_id and len(events) > 1), None)
    label = cell_words(figure.cell) + (f" — {where}" if where else "")
    tellers = tuple(
        Line(text=f"{_history(t, pen.book)} according to {pen.name(t.root)}", cites=pen.book.cite(t.claim_ids))
        for t in figure.tellers
    )
    return FigureRow(
        figure_id=figure.figure_id,
        label=label,
        range_words=figure_range(figure),
        policy=figure.policy,
        tellers=tellers,
        cites=pen.book.cite(figure.claim_ids),
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


def _timeline(events: Sequence[Event], pen: Pen) -> tuple[Dated, ...]:
    by_day: dict[tuple[date, date], list[Line]] = {}
    undated: list[Line] = []
    for event in sorted(events, key=lambda e: (e.date_start or date.max, e.event_id)):
        line = _event_line(event, pen)
        if event.date_start is None or event.date_end is None:
            undated.append(line)
        else:
            by_day.setdefault((event.date_start, event.date_end), []).append(line)
    dated = [Dated(when=days(*when), lines=tuple(lines)) for when, lines in sorted(by_day.items())]
    return (*dated, *([Dated(when="undated", lines=tuple(undated))] if undated else []))


def _event_line(event: Event, pen: Pen) -> Line:
    mentions = [m for i in event.event_mention_ids if isinstance(m := pen.book.records.get(i), EventMention)]
    failed = bool(mentions) and all(m.realis is Realis.FAILED for m in mentions)
    kinds = " and ".join(t.value.replace("_", " ") for t in event.types[:3])
    text = f"{kinds or 'harm reported'}{' (attempted, failed)' if failed else ''}"
    if where := place_words(event.place):
        text += f" in {where}"
    claimed = sorted({_party(m.claimed_by, pen)
                      for m in mentions if m.claimed_by})  # fmt: skip
    if any(claimed):
        text += f"; responsibility claimed by {', '.join(c for c in claimed if c)}"
    text += f" ({_count(len(event.document_ids), 'report')})."
    return Line(text=text[0].upper() + text[1:], cites=pen.book.cite((*event.event_mention_ids, *event.claim_ids)[:EVENT_QUOTES]))


def _party(party: PartyRef, pen: Pen) -> str:
    if party.actor_id is not None:
        return pen.name(party.actor_id)
    return party.span.exact if party.span else ""


def _conflict(item: Contradiction, book: QuoteBook) -> Conflict:
    line = Line(text=item.explanation, cites=book.cite(item.claim_ids))
    told = item.explanation.casefold()
    steps = tuple(step for step in item.steps if step.rstrip(".").casefold() not in told)  # a sentence is not told twice
    return Conflict(kind=conflict_words(item.kind), line=line, steps=steps)


def _places(told: Told, figures: Sequence[Figure], pen: Pen) -> tuple[Line, ...]:
    """One line a place: what happened there, when, and every headline figure of it."""
    groups: dict[str, list[Event]] = {}
    for event in told.events:
        if where := place_words(event.place):
            groups.setdefault(where, []).append(event)
    lines = []
    for where, events in sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        mine = [f for f in figures if f.subject_id in {e.event_id for e in events}]
        kinds = list(dict.fromkeys(t.value.replace("_", " ") for e in events for t in e.types))
        start = min((e.date_start for e in events if e.date_start), default=None)
        end = max((e.date_end for e in events if e.date_end), default=None)
        text = f"{where}: {_count(len(events), 'event')}" + (f" ({', '.join(kinds)})" if kinds else "") + f", {days(start, end)}"
        told_figures = [f"{_without_place(f)}: {figure_range(f)}" for f in headline_figures(mine)]
        text += f"; {'; '.join(told_figures)}." if told_figures else "; no figures reported."
        records = [i for e in events for i in (*e.event_mention_ids, *e.claim_ids)][:EVENT_QUOTES]
        cited = [i for f in headline_figures(mine) for i in f.claim_ids] or records
        lines.append(Line(text=text, cites=pen.book.cite(cited)))
    return tuple(lines)


def _without_place(figure: Figure) -> str:
    return cell_words(replace(figure.cell, place=None, date_start=None, date_end=None))


def _unknown(told: Told, headlines: Sequence[Figure], pen: Pen) -> tuple[Line, ...]:
    """What is open: ends nobody gives, figures with one speaker or no neutral one, events without place or day."""
    whole = [f for f in headlines if f.counted]
    asked = (
        ("No upper bound is given for", [f for f in whole if f.high is None and f.best is None]),
        ("Only one speaker gives a figure for", [f for f in whole if len(f.tellers) == 1]),
        ("Only parties to the conflict give figures for", [f for f in whole if len(f.tellers) > 1 and not _neutral(f)]),
        ("Fewer independent voices than the policy asks for stand behind", [f for f in whole if f.provisional]),
    )
    lines = []
    for words, found in asked:
        if cites := pen.book.cite(i for f in found for i in pen.claims(f)):
            lines.append(Line(text=f"{words}: {'; '.join(cell_words(f.cell) for f in found)}.", cites=cites))
    lost = (
        ("No day could be found for", [e for e in told.events if e.date_start is None]),
        ("No place on the map could be found for", [e for e in told.events if e.place is None or e.place.latitude is None]),
    )
    for words, events in lost:
        records = [i for e in events for i in (*e.event_mention_ids, *e.claim_ids)[:1]]
        if cites := pen.book.cite(records):
            lines.append(Line(text=f"{words}: {'; '.join(e.title for e in events)}.", cites=cites))
    return tuple(lines)


def _neutral(figure: Figure) -> bool:
    return any(t.side is None for t in figure.tellers)


def _charts(told: Told, headlines: Sequence[Figure], pen: Pen) -> tuple[Chart, ...]:
    """The claims behind the main figures that more than one claim tells of, how they grew, and the figures place by place."""
    telling = [f for f in _main(headlines) if len(f.claim_ids) > 1 and f.cell.group is None][:SHORT_FIGURES]
    made = (
        claims_chart(pen.view, telling, pen.actors, f"claims-{told.subject_id}"),
        *list(courses(pen.view, telling).values())[:COURSES],
        places_chart(by_place(pen.view, told.ids), name=f"places-{told.subject_id}"),
    )
    return tuple(chart for chart in made if chart is not None)

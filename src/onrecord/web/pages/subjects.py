"""An event or a campaign: who says what on which day, contradictions, disruptions, quotes by speaker, versions of the story."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.codebooks import load_policy
from onrecord.model.documents import Document
from onrecord.model.enums import LinkKind
from onrecord.model.errors import NotFoundError
from onrecord.model.events import Campaign, DocumentLink, Event, Match
from onrecord.model.figures import Figure
from onrecord.present.charts.canvas import Chart
from onrecord.present.charts.places import by_place, places_chart
from onrecord.present.charts.strips import strips, strips_chart
from onrecord.present.headlines import figure_order, headline_figures
from onrecord.present.quotes import Quote
from onrecord.present.wording import MONTHS, bounds, speaker
from onrecord.web.pages.telling import (
    Conflict,
    FigureRow,
    SpeakerLine,
    Step,
    claims_picture,
    conflicts,
    figure_row,
    part_of_view,
    quotes,
    step,
)
from onrecord.web.rendering import actor_name, page
from onrecord.web.state import State, moments_of, state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()
# What a page shows of each; the rest is a link away.
HEADLINES, SPEAKERS, QUOTES, MATCHES, TELLINGS, DISRUPTIONS, PANELS = 10, 12, 6, 12, 12, 40, 5
CONFLICTS, OTHERS, VERSIONS, COLUMNS, CELL = 12, 60, 60, 14, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One speaker: for every day of the matrix the numbers that reports of that day give."""

    line: SpeakerLine
    cells: tuple[tuple[Step, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A figure as a table of speakers and days on which reports came out."""

    row: FigureRow
    days: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker with some of their quotes, and how many claims of theirs there are."""

    name: str
    quotes: tuple[Quote, ...]
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An event or a campaign with its events, reports and figures."""

    item: Event | Campaign
    subject_id: str
    events: tuple[Event, ...]
    documents: tuple[Document, ...]
    figures: tuple[Figure, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids under which figures and contradictions of it are filed."""
        return tuple(dict.fromkeys((self.subject_id, *(e.event_id for e in self.events))))

    @property
    def is_campaign(self) -> bool:
        """Whether it is a wave of events."""
        return isinstance(self.item, Campaign)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page of an event or campaign says about it; `…_count` = how many there are where fewer are shown.

    `place_count` = events with a place on the map.
    """

    parent: Campaign | None
    matrices: tuple[Matrix, ...]
    others: tuple[FigureRow, ...]
    hard: tuple[Conflict, ...]
    soft: tuple[Conflict, ...]
    conflict_count: int
    charts: dict[str, Chart]
    voices: tuple[Voice, ...]
    tellings: tuple[Quote, ...]
    disruptions: tuple[Quote, ...]
    versions: tuple[tuple[DocumentLink, Document, Document], ...]
    claimed_by: tuple[str, ...]
    roots: int
    sides: int
    claim_count: int
    matches: tuple[Match, ...]
    place_count: int


@router.get("/events/{event_id}")
def event(request: Request, event_id: str) -> Response:
    """One event."""
    return _shown(request, event_id, "events")


@router.get("/campaigns/{campaign_id}")
def campaign(request: Request, campaign_id: str) -> Response:
    """One campaign with all its events."""
    return _shown(request, campaign_id, "campaigns")


def subject_of(shown: Indexed, subject_id: str) -> Subject:
    """The event or campaign of that id; NotFoundError when the view has none."""
    if (found := shown.campaigns.get(subject_id)) is not None:
        events = tuple(shown.events[i] for i in found.event_ids if i in shown.events)
        return _subject(shown, found, subject_id, events)
    if (single := shown.events.get(subject_id)) is not None:
        return _subject(shown, single, subject_id, (single,))
    raise NotFoundError(f"Nothing on record has the id {subject_id[:80]!r} in this view; the list of events has what there is.")


def _subject(shown: Indexed, item: Event | Campaign, subject_id: str, events: tuple[Event, ...]) -> Subject:
    ids = dict.fromkeys((subject_id, *(e.event_id for e in events)))
    documents = sorted((shown.documents[i] for i in item.document_ids if i in shown.documents), key=_published)
    figures = sorted((f for i in ids for f in shown.figures_of.get(i, ())), key=figure_order)
    return Subject(item=item, subject_id=subject_id, events=events, documents=tuple(documents), figures=tuple(figures))


def _published(doc: Document) -> tuple[bool, float, str]:
    at = doc.published_at
    return at is None, at.timestamp() if at else 0.0, doc.document_id


def _shown(request: Request, subject_id: str, kind: str) -> Response:
    state = state_of(request)
    shown = view_of(request, state)
    moved = shown.redirects.get(subject_id)
    if moved is not None and moved != subject_id:
        return RedirectResponse(state.href(f"/{kind}/{moved}"), status_code=308)
    subject = subject_of(shown, subject_id)
    if subject.is_campaign != (kind == "campaigns"):
        return RedirectResponse(state.href(f"/{'campaigns' if subject.is_campaign else 'events'}/{subject_id}"), status_code=308)
    return _page(request, state, shown, subject)


def _page(request: Request, state: State, shown: Indexed, subject: Subject) -> HTMLResponse:
    values = shown.memo.recall(("subject", subject.subject_id), lambda: _values(shown, subject))
    return page(
        request, "subject.html.jinja", state, shown, subject=subject, policy=load_policy(state.policy), told=values,
        moments=moments_of(request, state, subject.subject_id),
    )  # fmt: skip


def _values(shown: Indexed, subject: Subject) -> Told:
    headlines = headline_figures(subject.figures)[:HEADLINES]
    listed = {f.figure_id for f in headlines}
    others = [f for f in subject.figures if f.figure_id not in listed]
    hard, soft = conflicts(c for i in subject.ids for c in shown.contradictions_of.get(i, ()))
    claim_ids = list(dict.fromkeys(i for e in subject.events for i in e.claim_ids))
    matches = sorted((m for e in subject.events for m in e.joined_by), key=lambda m: (-m.score, m.left, m.right))
    campaign_id = subject.item.campaign_id if isinstance(subject.item, Event) else None
    return Told(
        parent=shown.campaigns.get(campaign_id or ""),
        matrices=tuple(_matrix(shown, f) for f in headlines),
        others=tuple(figure_row(shown, f) for f in others[:OTHERS]),
        hard=hard[:CONFLICTS],
        soft=soft[:CONFLICTS],
        conflict_count=len(hard) + len(soft),
        charts=charts(shown, subject),
        voices=_voices(shown, claim_ids),
        tellings=quotes(shown, [i for e in subject.events for i in e.event_mention_ids][:TELLINGS]),
        disruptions=_disruptions(shown, subject),
        versions=_versions(shown, subject.documents)[:VERSIONS],
        claimed_by=_claimed_by(shown, subject.events),
        roots=len({t.root for f in subject.figures for t in f.tellers}),
        sides=len({t.side for f in subject.figures for t in f.tellers if t.side}),
        claim_count=len(claim_ids),
        matches=tuple(matches[:MATCHES]),
        place_count=sum(e.place is not None and e.place.latitude is not None for e in subject.events),
    )


def charts(shown: Indexed, subject: Subject) -> dict[str, Chart]:
    """The pictures of an event or campaign, by name; those that there is nothing for are left out."""
    mine = part_of_view(shown, subject.item.document_ids, subject.figures)
    made = {
        "claims": claims_picture(shown, headline_figures(subject.figures)[:PANELS], "claims"),
        "places": places_chart(by_place(mine, subject.ids), name="places") if subject.is_campaign else None,
        "disruptions": strips_chart(strips(mine, subject.item.document_ids), name="disruptions"),
    }
    return {name: chart for name, chart in made.items() if chart is not None}


def _matrix(shown: Indexed, figure: Figure) -> Matrix:
    row = figure_row(shown, figure)
    by_root = {t.root: [i for i in t.claim_ids if i in shown.claims] for t in figure.tellers}
    when = {i: _day_of(shown, i) for ids in by_root.values() for i in ids}
    columns = sorted(set(when.values()), key=lambda d: d or date.max)[-COLUMNS:]
    rows = []
    for line in row.lines:
        mine = by_root.get(line.root, [])
        cells = tuple(_distinct(step(shown, i) for i in mine if when[i] == column) for column in columns)
        rows.append(MatrixRow(line=line, cells=cells))
    return Matrix(row=row, days=tuple(_short(d) for d in columns), rows=tuple(rows))


def _distinct(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple({s.words: s for s in reversed(list(steps))}.values())[::-1][-CELL:]


def _day_of(shown: Indexed, claim_id: str) -> date | None:
    at = shown.documents[shown.claims[claim_id].document_id].published_at
    return at.astimezone(UTC).date() if at else None


def _short(when: date | None) -> str:
    return "undated" if when is None else f"{when.day} {MONTHS[when.month - 1][:3]}"


def _voices(shown: Indexed, claim_ids: Sequence[str]) -> tuple[Voice, ...]:
    """Quotes by speaker, the most quoted first: the speaker of the figures where there is one, else as the report names them."""
    groups: dict[str, list[str]] = {}
    for claim_id in dict.fromkeys(claim_ids):
        if claim_id in shown.claims:
            teller = shown.told_by.get(claim_id)
            name = actor_name(teller.root) if teller else speaker(shown.claims[claim_id])
            groups.setdefault(name, []).append(claim_id)
    most = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:SPEAKERS]
    return tuple(Voice(name=name, quotes=quotes(shown, _telling(shown, ids)[:QUOTES]), claims=len(ids)) for name, ids in most)


def _telling(shown: Indexed, claim_ids: Sequence[str]) -> list[str]:
    """One claim for each number and effect, in the order of publication: the same number again tells nothing new."""
    seen: dict[tuple[str, str, str], str] = {}
    for i in sorted(claim_ids, key=lambda i: _published(shown.documents[shown.claims[i].document_id])):
        claim = shown.claims[i]
        count = bounds(claim.count.low, claim.count.high)
        seen.setdefault((claim.effect.value, claim.victims.category.value, count), i)
    return list(seen.values())


def _disruptions(shown: Indexed, subject: Subject) -> tuple[Quote, ...]:
    found = [d for i in subject.item.document_ids if i in shown.readings for d in shown.readings[i].disruptions]
    by_words = {(d.kind, d.status, d.span.exact): d.disruption_id for d in found if d.scope.value != "background"}
    return quotes(shown, list(by_words.values())[:DISRUPTIONS])


def _versions(shown: Indexed, documents: Sequence[Document]) -> tuple[tuple[DocumentLink, Document, Document], ...]:
    """Which of these reports tell the same story: the link, the report, and the one that it copies or follows."""
    mine = {d.document_id for d in documents}
    told = (link for i in mine for link in shown.links_of.get(i, ()) if link.kind is not LinkKind.REUSES_TEXT)
    links = {link for link in told if link.document_id in mine and link.of in shown.documents}
    return tuple((link, shown.documents[link.document_id], shown.documents[link.of]) for link in sorted(links))


def _claimed_by(shown: Indexed, events: Sequence[Event]) -> tuple[str, ...]:
    """Who is said to have claimed responsibility."""
    found = [m.claimed_by for e in events for i in e.event_mention_ids if (m := shown.mentions.get(i)) and m.claimed_by]
    return tuple(sorted({p.actor_id or (p.span.exact if p.span else "") for p in found} - {""}))

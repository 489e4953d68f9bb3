"""A view narrowed to a time, a place or a campaign, whole in itself: nothing in it points to what was left out."""

from dataclasses import dataclass, replace
from datetime import datetime

from onrecord.model.errors import NotFoundError
from onrecord.model.events import Campaign, Event
from onrecord.model.register import Extraction, View
from onrecord.present.listing import Filters, fits_event, fits_where_and_when


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a briefing or an export is about; None = not narrowed.

    `since` and `until` are the days on which it happened, inclusive, by the UTC day of the instant; `place` is the name of a
    place, district, province or country (any case); `campaign` the id of a campaign or event.
    """

    since: datetime | None = None
    until: datetime | None = None
    place: str | None = None
    campaign: str | None = None

    def in_words(self) -> str:
        """What is left of everything: "since 2026-05-03, place Gara"; empty when nothing is narrowed."""
        parts = [
            f"since {self.since:%Y-%m-%d}" if self.since else "",
            f"until {self.until:%Y-%m-%d}" if self.until else "",
            f"place {self.place}" if self.place else "",
            f"event or campaign {self.campaign}" if self.campaign else "",
        ]
        return ", ".join(part for part in parts if part)


def narrow(view: View, scope: Scope) -> View:
    """The view with only the events that fit, and the claims, reports, figures and contradictions that belong to them.

    Claims and disruptions of no event stay when they fit by themselves. Figures of a campaign stay with the campaign only
    where the whole of it was asked for: a toll of fourteen places is no toll of one. Raises NotFoundError for an id that is
    neither an event nor a campaign.
    """
    if not scope.in_words():
        return view
    _known(view, scope.campaign)
    wanted = Filters(since=scope.since, until=scope.until, place=scope.place)
    events = [e for e in view.events if scope.campaign in (None, e.event_id, e.campaign_id) and fits_event(e, wanted)]
    kept = {e.event_id for e in events}
    whole = {c.campaign_id for c in view.campaigns if set(c.event_ids) <= kept}
    campaigns = tuple(c if c.campaign_id in whole else _part_of(c, events) for c in view.campaigns if kept & set(c.event_ids))
    subjects = kept | whole
    extractions = _extractions(view, events, scope, wanted)
    documents = {d for e in events for d in e.document_ids} | {x.document_id for x in extractions if x.claims or x.disruptions}
    register = replace(
        view.register,
        documents=tuple(d for d in view.register.documents if d.document_id in documents),
        extractions=tuple(x for x in extractions if x.document_id in documents),
        decisions=(),
        problems=(),
    )
    return replace(
        view,
        register=register,
        events=tuple(events),
        campaigns=campaigns,
        figures=tuple(f for f in view.figures if f.subject_id in subjects),
        contradictions=tuple(c for c in view.contradictions if c.subject_id in subjects),
        links=tuple(link for link in view.links if {link.document_id, link.of} <= documents),
        redirects=tuple(r for r in view.redirects if r.new in subjects),
        same_news=_same_news(view, documents),
        problems=tuple(p for p in view.problems if p.source in documents),
    )


def _same_news(view: View, documents: set[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of like reports of which at least two are kept."""
    left = (tuple(d for d in members if d in documents) for members in view.same_news)
    return tuple(members for members in left if len(members) > 1)


def _part_of(campaign: Campaign, kept: list[Event]) -> Campaign:
    """The campaign with only the kept events and the reports about them."""
    mine = [e for e in kept if e.campaign_id == campaign.campaign_id]
    told, ids = {d for e in mine for d in e.document_ids}, {e.event_id for e in mine}
    return replace(
        campaign,
        event_ids=tuple(i for i in campaign.event_ids if i in ids),
        document_ids=tuple(d for d in campaign.document_ids if d in told),
    )


def _known(view: View, wanted: str | None) -> None:
    ids = {e.event_id for e in view.events} | {c.campaign_id for c in view.campaigns}
    if wanted is not None and wanted not in ids:
        moved = next((r for r in view.redirects if r.old == wanted), None)
        hint = f"it is now {moved.new}" if moved and moved.new else "`onrecord events` lists them"
        raise NotFoundError(f"There is no event or campaign {wanted!r} on record; {hint}.")


def _extractions(view: View, events: list[Event], scope: Scope, wanted: Filters) -> tuple[Extraction, ...]:
    """The readings with what belongs to the kept events, or to no event and fits by itself."""
    mine = {i for e in events for i in (*e.claim_ids, *e.event_mention_ids)}
    taken = {i for e in view.events for i in (*e.claim_ids, *e.event_mention_ids)}
    told = {d for e in events for d in e.document_ids}
    found = []
    for x in view.register.extractions:
        loose = scope.campaign is None
        claims = [c for c in x.claims if c.claim_id in mine
                  or (loose and c.claim_id not in taken and fits_where_and_when(c.place, c.time, wanted))]  # fmt: skip
        mentions = [m for m in x.events if m.event_mention_id in mine
                    or (loose and m.event_mention_id not in taken and fits_where_and_when(m.place, m.time, wanted))]  # fmt: skip
        disruptions = [d for d in x.disruptions if (loose or x.document_id in told)
                       and fits_where_and_when(d.place, d.time, wanted)]  # fmt: skip
        found.append(replace(x, claims=tuple(claims), events=tuple(mentions), disruptions=tuple(disruptions)))
    return tuple(found)

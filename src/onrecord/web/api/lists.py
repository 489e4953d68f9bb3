"""The lists of a view: which records they hold, in which order, and what each filter finds them by."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from onrecord.model.enums import ReviewState
from onrecord.model.events import Event
from onrecord.model.hashing import content_id
from onrecord.model.jsonform import to_json
from onrecord.model.problems import Problem
from onrecord.web.api.queries import seconds
from onrecord.web.api.shapes import GoneKind, NumberedProblem, Tombstone
from onrecord.web.api.tables import Row, Table, make_table, ordinal, place_words
from onrecord.web.views import Indexed

# Sorts after every day and every id.
LAST = "~"
KINDS = {"evt": GoneKind.EVENT, "cmp": GoneKind.CAMPAIGN}


def table_of(name: str, shown: Indexed, erased: Iterable[Tombstone] = ()) -> Table:
    """The named list of a view, ready for asking; `erased` are tombstones that the view does not know of."""
    return make_table([*ROWS[name](shown), *map(tombstone_row, erased)])


def _documents(shown: Indexed) -> Iterator[Row]:
    for doc in shown.documents.values():
        moment = doc.published_at
        at = None if moment is None else seconds(moment)
        words = {
            "event": _events_of(shown, doc.document_id),
            "outlet": [doc.outlet or doc.source],
            "language": [doc.language] if doc.language else [],
            "document": [doc.document_id],
        }
        key = (str(to_json(moment)) if moment else LAST, doc.document_id)
        yield Row(key=key, record_id=doc.document_id, record=doc, words=words, start=at, end=at)


def _events_of(shown: Indexed, record_id: str) -> list[str]:
    """The events that a claim or document belongs to, and their campaigns."""
    return _with_campaigns(shown.events_of.get(record_id, ()))


def _with_campaigns(events: Iterable[Event]) -> list[str]:
    return [i for event in events for i in (event.event_id, event.campaign_id) if i]


def _claims(shown: Indexed) -> Iterator[Row]:
    for claim in shown.claims.values():
        where, when = claim.place, claim.time
        words = {
            **place_words(where),
            "effect": [claim.effect.value],
            "category": [claim.victims.category.value],
            "role": [claim.attribution.role.value],
            "document": [claim.document_id],
            "event": _events_of(shown, claim.claim_id),
        }
        yield Row(
            key=(claim.document_id, claim.span.start, claim.claim_id),
            record_id=claim.claim_id,
            record=claim,
            words=words,
            start=ordinal(when.date_start) if when else None,
            end=ordinal(when.date_end) if when else None,
            latitude=where.latitude if where else None,
            longitude=where.longitude if where else None,
        )


def _events(shown: Indexed) -> Iterator[Row]:
    for event in shown.events.values():
        where = event.place
        words = {
            **place_words(where),
            "type": [kind.value for kind in event.types],
            "document": event.document_ids,
            "event": _with_campaigns([event]),
        }
        yield Row(
            key=(event.date_start.isoformat() if event.date_start else LAST, event.event_id),
            record_id=event.event_id,
            record=event,
            words=words,
            start=ordinal(event.date_start),
            end=ordinal(event.date_end),
            latitude=where.latitude if where else None,
            longitude=where.longitude if where else None,
        )


def _campaigns(shown: Indexed) -> Iterator[Row]:
    for campaign in shown.campaigns.values():
        words = {
            "country": [campaign.country] if campaign.country else [],
            "document": campaign.document_ids,
            "event": [campaign.campaign_id, *campaign.event_ids],
        }
        yield Row(
            key=(campaign.date_start.isoformat() if campaign.date_start else LAST, campaign.campaign_id),
            record_id=campaign.campaign_id,
            record=campaign,
            words=words,
            start=ordinal(campaign.date_start),
            end=ordinal(campaign.date_end),
        )


def _figures(shown: Indexed) -> Iterator[Row]:
    for figure in shown.figures.values():
        cell = figure.cell
        words = {
            "country": _country(shown, figure.subject_id),
            "place": [cell.place] if cell.place else [],
            "effect": [cell.effect.value],
            "category": [cell.category.value] if cell.category else [],
            "document": {shown.claims[i].document_id for i in figure.claim_ids if i in shown.claims},
            "event": _subject(shown, figure.subject_id),
        }
        least = figure.best if figure.best is not None else figure.low
        yield Row(
            key=(figure.subject_id, figure.figure_id),
            record_id=figure.figure_id,
            record=figure,
            words=words,
            start=ordinal(cell.date_start),
            end=ordinal(cell.date_end),
            least=least,
        )


def _country(shown: Indexed, subject_id: str) -> list[str]:
    if (campaign := shown.campaigns.get(subject_id)) is not None:
        return [campaign.country] if campaign.country else []
    event = shown.events.get(subject_id)
    return [event.place.country] if event and event.place and event.place.country else []


def _subject(shown: Indexed, subject_id: str) -> list[str]:
    event = shown.events.get(subject_id)
    return _with_campaigns([event]) if event else [subject_id]


def _disruptions(shown: Indexed) -> Iterator[Row]:
    for item in shown.disruptions.values():
        where, when = item.place, item.time
        yield Row(
            key=(item.document_id, item.span.start, item.disruption_id),
            record_id=item.disruption_id,
            record=item,
            words={**place_words(where), "type": [item.kind.value], "document": [item.document_id]},
            start=ordinal(when.date_start) if when else None,
            end=ordinal(when.date_end) if when else None,
            latitude=where.latitude if where else None,
            longitude=where.longitude if where else None,
        )


def _problems(shown: Indexed) -> Iterator[Row]:
    view = shown.view
    found = {*view.register.problems, *view.problems, *(p for x in view.register.extractions for p in x.problems)}
    for item in found:
        numbered = _numbered(item)
        yield Row(
            key=(item.source, item.code, numbered.problem_id),
            record_id=numbered.problem_id,
            record=numbered,
            words={
                "type": [item.code],
                "severity": [item.severity.value],
                "document": [i for i in (item.source, item.subject) if i],
            },
        )


def _numbered(item: Problem) -> NumberedProblem:
    at = (item.span.start, item.span.end) if item.span else (None, None)
    problem_id = content_id("prb", item.source, item.code, item.message, item.severity, item.subject, *at)
    return NumberedProblem(
        problem_id=problem_id,
        source=item.source,
        code=item.code,
        message=item.message,
        severity=item.severity,
        subject=item.subject,
        span=item.span,
    )


def _contradictions(shown: Indexed) -> Iterator[Row]:
    for item in shown.contradictions.values():
        documents = {shown.claims[i].document_id for i in item.claim_ids if i in shown.claims}
        yield Row(
            key=(item.subject_id, item.contradiction_id),
            record_id=item.contradiction_id,
            record=item,
            words={"type": [item.kind.value], "document": documents, "event": _subject(shown, item.subject_id)},
        )


def _deleted(shown: Indexed) -> Iterator[Row]:
    for gone in (*_renamed(shown), *_rejected(shown)):
        yield tombstone_row(gone)


def tombstone_row(gone: Tombstone) -> Row:
    """A tombstone in its list; one without a moment is in every answer."""
    at = None if gone.deleted_at is None else seconds(gone.deleted_at)
    return Row(
        key=(str(to_json(gone.deleted_at)) if gone.deleted_at else "", gone.deleted_id),
        record_id=gone.deleted_id,
        record=gone,
        words={"type": [gone.kind.value]},
        start=at,
        end=float("inf") if at is None else at,
    )


def _renamed(shown: Indexed) -> Iterator[Tombstone]:
    for redirect in shown.view.redirects:
        kind = KINDS.get(redirect.old.partition("-")[0], GoneKind.EVENT)
        yield Tombstone(deleted_id=redirect.old, kind=kind, deleted_at=None, replaced_by=redirect.new, why=redirect.why)


def _rejected(shown: Indexed) -> Iterator[Tombstone]:
    for one in shown.standings.values():
        if one.state is ReviewState.REJECTED and one.decision is not None:
            yield Tombstone(
                deleted_id=one.claim.claim_id,
                kind=GoneKind.CLAIM,
                deleted_at=one.decision.decided_at,
                replaced_by=None,
                why=one.decision.note or "A person found that the report does not say this; no reason was given.",
                by=one.decision.decided_by,
            )


ROWS: Mapping[str, Callable[[Indexed], Iterable[Row]]] = {
    "documents": _documents,
    "claims": _claims,
    "events": _events,
    "campaigns": _campaigns,
    "figures": _figures,
    "disruptions": _disruptions,
    "problems": _problems,
    "contradictions": _contradictions,
    "deleted": _deleted,
}

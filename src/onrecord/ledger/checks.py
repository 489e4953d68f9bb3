"""Checks over a register: small pure functions from records to problems (house style R22)."""

from collections.abc import Iterable, Iterator

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import ProblemSeverity
from onrecord.model.mentions import TimeRef
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction, Register
from onrecord.model.spans import Span


def check_register(register: Register) -> tuple[Problem, ...]:
    """Everything the checks find, in order; a register that holds gives an empty tuple."""
    documents = {doc.document_id: doc for doc in register.documents}
    found: list[Problem] = []
    for extraction in register.extractions:
        doc = documents[extraction.document_id]
        found += check_spans(doc, extraction)
        found += check_claims(extraction.claims)
    found += check_ids(register)
    return tuple(found)


def check_spans(doc: Document, extraction: Extraction) -> Iterator[Problem]:
    """Spans whose words are not those of the document's text at that place."""
    if extraction.text_version != doc.text_version:
        return
    for owner, span in spans_of(extraction):
        if doc.text[span.start : span.end] != span.exact:
            message = f"{owner} quotes {span.exact!r} at {span.start}:{span.end}, where {doc.document_id} says something else."
            yield _error(doc.document_id, "span_broken", message, owner)


def spans_of(record: object, owner: str = "") -> Iterator[tuple[str, Span]]:
    """Every span inside a record, with the id of the record that holds it."""
    if isinstance(record, Span):
        yield owner, record
    elif isinstance(record, tuple):
        for item in record:
            yield from spans_of(item, owner)
    elif hasattr(record, "__dataclass_fields__"):
        ids = ("claim_id", "event_mention_id", "disruption_id")
        owner = next((str(getattr(record, name)) for name in ids if hasattr(record, name)), owner)
        for name in record.__dataclass_fields__:
            yield from spans_of(getattr(record, name), owner)


def check_claims(claims: tuple[Claim, ...]) -> Iterator[Problem]:
    """Counts, dates and relations that cannot be: bounds crossed, days crossed, a part that is nowhere or exceeds its whole."""
    known = {claim.claim_id: claim for claim in claims}
    for claim in claims:
        low, high = claim.count.low, claim.count.high
        if low is not None and high is not None and low > high:
            yield _error(claim.document_id, "bounds_crossed", f"{claim.claim_id} has the bounds {low}..{high}.", claim.claim_id)
        if claim.time is not None and _days_crossed(claim.time):
            yield _error(claim.document_id, "days_crossed", f"{claim.claim_id} ends before it starts.", claim.claim_id)
        for other in {r.other for r in claim.relations} | ({claim.subset_of} if claim.subset_of else set()):
            if other not in known:
                message = f"{claim.claim_id} is related to {other}, which is not in the same document."
                yield _error(claim.document_id, "relation_lost", message, claim.claim_id)
        yield from check_part(claim, known.get(claim.subset_of or ""))


def check_part(part: Claim, whole: Claim | None) -> Iterator[Problem]:
    """A part that is certainly larger than the whole it is said to belong to."""
    if whole is None or part.count.low is None or whole.count.high is None or part.effect is not whole.effect:
        return
    if part.count.low > whole.count.high:
        message = f"{part.claim_id} counts at least {part.count.low}, but its whole {whole.claim_id} at most {whole.count.high}."
        yield Problem(source=part.document_id, code="part_exceeds_whole", message=message, subject=part.claim_id)


def check_ids(register: Register) -> Iterator[Problem]:
    """Ids that stand twice."""
    yield from _twice("document", (doc.document_id for doc in register.documents))
    yield from _twice("claim", (claim.claim_id for x in register.extractions for claim in x.claims))


def _twice(kind: str, ids: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            yield _error(name, "id_twice", f"The {kind} id {name} stands twice.", name)
        seen.add(name)


def _days_crossed(time: TimeRef) -> bool:
    return time.date_start is not None and time.date_end is not None and time.date_start > time.date_end


def _error(source: str, code: str, message: str, subject: str) -> Problem:
    return Problem(source=source, code=code, message=message, severity=ProblemSeverity.ERROR, subject=subject)

"""Checks over a register: small pure functions from records to problems (house style R22)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Certainty, ProblemSeverity, RelationKind
from onrecord.model.mentions import TimeRef
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction, Register
from onrecord.model.spans import Span

# Nobody is of two of these kinds.
EXCLUSIVE = (Category.CIVILIAN, Category.SECURITY, Category.MILITANT)
SAID_TO_BE = (Certainty.ASSERTED, Certainty.CLAIMED)


def check_register(register: Register) -> tuple[Problem, ...]:
    """Everything the checks find, in order; a register that holds gives an empty tuple."""
    documents = {doc.document_id: doc for doc in register.documents}
    found: list[Problem] = []
    for extraction in register.extractions:
        doc = documents.get(extraction.document_id)
        if doc is None:
            message = f"{extraction.document_id} was read, but the report itself is not on record; restore a copy made before."
            found.append(_error(extraction.document_id, "document_missing", message, extraction.document_id))
            continue
        found += check_spans(doc, extraction)
        found += check_claims(extraction.claims)
        found += check_sums(extraction.claims)
        found += check_days(doc, extraction)
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


def check_sums(claims: tuple[Claim, ...]) -> Iterator[Problem]:
    """Wholes that their parts cannot add up to: those said to make it up, and those of kinds that exclude each other."""
    known = {claim.claim_id: claim for claim in claims}
    for whole in claims:
        summed = [known[r.other] for r in whole.relations if r.kind is RelationKind.SUM_OF and r.other in known]
        low, high = sum(p.count.low or 0 for p in summed), _sum([p.count.high for p in summed])
        if summed and not _meet(low, high, whole):
            yield _wrong_sum(whole, f"its {len(summed)} parts make {low}..{'' if high is None else high}")
        kinds: dict[Category, int] = {}
        for part in claims:
            if part.subset_of == whole.claim_id and part.effect is whole.effect and part.victims.category in EXCLUSIVE:
                kinds[part.victims.category] = max(kinds.get(part.victims.category, 0), part.count.low or 0)
        if len(kinds) > 1 and whole.count.high is not None and sum(kinds.values()) > whole.count.high:
            yield _wrong_sum(whole, f"{', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items()))} make {sum(kinds.values())}")


def check_days(doc: Document, extraction: Extraction) -> Iterator[Problem]:
    """Days that cannot be: a time that ends before it starts, a statement of what happened dated after the report of it."""
    for owner, time in _times(extraction):
        if time.date_start is not None and time.date_end is not None and time.date_start > time.date_end:
            yield _error(doc.document_id, "days_crossed", f"{owner} ends before it starts.", owner)
    said = doc.modified_at or doc.published_at
    for claim in extraction.claims:
        start = claim.time.date_start if claim.time else None
        # A day of grace: it may be tomorrow already where the report was written.
        if said is not None and start is not None and claim.certainty in SAID_TO_BE and start > said.date() + timedelta(days=1):
            message = f"{claim.claim_id} is dated {start}, after the report of {said.date()}; check the date of the report."
            yield Problem(source=doc.document_id, code="told_before_it_happened", message=message, subject=claim.claim_id)


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


def _times(extraction: Extraction) -> Iterator[tuple[str, TimeRef]]:
    yield from ((claim.claim_id, claim.time) for claim in extraction.claims if claim.time)
    yield from ((event.event_mention_id, event.time) for event in extraction.events if event.time)
    yield from ((harm.disruption_id, harm.time) for harm in extraction.disruptions if harm.time)


def _sum(bounds: list[int | None]) -> int | None:
    known = [bound for bound in bounds if bound is not None]
    return sum(known) if len(known) == len(bounds) else None


def _meet(low: int, high: int | None, whole: Claim) -> bool:
    above = whole.count.high is not None and low > whole.count.high
    below = high is not None and whole.count.low is not None and high < whole.count.low
    return not above and not below


def _wrong_sum(whole: Claim, what: str) -> Problem:
    low, high = whole.count.low, whole.count.high
    message = f"{whole.claim_id} says {'' if low is None else low}..{'' if high is None else high}, but {what}."
    return Problem(source=whole.document_id, code="parts_do_not_add_up", message=message, subject=whole.claim_id)


def _error(source: str, code: str, message: str, subject: str) -> Problem:
    return Problem(source=source, code=code, message=message, severity=ProblemSeverity.ERROR, subject=subject)

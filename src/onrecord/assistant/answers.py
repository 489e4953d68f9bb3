"""The answers of the tools, as text: what is reported, who says so, and the words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from onrecord.assistant.fencing import Fence
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect, ReviewState
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.events import Event
from onrecord.model.figures import Contradiction, Figure
from onrecord.model.register import Register, View
from onrecord.present.headlines import figure_order
from onrecord.present.lines import published_words
from onrecord.present.quotes import Quote, QuoteBook
from onrecord.present.wording import cell_words, days, figure_range, independence_words, place_words, victims
from onrecord.web.api.queries import moment_of
from onrecord.web.api.showing import quotes_of
from onrecord.web.reviewing.blindfold import BlindShelf
from onrecord.web.views import Indexed, Shelf

# Quotes shown for one figure or contradiction; the answer says how many more there are.
QUOTES = 12
# What an event of armed conflict is asked for first; where no report gives it, that is worth saying.
ASKED_FIRST = (Effect.KILLED, Effect.INJURED)
SIDES = (Category.CIVILIAN, Category.SECURITY, Category.MILITANT)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in the making."""

    shown: Indexed
    fence: Fence = field(default_factory=Fence)

    def text(self, lines: Iterable[str], nothing: str) -> str:
        """The whole answer: the notice, the lines or that there are none, and the state of the register."""
        key, body = self.shown.key, list(lines)
        known = f"as known on {key.published_as_of:%Y-%m-%d %H:%M} UTC" if key.published_as_of else "with all that is on record"
        state = f"Register at entry {key.head.sequence}, policy {self.shown.view.policy}, {known}."
        return "\n".join([self.fence.notice(), state, "", *(body or [nothing])])

    def quotes(self, claim_ids: Sequence[str]) -> Iterator[str]:
        """The quotes of claims, one a line."""
        for quote in quotes_of(self.shown, claim_ids[:QUOTES]):
            yield self.quote(quote)
        if len(claim_ids) > QUOTES:
            yield f"    … and {len(claim_ids) - QUOTES} more claims"

    def quote(self, quote: Quote) -> str:
        """A quote with who says so, and where it stands."""
        told = self.fence.told
        where = f"{quote.document_id} {quote.start}:{quote.end}, sha256 {quote.raw_sha256[:12]}"
        speaker = told(quote.speaker) if quote.speaker != "the report itself" else quote.speaker
        address = f", {told(quote.url)}" if quote.url else ""
        return (
            f"    quote {told(quote.words)} – says: {quote.says}; by {speaker}, in {told(quote.outlet)} of {quote.published}"
            f"{address} ({quote.record_id} at {where})"
        )

    def figure(self, figure: Figure) -> Iterator[str]:
        """A figure with its range, its voices and their words."""
        cell, place = cell_words(figure.cell), figure.cell.place
        named = cell.replace(place, self.fence.told(place)) if place else cell
        yield f"- {named}: {figure_range(figure)} ({independence_words(figure)}; {figure.figure_id})"
        if figure.derived:
            yield f"    derived, nobody states it: {self.fence.told(' '.join(figure.steps))}"
        yield from self.quotes(list(dict.fromkeys(figure.claim_ids)))

    def report(self, doc: Document) -> str:
        """A report in one line: what it is called, who published it, when and where."""
        told = self.fence.told
        said = published_words(doc) or "undated"
        return f"- {doc.document_id}: {told(doc.title)}, {told(doc.outlet or doc.source)}, {said}, {told(doc.url)}"

    def event(self, event: Event) -> str:
        """An event in one line."""
        kinds = ", ".join(kind.value.replace("_", " ") for kind in event.types) or "harm reported"
        where = self.fence.told(place_words(event.place) or None)
        campaign = f", part of {event.campaign_id}" if event.campaign_id else ""
        reports = len(event.document_ids)
        return f"- {event.event_id}: {kinds}; {days(event.date_start, event.date_end)}; {where}; {reports} report(s){campaign}"


def search_documents(shelf: BlindShelf | Shelf, shown: Indexed, words: str, limit: int) -> str:
    """Reports that have all the words, best first."""
    answer = Answer(shown)
    found = [hit for hit in shelf.ledger.search(words, limit * 2) if hit.document_id in shown.documents][:limit]
    lines = []
    for hit in found:
        lines.append(answer.report(shown.documents[hit.document_id]))
        lines.append(f"    {answer.fence.told(hit.snippet)}")
    return answer.text(lines, "No report on record has all these words.")


def list_events(
    shown: Indexed, *, place: str | None, country: str | None, since: str | None, until: str | None, limit: int
) -> str:
    """Events, newest first, each with its first figure and quotes."""
    answer = Answer(shown)
    fits = [event for event in shown.events.values() if _fits(event, place, country, since, until)]
    fits.sort(key=lambda event: (event.date_start.isoformat() if event.date_start else "", event.event_id), reverse=True)
    lines = [line for event in fits[:limit] for line in _with_first_figure(answer, event)]
    if len(fits) > limit:
        lines.append(f"{len(fits) - limit} more events fit; narrow the days or the place.")
    return answer.text(lines, "No event on record fits.")


def _with_first_figure(answer: Answer, event: Event) -> Iterator[str]:
    yield answer.event(event)
    figures = sorted((f for f in answer.shown.figures_of.get(event.event_id, ()) if not f.derived), key=figure_order)
    if figures:
        yield from (f"  {line}" for line in answer.figure(figures[0]))
    elif event.claim_ids:
        yield from answer.quotes(event.claim_ids)
    else:
        yield from _triggers(answer, event)


def _triggers(answer: Answer, event: Event) -> Iterator[str]:
    """The words by which reports tell of an event that nobody counts anybody in."""
    shown = answer.shown
    ids = [i for i in event.document_ids if i in shown.readings]
    part = Register(documents=tuple(shown.documents[i] for i in ids), extractions=tuple(shown.readings[i] for i in ids))
    told = {mention.event_mention_id for reading in part.extractions for mention in reading.events}
    book = QuoteBook(View(register=part, policy=shown.view.policy))
    book.cite([i for i in event.event_mention_ids if i in told][:QUOTES])
    yield from map(answer.quote, book.all())


def _fits(event: Event, place: str | None, country: str | None, since: str | None, until: str | None) -> bool:
    where = event.place
    names = {n.casefold() for n in (where.name, where.adm_1, where.adm_2, where.country) if n} if where else set()
    first, last = _day(since), _day(until)
    return (
        (place is None or place.casefold() in names)
        and (country is None or (where is not None and (where.country or "").casefold() == country.casefold()))
        and (first is None or (event.date_end is not None and event.date_end >= first))
        and (last is None or (event.date_start is not None and event.date_start <= last))
    )


def _day(words: str | None) -> date | None:
    try:
        return moment_of(words).date() if words else None
    except ValueError as trouble:
        raise InputError(f"{words!r} is no day: {trouble}.") from trouble


def figures_of_event(shown: Indexed, event_id: str) -> str:
    """Every figure of an event or campaign, stated ones first."""
    answer, subject = Answer(shown), subject_of(shown, event_id)
    figures = sorted(shown.figures_of.get(subject, ()), key=lambda figure: (figure.derived, *figure_order(figure)))
    return answer.text((line for figure in figures for line in answer.figure(figure)), f"No figure is on record for {subject}.")


def claims_with_quotes(shown: Indexed, *, event_id: str | None, document_id: str | None, effect: str | None, limit: int) -> str:
    """Claims of an event, a campaign or a report, in their own words."""
    answer = Answer(shown)
    ids = _claims_of(shown, event_id, document_id)
    wanted = [i for i in ids if i in shown.claims and effect in (None, shown.claims[i].effect.value)]
    lines = [answer.quote(quote) for quote in quotes_of(shown, wanted[:limit])]
    if len(wanted) > limit:
        lines.append(f"{len(wanted) - limit} more claims fit; ask for one effect, or one report.")
    return answer.text(lines, "No claim on record fits.")


def _claims_of(shown: Indexed, event_id: str | None, document_id: str | None) -> list[str]:
    if (event_id is None) == (document_id is None):
        raise InputError("Give either event_id or document_id.")
    if document_id is not None:
        if document_id not in shown.readings:
            raise NotFoundError(f"There is no report {document_id[:80]!r}; search_documents finds them.")
        return [claim.claim_id for claim in shown.readings[document_id].claims]
    subject = subject_of(shown, event_id or "")
    events = [e for e in shown.events.values() if subject in (e.event_id, e.campaign_id)]
    return list(dict.fromkeys(i for event in events for i in event.claim_ids))


def contradictions(shown: Indexed, event_id: str | None, limit: int) -> str:
    """Smallest sets of claims that do not agree, and why."""
    answer = Answer(shown)
    if event_id is None:
        found: Sequence[Contradiction] = tuple(shown.contradictions.values())
    else:
        found = shown.contradictions_of.get(subject_of(shown, event_id), ())
    lines = []
    for item in found[:limit]:
        lines.append(f"- {item.kind.value.replace('_', ' ')} ({item.subject_id}): {answer.fence.told(item.explanation)}")
        lines += answer.quotes(item.claim_ids)
    if len(found) > limit:
        lines.append(f"{len(found) - limit} more; ask for one event.")
    return answer.text(lines, "No contradictions are on record here.")


def not_known(shown: Indexed, event_id: str) -> str:
    """What the reports on an event or campaign leave open."""
    answer, subject = Answer(shown), subject_of(shown, event_id)
    figures = sorted((f for f in shown.figures_of.get(subject, ()) if not f.derived), key=figure_order)
    lines = [*_never_said(figures), *_undated_or_unplaced(shown, subject)]
    for test, words in OPEN:
        for figure in (f for f in figures if test(f)):
            lines.append(f"{words}:")
            lines += answer.figure(figure)
    of = shown.events.get(subject) or shown.campaigns[subject]
    lines += _reports(answer, of.document_ids)
    waiting = [i for i in _all_claims(shown, subject) if i in shown.standings and shown.standings[i].state is ReviewState.WAITING]
    if waiting:
        lines.append(f"{len(waiting)} unsure claims of its reports wait for a person and are in no figure.")
    return answer.text(lines, f"Nothing stands out as open for {subject}; that is no proof that all is known.")


def _reports(answer: Answer, ids: Sequence[str]) -> Iterator[str]:
    """The reports that were read: what stands in none of them is not reported."""
    yield f"Reports read: {len(ids)}"
    yield from (answer.report(answer.shown.documents[i]) for i in ids[:QUOTES] if i in answer.shown.documents)
    if len(ids) > QUOTES:
        yield f"    … and {len(ids) - QUOTES} more reports"


OPEN: tuple[tuple[Callable[[Figure], bool], str], ...] = (
    (lambda figure: figure.low is not None and figure.high is None, "No upper bound is reported"),
    (lambda figure: figure.high is not None and figure.low != figure.high, "Speakers differ, or give a range"),
    (lambda figure: figure.n_roots == 1, "Only one speaker stands behind this"),
)


def _never_said(figures: Sequence[Figure]) -> Iterator[str]:
    said = {(figure.cell.effect, figure.cell.category) for figure in figures}
    for effect in ASKED_FIRST:
        silent = [victims(side) for side in SIDES if (effect, side) not in said]
        if silent:
            yield f"No report gives a number of {effect.value} for: {', '.join(silent)}. Not reported is not zero."


def _undated_or_unplaced(shown: Indexed, subject: str) -> Iterator[str]:
    event = shown.events.get(subject)
    if event is not None and event.place is None:
        yield "No report says where it was, in words that are found in the gazetteer."
    if event is not None and event.date_start is None:
        yield "No report says when it was."


def _all_claims(shown: Indexed, subject: str) -> Iterator[str]:
    of = shown.events.get(subject) or shown.campaigns.get(subject)
    for document_id in of.document_ids if of else ():
        yield from (claim.claim_id for claim in shown.readings[document_id].claims)


def subject_of(shown: Indexed, event_id: str) -> str:
    """The id of the event or campaign of today; NotFoundError when there is none."""
    found = shown.redirects.get(event_id) or event_id
    if found not in shown.events and found not in shown.campaigns:
        raise NotFoundError(f"There is no event or campaign {event_id[:80]!r}; list_events gives their ids.")
    return found

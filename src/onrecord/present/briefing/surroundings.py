"""What stands around the events of a briefing: disruptions, who acted, what reports recall, the sources and their faults."""

from collections.abc import Mapping

from onrecord.model.enums import Realis, Scope
from onrecord.model.events import DisruptionMention
from onrecord.model.problems import Problem
from onrecord.model.register import View
from onrecord.model.spans import Span
from onrecord.present.briefing.records import Line, Source
from onrecord.present.lines import published_words
from onrecord.present.profiles import withheld
from onrecord.present.quotes import QuoteBook
from onrecord.present.wording import bounds, day, effect_words, number, place_words, time_words, victims


def as_of_words(view: View) -> str:
    """What the view knows: the moment that was asked for, and the latest report in it."""
    said = [doc.published_at for doc in view.register.documents if doc.published_at]
    latest = f"latest report of {day(max(said).date())}" if said else "no dated report"
    if view.register.as_of is None:
        return latest
    return f"as known on {day(view.register.as_of.date())} {view.register.as_of:%H:%M} UTC; {latest}"


def disruption_lines(view: View, book: QuoteBook) -> tuple[Line, ...]:
    """One line a service, what became of it and place."""
    groups: dict[tuple[str, str, str, str], list[DisruptionMention]] = {}
    for extraction in view.register.extractions:
        for item in extraction.disruptions:
            past = " (recalled as background)" if item.scope is Scope.BACKGROUND else ""
            key = (item.kind.value.replace("_", " "), item.status.value, place_words(item.place), past)
            groups.setdefault(key, []).append(item)
    lines = []
    for (kind, status, where, past), items in sorted(groups.items()):
        when = sorted({w for i in items if (w := time_words(i.time))})
        text = f"{kind}: {status}" + (f" in {where}" if where else "") + (f", {'; '.join(when[:3])}" if when else "") + past
        reports = len({i.document_id for i in items})
        cites = book.cite(i.disruption_id for i in items)
        lines.append(Line(text=f"{text[0].upper() + text[1:]} ({reports} report{'s' * (reports != 1)}).", cites=cites))
    return tuple(lines)


def actor_lines(view: View, book: QuoteBook, names: Mapping[str, str]) -> tuple[Line, ...]:
    """One line an actor that is said to have acted or to have claimed an attack."""
    acted: dict[str, list[str]] = {}
    claimed: dict[str, list[str]] = {}
    for extraction in view.register.extractions:
        for event in extraction.events:
            for party, found in ((event.perpetrator, acted), (event.claimed_by, claimed)):
                if party is not None and party.actor_id is not None:
                    found.setdefault(party.actor_id, []).append(event.event_mention_id)
    lines = []
    for actor_id in sorted({*acted, *claimed}):
        parts = []
        if actor_id in acted:
            passages = len(acted[actor_id])
            parts.append(f"named as acting in {number(passages)} passage{'s' * (passages != 1)}")
        if actor_id in claimed:
            parts.append(f"said to have claimed responsibility in {number(len(claimed[actor_id]))}")
        cites = book.cite([*claimed.get(actor_id, []), *acted.get(actor_id, [])][:5])
        lines.append(Line(text=f"{names.get(actor_id, actor_id)}: {', '.join(parts)}.", cites=cites))
    return tuple(lines)


def background_lines(view: View, book: QuoteBook, most: int | None) -> tuple[Line, ...]:
    """What reports recall from earlier, as their own words; none of it enters a figure. At most `most`, None = all.

    The same recalled in several reports is one line with all its quotes, the most often recalled first.
    """
    recalled: dict[str, list[str]] = {}
    for extraction in view.register.extractions:
        for claim in (c for c in extraction.claims if c.scope is Scope.BACKGROUND):
            count, who = bounds(claim.count.low, claim.count.high), victims(claim.victims.category)
            when = time_words(claim.time) or "earlier"
            text = f"Recalled from {when}: {count} {effect_words(claim.effect)}, {who}{_quoted(claim.span)}."
            recalled.setdefault(text, []).append(claim.claim_id)
        for event in (e for e in extraction.events if e.realis is Realis.BACKGROUND):
            when, kind = time_words(event.time) or "earlier", event.type.value.replace("_", " ")
            recalled.setdefault(f"Recalled from {when}: {kind}{_quoted(event.trigger)}.", []).append(event.event_mention_id)
    order = sorted(recalled.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:most]
    return tuple(Line(text=text, cites=book.cite(ids)) for text, ids in order)


def _quoted(span: Span) -> str:
    return "" if withheld(span) else f": “{span.exact}”"


def sources_of(view: View, cited: set[str] | None = None) -> tuple[Source, ...]:
    """Every report read, oldest first; `cited` = only these."""
    links = {link.document_id: f"{link.kind.value.replace('_', ' ')} {link.of}" for link in view.links}
    return tuple(
        Source(
            document_id=doc.document_id,
            outlet=doc.outlet or doc.source,
            title=doc.title or "(untitled)",
            published=published_words(doc) or "undated",
            url=doc.url,
            raw_sha256=doc.raw_sha256,
            text_version=doc.text_version,
            link=links.get(doc.document_id, ""),
        )
        for doc in sorted(view.register.documents, key=lambda d: (published_words(d) or "9", d.document_id))
        if cited is None or doc.document_id in cited
    )


def problems_of(view: View) -> list[Problem]:
    """Trouble with the sources that a reader must know of."""
    found = {*view.register.problems, *view.problems, *(p for x in view.register.extractions for p in x.problems)}
    return sorted((p for p in found if p.severity.value != "note"), key=lambda p: (p.source, p.code, p.message))

"""Services that were cut: from when, until when, by what reports, and whether what they say of the days can all be true.

"Fifth day in a row" on a Wednesday means cut since Saturday at the latest. Source: claims_method §2.1, Disruption; §5 example 17.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.model.documents import Document
from onrecord.model.enums import Agency, DisruptionKind, DisruptionStatus, Scope
from onrecord.model.events import DisruptionMention
from onrecord.model.hashing import content_id
from onrecord.model.register import Register
from onrecord.reconcile.joining.tellings import publisher, resolved_days, said_at
from onrecord.reconcile.wording import span_words

DOWN = frozenset(
    {
        DisruptionStatus.CUT,
        DisruptionStatus.SUSPENDED,
        DisruptionStatus.CLOSED,
        DisruptionStatus.BLOCKED,
        DisruptionStatus.IMPOSED,
        DisruptionStatus.DAMAGED,
        DisruptionStatus.DESTROYED,
        DisruptionStatus.SEIZED,
    }
)
# Two spells of one service in one place are one when no more than this many days lie between what reports say.
SAME_SPELL_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One spell of a service being down in one place, inclusive days; `place` None = not said where.

    `down_since` is the earliest day that any report gives, `last_down` the latest, `restored` the first day that it is told to be
    back (None = nobody says so, which is not "still down"). `agencies` = who or what stopped it, as told. `holds` False = it is
    told to be down on days after it was told to be back. `words` says all of it.
    """

    spell_id: str
    kind: DisruptionKind
    place: str | None
    down_since: date | None
    last_down: date | None
    restored: date | None
    agencies: tuple[Agency, ...]
    disruption_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    holds: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Told:
    mention: DisruptionMention
    doc: Document
    start: date | None
    end: date | None

    @property
    def day(self) -> date:
        return self.start or date.max


def spells(register: Register) -> tuple[Spell, ...]:
    """The spells of all services, by kind, place and day; what was foiled, threatened or is history is left out."""
    documents = {d.document_id: d for d in register.documents}
    told: dict[tuple[DisruptionKind, str], list[_Told]] = {}
    for reading in register.extractions:
        for mention in reading.disruptions:
            counts = mention.scope is Scope.INCIDENT and (mention.status in DOWN or mention.status is DisruptionStatus.RESTORED)
            if counts and reading.document_id in documents:
                where = (mention.place.name or "") if mention.place else ""
                told.setdefault((mention.kind, where), []).append(_told(mention, documents[reading.document_id]))
    return tuple(
        _spell(kind, place or None, members) for (kind, place), found in sorted(told.items()) for members in _apart(found)
    )


def _told(mention: DisruptionMention, doc: Document) -> _Told:
    days = resolved_days(mention.time)
    said = said_at(doc)
    start, end = days or ((said.date(), said.date()) if said else (None, None))
    return _Told(mention, doc, start, end)


def _apart(told: Iterable[_Told]) -> list[list[_Told]]:
    """The mentions cut into spells where days lie between."""
    found: list[list[_Told]] = []
    last: date | None = None
    for one in sorted(told, key=lambda t: (t.day, t.mention.disruption_id)):
        if not found or (last is not None and one.start is not None and (one.start - last).days > SAME_SPELL_DAYS):
            found.append([])
        found[-1].append(one)
        last = max((d for d in (last, one.end) if d is not None), default=None)
    return found


def _spell(kind: DisruptionKind, place: str | None, members: Sequence[_Told]) -> Spell:
    down = [t for t in members if t.mention.status in DOWN]
    back = [t for t in members if t.mention.status is DisruptionStatus.RESTORED]
    since = min((t.start for t in down if t.start), default=None)
    last = max((t.end for t in down if t.end), default=None)
    restored = min((t.start for t in back if t.start), default=None)
    after = [t for t in down if restored and t.start and t.end and t.end > restored and t.start <= restored]
    ids = tuple(sorted(t.mention.disruption_id for t in members))
    return Spell(
        spell_id=content_id("spl", kind.value, place, *ids),
        kind=kind,
        place=place,
        down_since=since,
        last_down=last,
        restored=restored,
        agencies=tuple(sorted({t.mention.agency for t in members if t.mention.agency})),
        disruption_ids=ids,
        document_ids=tuple(sorted({t.doc.document_id for t in members})),
        holds=not after,
        words=_words(since, last, restored, after),
    )


def _words(since: date | None, last: date | None, restored: date | None, after: Sequence[_Told]) -> str:
    down = f"Told to be down on {span_words((since, last))}" if since and last else "Told to be down, no day said"
    if since is None and restored is not None:
        return f"Told to be back on {span_words((restored, restored))}; nobody tells when it went down."
    if restored is None:
        return f"{down}; nobody tells that it is back."
    back = f"told to be back on {span_words((restored, restored))}"
    if not after:
        return f"{down}; {back}."
    quotes = "; ".join(f"{publisher(t.doc)}: “{t.mention.span.exact}”" for t in after[:2])
    return f"{down}, but {back}: both cannot be true of one place and day unless only a part of it was back. {quotes}."

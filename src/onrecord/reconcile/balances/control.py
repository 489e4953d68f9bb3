"""Who is said to hold a place, by whom, and from when: statements side by side, contested where two of them exclude each other.

Source: claims_method §2.1, Status. Nobody's word is taken for the state of the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.model.enums import EventType, Realis
from onrecord.model.events import EventMention
from onrecord.model.hashing import content_id
from onrecord.model.register import Register
from onrecord.reconcile.joining.tellings import party_name, resolved_days

SAID = frozenset({Realis.HAPPENED, Realis.FAILED, Realis.DENIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One report's word that a party took or lost a place. `holder` and `asserted_by` are actor ids or the words used; None =
    not named. `until` = the day of the next telling of another holder (None = none is told). `state` is taken, repelled or
    denied. `contested_by` are the tellings that exclude it.
    """

    holding_id: str
    place: str
    holder: str | None
    asserted_by: str | None
    state: str
    since: date | None
    until: date | None
    contested_by: tuple[str, ...]
    event_mention_id: str
    document_id: str
    quote: str


STATES = {Realis.HAPPENED: "taken", Realis.FAILED: "repelled", Realis.DENIED: "denied"}


def holdings(register: Register) -> tuple[Holding, ...]:
    """All that is told of places changing hands, by place and day; a place that is not named is left out."""
    told: dict[str, list[EventMention]] = {}
    for reading in register.extractions:
        for mention in reading.events:
            named = mention.place is not None and (mention.place.name or (mention.place.span and mention.place.span.exact))
            if mention.type is EventType.TERRITORIAL_CHANGE and mention.realis in SAID and named:
                told.setdefault(str(named), []).append(mention)
    return tuple(_holding(m, place, told[place]) for place in sorted(told) for m in sorted(told[place], key=_order))


def _order(mention: EventMention) -> tuple[date, str]:
    days = resolved_days(mention.time)
    return (days[0] if days else date.max), mention.event_mention_id


def _holder(mention: EventMention) -> str | None:
    return party_name(mention.perpetrator) if mention.perpetrator else None


def _holding(mention: EventMention, place: str, told: Sequence[EventMention]) -> Holding:
    days = resolved_days(mention.time)
    against = sorted(o.event_mention_id for o in told if o is not mention and _exclude(mention, o))
    later = [
        d[0] for o in told if _holder(o) != _holder(mention) and o.realis is Realis.HAPPENED and (d := resolved_days(o.time))
    ]
    source = mention.attribution
    return Holding(
        holding_id=content_id("hld", mention.event_mention_id),
        place=place,
        holder=_holder(mention),
        asserted_by=source.actor_id or source.source,
        state=STATES[mention.realis],
        since=days[0] if days else None,
        until=min((d for d in later if days and d > days[0]), default=None),
        contested_by=tuple(against),
        event_mention_id=mention.event_mention_id,
        document_id=mention.document_id,
        quote=mention.trigger.exact,
    )


def _exclude(a: EventMention, b: EventMention) -> bool:
    """Whether one tells of a taking that the other denies, says was beaten back, or gives to another party on the same days."""
    mine, theirs = resolved_days(a.time), resolved_days(b.time)
    if mine and theirs and (mine[0] > theirs[1] or theirs[0] > mine[1]):
        return False
    taken = Realis.HAPPENED in (a.realis, b.realis)
    if not taken:
        return False
    if a.realis is not b.realis:
        return _holder(a) == _holder(b) or None in (_holder(a), _holder(b))
    return None not in (_holder(a), _holder(b)) and _holder(a) != _holder(b)

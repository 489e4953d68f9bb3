"""Ids of events and campaigns that outlive merges and splits, and where an id of yesterday leads today.

An event is named after its founding telling: the earliest said, wherever it stood in the order of arrival. The id holds that
report's hash and the place in its text, so that it can be followed when the event has been merged, split or read anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from onrecord.model.events import Campaign, Event, Redirect
from onrecord.model.register import View
from onrecord.reconcile.joining.tellings import Frame, Telling, claim_anchor

LAST = datetime.max.replace(tzinfo=UTC)
DOCUMENT = "doc-"
EVENT, CAMPAIGN = "evt", "cmp"


def founding_order(telling: Telling, frames: Mapping[str, Frame]) -> tuple[datetime, str, int, str]:
    """Earliest said first, undated reports last; then by document, place in the text and id, never by arrival."""
    frame = frames.get(telling.document_id)
    said = frame.said_at if frame and frame.said_at else LAST
    return said, telling.document_id, telling.anchor, telling.member_id


def name_of(kind: str, telling: Telling) -> str:
    """The id of an event or campaign that was founded by this telling: "evt-<report's hash>-<place in its text>"."""
    return anchored(telling.document_id, telling.anchor, kind)


def anchored(document_id: str, place: int, kind: str = EVENT) -> str:
    """The id that an event would have if it were founded at this place of this document's text."""
    return f"{kind}-{document_id.removeprefix(DOCUMENT)}-{place}"


def anchor_of(name: str) -> tuple[str, int] | None:
    """The document id and the place in its text that an id is named after; None when it is no such id."""
    kind, _, rest = name.partition("-")
    report, _, place = rest.rpartition("-")
    if kind not in (EVENT, CAMPAIGN) or not report or not place.isdecimal():
        return None
    return DOCUMENT + report, int(place)


def founders(members: Iterable[Telling], frames: Mapping[str, Frame]) -> list[Telling]:
    """Of each report its first telling here, in the order in which they could have founded the event."""
    first: dict[str, Telling] = {}
    for telling in sorted(members, key=lambda t: founding_order(t, frames)):
        first.setdefault(telling.document_id, telling)
    return list(first.values())


def named(
    kind: str, groups: Sequence[Sequence[Telling]], frames: Mapping[str, Frame], taken: set[str]
) -> list[tuple[str, tuple[str, ...]]]:
    """For each group its id and the ids it would have if its first reports were not on record; `taken` ids are avoided."""
    found: list[tuple[str, tuple[str, ...]]] = [("", ())] * len(groups)
    order = [(founders(members, frames), number) for number, members in enumerate(groups)]
    for firsts, number in sorted(order, key=lambda pair: founding_order(pair[0][0], frames)):
        ids = [name_of(kind, t) for t in firsts]
        name = ids[0]
        # Two events that one report founds with the same word are told apart by the next words of the text.
        while name in taken:
            head, _, place = name.rpartition("-")
            name = f"{head}-{int(place) + 1}"
        taken.add(name)
        found[number] = (name, tuple(i for i in ids[1:] if i != name))
    return found


def redirects_of(events: Iterable[Event], campaigns: Iterable[Campaign], moved: Iterable[Redirect]) -> tuple[Redirect, ...]:
    """The redirects of all happenings, by old id; an id that something has today leads nowhere else."""
    known = {e.event_id for e in events} | {c.campaign_id for c in campaigns}
    found = {r.old: r for r in sorted(moved, reverse=True) if r.old not in known}
    return tuple(found[old] for old in sorted(found))


def trace(name: str, view: View) -> Redirect:
    """Where an id leads today: to itself, to what it was merged into, or nowhere any more; `why` says so in a sentence.

    An id is followed to the report that it is named after, and there to the telling nearest to its place: to the event, or
    for a campaign's id the campaign, that this telling belongs to now.
    """
    known = {e.event_id for e in view.events} | {c.campaign_id for c in view.campaigns}
    at = anchor_of(name)
    if name in known:
        return Redirect(old=name, new=name, why="This is its id.")
    if at is None:
        return Redirect(old=name, new=None, why="This is no id of an event or campaign.")
    home = {member: e for e in view.events for member in (*e.event_mention_ids, *e.claim_ids)}
    told = [(abs(place - at[1]), member) for member, place in _places(view, at[0]) if member in home]
    if not told:
        return Redirect(old=name, new=None, why="The report that it is named after is not on record, or tells of no event.")
    distance, member = min(told)
    event = home[member]
    wave = name.startswith(CAMPAIGN) and event.campaign_id is not None
    why = "It was merged with what an earlier report tells of." if distance == 0 else "Its report was read anew; this is nearest."
    return Redirect(old=name, new=event.campaign_id if wave else event.event_id, why=why)


def _places(view: View, document_id: str) -> Iterator[tuple[str, int]]:
    """The event mentions and claims of a document with the places in its text that an event would be named after."""
    for reading in view.register.extractions:
        if document_id in (reading.document_id, DOCUMENT + reading.document_id):
            yield from ((m.event_mention_id, m.trigger.start) for m in reading.events)
            yield from ((c.claim_id, claim_anchor(c)) for c in reading.claims)

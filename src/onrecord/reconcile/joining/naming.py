"""Ids of events and campaigns that outlive merges and splits, and where an id of yesterday leads today.

An event is named after its founding telling: the earliest said, wherever it stood in the order of arrival. The id holds that
report's hash and the place in its text, so that it can be followed when the event has been merged, split or read anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from onrecord.model.events import Campaign, Event, Redirect
from onrecord.reconcile.joining.tellings import Frame, Telling

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
    return f"{kind}-{telling.document_id.removeprefix(DOCUMENT)}-{telling.anchor}"


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


def trace(name: str, events: Iterable[Event], campaigns: Iterable[Campaign], redirects: Iterable[Redirect]) -> Redirect:
    """Where an id leads: itself, what it was merged into, or nothing any more; `why` says so in a sentence.

    An id that no list has is followed to the report it is named after: to the event that this report founds or tells of.
    """
    known = {e.event_id for e in events} | {c.campaign_id for c in campaigns}
    if name in known:
        return Redirect(old=name, new=name, why="This is its id.")
    for redirect in redirects:
        if redirect.old == name:
            return redirect
    at = anchor_of(name)
    if at is None:
        return Redirect(old=name, new=None, why="This is no id of an event or campaign.")
    return _nearest(name, at, sorted([*known, *(r.old for r in redirects)]), {r.old: r.new for r in redirects})


def _nearest(name: str, at: tuple[str, int], ids: Sequence[str], moved: Mapping[str, str | None]) -> Redirect:
    """The id of the same kind that is named after the nearest place of the same report."""
    report, place = at
    near = [(abs(there[1] - place), i) for i in ids if (there := anchor_of(i)) and there[0] == report and i[:3] == name[:3]]
    if not near:
        return Redirect(old=name, new=None, why="The report that it is named after tells of no such event any more.")
    closest = min(near)[1]
    why = "The report that it is named after was read anew; this is what it tells of nearest to that place."
    return Redirect(old=name, new=moved.get(closest, closest), why=why)

"""What is known around a cell: the kinds of its events, who is said by whom to have done it, and the bodies that were counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.model.documents import Document
from onrecord.model.enums import Channel, EventType, Realis
from onrecord.model.events import Event, EventMention
from onrecord.reconcile.figures import Counted
from onrecord.reconcile.joining.assembly import Happening
from onrecord.reconcile.speakers import Setting, channel_of, root_of, side_of
from onrecord.reconcile.statements import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """Somebody names the side that did it; `owned` = that side says so itself, `claimed` = in a claim of responsibility."""

    party: str
    root: str
    side: str | None
    channel: Channel
    owned: bool
    claimed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known around a cell: its campaign, the types of its events, who is blamed by whom, and bodies somebody counted."""

    campaign_id: str | None = None
    types: frozenset[EventType] = frozenset()
    blames: tuple[Blame, ...] = ()
    bodies: tuple[Statement, ...] = ()

    @property
    def responsible(self) -> frozenset[str]:
        """The sides named as having done it."""
        return frozenset(blame.party for blame in self.blames)


def surroundings(
    happening: Happening,
    statements: Sequence[Statement],
    mentions: Mapping[str, EventMention],
    documents: Mapping[str, Document],
    setting: Setting,
) -> dict[str, Around]:
    """What is around the cells of each subject of a happening: the whole, and each event by itself."""
    # Of a whole campaign only claims of responsibility count: who did one of its events did not do all of them.
    by_claim = {s.claim.claim_id: s for s in statements if not s.copied}
    found = {event.event_id: _around([event], by_claim, mentions, documents, setting) for event in happening.events}
    campaign_id = happening.campaign.campaign_id if happening.campaign else None
    whole = _around(happening.events, by_claim, mentions, documents, setting)
    found[happening.subject_id] = replace(whole, blames=tuple(b for b in whole.blames if b.claimed)) if campaign_id else whole
    return {subject_id: replace(around, campaign_id=campaign_id) for subject_id, around in found.items()}


def _around(
    events: Sequence[Event],
    by_claim: Mapping[str, Statement],
    mentions: Mapping[str, EventMention],
    documents: Mapping[str, Document],
    setting: Setting,
) -> Around:
    told = [by_claim[claim_id] for event in events for claim_id in event.claim_ids if claim_id in by_claim]
    blames: set[Blame] = set()
    for event in events:
        for mention_id in event.event_mention_ids:
            if (mention := mentions.get(mention_id)) is not None:
                blames |= _blames_in(mention, documents[mention.document_id], setting)
    return Around(
        types=frozenset(kind for event in events for kind in event.types),
        blames=_sorted(blames),
        bodies=tuple(s for s in told if s.cell.detail == "body_recovered" and not (s.denied or s.older)),
    )


def focused(around: Around, counted: Counted) -> Around:
    """What is around one cell: with whom its own counts name as having done it."""
    named = {b for s in counted.members if not s.copied and (b := _blame_of(s))}
    return replace(around, blames=_sorted({*around.blames, *named}))


def _sorted(blames: Iterable[Blame]) -> tuple[Blame, ...]:
    return tuple(sorted(blames, key=lambda b: (b.party, b.root, b.channel.value, b.owned, b.claimed)))


def _blame_of(s: Statement) -> Blame | None:
    """Whom the speaker of a count names as having done it; a denied count blames nobody."""
    if s.blamed is None or s.denied:
        return None
    return Blame(party=s.blamed, root=s.root, side=s.side, channel=s.channel, owned=s.blamed == s.side)


def _blames_in(mention: EventMention, doc: Document, setting: Setting) -> set[Blame]:
    """Whom a report names as having done it, and who is said to have claimed it."""
    if mention.realis is Realis.DENIED:
        return set()
    root, side = root_of(mention.attribution, doc, setting)
    channel = channel_of(mention.attribution, setting)
    found = set()
    named = side_of(mention.perpetrator.actor_id if mention.perpetrator else None, setting)
    if named is not None:
        found.add(Blame(party=named, root=root, side=side, channel=channel, owned=named == side))
    owner = side_of(mention.claimed_by.actor_id if mention.claimed_by else None, setting)
    if owner is not None:
        found.add(Blame(party=owner, root=owner, side=owner, channel=Channel.ARMED_GROUP, owned=True, claimed=True))
    return found

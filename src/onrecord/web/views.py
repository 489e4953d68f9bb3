"""Reconciled views of the register, kept in memory with indexes, so that pages answer without asking the disk."""

import contextlib
import logging
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from onrecord.atlas.actors import heed_added, load_actors
from onrecord.ledger.reviews import Standing, standings
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import EntryKind, ReviewState
from onrecord.model.events import Campaign, DisruptionMention, DocumentLink, Event, EventMention
from onrecord.model.figures import Contradiction, Figure, Teller
from onrecord.model.register import Extraction, Register, View
from onrecord.pipeline import reconcile_register
from onrecord.present.charts.sides import side_hues
from onrecord.settings import Settings
from onrecord.web.ledger import Follower, Head, LedgerReader

log = logging.getLogger(__name__)
Value = TypeVar("Value")

# Views kept: a few policies and moments for a few people. A view of 300,000 claims takes about a gigabyte.
KEPT = 8
# A view that took longer than this to make is shown as it was while the next one is made: a person waits so long, not longer.
PATIENCE_S = 3.0
# Answers of pages kept with a view: lists under a few filters, and the pages that people look at.
REMEMBERED = 64
# Whole lists kept with a view: those of the pages and of the API.
LISTS = 24
# Views with more claims than this are made ready before anybody asks for their lists.
READY_FROM = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewKey:
    """What a view is of: the end of the ledger, the policy, and what had been published or recorded by when (None = all).

    `without` = the claims that it shows as read, because what was decided on them is withheld from a second coder.
    """

    head: Head
    policy: str
    published_as_of: datetime | None = None
    recorded_as_of: datetime | None = None
    without: frozenset[str] = frozenset()


class Memo:
    """What pages worked out from one view, kept as long as the view is: asked again, a page answers at once."""

    def __init__(self, most: int = REMEMBERED, *, once: bool = False) -> None:
        """Keeps the `most` answers used last. `once` = who asks while one is made waits for it, and makes no second."""
        self._most = most
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()
        self._making: contextlib.AbstractContextManager[object] = threading.RLock() if once else contextlib.nullcontext()

    def recall(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The answer kept under `key`, which must name everything that it depends on; made where there is none."""
        if (found := self._kept(key)) is not None:
            return found[0]  # type: ignore[return-value]  # one key is of one kind of answer
        with self._making:
            if (found := self._kept(key)) is not None:  # made while we waited
                return found[0]  # type: ignore[return-value]  # as above
            made = make()
            with self._lock:
                self._answers[key] = made
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return made

    def _kept(self, key: Hashable) -> tuple[object] | None:
        """The answer in a tuple of one, because an answer may be None."""
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return (self._answers[key],)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A view with the ways into it. Every mapping is complete: a key that is not there has nothing.

    `figures_of` and `contradictions_of` go by subject (event or campaign); `…_with` by claim; `events_of` by claim, event
    mention or document; `events_at` by place id or, where a place has none, by its name; `events_by` by actor. `told_by` =
    whose claim it is in the figures, by claim. `same_news` = the group of reports on the same news, by document. `hues` = the
    class of each side's colour. `outlets` = documents by outlet. `waiting` = claims that nobody has decided on. `seconds` = how
    long it took to make, at `made_at` (UTC). `memo` keeps answers of pages, `lists` the whole lists made ready for narrowing.
    """

    key: ViewKey
    view: View
    documents: Mapping[str, Document]
    readings: Mapping[str, Extraction]
    claims: Mapping[str, Claim]
    mentions: Mapping[str, EventMention]
    disruptions: Mapping[str, DisruptionMention]
    events: Mapping[str, Event]
    campaigns: Mapping[str, Campaign]
    figures: Mapping[str, Figure]
    contradictions: Mapping[str, Contradiction]
    figures_of: Mapping[str, tuple[Figure, ...]]
    figures_with: Mapping[str, tuple[Figure, ...]]
    contradictions_of: Mapping[str, tuple[Contradiction, ...]]
    contradictions_with: Mapping[str, tuple[Contradiction, ...]]
    events_of: Mapping[str, tuple[Event, ...]]
    events_at: Mapping[str, tuple[Event, ...]]
    events_by: Mapping[str, tuple[Event, ...]]
    told_by: Mapping[str, Teller]
    links_of: Mapping[str, tuple[DocumentLink, ...]]
    same_news: Mapping[str, tuple[str, ...]]
    outlets: Mapping[str, tuple[Document, ...]]
    standings: Mapping[str, Standing]
    hues: Mapping[str, str]
    redirects: Mapping[str, str | None]
    waiting: int
    seconds: float = 0.0
    made_at: datetime = datetime.min.replace(tzinfo=UTC)
    memo: Memo = field(default_factory=Memo, compare=False)
    lists: Memo = field(default_factory=lambda: Memo(most=LISTS, once=True), compare=False)


class Shelf:
    """The views of one register. Safe to use from any thread; one view is made at a time."""

    def __init__(self, settings: Settings) -> None:
        """Opens the register at `settings.store`; StoreError when there is none."""
        self.settings = settings
        self.ledger = LedgerReader(settings.store)
        heed_added(settings.places)
        load_actors()  # now, so that the first view is not taken for a slow one
        self._kept: OrderedDict[ViewKey, Indexed] = OrderedDict()
        self._lock = threading.Lock()  # of the shelf above
        self._follower = Follower(self.ledger, two_person=settings.two_person)
        self._seen = self.ledger.head().sequence
        self._erased_by = 0  # the ledger's end when an erasure was last seen: older views are not kept any more
        self.prepare: tuple[Callable[[Indexed], None], ...] = ()
        self._making = threading.Lock()  # held while a view is made

    def view(
        self,
        policy: str | None = None,
        published_as_of: datetime | None = None,
        recorded_as_of: datetime | None = None,
        *,
        fresh: bool = False,
        without: frozenset[str] = frozenset(),
    ) -> Indexed:
        """The view of the register as it is now, or as published or recorded by a moment (UTC), under a policy (None = setting).

        Where making it takes long, an older one is given while a newer one is made, unless `fresh`; its `key.head` tells.
        `without` = claims that are shown as read, whatever was decided on them. Pages ask `reviewing.blindfold` instead.
        Raises CodebookError for an unknown policy.
        """
        head = self.ledger.head()
        self._forget_erased(head)
        key = ViewKey(
            head=head,
            policy=policy or self.settings.policy,
            published_as_of=published_as_of,
            recorded_as_of=recorded_as_of,
            without=without,
        )
        if (found := self._find(key)) is not None:
            return found
        older = None if fresh else self._older(key)
        if older is not None and older.seconds > PATIENCE_S:
            threading.Thread(target=self._make_quietly, args=(key,), daemon=True).start()
            return older
        return self._make(key)

    def make_first(self) -> None:
        """Makes the view that most people ask for, and its lists."""
        self._ready(self.view())

    def close(self) -> None:
        """Closes the register."""
        self.ledger.close()

    def _forget_erased(self, head: Head) -> None:
        """Drops every view made before something was erased: no page may show it again."""
        with self._lock:
            seen, self._seen = self._seen, head.sequence
        if seen == head.sequence:
            return
        if self.ledger.latest(1, kinds=(EntryKind.ERASURE,), after=seen):
            with self._lock:
                self._erased_by = head.sequence
                self._kept.clear()
                self._follower = Follower(self.ledger, two_person=self.settings.two_person)

    def _find(self, key: ViewKey) -> Indexed | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _older(self, key: ViewKey) -> Indexed | None:
        """The newest view of the same policy and moments, which withholds the same or, from a second coder, more."""
        wanted = (key.policy, key.published_as_of, key.recorded_as_of, bool(key.without))
        with self._lock:
            kept = [v for v in self._kept.values() if v.key.without >= key.without]
        alike = [v for v in kept if (v.key.policy, v.key.published_as_of, v.key.recorded_as_of, bool(v.key.without)) == wanted]
        return max(alike, key=lambda v: v.key.head.sequence, default=None)

    def _make(self, key: ViewKey) -> Indexed:
        with self._making:
            if (found := self._find(key)) is not None:  # made while we waited
                return found
            began = time.monotonic()
            follower = self._follower
            register = follower.register(key.head, key.published_as_of, key.recorded_as_of, key.without)
            view = reconcile_register(register, key.policy, self.settings.review_below, follower.memory)
            made = indexed(key, view, register, self.settings.review_below, seconds=time.monotonic() - began)
            if len(made.claims) > READY_FROM:
                self._make_ready(made)
            self._keep(made)
            return made

    def _keep(self, made: Indexed) -> None:
        with self._lock:
            if made.key.head.sequence < self._erased_by:  # it was begun before something was erased
                return
            self._kept[made.key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _make_ready(self, made: Indexed) -> None:
        """Makes the lists of a large view: at once where an older view is shown meanwhile, else beside answering."""
        if self._older(made.key) is not None:
            self._ready(made)
        else:
            threading.Thread(target=self._ready, args=(made,), daemon=True).start()

    def _ready(self, made: Indexed) -> None:
        try:
            for prepare in self.prepare:
                prepare(made)
        except Exception:  # as in _make_quietly: whoever asks for the list meets the same trouble
            log.exception("the lists of a view could not be made ready")

    def _make_quietly(self, key: ViewKey) -> None:
        """In the background: one thread at a time, the others leave it to that one."""
        if self._making.locked():
            return
        try:
            self._make(key)
        except Exception:  # nobody waits for this thread; the next request that needs the view meets the same trouble and says it
            log.exception("a view could not be made")


def indexed(key: ViewKey, view: View, register: Register, review_below: float, seconds: float = 0.0) -> Indexed:
    """The view with the ways into it; `register` is what it was made from, `review_below` as in the settings."""
    readings = {x.document_id: x for x in view.register.extractions}
    claims = {c.claim_id: c for x in readings.values() for c in x.claims}
    found = {one.claim.claim_id: one for mine in standings(register, review_below).values() for one in mine}
    return Indexed(
        key=key,
        view=view,
        documents={d.document_id: d for d in view.register.documents},
        readings=readings,
        claims=claims,
        mentions={m.event_mention_id: m for x in readings.values() for m in x.events},
        disruptions={d.disruption_id: d for x in readings.values() for d in x.disruptions},
        events={e.event_id: e for e in view.events},
        campaigns={c.campaign_id: c for c in view.campaigns},
        figures={f.figure_id: f for f in view.figures},
        contradictions={c.contradiction_id: c for c in view.contradictions},
        figures_of=_grouped((f.subject_id, f) for f in view.figures),
        figures_with=_grouped((i, f) for f in view.figures for i in dict.fromkeys(f.claim_ids)),
        contradictions_of=_grouped((c.subject_id, c) for c in view.contradictions),
        contradictions_with=_grouped((i, c) for c in view.contradictions for i in dict.fromkeys(c.claim_ids)),
        events_of=_grouped((i, e) for e in view.events for i in (*e.claim_ids, *e.event_mention_ids, *e.document_ids)),
        events_at=_grouped((name, e) for e in view.events for name in place_names(e)),
        events_by=_grouped((i, e) for e in view.events for i in e.actors),
        told_by={i: t for f in view.figures for t in f.tellers for i in t.claim_ids},
        links_of=_grouped((i, link) for link in view.links for i in (link.document_id, link.of)),
        same_news={i: group for group in view.same_news for i in group},
        outlets=_grouped((d.outlet or d.source, d) for d in view.register.documents),
        standings=found,
        hues=side_hues(view.figures),
        redirects={r.old: r.new for r in view.redirects},
        waiting=sum(one.state is ReviewState.WAITING for one in found.values()),
        seconds=seconds,
        made_at=datetime.now(UTC),
    )


def place_names(event: Event) -> tuple[str, ...]:
    """By what an event's place is found: its id, else its name."""
    place = event.place
    if place is None:
        return ()
    name = place.place_id or place.name or (place.span.exact if place.span else None)
    return (name,) if name else ()


def _grouped(pairs: Iterable[tuple[str, Value]]) -> dict[str, tuple[Value, ...]]:
    groups: dict[str, list[Value]] = defaultdict(list)
    for name, value in pairs:
        groups[name].append(value)
    return {name: tuple(values) for name, values in groups.items()}

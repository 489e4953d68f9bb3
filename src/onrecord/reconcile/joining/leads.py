"""Reports of one happening share one lead event: what each of them tells first is brought together, whatever it calls the place.

Place names are read wrongly more often than whole texts are alike by chance. Not so in a wave of attacks, where one armed
group strikes several places a day: there the places must match.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from onrecord.model.enums import Effect, EventType
from onrecord.reconcile.joining.events import VIOLENCE, Incident, distance_km, effect_fits, place_match, type_match
from onrecord.reconcile.joining.tellings import TOP_WORDS, Frame, Telling
from onrecord.reconcile.joining.ties import Ties

# Days between two tellings of one lead event: night attacks are dated either way.
SLACK = timedelta(days=1)
# Two places of one province farther apart than this are two places; in different provinces one of them is likely misread.
SURELY_APART_KM = 60.0
# In two countries, this far apart: two places, though one may be misread. Pairs of news to learn from: F1 .69 without, .72 with.
ABROAD_KM = 300.0
# What a telling says for its incident being what the report is about: harm speaks loudest, an arrest follows on something.
HARM, OTHER_ACT = 4.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """What is known of whole reports: the group of each by its words, their frames, those that tell of a series, and those that
    tell of no act themselves (`quiet`)."""

    groups: Mapping[str, str]
    frames: Mapping[str, Frame]
    serial: frozenset[str]
    quiet: frozenset[str] = frozenset()

    def by_group(self) -> list[list[str]]:
        """The groups, each with its reports, by id."""
        found: dict[str, list[str]] = {}
        for doc, name in sorted(self.groups.items()):
            found.setdefault(name, []).append(doc)
        return [found[name] for name in sorted(found)]

    def is_wave(self, docs: Iterable[str]) -> bool:
        """Whether a report names an armed group or several strikes: places must match then."""
        return any(doc in self.serial or (doc in self.frames and self.frames[doc].actors) for doc in docs)


def with_leads(
    incidents: Sequence[Incident], wide: Sequence[Telling], reports: Reports, ties: Ties
) -> tuple[list[Incident], list[Telling]]:
    """The incidents with the lead ones of each group of reports joined, and the wide tellings that are left.

    A report of the group that tells of no incident is noted on the group's main one.
    """
    pool = _Pool(incidents, wide, ties)
    for docs in reports.by_group():
        free = [doc for doc in docs if doc not in reports.serial]
        wave = reports.is_wave(docs)
        hubs = _hubs(free, pool, wave=wave)
        if not hubs:
            continue
        mine = set(free)
        main = min(hubs, key=lambda n: (-len(pool.documents(n) & mine), pool.key(n)))
        kinds = _unlike(pool.members(main))
        for doc in free:
            _gather(doc, main, kinds, pool, wave=wave, quiet=doc in reports.quiet)
    for left, right in ties.same_documents:
        pool.tie_reports(left, right)
    pool.tie(ties.together)
    return pool.incidents(), pool.wide()


def _hubs(docs: Sequence[str], pool: "_Pool", *, wave: bool) -> list[int]:
    """The lead incidents of a group, those that can be one joined."""
    leads = {lead for doc in docs if (lead := pool.lead(doc)) is not None}
    hubs: list[int] = []
    for lead in sorted(leads, key=lambda n: (-pool.weight(n), pool.key(n))):
        home = next(
            (h for h in hubs if _one_event(pool.members(h), pool.members(lead), wave=wave) and pool.may_join(h, lead)), None
        )
        if home is None:
            hubs.append(lead)
        else:
            pool.join(home, lead)
    return hubs


def _one_event(left: Sequence[Telling], right: Sequence[Telling], *, wave: bool) -> bool:
    """Whether two incidents can be one: some of their tellings fit in days and kind, and the places do not forbid it."""
    pairs = [(a, b) for a in _unlike(left) for b in _unlike(right) if near(a, b) and kinds_fit(a, b)]
    if not pairs:
        return False
    if any(place_match(a.place, b.place) > 0 for a, b in pairs):
        return True
    return not wave and not any(_surely_apart(a, b) for a, b in pairs)


def _unlike(tellings: Sequence[Telling]) -> list[Telling]:
    """One telling of each kind, place and days: thousands of reports of one event tell no more than these."""
    effects = {t.member_id: t.claim.effect if t.claim else None for t in tellings}
    return list({(t.place, t.start, t.end, t.type, effects[t.member_id]): t for t in tellings}.values())


def _surely_apart(left: Telling, right: Telling) -> bool:
    if left.place is None or right.place is None:
        return False
    km = distance_km(left.place, right.place)
    if left.place.country and right.place.country and left.place.country != right.place.country:
        return km is not None and km > ABROAD_KM
    return left.place.adm_1 is not None and left.place.adm_1 == right.place.adm_1 and km is not None and km > SURELY_APART_KM


def near(left: Telling, right: Telling) -> bool:
    """Whether the days come within a day of each other; unknown days exclude nothing."""
    if left.start is None or left.end is None or right.start is None or right.end is None:
        return True
    return left.start <= right.end + SLACK and right.start <= left.end + SLACK


def kinds_fit(left: Telling, right: Telling) -> bool:
    """Whether one occurrence can be what both tell: acts of one kind, or an act and the harm that it can have done."""
    if left.claim is not None and right.type is not None:
        return effect_fits(left.claim.effect, right.type)
    if right.claim is not None and left.type is not None:
        return effect_fits(right.claim.effect, left.type)
    if left.claim is not None and right.claim is not None:
        return _is_harm(left) == _is_harm(right)
    return type_match(left.type, right.type) > 0


def _is_harm(telling: Telling) -> bool:
    if telling.claim is not None:
        return telling.claim.effect in (Effect.KILLED, Effect.INJURED, Effect.CASUALTIES)
    return telling.type in VIOLENCE or telling.type is EventType.OTHER


def _gather(doc: str, main: int, kinds: Sequence[Telling], pool: "_Pool", *, wave: bool, quiet: bool) -> None:
    """A report's tellings without a place go to the group's main incident; a report that is in none of it is noted there."""
    main = pool.now(main)
    if not wave:
        for telling in pool.wide_of(doc):
            # A place that was named but not found is a street or a house; a province or a country is not.
            named = telling.place is not None and telling.place.place_id is not None
            fits = any(near(telling, m) and kinds_fit(telling, m) for m in kinds)
            if not named and fits and pool.may_take(main, telling):
                pool.take(main, telling)
    silent = pool.lead(doc) is None and not pool.wide_of(doc)
    follows = not wave and doc not in pool.documents(main) and (quiet or not _has_own_harm(doc, pool))
    if (silent or follows) and pool.may_note(main, doc):
        pool.note(main, doc)


def _has_own_harm(doc: str, pool: "_Pool") -> bool:
    """Whether the report tells of harm of its own elsewhere; an arrest or a search belongs to the event it follows on."""
    lead = pool.lead(doc)
    return lead is not None and any(_is_harm(t) for t in pool.members(lead) if t.document_id == doc)


class _Pool:
    """Incidents that are joined, and wide tellings that are taken into them."""

    def __init__(self, incidents: Sequence[Incident], wide: Sequence[Telling], ties: Ties) -> None:
        self.found: dict[int, Incident] = dict(enumerate(incidents))
        self.home = list(range(len(incidents)))
        self.left = {t.member_id: t for t in wide}
        self.taken: dict[int, list[Telling]] = {}
        self.ties = ties
        self.holding: dict[str, dict[int, float]] = {}
        self.wide_by_doc: dict[str, list[Telling]] = {}
        self.told_by = {n: {t.document_id for t in i.members} for n, i in self.found.items()}
        for number, incident in enumerate(incidents):
            for telling in incident.members:
                mine = self.holding.setdefault(telling.document_id, {})
                mine[number] = mine.get(number, 0.0) + _speaks(telling)
        for telling in wide:
            self.wide_by_doc.setdefault(telling.document_id, []).append(telling)

    def now(self, number: int) -> int:
        while self.home[number] != number:
            number = self.home[number]
        return number

    def members(self, number: int) -> tuple[Telling, ...]:
        number = self.now(number)
        return (*self.found[number].members, *self.taken.get(number, ()))

    def key(self, number: int) -> str:
        return self.found[self.now(number)].key

    def weight(self, number: int) -> float:
        return sum(_speaks(t) for t in self.members(number))

    def documents(self, number: int) -> set[str]:
        return self.told_by[self.now(number)]

    def lead(self, doc: str) -> int | None:
        """The incident that a report tells of first and most; None = of none."""
        sums: dict[int, float] = {}
        for number, weight in self.holding.get(doc, {}).items():
            sums[self.now(number)] = sums.get(self.now(number), 0.0) + weight
        return min(sums, key=lambda n: (-sums[n], self.key(n))) if sums else None

    def wide_of(self, doc: str) -> list[Telling]:
        return [t for t in self.wide_by_doc.get(doc, ()) if t.member_id in self.left]

    def may_join(self, a: int, b: int) -> bool:
        return self.ties.allow(self.members(a), self.members(b))

    def may_take(self, number: int, telling: Telling) -> bool:
        return self.ties.allow([telling], self.members(number))

    def may_note(self, number: int, doc: str) -> bool:
        apart = self.ties.apart_documents
        return not apart or not any((doc, d) in apart or (d, doc) in apart for d in self.documents(number))

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.now(a), self.now(b)))
        if a == b:
            return
        one, other = self.found[a], self.found.pop(b)
        self.home[b] = a
        self.told_by[a] |= self.told_by.pop(b)
        self.taken.setdefault(a, []).extend(self.taken.pop(b, ()))
        self.found[a] = replace(
            one,
            members=tuple(sorted((*one.members, *other.members), key=lambda t: t.member_id)),
            joined_by=tuple(sorted((*one.joined_by, *other.joined_by))),
            also=one.also | other.also,
        )

    def take(self, number: int, telling: Telling) -> None:
        number = self.now(number)
        self.taken.setdefault(number, []).append(telling)
        self.left.pop(telling.member_id, None)
        self.told_by[number].add(telling.document_id)
        mine = self.holding.setdefault(telling.document_id, {})
        mine[number] = mine.get(number, 0.0) + _speaks(telling)

    def note(self, number: int, doc: str) -> None:
        number = self.now(number)
        self.found[number] = replace(self.found[number], also=self.found[number].also | {doc})

    def tie(self, together: Iterable[tuple[str, str]]) -> None:
        """Joins what a person says is one; a wide telling is taken into the other's incident."""
        for left, right in together:
            at = {t.member_id: n for n in self.found for t in self.members(n) if t.member_id in (left, right)}
            if left in at and right in at:
                self.join(at[left], at[right])
            elif left in at and right in self.left:
                self.take(at[left], self.left[right])
            elif right in at and left in self.left:
                self.take(at[right], self.left[left])

    def tie_reports(self, left: str, right: str) -> None:
        """Joins what two reports tell first, because a person says so; one that tells of no incident is noted on the other's."""
        a, b = self.lead(left), self.lead(right)
        if a is not None and b is not None:
            self.join(a, b)
        elif a is not None or b is not None:
            number, doc = (a, right) if a is not None else (b or 0, left)
            for telling in self.wide_of(doc):
                if any(kinds_fit(telling, m) for m in self.members(number)):
                    self.take(number, telling)
            self.note(number, doc)

    def incidents(self) -> list[Incident]:
        found = []
        for number, incident in self.found.items():
            members = tuple(sorted(self.members(number), key=lambda t: t.member_id))
            found.append(replace(incident, members=members, also=incident.also - self.told_by[number]))
        return sorted(found, key=lambda i: i.key)

    def wide(self) -> list[Telling]:
        return sorted(self.left.values(), key=lambda t: t.member_id)


def _speaks(telling: Telling) -> float:
    """How much a telling says for its incident being the report's lead: harm, near the top."""
    return (HARM if _is_harm(telling) else OTHER_ACT) * TOP_WORDS / (TOP_WORDS + telling.position)

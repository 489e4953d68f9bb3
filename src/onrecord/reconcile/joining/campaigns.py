"""Incidents and wide tellings → families: a lone event, or a campaign of events with what no report places left as its residual.

Two units belong to one family when one report tells both, or when they share an armed group, or a series, in one area and time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.model.claims import Claim
from onrecord.model.enums import EventType, Group
from onrecord.reconcile.joining.events import Incident, block_keys, cluster, effect_fits, place_match, type_match
from onrecord.reconcile.joining.leads import Reports, with_leads
from onrecord.reconcile.joining.tellings import Frame, Telling
from onrecord.reconcile.joining.ties import NO_STRANGERS, NO_TIES, Acquaintance, Ties

# Days between two units of one wave: reports of one campaign follow one another within a day, one report looks back two.
WAVE_SLACK, REPORT_SLACK = timedelta(days=1), timedelta(days=2)
# Two reports that both count fewer people than this may well count different ones.
TELLING_NUMBER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An incident, or everything one document tells without a narrow place; the pieces that families are made of."""

    key: str
    wide: bool
    incident: Incident | None
    members: tuple[Telling, ...]
    documents: frozenset[str]
    stories: frozenset[str]
    country: str | None
    adm_1: str | None
    actors: frozenset[str]
    start: date | None
    end: date | None
    series: bool
    counts: frozenset[tuple[str, str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Units of one real happening: its incidents, and the tellings without a narrow place. `series` = told as several strikes.

    `also` are reports that tell of it, by their words, without an occurrence or count of their own.
    """

    incidents: tuple[Incident, ...]
    wide: tuple[Telling, ...]
    series: bool
    frames: tuple[Frame, ...]
    also: frozenset[str] = frozenset()


def families(
    tellings: Iterable[Telling],
    frames: Mapping[str, Frame],
    stories: Mapping[str, str],
    series: frozenset[str],
    ties: Ties = NO_TIES,
    acquaintance: Acquaintance = NO_STRANGERS,
) -> list[Family]:
    """All tellings sorted into families; `series` holds the ids of tellings whose sentence speaks of several strikes.

    `stories` leads from a document to the group of reports that it tells one happening with; those in none are left out.
    """
    everything = sorted(tellings, key=lambda t: t.member_id)
    serial = frozenset(t.document_id for t in everything if t.member_id in series)
    reports = Reports(groups=stories, frames=frames, serial=serial, quiet=acquaintance.quiet)
    narrow = _incidents([t for t in everything if not t.wide], ties, acquaintance)
    incidents, wide = with_leads(narrow, [t for t in everything if t.wide], reports, ties)
    units = [_incident_unit(i, frames, stories, series) for i in incidents]
    by_doc: dict[str, list[Telling]] = {}
    for telling in wide:
        by_doc.setdefault(telling.document_id, []).append(telling)
    stretches = [stretch for _, members in sorted(by_doc.items()) for stretch in _stretches(members)]
    units += [_wide_unit(stretch, frames, stories, series) for stretch in stretches]
    groups = _joined(sorted(units, key=lambda u: u.key), ties)
    silent = _silent(reports, everything)
    return [_family(group, frames, silent) for group in groups]


def _stretches(members: Sequence[Telling]) -> list[tuple[Telling, ...]]:
    """What a report tells without a narrow place, cut where days lie between: last year's toll is no part of this week's wave."""
    found: list[list[Telling]] = []
    last: date | None = None
    for telling in sorted(members, key=lambda t: (t.start or date.min, t.member_id)):
        if not found or (last and telling.start and telling.start > last + REPORT_SLACK):
            found.append([])
            last = None
        found[-1].append(telling)
        last = max((d for d in (last, telling.end) if d), default=None)
    return [tuple(sorted(stretch, key=lambda t: t.member_id)) for stretch in found]


def _silent(reports: Reports, tellings: Iterable[Telling]) -> dict[str, frozenset[str]]:
    """By group, the reports that tell of nothing that can be matched."""
    telling = {t.document_id for t in tellings}
    return {reports.groups[docs[0]]: frozenset(docs) - telling for docs in reports.by_group()}


def _incidents(narrow: list[Telling], ties: Ties, acquaintance: Acquaintance) -> list[Incident]:
    """Event mentions cluster first; claims go to the incident they fit best, and cluster among themselves otherwise."""
    found = cluster((t for t in narrow if t.mention is not None), ties, acquaintance)
    added: dict[str, list[Telling]] = {incident.key: [] for incident in found}
    homeless = []
    kinds = [_kinds(incident) for incident in found]
    blocks: dict[tuple[str | None, date | None], set[int]] = {}
    for number, incident in enumerate(found):
        for key in {key for member in incident.members for key in block_keys(member)}:
            blocks.setdefault(key, set()).add(number)
    for telling in narrow:
        if telling.claim is None:
            continue
        near = sorted({number for key in block_keys(telling) for number in blocks.get(key, ())})
        met = [n for n in near if any(not acquaintance.are_strangers(telling.document_id, d) for d in kinds[n].by_doc)]
        allowed = [kinds[n] for n in met if ties.allow([telling], found[n].members)]
        best = _best_incident(telling, telling.claim, allowed)
        if best is None:
            homeless.append(telling)
        else:
            added[best.key].append(telling)
    filled = [
        replace(i, members=tuple(sorted((*i.members, *added[i.key]), key=lambda t: t.member_id))) if added[i.key] else i
        for i in found
    ]
    return sorted([*filled, *cluster(homeless, ties, acquaintance)], key=lambda incident: incident.key)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """An incident as claims look at it: one member of each place, days and kind, and all the members of each report."""

    incident: Incident
    kinds: tuple[Telling, ...]
    by_doc: Mapping[str, tuple[Telling, ...]]


def _kinds(incident: Incident) -> _Kinds:
    kinds = {(m.place, m.start, m.end, m.type): m for m in reversed(incident.members)}
    by_doc: dict[str, tuple[Telling, ...]] = {}
    for member in incident.members:
        by_doc[member.document_id] = (*by_doc.get(member.document_id, ()), member)
    return _Kinds(incident, tuple(kinds.values()), by_doc)


def _best_incident(telling: Telling, claim: Claim, incidents: list[_Kinds]) -> Incident | None:
    scored = [(score, k.incident) for k in incidents if (score := _claim_match(telling, claim, k)) > 0]
    return min(scored, key=lambda pair: (-pair[0], pair[1].key))[1] if scored else None


def _claim_match(telling: Telling, claim: Claim, into: _Kinds) -> float:
    """How well a claim fits an occurrence: place first, then the same report and the nearness of the words."""
    best = max((_member_match(telling, claim, m) for m in into.kinds), default=0.0)
    for member in into.by_doc.get(telling.document_id, ()):
        match = _member_match(telling, claim, member)
        if match > 0:
            best = max(best, match + 1.0 / (1.0 + abs(telling.position - member.position) / 200))
    return best


def _member_match(telling: Telling, claim: Claim, member: Telling) -> float:
    fits = effect_fits(claim.effect, member.type) and _near(telling, member, WAVE_SLACK)
    match = place_match(telling.place, member.place) if fits else 0.0
    return match + _is_natural(claim, member) if match > 0 else 0.0


def _is_natural(claim: Claim, member: Telling) -> bool:
    """Prisoners get free by a prison break, whatever else is told of that place: this outweighs the nearness of words."""
    return Group.PRISONERS in claim.victims.groups and member.type is EventType.PRISON_BREAK


def _near(left: Telling | Unit, right: Telling | Unit, slack: timedelta) -> bool:
    """Whether the days come within `slack`; unknown days exclude nothing."""
    if left.start is None or left.end is None or right.start is None or right.end is None:
        return True
    return left.start <= right.end + slack and right.start <= left.end + slack


def _incident_unit(incident: Incident, frames: Mapping[str, Frame], stories: Mapping[str, str], series: frozenset[str]) -> Unit:
    docs = frozenset(t.document_id for t in incident.members)
    country = min((t.country for t in incident.members if t.country), default=None)
    adm_1 = min((t.adm_1 for t in incident.members if t.adm_1), default=None)
    return replace(
        _unit(incident.members, docs, frames, stories, series), incident=incident, country=country, adm_1=adm_1, wide=False
    )


def _wide_unit(
    members: tuple[Telling, ...], frames: Mapping[str, Frame], stories: Mapping[str, str], series: frozenset[str]
) -> Unit:
    frame = frames[members[0].document_id]
    unit = _unit(members, frozenset([frame.document_id]), frames, stories, series)
    return replace(unit, country=frame.country, adm_1=frame.adm_1)


def _unit(
    members: tuple[Telling, ...],
    docs: frozenset[str],
    frames: Mapping[str, Frame],
    stories: Mapping[str, str],
    series: frozenset[str],
) -> Unit:
    dated = [t for t in members if t.dated] or list(members)
    claims = [t.claim for t in members if t.claim is not None]
    return Unit(
        key=members[0].member_id,
        wide=True,
        incident=None,
        members=members,
        documents=docs,
        stories=frozenset(stories.get(d, d) for d in docs),
        country=None,
        adm_1=None,
        actors=frozenset(a for d in docs for a in frames[d].actors),
        start=min((t.start for t in dated if t.start), default=None),
        end=max((t.end for t in dated if t.end), default=None),
        series=any(t.member_id in series for t in members),
        counts=_counts(claims),
    )


def _counts(claims: Sequence[Claim]) -> frozenset[tuple[str, str, int]]:
    """What is counted: effect, side and number, and for each effect the sum over civilians and security forces."""
    counted = {(c.effect.value, c.victims.category.value, c.count.low) for c in claims if c.count.low is not None}
    for effect in {e for e, _, _ in counted}:
        for civil in [n for e, side, n in counted if e == effect and side == "civilian"]:
            counted |= {(effect, "unknown", civil + n) for e, side, n in counted if e == effect and side == "security"}
    return frozenset(counted)


class _Groups:
    """Union-find over indices; the smallest index names a group."""

    def __init__(self, size: int) -> None:
        self.home = list(range(size))

    def name(self, index: int) -> int:
        while self.home[index] != index:
            self.home[index] = self.home[self.home[index]]
            index = self.home[index]
        return index

    def join(self, a: int, b: int) -> None:
        a, b = sorted((self.name(a), self.name(b)))
        self.home[b] = a


def _joined(units: list[Unit], ties: Ties) -> list[list[Unit]]:
    """The units that belong together, directly or through others, and those that a person says are one."""
    groups = _Groups(len(units))
    home = groups.home
    for a, b in _candidates(units):
        if home[a] == home[b]:
            continue  # most pairs of a large campaign: told without a call
        apart = groups.name(a) != groups.name(b) and _belong_together(units[a], units[b])
        if apart and ties.allow(units[a].members, units[b].members):
            groups.join(a, b)
    at = {t.member_id: n for n, unit in enumerate(units) for t in unit.members} if ties.together else {}
    for left, right in ties.together:
        if left in at and right in at:
            groups.join(at[left], at[right])
    found: dict[int, list[Unit]] = {}
    for index, unit in enumerate(units):
        found.setdefault(groups.name(index), []).append(unit)
    return [found[key] for key in sorted(found)]


def _candidates(units: list[Unit]) -> Iterator[tuple[int, int]]:
    """Pairs worth a look: days at most REPORT_SLACK apart, by a sweep over the days; an undated unit with every other."""
    dated = sorted((u.start, u.key, u.end, i) for i, u in enumerate(units) if u.start and u.end)
    for position, (_, _, end, a) in enumerate(dated):
        for start, _, _, b in dated[position + 1 :]:
            if start > end + REPORT_SLACK:
                break
            yield a, b
    for a, unit in enumerate(units):
        if unit.start is None or unit.end is None:
            yield from ((a, b) for b in range(len(units)) if a != b)


def _belong_together(left: Unit, right: Unit) -> bool:
    if left.stories & right.stories and (left.wide or right.wide) and not _may_be_wave(left, right):
        return _near(left, right, REPORT_SLACK)
    if left.country and right.country and left.country != right.country:
        return False
    reported_together = bool(left.documents & right.documents)
    if reported_together:
        return _near(left, right, REPORT_SLACK) and (_same_area(left, right) or bool(left.actors & right.actors))
    if left.wide and right.wide and left.stories & right.stories:
        return True
    dated = left.start is not None and right.start is not None
    if not dated or not _near(left, right, WAVE_SLACK):
        return False
    if left.actors & right.actors and (left.wide or right.wide or left.series or right.series):
        return _same_area(left, right) or left.country is None or right.country is None
    if left.adm_1 is None or left.adm_1 != right.adm_1 or not (left.wide or right.wide):
        return False
    if left.actors and right.actors and not left.actors & right.actors:
        return False
    if (left.actors or right.actors) and (left.series or right.series):
        return True
    told_alike = any(number >= TELLING_NUMBER for _, _, number in left.counts & right.counts) and _kinds_fit(left, right)
    return told_alike or bool((left.series or right.series) and left.stories & right.stories)


def _may_be_wave(left: Unit, right: Unit) -> bool:
    return bool(left.actors or right.actors or left.series or right.series)


def _same_area(left: Unit, right: Unit) -> bool:
    if left.country is None or left.country != right.country:
        return False
    return left.adm_1 is None or right.adm_1 is None or left.adm_1 == right.adm_1


def _kinds_fit(left: Unit, right: Unit) -> bool:
    kinds = {t.type for t in left.members if t.type}, {t.type for t in right.members if t.type}
    return not kinds[0] or not kinds[1] or any(type_match(a, b) > 0 for a in kinds[0] for b in kinds[1])


def _family(group: list[Unit], frames: Mapping[str, Frame], silent: Mapping[str, frozenset[str]]) -> Family:
    docs = sorted({d for u in group for d in u.documents})
    noted = frozenset(d for u in group if u.incident for d in u.incident.also)
    quiet = frozenset(d for name in {s for u in group if u.wide for s in u.stories} for d in silent.get(name, ()))
    return Family(
        incidents=tuple(sorted((u.incident for u in group if u.incident), key=lambda i: i.key)),
        wide=tuple(sorted((t for u in group if u.wide for t in u.members), key=lambda t: t.member_id)),
        series=any(u.series for u in group),
        frames=tuple(frames[d] for d in docs),
        also=(noted | quiet) - set(docs),
    )

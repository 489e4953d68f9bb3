"""What is known of each voice of a cell: what it says under the policy, what it has at stake, and who is independent of whom.

Source: claims_method §4.5 (independence), §4.7 (party interest).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations

from onrecord.codebooks import Independence, Policy
from onrecord.model.enums import Certainty, Channel, Interest, Scope, TimeKind
from onrecord.model.figures import Teller
from onrecord.reconcile.figures import Counted
from onrecord.reconcile.policies.around import Around, Blame
from onrecord.reconcile.policies.words import NOTHING, Reading, read_words
from onrecord.reconcile.statements import Statement, is_own_voice

AGGREGATES = {TimeKind.ROLLING, TimeKind.SINCE, TimeKind.CUMULATIVE_TO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One root (or one root in one report) of a cell with its reading under a policy; `tags` are those of codebooks.policy."""

    root: str
    side: str | None
    channel: Channel
    reading: Reading
    said: datetime
    tags: frozenset[str]


def voices_of(counted: Counted, policy: Policy, around: Around) -> list[Voice]:
    """The voices of a cell, by root; a derived cell speaks with its own bounds, since its words were read literally."""
    return _with_met(_all_voices(counted, policy, around))


def _with_met(voices: list[Voice]) -> list[Voice]:
    """Marks a report's own open figure that a named speaker's figure satisfies: "at least 20" says nothing against 22."""
    named = [v.reading.low for v in voices if "own_voice" not in v.tags and v.reading.low is not None]
    highest = max(named, default=-1)
    return [replace(v, tags=v.tags | {"met"}) if _is_met(v, highest) else v for v in voices]


def _is_met(voice: Voice, highest: int) -> bool:
    reading = voice.reading
    return "own_voice" in voice.tags and reading.low is not None and reading.high is None and highest >= reading.low


def _all_voices(counted: Counted, policy: Policy, around: Around) -> list[Voice]:
    by_id = {s.claim.claim_id: s for s in counted.members}
    large = bool(around.types & set(policy.words.large_types))
    if all(s.denied for s in counted.members) and policy.denied == "zero_for_denier":
        return [_only_denied(s, around) for s in counted.members if not s.copied]
    if policy.unit == "report" and not counted.derived:
        return _by_report(counted.members, policy, around, large=large)
    found = []
    for teller in counted.tellers:
        said = [by_id[c] for c in teller.claim_ids]
        if counted.derived:
            found.append(_voice(said[0], Reading(low=teller.low, point=teller.low, high=teller.high), around))
        else:
            found.append(_told(said, policy, around, large=large))
    return found


def _only_denied(s: Statement, around: Around) -> Voice:
    """A denial of what nobody on record says leaves open all that it denies: from nought to the denied number."""
    return _voice(s, Reading(low=0, point=None, high=s.claim.count.high), around)


def _told(said: Sequence[Statement], policy: Policy, around: Around, *, large: bool) -> Voice:
    """A root's latest certain claim counts; a merely possible one can only raise the upper end, where the policy lets it."""
    certain = [s for s in said if not s.possible]
    reading = read_words(certain[-1], policy, large=large) if certain else NOTHING
    if said[-1].possible and policy.possible == "raises_high":
        feared = read_words(said[-1], policy, large=large).high
        open_end = feared is None or (bool(certain) and reading.high is None)
        reading = Reading(low=reading.low, point=reading.point, high=None if open_end else max(feared or 0, reading.high or 0))
    return _voice(certain[-1] if certain else said[-1], reading, around)


def _by_report(members: Iterable[Statement], policy: Policy, around: Around, *, large: bool) -> list[Voice]:
    """Each speaker's last word in each report."""
    last: dict[tuple[str, str], Statement] = {}
    for s in sorted(members, key=lambda s: s.order):
        if not (s.copied or s.possible):
            last[s.doc.document_id, s.root] = s
    return [_voice(last[key], read_words(last[key], policy, large=large), around) for key in sorted(last)]


def body_voices(counted: Counted, policy: Policy, around: Around) -> list[Voice]:
    """Bodies of the cell's people, counted by the time its days had passed: a lower bound, whoever says so."""
    cell = counted.cell
    return [
        _voice(s, Reading(low=read_words(s, policy, large=False).low, point=None, high=None), around)
        for s in around.bodies
        if s.cell.effect is cell.effect
        and s.cell.category is cell.category
        and s.subject_id == counted.subject_id
        and (s.cell.group, cell.detail) == (cell.group, None)
        and _known_by(s.said.date(), cell.date_end)
    ]


def _known_by(said: date, end: date | None) -> bool:
    """Whether a count of bodies is of people who had died by the end of the window: said no later than the next day."""
    return end is None or (said - end).days <= 1


def _voice(s: Statement, reading: Reading, around: Around) -> Voice:
    return Voice(root=s.root, side=s.side, channel=s.channel, reading=reading, said=s.said, tags=frozenset(_tags(s, around)))


def _tags(s: Statement, around: Around) -> Iterable[str]:
    own = is_own_voice(s)
    if own:
        yield "own_voice"
    if s.side is not None:
        yield "party"
    if s.side is not None and s.side == s.home:
        yield "official"
    if s.channel is Channel.ARMED_GROUP:
        yield "armed_group"
    # Where nobody is named, an armed group counts as the perpetrator. Source: claims_method §1 (GTD).
    blamed = s.side in around.responsible if around.responsible else s.channel is Channel.ARMED_GROUP
    if s.side is not None and blamed:
        yield "perpetrator"
    if s.interest is not Interest.UNKNOWN and not own:
        yield s.interest.value
    yield "aggregate" if _is_aggregate(s) else "incident"
    if s.claim.certainty is Certainty.ASSERTED:
        yield "certain"


def _is_aggregate(s: Statement) -> bool:
    several_days = s.window is not None and s.window[0] != s.window[1]
    kind = s.claim.time.kind if s.claim.time else None
    return several_days or s.claim.scope is Scope.CUMULATIVE or kind in AGGREGATES


def are_independent(voices: Iterable[Voice | Blame | Teller], needed: Independence) -> bool:
    """Whether as many voices as needed differ from one another in all that the policy asks for. Source: claims_method §4.5."""
    keys = sorted({(v.root, v.channel or Channel.OTHER, v.side or "") for v in voices})
    return any(_all_differ(group, needed.differ) for group in combinations(keys, needed.minimum))


def _all_differ(group: tuple[tuple[str, Channel, str], ...], differ: tuple[str, ...]) -> bool:
    roots, channels, sides = [k[0] for k in group], [k[1].value for k in group], [k[2] for k in group if k[2]]
    columns = {"root": roots, "channel": channels, "side": sides}
    return all(len(set(columns[name])) == len(columns[name]) for name in differ)

"""Claims as statements: who stands behind each (root and side), when it was said, and which cell of which event it fills.

A root is a speaker family: the authorities of a country, its police, an armed group, a named hospital, a story's own voice.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import (
    Category,
    Certainty,
    Channel,
    Effect,
    Group,
    Interest,
    Qualifier,
    RelationKind,
    SourceRole,
    TimeKind,
)
from onrecord.model.figures import Cell
from onrecord.reconcile.joining.tellings import is_wide, resolved_days, said_at
from onrecord.reconcile.speakers import (
    NEUTRAL_CHANNELS,
    OFFICIAL_ROLES,
    Setting,
    channel_of,
    normalised,
    root_of,
    side_of,
    state_side,
)

Window = tuple[date, date]
# Voices that have no knowledge of their own unless they say so; an equal earlier figure makes theirs an echo. Source: §4.5 (4).
ECHOING_ROLES = {SourceRole.NONE, SourceRole.UN, SourceRole.MEDIA, SourceRole.OTHER}
SECURITY_GROUPS = {Group.POLICE, Group.SOLDIERS, Group.PARAMILITARY}
# Effect details that count other people, or other moments, than the plain effect word does.
APART = {"body_recovered", "recaptured", "neutralised", "critical", "at_large"}
# Effect details that only prisoners undergo. Source: claims_method §5, example 12.
BREAKS = {"escaped", "recaptured"}
# Share of a claim's words that one sentence of the original must hold for the claim to be a copied one.
TAKEN_OVER = 0.75
UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim with its place in the register: subject (event or campaign id), root and its name (`voice`), side
    (None = no party), and cell.

    `low`/`high` are the claim's literal bounds; a denial bounds its own root by 0. `possible` marks a hedged count.
    `soft` = the window begins within its first day. `older` = told as an earlier figure ("up from 37"). `corrects` = its
    sentence speaks of a correction. `delta` = an increment, never a running total. `part` = a part of
    another claim that fills the same cell. `echo_of` = the claim that an unattributed figure repeats. `channel` = how the
    speaker knows, `home` = the side of the country's state, `blamed` = the side named as having done it (None = nobody named),
    `bounding` = how the words bound the number ("at_least"; None = as the qualifier says). `own_people` = the victims' words
    begin with a possessive ("its own fighters"). `less` = the dead who are taken off a count of people "shot".
    """

    claim: Claim
    doc: Document
    subject_id: str
    cell: Cell
    root: str
    voice: str
    side: str | None
    said: datetime
    low: int | None
    high: int | None
    soft: bool = False
    possible: bool = False
    denied: bool = False
    older: bool = False
    corrects: bool = False
    delta: bool = False
    part: bool = False
    copied: bool = False
    echo_of: str | None = None
    channel: Channel = Channel.OTHER
    home: str | None = None
    blamed: str | None = None
    bounding: str | None = None
    own_people: bool = False
    less: int = 0

    @property
    def interest(self) -> Interest:
        """What the speaker has at stake in this count; computed, never typed. Source: claims_method §2.2, §4.7."""
        if self.side is None:
            return Interest.NEUTRAL if self.channel in NEUTRAL_CHANNELS else Interest.UNKNOWN
        if self.cell.category in (Category.SECURITY, Category.MILITANT):
            return _loss(self.side, self.cell.category, self)
        if self.blamed is None:
            return Interest.UNKNOWN
        return Interest.CIVILIANS_BY_OWN if self.blamed == self.side else Interest.CIVILIANS_BY_ENEMY

    @property
    def window(self) -> Window | None:
        """The days that the words give; None = the whole event."""
        return None if self.cell.date_start is None or self.cell.date_end is None else (self.cell.date_start, self.cell.date_end)

    @property
    def order(self) -> tuple[datetime, bool, int, int, str]:
        """Said when, and of two said at once the larger last, because running tolls grow. Source: claims_method §3, row N."""
        return (self.said, not self.older, self.low or 0, self.high if self.high is not None else 1 << 60, self.claim.claim_id)


def _loss(side: str, category: Category, s: Statement) -> Interest:
    """Whose loss fighters are: with a doer named it is the others'; else security is the state's and militants its enemy's.

    A foreign government on the war of others has neither: unknown.
    """
    is_state, is_group = side == s.home, s.channel is Channel.ARMED_GROUP
    if s.own_people and ((is_state and category is Category.SECURITY) or (is_group and category is Category.MILITANT)):
        return Interest.OWN_LOSS
    if s.blamed is not None:
        return Interest.ENEMY_LOSS if s.blamed == side else Interest.OWN_LOSS
    if is_state:
        return Interest.OWN_LOSS if category is Category.SECURITY else Interest.ENEMY_LOSS
    if is_group:
        return Interest.OWN_LOSS if category is Category.MILITANT else Interest.ENEMY_LOSS
    return Interest.UNKNOWN


def statement_of(claim: Claim, doc: Document, subject_id: str, siblings: Mapping[str, Claim], setting: Setting) -> Statement:
    """The statement of a counted claim; `siblings` are the claims of its document by id."""
    said_by = _named_in_full(claim, siblings).attribution
    root, side = root_of(said_by, doc, setting)
    denied = claim.certainty is Certainty.DENIED
    plain = _cell(claim, siblings)
    cell = replace(plain, place=setting.places.get(subject_id))
    parent = siblings.get(parent_id(claim) or "")
    raised = [siblings.get(r.other) for r in claim.relations if r.kind is RelationKind.INCREMENT_TO]
    return Statement(
        claim=claim,
        doc=doc,
        subject_id=subject_id,
        cell=cell,
        root=root,
        voice=setting.actors[root].name if root in setting.actors else root,
        side=side,
        said=said_at(doc) or UNDATED,
        low=0 if denied else claim.count.low,
        high=0 if denied else claim.count.high,
        soft=_is_soft(claim, setting),
        possible=claim.certainty is Certainty.POSSIBLE,
        denied=denied,
        older=_is_older(claim, doc, setting),
        corrects=_speaks_of_correction(_line(claim, doc), setting),
        delta=bool(raised),
        # An increment over the same days as its total is a part of it; over fewer days it is a count of its own.
        part=any(_cell(whole, siblings) == plain for whole in (parent, *raised) if whole is not None) or _is_loose_share(claim),
        copied=_is_copied(claim, doc, setting),
        channel=channel_of(said_by, setting),
        home=state_side(None, setting.country, setting),
        blamed=side_of(claim.perpetrator.actor_id if claim.perpetrator else None, setting),
        bounding=setting.bounding.get(claim.count.cue or ""),
        own_people=_first_word(claim) in setting.cues.get("own", ()),
    )


def _first_word(claim: Claim) -> str:
    words = claim.victims.span.exact.casefold().split() if claim.victims.span else []
    return words[0] if words else ""


def _named_in_full(claim: Claim, siblings: Mapping[str, Claim]) -> Claim:
    """A speaker called by a last name speaks as the one the report introduced in full: "Rind" as "spokesman Shahid Rind"."""
    said_by = claim.attribution
    if said_by.source is None or said_by.actor_id is not None or said_by.role in (OFFICIAL_ROLES | {SourceRole.POLICE}):
        return claim
    name = normalised(said_by.source).casefold()
    longer = {c.attribution for c in siblings.values() if c.attribution.source and len(c.attribution.source) > len(name)}
    full = [a for a in longer if re.search(rf"\w\W+{re.escape(name)}$", (a.source or "").casefold())]
    return replace(claim, attribution=min(full, key=lambda a: (a.source or "", a.role.value))) if full else claim


def _is_loose_share(claim: Claim) -> bool:
    """A majority without a narrow place of its own is some part of its whole, not a count of the whole event."""
    return any(r.kind is RelationKind.MAJORITY_OF for r in claim.relations) and is_wide(claim.place)


def parent_id(claim: Claim) -> str | None:
    """The claim that this one is a part of, if it says so."""
    named = [r.other for r in claim.relations if r.kind is RelationKind.SUBSET_OF]
    return claim.subset_of or min(named, default=None)


def _cell(claim: Claim, siblings: Mapping[str, Claim]) -> Cell:
    category = _category(claim, siblings, depth=0)
    groups = set(claim.victims.groups)
    group = next(iter(groups)) if len(groups) == 1 else None
    # The day that bodies were brought in says nothing of the days on which people died.
    days = None if claim.effect_detail == "body_recovered" else resolved_days(claim.time)
    detail = claim.effect_detail if claim.effect_detail in APART else None
    if claim.effect_detail in BREAKS:
        # Who breaks out is a prisoner, whether the words say inmates, men or only "31"; a side they have not.
        category, group = None, Group.PRISONERS
    return Cell(
        effect=claim.effect,
        category=category,
        group=group,
        date_start=days[0] if days else None,
        date_end=days[1] if days else None,
        detail=detail,
    )


def _category(claim: Claim, siblings: Mapping[str, Claim], depth: int) -> Category | None:
    """None = people of whatever side; a group among civilians ("three of them women") is civilian. Cycles end at depth 4."""
    category = claim.victims.category
    if category not in (Category.UNKNOWN, Category.MIXED):
        return category
    shared = [siblings[r.other] for r in claim.relations if r.kind is RelationKind.MAJORITY_OF and r.other in siblings]
    parent = siblings.get(parent_id(claim) or "") if claim.victims.groups else (shared[0] if shared else None)
    if parent is None or depth >= 4:
        return None
    return _category(parent, siblings, depth + 1)


def is_total(statement: Statement) -> bool:
    """Whether the claim counts all the people of its cell: no part, no share, no increment, no mixed bag of groups."""
    groups = set(statement.claim.victims.groups)
    bag = len(groups) > 1 and not groups <= SECURITY_GROUPS
    bounded = statement.low is not None or statement.high is not None
    share = any(r.kind is RelationKind.MAJORITY_OF for r in statement.claim.relations)
    return bounded and not (statement.part or bag or share) and not (statement.delta and statement.window is None)


def _is_older(claim: Claim, doc: Document, setting: Setting) -> bool:
    """Whether the words around the number say that it is an earlier figure."""
    span = claim.count.span
    if span is None:
        return False
    before = doc.text[max(0, span.start - 60) : span.start].casefold().rsplit("\n", 1)[-1].rstrip()
    after = doc.text[span.end : span.end + 80].casefold().split("\n", 1)[0]
    # Qualifiers may stand between the cue and the number: "had put it at more than 30".
    before = re.sub(r"(at least|more than|about|around|some|nearly|as many as|over)$", "", before).rstrip()
    return before.endswith(tuple(setting.cues["older_before"])) or bool(_soon(setting.cues["older_after"]).match(after))


@functools.cache
def _soon(cues: frozenset[str]) -> re.Pattern[str]:
    """One of the cues within three words."""
    return re.compile(rf"\W*(?:\w+\W+){{0,3}}(?:{'|'.join(sorted(map(re.escape, cues)))})\b") if cues else re.compile(r"(?!)")


def _speaks_of_correction(line: str, setting: Setting) -> bool:
    return any(cue in line for cue in setting.cues["correction"])


def _is_copied(claim: Claim, doc: Document, setting: Setting) -> bool:
    """Whether a copy took the claim's sentence over, word for word or nearly; what a copy adds of its own still counts."""
    original = setting.copies.get(doc.document_id)
    if original is None:
        return False
    words = set(re.findall(r"\w+", claim.span.exact.casefold()))
    for sentence in re.split(r"[.!?]\s|\n", original.text.casefold()):
        told = set(re.findall(r"\w+", sentence))
        if len(words & told) >= TAKEN_OVER * len(words):
            return True
    return False


def _is_soft(claim: Claim, setting: Setting) -> bool:
    """Whether the window begins within its first day: the past 48 hours, an increment, "since Sunday night"."""
    days = resolved_days(claim.time)
    if days is None or claim.time is None or days[0] == days[1]:
        return False
    words = set(claim.time.span.exact.casefold().split()) if claim.time.span else set()
    is_increment = any(r.kind is RelationKind.INCREMENT_TO for r in claim.relations)
    return claim.time.kind is TimeKind.ROLLING or is_increment or bool(words & setting.cues["part_of_day"])


def _line(claim: Claim, doc: Document) -> str:
    """The line of text that the claim stands on, in lower case."""
    start = doc.text.rfind("\n", 0, claim.span.start) + 1
    return doc.text[start:].split("\n", 1)[0].casefold()


def with_denials(statements: Iterable[Statement]) -> list[Statement]:
    """A denial fills the cell of the claim that it denies: the other speaker's with the same effect and number.

    Source: claims_method §5 example 9; "its men" are then the men that the claim names.
    """
    told = sorted(statements, key=lambda s: s.order)
    found = []
    for s in told:
        denied = [t for t in told if _denies(s, t)] if s.denied else []
        found.append(replace(s, cell=denied[-1].cell, subject_id=denied[-1].subject_id) if denied else s)
    return found


def _denies(s: Statement, t: Statement) -> bool:
    number = s.claim.count.low
    other = not t.denied and t.root != s.root and t.cell.effect is s.cell.effect
    return other and number is not None and t.low == number


def is_vague(statement: Statement) -> bool:
    """Whether the words give no number: "dozens", "civilians were killed". Such a count speaks only where nobody counts."""
    count = statement.claim.count
    return count.qualifier is Qualifier.VAGUE or (count.span is None and count.low != count.high)


def is_own_voice(statement: Statement) -> bool:
    """Whether the report says it without naming anybody: mostly a retelling, so no ground for calling others wrong."""
    return statement.claim.attribution.source is None and statement.echo_of is None


def with_echoes(statements: Iterable[Statement]) -> list[Statement]:
    """The statements with every unattributed figure that repeats an earlier one moved to the root that it repeats.

    A sum counts too: "48" after one root's 31 civilians and 17 security personnel. Source: claims_method §4.5 (4), §5 example 22.
    """
    ordered = sorted(statements, key=lambda s: s.order)
    firsts: dict[tuple[object, ...], Statement] = {}
    sums: dict[tuple[object, ...], Statement] = {}
    latest: dict[tuple[str, str, Effect], dict[Category, Statement]] = {}
    for s in (s for s in ordered if not _may_echo(s) and is_total(s) and not s.copied):
        firsts.setdefault(_echo_key(s), s)
        _note_sum(s, latest, sums)
    found = []
    for s in ordered:
        told = (firsts.get(_echo_key(s)), sums.get(_echo_key(s)) if s.cell.category is None else None)
        origin = min((t for t in told if t is not None and t.said <= s.said), key=lambda t: t.order, default=None)
        if origin is not None and _may_echo(s) and is_total(s):
            whose = replace(s, root=origin.root, voice=origin.voice, side=origin.side, channel=origin.channel)
            s = replace(whose, said=origin.said, older=origin.older, echo_of=origin.claim.claim_id)
        found.append(s)
    return sorted(found, key=lambda s: s.order)


def _may_echo(statement: Statement) -> bool:
    return statement.claim.attribution.role in ECHOING_ROLES


def _echo_key(s: Statement) -> tuple[object, ...]:
    return (
        s.subject_id,
        s.cell.effect,
        s.cell.category,
        s.cell.group,
        s.cell.detail,
        s.low,
        s.claim.count.qualifier is Qualifier.VAGUE,
    )


def _note_sum(
    s: Statement, latest: dict[tuple[str, str, Effect], dict[Category, Statement]], sums: dict[tuple[object, ...], Statement]
) -> None:
    if s.cell.category not in (Category.CIVILIAN, Category.SECURITY) or s.cell.group or s.cell.detail or s.low is None:
        return
    seen = latest.setdefault((s.subject_id, s.root, s.cell.effect), {})
    seen[s.cell.category] = s
    if len(seen) == 2:
        total = sum(part.low or 0 for part in seen.values())
        key = (s.subject_id, s.cell.effect, None, None, None, total, False)
        sums.setdefault(key, s)

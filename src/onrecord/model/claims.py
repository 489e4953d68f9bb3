"""A claim: one count of people with one effect, as somebody stated it, tied to the exact words."""

from dataclasses import dataclass

from onrecord.model.enums import (
    Category,
    Certainty,
    Context,
    Effect,
    Group,
    Qualifier,
    RelationKind,
    Scope,
    SourceRole,
    Stance,
)
from onrecord.model.mentions import PartyRef, PlaceRef, TimeRef
from onrecord.model.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The literal bounds of the number words, in people, both inclusive.

    `low` None = no lower bound stated; `high` None = open ("at least 21" is 21, None). `span` None = implied by a name
    or a bare noun. `cue` keeps the word that a policy converts later ("dozens", "nearly"). Source: claims_method §3 literal.
    """

    span: Span | None = None
    low: int | None
    high: int | None
    qualifier: Qualifier
    cue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Victims:
    """Who was harmed: the noun phrase without its count (None = not named), its category and finer groups."""

    span: Span | None = None
    category: Category = Category.UNKNOWN
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says so. `source` is the ultimate speaker's name as written, None = the report's own voice.

    `via_span` is the carrier of a nested attribution ("according to state TV"). `actor_id` links the actor table.
    """

    source: str | None = None
    source_span: Span | None = None
    role: SourceRole = SourceRole.NONE
    cue_span: Span | None = None
    via_span: Span | None = None
    stance: Stance = Stance.SELF
    actor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Relation:
    """How this claim bears on `other` (a claim_id of the same document); `value` is a number where the kind has one."""

    kind: RelationKind
    other: str
    value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One count of people with one effect, as somebody stated it.

    `span` is the smallest clause that carries count and effect. `effect_detail` refines the effect ("captured",
    "body_recovered", "critical"); None = plain. `score` is the calibrated probability that the claim is right;
    None = not calibrated. `basis` are ids of records it was inferred from. `subset_of` repeats the relation of that kind.
    """

    claim_id: str
    document_id: str
    text_version: str
    span: Span
    count: Count
    effect: Effect
    effect_span: Span | None = None
    effect_detail: str | None = None
    victims: Victims = Victims()
    attribution: Attribution = Attribution()
    certainty: Certainty = Certainty.ASSERTED
    scope: Scope = Scope.INCIDENT
    context: Context = Context.CONFLICT
    time: TimeRef | None = None
    place: PlaceRef | None = None
    perpetrator: PartyRef | None = None
    relations: tuple[Relation, ...] = ()
    subset_of: str | None = None
    found_by: str
    score: float | None = None
    basis: tuple[str, ...] = ()

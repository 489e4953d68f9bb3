"""Builders for reconciling tests: reports said sentence by sentence, with a claim or an occurrence on each."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from onrecord.codebooks import load_policy
from onrecord.model.claims import Attribution, Claim, Count, Relation, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import (
    ActorKind,
    Category,
    Certainty,
    Effect,
    EventType,
    Group,
    MentionKind,
    MentionRole,
    Qualifier,
    Realis,
    RelationKind,
    Scope,
    SourceRole,
    Stance,
    TimeKind,
)
from onrecord.model.events import EventMention
from onrecord.model.figures import Contradiction, Figure
from onrecord.model.hashing import content_id
from onrecord.model.mentions import Actor, Mention, PartyRef, PlaceRef, TimeRef
from onrecord.model.register import Extraction, Register, View
from onrecord.model.spans import Span, cut
from onrecord.reconcile.reconciling import reconcile

VERSION = "test 1"
PLACES = {
    "Sarhan": PlaceRef(name="Sarhan", place_id="t:1", country="XS", adm_1="Sarhan", where_prec=4, latitude=28.0, longitude=66.0),
    "Tarvan": PlaceRef(name="Tarvan", place_id="t:2", country="XS", adm_1="Sarhan", where_prec=1, latitude=27.0, longitude=66.0),
    "Noshira": PlaceRef(
        name="Noshira", place_id="t:3", country="XS", adm_1="Sarhan", where_prec=1, latitude=25.1, longitude=62.3
    ),
    "Arzan": PlaceRef(name="Arzan", place_id="t:4", country="XS", adm_1="Sarhan", where_prec=1, latitude=30.2, longitude=67.0),
    "Kelat": PlaceRef(name="Kelat", place_id="t:5", country="XS", adm_1="Sarhan", where_prec=1, latitude=28.6, longitude=65.4),
    "Mopta": PlaceRef(name="Mopta", place_id="t:6", country="YM", adm_1="Mopta", where_prec=1, latitude=14.5, longitude=-4.2),
}
FLS, AMW, STATE = "xs-fls", "xs-amw", "xs-government"
ACTORS = {
    FLS: Actor(actor_id=FLS, name="Front for the Liberation of Sarhan", kind=ActorKind.ARMED_GROUP, country="XS"),
    AMW: Actor(actor_id=AMW, name="Army media wing", kind=ActorKind.MILITARY, country="XS", side=STATE),
    STATE: Actor(actor_id=STATE, name="Government of Xs", kind=ActorKind.GOVERNMENT, country="XS", side=STATE),
}
ROLES = {
    "police": SourceRole.POLICE,
    "army": SourceRole.MILITARY,
    "officials": SourceRole.UNNAMED_OFFICIAL,
    "minister": SourceRole.GOVERNMENT,
    "FLS": SourceRole.ARMED_GROUP,
    "hospital": SourceRole.HOSPITAL,
    "residents": SourceRole.LOCAL_RESIDENT,
    "Security Council": SourceRole.UN,
}


def days(value: str | None, kind: TimeKind = TimeKind.DAY, hours: int | None = None) -> TimeRef | None:
    """ "2026-01-31" or "2026-01-29..2026-01-31"; None = no time said."""
    if value is None:
        return None
    start, _, end = value.partition("..")
    return TimeRef(date_start=date.fromisoformat(start), date_end=date.fromisoformat(end or start), kind=kind, hours=hours)


@dataclass
class Report:
    """One document in the making."""

    name: str
    said: str | None
    outlet: str
    url: str | None
    wire_credit: str | None = None
    title: str | None = None
    text: str = ""
    claims: list[Claim] = field(default_factory=list)
    events: list[EventMention] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def document_id(self) -> str:
        return content_id("doc", self.name)

    def says(
        self,
        sentence: str,
        effect: str,
        who: str,
        low: int | None,
        high: int | None = -1,
        *,
        number: str | None = None,
        by: str | None = None,
        when: str | None = None,
        rolling: int | None = None,
        place: str | None = None,
        groups: tuple[str, ...] = (),
        detail: str | None = None,
        scope: Scope = Scope.INCIDENT,
        certainty: Certainty = Certainty.ASSERTED,
        part_of: Claim | None = None,
        relations: tuple[tuple[str, Claim, int | None], ...] = (),
        perpetrator: str | None = None,
        harm: str | None = None,
    ) -> Claim:
        """Adds a sentence (or takes the last one again when it is "") and a claim on it; `high` -1 = equal to low.

        `harm` is the word of the sentence that tells the effect; None = it is not marked.
        """
        start = len(self.text)
        if sentence:
            self.text += sentence + "\n"
        else:
            start = self.text.rstrip("\n").rfind("\n") + 1
        line = self.text[start:].split("\n", 1)[0]
        words = number or (str(low) if low is not None else None)
        at = self.text.find(words, start) if words else -1
        links = tuple(Relation(kind=RelationKind(k), other=c.claim_id, value=v) for k, c, v in relations)
        if part_of is not None:
            links += (Relation(kind=RelationKind.SUBSET_OF, other=part_of.claim_id),)
        top = low if high == -1 else high
        claim = Claim(
            claim_id=content_id("clm", self.name, len(self.claims), line, effect, who, low),
            document_id=self.document_id,
            text_version=VERSION,
            span=Span(start=start, end=start + len(line), exact=line),
            count=Count(
                span=cut(self.text, at, at + len(words)) if words and at >= 0 else None,
                low=low,
                high=top,
                qualifier=Qualifier.EXACT if low == top else Qualifier.AT_LEAST if top is None else Qualifier.RANGE,
            ),
            effect=Effect(effect),
            effect_span=cut(self.text, self.text.index(harm, start), self.text.index(harm, start) + len(harm)) if harm else None,
            effect_detail=detail,
            victims=Victims(category=Category(who), groups=tuple(Group(g) for g in groups)),
            attribution=Attribution(
                source=by,
                role=ROLES[by] if by else SourceRole.NONE,
                stance=Stance.NEUTRAL if by else Stance.SELF,
                actor_id={"FLS": FLS, "army": AMW}.get(by or ""),
            ),
            certainty=certainty,
            scope=scope,
            time=days(when, TimeKind.ROLLING if rolling else TimeKind.DAY, rolling),
            place=PLACES[place] if place else None,
            perpetrator=PartyRef(actor_id=perpetrator) if perpetrator else None,
            relations=links,
            subset_of=part_of.claim_id if part_of else None,
            found_by="test",
        )
        self.claims.append(claim)
        return claim

    def tells(
        self,
        sentence: str,
        kind: str,
        *,
        trigger: str,
        place: str | None = None,
        when: str | None = None,
        realis: Realis = Realis.HAPPENED,
        claimed_by: str | None = None,
    ) -> EventMention:
        """Adds a sentence and an occurrence on it."""
        start = len(self.text)
        self.text += sentence + "\n"
        at = self.text.index(trigger, start)
        mention = EventMention(
            event_mention_id=content_id("evm", self.name, len(self.events), sentence),
            document_id=self.document_id,
            text_version=VERSION,
            trigger=cut(self.text, at, at + len(trigger)),
            type=EventType(kind),
            realis=realis,
            place=PLACES[place] if place else None,
            time=days(when),
            claimed_by=PartyRef(actor_id=claimed_by) if claimed_by else None,
            found_by="test",
        )
        self.events.append(mention)
        return mention

    def names(self, words: str, place: str, role: MentionRole = MentionRole.MENTION) -> None:
        """Adds a sentence that names a place without tying anything to it."""
        start = len(self.text)
        self.text += words + "\n"
        span = Span(start=start, end=start + len(words), exact=words)
        self.mentions.append(Mention(span=span, kind=MentionKind.PLACE, role=role, place=PLACES[place]))

    def document(self) -> Document:
        return Document(
            document_id=self.document_id,
            text_version=VERSION,
            text=self.text,
            raw_sha256=content_id("raw", self.name),
            source=self.name,
            url=self.url,
            outlet=self.outlet,
            title=self.title,
            wire_credit=self.wire_credit,
            published_at=datetime.fromisoformat(self.said) if self.said else None,
            published_prec="minute",
            language="en",
        )

    def extraction(self) -> Extraction:
        return Extraction(
            document_id=self.document_id,
            text_version=VERSION,
            reader="test",
            relevant=True,
            relevance=1.0,
            claims=tuple(self.claims),
            events=tuple(self.events),
            mentions=tuple(self.mentions),
        )


@dataclass
class World:
    """Reports of one test."""

    reports: list[Report] = field(default_factory=list)

    def report(self, name: str, said: str | None, *, outlet: str | None = None, url: str | None = None, **more: str) -> Report:
        """A new report; `said` like "2026-01-31T10:00+00:00"."""
        made = Report(name=name, said=said, outlet=outlet or name, url=url or f"https://{name}.example/story", **more)
        self.reports.append(made)
        return made

    def register(self) -> Register:
        return Register(
            documents=tuple(r.document() for r in self.reports), extractions=tuple(r.extraction() for r in self.reports)
        )


def shuffled(register: Register, order: list[int]) -> Register:
    """The same register with documents, readings, and the records inside the readings in another order."""
    docs = [register.documents[i] for i in order]
    readings = [
        replace(x, claims=x.claims[::-1], events=x.events[::-1], mentions=x.mentions[::-1])
        for x in (register.extractions[i] for i in reversed(order))
    ]
    return replace(register, documents=tuple(docs), extractions=tuple(readings))


def view_of(world: World) -> View:
    """The world reconciled under the default policy."""
    return reconcile(world.register(), load_policy("range"), ACTORS)


def figures(view: View, effect: str = "killed", category: str | None = None, **cell: object) -> list[Figure]:
    """The figures of an effect and side whose cells have the given fields ("start"/"end" are days as text)."""
    wanted = {k: v for k, v in cell.items() if k not in ("start", "end", "derived", "group")}
    found = []
    for f in view.figures:
        fits = f.cell.effect.value == effect and (f.cell.category.value if f.cell.category else None) == category
        fits = fits and all(getattr(f.cell, name) == value for name, value in wanted.items())
        fits = fits and cell.get("group") == (f.cell.group.value if f.cell.group else None)
        fits = fits and ("start" not in cell or str(f.cell.date_start) == str(cell["start"]))
        fits = fits and ("end" not in cell or str(f.cell.date_end) == str(cell["end"]))
        if fits and f.derived == cell.get("derived", False):
            found.append(f)
    return found


def bounds(view: View, effect: str = "killed", category: str | None = None, **cell: object) -> tuple[int | None, int | None]:
    """Low and high of the one figure that fits; fails when there is none or several."""
    (found,) = figures(view, effect, category, **cell)
    return found.low, found.high


def tellers(
    view: View, effect: str = "killed", category: str | None = None, **cell: object
) -> dict[str, tuple[int | None, int | None]]:
    """Who says what in the one figure that fits."""
    (found,) = figures(view, effect, category, **cell)
    return {t.root: (t.low, t.high) for t in found.tellers}


def all_numbers(view: View) -> set[int]:
    """Every bound that any figure prints."""
    return {n for f in view.figures for n in (f.low, f.high) if n is not None}


def conflicts(view: View, kind: str) -> list[Contradiction]:
    """The contradictions of a kind."""
    return [c for c in view.contradictions if c.kind.value == kind]

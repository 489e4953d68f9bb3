"""From words to the world, for a whole document: its times, places and parties, and which belong to what was extracted.

In: a Document and its Extraction. Out: the same Extraction with days, places, actors and mentions; nothing that the reader set
is lost. What cannot be resolved stays None; dates that cannot be are Problems.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.atlas.actors import ActorTable
from onrecord.languages import Lexicon, load_lexicon
from onrecord.model.claims import Attribution, Claim
from onrecord.model.documents import Document
from onrecord.model.enums import MentionKind, MentionRole, Realis, Scope
from onrecord.model.events import DisruptionMention, EventMention
from onrecord.model.mentions import Gazetteer, Mention, PartyRef, Place, PlaceRef, Pointing, TimeRef
from onrecord.model.register import Extraction, PointedExtraction
from onrecord.model.spans import Span
from onrecord.resolve.actors import ActorContext, ActorWords, find_actors, link_actor, read_context, unlisted_problems
from onrecord.resolve.attach.behind import without_far_parts
from onrecord.resolve.attach.choosing import Target, survey
from onrecord.resolve.attach.cues import load_cues
from onrecord.resolve.attach.pointed import POINTED, pointed_words
from onrecord.resolve.attach.wider import find_wider
from onrecord.resolve.attaching import Surroundings, choose_places, choose_times, party_after
from onrecord.resolve.layout import lay_out
from onrecord.resolve.localities import Locality, as_mentions, find_localities, outside_headlines
from onrecord.resolve.moments import Moments, article_text, future_problem, read_moments, resolve_time
from onrecord.resolve.places import resolve_span, survey_places
from onrecord.resolve.toponyms.homes import home_of
from onrecord.resolve.toponyms.naming import name_places

# "The Hamas-led attack", "a Damascus-based monitor": nothing happened there.
_SIDED = re.compile(
    r"-(?:led|backed|linked|run|aligned|affiliated|allied|inspired|based|born|trained|made|supplied|funded|sponsored|registered|"
    r"flagged|owned|bound)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the room knows of the world: the gazetteer, the actor table and the word lists of the report's language.

    `homes` leads from outlets (model.mentions.outlet_key) to where they are at home.
    """

    gazetteer: Gazetteer
    actors: ActorTable
    lexicon: Lexicon = field(default_factory=lambda: load_lexicon("en"))
    homes: Mapping[str, Place] = field(default_factory=dict)


def resolve_extraction(doc: Document, extraction: Extraction, world: World) -> Extraction:
    """The extraction with every time, place and actor of the document recognised, resolved and attached.

    Where nothing was extracted there is nothing to attach: a report on conflict has its mentions alone, any other report is given
    back as it came.
    """
    if not (extraction.claims or extraction.events or extraction.disruptions):
        return _mentioning(doc, extraction, world) if extraction.relevant else _plain(extraction)
    text = article_text(doc)
    moments = read_moments(doc, world.lexicon)
    home = home_of(doc, world.homes)
    survey_of_places = survey_places(doc, world.gazetteer, home)
    listed = survey_of_places.mentions
    context = actor_context(doc, listed, world)
    actors = find_actors(context)
    named_actors = [a.span for a in actors if a.is_name]
    taken = [m.span for m in listed] + [m.expression.core for m in moments.all] + named_actors
    layout = lay_out(text)
    local = outside_headlines(find_localities(text, world.lexicon, taken), layout)
    wider = find_wider(layout, world.lexicon, [*taken, *(found.span for found in local)])
    local += tuple(Locality(span=span, how=kind) for span, kind in wider)
    local += _pointed_at(extraction, (*(m.span for m in listed), *(found.span for found in local), *named_actors))
    everywhere = sorted((*listed, *as_mentions(local, listed, text)), key=lambda mention: mention.span)
    groups = [a.span for a in actors if a.is_name and a.actor_id in context.groups]  # "the Fano militia" is no town of Fano
    places = tuple(m for m in everywhere if not (_SIDED.match(text, m.span.end) or any(m.span.overlaps(g) for g in groups)))
    when_targets, where_targets = _targets(extraction, "time"), _targets(extraction, "place")
    around = Surroundings(
        ground=survey((target.focus for target in when_targets), layout, load_cues(world.lexicon)),
        moments=moments,
        places=places,
        local={found.span: found.how for found in local},
        link=functools.cache(lambda words: link_actor(words, context)),  # the same few phrases speak all through a report
        gazetteer=world.gazetteer,
    )
    whens = choose_times(when_targets, around)
    wheres = choose_places(where_targets, around)
    found = [Found(time=when, place=where) for when, where in zip(whens, wheres, strict=True)]
    n_claims, n_events = len(extraction.claims), len(extraction.events)
    placed = [_claim(doc, c, f, around) for c, f in zip(extraction.claims, found, strict=False)]
    claims = without_far_parts(placed, world.gazetteer)
    events = tuple(_event(doc, e, f, around) for e, f in zip(extraction.events, found[n_claims:], strict=False))
    rest = found[n_claims + n_events :]
    disruptions = tuple(_disruption(doc, d, f, around) for d, f in zip(extraction.disruptions, rest, strict=True))
    futures = (future_problem(doc, claim.time, moments) for claim in claims)
    unlisted = unlisted_problems(doc, actors, _acting((*claims, *events)))
    problems = dict.fromkeys((*extraction.problems, *moments.problems, *(p for p in futures if p is not None), *unlisted))
    resolved = replace(_plain(extraction), claims=claims, events=events, disruptions=disruptions, problems=tuple(problems))
    named = name_places(survey_of_places.founds, survey_of_places.evidence, listed)
    return replace(resolved, mentions=_mentions(actors, resolved, moments, places, named))


def _plain(extraction: Extraction) -> Extraction:
    """The extraction without what only a reader's own tools know of."""
    return Extraction(**{name: getattr(extraction, name) for name in Extraction.__dataclass_fields__})


def _mentioning(doc: Document, extraction: Extraction, world: World) -> Extraction:
    """An extraction without records with the times, places and actors that its document names."""
    moments = read_moments(doc, world.lexicon)
    surveyed = survey_places(doc, world.gazetteer, home_of(doc, world.homes))
    actors = find_actors(actor_context(doc, surveyed.mentions, world))
    named = name_places(surveyed.founds, surveyed.evidence, surveyed.mentions)
    problems = dict.fromkeys((*extraction.problems, *moments.problems))
    plain = replace(_plain(extraction), problems=tuple(problems))
    return replace(plain, mentions=_mentions(actors, plain, moments, (), named))


def _pointings(extraction: Extraction) -> tuple[Pointing, ...]:
    return extraction.pointings if isinstance(extraction, PointedExtraction) else ()


def _pointed_at(extraction: Extraction, taken: Sequence[Span]) -> tuple[Locality, ...]:
    """The words besides that a reader takes for places."""
    where = (p for p in _pointings(extraction) if p.kind is MentionKind.PLACE)
    return tuple(Locality(span=span, how=POINTED) for span in pointed_words(where, taken))


def _acting(tellings: Sequence[Claim | EventMention]) -> tuple[Span, ...]:
    """The words of those who speak or act."""
    speakers = (telling.attribution.source_span for telling in tellings)
    doers = (telling.perpetrator.span for telling in tellings if telling.perpetrator is not None)
    return tuple(span for span in (*speakers, *doers) if span is not None)


def actor_context(doc: Document, places: Sequence[Mention], world: World) -> ActorContext:
    """What the report says about its parties; `places` are those found in it, because "the army" is their country's."""
    return read_context(article_text(doc), world.actors, world.lexicon, _countries(places))


def _countries(places: Iterable[Mention]) -> tuple[str, ...]:
    """The countries that the report speaks of, most often first; the first named first among equals."""
    named = [m.place.country for m in places if m.place is not None and m.place.country is not None]
    counted = Counter(named)
    return tuple(sorted(counted, key=lambda country: (-counted[country], named.index(country))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The time and place that the text offers for a claim, event or disruption; None = none."""

    time: TimeRef | None
    place: PlaceRef | None


def _targets(extraction: Extraction, what: str) -> list[Target]:
    """What a time or place is sought for: claims, then events, then disruptions, in their order."""
    index = {claim.claim_id: i for i, claim in enumerate(extraction.claims)}
    pointings = {p.record_id: p for p in _pointings(extraction) if p.kind.value == what}
    targets = [
        Target(
            span=c.span,
            focus=c.effect_span or c.span,
            scope=c.scope.value,
            marked=_marked(c, what),
            parent=index.get(c.subset_of) if c.subset_of is not None else None,
            count=c.count.span,
            pointing=pointings.get(c.claim_id),
        )
        for c in extraction.claims
    ]
    for e in extraction.events:
        scope = Scope.BACKGROUND if e.realis is Realis.BACKGROUND else Scope.INCIDENT
        targets.append(Target(span=e.trigger, focus=e.trigger, scope=scope.value, is_event=True, marked=_marked(e, what)))
    for d in extraction.disruptions:
        targets.append(Target(span=d.span, focus=d.span, scope=d.scope.value, is_event=True, marked=_marked(d, what)))
    return targets


def _marked(record: Claim | EventMention | DisruptionMention, what: str) -> Span | None:
    known = record.time if what == "time" else record.place
    return known.span if known is not None else None


def _time(time: TimeRef | None, found: Found, around: Surroundings) -> TimeRef | None:
    if time is None or (time.span is None and time.date_start is None and time.date_end is None):
        return found.time
    if time.span is not None and time.date_start is None and time.date_end is None:
        return resolve_time(time.span, around.moments)
    return time


def _place(doc: Document, place: PlaceRef | None, found: Found, around: Surroundings) -> PlaceRef | None:
    if place is None or (place.span is None and place.place_id is None):
        return found.place
    if place.span is not None and place.place_id is None:
        made = resolve_span(doc, place.span, around.places, around.gazetteer)
        return replace(made, span=place.span, relation=place.relation or made.relation)
    return place


def _party(party: PartyRef | None, around: Surroundings) -> PartyRef | None:
    if party is None or party.span is None or party.actor_id is not None:
        return party
    return replace(party, actor_id=around.link(party.span.exact))


def _attribution(attribution: Attribution, around: Surroundings) -> Attribution:
    words = attribution.source_span.exact if attribution.source_span else attribution.source
    if attribution.actor_id is not None or not words:
        return attribution
    return replace(attribution, actor_id=around.link(words))


def _claim(doc: Document, claim: Claim, found: Found, around: Surroundings) -> Claim:
    focus = claim.effect_span or claim.span
    return replace(
        claim,
        time=_time(claim.time, found, around),
        place=_place(doc, claim.place, found, around),
        perpetrator=_party(claim.perpetrator or party_after(focus, around), around),
        attribution=_attribution(claim.attribution, around),
    )


def _event(doc: Document, event: EventMention, found: Found, around: Surroundings) -> EventMention:
    return replace(
        event,
        time=_time(event.time, found, around),
        place=_place(doc, event.place, found, around),
        perpetrator=_party(event.perpetrator or party_after(event.trigger, around), around),
        claimed_by=_party(event.claimed_by, around),
        attribution=_attribution(event.attribution, around),
    )


def _disruption(doc: Document, disruption: DisruptionMention, found: Found, around: Surroundings) -> DisruptionMention:
    return replace(
        disruption,
        time=_time(disruption.time, found, around),
        place=_place(doc, disruption.place, found, around),
        actor=_party(disruption.actor, around),
        attribution=_attribution(disruption.attribution, around),
    )


def _mentions(
    actors: Iterable[ActorWords], extraction: Extraction, moments: Moments, places: Sequence[Mention], named: Sequence[Mention]
) -> tuple[Mention, ...]:
    """Every time, place and actor of the document with its role, in the order of the text; what a reader listed is kept."""
    records: tuple[Claim | EventMention | DisruptionMention, ...] = (
        *extraction.claims,
        *extraction.events,
        *extraction.disruptions,
    )
    times = [r.time.span for r in records if r.time is not None and r.time.span is not None]
    used = [r.place.span for r in records if r.place is not None and r.place.span is not None]
    found = [
        Mention(
            span=m.expression.span, kind=MentionKind.TIME, role=_time_role(m.is_dateline, m.expression.span, times), time=m.time
        )
        for m in moments.all
    ]
    found += _named(named, places, used)
    for words in actors:
        party = PartyRef(span=words.span, actor_id=words.actor_id)
        found.append(Mention(span=words.span, kind=MentionKind.ACTOR, role=_actor_role(words.span, extraction), actor=party))
    kept = [m for m in extraction.mentions if not any(m.span == f.span and m.kind is f.kind for f in found)]
    return tuple(sorted((*kept, *found), key=lambda m: (m.span.start, m.span.end, m.kind.value)))


def _named(named: Sequence[Mention], places: Sequence[Mention], used: Sequence[Span]) -> Iterator[Mention]:
    """The places that the document names, and other words where something is said to have happened; those used say so."""
    others = (p for p in places if any(s.overlaps(p.span) for s in used) and not any(n.span.overlaps(p.span) for n in named))
    for place in (*named, *others):
        here = place.role is MentionRole.MENTION and any(span.overlaps(place.span) for span in used)
        yield replace(place, role=MentionRole.EVENT_PLACE) if here else place


def _time_role(is_dateline: bool, span: Span, used: Iterable[Span]) -> MentionRole:
    if is_dateline:
        return MentionRole.PUBLICATION
    return MentionRole.EVENT_TIME if any(other.overlaps(span) for other in used) else MentionRole.MENTION


def _actor_role(span: Span, extraction: Extraction) -> MentionRole:
    """Speaker, doer or target where a claim or event says so."""
    tellings: tuple[Claim | EventMention, ...] = (*extraction.claims, *extraction.events)
    for record in tellings:
        source = record.attribution.source_span
        if source is not None and source.overlaps(span):
            return MentionRole.SOURCE
        if record.perpetrator is not None and record.perpetrator.span is not None and record.perpetrator.span.overlaps(span):
            return MentionRole.PERPETRATOR
    targets = [e.target for e in extraction.events if e.target is not None]
    targets += [c.victims.span for c in extraction.claims if c.victims.span is not None]
    return MentionRole.TARGET if any(target.overlaps(span) for target in targets) else MentionRole.MENTION

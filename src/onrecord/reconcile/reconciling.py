"""The way through the room: documents → stories → events → statements → figures and contradictions, in one pure function."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.codebooks import Policy
from onrecord.languages import load_lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import ContradictionKind, LinkKind, ProblemSeverity
from onrecord.model.events import DocumentLink, EventMention
from onrecord.model.figures import Contradiction, Sensitivity
from onrecord.model.mentions import Actor
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction, Register, View
from onrecord.reconcile.balances.captivity import failing
from onrecord.reconcile.contradictions.conflicts import MOST_FOUND, impossible_sets
from onrecord.reconcile.contradictions.disagreements import (
    definitions,
    disagreements,
    increments,
    lone_denials,
    revisions,
    windows,
)
from onrecord.reconcile.contradictions.lists import list_lengths
from onrecord.reconcile.contradictions.scopes import nested, scopes
from onrecord.reconcile.copies import Mutation, copy_errors, mutations, stale_surfaces, story_links, without_mutated
from onrecord.reconcile.derived import derived_cells, side_by_side, without_parts
from onrecord.reconcile.faults import circular_parts, many_versions
from onrecord.reconcile.figures import CellKey, Counted, cells, settle_people, stated_cells
from onrecord.reconcile.joining.assembly import Happening
from onrecord.reconcile.joining.naming import redirects_of
from onrecord.reconcile.joining.reports import join_reports
from onrecord.reconcile.joining.tellings import is_accident, tells_of_conflict
from onrecord.reconcile.memory import Memory
from onrecord.reconcile.policies.allotting import totals, with_shares
from onrecord.reconcile.policies.around import Around, surroundings
from onrecord.reconcile.policies.choosing import figure_of
from onrecord.reconcile.policies.ends import Told, end_states
from onrecord.reconcile.policies.sensitivity import compared
from onrecord.reconcile.shot import without_dead
from onrecord.reconcile.speakers import Setting
from onrecord.reconcile.statements import Statement, statement_of, with_denials, with_echoes
from onrecord.reconcile.stories.reuse import reused_texts
from onrecord.reconcile.totals import with_running_totals

KIND_ORDER = {
    kind: n
    for n, kind in enumerate(
        (
            ContradictionKind.GENUINE,
            ContradictionKind.ARITHMETIC,
            ContradictionKind.PARTY,
            ContradictionKind.COPY_ERROR,
            ContradictionKind.STALE_SURFACE,
            ContradictionKind.DEFINITION,
            ContradictionKind.SCOPE,
            ContradictionKind.WINDOW,
            ContradictionKind.NESTED,
            ContradictionKind.SUPERSEDED,
        )
    )
}
# The only language with cue words today; a document in another language simply has no cues.
LANGUAGE = "en"
CUES = ("older_before", "older_after", "correction", "part_of_day", "own", "hit", "hit_apart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A register worked through as far as no policy matters: a view without figures, the cells that will be figures, and
    what is told of each happening as a whole (`ends`)."""

    view: View
    told: tuple[tuple[Counted, Around], ...]
    ends: tuple[Told, ...] = ()


def reconcile(register: Register, policy: Policy, actors: Mapping[str, Actor], memory: Memory | None = None) -> View:
    """The register with its events, campaigns, figures and contradictions under a policy.

    The same for the same register in whatever order its documents and readings stand, and with whatever `memory` (of runs
    with the same actors).
    """
    work = worked_through(register, actors, memory)
    figures = [with_shares(figure_of(counted, policy, around), policy) for counted, around in work.told]
    campaigns = {event.event_id: event.campaign_id for event in work.view.events if event.campaign_id}
    figures += [
        *totals(figures, policy, campaigns),
        *end_states(work.ends, policy, _cues("hit", "surveys", "two_deaths", "unarmed") | doer_words()),
    ]
    return replace(work.view, policy=policy.label, figures=tuple(sorted(figures, key=lambda f: f.figure_id)))


def sensitivity(register: Register, policies: Sequence[Policy], actors: Mapping[str, Actor]) -> tuple[Sensitivity, ...]:
    """Every cell of the register under each of the policies, and which cells flip."""
    return compared(worked_through(register, actors).told, policies)


def worked_through(register: Register, actors: Mapping[str, Actor], memory: Memory | None = None) -> Work:
    """The register worked through as far as no policy matters. `memory` = of earlier runs, which it saves from being repeated."""
    memory = memory or Memory()
    memory.begin(looks_back=register.as_of is not None)
    documents = {doc.document_id: doc for doc in sorted(register.documents, key=lambda d: d.document_id)}
    readings = _readings(register, documents)
    links = story_links(list(documents.values()), memory)
    linked = {link.document_id for link in links}
    reused = reused_texts(documents.values(), linked, memory)
    origins = _origins(documents, links)
    arms = load_lexicon(LANGUAGE).words("telling", "arms")
    telling = [x for x in readings if tells_of_conflict(x, documents[x.document_id], arms)]
    joined = join_reports(documents, readings, telling, links, register.decisions, actors, memory=memory)
    claims = {c.claim_id: c for x in readings for c in x.claims}
    accidents = _accidents(readings)
    mentions = {m.event_mention_id: m for x in readings for m in x.events}
    telling_ids = {x.document_id for x in telling} | joined.admitted
    problems: list[Problem] = [_left_out(x) for x in readings if x.claims and x.document_id not in telling_ids]
    problems += [*joined.problems, *circular_parts(readings), *many_versions(origins)]
    setting = _setting(actors, documents, origins, links)
    listed = _list_lengths(documents, links, joined.happenings, memory)
    by_subject: dict[str, list[Contradiction]] = {}
    for found in listed:
        by_subject.setdefault(found.subject_id, []).append(found)
    done = [
        _account(h, claims, accidents, mentions, documents, setting, tuple(by_subject.get(h.subject_id, ())), memory)
        for h in joined.happenings
    ]
    events = tuple(sorted((e for h in joined.happenings for e in h.events), key=lambda e: e.event_id))
    campaigns = tuple(sorted((h.campaign for h in joined.happenings if h.campaign), key=lambda c: c.campaign_id))
    contradicting = [c for account in done for c in account.contradictions]
    view = View(
        register=replace(register, documents=tuple(documents.values()), extractions=tuple(readings)),
        policy="",
        events=events,
        campaigns=campaigns,
        contradictions=(*contradicting, *(c for c in listed if c.subject_id in documents)),
        links=tuple(sorted([*links, *reused])),
        redirects=redirects_of(events, campaigns, (r for h in joined.happenings for r in h.redirects)),
        same_news=joined.same_news(),
        problems=tuple(sorted([*problems, *(p for account in done for p in account.problems)])),
    )
    told = tuple(cell for account in done for cell in account.told)
    return Work(view=view, told=told, ends=tuple(account.ends for account in done))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """What comes of one happening: its cells with what is around them, and what does not go together."""

    told: tuple[tuple[Counted, Around], ...]
    ends: Told
    contradictions: tuple[Contradiction, ...]
    problems: tuple[Problem, ...]


def _account(
    happening: Happening,
    claims: Mapping[str, Claim],
    accidents: Mapping[str, Sequence[Claim]],
    mentions: Mapping[str, EventMention],
    documents: Mapping[str, Document],
    setting: Setting,
    listed: tuple[Contradiction, ...],
    memory: Memory,
) -> _Account:
    """One happening worked through, unless `memory` has it from the same claims, mentions and reports."""
    mine = {claim_id: claims[claim_id] for claim_id in happening.subjects}
    told = {m: mentions[m] for e in happening.events for m in e.event_mention_ids if m in mentions}
    apart = {doc_id: accidents[doc_id] for e in happening.events for doc_id in e.document_ids if doc_id in accidents}
    doc_ids = sorted({c.document_id for c in mine.values()} | {m.document_id for m in told.values()} | set(apart))
    docs = {doc_id: documents[doc_id] for doc_id in doc_ids}
    # Only what this happening can depend on goes in, so that nothing else can make a difference.
    here = replace(
        setting,
        country=happening.country,
        places=_places(happening),
        origins={doc_id: setting.origins[doc_id] for doc_id in doc_ids},
        copies={doc_id: setting.copies[doc_id] for doc_id in doc_ids if doc_id in setting.copies},
    )
    beside = tuple(c for doc_id in sorted(apart) for c in apart[doc_id])
    parts = (happening, tuple(mine.values()), beside, tuple(told.values()), tuple(docs.values()), listed,
             tuple(here.origins.values()), here.copies)  # fmt: skip
    return memory.recall(
        "account",
        happening.subject_id + memory.when,
        parts,
        lambda: _accounted(happening, mine, beside, told, docs, here, listed),
    )


def _accounted(
    happening: Happening,
    claims: Mapping[str, Claim],
    accidents: Sequence[Claim],
    mentions: Mapping[str, EventMention],
    documents: Mapping[str, Document],
    here: Setting,
    listed: Sequence[Contradiction],
) -> _Account:
    statements = _statements(happening, claims, documents, here)
    mutated = mutations(statements)
    statements = without_mutated(statements, mutated)
    by_cell = cells(statements)
    stated = stated_cells(by_cell)
    household = load_lexicon(LANGUAGE).words("telling", "household")
    conflicting = [*listed, *_contradictions(statements, by_cell, happening.subject_id, household, mutated)]
    derived = derived_cells(statements, happening.subject_id, stated)
    known = {c.claim_id: c for c in accidents}
    apart = tuple(statement_of(c, documents[c.document_id], happening.subject_id, known, here) for c in accidents)
    around = surroundings(happening, statements, mentions, documents, here)
    beside = side_by_side(stated, derived)
    return _Account(
        told=tuple((c, around[c.subject_id]) for c in (*without_parts(stated, derived), *derived, *beside)),
        ends=Told(reports=_reports(happening), statements=tuple(statements), apart=apart),
        contradictions=(*conflicting, *failing((happening.subject_id, c) for c in (*stated, *derived))),
        problems=tuple(_cut(conflicting, happening.subject_id)),
    )


def _accidents(readings: Iterable[Extraction]) -> dict[str, list[Claim]]:
    """By report, the claims of accidents: they are in no event and no cell, and kept for a policy that sets them down."""
    found: dict[str, list[Claim]] = {}
    for claim in (c for x in readings for c in x.claims if is_accident(c)):
        found.setdefault(claim.document_id, []).append(claim)
    return found


def _left_out(reading: Extraction) -> Problem:
    """Says that a report's counts are in no figure, because it seems to be about something else."""
    message = f"Seems to report no conflict; its counts ({len(reading.claims)}) are listed as claims but are in no figure."
    return Problem(
        source=reading.document_id,
        code="left_out_of_figures",
        message=message,
        severity=ProblemSeverity.NOTE,
        subject=reading.document_id,
    )


def _list_lengths(
    documents: Mapping[str, Document],
    links: Sequence[DocumentLink],
    happenings: Sequence[Happening],
    memory: Memory,
) -> list[Contradiction]:
    """Numbers of places that a report's own list does not bear out, under the happening that the report tells of first."""
    lexicon = load_lexicon(LANGUAGE)
    copies = {link.document_id for link in links if link.kind is LinkKind.COPY_OF}
    own = [doc for doc_id, doc in documents.items() if doc_id not in copies]
    subjects: dict[str, str] = {}
    for happening in happenings:
        for event in happening.events:
            subjects |= {doc_id: happening.subject_id for doc_id in event.document_ids if doc_id not in subjects}

    def check(docs: Iterable[Document], subjects: Mapping[str, str]) -> list[Contradiction]:
        units, listed, struck = (lexicon.numbers.units, *(lexicon.words("telling", name) for name in ("listed", "struck")))
        return list_lengths(docs, subjects, units, listed, struck)

    def has_list(doc: Document) -> bool:
        """Whether its list can be found wrong at all, whatever the report turns out to tell of."""
        return memory.recall("list", doc.document_id, (doc,), lambda: bool(check([doc], {doc.document_id: ""})))

    return check([doc for doc in own if has_list(doc)], subjects)


def _contradictions(
    statements: Sequence[Statement],
    by_cell: dict[CellKey, list[Statement]],
    happening_id: str,
    household: frozenset[str],
    mutated: Sequence[Mutation] = (),
) -> list[Contradiction]:
    """Every contradiction of a happening, most consequential first."""
    found = disagreements(by_cell) + increments(statements) + lone_denials(statements)
    found += impossible_sets(statements, happening_id, household, [c.claim_ids for c in found])
    found += copy_errors(mutated) + stale_surfaces(statements)
    found += revisions(by_cell) + windows(by_cell) + definitions(statements)
    found += scopes(by_cell, happening_id) + nested(by_cell, happening_id)
    unique = {c.contradiction_id: c for c in found}
    by_id = {s.claim.claim_id: s for s in statements}
    return sorted(unique.values(), key=lambda c: _weight(c, by_id))


def _weight(found: Contradiction, by_id: dict[str, Statement]) -> tuple[int, int, str]:
    """Kind first, then how many people the statements differ by."""
    counts = [by_id[c].low or 0 for c in found.claim_ids if c in by_id]
    return KIND_ORDER[found.kind], -(max(counts, default=0) - min(counts, default=0)), found.contradiction_id


def _cut(found: Sequence[Contradiction], subject_id: str) -> list[Problem]:
    """Says so when the search for conflicts stopped before its end."""
    searched = [c for c in found if c.kind in (ContradictionKind.GENUINE, ContradictionKind.ARITHMETIC)]
    if len(searched) < MOST_FOUND:
        return []
    message = f"More than {MOST_FOUND} sets of statements cannot all be true; the rest is shown once some of these are settled."
    return [Problem(source=subject_id, code="conflicts_cut", message=message, subject=subject_id)]


def _readings(register: Register, documents: Mapping[str, Document]) -> list[Extraction]:
    """The readings of documents on record, by document and text version; a reading without its document is left out."""
    known = [x for x in register.extractions if x.document_id in documents]
    return sorted(known, key=lambda x: (x.document_id, x.text_version, x.reader))


def _origins(documents: Mapping[str, Document], links: Sequence[DocumentLink]) -> dict[str, Document]:
    """The document that each one's story goes back to; a document that is no copy and no version is its own origin."""
    of = {link.document_id: link.of for link in links}
    origins: dict[str, Document] = {}
    for doc_id in documents:
        origin, seen = doc_id, {doc_id}
        while origin not in origins and of.get(origin, origin) not in seen:
            origin = of[origin]
            seen.add(origin)
        first = origins.get(origin, documents[origin])
        origins.update(dict.fromkeys(seen, first))
    return origins


def _setting(
    actors: Mapping[str, Actor],
    documents: Mapping[str, Document],
    origins: Mapping[str, Document],
    links: Sequence[DocumentLink],
) -> Setting:
    """What is the same around all happenings; country and places are each one's own."""
    lexicon = load_lexicon(LANGUAGE)
    return Setting(
        country=None,
        places={},
        actors=actors,
        origins=origins,
        copies={link.document_id: documents[link.of] for link in links if link.kind is LinkKind.COPY_OF},
        cues=_cues(*CUES),
        bounding={**lexicon.numbers.modifiers, **lexicon.terms("telling", "bounding_tails")},
    )


def _cues(*sections: str) -> dict[str, frozenset[str]]:
    lexicon = load_lexicon(LANGUAGE)
    return {section: lexicon.words("telling", section) for section in sections}


def doer_words() -> dict[str, frozenset[str]]:
    """The words that tell of who did it and died, "people" = words for people that are of no state's forces."""
    kinds = load_lexicon(LANGUAGE).terms("victims", "category")
    people = frozenset(word for word, kind in kinds.items() if kind != "security")
    return _cues("doers", "survived", "himself", "and_then") | {"people": people}


def _reports(happening: Happening) -> dict[str, frozenset[str]]:
    """The reports of each event."""
    return {event.event_id: frozenset(event.document_ids) for event in happening.events}


def _places(happening: Happening) -> dict[str, str]:
    """Where a campaign's events are, for the cells of their figures; a lone event narrows nothing."""
    if happening.campaign is None:
        return {}
    named = {e.event_id: e.place.name or (e.place.span.exact if e.place.span else None) for e in happening.events if e.place}
    return {event_id: name for event_id, name in named.items() if name}


def _statements(
    happening: Happening, claims: Mapping[str, Claim], documents: Mapping[str, Document], setting: Setting
) -> list[Statement]:
    by_doc: dict[str, dict[str, Claim]] = {}
    for claim_id in happening.subjects:
        claim = claims[claim_id]
        by_doc.setdefault(claim.document_id, {})[claim_id] = claim
    found = [
        statement_of(claims[claim_id], documents[doc_id], happening.subjects[claim_id], siblings, setting)
        for doc_id, siblings in by_doc.items()
        for claim_id in siblings
    ]
    told = with_echoes(with_denials(with_running_totals(found, happening.subject_id)))
    return settle_people(without_dead(told, setting.cues["hit"], setting.cues["hit_apart"]))

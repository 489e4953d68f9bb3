"""The way through the room: readings → groups of like reports → incidents → families → the register's happenings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.languages import load_lexicon
from onrecord.languages.common_words import load_common_words
from onrecord.model.documents import Document
from onrecord.model.events import DocumentLink
from onrecord.model.mentions import Actor
from onrecord.model.problems import Problem
from onrecord.model.register import Decision, Extraction
from onrecord.reconcile.joining.assembly import Happening, assemble_all
from onrecord.reconcile.joining.campaigns import families
from onrecord.reconcile.joining.judgements import ties_of
from onrecord.reconcile.joining.likeness import Days, Odds, candidates, grouped, odds_of
from onrecord.reconcile.joining.profiles import NOTHING_TOLD, Middle, Sense, Tells, middle_of, profiles, sense_of
from onrecord.reconcile.joining.tellings import Frame, Telling, days_told_first, frame_of, tellings_of
from onrecord.reconcile.joining.ties import Acquaintance, Ties
from onrecord.reconcile.memory import Memory

# The only language with word lists today; a document in another language simply has no cues and no common words.
LANGUAGE = "en"
# How the reason of a link begins when both documents have one address.
SAME_ADDRESS = "same address"
# So many different words are enough to name something that another report of the same happening names too.
LONG_REPORT = 20
# A word that at most this share of reports at large uses is rare.
RARE_SHARE = 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The happenings of a register, what is wrong with people's judgements on them, and the reports that were let in because
    another report tells of the same (`admitted`, ids of documents).

    `groups` leads from a document to the group of reports that tell of one happening by their words and gists, whatever they are
    about and whether or not anything in them makes an event; documents in no group are left out.
    """

    happenings: tuple[Happening, ...]
    problems: tuple[Problem, ...]
    admitted: frozenset[str] = frozenset()
    groups: Mapping[str, str] = field(default_factory=dict)

    def same_news(self) -> tuple[tuple[str, ...], ...]:
        """The groups of reports, each with its documents in order."""
        found: dict[str, list[str]] = {}
        for doc_id in sorted(self.groups):
            found.setdefault(self.groups[doc_id], []).append(doc_id)
        return tuple(sorted(tuple(members) for members in found.values() if len(members) > 1))


def join_reports(
    documents: Mapping[str, Document],
    readings: Sequence[Extraction],
    telling: Sequence[Extraction],
    links: Iterable[DocumentLink],
    decisions: Sequence[Decision],
    actors: Mapping[str, Actor],
    weights: Mapping[str, float] | None = None,
    memory: Memory | None = None,
    middle: Middle | None = None,
) -> Joined:
    """All readings to happenings. `telling` are the readings that may make events; the others help to compare reports, and tell
    of what happened where one of `telling` is so much alike that it is about the same.

    `weights` None = words weigh by the use that these reports make of them; else they weigh as told. `middle` likewise.
    """
    memory = memory or Memory()
    frames = {x.document_id: _frame(documents[x.document_id], x, actors, memory) for x in readings}
    told = [_told(documents[x.document_id], x, frames[x.document_id], memory) for x in telling]
    tellings = [t for one in told for t in one.tellings]
    ties, problems = ties_of(decisions, tellings, documents)
    days = {x.document_id: first for x in readings if (first := _days(x, memory)) is not None}
    senses = {x.document_id: _sense(x, memory) for x in readings}
    likeness = _likeness(documents, senses, days, (weights, middle), memory)
    acquaintance = _acquaintance(documents, frames, links, tellings, ties, likeness)
    silent = _alike(readings, telling, acquaintance.groups)
    told += [_told(documents[x.document_id], x, frames[x.document_id], memory) for x in silent]
    admitted = frozenset(x.document_id for x in silent)
    acquaintance = replace(acquaintance, quiet=admitted)
    tellings = [t for one in told for t in one.tellings]
    series = frozenset(member_id for one in told for member_id in one.series)
    sorted_in = families(tellings, frames, acquaintance.groups, series, ties, acquaintance)
    happenings = tuple(assemble_all(sorted_in, ties))
    return Joined(happenings=happenings, problems=tuple(problems), admitted=admitted, groups=acquaintance.groups)


def _alike(readings: Sequence[Extraction], telling: Sequence[Extraction], groups: Mapping[str, str]) -> list[Extraction]:
    """The readings that tell of no act themselves ("A boy who was shot on Monday has died") in a group with one that does."""
    ids = {x.document_id for x in telling}
    known = {groups[doc_id] for doc_id in ids if doc_id in groups}
    return [x for x in readings if x.claims and x.document_id not in ids and groups.get(x.document_id) in known]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What one reading tells: `series` holds the ids of tellings in whose paragraph it speaks of several strikes."""

    tellings: tuple[Telling, ...]
    series: frozenset[str]


def _frame(doc: Document, reading: Extraction, actors: Mapping[str, Actor], memory: Memory) -> Frame:
    return memory.recall("frame", _name(reading), (doc, reading), lambda: frame_of(doc, reading, actors))


def _told(doc: Document, reading: Extraction, frame: Frame, memory: Memory) -> _Told:
    def make() -> _Told:
        tellings = tuple(tellings_of(reading, frame))
        return _Told(tellings=tellings, series=_series(tellings, doc))

    return memory.recall("told", _name(reading), (doc, reading, frame), make)


def _days(reading: Extraction, memory: Memory) -> Days | None:
    return memory.recall("days", _name(reading), (reading,), lambda: days_told_first(reading))


def _sense(reading: Extraction, memory: Memory) -> Sense:
    made_from = (reading.gist, reading.mentions, reading.events, reading.claims, reading.relevance)
    return memory.recall("sense", _name(reading), made_from, lambda: sense_of(reading))


def _name(reading: Extraction) -> str:
    return f"{reading.document_id} {reading.text_version} {reading.reader}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What reports' words say whatever they tell: their weights, the middle of the gists, the pairs to compare, headlines, the
    rare words of long ones."""

    weights: Mapping[str, float]
    middle: Middle
    pairs: Sequence[tuple[str, str]]
    heads: Mapping[str, frozenset[str]]
    rare: Mapping[str, frozenset[str]]


def _acquaintance(
    documents: Mapping[str, Document],
    frames: Mapping[str, Frame],
    links: Iterable[DocumentLink],
    tellings: Iterable[Telling],
    ties: Ties,
    likeness: tuple[_Words, Odds],
) -> Acquaintance:
    """The groups of reports that tell of one happening, and who has anything in common; copies of one story are one group."""
    words, odds = likeness
    home = {t.member_id: t.document_id for t in tellings} if ties.apart else {}
    apart = {(home[a], home[b]) for a, others in ties.apart.items() for b in others}
    same = [frozenset((link.document_id, link.of)) for link in links if _tells_the_same(link, words.heads)]
    same += [frozenset(pair) for pair in ties.same_documents]
    held = frozenset(pair for pair in (*ties.apart_documents, *apart) if pair[0] != pair[1])
    rare = {doc_id: mine for doc_id, mine in words.rare.items() if not (doc_id in frames and frames[doc_id].actors)}
    return Acquaintance(rare=rare, groups=grouped(odds.of, same, held))


def _likeness(
    documents: Mapping[str, Document],
    senses: Mapping[str, Sense],
    told: Mapping[str, Days],
    known: tuple[Mapping[str, float] | None, Middle | None],
    memory: Memory,
) -> tuple[_Words, Odds]:
    """The words of all reports, and the odds of every two; with the same reports on record only those are reckoned anew that
    tell of something else or of other days now. One more report moves the weight of words that many use, and with it most odds:
    then all are."""
    shares = load_common_words(LANGUAGE)
    docs = tuple(documents.values())
    weights = known[0]
    middle = middle_of(senses.values()) if known[1] is None else known[1]

    tells = {doc_id: sense.tells for doc_id, sense in senses.items()}

    def read() -> tuple[_Words, list[tuple[Odds, Mapping[str, Tells]]]]:
        shown = profiles(docs, shares, weights, senses, middle)
        pairs = candidates(shown)
        rare = {p.document_id: frozenset(w for w in p.weights if shares.get(w, 0.0) <= RARE_SHARE)
                for p in shown if len(p.weights) >= LONG_REPORT}  # fmt: skip
        heads = {p.document_id: frozenset(p.title) for p in shown}
        used = {word: weight for p in shown for word, weight in p.weights.items()}
        return _Words(weights=used, middle=middle, pairs=pairs, heads=heads, rare=rare), [(odds_of(shown, pairs, told), tells)]

    still = tuple(replace(sense, tells=NOTHING_TOLD) for sense in senses.values())
    words, last = memory.recall("words", memory.when, (docs, weights, middle, still), read)
    odds, told_before = last[0]
    changed = {doc_id for doc_id in {*told, *odds.told} if told.get(doc_id) != odds.told.get(doc_id)}
    changed |= {doc_id for doc_id in tells if tells[doc_id] != told_before[doc_id]}
    if changed:
        pairs = [pair for pair in words.pairs if not changed.isdisjoint(pair)]
        touched = (documents[doc_id] for doc_id in {d for pair in pairs for d in pair})
        shown = profiles(touched, shares, words.weights, senses, words.middle)
        anew = odds_of(shown, pairs, told) if pairs else Odds(told=told, of={})
        last[0] = odds.with_pairs(pairs, anew), tells
    return words, last[0][0]


def _tells_the_same(link: DocumentLink, heads: Mapping[str, frozenset[str]]) -> bool:
    """Whether a copy or version is one of the story and not of a page's standing text: two headlines without a common word are
    two stories, unless one story continues at one address."""
    left, right = heads[link.document_id], heads[link.of]
    return link.why.startswith(SAME_ADDRESS) or not left or not right or bool(left & right)


def _series(tellings: Iterable[Telling], doc: Document) -> frozenset[str]:
    """The tellings in whose paragraph the report speaks of several strikes."""
    cues = load_lexicon(LANGUAGE).words("telling", "series")
    found = set()
    for telling in tellings:
        line = doc.text[doc.text.rfind("\n", 0, telling.position) + 1 :].split("\n", 1)[0].casefold()
        if any(cue in line for cue in cues):
            found.add(telling.member_id)
    return frozenset(found)

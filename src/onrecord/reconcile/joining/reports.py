"""The way through the room: readings → groups of like reports → incidents → families → the register's happenings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
from onrecord.reconcile.joining.likeness import alike, matches
from onrecord.reconcile.joining.profiles import profiles
from onrecord.reconcile.joining.tellings import Frame, Telling, days_told_first, frame_of, tellings_of
from onrecord.reconcile.joining.ties import Acquaintance, Ties

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
    """The happenings of a register, and what is wrong with people's judgements on them."""

    happenings: tuple[Happening, ...]
    problems: tuple[Problem, ...]


def join_reports(
    documents: Mapping[str, Document],
    readings: Sequence[Extraction],
    telling: Sequence[Extraction],
    links: Iterable[DocumentLink],
    decisions: Sequence[Decision],
    actors: Mapping[str, Actor],
    weights: Mapping[str, float] | None = None,
) -> Joined:
    """All readings to happenings. `telling` are the readings that may make events; the others only help to compare reports.

    `weights` None = words weigh by the use that these reports make of them; else they weigh as told.
    """
    frames = {x.document_id: frame_of(documents[x.document_id], x, actors) for x in readings}
    tellings = [t for x in telling for t in tellings_of(x, frames[x.document_id])]
    ties, problems = ties_of(decisions, tellings, documents)
    acquaintance = _acquaintance(documents, readings, links, tellings, ties, frames, weights)
    grouped = families(tellings, frames, acquaintance.groups, _series(tellings, documents), ties, acquaintance)
    return Joined(happenings=tuple(assemble_all(grouped, ties)), problems=tuple(problems))


def _acquaintance(
    documents: Mapping[str, Document],
    readings: Iterable[Extraction],
    links: Iterable[DocumentLink],
    tellings: Iterable[Telling],
    ties: Ties,
    frames: Mapping[str, Frame],
    weights: Mapping[str, float] | None,
) -> Acquaintance:
    """The groups of reports that tell of one happening, and who has anything in common; copies of one story are one group."""
    shares = load_common_words(LANGUAGE)
    shown = profiles(documents.values(), shares, weights)
    told = {x.document_id: days for x in readings if (days := days_told_first(x)) is not None}
    home = {t.member_id: t.document_id for t in tellings} if ties.apart else {}
    apart = {(home[a], home[b]) for a, others in ties.apart.items() for b in others}
    heads = {p.document_id: p.title for p in shown}
    same = [frozenset((link.document_id, link.of)) for link in links if _tells_the_same(link, heads)]
    same += [frozenset(pair) for pair in ties.same_documents]
    held = frozenset(pair for pair in (*ties.apart_documents, *apart) if pair[0] != pair[1])
    long = [p for p in shown if len(p.weights) >= LONG_REPORT and not (p.document_id in frames and frames[p.document_id].actors)]
    rare = {p.document_id: frozenset(w for w in p.weights if shares.get(w, 0.0) <= RARE_SHARE) for p in long}
    return Acquaintance(rare=rare, groups=alike(matches(shown, told), same, held))


def _tells_the_same(link: DocumentLink, heads: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether a copy or version is one of the story and not of a page's standing text: two headlines without a common word are
    two stories, unless one story continues at one address."""
    left, right = heads[link.document_id], heads[link.of]
    return link.why.startswith(SAME_ADDRESS) or not left or not right or bool(left.keys() & right.keys())


def _series(tellings: Sequence[Telling], documents: Mapping[str, Document]) -> frozenset[str]:
    """The tellings in whose paragraph the report speaks of several strikes."""
    cues = load_lexicon(LANGUAGE).words("telling", "series")
    found = set()
    for telling in tellings:
        text = documents[telling.document_id].text
        line = text[text.rfind("\n", 0, telling.position) + 1 :].split("\n", 1)[0].casefold()
        if any(cue in line for cue in cues):
            found.add(telling.member_id)
    return frozenset(found)

"""Documents that tell one story: copies at other outlets and versions at one address; and what copying has broken.

A copy or an older version is no second witness. Sources: claims_method §2.1 (groups), §4.4 (COPY_ERROR, STALE_SURFACE).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.model.documents import Document
from onrecord.model.enums import ContradictionKind, LinkKind
from onrecord.model.events import DocumentLink
from onrecord.model.figures import Contradiction
from onrecord.model.spans import Span
from onrecord.reconcile.joining.tellings import publisher, said_at
from onrecord.reconcile.memory import Memory
from onrecord.reconcile.statements import Statement, is_total
from onrecord.reconcile.wording import contradiction_of, count_words, said_by

SHINGLE = 5
# Words; a text with fewer is a brief item, of which the headline is a good part, or standing text of a page without an article.
SHORTEST_BODY = 60
# Two brief texts whose headlines share fewer of their words than this tell of two things.
SAME_HEADLINE = 0.5
# A run of words found in more documents than this is boilerplate and pairs nobody.
COMMON_SHINGLE = 40
# Fewer shared runs than this are a shared quote, not a shared story.
FEWEST_SHARED = 8
# Jaccard of 5-word runs from which two texts are near copies (issue 5 measures against .5), or most of the shorter one is in
# the longer; a credit to the other outlet makes less enough, and so does the same outlet for a version.
COPY_JACCARD, COPY_CONTAINED = 0.5, 0.7
CREDITED_CONTAINED, VERSION_CONTAINED = 0.4, 0.5
# A slot of at most four words changed in a sentence of at least eight: shorter sentences are alike by chance.
LONGEST_SLOT, SHORTEST_SENTENCE = 4, 8
# So many mutated sentences in one happening are a formula that all reports use; the search ends there.
MOST_MUTATIONS = 300
# Scheme, host without port, path and query of an address. Source: RFC 3986, appendix B.
URL = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(?P<host>[^/?#:]+)(?::\d+)?(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?")
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    doc: Document
    shingles: NDArray[np.uint64]
    address: str | None
    credits_other: bool
    headline: frozenset[str]
    rank: tuple[object, ...]


def story_links(documents: Sequence[Document], memory: Memory | None = None) -> list[DocumentLink]:
    """For each document that copies or continues another one, the link to it: at most one each, so that stories are trees."""
    memory = memory or Memory()
    return memory.recall("links", memory.when, tuple(documents), lambda: _links(documents, memory))


def _links(documents: Sequence[Document], memory: Memory) -> list[DocumentLink]:
    outlets = {d.outlet.casefold() for d in documents if d.outlet}
    texts = sorted((_text(d, outlets, memory) for d in documents), key=lambda t: t.rank)
    found: dict[int, list[tuple[tuple[object, ...], DocumentLink]]] = {}
    for older, newer in sorted(_candidates(texts)):
        link = _link(texts[newer], texts[older])
        if link is not None:
            found.setdefault(newer, []).append((_closeness(link, older), link))
    return sorted(max(links, key=lambda pair: pair[0])[1] for links in found.values())


def _closeness(link: DocumentLink, older: int) -> tuple[object, ...]:
    """What a document copies or continues: the story at its own address, else a near copy before what shares less; of versions
    the last one, of copies the likest."""
    version, is_story = link.kind is LinkKind.VERSION_OF, link.kind is not LinkKind.REUSES_TEXT
    return (
        is_story,
        link.why.startswith("same address"),
        link.score > COPY_JACCARD,
        version,
        older if version else 0,
        link.score,
        older,
    )


def _text(doc: Document, outlets: set[str], memory: Memory) -> _Text:
    credit = (doc.wire_credit or doc.byline or "").casefold().strip()
    own = (doc.outlet or "").casefold()
    credits_other = bool(credit) and credit != own and (doc.wire_credit is not None or credit in outlets)
    rank = (credits_other, said_at(doc) or LAST, len(doc.text), doc.document_id)
    shingles = memory.recall("shingles", doc.document_id, (doc,), lambda: runs_of(doc))
    return _Text(
        doc=doc, shingles=shingles, address=address_of(doc), credits_other=credits_other, headline=_headline_of(doc), rank=rank
    )


def runs_of(doc: Document) -> NDArray[np.uint64]:
    """The runs of five words of the article as hashes that do not depend on the process; each once, in order."""
    return _runs(words_of(doc))


def _runs(words: Sequence[str]) -> NDArray[np.uint64]:
    runs = {run_hash(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    return np.sort(np.fromiter(runs, dtype=np.uint64, count=len(runs)))


def words_of(doc: Document) -> list[str]:
    """The words and numbers of the article in their order, without furniture and, where it is no brief item, its headline: every
    outlet writes one of its own above the text that it copies."""
    body = _words_outside(doc, [doc.title_span] if doc.title_span else [])
    return body if len(body) >= SHORTEST_BODY else _words_outside(doc, [])


def _headline_of(doc: Document) -> frozenset[str]:
    """The words of a brief text's headline; none where the text is long or bears none."""
    if doc.title_span is None or len(_words_outside(doc, [doc.title_span])) >= SHORTEST_BODY:
        return frozenset()
    return frozenset(re.findall(r"\w+", doc.title_span.exact.casefold()))


def _words_outside(doc: Document, spans: Sequence[Span]) -> list[str]:
    kept, at = [], 0
    for span in sorted([*(f.span for f in doc.furniture), *spans]):
        kept.append(doc.text[at : max(at, span.start)])
        at = max(at, span.end)
    return re.findall(r"\w+", "".join([*kept, doc.text[at:]]).casefold())


def run_hash(words: Sequence[str]) -> int:
    """64 bits of BLAKE2b: Python's own string hash changes with every process."""
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest())


def address_of(doc: Document) -> str | None:
    """One key for the address of a story: host without www/amp/m, path without slash, query and fragment left out."""
    parts = URL.match(doc.url.casefold()) if doc.url else None
    if parts is not None:
        host = re.sub(r"^(www|amp|m|mobile)\.", "", parts["host"])
        path = re.sub(r"/amp$", "", parts["path"].rstrip("/"))
        # An address without a path is a front page: it names no story, unless a query does ("?p=829").
        if path or parts["query"]:
            return f"{host}{path}" if path else f"{host}?{parts['query']}"
    return f"{doc.outlet}#{doc.external_id}" if doc.outlet and doc.external_id else None


def _candidates(texts: Sequence[_Text]) -> set[tuple[int, int]]:
    """Pairs (older, newer) that share an address or enough rare runs of words."""
    pairs: set[tuple[int, int]] = set()
    by_address: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        if text.address:
            by_address.setdefault(text.address, []).append(index)
    for indices in by_address.values():
        # Ten thousand versions of one address need no pairing of all with all: each continues the one before.
        pairs |= set(pairwise(indices))
    shared = _shared(texts)
    return pairs | {(a, b) for a, b, count in shared if count >= _enough(texts[a], texts[b])}


def _shared(texts: Sequence[_Text]) -> Iterator[tuple[int, int, int]]:
    """Two texts and how many runs they share that are no boilerplate, for every two that share any."""
    if not texts:
        return
    runs = np.concatenate([text.shingles for text in texts])
    holders = np.repeat(np.arange(len(texts)), [len(text.shingles) for text in texts])
    order = np.argsort(runs, kind="stable")  # stable: of one run the older text stays first
    runs, holders = runs[order], holders[order]
    starts = np.flatnonzero(np.concatenate(([True], runs[1:] != runs[:-1]))) if len(runs) else np.array([], dtype=np.intp)
    sizes = np.diff(np.append(starts, len(runs)))
    coded = []
    for size in range(2, COMMON_SHINGLE + 1):
        first = starts[sizes == size]
        coded += [holders[first + a] * len(texts) + holders[first + b] for a, b in combinations(range(size), 2) if len(first)]
    if coded:
        pairs, counts = np.unique(np.concatenate(coded), return_counts=True)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            yield *divmod(pair, len(texts)), count


def _enough(left: _Text, right: _Text) -> float:
    """The shared runs that are worth a closer look: of a short text half of its runs, which is fewer than a long one needs."""
    return min(FEWEST_SHARED, max(2, COPY_JACCARD * min(len(left.shingles), len(right.shingles))))


def _link(newer: _Text, older: _Text) -> DocumentLink | None:
    both = len(np.intersect1d(newer.shingles, older.shingles, assume_unique=True))
    jaccard, contained = _likeness(both, len(newer.shingles), len(older.shingles))
    share = f"{round(100 * contained)} % of the shorter text's five-word runs are shared"
    if newer.address is not None and newer.address == older.address:
        return _made(LinkKind.VERSION_OF, newer, older, jaccard, f"same address; {share}")
    if newer.headline and older.headline:
        alike, _ = _likeness(len(newer.headline & older.headline), len(newer.headline), len(older.headline))
        if alike < SAME_HEADLINE:
            return None
    kind = _kind_by_words(newer.doc, older.doc, jaccard, contained)
    if kind is LinkKind.VERSION_OF:
        return _made(kind, newer, older, jaccard, f"same outlet; {share}")
    if kind is LinkKind.COPY_OF:
        credited = _credits(newer.doc, older.doc)
        return _made(kind, newer, older, jaccard, f"{share}; credits {older.doc.outlet}" if credited else share)
    return None


def may_be_linked(left: Document, right: Document, both: int, sizes: tuple[int, int]) -> bool:
    """Whether one of two documents can be a version or a copy of the other by their runs of words, whichever is the older.

    `both` = runs that they share, `sizes` = runs of each. Of an address in common nothing is said here.
    """
    likeness = _likeness(both, *sizes)
    return any(_kind_by_words(newer, older, *likeness) is not None for newer, older in ((left, right), (right, left)))


def _likeness(both: int, left: int, right: int) -> tuple[float, float]:
    """Jaccard of two sets of runs, and the share of the smaller one's runs that the other has."""
    union = left + right - both
    return both / union if union else 0.0, both / max(1, min(left, right))


def _kind_by_words(newer: Document, older: Document, jaccard: float, contained: float) -> LinkKind | None:
    if newer.outlet is not None and newer.outlet == older.outlet:
        return LinkKind.VERSION_OF if contained >= VERSION_CONTAINED else None
    least = CREDITED_CONTAINED if _credits(newer, older) else COPY_CONTAINED
    return LinkKind.COPY_OF if jaccard >= COPY_JACCARD or contained >= least else None


def _credits(doc: Document, other: Document) -> bool:
    """Whether the copy names the other's outlet as its agency or author."""
    outlet = (other.outlet or "").casefold()
    named = ((doc.wire_credit or "").casefold(), (doc.byline or "").casefold())
    return bool(outlet) and any(outlet in credit for credit in named)


def _made(kind: LinkKind, newer: _Text, older: _Text, score: float, why: str) -> DocumentLink:
    return DocumentLink(kind=kind, document_id=newer.doc.document_id, of=older.doc.document_id, score=round(score, 4), why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One sentence at two outlets with one slot changed, `slot` = the words before and after."""

    older: Statement
    newer: Statement
    slot: tuple[str, str]


def mutations(statements: Sequence[Statement]) -> list[Mutation]:
    """Sentences copied with the victims or the number changed: "15 security personnel" → "15 civilians".

    The victims may differ between any two outlets; the number only in a known copy, because tolls change honestly.
    """
    blocks: dict[tuple[object, ...], list[Statement]] = {}
    for s in sorted(statements, key=lambda s: s.claim.claim_id):
        if s.low is not None:
            blocks.setdefault(("number", s.cell.effect, s.low), []).append(s)
        if s.low is not None and s.copied:
            blocks.setdefault(("victims", s.cell.effect, s.cell.category), []).append(s)
    sentences = {s.claim.claim_id: sentence_words(s) for members in blocks.values() for s in members}
    found: dict[tuple[str, str], Mutation] = {}
    for members in blocks.values():
        for left, right in _unlike_pairs(members):
            older, newer = sorted((left, right), key=lambda s: (s.copied, s.said, s.claim.claim_id))
            slot = _changed_slot(sentences[older.claim.claim_id], sentences[newer.claim.claim_id])
            if slot is not None:
                found.setdefault((older.claim.claim_id, newer.claim.claim_id), Mutation(older=older, newer=newer, slot=slot))
        if len(found) >= MOST_MUTATIONS:
            break
    return [found[key] for key in sorted(found)]


def without_mutated(statements: Sequence[Statement], found: Sequence[Mutation]) -> list[Statement]:
    """The statements with every mutated one marked as copied, so that it tells no figure."""
    broken = {m.newer.claim.claim_id for m in found}
    return [replace(s, copied=True) if s.claim.claim_id in broken else s for s in statements]


def copy_errors(found: Sequence[Mutation]) -> list[Contradiction]:
    """The mutations as contradictions."""
    return [_copy_error(m) for m in found]


def _unlike_pairs(members: Sequence[Statement]) -> Iterable[tuple[Statement, Statement]]:
    """Pairs from different outlets that differ in victims or number but not in both."""
    for position, left in enumerate(members[:100]):
        for right in members[position + 1 : 100]:
            apart = left.doc.document_id != right.doc.document_id and left.doc.outlet != right.doc.outlet
            if apart and (left.cell.category is not right.cell.category) != (left.low != right.low):
                yield left, right


def _changed_slot(before: list[str], after: list[str]) -> tuple[str, str] | None:
    """The words that differ, when the two sentences are otherwise the same; None when they are not one sentence."""
    if before == after or min(len(before), len(after)) < SHORTEST_SENTENCE or abs(len(before) - len(after)) > LONGEST_SLOT:
        return None
    first = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a.casefold() != b.casefold()), None)
    if first is None:
        return None
    rest = zip(reversed(before[first:]), reversed(after[first:]), strict=False)
    last = next((n for n, (a, b) in enumerate(rest) if a.casefold() != b.casefold()), None)
    if last is None:
        return None
    out, into = before[first : len(before) - last], after[first : len(after) - last]
    return (" ".join(out), " ".join(into)) if 0 < len(out) <= LONGEST_SLOT and 0 < len(into) <= LONGEST_SLOT else None


def sentence_words(s: Statement) -> list[str]:
    """The words of the sentence that the claim stands in."""
    text, at = s.doc.text, s.claim.span
    start = max(text.rfind(mark, 0, at.start) + len(mark) for mark in ("\n", ". ", "? ", "! ")) if at.start else 0
    ends = [end for mark in ("\n", ". ", "? ", "! ") if (end := text.find(mark, max(at.start, at.end - 1))) >= 0]
    return re.findall(r"\w+", text[max(start, 0) : min(ends, default=len(text))])


def _copy_error(m: Mutation) -> Contradiction:
    before, after = m.slot
    words = (
        f"One sentence at two outlets, but “{before}” became “{after}”: {said_by(m.older)}; {said_by(m.newer)}. "
        f"Likely: an error in copying at {publisher(m.newer.doc)}."
    )
    steps = ("The changed sentence tells no figure; the earlier one does.",)
    return contradiction_of(ContradictionKind.COPY_ERROR, m.older.subject_id, (m.older, m.newer), words, steps)


def stale_surfaces(statements: Sequence[Statement]) -> list[Contradiction]:
    """A number in the headline or the address that the text below no longer gives."""
    by_doc: dict[str, list[Statement]] = {}
    given: set[tuple[str, int | None]] = set()
    for s in (s for s in statements if s.claim.count.span is not None and not _in_title(s)):
        given.add((s.doc.document_id, s.claim.count.low))
        if is_total(s) and not s.older and not s.cell.group:
            by_doc.setdefault(s.doc.document_id, []).append(s)
    found = []
    for doc_id in sorted(by_doc):
        told = by_doc[doc_id]
        for name, words in _surfaces(told[0].doc):
            for number, after in _numbers(words):
                stale = None if (doc_id, number) in given else _stale(number, after, told)
                if stale is not None:
                    found.append(_surface_error(name, number, stale))
    return list({c.contradiction_id: c for c in found}.values())


def _in_title(s: Statement) -> bool:
    title = s.doc.title_span
    return title is not None and title.overlaps(s.claim.span)


def _surfaces(doc: Document) -> Iterable[tuple[str, list[str]]]:
    if doc.title:
        yield "headline", re.findall(r"\w+", doc.title.casefold())
    if doc.url:
        yield "address", re.findall(r"[a-z]+|\d+", re.split(r"[?#]", doc.url.casefold())[0].rstrip("/").rsplit("/", 1)[-1])


def _numbers(words: Sequence[str]) -> Iterable[tuple[int, set[str]]]:
    """Every number of a surface with the words right after it; years and ids are no counts."""
    for position, word in enumerate(words):
        if word.isdecimal() and len(word) <= 3:
            yield int(word), {w for w in words[position + 1 : position + 3] if len(w) > 3 and not w.isdecimal()}


def _stale(number: int, after: set[str], told: Sequence[Statement]) -> Statement | None:
    """The body's statement about the same people when no statement of the body gives the surface's number."""
    same = [s for s in told if after & _words_after(s)]
    if not same or any(s.low == number for s in told):
        return None
    larger = [s for s in same if s.low is not None and s.low > number]
    return max(larger, key=lambda s: s.order) if larger else None


def _words_after(s: Statement) -> set[str]:
    """The words that the count stands before: "security personnel" of "15 security personnel"."""
    named = s.claim.victims.span.exact if s.claim.victims.span else ""
    span = s.claim.count.span
    following = s.doc.text[span.end : span.end + 60].split("\n", 1)[0] if span else ""
    return set(re.findall(r"\w+", named.casefold())) | set(re.findall(r"\w+", following.casefold())[:3])


def _surface_error(name: str, number: int, s: Statement) -> Contradiction:
    words = (
        f"The {name} of this report still says {number}, its text says {count_words(s)}: {said_by(s)}. "
        f"Likely: the {name} was written for an earlier version."
    )
    return contradiction_of(ContradictionKind.STALE_SURFACE, s.subject_id, (s,), words, (f"The {name} is not used as a claim.",))

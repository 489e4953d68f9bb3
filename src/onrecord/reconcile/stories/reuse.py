"""Brief reports of which most words below the headline stand under another headline as well.

Pages without an article (a video, a wall before the text) have the same standing words; feeds repeat a line about themselves.
These are near copies by their words, and two stories by what they tell: the headlines. So they are linked, and shown as what
they are, but neither is a copy that counts for nothing beside the other.
"""

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from onrecord.model.documents import Document
from onrecord.model.enums import LinkKind
from onrecord.model.events import DocumentLink
from onrecord.reconcile.copies import COMMON_SHINGLE, COPY_JACCARD, LAST, SHINGLE, run_hash, words_of
from onrecord.reconcile.joining.tellings import said_at
from onrecord.reconcile.memory import Memory

# Words of an article under which a report is brief: what stands beside it may then be most of its text.
BRIEF = 120


def reused_texts(documents: Iterable[Document], linked: Collection[str], memory: Memory | None = None) -> list[DocumentLink]:
    """For each brief report that copies and continues none (`linked` do), the link to the likest earlier one, if one is near.

    Near = more than half of the runs of five words of either text, furniture and all, without the headline (Jaccard).
    `memory` = of earlier runs, which keeps the runs of words of a report.
    """
    memory, runs_of = memory or Memory(), dict[Document, frozenset[int]]()
    for doc in documents:
        own = memory.recall("standing", doc.document_id, (doc,), functools.partial(_runs, doc))
        if own and doc.document_id not in linked:
            runs_of[doc] = own
    ranked = sorted(runs_of, key=lambda d: (said_at(d) or LAST, len(d.text), d.document_id))
    runs = [runs_of[doc] for doc in ranked]
    best: dict[int, tuple[float, int]] = {}
    for (older, newer), both in _shared(runs).items():
        score = both / (len(runs[older]) + len(runs[newer]) - both)
        if score > COPY_JACCARD:
            best[newer] = max(best.get(newer, (0.0, -1)), (score, -older))
    return sorted(_link(ranked[newer], ranked[-minus], score) for newer, (score, minus) in best.items())


def _link(newer: Document, older: Document, score: float) -> DocumentLink:
    why = f"another headline; {round(100 * score)} % of the five-word runs of both texts are the same"
    kind, of = LinkKind.REUSES_TEXT, older.document_id
    return DocumentLink(kind=kind, document_id=newer.document_id, of=of, score=round(score, 4), why=why)


def _runs(doc: Document) -> frozenset[int]:
    """The runs of words of a brief report, hashed; none of one that is not brief."""
    if len(words_of(doc)) >= BRIEF:
        return frozenset()
    text = doc.text
    if doc.title_span is not None:
        text = text[: doc.title_span.start] + text[doc.title_span.end :]
    words = re.findall(r"\w+", text.casefold())
    return frozenset(run_hash(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def _shared(runs: Sequence[frozenset[int]]) -> Mapping[tuple[int, int], int]:
    """How many runs each pair of texts shares; one that more texts have than a story has copies pairs nobody."""
    users: dict[int, list[int]] = {}
    for index, own in enumerate(runs):
        for run in own:
            users.setdefault(run, []).append(index)
    return Counter(_pairs(users.values()))


def _pairs(users: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for indexes in users:
        if len(indexes) <= COMMON_SHINGLE:
            yield from combinations(indexes, 2)

"""Near copies as the issue defines them: pairs of articles whose five-word runs overlap by more than half (Jaccard)."""

import re
from collections.abc import Iterable, Mapping

from onrecord.evaluation.clustering.measures import Pair, connected, pairs_of
from onrecord.model.events import DocumentLink

RUN, NEAR = 5, 0.5
WORD = re.compile(r"\w+")


def near_pairs(texts: Mapping[str, str]) -> set[Pair]:
    """The pairs of texts, by id, with Jaccard over .5 of their runs of five words; texts without such a run are in no pair."""
    runs = {name: _runs(text) for name, text in texts.items()}
    users: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(runs):
        for run in runs[name]:
            users.setdefault(run, []).append(name)
    shared: dict[Pair, int] = {}
    for names in users.values():
        for n, a in enumerate(names):
            for b in names[n + 1 :]:
                shared[a, b] = shared.get((a, b), 0) + 1
    return {(a, b) for (a, b), n in shared.items() if n / (len(runs[a]) + len(runs[b]) - n) > NEAR}


def _runs(text: str) -> set[tuple[str, ...]]:
    words = [w.casefold() for w in WORD.findall(text)]
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def linked_pairs(links: Iterable[DocumentLink], names: Mapping[str, str]) -> set[Pair]:
    """The pairs within each tree of links that are near copies by their own score; `names` leads from document to id."""
    near = [(names[link.document_id], names[link.of]) for link in links if link.score > NEAR]
    home = connected({name for pair in near for name in pair}, near)
    trees: dict[str, list[str]] = {}
    for name, root in home.items():
        trees.setdefault(root, []).append(name)
    return pairs_of(trees.values())

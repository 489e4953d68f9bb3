"""Labelled passages → `languages/en/event_weights.toml`: which trigger words tell an occurrence, of what type and realis.

A softmax regression with an L2 penalty over the clues of `extract.telling.triggers`, solved by L-BFGS: convex, so that the same
labels always give the same weights. Run it as `python -m onrecord.training.event_weights LABELS.jsonl OUT.toml`.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from dateutil import parser as dates
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from onrecord.extract import gates
from onrecord.extract.certainty import scope_of
from onrecord.extract.telling.triggers import Trigger, clues, find_triggers, realis_of, trigger_words
from onrecord.extract.telling.weights import NO_EVENT
from onrecord.languages import Lexicon, load_lexicon
from onrecord.model.documents import Document
from onrecord.model.spans import cut

PENALTY = 3.0  # L2, chosen on a fifth of the training documents held out; 2 to 6 differ by under a point of F1
LEAST_SEEN = 8  # passages' clues seen less often say more about the passage than about the language
LEAST_WEIGHT = 0.12  # smaller weights change no answer and would triple the file
MOST_STEPS = 120  # the loss moves in the fourth digit after that
REACH = 1.1  # taken off "none": the point where as many events are missed as invented on the held-out fifth

Example = tuple[tuple[str, ...], str]


def main(labels: str, out: str) -> None:
    """Fit both tables on a label file in the shape of the annotation guide and write the weights file."""
    lexicon = load_lexicon("en")
    types: list[Example] = []
    realis: list[Example] = []
    for line in Path(labels).read_text(encoding="utf-8").splitlines():
        for kind, happened, seen, judged in _examples(json.loads(line), lexicon):
            types.append((seen, kind))
            if happened is not None:
                realis.append((judged, happened))
    tables = {"type": fit(types), "realis": fit(realis)}
    tables["type"]["bias"][NO_EVENT] = round(tables["type"]["bias"][NO_EVENT] - REACH, 2)
    Path(out).write_text(_toml(tables), encoding="utf-8")


def _examples(label: Mapping[str, Any], lexicon: Lexicon) -> Iterator[tuple[str, str | None, tuple[str, ...], tuple[str, ...]]]:
    # Any: a line of the label file, whose shape the annotation guide fixes
    doc = document_of(label)
    words = trigger_words(lexicon)
    triggers = [t for sentence in gates.split(doc) for t in find_triggers(sentence, words)]
    for place, trigger in enumerate(triggers):
        gold = _gold(trigger, label["events"])
        seen = tuple(clues(triggers, place))
        at = trigger.sentence.start + trigger.at[0], trigger.sentence.start + trigger.at[1]
        scope = scope_of(trigger.sentence, cut(doc.text, *at), doc, lexicon)
        judged = (*seen, f"scope {scope.value}", f"rule {realis_of(trigger, words).value}")
        yield (gold["type"], gold["realis"], seen, judged) if gold else (NO_EVENT, None, seen, judged)


def document_of(label: Mapping[str, Any]) -> Document:  # Any: see above
    """A labelled passage as a document; undated where nobody can read its date."""
    published: datetime | None = None
    if label.get("date"):
        try:
            published = dates.parse(str(label["date"])).replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            published = None  # a date that nobody can read dates nothing
    return Document(
        document_id="label",
        text_version="1",
        text=label["text"],
        raw_sha256="0",
        source="label",
        language="en",
        published_at=published,
    )


def _gold(trigger: Trigger, events: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:  # Any: see above
    start, end = trigger.sentence.start + trigger.at[0], trigger.sentence.start + trigger.at[1]
    return next((e for e in events if e["trigger_span"][0] < end and start < e["trigger_span"][1]), None)


def fit(examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Clue → class → weight, with the classes' starting points under "bias"."""
    counts = Counter(clue for seen, _ in examples for clue in set(seen))
    names = sorted(clue for clue, count in counts.items() if count >= LEAST_SEEN)
    place = {clue: i for i, clue in enumerate(names)}
    classes = sorted({answer for _, answer in examples})
    cells = [(row, place[clue]) for row, (seen, _) in enumerate(examples) for clue in sorted(set(seen)) if clue in place]
    seen_matrix = csr_matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True))), shape=(len(examples), len(names)))
    answers = np.array([classes.index(answer) for _, answer in examples])
    solved = minimize(
        _loss,
        np.zeros((len(names) + 1) * len(classes)),
        args=(seen_matrix, answers, len(classes)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MOST_STEPS},
    )
    table = solved.x.reshape(len(names) + 1, len(classes))
    rows = {"bias": table[-1], **{clue: table[i] for clue, i in place.items()}}
    return {
        clue: {c: round(float(w), 2) for c, w in zip(classes, row, strict=True) if clue == "bias" or abs(w) >= LEAST_WEIGHT}
        for clue, row in rows.items()
    }


def _loss(flat: Any, seen: Any, answers: Any, classes: int) -> tuple[float, Any]:  # Any: numpy and scipy arrays
    table = flat.reshape(seen.shape[1] + 1, classes)
    scores = seen @ table[:-1] + table[-1]
    scores -= scores.max(axis=1, keepdims=True)
    chance = np.exp(scores)
    chance /= chance.sum(axis=1, keepdims=True)
    rows = np.arange(len(answers))
    loss = -np.log(chance[rows, answers] + 1e-12).sum() + PENALTY / 2 * (table[:-1] ** 2).sum()
    chance[rows, answers] -= 1
    slope = np.vstack([seen.T @ chance + PENALTY * table[:-1], chance.sum(axis=0, keepdims=True)])
    return float(loss), slope.ravel()


def _toml(tables: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    lines = [
        "# Weights of the clues that a word tells an occurrence: what each speaks for and against.",
        "# Made by onrecord.training.event_weights from labelled passages; not written by hand.",
    ]
    for name, rows in tables.items():
        lines += ["", f"[{name}]"]
        for clue, row in sorted(rows.items()):
            if row:
                pairs = ", ".join(f"{c} {w:g}" for c, w in sorted(row.items()))
                lines.append(f"{json.dumps(clue, ensure_ascii=False)} = {json.dumps(pairs)}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:3])

"""Labelled passages → `languages/en/claim_weights.toml`: what makes a claim part of another, what it covers, who says it.

Three linear models with an L2 penalty over the clues of `wholes`, `scopes` and `speakers` in `extract.tagging`, solved by
L-BFGS: convex, so that the same labels always give the same weights. Nothing of the tagger goes in, so weights of the tagger
can change without a new fit. Run it as `python -m onrecord.refit.claim_weights LABELS.jsonl OUT.toml`; 3,000 passages take two
to four minutes.
"""

import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from onrecord.extract import gates
from onrecord.extract.attribution import attribute, speakers_in
from onrecord.extract.certainty import scope_of
from onrecord.extract.gates import Sentence
from onrecord.extract.reading import find_claims
from onrecord.extract.tagging.joining import same_claim
from onrecord.extract.tagging.scopes import SCOPES, Occurrence
from onrecord.extract.tagging.scopes import clues as scope_clues
from onrecord.extract.tagging.speakers import clues as speaker_clues
from onrecord.extract.tagging.wholes import asked_of, pairs, places_of
from onrecord.extract.tagging.wholes import clues as whole_clues
from onrecord.extract.telling.matching import lowered
from onrecord.languages import Lexicon, load_lexicon
from onrecord.languages.speakers import share_a_name
from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Certainty, Effect, EventType, Group, Qualifier, Realis, Scope
from onrecord.model.spans import Span, cut
from onrecord.pipeline import load_parser
from onrecord.refit.passages import Line, load_labels
from onrecord.training.event_weights import document_of

LEAST_SEEN = 6  # clues seen less often say more about the passage than about the language
LEAST_WEIGHT = 0.1  # smaller weights change hardly an answer and would double the file
CHOICE_PENALTY, SCOPE_PENALTY = 2.0, 4.0  # L2, chosen between halves of the training documents
BACK, AHEAD = 6, 1  # sentences before and behind a claim whose speakers are offered
MOST_STEPS = 300  # both are solved before
# The readers find about seven of ten occurrences and know two of three recalled ones for what they are: so many are shown here.
FOUND, RECALLED = 70, 65  # of 100

Floats = Any  # Any: numpy arrays and scipy's sparse ones
Table = dict[str, dict[str, float]]
Weights = Mapping[str, float | Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The clues of each whole or speaker that a claim may have, and which is right; None = none of them is."""

    options: tuple[frozenset[str], ...]
    right: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The clues of one claim and what it covers."""

    clues: frozenset[str]
    scope: Scope


def main(labels: str, out: str) -> None:
    """Fit both models on a label file and write the weights file."""
    lexicon, parser = load_lexicon("en"), load_parser()
    wholes: list[Choice] = []
    speakers: list[Choice] = []
    shown: list[Shown] = []
    for line in load_labels(Path(labels)):
        doc, claims = document_of(line), claims_of(line)
        sentences = gates.parse(gates.split(doc), parser, lexicon)
        wholes += wholes_in(line, claims, doc, sentences, lexicon)
        shown += scopes_in(line, claims, doc, sentences, lexicon)
        speakers += speakers_for(line, claims, doc, sentences, lexicon)
    tables: dict[str, Weights] = {"whole": fit_choices(wholes), "scope": fit_scopes(shown), "speaker": fit_choices(speakers)}
    Path(out).write_text(as_toml(tables), encoding="utf-8")


def claims_of(line: Line) -> tuple[Claim, ...]:
    """The labelled claims of a passage as the readers would give them."""
    text: str = line["text"]

    def words(at: Sequence[int] | None) -> Span | None:
        return cut(text, at[0], at[1]) if at else None

    return tuple(
        Claim(
            claim_id=str(number),
            document_id="label",
            text_version="1",
            span=cut(text, *label["quote_span"]),
            count=Count(
                span=words(label.get("count_span")), low=label["low"], high=label["high"], qualifier=Qualifier(label["qualifier"])
            ),
            effect=Effect(label["outcome"]),
            effect_span=words(label.get("outcome_span")),
            victims=Victims(
                span=words(label.get("who_span")),
                category=Category(label["who"]),
                groups=tuple(Group(g) for g in label.get("groups", ())),
            ),
            certainty=Certainty(label["certainty"]),
            scope=Scope(label["scope"]),
            found_by="label",
        )
        for number, label in enumerate(line["claims"])
    )


def wholes_in(
    line: Line, claims: Sequence[Claim], doc: Document, sentences: tuple[Sentence, ...], lexicon: Lexicon
) -> Iterator[Choice]:
    """For each labelled claim the wholes that it may be part of, with the one it is part of."""
    own = find_claims(doc, sentences, lexicon)
    known = {g.claim_id: n for g in own for n in [_same(g, claims)] if n is not None}
    linked = {known[g.claim_id]: known[g.subset_of] for g in own if g.claim_id in known and g.subset_of in known}
    places, lower = places_of(claims, sentences), lowered(doc.text)
    for part, wholes in pairs(claims, places):
        right = line["claims"][part].get("subset_of")
        yield Choice(
            options=tuple(frozenset(whole_clues(part, w, claims, places, lower, linked)) for w in wholes),
            right=wholes.index(right) if right in wholes else None,
        )


def _same(claim: Claim, labelled: Sequence[Claim]) -> int | None:
    return next((n for n, label in enumerate(labelled) if same_claim(label, claim)), None)


def scopes_in(
    line: Line, claims: Sequence[Claim], doc: Document, sentences: Sequence[Sentence], lexicon: Lexicon
) -> Iterator[Shown]:
    """The clues of each labelled claim and what it covers."""
    occurrences = list(_occurrences(line))
    for claim in claims:
        home = next((s for s in sentences if s.start <= asked_of(claim).start < s.end), None)
        if home is not None:
            rule = scope_of(home, claim.span, doc, lexicon)
            yield Shown(clues=frozenset(scope_clues(claim, home, doc, rule, occurrences, len(sentences))), scope=claim.scope)


def speakers_for(
    line: Line, claims: Sequence[Claim], doc: Document, sentences: Sequence[Sentence], lexicon: Lexicon
) -> Iterator[Choice]:
    """For each labelled claim the speakers heard around it, with the one who says it; claims whose speaker nobody hears teach
    nothing. Of several mentions of the right speaker the grammar's counts, else the first."""
    for claim, label in zip(claims, line["claims"], strict=True):
        home = next((s for s in sentences if s.start <= asked_of(claim).start < s.end), None)
        if home is None:
            continue
        own = attribute(home, claim.span, sentences[: home.index], doc, lexicon)
        near = sentences[max(home.index - BACK, 0) : home.index + AHEAD + 1]
        others = [said for sentence in near for said in speakers_in(sentence, doc, lexicon)]
        heard = [said for said in (own, *others) if said.source_span is not None]
        heard = [said for n, said in enumerate(heard) if said.source_span not in [h.source_span for h in heard[:n]]]
        wanted = label.get("source_span")
        right = [n for n, said in enumerate(heard) if wanted and _is_speaker(said, wanted, doc.text)]
        if not heard or (wanted and not right):
            continue
        kept = [said for n, said in enumerate(heard) if n not in right[1:]]
        options = tuple(frozenset(speaker_clues(said, claim, sentences, own, lexicon)) for said in kept)
        yield Choice(options=options, right=right[0] if right else None)


def _is_speaker(said: Attribution, wanted: Sequence[int], text: str) -> bool:
    """Whether the words name the labelled speaker: here, or as another mention of the same name."""
    source = said.source_span
    if source is None:
        return False
    return (source.start < wanted[1] and wanted[0] < source.end) or share_a_name(text[slice(*wanted)], source.exact)


def _occurrences(line: Line) -> Iterator[Occurrence]:
    """The labelled occurrences, as many of them and as rightly judged as the readers would: the same ones each time."""
    for label in line["events"]:
        start, end = label["trigger_span"]
        draw = zlib.crc32(f"{line['text'][:80]} {start}".encode("utf-8", "surrogatepass"))
        realis = Realis(label["realis"])
        if realis is Realis.BACKGROUND and draw // 100 % 100 >= RECALLED:
            realis = Realis.HAPPENED
        if draw % 100 < FOUND:
            yield Occurrence(start=start, end=end, type=EventType(label["type"]), realis=realis)


def _columns(seen: Sequence[frozenset[str]]) -> tuple[list[str], Floats]:
    """The clues that are seen often enough, and which row has which."""
    counts = Counter(clue for clues in seen for clue in clues)
    names = sorted(clue for clue, count in counts.items() if count >= LEAST_SEEN)
    place = {clue: i for i, clue in enumerate(names)}
    cells = [(row, place[clue]) for row, clues in enumerate(seen) for clue in sorted(clues) if clue in place]
    rows, columns = zip(*cells, strict=True) if cells else ((), ())
    return names, csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(seen), len(names)))


def fit_choices(choices: Sequence[Choice]) -> dict[str, float]:
    """Clue → weight of a softmax over the options of each choice and "none", which weighs nothing."""
    names, seen = _columns([option for choice in choices for option in choice.options])
    first = np.cumsum([0, *(len(choice.options) for choice in choices)])
    group = np.repeat(np.arange(len(choices)), np.diff(first))
    right = np.array([first[i] + c.right for i, c in enumerate(choices) if c.right is not None], dtype=np.int64)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, bias = flat[:-1], flat[-1]
        scores = seen @ weights + bias
        top = np.maximum(0, np.maximum.reduceat(scores, first[:-1]))
        chance = np.exp(scores - top[group])
        total = np.add.reduceat(chance, first[:-1]) + np.exp(-top)
        cost = (np.log(total) + top).sum() - scores[right].sum() + CHOICE_PENALTY / 2 * (weights**2).sum()
        slope = chance / total[group]
        slope[right] -= 1
        return float(cost), np.append(seen.T @ slope + CHOICE_PENALTY * weights, slope.sum())

    solved = _solved(loss, len(names) + 1)
    return {"bias": round(float(solved[-1]), 2)} | {n: round(float(w), 2) for n, w in zip(names, solved, strict=False)}


def fit_scopes(shown: Sequence[Shown]) -> Table:
    """Clue → scope → weight of a softmax over the three scopes, with their starting points under "bias"."""
    names, seen = _columns([one.clues for one in shown])
    answers, rows = np.array([SCOPES.index(one.scope) for one in shown]), np.arange(len(shown))

    def loss(flat: Floats) -> tuple[float, Floats]:
        table = flat.reshape(len(names) + 1, len(SCOPES))
        scores = seen @ table[:-1] + table[-1]
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        cost = -np.log(chance[rows, answers] + 1e-12).sum() + SCOPE_PENALTY / 2 * (table[:-1] ** 2).sum()
        chance[rows, answers] -= 1
        slope = np.vstack([seen.T @ chance + SCOPE_PENALTY * table[:-1], chance.sum(axis=0, keepdims=True)])
        return float(cost), slope.ravel()

    table = _solved(loss, (len(names) + 1) * len(SCOPES)).reshape(len(names) + 1, len(SCOPES))
    rows_of = {"bias": table[-1], **dict(zip(names, table, strict=False))}
    return {clue: {s.value: round(float(w), 2) for s, w in zip(SCOPES, row, strict=True)} for clue, row in rows_of.items()}


def _solved(loss: Any, size: int) -> Floats:  # Any: a function of an array that gives its loss and slope
    return minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}).x


def as_toml(tables: Mapping[str, Weights]) -> str:
    """The weights file: for each clue what it speaks for and against, small weights left out."""
    lines = [
        "# Weights of the clues that a claim is part of another, of what it covers, of who says it: above 0 for, below against.",
        "# Made by onrecord.refit.claim_weights from labelled passages; not written by hand.",
    ]
    for name, table in tables.items():
        lines += ["", f"[{name}]"]
        for clue, told in sorted(table.items()):
            if isinstance(told, Mapping):
                kept = {k: w for k, w in sorted(told.items()) if clue == "bias" or abs(w) >= LEAST_WEIGHT}
                lines += [f"{json.dumps(clue)} = {json.dumps(' '.join(f'{k} {w:g}' for k, w in kept.items()))}"] if kept else []
            elif clue == "bias" or abs(told) >= LEAST_WEIGHT:
                lines.append(f"{json.dumps(clue)} = {told:g}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:3])

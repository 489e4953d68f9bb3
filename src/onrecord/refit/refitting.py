"""One refit from labels to weights in place: learn, export, measure both models, and put the better one where it is used."""

import json
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from onrecord.extract.tagging.tagger import FILES
from onrecord.ledger.reviews import REVIEW_BELOW
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.refit.needs import shipped_weights
from onrecord.refit.passages import Split
from onrecord.refit.scores import Scores, score_weights

log = logging.getLogger(__name__)

# Fewer passages than this teach nothing that the next ones would not contradict; the command says so and goes on.
FEW = 300
CARD = """# The learned tagger for English, version {version}

Refitted on {day} with `onrecord train` from {passages} labelled passages ({claims} claims), of which
{reviewed} passages come from decisions in a register. The passages are not distributed with the weights.

Measured on {measured} passages that were {held}. F1 of the whole reader, grammar and tagger together:

{table}

Architecture, limits and how the thresholds were chosen: see the model card of the weights that OnRecord ships.
SHA-256 of the passages learned from: {digest}.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for. `out` is where the weights are to be used from; `work` keeps checkpoints and passages.

    `in_use` is the folder that the reader reads with now; None = `out` where it holds weights, else the weights shipped.
    `reviewed` is how many of the passages come from decisions; claims scored under `below` (0..1) do not count.
    """

    split: Split
    out: Path
    work: Path
    reviewed: int
    held_out: bool
    in_use: Path | None = None
    below: float = REVIEW_BELOW
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of it: both scores and where the new weights are; `in_use` says whether they were put in place."""

    now: Scores
    new: Scores
    folder: Path
    in_use: bool


def refit(order: Order, make: Callable[[Path, Path, str], Path], parser: Any, table: Callable[[Scores, Scores], str]) -> Result:
    """Learns, measures and puts in place. `make(labels, work, version)` trains and returns a folder of weights.

    Raises InputError when there is nothing to learn from or nothing to measure by.
    """
    _require_passages(order.split)
    order.work.mkdir(parents=True, exist_ok=True)
    labels = order.work / "labels.jsonl"
    labels.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in order.split.learn), encoding="utf-8")
    now = score_weights(weights_in_use(order), order.split.measure, parser, order.below)
    log.info("the model in use scores %.3f (mean F1 of claims)", now.claims)
    version = f"en-{datetime.now(UTC):%Y%m%d}-{sha256_hex(labels.read_bytes())[:8]}"
    fresh = make(labels, order.work, version)
    new = score_weights(fresh, order.split.measure, parser, order.below)
    _describe(order, fresh, labels, version, (now, new), table(now, new))
    if new.claims < now.claims and not order.force:
        return Result(now=now, new=new, folder=fresh, in_use=False)
    put_in_place(fresh, order.out)
    return Result(now=now, new=new, folder=order.out, in_use=True)


def weights_in_use(order: Order) -> Path:
    """The folder of the weights that the reader reads with now."""
    if order.in_use is not None:
        return order.in_use
    return order.out if all((order.out / name).is_file() for name in FILES) else shipped_weights()


def _require_passages(split: Split) -> None:
    if not split.learn:
        raise InputError("There is no passage to learn from; give label files with --labels, or decide on claims first.")
    if not any(line["claims"] for line in split.measure):
        raise InputError("There is no claim to measure by; give a labelled file with --dev, or more labels.")


def _describe(order: Order, fresh: Path, labels: Path, version: str, scores: tuple[Scores, Scores], table: str) -> None:
    """Puts the model card and the scores beside the weights."""
    now, new = scores
    digest = sha256_hex(labels.read_bytes())
    card = CARD.format(
        version=version,
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        passages=len(order.split.learn),
        claims=sum(len(line["claims"]) for line in order.split.learn),
        reviewed=order.reviewed,
        measured=len(order.split.measure),
        held="held out of the same labels" if order.held_out else "given to measure by",
        table="\n".join(f"    {line}" for line in table.splitlines()),
        digest=digest,
    )
    (fresh / "MODEL_CARD.md").write_text(card, encoding="utf-8")
    plain = {"version": version, "labels_sha256": digest, "in_use": now.measures, "new": new.measures}
    (fresh / "scores.json").write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def put_in_place(fresh: Path, out: Path) -> None:
    """Replaces the weights at `out` by those at `fresh`; the old ones stay beside them as `NAME.before`.

    The folder is renamed in one step, so that a reader finds either the old weights or the new ones, never a mixture.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    coming, before = out.with_name(f"{out.name}.coming"), out.with_name(f"{out.name}.before")
    shutil.rmtree(coming, ignore_errors=True)
    shutil.copytree(fresh, coming)
    if out.exists():
        shutil.rmtree(before, ignore_errors=True)
        out.rename(before)
    coming.rename(out)

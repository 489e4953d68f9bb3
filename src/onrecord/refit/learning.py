"""From labels to a folder of weights with torch: training, which takes long, and export, which does not."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from onrecord.model.hashing import sha256_hex
from onrecord.training.export import export
from onrecord.training.fit import Plan, fit
from onrecord.training.relevance import refit_relevance
from onrecord.training.shipped import GRAPHS, checkpoints_of

log = logging.getLogger(__name__)


def learn(
    labels: Path, base: Path, work: Path, version: str, plan: Plan, relevance: Sequence[Path] = (), start: Path | None = None
) -> Path:
    """Trains on `labels` and exports to `work/weights`; from `relevance` only what is relevant is learned, last and on top.

    `start` is a folder of exported weights to go on from, each of its networks in turn; None = the base encoder, which knows
    nothing of claims, and a single network.
    What was trained by the same plan on the same labels is not trained again. A run that was cut short starts anew:
    half a run is another model than a whole one.
    """
    read = [*(labels, *relevance), *([] if start is None else [start / name for name in GRAPHS])]
    asked = json.dumps({"read": [sha256_hex(p.read_bytes()) for p in read], **asdict(plan)}, sort_keys=True)
    done = work / "done.json"
    starts: list[Path | None] = [None] if start is None else [*checkpoints_of(start, base, work)]
    folders = [work / f"network-{number}" for number in range(len(starts))]
    checkpoints = [folder / "last.pt" for folder in folders]
    if all(c.is_file() for c in checkpoints) and done.is_file() and done.read_text(encoding="utf-8") == asked:
        log.info("%s was trained by this plan on these labels already", work)
    else:
        done.unlink(missing_ok=True)
        for folder, begun in zip(folders, starts, strict=True):
            fit(labels, base, folder, plan, begun)
            if relevance:
                refit_relevance([labels], relevance, base, folder, plan.seed)
        done.write_text(asked, encoding="utf-8")
    export(checkpoints, base, work / "weights", version=version)
    return work / "weights"

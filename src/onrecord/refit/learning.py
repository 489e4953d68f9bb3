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

log = logging.getLogger(__name__)


def learn(labels: Path, base: Path, work: Path, version: str, plan: Plan, relevance: Sequence[Path] = ()) -> Path:
    """Trains on `labels` and exports to `work/weights`; from `relevance` only what is relevant is learned, last and on top.

    What was trained by the same plan on the same labels is not trained again. A run that was cut short starts anew:
    half a run is another model than a whole one.
    """
    asked = json.dumps({"labels": [sha256_hex(p.read_bytes()) for p in (labels, *relevance)], **asdict(plan)}, sort_keys=True)
    done, checkpoint = work / "done.json", work / "last.pt"
    if checkpoint.is_file() and done.is_file() and done.read_text(encoding="utf-8") == asked:
        log.info("%s was trained by this plan on these labels already", checkpoint)
    else:
        done.unlink(missing_ok=True)
        checkpoint = fit(labels, base, work, plan)
        if relevance:
            checkpoint = refit_relevance([labels, *relevance], base, work, plan.seed)
        done.write_text(asked, encoding="utf-8")
    export(checkpoint, base, work / "weights", version=version)
    return work / "weights"

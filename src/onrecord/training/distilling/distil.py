"""One network from several: each passage and window is answered by all of them, and one learns to answer so."""

from collections.abc import Sequence
from pathlib import Path

from onrecord.training.distilling.teaching import Teachers
from onrecord.training.distilling.windows import windows
from onrecord.training.export import network_of
from onrecord.training.fit import Plan, learn
from onrecord.training.labels import passages
from onrecord.training.masking.texts import texts_of
from onrecord.training.shipped import checkpoints_of

# Two passes at about half the rates of a first training, because the network starts trained.
PLAN = Plan(epochs=2, batch=10, gated=0.6, encoder_rate=1.2e-4, head_rate=5e-4, keep=0.999, threads=1)
WINDOWS = 5_200  # windows of unlabelled texts, two to each labelled passage


def distil(
    labels: Path, texts: Sequence[Path], left_out: Sequence[Path], weights: Path, base: Path, out: Path, plan: Plan = PLAN
) -> Path:
    """Teach one network what those exported in the folder `weights` answer together; returns its checkpoint, `out/last.pt`.

    It starts as the first of them and learns from the passages of `labels`, whose labels are not looked at, and from windows of
    `texts`, but for texts that share forty letters with a passage of the label files `left_out`.
    """
    known = checkpoints_of(weights, base, out / "start")
    with labels.open(encoding="utf-8") as lines:
        found = [*passages(lines), *windows(texts_of(texts, left_out), WINDOWS)]
    teachers = Teachers([network_of(checkpoint) for checkpoint in known])
    return learn(found[: plan.limit], base, out, plan, known[0], (), teachers.loss)

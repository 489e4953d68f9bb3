"""The training loop: seeded, single command, a checkpoint an epoch so that a cut run is still of use."""

import json
import logging
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.languages import load_lexicon
from onrecord.training.examples import Example, example, gated, pieces_of, roughened
from onrecord.training.labels import Passage, passages
from onrecord.training.losses import Batch, batch_loss, collate
from onrecord.training.network import Network

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train. Rates after the trial of readers (reader_trial §6); `keep` is the share of the moving average kept a step.

    `beside` is how many passages that teach relevance only are added to each batch, `gated` the share (0..1) of passages shown
    as at run time, without the sentences that do not speak of casualties.
    """

    epochs: int = 9
    batch: int = 8
    beside: int = 2
    pool: int = 128
    encoder_rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warm_up: float = 0.08
    clip: float = 2.0
    keep: float = 0.998
    seed: int = 20261126
    layers: int = 6
    threads: int = 2
    half: bool = False
    gated: float = 0.0
    limit: int | None = None


def plan_for(*, go_on: bool, epochs: int | None, layers: int, threads: int, seed: int) -> Plan:
    """The plan of a first training, or of one that goes on from trained weights: fewer passes, half the rates.

    `epochs` None = 8, or 3 when going on; then half of the passages are shown as the run time reads them.
    """
    first = Plan(epochs=epochs or 8, layers=layers, threads=threads, seed=seed)
    if not go_on:
        return first
    return replace(first, epochs=epochs or 3, encoder_rate=first.encoder_rate / 2, head_rate=first.head_rate / 2, gated=0.5)


Judge = Callable[[Network, Batch], tuple[Tensor, dict[str, float]]]  # the loss of a batch, and its parts for the log


def fit(labels: Path, base: Path, out: Path, plan: Plan, start: Path | None = None, relevance_only: Sequence[Path] = ()) -> Path:
    """Train on a label file from a base encoder directory; returns the last checkpoint, `out/last.pt`.

    Of the passages in `relevance_only` nothing but `relevant` is learned. `start` is the checkpoint of a network to go on from.
    """
    with labels.open(encoding="utf-8") as lines:
        found = passages(lines)[: plan.limit]
    return learn(found, base, out, plan, start, _relevance_only(relevance_only, plan.limit))


def learn(
    found: Sequence[Passage],
    base: Path,
    out: Path,
    plan: Plan,
    start: Path | None = None,
    beside: Sequence[Passage] = (),
    judge: Judge = batch_loss,
) -> Path:
    """Train on passages, by `judge`; returns the last checkpoint, `out/last.pt`.

    `start` is the checkpoint of a network to go on from; where the plan has fewer layers, every so-manieth of its layers is taken
    over (Sanh et al. 2019, DistilBERT).
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    rng = random.Random(plan.seed)  # noqa: S311 (shuffling, not secrecy)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = plain_tokenizer(base)
    network = Network(plan.layers)
    network.encoder.load_base(base / "model.safetensors")
    if start is not None:
        _take_over(network, start, plan.layers)
    average = {k: v.detach().clone() for k, v in network.state_dict().items()}
    steps = plan.epochs * math.ceil(len(found) / plan.batch)
    optimizer, schedule = _optimizer(network, plan, steps)
    step = 0
    for epoch in range(plan.epochs):
        began, seen, sums = time.monotonic(), 0, dict[str, float]()
        network.train()
        for batch in _batches(found, beside, tokenizer, plan, rng):
            seen += sum(len(e.ids) for e in batch)
            for k, v in _step(network, batch, optimizer, plan, judge).items():
                sums[k] = sums.get(k, 0.0) + v
            schedule.step()
            step += 1
            _fold(average, network, min(plan.keep, step / (step + 9)))
            if step % 50 == 0:
                log.info("epoch %d step %d/%d, %.0f pieces/s", epoch + 1, step, steps, seen / (time.monotonic() - began))
        mean = {k: round(v / math.ceil(len(found) / plan.batch), 4) for k, v in sums.items()}
        log.info("epoch %d: %.0f s, %s", epoch + 1, time.monotonic() - began, json.dumps(mean))
        torch.save({"plan": {"layers": plan.layers}, "average": average, "last": network.state_dict()}, out / "last.tmp")
        (out / "last.tmp").replace(out / "last.pt")
    return out / "last.pt"


def _relevance_only(paths: Sequence[Path], limit: int | None) -> list[Passage]:
    read = (p for path in paths for p in passages(path.read_text(encoding="utf-8").split("\n"))[:limit])
    return [replace(p, claims=(), events=(), disruptions=(), labelled=False) for p in read]


def _take_over(network: Network, start: Path, layers: int) -> None:
    raw = torch.load(start, map_location="cpu", weights_only=True)
    step, weights = raw["plan"]["layers"] // layers, dict[str, torch.Tensor]()
    for name, value in raw["average"].items():
        parts = name.split(".")
        if parts[:2] == ["encoder", "layers"]:
            if int(parts[2]) % step or int(parts[2]) // step >= layers:
                continue
            parts[2] = str(int(parts[2]) // step)
        weights[".".join(parts)] = value
    network.load_state_dict(weights)


def plain_tokenizer(base: Path) -> Tokenizer:
    """The base's tokenizer without its own cutting and padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _optimizer(network: Network, plan: Plan, steps: int) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    others = [*network.tokens.parameters(), *network.heads.parameters()]
    groups = [{"params": encoder, "lr": plan.encoder_rate}, {"params": others, "lr": plan.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=plan.decay)
    warm = max(1, int(plan.warm_up * steps))

    def pace(step: int) -> float:
        return step / warm if step < warm else max(0.02, (steps - step) / max(1, steps - warm))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, pace)


def _batches(
    found: Sequence[Passage], beside: Sequence[Passage], tokenizer: Tokenizer, plan: Plan, rng: random.Random
) -> Iterator[list[Example]]:
    """Shuffled batches of about equal length, roughened anew each epoch, some of `beside` added to each."""
    lexicon = load_lexicon("en")
    order = list(found)
    rng.shuffle(order)
    for at in range(0, len(order), plan.pool):
        pool = []
        for item in order[at : at + plan.pool]:
            pieces = roughened(pieces_of(tokenizer, item.text), tokenizer, rng)
            if rng.random() < plan.gated:
                pieces = gated(pieces, item.text, lexicon)
            pool.append(example(item, pieces, blind=rng.random() < 0.15))  # so that capitals-only copy is read too
        pool.sort(key=lambda e: len(e.ids))
        chunks = [pool[i : i + plan.batch] for i in range(0, len(pool), plan.batch)]
        rng.shuffle(chunks)
        for chunk in chunks:
            chosen = rng.sample(beside, min(plan.beside, len(beside)))
            yield chunk + [example(p, roughened(pieces_of(tokenizer, p.text), tokenizer, rng)) for p in chosen]


def _step(
    network: Network, batch: Sequence[Example], optimizer: torch.optim.Optimizer, plan: Plan, judge: Judge
) -> dict[str, float]:
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=plan.half):
        loss, parts = judge(network, collate(batch))
    if not math.isfinite(float(loss.detach())):
        raise FloatingPointError(f"Loss {float(loss.detach())} is not a number; lower the rates.")
    loss.backward()
    trained = [p for p in network.parameters() if p.requires_grad]
    torch.nn.utils.clip_grad_norm_(trained, plan.clip)
    optimizer.step()
    return parts


@torch.no_grad()
def _fold(average: dict[str, torch.Tensor], network: Network, keep: float) -> None:
    for name, value in network.state_dict().items():
        if name != "encoder.word.weight":  # frozen
            average[name].mul_(keep).add_(value.float(), alpha=1 - keep)

"""How wrong the network is about a batch, one number a task and their weighted sum."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from onrecord.training.examples import Example, Targets
from onrecord.training.network import PLANS, Network, SpanHead

# Weights after the trial of readers (reader_trial §6), start and end; what the trial did not build weighs little.
POINTER_WEIGHTS = {
    "claims": {
        "count": (1.0, 0.5), "effect": (1.0, 0.5), "victims": (1.0, 0.5), "source": (1.5, 0.5), "cue": (0.4, 0.2),
        "place": (0.4, 0.2), "time": (0.4, 0.2), "perpetrator": (0.3, 0.15),
    },
    "events": {
        "trigger": (0.1, 0.4), "perpetrator": (0.5, 0.25), "target": (0.4, 0.2), "weapon": (0.2, 0.1), "place": (0.4, 0.2),
        "time": (0.3, 0.15), "claimed_by": (0.1, 0.05),
    },
    "disruptions": {"span": (0.1, 0.5), "place": (0.2, 0.1)},
}  # fmt: skip
CLASS_WEIGHTS = {
    "category": 1.0,
    "certainty": 0.3,
    "scope": 0.4,
    "context": 0.3,
    "kind": 0.6,
    "role": 0.4,
    "realis": 0.6,
    "status": 0.5,
}
HEAD_WEIGHTS = {"claims": 1.0, "events": 0.6, "disruptions": 0.4}
ANCHOR_WEIGHTS = {"claims": 1.0, "events": 0.8, "disruptions": 0.6}
LINKS, GROUPS, _INSIDE, RELEVANCE = 0.7, 0.5, 4.0, 0.5
_POSITIVE = 2.0  # a missed anchor costs twice a false one: the threshold stays near one half


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A few examples padded to one length; `real` is 1 for words and 0 for padding, `told` the same where spans are labelled."""

    ids: Tensor
    case: Tensor
    real: Tensor
    told: Tensor
    examples: tuple[Example, ...]


def collate(examples: Sequence[Example]) -> Batch:
    """Pad examples to the longest."""
    size = max(len(e.ids) for e in examples)
    ids, case = np.zeros((2, len(examples), size), dtype=np.int64)
    real = np.zeros((len(examples), size), dtype=np.float32)
    for i, item in enumerate(examples):
        n = len(item.ids)
        ids[i, :n], case[i, :n], real[i, :n] = item.ids, item.case, 1
    told = real * np.asarray([[float(e.labelled)] for e in examples], dtype=np.float32)
    tensors = {"ids": ids, "case": case, "real": real, "told": told}
    return Batch(**{name: torch.from_numpy(values) for name, values in tensors.items()}, examples=tuple(examples))


def batch_loss(network: Network, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The weighted sum of all losses of a batch, and its parts for the log."""
    hidden, anchors, inside, relevance = network(batch.ids, batch.case, batch.real)
    hidden = hidden.float()
    parts: dict[str, Tensor] = {"inside": _INSIDE * _inside_loss(inside.float(), batch)}
    wanted = torch.tensor([float(e.relevant) for e in batch.examples])
    parts["relevance"] = RELEVANCE * F.binary_cross_entropy_with_logits(relevance.float(), wanted)
    for name in PLANS:
        parts[f"{name} anchors"] = ANCHOR_WEIGHTS[name] * _anchor_loss(anchors[name].float(), batch, name)
        parts[name] = HEAD_WEIGHTS[name] * _head_loss(network, hidden, batch, name)
    total = torch.stack(list(parts.values())).sum()
    return total, {k: float(v.detach()) for k, v in parts.items()}


def _inside_loss(logits: Tensor, batch: Batch) -> Tensor:
    wanted = torch.zeros_like(logits)
    for i, item in enumerate(batch.examples):
        wanted[i, : len(item.ids)] = torch.from_numpy(item.inside)
    each = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none").mean(-1)
    return (each * batch.told).sum() / batch.told.sum().clamp(min=1)


def _anchor_loss(logits: Tensor, batch: Batch, name: str) -> Tensor:
    wanted = torch.zeros_like(logits)
    for i, item in enumerate(batch.examples):
        targets = item.heads[name]
        wanted[i, targets.anchors, targets.types] = 1
        wanted[i, targets.anchors, -1] = 1
    weight = torch.tensor(_POSITIVE)
    each = F.binary_cross_entropy_with_logits(logits, wanted, pos_weight=weight, reduction="none").sum(-1)
    return (each * batch.told).sum() / wanted[:, :, -1].sum().clamp(min=4)


def _head_loss(network: Network, hidden: Tensor, batch: Batch, name: str) -> Tensor:
    head = network.heads[name]
    assert isinstance(head, SpanHead)  # noqa: S101 (narrows the type)
    total, rows = hidden.new_zeros(()), 0
    for i, item in enumerate(batch.examples):
        targets = item.heads[name]
        if len(targets.anchors):
            anchors, types = torch.from_numpy(targets.anchors), torch.from_numpy(targets.types)
            out = head(hidden[i, : len(item.ids)], anchors, types)
            total = total + _rows_loss(head, out, targets, name)
            rows += len(targets.anchors)
    return total / max(rows, 4)


def _rows_loss(head: SpanHead, out: tuple[Tensor, Tensor, Tensor], targets: Targets, name: str) -> Tensor:
    pointers, told, links = out
    weights = torch.tensor([w for span in head.plan.spans for w in POINTER_WEIGHTS[name][span]]) / 3
    right = torch.zeros_like(pointers, dtype=torch.bool)
    for side, entries in enumerate((targets.starts, targets.ends)):
        right[entries[:, 0], 2 * entries[:, 1] + side, entries[:, 2]] = True
    scored = right.any(-1)
    odds = pointers.log_softmax(-1).masked_fill(~right, -1e9).logsumexp(-1)
    loss = -(odds.masked_fill(~scored, 0.0) * weights).sum()
    at = 0
    for column, (label, values) in enumerate(head.plan.classes.items()):
        wanted = torch.from_numpy(targets.classes[:, column])
        loss = loss + CLASS_WEIGHTS[label] / 2 * F.cross_entropy(told[:, at : at + len(values)], wanted, reduction="sum")
        at += len(values)
    if head.plan.groups:
        loss = loss + GROUPS / 2 * F.binary_cross_entropy_with_logits(
            told[:, at:], torch.from_numpy(targets.groups), reduction="sum"
        )
    if head.plan.linked:
        loss = loss + LINKS / 2 * F.cross_entropy(links, torch.from_numpy(targets.parent) + 1, reduction="sum")
    return loss

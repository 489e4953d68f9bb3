"""How far one network's answers are from those that several give together: the loss that it learns from, without any label."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from onrecord.training.export import ALONE
from onrecord.training.losses import ANCHOR_WEIGHTS, CLASS_WEIGHTS, GROUPS, HEAD_WEIGHTS, LINKS, POINTER_WEIGHTS, RELEVANCE, Batch
from onrecord.training.network import PLANS, Network, SpanHead

# Anchors that the teachers think likelier than this are asked about, the likeliest so many of a passage.
LEAST, MOST = 0.05, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the teachers say of some anchors together: how sure, shares of pointers, log-odds of classes and groups, links."""

    sure: Tensor
    pointers: Tensor
    told: Tensor
    links: Tensor | None


class Teachers:
    """Trained networks that answer together as the exported graph does: the mean of log-odds, and of the shares of pointers."""

    def __init__(self, networks: Sequence[Network]) -> None:
        """The networks in the order in which they were exported: the first tells alone what only one tells."""
        self._networks = [network.eval() for network in networks]

    def loss(self, network: Network, batch: Batch) -> tuple[Tensor, dict[str, float]]:
        """The weighted sum of all losses of a batch against the teachers' answers, and its parts for the log."""
        with torch.no_grad():
            seen = [teacher(batch.ids, batch.case, batch.real) for teacher in self._networks]
        hidden, anchors, _, relevance = network(batch.ids, batch.case, batch.real)
        wanted = torch.stack([s[3] for s in seen]).mean(0).sigmoid()
        parts = {"relevance": RELEVANCE * F.binary_cross_entropy_with_logits(relevance, wanted)}
        for name in PLANS:
            alone = name in ALONE
            odds = seen[0][1][name] if alone else torch.stack([s[1][name] for s in seen]).mean(0)
            parts[f"{name} anchors"] = ANCHOR_WEIGHTS[name] * _anchor_loss(anchors[name], odds.sigmoid(), batch.real)
            vectors = [s[0] for s in (seen[:1] if alone else seen)]
            parts[name] = HEAD_WEIGHTS[name] * self._head_loss(network, hidden, vectors, odds.sigmoid(), batch, name)
        total = torch.stack(list(parts.values())).sum()
        return total, {k: float(v.detach()) for k, v in parts.items()}

    def _head_loss(
        self, network: Network, hidden: Tensor, vectors: Sequence[Tensor], p: Tensor, batch: Batch, name: str
    ) -> Tensor:
        head = network.heads[name]
        assert isinstance(head, SpanHead)  # noqa: S101 (narrows the type)
        total, rows = hidden.new_zeros(()), hidden.new_zeros(())
        for i, item in enumerate(batch.examples):
            size = len(item.ids)
            sure, at, types = _likely(p[i, :size, :-1])
            if len(at):
                wanted = self._told(name, [v[i, :size] for v in vectors], at, types, sure)
                total = total + _rows_loss(head, head(hidden[i, :size], at, types), wanted, name)
                rows = rows + sure.sum()
        return total / rows.clamp(min=4)

    @torch.no_grad()
    def _told(self, name: str, vectors: Sequence[Tensor], at: Tensor, types: Tensor, sure: Tensor) -> _Told:
        answers = [teacher.heads[name](v, at, types) for teacher, v in zip(self._networks, vectors, strict=False)]
        pointers, told, links = zip(*answers, strict=True)
        return _Told(
            sure=sure,
            pointers=torch.stack([p.softmax(-1) for p in pointers]).mean(0),
            told=torch.stack(told).mean(0),
            links=torch.stack(links).mean(0).softmax(-1) if PLANS[name].linked else None,
        )


def _likely(p: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """How sure, where and of what type the anchors are that are worth asking about; position 0 stands for none."""
    flat = p[1:].flatten()
    best, order = flat.topk(min(MOST, len(flat)))
    kept = order[best >= LEAST]
    return flat[kept], kept // p.shape[1] + 1, kept % p.shape[1]


def _anchor_loss(odds: Tensor, wanted: Tensor, real: Tensor) -> Tensor:
    each = F.binary_cross_entropy_with_logits(odds, wanted, reduction="none").sum(-1)
    return (each * real).sum() / (wanted[:, :, -1] * real).sum().clamp(min=4)


def _rows_loss(head: SpanHead, out: tuple[Tensor, Tensor, Tensor], wanted: _Told, name: str) -> Tensor:
    pointers, told, links = out
    weights = torch.tensor([w for span in head.plan.spans for w in POINTER_WEIGHTS[name][span]]) / 3
    each = -((wanted.pointers * pointers.log_softmax(-1)).sum(-1) * weights).sum(-1)
    at = 0
    for label, values in head.plan.classes.items():
        here = slice(at, at + len(values))
        each = each + CLASS_WEIGHTS[label] / 2 * F.cross_entropy(
            told[:, here], wanted.told[:, here].softmax(-1), reduction="none"
        )
        at += len(values)
    if head.plan.groups:
        groups = F.binary_cross_entropy_with_logits(told[:, at:], wanted.told[:, at:].sigmoid(), reduction="none").sum(-1)
        each = each + GROUPS / 2 * groups
    if wanted.links is not None:
        each = each + LINKS / 2 * F.cross_entropy(links, wanted.links, reduction="none")
    return (each * wanted.sure).sum()

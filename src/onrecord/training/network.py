"""The network: a MiniLM encoder with anchor sigmoids for every token, and span heads that point from an anchor.

A claim is a pair (anchor token, effect), an event (trigger token, type), a disruption (first token, kind).
Source: the trial of readers (reader_trial §6); BERT layers after Devlin et al. 2019.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from onrecord.training import labels

HIDDEN, LAYERS, HEADS, FEED, POSITIONS, VOCABULARY = 384, 6, 12, 1536, 512, 30522
POINTER = 64  # width of a pointer's query and key
CASES = 4  # lower, Capitalised, UPPER, digit
CASE_TABLE = "embeddings.case_embeddings.weight"  # our own name beside those of a BERT
_QKV = ("query", "key", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPlan:
    """What one span head tells: its types, spans, classes, which spans' words the classes look at."""

    types: int
    spans: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]
    looks_at: tuple[str, ...]
    groups: int = 0
    linked: bool = False


PLANS = {
    "claims": HeadPlan(
        types=len(labels.EFFECTS),
        spans=labels.CLAIM_SPANS,
        classes=labels.CLAIM_CLASSES,
        looks_at=("effect", "victims", "source", "time"),
        groups=len(labels.GROUPS),
        linked=True,
    ),
    "events": HeadPlan(
        types=len(labels.EVENT_TYPES),
        spans=labels.EVENT_SPANS,
        classes=labels.EVENT_CLASSES,
        looks_at=("perpetrator", "time"),
    ),
    "disruptions": HeadPlan(
        types=len(labels.DISRUPTION_KINDS),
        spans=labels.DISRUPTION_SPANS,
        classes=labels.DISRUPTION_CLASSES,
        looks_at=("span",),
    ),
}


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, dropout: float) -> None:
        """Set up the weights."""
        super().__init__()
        self.qkv, self.out = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.up, self.down = nn.Linear(HIDDEN, FEED), nn.Linear(FEED, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Batch × tokens × width → the same; `mask` is 0 where a token may be looked at, very negative where not."""
        b, t = x.shape[0], x.shape[1]
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        if self.training:  # fused, twice as fast backwards; without dropout on the attention itself
            seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        else:
            scores = q @ k.transpose(-1, -2) / math.sqrt(HIDDEN // HEADS)
            seen = (scores if mask is None else scores + mask).softmax(-1) @ v
        seen = seen.transpose(1, 2).reshape(b, t, HIDDEN)
        x = self.norm1(x + self.drop(self.out(seen)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Wordpieces and their letter case → one vector a token."""

    def __init__(self, layers: int = LAYERS, dropout: float = 0.1) -> None:
        """Set up the weights; the case embedding starts at zero, so that the base model starts unchanged."""
        super().__init__()
        self.word, self.position = nn.Embedding(VOCABULARY, HIDDEN), nn.Embedding(POSITIONS, HIDDEN)
        self.kind, self.case = nn.Embedding(2, HIDDEN), nn.Embedding(CASES, HIDDEN)
        self.norm, self.drop = nn.LayerNorm(HIDDEN, eps=1e-12), nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        nn.init.zeros_(self.case.weight)

    def forward(self, ids: Tensor, case: Tensor, mask: Tensor | None, words: Tensor | None = None) -> Tensor:
        """Ids and case codes, batch × tokens → batch × tokens × width; `words` are the ids looked up already, else None."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = (self.word(ids) if words is None else words) + self.position(places) + self.kind.weight[0] + self.case(case)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def base_weights(self) -> dict[str, Tensor]:
        """Views of the weights under the names of a BERT's file, those of the letter case left out."""
        told: dict[str, Tensor] = {"embeddings.LayerNorm.weight": self.norm.weight, "embeddings.LayerNorm.bias": self.norm.bias}
        for name, table in (("word", self.word), ("position", self.position), ("token_type", self.kind)):
            told[f"embeddings.{name}_embeddings.weight"] = table.weight
        for i, layer in enumerate(self.layers):
            assert isinstance(layer, Layer)  # noqa: S101 (narrows the type)
            parts = {"attention.output.dense": layer.out, "attention.output.LayerNorm": layer.norm1}
            parts |= {"intermediate.dense": layer.up, "output.dense": layer.down, "output.LayerNorm": layer.norm2}
            for part in ("weight", "bias"):
                told |= {f"encoder.layer.{i}.{name}.{part}": getattr(module, part) for name, module in parts.items()}
                qkv = getattr(layer.qkv, part).chunk(3)
                told |= {f"encoder.layer.{i}.attention.self.{n}.{part}": w for n, w in zip(_QKV, qkv, strict=True)}
        return {name: weights.detach() for name, weights in told.items()}

    def load_base(self, path: Path) -> None:
        """Take over the weights of a BERT of the same shape from a safetensors file; the word table is then frozen.

        A file that `pretraining` wrote tells the letter case, too; in others that stays at zero.
        """
        raw = {k.removeprefix("bert."): v.float() for k, v in load_file(path).items()}
        for name, weights in self.base_weights().items():
            weights.copy_(raw[name])
        if CASE_TABLE in raw:
            self.case.weight.data.copy_(raw[CASE_TABLE])
        self.word.weight.requires_grad_(False)


def buckets(anchors: Tensor, tokens: int) -> Tensor:
    """Signed log distance of every token from each anchor, 0..23, anchors × tokens."""
    gap = torch.arange(tokens, device=anchors.device)[None, :] - anchors[:, None]
    size = gap.abs().float()
    step = torch.where(size < 4, size, 4 + (size.clamp(min=4) / 4).log() / math.log(64) * 7.99).clamp(max=11).long()
    return torch.where(gap < 0, 12 + step, step)


class SpanHead(nn.Module):
    """From anchors of one kind to their spans, classes and, for claims, the claim each is part of."""

    def __init__(self, plan: HeadPlan) -> None:
        """Set up the weights for a plan."""
        super().__init__()
        self.plan = plan
        self.pointers = 2 * len(plan.spans) + (1 if plan.linked else 0)
        self.sort = nn.Embedding(plan.types, HIDDEN)
        self.root, self.root_norm = nn.Linear(HIDDEN, HIDDEN), nn.LayerNorm(HIDDEN)
        self.query, self.key = nn.Linear(HIDDEN, self.pointers * POINTER), nn.Linear(HIDDEN, self.pointers * POINTER)
        self.salience, self.null = nn.Linear(HIDDEN, self.pointers), nn.Linear(HIDDEN, self.pointers)
        self.distance = nn.Parameter(torch.zeros(self.pointers, 24))
        self.mix = nn.Linear(HIDDEN * (2 + len(plan.looks_at)), 256)
        self.told = nn.Linear(256, sum(len(v) for v in plan.classes.values()) + plan.groups)
        self.drop = nn.Dropout(0.1)
        if plan.linked:
            self.child, self.parent = nn.Linear(256, POINTER), nn.Linear(256, POINTER)
            self.same = nn.Parameter(torch.zeros(1))
            self.order = nn.Parameter(torch.zeros(24))
        nn.init.normal_(self.sort.weight, std=0.05)

    def forward(self, hidden: Tensor, anchors: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """One passage: tokens × width, n anchors, n types → pointers n × spans·2 × tokens, classes, links n × (n+1).

        Token 0 of a pointer and column 0 of the links mean "none".
        """
        at = hidden[anchors]
        root = self.root_norm(F.gelu(self.root(at + self.sort(types))))
        n, t, p = anchors.shape[0], hidden.shape[0], self.pointers
        query = self.query(self.drop(root)).view(n, p, POINTER).permute(1, 0, 2)
        key = self.key(hidden).view(t, p, POINTER).permute(1, 2, 0)
        scores = (query @ key / math.sqrt(POINTER)).permute(1, 0, 2)
        scores = scores + self.salience(hidden).T[None] + self.distance[:, buckets(anchors, t)].permute(1, 0, 2)
        scores = torch.cat([self.null(root)[:, :, None], scores[:, :, 1:]], dim=2)
        looks = [scores[:, 2 * self.plan.spans.index(name)].softmax(-1) @ hidden for name in self.plan.looks_at]
        mixed = F.gelu(self.mix(self.drop(torch.cat([at, root, *looks], dim=1))))
        told = self.told(self.drop(mixed))
        return scores[:, : 2 * len(self.plan.spans)], told, self._links(scores, mixed, anchors, types)

    def _links(self, scores: Tensor, mixed: Tensor, anchors: Tensor, types: Tensor) -> Tensor:
        if not self.plan.linked:
            return scores[:, 0, :1]
        at = scores[:, -1]
        pairs = self.child(mixed) @ self.parent(mixed).T / math.sqrt(POINTER)
        pairs = pairs + at[:, anchors] + self.same * (types[:, None] == types[None, :]).to(pairs.dtype)
        pairs = pairs + self.order[buckets(anchors, scores.shape[2])[:, anchors]]
        pairs = pairs - 1e4 * torch.eye(anchors.shape[0], device=pairs.device)
        return torch.cat([at[:, :1], pairs], dim=1)


class Tokens(nn.Module):
    """What is said of every token: is it an anchor, and of what; does it lie inside a span; is the passage relevant."""

    def __init__(self) -> None:
        """Set up the weights; anchors are rare, so their bias starts low."""
        super().__init__()
        sizes = {"claims": len(labels.EFFECTS), "events": len(labels.EVENT_TYPES), "disruptions": len(labels.DISRUPTION_KINDS)}
        self.up = nn.ModuleDict({k: nn.Linear(HIDDEN, HIDDEN) for k in sizes})
        self.told = nn.ModuleDict({k: nn.Linear(HIDDEN, v + 1) for k, v in sizes.items()})  # the last: any of them
        self.inside = nn.Linear(HIDDEN, len(labels.INSIDE))
        self.relevance = nn.Sequential(nn.Linear(2 * HIDDEN, 128), nn.GELU(), nn.Dropout(0.1), nn.Linear(128, 1))
        self.drop = nn.Dropout(0.1)
        for module in self.told.values():
            assert isinstance(module, nn.Linear)  # noqa: S101 (narrows the type)
            nn.init.constant_(module.bias, -5.0)

    def forward(self, hidden: Tensor, real: Tensor | None) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        """Batch × tokens × width → logits by head, inside logits, relevance logits; `real` is 1 for tokens, 0 for padding."""
        anchors = {k: self.told[k](self.drop(F.gelu(self.up[k](hidden)))) for k in self.up}
        mean = hidden.mean(1) if real is None else (hidden * real[:, :, None]).sum(1) / real.sum(1, keepdim=True)
        return anchors, self.inside(hidden), self.relevance(torch.cat([hidden[:, 0], mean], dim=1)).squeeze(1)


class Network(nn.Module):
    """Encoder, token outputs and the three span heads."""

    def __init__(self, layers: int = LAYERS) -> None:
        """Set up the weights."""
        super().__init__()
        self.encoder, self.tokens = Encoder(layers), Tokens()
        self.heads = nn.ModuleDict({name: SpanHead(plan) for name, plan in PLANS.items()})

    def forward(self, ids: Tensor, case: Tensor, real: Tensor) -> tuple[Tensor, dict[str, Tensor], Tensor, Tensor]:
        """A padded batch → hidden vectors and the token outputs."""
        mask = (real[:, None, None, :] - 1) * 1e4
        hidden = self.encoder(ids, case, mask)
        return hidden, *self.tokens(hidden, real)

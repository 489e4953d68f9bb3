"""A checkpoint → the files that the run time reads: int8 ONNX encoder and heads, tokenizer, settings."""

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from onrecord.training import labels
from onrecord.training.fit import plain_tokenizer
from onrecord.training.network import HIDDEN, PLANS, Network, SpanHead

VERSION = "en-4"
_TYPES = {"claims": labels.EFFECTS, "events": labels.EVENT_TYPES, "disruptions": labels.DISRUPTION_KINDS}
_OPSET = 17
# Told by the first network alone: averaged, it was right less often whether an event had happened (development set).
ALONE = frozenset({"events"})


class _EncoderGraph(nn.Module):
    """Encoder and token outputs of each network for one window, without padding: vectors side by side, log-odds averaged."""

    def __init__(self, networks: Sequence[Network]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, ids: Tensor, case: Tensor) -> tuple[Tensor, ...]:
        hidden, told = [], []
        words = None
        for network in self.networks:
            assert isinstance(network, Network)  # noqa: S101 (narrows the type)
            words = network.encoder.word(ids) if words is None else words  # the word table is frozen, so they share it
            seen = network.encoder(ids, case, None, words)
            anchors, _, relevance = network.tokens(seen, None)
            hidden.append(seen[0])
            told.append([*(anchors[name][0] for name in PLANS), relevance])
        answers = zip((*PLANS, "relevance"), zip(*told, strict=True), strict=True)
        return _beside(hidden), *(_mean(values[:1] if name in ALONE else values) for name, values in answers)


class _HeadGraph(nn.Module):
    """One span head of some networks, each over its own vectors, the answers averaged; the links only where there are any."""

    def __init__(self, heads: Sequence[SpanHead], linked: bool) -> None:
        super().__init__()
        self.heads, self.linked = nn.ModuleList(heads), linked

    def forward(self, hidden: Tensor, anchors: Tensor, types: Tensor) -> tuple[Tensor, ...]:
        each = [hidden[:, at * HIDDEN : (at + 1) * HIDDEN] for at in range(len(self.heads))]
        answers = [head(seen, anchors, types) for head, seen in zip(self.heads, each, strict=True)]
        pointers, told, links = zip(*answers, strict=True)
        shares = pointers[0] if len(answers) == 1 else _mean([p.softmax(-1) for p in pointers]).clamp(min=1e-9).log()
        return (shares, _mean(told), _mean(links)) if self.linked else (shares, _mean(told))


def _beside(values: Sequence[Tensor]) -> Tensor:
    return values[0] if len(values) == 1 else torch.cat(list(values), dim=1)


def _mean(values: Sequence[Tensor]) -> Tensor:
    return values[0] if len(values) == 1 else torch.stack(list(values)).mean(0)


def export(checkpoints: Sequence[Path], base: Path, out: Path, *, int8: bool = True, version: str = VERSION) -> None:
    """Write the run-time files into `out`; `int8=False` keeps 32-bit floats, to measure what int8 costs.

    Several checkpoints become one reader, whose answers are the mean of theirs. Thresholds and calibration are those of the model
    that the package ships: they were chosen on the development set, and choosing them anew is a step of its own. `version`
    names the weights.
    """
    config = _config(version)
    out.mkdir(parents=True, exist_ok=True)
    networks = [network_of(checkpoint) for checkpoint in checkpoints]
    words = (torch.ones(1, 12, dtype=torch.long), torch.zeros(1, 12, dtype=torch.long))
    _write(_EncoderGraph(networks), words, _ENCODER, out / "encoder.onnx", int8)
    for name in PLANS:
        heads = [network.heads[name] for network in (networks[:1] if name in ALONE else networks)]
        example = (torch.randn(12, len(networks) * HIDDEN), torch.tensor([3, 5]), torch.tensor([0, 1]))
        outputs = ["pointers", "told", "links"] if PLANS[name].linked else ["pointers", "told"]
        graph = _HeadGraph([head for head in heads if isinstance(head, SpanHead)], PLANS[name].linked)
        _write(graph, example, (["hidden", "anchors", "types"], outputs), out / f"{name}.onnx", int8)
    plain_tokenizer(base).save(str(out / "tokenizer.json"), pretty=False)
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def network_of(checkpoint: Path) -> Network:
    """The network of a checkpoint, as it answers."""
    raw = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = Network(raw["plan"]["layers"])
    network.load_state_dict(raw["average"])
    network.eval()
    return network


_ENCODER = (["ids", "case"], ["tokens", *PLANS, "relevance"])
_AXES = {
    "ids": {1: "pieces"}, "case": {1: "pieces"}, "tokens": {0: "pieces"}, "claims": {0: "pieces"}, "events": {0: "pieces"},
    "disruptions": {0: "pieces"}, "hidden": {0: "pieces"}, "anchors": {0: "rows"}, "types": {0: "rows"},
    "pointers": {0: "rows", 2: "pieces"}, "told": {0: "rows"}, "links": {0: "rows", 1: "columns"},
}  # fmt: skip


def _write(
    graph: nn.Module, example: tuple[Tensor, ...], names: tuple[Sequence[str], Sequence[str]], path: Path, int8: bool
) -> None:
    axes = {name: _AXES[name] for side in names for name in side if name in _AXES}
    target = path.with_suffix(".fp32") if int8 else path
    torch.onnx.export(
        graph.eval(), example, str(target), input_names=list(names[0]), output_names=list(names[1]),
        dynamic_axes=axes, opset_version=_OPSET, dynamo=False,
    )  # fmt: skip
    if int8:
        # Per channel and with reduced range: of the variants tried, the one that changes decoded claims least.
        quantize_dynamic(str(target), str(path), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        target.unlink()


def _config(version: str) -> dict[str, object]:
    shipped = resources.files("onrecord.languages").joinpath("en", "tagger", "config.json")
    settings = json.loads(shipped.read_text(encoding="utf-8"))["settings"]
    heads = {
        name: {
            "types": list(_TYPES[name]),
            "spans": list(plan.spans),
            "classes": {k: list(v) for k, v in plan.classes.items()},
            "groups": list(labels.GROUPS) if plan.groups else [],
        }
        for name, plan in PLANS.items()
    }
    return {"version": version, "settings": settings, "heads": heads}

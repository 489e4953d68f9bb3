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

VERSION = "en-3"
_TYPES = {"claims": labels.EFFECTS, "events": labels.EVENT_TYPES, "disruptions": labels.DISRUPTION_KINDS}
_OPSET = 17


class _EncoderGraph(nn.Module):
    """Encoder and token outputs for one window, without padding."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, case: Tensor) -> tuple[Tensor, ...]:
        hidden = self.network.encoder(ids, case, None)
        anchors, _, relevance = self.network.tokens(hidden, None)
        return hidden[0], *(anchors[name][0] for name in PLANS), relevance


class _HeadGraph(nn.Module):
    """One span head; the links only where there are any."""

    def __init__(self, head: SpanHead) -> None:
        super().__init__()
        self.head = head

    def forward(self, hidden: Tensor, anchors: Tensor, types: Tensor) -> tuple[Tensor, ...]:
        pointers, told, links = self.head(hidden, anchors, types)
        return (pointers, told, links) if self.head.plan.linked else (pointers, told)


def export(checkpoint: Path, base: Path, out: Path, *, int8: bool = True, version: str = VERSION) -> None:
    """Write the run-time files into `out`; `int8=False` keeps 32-bit floats, to measure what int8 costs.

    Thresholds and calibration are those of the model that the package ships: they were chosen on the development set, and
    choosing them anew is a step of its own. `version` names the weights.
    """
    config = _config(version)
    out.mkdir(parents=True, exist_ok=True)
    raw = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = Network(raw["plan"]["layers"])
    network.load_state_dict(raw["average"])
    network.eval()
    words = (torch.ones(1, 12, dtype=torch.long), torch.zeros(1, 12, dtype=torch.long))
    _write(_EncoderGraph(network), words, _ENCODER, out / "encoder.onnx", int8)
    for name in PLANS:
        head = network.heads[name]
        assert isinstance(head, SpanHead)  # noqa: S101 (narrows the type)
        example = (torch.randn(12, HIDDEN), torch.tensor([3, 5]), torch.tensor([0, 1]))
        outputs = ["pointers", "told", "links"] if head.plan.linked else ["pointers", "told"]
        _write(_HeadGraph(head), example, (["hidden", "anchors", "types"], outputs), out / f"{name}.onnx", int8)
    plain_tokenizer(base).save(str(out / "tokenizer.json"), pretty=False)
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


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

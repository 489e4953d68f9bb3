"""Weights as the run time holds them (int8 ONNX) → a checkpoint that training can go on from.

Exported weights are rounded to 127 steps a channel, so what comes back differs from what was trained by at most half a step.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from onrecord.training.export import ALONE
from onrecord.training.network import PLANS, Network

GRAPHS = ("encoder.onnx", *(f"{name}.onnx" for name in PLANS))
_ROUNDED = "_quantized"
_TOLD = ("up", "told")  # what tells the anchors of a head
_UNNAMED = "onnx::Add_"  # a constant of the graph, numbered in the order of the networks: the table of token kinds


def checkpoints_of(weights: Path, base: Path, out: Path) -> list[Path]:
    """Write the checkpoint of every network in exported `weights` into the folder `out`; `base` is the encoder they came from.

    Raises ValueError where the files hold other weights than a network has.
    """
    graphs = {name: _graph_weights(weights / name) for name in GRAPHS}
    members = 1 + max(int(name.split(".")[1]) for name in graphs["encoder.onnx"] if name.startswith("networks."))
    return [_checkpoint(graphs, member, base, out / f"start-{member}.pt") for member in range(members)]


def _checkpoint(graphs: Mapping[str, Mapping[str, Tensor]], member: int, base: Path, out: Path) -> Path:
    told = graphs["encoder.onnx"]
    alone = {
        n: w for n, w in told.items() if n.startswith(tuple(f"networks.0.tokens.{part}.{a}." for part in _TOLD for a in ALONE))
    }
    found = {**dict(_renamed(alone, "networks.0.", "")), **dict(_renamed(told, f"networks.{member}.", ""))}
    for name in PLANS:  # what the first network tells alone, the others start from
        found.update(_renamed(graphs[f"{name}.onnx"], f"heads.{0 if name in ALONE else member}.", f"heads.{name}."))
    layers = 1 + max(int(name.split(".")[2]) for name in found if name.startswith("encoder.layers."))
    network = Network(layers)
    network.encoder.load_base(base / "model.safetensors")
    state = network.state_dict()
    kinds = sorted((int(name.removeprefix(_UNNAMED)), value) for name, value in found.items() if name.startswith(_UNNAMED))
    if member < len(kinds):
        found["encoder.kind.weight"] = torch.stack([kinds[member][1], state["encoder.kind.weight"][1]])
    # The base's own word table is exact; what only training looks at is not exported and starts anew.
    kept = {"encoder.word.weight", "tokens.inside.weight", "tokens.inside.bias"}
    odd = [n for n in state if n not in kept and (n not in found or found[n].shape != state[n].shape)]
    if odd:
        raise ValueError(
            f"The exported files hold no weights for {', '.join(odd[:5])}; export them with this version of OnRecord."
        )
    state.update({n: found[n] for n in state if n not in kept})
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"plan": {"layers": layers}, "average": state}, out)
    return out


def _renamed(weights: Mapping[str, Tensor], old: str, new: str) -> Iterator[tuple[str, Tensor]]:
    for name, value in weights.items():
        yield (new + name.removeprefix(old) if name.startswith(old) else name), value


def _graph_weights(path: Path) -> dict[str, Tensor]:
    """Every named weight of a graph as 32-bit floats; the weight of a product is named after the bias added to it."""
    graph = onnx.load(str(path)).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    found = {
        n: torch.from_numpy(v.astype(np.float32)) for n, v in held.items() if v.dtype == np.float32 and not n.endswith("_scale")
    }
    for name in held:
        if name.endswith(_ROUNDED):
            value = _unrounded(held, name.removesuffix(_ROUNDED))
            bias = _bias(readers[name][0], readers, held) if readers[name][0].op_type == "MatMulInteger" else None
            target = name.removesuffix(_ROUNDED) if bias is None else bias.removesuffix(".bias") + ".weight"
            found[target] = torch.from_numpy(value if bias is None else np.ascontiguousarray(value.T))
    return found


def _unrounded(held: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    whole, zero, scale = held[name + _ROUNDED], held[f"{name}_zero_point"], held[f"{name}_scale"]
    value: np.ndarray = ((whole.astype(np.int32) - zero.astype(np.int32)) * scale).astype(np.float32)
    return value


def _bias(node: onnx.NodeProto, readers: Mapping[str, list[onnx.NodeProto]], held: Mapping[str, np.ndarray]) -> str:
    """The bias that is added to a product, a few steps behind it."""
    product = node.name
    for _ in range(4):
        following = readers.get(node.output[0], [])
        if not following:
            break
        node = following[0]
        for name in node.input:
            if name in held and name.endswith(".bias"):
                return str(name)
    raise ValueError(f"No bias follows the product {product}; export the weights with this version of OnRecord.")

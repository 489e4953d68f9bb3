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

from onrecord.training.network import PLANS, Network

GRAPHS = ("encoder.onnx", *(f"{name}.onnx" for name in PLANS))
_ROUNDED = "_quantized"


def checkpoint_of(weights: Path, base: Path, out: Path) -> Path:
    """Write the checkpoint of exported `weights` to `out`; `base` is the encoder that they were trained from.

    Raises ValueError where the files hold other weights than the network has.
    """
    found = dict(_renamed(_graph_weights(weights / "encoder.onnx"), "network.", ""))
    for name in PLANS:
        found.update(_renamed(_graph_weights(weights / f"{name}.onnx"), "head.", f"heads.{name}."))
    layers = 1 + max(int(name.split(".")[2]) for name in found if name.startswith("encoder.layers."))
    network = Network(layers)
    network.encoder.load_base(base / "model.safetensors")
    state = network.state_dict()
    kind = [value for name, value in found.items() if name.startswith("onnx::Add")]  # a constant of the graph has no name
    if len(kind) == 1:
        found["encoder.kind.weight"] = torch.stack([kind[0], state["encoder.kind.weight"][1]])
    # The base's own word table is exact; what only training looks at is not exported and starts anew.
    kept = {"encoder.word.weight", "tokens.inside.weight", "tokens.inside.bias"}
    odd = [n for n in state if n not in kept and (n not in found or found[n].shape != state[n].shape)]
    if odd:
        raise ValueError(f"{weights} holds no weights for {', '.join(odd[:5])}; export them with this version of OnRecord.")
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

"""Vectors for the words of a text: one for each kind of word, then four layers that look at its neighbours.

The network and the weights are those of spaCy's tok2vec. What depends on a word alone is computed once a process and kept;
what depends on neighbours is computed with the pieces of each layer one behind the other, so that whole blocks are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]

_KEPT = 20_000  # kinds of words remembered, 8 MB: what a few thousand articles hold; then memory begins anew
_LEAST_VARIANCE = np.float32(1e-08)  # as in training


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """A maxout layer with its norm: the largest of `pieces` linear maps, to mean 0 and variance 1, then scaled and shifted."""

    weights: Floats  # (inputs, pieces * outputs), all outputs of a piece together
    bias: Floats
    gain: Floats
    shift: Floats
    pieces: int

    def __call__(self, rows: Floats) -> Floats:
        """The output for each row."""
        mapped = rows @ self.weights
        mapped += self.bias
        width = mapped.shape[1] // self.pieces
        best = mapped[:, :width]
        for piece in range(1, self.pieces):
            np.maximum(best, mapped[:, piece * width : (piece + 1) * width], out=best)
        centred = best - best.mean(axis=1, keepdims=True)
        variance = np.square(centred).mean(axis=1, keepdims=True)
        centred *= (variance + _LEAST_VARIANCE) ** np.float32(-0.5)
        centred *= self.gain
        centred += self.shift
        return np.asarray(centred, dtype=np.float32)


def layer_of(model: Any) -> Layer:  # Any: a thinc Model; its types do not say what it holds
    """The first maxout layer in the model with the norm behind it."""
    nodes = {node.name: node for node in model.walk()}
    maxout, norm = nodes["maxout"], nodes["layernorm"]
    weights = maxout.get_param("W")
    outputs, pieces, inputs = weights.shape
    return Layer(
        weights=np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, pieces * outputs)),
        bias=np.ascontiguousarray(maxout.get_param("b").T.reshape(-1)),
        gain=norm.get_param("G"),
        shift=norm.get_param("b"),
        pieces=pieces,
    )


class WordVectors:
    """The vector of each kind of word before it has neighbours. `attributes` are the features that tell words apart."""

    def __init__(self, embed: Any) -> None:  # Any: a thinc Model
        """Take the first half of a tok2vec model."""
        extract, _, tables, mix, _ = embed.layers
        self.attributes: list[int] = list(extract.attrs["columns"])
        self._tables = tables.layers[0]
        self._mix = layer_of(mix)
        self._known: dict[bytes, Floats] = {}

    def of(self, keys: Keys) -> Floats:
        """One row for each row of features. Each is computed alone, so that it never depends on what else was read."""
        names = [key.tobytes() for key in keys]
        known = self._known
        missing = {name: at for at, name in enumerate(names) if name not in known}
        if missing:
            if len(known) > _KEPT:
                known.clear()
                missing = {name: at for at, name in enumerate(names)}
            looked_up = self._tables.predict(np.ascontiguousarray(keys[list(missing.values())]))
            known.update((name, self._mix(row[None])[0]) for name, row in zip(missing, looked_up, strict=True))
        return np.array([known[name] for name in names])


class Encoder:
    """Gives the words of several texts the vectors that depend on their neighbours."""

    def __init__(self, encode: Any) -> None:  # Any: a thinc Model
        """Take the second half of a tok2vec model."""
        self._apart: int = encode.attrs["pad"]  # empty rows between two texts, so that they do not see each other
        self._layers = [layer_of(residual) for residual in encode.layers[0].layers]

    def __call__(self, rows: Floats, lengths: Sequence[int]) -> Floats:
        """The vectors, row by row; `lengths` says how many rows each text has."""
        words = np.concatenate([np.arange(n) + self._apart for n in lengths])
        before = np.cumsum([0, *(n + self._apart for n in lengths[:-1])])
        places = words + np.repeat(before, lengths)
        width = rows.shape[1]
        # One empty row more at each end, so that every row has two neighbours.
        held = np.zeros((int(places[-1]) + 1 + self._apart + 2, width), dtype=np.float32)
        inner = held[1:-1]
        inner[places] = rows
        step = held.strides[0]
        beside = np.lib.stride_tricks.as_strided(held, (len(inner), 3 * width), (step, held.itemsize))
        for layer in self._layers:
            inner += layer(beside)
        return np.asarray(inner[places], dtype=np.float32)

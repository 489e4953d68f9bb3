"""The encoder behind `gist.onnx`: the base encoder as it is, the mean of its vectors put on the main axes of general news.

Nothing is learned from labels. The axes are those along which the items of a news stream differ most, so that what all of them
have in common is taken off, and few numbers a report are enough.
"""

import gzip
import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from onrecord.training.fit import plain_tokenizer
from onrecord.training.network import Encoder

log = logging.getLogger(__name__)

AXES = 96  # numbers a report
PIECES = 96  # wordpieces read of it, as `extract.tagging.gist` reads them


class Told(nn.Module):
    """Wordpieces of one report → its numbers; `middle` and `axes` as found by `axes_of`."""

    def __init__(self, encoder: Encoder, middle: Tensor, axes: Tensor) -> None:
        """Set up with an encoder in which the letter case counts nothing."""
        super().__init__()
        self.encoder = encoder
        self.middle, self.axes = nn.Parameter(middle, requires_grad=False), nn.Parameter(axes, requires_grad=False)

    def forward(self, ids: Tensor) -> Tensor:
        """Ids, 1 × pieces → numbers."""
        hidden = self.encoder(ids, torch.zeros_like(ids), None)
        return (F.normalize(hidden[0].mean(0), dim=0) - self.middle) @ self.axes


def make_gist(base: Path, items: Path, out: Path, limit: int | None = None) -> Path:
    """Write `gist.onnx` (int8) into the folder `out`, from the base encoder and a file of feed items (items.jsonl.gz)."""
    encoder = Encoder()
    encoder.load_base(base / "model.safetensors")
    encoder.eval()
    tokenizer = plain_tokenizer(base)
    vectors = [_vector(encoder, tokenizer, words) for words in _words(items, limit)]
    log.info("%d items read", len(vectors))
    middle, axes = axes_of(vectors)
    told = Told(encoder, middle, axes).eval()
    out.mkdir(parents=True, exist_ok=True)
    whole = out / "gist32.onnx"
    shown = torch.randint(1000, 2000, (1, 20))
    names = {"input_names": ["ids"], "output_names": ["gist"], "dynamic_axes": {"ids": {1: "pieces"}}}
    torch.onnx.export(told, (shown,), str(whole), opset_version=17, dynamo=False, **names)
    quantize_dynamic(whole, out / "gist.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    whole.unlink()
    return out / "gist.onnx"


def axes_of(vectors: Sequence[np.ndarray]) -> tuple[Tensor, Tensor]:
    """The middle of vectors of length one, and the axes along which they differ most, as columns."""
    rows = np.stack(vectors).astype(np.float64)
    middle = rows.mean(0)
    _, _, axes = np.linalg.svd(rows - middle, full_matrices=False)
    return torch.tensor(middle, dtype=torch.float32), torch.tensor(axes[:AXES].T.copy(), dtype=torch.float32)


def _words(items: Path, limit: int | None) -> Iterator[str]:
    with gzip.open(items, "rt", encoding="utf-8") as lines:
        for line in list(lines)[:limit]:
            item = json.loads(line)
            yield f"{item.get('title') or ''}. {item.get('description') or ''}"


@torch.no_grad()
def _vector(encoder: Encoder, tokenizer: Tokenizer, words: str) -> np.ndarray:
    ids = torch.tensor([tokenizer.encode(words).ids[:PIECES]])
    told: np.ndarray = F.normalize(encoder(ids, torch.zeros_like(ids), None)[0].mean(0), dim=0).numpy()
    return told

"""The base encoder read on into reporting: hidden words guessed in unlabelled texts, before it learns from labels.

Masked words after Devlin et al. 2019 (BERT), going on in the field's own texts after Gururangan et al. 2020 ("Don't stop
pretraining"): whole words are hidden, 17 in a hundred; of their pieces 80 in a hundred are masked, 10 replaced, 10 left.
"""

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from onrecord.extract.tagging.tagger import case_codes
from onrecord.training.fit import plain_tokenizer
from onrecord.training.network import CASE_TABLE, HIDDEN, VOCABULARY, Encoder

log = logging.getLogger(__name__)

PIECES, SHORTEST, LONGEST_TEXT = 158, 24, 6000  # wordpieces a window without its ends; fewer are left out; characters a text
_FIRST_WORD = 1000  # ids below are marks and unused places of the vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read on: windows a step, the highest rate of the encoder (the guesser's is three times that), the share hidden."""

    batch: int = 24
    rate: float = 4e-4
    hidden: float = 0.17
    warm_up: float = 0.06
    clip: float = 1.0
    seed: int = 1
    threads: int = 2
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some wordpieces of a text, their case codes, and the number of the word that each belongs to."""

    ids: np.ndarray
    case: np.ndarray
    words: np.ndarray


class Guesser(nn.Module):
    """The encoder with an output that guesses hidden words by the encoder's own word table."""

    def __init__(self) -> None:
        """Set up the weights; the step before the word table starts as the identity."""
        super().__init__()
        self.encoder, self.up = Encoder(), nn.Linear(HIDDEN, HIDDEN)
        self.norm, self.bias = nn.LayerNorm(HIDDEN, eps=1e-12), nn.Parameter(torch.zeros(VOCABULARY))
        nn.init.eye_(self.up.weight)
        nn.init.zeros_(self.up.bias)

    def forward(self, ids: Tensor, case: Tensor, real: Tensor, hidden: Tensor) -> Tensor:
        """A padded batch and which of its pieces are hidden → scores over the vocabulary, a row a hidden piece."""
        told = self.encoder(ids, case, (real[:, None, None, :] - 1) * 1e4)
        return F.linear(self.norm(F.gelu(self.up(told[hidden]))), self.encoder.word.weight, self.bias)


def read_on(texts: Sequence[str], base: Path, out: Path, plan: Reading) -> Path:
    """Read texts once with the encoder of `base`; writes `out` as another such folder and returns it."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    chance = np.random.default_rng(plan.seed)
    tokenizer = plain_tokenizer(base)
    found = [window for text in texts for window in windows(tokenizer, text[:LONGEST_TEXT])][: plan.limit]
    guesser = Guesser()
    guesser.encoder.load_base(base / "model.safetensors")
    own = [p for name, p in guesser.named_parameters() if not name.startswith("encoder.")]
    encoder = [p for p in guesser.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": plan.rate}, {"params": own, "lr": 3 * plan.rate}], weight_decay=0.01, betas=(0.9, 0.98)
    )
    batches = list(_batches(found, plan))
    warm = max(1, int(plan.warm_up * len(batches)))
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.02, (1 - step / len(batches)) / (1 - plan.warm_up)), 1.0)
    )
    began, lost = time.monotonic(), 0.0
    for step, batch in enumerate(batches, 1):
        lost += _step(guesser, optimizer, _hide(batch, chance, tokenizer, plan), plan)
        pace.step()
        if step % 100 == 0:
            log.info("step %d/%d, loss %.3f, %.0f s", step, len(batches), lost / 100, time.monotonic() - began)
            lost = 0.0
    return _save(guesser.encoder, base, out)


def windows(tokenizer: Tokenizer, text: str) -> Iterator[Window]:
    """The text in windows of at most PIECES wordpieces, one after the other; a rest of under SHORTEST is left out."""
    cut = tokenizer.encode(text, add_special_tokens=False)
    ids, case = np.asarray(cut.ids, dtype=np.int64), np.asarray(case_codes(text, cut.offsets), dtype=np.int64)
    words = np.cumsum([not piece.startswith("##") for piece in cut.tokens])
    for at in range(0, len(ids) - SHORTEST + 1, PIECES):
        part = slice(at, at + PIECES)
        yield Window(ids=ids[part], case=case[part], words=words[part] - words[at])


def _batches(found: Sequence[Window], plan: Reading) -> Iterator[list[Window]]:
    """Shuffled batches of about equal length."""
    chance = random.Random(plan.seed)  # noqa: S311 (shuffling, not secrecy)
    order = list(found)
    chance.shuffle(order)
    for at in range(0, len(order), 48 * plan.batch):
        pool = sorted(order[at : at + 48 * plan.batch], key=lambda w: len(w.ids))
        chunks = [pool[i : i + plan.batch] for i in range(0, len(pool), plan.batch)]
        chance.shuffle(chunks)
        yield from chunks


def _hide(batch: Sequence[Window], chance: np.random.Generator, tokenizer: Tokenizer, plan: Reading) -> dict[str, Tensor]:
    first, last, mask = (cast("int", tokenizer.token_to_id(mark)) for mark in ("[CLS]", "[SEP]", "[MASK]"))
    shape = (len(batch), max(len(w.ids) for w in batch) + 2)
    ids, case = np.zeros((2, *shape), dtype=np.int64)
    real, hidden = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=bool)
    for row, window in enumerate(batch):
        end = len(window.ids) + 1
        ids[row, 0], ids[row, 1:end], ids[row, end] = first, window.ids, last
        case[row, 1:end], real[row, : end + 1] = window.case, 1
        hidden[row, 1:end] = (chance.random(window.words[-1] + 2) < plan.hidden)[window.words]
    wanted, drawn = ids[hidden], chance.random(shape)
    ids[hidden & (drawn < 0.8)] = mask
    other = hidden & (drawn >= 0.9)
    ids[other] = chance.integers(_FIRST_WORD, VOCABULARY, int(other.sum()))
    arrays = {"ids": ids, "case": case, "real": real, "hidden": hidden, "wanted": wanted}
    return {name: torch.from_numpy(values) for name, values in arrays.items()}


def _step(guesser: Guesser, optimizer: torch.optim.Optimizer, batch: dict[str, Tensor], plan: Reading) -> float:
    optimizer.zero_grad(set_to_none=True)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores = guesser(batch["ids"], batch["case"], batch["real"], batch["hidden"])
        loss = F.cross_entropy(scores.float(), batch["wanted"])
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for p in guesser.parameters() if p.requires_grad], plan.clip)
    optimizer.step()
    return float(loss.detach())


def _save(encoder: Encoder, base: Path, out: Path) -> Path:
    """The base's folder again with the encoder's weights in place of its own, under the same names."""
    out.mkdir(parents=True, exist_ok=True)
    raw = load_file(base / "model.safetensors")
    prefix = "bert." if any(name.startswith("bert.") for name in raw) else ""
    known = {name: value for name, value in raw.items() if name.removeprefix("bert.") not in encoder.base_weights()}
    fresh = {f"{prefix}{name}": value.contiguous() for name, value in encoder.base_weights().items()}
    save_file(cast("dict[str, Tensor]", {**known, **fresh, CASE_TABLE: encoder.case.weight.detach()}), out / "model.safetensors")
    (out / "tokenizer.json").write_bytes((base / "tokenizer.json").read_bytes())
    return out

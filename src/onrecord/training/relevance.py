"""The relevance output alone, refitted over a frozen encoder: minutes instead of an hour, for labels that tell nothing else."""

import logging
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 (torch's own name for it)

from onrecord.training.examples import example, pieces_of
from onrecord.training.fit import plain_tokenizer
from onrecord.training.labels import Passage, passages
from onrecord.training.network import Network

log = logging.getLogger(__name__)

EPOCHS, BATCH, RATE = 8, 64, 5e-4
OFTEN = 3  # times that a passage which teaches relevance only is shown a pass, because such passages are few


def refit_relevance(labels: Sequence[Path], only: Sequence[Path], base: Path, work: Path, seed: int = 20261126) -> Path:
    """Refit the relevance output of the checkpoint `work/last.pt` on all passages of the label files; returns the checkpoint.

    `only` are label files that teach relevance and nothing else; their passages are shown three times as often.
    The average weights are used and replaced; nothing but the relevance output changes.
    """
    torch.manual_seed(seed)
    raw = torch.load(work / "last.pt", map_location="cpu", weights_only=True)
    network = Network(raw["plan"]["layers"])
    network.load_state_dict(raw["average"])
    network.eval()
    full, few = _read(labels), _read(only)
    features, wanted = _features(network, [*full, *few], base)
    shown = [*range(len(full)), *OFTEN * list(range(len(full), len(full) + len(few)))]
    _fit(network, features[shown], wanted[shown], random.Random(seed))  # noqa: S311 (shuffling, not secrecy)
    head = {k: v.detach().clone() for k, v in network.state_dict().items() if k.startswith("tokens.relevance.")}
    raw["average"].update(head)
    torch.save(raw, work / "last.tmp")
    (work / "last.tmp").replace(work / "last.pt")
    return work / "last.pt"


def _read(labels: Sequence[Path]) -> list[Passage]:
    return [p for path in labels for p in passages(path.read_text(encoding="utf-8").split("\n"))]


@torch.no_grad()
def _features(network: Network, found: Sequence[Passage], base: Path) -> tuple[Tensor, Tensor]:
    """What the relevance output sees of each passage, and what it should say."""
    tokenizer = plain_tokenizer(base)
    rows, wanted = [], []
    for number, passage in enumerate(found):
        shown = example(passage, pieces_of(tokenizer, passage.text))
        hidden = network.encoder(torch.from_numpy(shown.ids)[None], torch.from_numpy(shown.case)[None], None)
        rows.append(torch.cat([hidden[:, 0], hidden.mean(1)], dim=1)[0])
        wanted.append(float(passage.relevant))
        if number % 500 == 499:
            log.info("%d of %d passages seen", number + 1, len(found))
    return torch.stack(rows), torch.tensor(wanted)


def _fit(network: Network, features: Tensor, wanted: Tensor, rng: random.Random) -> None:
    head = network.tokens.relevance.train()
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.05)
    order = list(range(len(wanted)))
    for epoch in range(EPOCHS):
        rng.shuffle(order)
        total = 0.0
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            loss = F.binary_cross_entropy_with_logits(head(features[rows]).squeeze(1), wanted[rows])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(rows)
        log.info("relevance epoch %d: %.4f", epoch + 1, total / len(order))
    head.eval()

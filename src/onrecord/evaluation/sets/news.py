"""General news: does the reader tell conflict from the rest of the news, and does it keep still where nobody is harmed?

Gold: 400 feed items of 2022, judged one by one from title and description (`news_judged.csv`: ids and judgements, no text). Half
were drawn by the hash of their id from the items with a word of harm or conflict, half from the others (three that were not in
English passed over); each counts for as many items as its half stands for. Three judged each for relevance, the first by the
annotation guide, two more without seeing its or the program's answers by the rules of docs/own_labels.md; the majority counts
(`relevant_by` has each vote). `unsure` marks items of which two said that a careful judge may see them otherwise, or on which the
three differ. `claims` is how many claims of harm, of any kind, the item makes, the same told in the headline and below it counted
twice, by the first judge; a death of age or illness is none.

A false claim is one that an irrelevant item yields beyond those it makes. A recall of .97 asks for the threshold at which it is
reached; the precision is taken there.
"""

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Extraction

JUDGED = Path(__file__).parent.parent / "news_judged.csv"
# How many of the 18,812 feed items each half stands for, over the 200 drawn from it.
WEIGHTS = {"harm_word": 5621 / 200, "other": 13191 / 200}
RECALL = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """One judged feed item: title and description, and how many items of the stream it stands for."""

    item_id: str
    text: str
    published: str | None
    weight: float
    relevant: bool
    unsure: bool
    claims: int

    def item(self) -> RawItem:
        """The item as it comes to the reader: title, empty line, description; its language is left for the reader to tell."""
        content = json.dumps({"id": self.item_id, "text": self.text}, ensure_ascii=False).encode()
        return RawItem(
            content=content,
            sha256=sha256_hex(content),
            media_type="application/json",
            source="news",
            external_id=self.item_id,
            given_text=self.text,
            published=self.published,
        )


def load(folder: Path) -> list[NewsItem]:
    """The judged items with their texts; InputError when the feed items are not there or lack a judged one."""
    path = folder / "data" / "news_feeds_2022" / "items.jsonl.gz"
    if not path.is_file():
        raise InputError(f"No feed items at {path}; give the folder that holds data/news_feeds_2022 with --folder.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = {row["id"]: row for row in map(json.loads, lines)}
    return [_item(judgement, texts.get(judgement["item"])) for judgement in judgements()]


def judgements() -> Iterator[dict[str, str]]:
    """The rows of `news_judged.csv`: item, stratum, relevant, unsure, claims, and the three votes on relevance and doubt."""
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _item(judgement: dict[str, str], row: dict[str, str] | None) -> NewsItem:
    if row is None:
        raise InputError(f"The feed items lack {judgement['item']}, which was judged; use the set the judgements were made on.")
    return NewsItem(
        item_id=row["id"],
        text=f"{row['title']}\n\n{row['description']}".strip(),
        published=row["published"],
        weight=WEIGHTS[judgement["stratum"]],
        relevant=judgement["relevant"] == "yes",
        unsure=judgement["unsure"] == "yes",
        claims=int(judgement["claims"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the reader said of an item: its relevance (0..1), its own verdict, and how many claims it made."""

    item: NewsItem
    relevance: float
    relevant: bool
    claims: tuple[str, ...]

    @property
    def false_claims(self) -> int:
        """Claims beyond those that an irrelevant item makes; 0 for a relevant one."""
        return 0 if self.item.relevant else max(0, len(self.claims) - self.item.claims)


@dataclass(slots=True)
class NewsReport:
    """Everything the reader said so far; grows by one item at a time."""

    told: list[Told] = field(default_factory=list)

    def add(self, item: NewsItem, extraction: Extraction | None) -> None:
        """Adds an item; one that could not be read counts as irrelevant and silent."""
        claims = tuple(f"{c.effect} {c.count.low}: {c.span.exact}" for c in extraction.claims) if extraction else ()
        self.told.append(
            Told(
                item=item,
                relevance=extraction.relevance if extraction else 0.0,
                relevant=bool(extraction and extraction.relevant),
                claims=claims,
            )
        )

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Plain values, weighted to the stream: relevance as decided and at recall .97, false claims, the worst examples."""
        irrelevant = [t for t in self.told if not t.item.relevant]
        weight = sum(t.item.weight for t in irrelevant)
        false = sum(t.item.weight * t.false_claims for t in irrelevant)
        return {
            "items": len(self.told),
            "relevant_items": len(self.told) - len(irrelevant),
            "relevance": _plain(decided(self.told)),
            "at_recall": at_recall(self.told, RECALL),
            "at_recall_without_unsure": at_recall([t for t in self.told if not t.item.unsure], RECALL),
            "false_claims_per_1000_irrelevant": round(1000 * false / weight, 2) if weight else None,
            "items_with_false_claims": sum(t.false_claims > 0 for t in irrelevant),
            "confusion": _confusion(self.told),
            "worst": [_example(t) for t in sorted(self.told, key=_badness, reverse=True)[:examples] if _badness(t)[0] > 0],
        }

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        plain = self.as_json(examples)
        lines = [
            f"{plain['items']} items, {plain['relevant_items']} relevant; all shares weighted to the stream they were drawn from",
            f"relevance as decided: P {plain['relevance']['p']} R {plain['relevance']['r']} F1 {plain['relevance']['f1']}",
            f"at recall {RECALL}: {_at(plain['at_recall'])}; without unsure items {_at(plain['at_recall_without_unsure'])}",
            f"false claims per 1,000 irrelevant items: {plain['false_claims_per_1000_irrelevant']}"
            f" (in {plain['items_with_false_claims']} items)",
            f"judged → decided: {json.dumps(plain['confusion'])}",
        ]
        lines += [json.dumps(worst, ensure_ascii=False, indent=1) for worst in plain["worst"]]
        return "\n".join(lines) + "\n"


def decided(told: Sequence[Told]) -> tuple[float, float]:
    """Weighted precision and recall of the reader's own verdict."""
    right = sum(t.item.weight for t in told if t.relevant and t.item.relevant)
    said, gold = sum(t.item.weight for t in told if t.relevant), sum(t.item.weight for t in told if t.item.relevant)
    return (right / said if said else 0.0, right / gold if gold else 0.0)


def at_recall(told: Sequence[Told], recall: float) -> dict[str, float] | None:
    """Weighted precision at the highest threshold of relevance that reaches the recall; None when nothing is relevant."""
    gold = sum(t.item.weight for t in told if t.item.relevant)
    for threshold in sorted({t.relevance for t in told}, reverse=True):
        passed = [t for t in told if t.relevance >= threshold]
        right = sum(t.item.weight for t in passed if t.item.relevant)
        if gold and right >= recall * gold:
            precision = right / sum(t.item.weight for t in passed)
            return {"threshold": threshold, "p": round(precision, 4), "r": round(right / gold, 4)}
    return None


def _plain(rates: tuple[float, float]) -> dict[str, float]:
    precision, recall = rates
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4)}


def _at(point: dict[str, float] | None) -> str:
    return f"P {point['p']} (threshold {point['threshold']})" if point else "nothing relevant"


def _confusion(told: Sequence[Told]) -> dict[str, dict[str, int]]:
    names = {True: "relevant", False: "irrelevant"}
    return {
        names[gold]: {names[said]: sum(t.item.relevant is gold and t.relevant is said for t in told) for said in (True, False)}
        for gold in (True, False)
    }


def _badness(told: Told) -> tuple[float, str]:
    """False claims first, then how far the relevance is off."""
    off = abs(told.item.relevant - told.relevance) if told.item.relevant is not told.relevant else 0.0
    return told.false_claims + off, told.item.item_id


def _example(told: Told) -> dict[str, Any]:
    return {
        "id": told.item.item_id,
        "text": told.item.text,
        "judged": "relevant" if told.item.relevant else "irrelevant",
        "unsure": told.item.unsure,
        "relevance": told.relevance,
        "claims_it_makes": told.item.claims,
        "claims_found": list(told.claims),
    }

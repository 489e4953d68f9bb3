"""General news of five days: which items tell of one happening, against 200 pairs that a person judged.

Gold: two sets of 200 pairs of feed items of 2022 (ids and judgements, no text), judged from title and description: the same when
what they tell first is one happening or one course of it (a shelled plant, an arrest, a flight). `unsure` pairs do not count.

train  `news_pairs.csv`, 4 to 8 March: parts of the pair score were set on it. Strata: `together` = joined when the pairs were
       drawn, `alike` and `near` = like in words, `told_alike` = one happening told in other words, `far` = few words in common,
       `clear` = none; the last two were drawn by the hash of their ids.
dev    `news_pairs_held_out.csv`, 4 to 8 July: nothing was set on it. Items with a word of harm, war or police; pairs ranked by
       the cosine of runs of four and five letters weighted by rarity, and drawn by the hash of their ids: `alike` = 85 of the
       first 170, `near` = 55 of the next 530, `far` = 35 of the next 2,300, `clear` = 25 of the rest. Judged before any answer
       of the program was looked at; commentary on a happening beside a report of it is `unsure`.

All items of the five days are read and reconciled; two items are together when they are told with one event.
"""

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.batch import share_out
from onrecord.evaluation.clustering.measures import Pair, Rates, pair_rates, pairs_of
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Register, View
from onrecord.settings import Settings

# The file of judgements, and the month of the days from the 4th to the 8th.
JUDGED = {"train": ("news_pairs.csv", "2022-03"), "dev": ("news_pairs_held_out.csv", "2022-07")}
Reconciler = Callable[[Register], View]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReport:
    """What came out: items read, judged pairs without the unsure ones, the rates, and per stratum right, wrong and missed."""

    items: int
    judged: int
    pairs: Rates
    strata: Mapping[str, tuple[int, int, int]]
    wrong: tuple[Pair, ...]

    def as_json(self, examples: int = 0) -> dict[str, Any]:
        """Plain values; `examples` pairs that are together and should not be, or the other way round."""
        strata = {s: {"together": n, "wrong": wrong, "missed": missed} for s, (n, wrong, missed) in self.strata.items()}
        return {"items": self.items, "judged": self.judged, "pairs": self.pairs.plain(), "strata": strata,
                "worst": [list(pair) for pair in self.wrong[:examples]]}  # fmt: skip

    def in_words(self, examples: int = 0) -> str:
        """The report as a few lines that a person compares with the last run."""
        plain = self.as_json(examples)
        rates = f"P {self.pairs.precision:.4f} R {self.pairs.recall:.4f} F1 {self.pairs.f1:.4f}"
        lines = [f"{self.items} items of five days, {self.judged} judged pairs: {rates}"]
        lines += [f"  {name:<11} {json.dumps(counts)}" for name, counts in plain["strata"].items()]
        lines += [" ".join(pair) for pair in plain["worst"]]
        return "\n".join(lines) + "\n"


def judgements(split: str) -> list[dict[str, str]]:
    """The judged pairs of `train` (learnt from) or `dev` (held out): one, other, stratum, judgement."""
    with (Path(__file__).parent.parent / JUDGED[split][0]).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def measure(folder: Path, split: str, reconciler: Reconciler, settings: Settings) -> PairReport:
    """Reads the items of the five days of the `split` under `folder`/data/news_feeds_2022; InputError when they are not there."""
    read = [o for o in share_out(_items(folder, split), settings) if o.document and o.extraction]
    names = {o.document.document_id: o.item.external_id or "" for o in read if o.document and o.item}
    register = Register(
        documents=tuple(o.document for o in read if o.document), extractions=tuple(o.extraction for o in read if o.extraction)
    )
    view = reconciler(register)
    found = pairs_of([names[d] for d in event.document_ids if d in names] for event in view.events)
    return rated(judgements(split), found, set(names.values()))


def rated(judged: list[dict[str, str]], found: set[Pair], known: set[str]) -> PairReport:
    """The judged pairs against those found; InputError where an item that was judged is not among the `known`."""
    sure = {(row["one"], row["other"]): row for row in judged if row["judgement"] != "unsure"}
    if missing := sorted({name for pair in sure for name in pair} - known):
        raise InputError(f"The feed items lack {missing[0]}, which was judged; use the set the judgements were made on.")
    gold = {pair for pair, row in sure.items() if row["judgement"] == "same"}
    together = found & sure.keys()
    strata: dict[str, tuple[int, int, int]] = {}
    for pair, row in sure.items():
        n, wrong, missed = strata.get(row["stratum"], (0, 0, 0))
        said, true = pair in together, pair in gold
        strata[row["stratum"]] = (n + said, wrong + (said and not true), missed + (true and not said))
    return PairReport(
        items=len(known),
        judged=len(sure),
        pairs=pair_rates(gold, together),
        strata=dict(sorted(strata.items())),
        wrong=tuple(sorted(gold ^ together)),
    )


def _items(folder: Path, split: str) -> Iterator[RawItem]:
    days = {f"{JUDGED[split][1]}-0{day}" for day in range(4, 9)}
    path = folder / "data" / "news_feeds_2022" / "items.jsonl.gz"
    if not path.is_file():
        raise InputError(f"No feed items at {path}; give the folder that holds data/news_feeds_2022 with --folder.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["published"][:10] in days:
                content = json.dumps(row, sort_keys=True).encode()
                yield RawItem(
                    content=content,
                    sha256=sha256_hex(content),
                    media_type="application/json",
                    source="news",
                    external_id=row["id"],
                    url=row["url"],
                    title=row["title"],
                    published=row["published"],
                    given_text=f"{row['title']}\n\n{row['description'] or ''}".strip(),
                )

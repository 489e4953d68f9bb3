"""Judged feed items as labelled passages that teach relevance only.

`news_learned.csv` holds ids and judgements, no text: 3,721 items of the stream of general news, none of them among the 400 that
the reader is measured by nor a retelling of one, judged by the rule of docs/own_labels.md. `unsure` marks those that a second
judge might see otherwise; they teach the likelier answer.
"""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

LEARNED = Path(__file__).parent / "news_learned.csv"
_LENGTH = 900  # characters: about one window of the tagger


def news_lines(items: Path) -> Iterator[str]:
    """Lines of a label file, one a judged item, from the feed items (`items.jsonl.gz`); KeyError when they lack one."""
    with gzip.open(items, "rt", encoding="utf-8") as lines:
        texts = {row["id"]: f"{row['title']}\n\n{row['description']}".strip()[:_LENGTH] for row in map(json.loads, lines)}
    with LEARNED.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            name, relevant = f"news-{row['item']}", row["relevant"] == "yes"
            empty: dict[str, list[object]] = {"claims": [], "events": [], "disruptions": []}
            yield json.dumps({"id": name, "doc": name, "text": texts[row["item"]], "relevant": relevant, **empty})

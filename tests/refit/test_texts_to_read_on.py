"""Unlabelled texts come from the files of collections, without what a measured set holds."""

import gzip
import json
from pathlib import Path

from onrecord.training.masking.texts import SHORTEST, texts_of

MEASURED = "Rebels shelled the bakery in Noshira at dawn, and four people in the queue were killed, the mayor said."
OTHER = "The provincial council met for six hours and put off its vote on the new bus station until March."


def test_texts_of_every_kind_are_read_once(tmp_path: Path) -> None:
    lines = [{"title": "A vote is put off", "text": OTHER}, {"title": "A vote is put off", "text": OTHER}, {"text": "Short."}]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with gzip.open(tmp_path / "feed.jsonl.gz", "wt", encoding="utf-8") as feed:
        feed.write(json.dumps({"title": "Rain", "description": "It rained for three days in the whole of the valley."}))
    (tmp_path / "paper.xml").write_text(f"<articles><text>{OTHER} It ate &amp; drank.</text></articles>", encoding="utf-8")
    found = texts_of([tmp_path / "rows.jsonl", tmp_path / "feed.jsonl.gz", tmp_path / "paper.xml"], [])
    assert sorted(found) == [
        f"A vote is put off\n{OTHER}",
        "Rain\nIt rained for three days in the whole of the valley.",
        f"{OTHER} It ate & drank.",
    ]
    assert all(len(text) >= SHORTEST for text in found)


def test_texts_that_hold_a_measured_passage_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "dev.jsonl").write_text(json.dumps({"text": MEASURED}) + "\n", encoding="utf-8")
    (tmp_path / "one.txt").write_text(f"{OTHER}\n\n{MEASURED.upper()}", encoding="utf-8")
    (tmp_path / "two.txt").write_text(OTHER, encoding="utf-8")
    assert texts_of([tmp_path / "one.txt", tmp_path / "two.txt"], [tmp_path / "dev.jsonl"]) == [OTHER]


def test_order_is_the_same_every_time(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(
        "".join(json.dumps({"text": f"{OTHER} Number {n}."}) + "\n" for n in range(40)), encoding="utf-8"
    )
    assert texts_of([tmp_path / "rows.jsonl"], []) == texts_of([tmp_path / "rows.jsonl"], [])

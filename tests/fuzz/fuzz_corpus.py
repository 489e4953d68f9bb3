"""The inputs that fuzzing found to matter: each reached code that none before it did, or once made something fail."""

import base64
import json
import sys
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus.jsonl"


@cache
def kept() -> dict[str, tuple[bytes, ...]]:
    """Names of targets → inputs, from corpus.jsonl: a line each, `{"target", "input"}`, the input in base64."""
    found: dict[str, list[bytes]] = {}
    for line in CORPUS.read_text(encoding="utf-8").splitlines() if CORPUS.exists() else ():
        row = json.loads(line)
        found.setdefault(row["target"], []).append(base64.b64decode(row["input"]))
    return {name: tuple(inputs) for name, inputs in found.items()}


def keep(target: str, content: bytes) -> None:
    """Adds an input to the corpus."""
    row = {"target": target, "input": base64.b64encode(content).decode()}
    with CORPUS.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    keep(sys.argv[1], sys.stdin.buffer.read())

"""The weights of the encoder that puts into numbers what a report tells, and the tokenizer that it shares with the tagger."""

from importlib import resources
from pathlib import Path

NAMES = ("gist.onnx", "tokenizer.json")


def gist_files(language: str, folder: Path | None = None) -> tuple[bytes, bytes] | None:
    """Weights and tokenizer of a language, from a folder of weights (None = that of the package); None where it has none."""
    weights, tokenizer = (
        (folder or resources.files("onrecord.languages").joinpath(language, "tagger")).joinpath(n) for n in NAMES
    )
    return (weights.read_bytes(), tokenizer.read_bytes()) if weights.is_file() and tokenizer.is_file() else None

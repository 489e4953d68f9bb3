"""Unlabelled texts as the run time reads them: the sentences that speak of casualties, in windows."""

import random
from collections.abc import Iterable, Iterator

from onrecord.extract.gates import speaks_of_casualties
from onrecord.extract.tagging.tagger import rough_sentences
from onrecord.languages import load_lexicon
from onrecord.training.labels import Passage

LONGEST, SHORTEST = 900, 60  # characters of a window; shorter ones teach nothing
BRIEF = 600  # characters: shorter texts are taken whole, for what is relevant is told by them


def windows(texts: Iterable[str], most: int | None = None, seed: int = 5) -> list[Passage]:
    """At most `most` windows of the texts, drawn by chance; None = all. What they tell is for teachers to say."""
    found = [window for text in texts for window in _windows_of(text)]
    random.Random(seed).shuffle(found)  # noqa: S311 (shuffling, not secrecy)
    return [
        Passage(passage_id=f"window-{n}", text=text, relevant=False, claims=(), events=(), disruptions=())
        for n, text in enumerate(found[:most])
    ]


def _windows_of(text: str) -> Iterator[str]:
    plain = " ".join(text.split())
    if len(plain) < BRIEF:
        yield plain
        return
    window = ""
    for start, end in rough_sentences(plain):
        sentence = plain[start:end].strip()
        if not speaks_of_casualties(sentence, load_lexicon("en")):
            continue
        if window and len(window) + len(sentence) > LONGEST:
            yield window
            window = ""
        window = f"{window} {sentence}".strip()
    if len(window) >= SHORTEST:
        yield window

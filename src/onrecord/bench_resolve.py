"""Speed of finding and resolving places, times and actors: texts a second of one process, in processor time.

Texts are those of LGL and GeoWebNews where a folder with the labelled sets is given, else stretches of the prose that we ship.
Each kind is timed alone and all together, in the faster of two passes after a first one that fills what is kept.
"""

import json
import time
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

from onrecord.atlas.actors import load_actors
from onrecord.evaluation.sets.places import load_geowebnews, load_lgl
from onrecord.evaluation.world import document
from onrecord.model.documents import Document
from onrecord.model.mentions import Mention
from onrecord.resolve.actors import find_actors
from onrecord.resolve.moments import read_moments
from onrecord.resolve.places import survey_places
from onrecord.resolve.resolving import World, actor_context
from onrecord.resolve.toponyms.naming import name_places
from onrecord.store.gazetteer import open_gazetteer

WORDS = 330  # of a text; as many as those of LGL and GeoWebNews have on average
PASSES = 2


def bench_resolve(texts: int, cache: Path, folder: Path | None = None) -> str:
    """One line of JSON: texts, words_each, open_ms (gazetteer opened and asked), texts a second of each kind and together."""
    started = time.process_time()
    gazetteer = open_gazetteer(cache)
    gazetteer.named("Quetta")
    opened = time.process_time() - started
    docs = _labelled(folder) if folder is not None else _made(texts)
    world = World(gazetteer=gazetteer, actors=load_actors())

    def places(doc: Document) -> tuple[Mention, ...]:
        survey = survey_places(doc, world.gazetteer)
        name_places(survey.founds, survey.evidence, survey.mentions)
        return survey.mentions

    def together(doc: Document) -> None:
        found = places(doc)
        read_moments(doc, world.lexicon)
        find_actors(actor_context(doc, found, world))

    return json.dumps(
        {
            "bench": "resolve",
            "texts": len(docs),
            "words_each": round(sum(len(doc.text.split()) for doc in docs) / len(docs)),
            "open_ms": round(opened * 1000, 1),
            "places_s": _rate(docs, places),
            "times_s": _rate(docs, lambda doc: read_moments(doc, world.lexicon)),
            "actors_s": _rate(docs, lambda doc: _actors(doc, world)),
            "together_s": _rate(docs, together),
        }
    )


def _actors(doc: Document, world: World) -> None:
    find_actors(actor_context(doc, (), world))


def _rate(docs: Sequence[Document], work: Callable[[Document], object]) -> float:
    """Texts a second of processor time, in the fastest pass after the first."""
    spent = []
    for _ in range(PASSES + 1):
        started = time.process_time()
        for doc in docs:
            work(doc)
        spent.append(time.process_time() - started)
    return round(len(docs) / max(min(spent[1:]), 1e-9), 1)


def _labelled(folder: Path) -> list[Document]:
    return [document(text.text, url=text.url) for text in (*load_lgl(folder), *load_geowebnews(folder))]


def _made(texts: int) -> list[Document]:
    """Stretches of our own prose, each from another paragraph on; the same on every machine."""
    prose = (resources.files("onrecord") / "bench_prose.txt").read_text(encoding="utf-8").splitlines()
    made = []
    for start in range(texts):
        chosen: list[str] = []
        while sum(len(paragraph.split()) for paragraph in chosen) < WORDS:
            chosen.append(prose[(start + len(chosen)) % len(prose)])
        made.append(document("\n".join(chosen)))
    return made

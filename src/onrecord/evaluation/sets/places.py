"""Texts with marked place names: LGL (local news) and GeoWebNews (news of the world), each name with a GeoNames id or a point.

Of GeoWebNews the toponyms are taken, literal, associative and embedded, and not the common nouns ("the city", *_Expression).
The first line of each of its texts, title and address, holds no label in any of them: it was added after labelling.
Source: the annotation guide of GeoWebNews (Gritta et al. 2020) for its types.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex

_LEFT_OUT = frozenset({"Literal_Expression", "Non_Lit_Expression"})
_POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")
# Types in which a name stands for a place that things happen at; the others qualify, speak or name something else.
LITERAL = frozenset({"Literal", "Mixed", "Coercion", "Literal_Modifier", "Embedded_Literal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One marked name: where it stands (code points, half open), its GeoNames id or point (None = the other is given)."""

    start: int
    end: int
    kind: str
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """One text of a set with its marked names, in order; `url` None = not known.

    `told_from` is the code point from which on names were labelled; 0 = all of the text was.
    """

    case_id: str
    text: str
    marked: tuple[Marked, ...]
    url: str | None = None
    told_from: int = 0


def is_measured(text: MarkedText) -> bool:
    """Whether a text of GeoWebNews only measures: the other half, by hash, may be looked at and learned from."""
    return int(sha256_hex(f"geo half {text.case_id}".encode()), 16) % 2 == 1


def load_lgl(folder: Path, *, every: bool = False) -> list[MarkedText]:
    """The texts of geoparsing/lgl.xml; with `every` also marked names without a GeoNames id. InputError when it is not there."""
    path = folder / "data" / "geoparsing" / "lgl.xml"
    if not path.is_file():
        raise InputError(f"No labelled set at {path}; give the folder that holds data/geoparsing with --folder.")
    # The file is one that whoever measures put there; it is read with entities off by default (no DTD is loaded).
    return [_lgl_text(article, every) for article in ET.fromstring(path.read_bytes())]  # noqa: S314


def _lgl_text(article: ET.Element, every: bool) -> MarkedText:
    marked = []
    for toponym in article.iter("toponym"):
        tag, start, end = toponym.find("gaztag"), int(_text(toponym, "start")), int(_text(toponym, "end"))
        if tag is None:
            if every:
                marked.append(Marked(start=start, end=end, kind=""))
            continue
        marked.append(
            Marked(
                start=start,
                end=end,
                kind=_text(tag, "fclass"),
                geonames=int(tag.attrib["geonameid"]),
                latitude=float(_text(tag, "lat")),
                longitude=float(_text(tag, "lon")),
            )
        )
    text, number = _text(article, "text"), article.attrib["docid"]
    return MarkedText(case_id=number, text=text, marked=tuple(marked), url=article.findtext("url"))


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(name) or ""


def load_geowebnews(folder: Path) -> list[MarkedText]:
    """The texts of geoparsing/GeoWebNews (the half with even numbers); InputError when they are not there."""
    place = folder / "data" / "geoparsing" / "GeoWebNews"
    paths = sorted(place.glob("*.txt"), key=lambda path: int(path.stem))
    if not paths:
        raise InputError(f"No labelled set at {place}; give the folder that holds data/geoparsing with --folder.")
    return [_brat_text(path) for path in paths]


def _brat_text(path: Path) -> MarkedText:
    text = path.read_bytes().decode("utf-8")
    lines = path.with_suffix(".ann").read_text(encoding="utf-8").splitlines()
    notes = {cells[1].split()[1]: cells[2] for cells in (line.split("\t") for line in lines) if cells[0][:1] == "#"}
    marked = tuple(sorted(_brat(lines, notes), key=lambda m: (m.start, m.end)))
    return MarkedText(case_id=path.stem, text=text, marked=marked, told_from=text.find("\n") + 1)


def _brat(lines: list[str], notes: dict[str, str]) -> Iterator[Marked]:
    for cells in (line.split("\t") for line in lines):
        if cells[0][:1] != "T":
            continue
        kind, *offsets = cells[1].replace(";", " ").split()
        note = notes.get(cells[0], "").strip()
        point = _POINT.fullmatch(note)
        if kind in _LEFT_OUT or not (note.isdecimal() or point):
            continue
        yield Marked(
            start=int(offsets[0]),
            end=int(offsets[-1]),
            kind=kind,
            geonames=int(note) if note.isdecimal() else None,
            latitude=float(point[1]) if point else None,
            longitude=float(point[2]) if point else None,
        )

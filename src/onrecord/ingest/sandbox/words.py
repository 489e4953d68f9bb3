"""The text of Word files."""

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from onrecord.ingest.sandbox.frames import Frame, Plain
from onrecord.ingest.sandbox.tasks import MB, TaskError, open_zip, read_part, refuse_entities

DOCX_VERSION = "docx-2"
# The largest document.xml; the text of a book has two.
LARGEST_PART = 100 * MB
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_docx(carrier: BinaryIO, options: dict[str, Plain]) -> Iterator[Frame]:
    """One frame with the text: a paragraph a line, the cells of a row between bars; deleted and hidden words are left out."""
    with open_zip(io.BytesIO(carrier.read()), "broken_docx") as archive:
        body = _part(archive, "word/document.xml")
        if body is None:
            raise TaskError("broken_docx", "holds no document; save it anew as .docx")
        header: dict[str, Plain] = {"text": True, "by": DOCX_VERSION, "title": _title(_part(archive, "docProps/core.xml"))}
        header["comments"] = "word/comments.xml" in archive.namelist()
        notes = _part(archive, "word/footnotes.xml")
        blocks = [*_blocks(body), *(_blocks(notes) if notes else [])]
    yield Frame(header=header, body="\n".join(block for block in blocks if block.strip()).encode("utf-8", "replace"))


def _part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        part = archive.getinfo(name)
    except KeyError:
        return None
    content = read_part(archive, part, LARGEST_PART)
    if content is None:
        raise TaskError("archive_bomb", f"holds a part of over {LARGEST_PART // MB} MB and was refused")
    refuse_entities(content)
    return content


def _tree(markup: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        tree = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise TaskError("broken_docx", f"is damaged ({str(error)[:120]}); save it anew as .docx") from error
    return tree


def _title(core: bytes | None) -> str | None:
    words = (_tree(core).findtext(f".//{_DC}title") or "").split() if core else []
    return " ".join(words)[:1000] or None


def _blocks(markup: bytes) -> Iterator[str]:
    """The paragraphs and table rows in order."""
    tree = _tree(markup)
    etree.strip_elements(tree, _FALLBACK, with_tail=False)
    for element in tree.iter(f"{_W}p", f"{_W}tr"):
        if element.tag == f"{_W}tr":
            cells = [" ".join(" ".join(_run(p).split()) for p in cell.iter(f"{_W}p")) for cell in element.iterfind(f"{_W}tc")]
            yield "| " + " | ".join(cells) + " |" if any(cell.strip() for cell in cells) else ""
        elif next(element.iterancestors(f"{_W}tr"), None) is None:
            yield _run(element)


def _run(paragraph: etree._Element) -> str:
    parts = []
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if next(element.iterancestors(f"{_W}p"), None) is not paragraph or _is_hidden(element):
            continue
        name = element.tag.removeprefix(_W)
        parts.append((element.text or "") if name == "t" else {"tab": " ", "noBreakHyphen": "-"}.get(name, "\n"))
    return "".join(parts)


def _is_hidden(element: etree._Element) -> bool:
    """Whether Word does not show these words. Source: ECMA-376 part 1, 17.3.2.41 (vanish)."""
    run = next(element.iterancestors(f"{_W}r"), None)
    veil = run.find(f"{_W}rPr/{_W}vanish") if run is not None else None
    return veil is not None and veil.get(f"{_W}val", "true") not in ("false", "0", "off")

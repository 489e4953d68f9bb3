"""Readings kept beside a labelled set, so that what comes after reading can be measured again in minutes.

In: items and a folder. Out: what was read of each, from the folder where the same bytes were read there by a reader of that name
and version before. A reader that was changed without a new version is not told from the old one: delete the folder then.
"""

import gzip
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from onrecord import __version__
from onrecord.batch import share_out
from onrecord.model.documents import Document, RawItem
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import from_json, to_json
from onrecord.model.register import Extraction
from onrecord.pipeline import Outcome
from onrecord.settings import Settings

Kept = Mapping[str, tuple[Document, Extraction]]


def read_kept(items: Iterable[RawItem], settings: Settings, folder: Path | None) -> Iterator[Outcome]:
    """The outcome of every item, in order; `folder` None = all are read anew. Problems are not kept.

    Items that could not be read are read again each time. Raises InputError for a file in the folder that is damaged.
    """
    if folder is None:
        yield from share_out(items, settings)
        return
    wanted = list(items)
    path = folder / f"{_key(wanted, settings)}.jsonl.gz"
    kept = _load(path) if path.is_file() else {}
    read = share_out((item for item in wanted if item.sha256 not in kept), settings)
    found = {o.item.sha256: (o.document, o.extraction) for o in read if o.item and o.document and o.extraction}
    if found:
        kept = {**kept, **found}
        _save(path, kept)
    for item in wanted:
        document, extraction = kept.get(item.sha256, (None, None))
        yield Outcome(item=item, document=document, extraction=extraction)


def _key(items: Iterable[RawItem], settings: Settings) -> str:
    reader = f"{__version__} {settings.reader} {settings.weights}"
    return sha256_hex("\n".join([reader, *sorted(item.sha256 for item in items)]).encode())[:16]


def _load(path: Path) -> Kept:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        return {r["item"]: (from_json(Document, r["document"]), from_json(Extraction, r["extraction"])) for r in rows}
    except (OSError, EOFError, ValueError, LookupError) as trouble:
        raise InputError(f"The kept readings {path} are damaged ({trouble}); delete the file and read again.") from trouble


def _save(path: Path, kept: Kept) -> None:
    """Writes beside the file first, so that a run that is broken off leaves none half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    with gzip.open(beside, "wt", encoding="utf-8", compresslevel=3) as out:
        for name, (document, extraction) in kept.items():
            row = {"item": name, "document": to_json(document), "extraction": to_json(extraction)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    beside.replace(path)

"""What must hold in the file: the chain, the columns beside it, the archived bytes, every span, and the index tables."""

import zlib
from collections.abc import Iterator

from sqlalchemy import Connection, select

from onrecord.ledger.chain import Chain
from onrecord.ledger.checks import check_register, check_spans
from onrecord.ledger.replay import replay
from onrecord.model.documents import Document
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError, NotFoundError, StoreError
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import loads
from onrecord.model.problems import Problem
from onrecord.model.register import Entry, Erasure
from onrecord.store import indexing
from onrecord.store.lines import columns_of, kept_bytes, subject_of
from onrecord.store.tables import ENTRY, RAW


def unpacked(connection: Connection, sha256: str) -> bytes:
    """The archived bytes of that hash, verified; NotFoundError when they are not here, StoreError when they were damaged."""
    packed = connection.execute(select(RAW.c.content).where(RAW.c.sha256 == sha256)).scalar()
    if packed is None:
        raise NotFoundError(f"No bytes with the hash {sha256} are archived here; was a part of the register left out?")
    try:
        content = zlib.decompress(packed)
    except zlib.error as trouble:
        raise StoreError(f"The archived bytes {sha256} cannot be unpacked ({trouble}); restore a copy.") from trouble
    if sha256_hex(content) != sha256:
        raise StoreError(f"The archived bytes {sha256} do not match their hash; restore the register from a copy.")
    return content


def audit(connection: Connection) -> list[Problem]:
    """Everything that does not hold, the chain first; one reading of the file from its first entry to its last."""
    found: list[Problem] = []
    register = replay(_checked(connection, found))
    found += check_register(register)
    for name in indexing.differing(connection, register) if indexing.is_current(connection) else ():
        message = (
            f"The table {name} does not say what the ledger says; it was changed by hand. "
            f"Nothing is lost: drop the table, and the next `onrecord` command makes it anew."
        )
        found.append(_error(name, "index_differs", message))
    return list(dict.fromkeys(found))


def _checked(connection: Connection, found: list[Problem]) -> Iterator[Entry]:
    """The entries, with whatever is wrong with each added to `found`."""
    chain = Chain()
    repaired: set[str] = set()
    damaged: dict[str, Problem] = {}
    documents: dict[tuple[str, str], Document] = {}
    for row in connection.execute(select(ENTRY).order_by(ENTRY.c.sequence)).yield_per(200):
        try:
            entry = loads(Entry, row.record)
        except InputError as trouble:
            message = f"entry {row.sequence} cannot be read ({trouble}). Restore the register from a copy made before."
            found.append(_error("ledger", "chain_broken", message, row.entry_id))
            continue
        found += chain.take(entry, row.record)
        if any(getattr(row, name) != value for name, value in columns_of(entry).items()):
            message = f"entry {entry.sequence} says other things in its columns than in its line; restore a copy made before."
            found.append(_error("ledger", "columns_differ", message, entry.entry_id))
        if entry.document is not None:
            documents[entry.document.document_id, entry.document.text_version] = entry.document
        damaged.update(_bytes_damaged(connection, entry))
        if entry.extraction is not None:
            read = documents.get((entry.extraction.document_id, entry.extraction.text_version))
            found += check_spans(read, entry.extraction) if read else ()
        if entry.erasure is not None:
            found += _bytes_left(connection, entry.erasure)
        repaired.update(entry.repair.bytes_lost if entry.repair else ())
        yield entry
    found += chain.finish()
    found += (_known_loss(problem) if name in repaired else problem for name, problem in damaged.items())


def _bytes_damaged(connection: Connection, entry: Entry) -> Iterator[tuple[str, Problem]]:
    sha256 = kept_bytes(entry)
    if sha256 is not None:
        try:
            unpacked(connection, sha256)
        except (NotFoundError, StoreError) as trouble:
            yield sha256, _error(subject_of(entry), "bytes_damaged", str(trouble))


def _bytes_left(connection: Connection, erasure: Erasure) -> Iterator[Problem]:
    if connection.execute(select(RAW.c.sha256).where(RAW.c.sha256 == erasure.raw_sha256)).first():
        message = f"{erasure.document_id} was erased, but its bytes are still archived; run `onrecord archive erase` on it again."
        yield _error("archive", "erasure_incomplete", message, erasure.document_id)


def _known_loss(problem: Problem) -> Problem:
    """Said for good, and no error: the repair entry tells of it."""
    message = f"The archived bytes of {problem.source} were lost when the file was damaged; add the report again to have them."
    return Problem(source=problem.source, code="bytes_lost", message=message)


def _error(source: str, code: str, message: str, subject: str | None = None) -> Problem:
    return Problem(source=source, code=code, message=message, severity=ProblemSeverity.ERROR, subject=subject)

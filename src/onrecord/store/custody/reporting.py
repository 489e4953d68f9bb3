"""Writes the report by which somebody else verifies a register without OnRecord: ledger, bytes, seals, and a short program."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from onrecord.model.errors import InputError, NotFoundError, StoreError
from onrecord.store.auditing import unpacked
from onrecord.store.custody.captures import capture_line, captures_of
from onrecord.store.custody.sealing import SIGNATURE, Seal, public_pem, seals_of, signed_words
from onrecord.store.lines import last_entry
from onrecord.store.opening import make_folder
from onrecord.store.sqlite import Store
from onrecord.store.tables import ENTRY, RAW

README = """\
Verification report of an OnRecord register, written on {moment} UTC.

  ledger.jsonl     every line of the ledger as it is kept: reports, what was read from them, decisions, erasures
  captures.jsonl   where and when the bytes of each report came in
  raw/             the bytes of the reports, each named by its SHA-256{without}
  seals/           signatures and time stamps over the chain, with the words they cover
  verify.py        recomputes all of it: python3 -I verify.py

The ledger has {entries} entries and ends with
  {head}
Compare this with what you were told by another way, or with a seal: a chain alone does not show that its end was cut off.

How a line is hashed: SHA-256 over the line in UTF-8, without its line break, with the 64 digits of its own "entry_id" taken out.
"previous" is the entry_id of the line before. A line of the kind "redacted" was erased: its words are gone, its hash stayed, and
a later line of the kind "erasure" says why. "raw_sha256" in a document is the name of its file in raw/; a line with a "capture"
and no document tells of bytes that could not be read, and "sha256" in it names their file.

A signature (seals/N.words, N.sig, N.pub) verifies with openssl 3:
  openssl pkeyutl -verify -pubin -inkey N.pub -rawin -in N.words -sigfile N.sig
A time stamp (N.tsr) over the entry in N.words verifies with the certificate of the authority:
  openssl ts -verify -digest $(cat N.words) -in N.tsr -CAfile authority.pem

The report holds the reports themselves. Names of victims and witnesses may stand in them: pass it on with the same care.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What was written: entries, files of raw bytes, seals; the hash that the chain ends with; bytes that are lost."""

    entries: int
    files: int
    seals: int
    head: str
    lost: int


def report(store: Store, folder: Path, *, at: datetime, with_bytes: bool = True) -> Reported:
    """Writes the report into a new or empty folder. Raises InputError when the folder holds anything, NotFoundError when the
    register is empty, StoreError when the disk refuses.
    """  # fmt: skip
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is not empty; name a new folder, so that nothing else gets into the report.")
    make_folder(folder)
    try:
        with store.reading() as connection:
            head = last_entry(connection)
            if head is None:
                raise NotFoundError(f"{store.path} holds nothing yet; add reports first.")
            entries = _write(folder / "ledger.jsonl", (row.record for row in connection.execute(
                select(ENTRY.c.record).order_by(ENTRY.c.sequence)).yield_per(200)))  # fmt: skip
            _write(folder / "captures.jsonl", map(capture_line, captures_of(connection)))
            files, lost = _bytes(connection, folder / "raw") if with_bytes else (0, 0)
            seals = sum(_seal(folder / "seals", number, seal) for number, seal in enumerate(seals_of(connection), start=1))
        program = resources.files("onrecord.store.custody").joinpath("verify.py").read_text(encoding="utf-8")
        (folder / "verify.py").write_text(program, encoding="utf-8")
        without = "" if with_bytes else " (left out of this report)"
        words = README.format(moment=f"{at.astimezone(UTC):%Y-%m-%d %H:%M}", without=without, entries=entries, head=head.entry_id)
        (folder / "README.txt").write_text(words, encoding="utf-8")
    except OSError as trouble:
        raise StoreError(f"{folder} cannot be written ({trouble.strerror}); check the space and the permissions.") from trouble
    return Reported(entries=entries, files=files, seals=seals, head=head.entry_id, lost=lost)


def _write(path: Path, lines: Iterator[str]) -> int:
    number = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(f"{line}\n")
            number += 1
    return number


def _bytes(connection: Connection, folder: Path) -> tuple[int, int]:
    folder.mkdir()
    written = lost = 0
    for sha256 in list(connection.execute(select(RAW.c.sha256)).scalars()):
        try:
            (folder / sha256).write_bytes(unpacked(connection, sha256))
            written += 1
        except StoreError:
            lost += 1  # verify.py will say which
    return written, lost


def _seal(folder: Path, number: int, seal: Seal) -> int:
    folder.mkdir(exist_ok=True)
    name = folder / f"{number:04}"
    if seal.kind == SIGNATURE:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal.maker or ""))
        name.with_suffix(".words").write_bytes(signed_words(seal.sequence, seal.entry_id, seal.made_at))
        name.with_suffix(".sig").write_bytes(seal.content)
        name.with_suffix(".pub").write_bytes(public_pem(key))
    else:
        name.with_suffix(".words").write_text(seal.entry_id, encoding="ascii")
        name.with_suffix(".tsr").write_bytes(seal.content)
    return 1

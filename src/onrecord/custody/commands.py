"""`onrecord archive`: pack, copy, prove, stamp and erase what is on record."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord import __version__
from onrecord.model.errors import InputError
from onrecord.options import Instant, settings_of, speaks_up, store_option

if TYPE_CHECKING:
    from onrecord.store.sqlite import Store

FILE = click.Path(path_type=Path)
by_option = click.option("--by", envvar="ONRECORD_REVIEWER", help="Who decides: a name or a sign; or set ONRECORD_REVIEWER.")


def _opened(store: Path | None) -> "Store":
    from onrecord.store.sqlite import Store

    return Store.open(settings_of(store=store).store, create=False)


def _tell(words: str) -> None:
    click.echo(f"onrecord: {words}", err=True)


@click.group()
def archive() -> None:
    """Keep evidence: pack the sources, write proofs for others, sign, back up, restore, erase."""


@archive.command("export")
@click.argument("target", metavar="FILE.wacz", type=FILE)
@store_option
@speaks_up
def export_package(target: Path, store: Path | None) -> None:
    """Pack the archived bytes as a WACZ file, which replays in a browser and comes back in with `onrecord add`."""
    from onrecord.store.custody.packing import pack

    with _opened(store) as opened:
        made = pack(opened, target, created=datetime.now(UTC), software=f"OnRecord {__version__}")
    _tell(f"wrote {target}: {made.captures} captures, {made.pages} of them pages with a web address")
    if made.lost:
        _tell(f"{made.lost} captures were left out, because their bytes are lost; `onrecord check` says which")
    sys.exit(1 if made.lost else 0)


@archive.command()
@click.argument("package", metavar="FILE.wacz", type=FILE)
@speaks_up
def verify(package: Path) -> None:
    """Verify a WACZ file: sizes, hashes, and that its index leads to the records it names; exit 1 when anything is wrong."""
    from onrecord.store.custody.unpacking import verify_package
    from onrecord.terminal import tell_problems

    found = verify_package(package)
    tell_problems(found)
    click.echo(f"{package}: {len(found)} things do not hold" if found else f"{package}: everything holds")
    sys.exit(1 if found else 0)


@archive.command()
@click.argument("folder", type=FILE)
@click.option("--without-bytes", is_flag=True, help="Leave the bytes of the reports out; only the chain can be verified then.")
@store_option
@speaks_up
def report(folder: Path, without_bytes: bool, store: Path | None) -> None:
    """Write a folder by which others verify the register with nothing but Python: ledger, bytes, seals, a short program."""
    from onrecord.store.custody.reporting import report as write

    with _opened(store) as opened:
        made = write(opened, folder, at=datetime.now(UTC), with_bytes=not without_bytes)
    _tell(f"wrote {folder}: {made.entries} entries, {made.files} files of raw bytes, {made.seals} seals; `python3 -I verify.py`")
    if made.lost:
        _tell(f"the bytes of {made.lost} reports are lost and not in it; `onrecord check` says which")
    click.echo(made.head)
    sys.exit(1 if made.lost else 0)


@archive.command()
@click.argument("target", metavar="FILE", type=FILE)
@store_option
@speaks_up
def backup(target: Path, store: Path | None) -> None:
    """Write a verified copy of the register, also while others write to it; a file that is there is never overwritten."""
    from onrecord.store.custody.copying import backup as write

    with _opened(store) as opened:
        entries = write(opened, target)
    _tell(f"wrote {target}: {entries} entries, verified")


@archive.command()
@click.argument("copy", metavar="FILE", type=FILE)
@store_option
@speaks_up
def restore(copy: Path, store: Path | None) -> None:
    """Put a verified copy in the place of the register; the file that was there is set aside, not deleted."""
    from onrecord.store.custody.copying import restore as put_back

    target = settings_of(store=store).store
    aside = put_back(copy, target, at=datetime.now(UTC))
    _tell(f"{target} is now the copy {copy}, verified" + (f"; the file before it is {aside}" if aside else ""))


@archive.command()
@click.argument("sha256", metavar="HASH")
@click.argument("target", metavar="FILE", type=FILE)
@store_option
@speaks_up
def get(sha256: str, target: Path, store: Path | None) -> None:
    """Write archived bytes to FILE as they came in: HASH is their SHA-256, or the first digits that `onrecord problems` shows."""
    with _opened(store) as opened:
        name = opened.raw_name(sha256.removeprefix("sha256:").lower())
        content = opened.raw_bytes(name)
    try:
        with target.open("xb") as file:
            file.write(content)
    except FileExistsError as trouble:
        raise InputError(f"{target} is there already; name another file.") from trouble
    except OSError as trouble:
        raise InputError(f"{target} cannot be written ({trouble.strerror}); check the folder and the space.") from trouble
    _tell(f"wrote {target}: {len(content):,} bytes, verified against sha256 {name}")


@archive.command()
@click.argument("documents", metavar="DOCUMENT…", nargs=-1)
@click.option("--recorded-before", type=Instant(), help="Also every report recorded before this moment: for keeping periods.")
@click.option("--reason", required=True, help="Why; it stays on record for good, so it must not repeat what is erased.")
@by_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@store_option
@speaks_up
def erase(
    documents: tuple[str, ...], recorded_before: datetime | None, reason: str, by: str | None, yes: bool, store: Path | None
) -> None:
    """Erase reports for good: bytes, text, quotes and decisions on them leave the file; a tombstone stays in the ledger.

    Bytes that nothing could be read from are named as sha256:HASH.
    """
    from onrecord.store.custody.erasing import erase as erase_for_good
    from onrecord.store.custody.erasing import recorded_before as old_ones

    with _opened(store) as opened:
        old = old_ones(opened, recorded_before) if recorded_before is not None else ()
        wanted = tuple(dict.fromkeys((*documents, *old)))
        if not wanted:
            raise InputError("There is nothing to erase: name documents, as `onrecord documents` lists them.")
        if not yes:
            _ask(len(wanted))
        made = erase_for_good(opened, wanted, reason=reason, by=by or "", at=datetime.now(UTC))
        _sign(opened)
    _tell(f"erased {len(made.tombstones)} reports: {made.lines} lines blanked, {made.size} bytes gone, the file written anew")
    _tell("copies, backups and exports made before still hold them; erase there too")


def _sign(opened: "Store") -> None:
    """Signs the end of the chain where a key is set, so that it shows when the tombstone was written."""
    path = settings_of().signing_key
    if path is not None:
        from onrecord.store.custody.sealing import load_key, sign_head

        sign_head(opened, load_key(path), at=datetime.now(UTC))


def _ask(number: int) -> None:
    if not sys.stdin.isatty():
        raise InputError("There is no terminal to ask in; add --yes when you are sure: what is erased cannot be brought back.")
    if not click.confirm(f"Erase {number} reports for good? This cannot be undone.", err=True):
        raise InputError("Nothing was erased.")


@archive.command()
@store_option
@speaks_up
def seals(store: Path | None) -> None:
    """List the signatures and time stamps over the chain, with the entry each one covers."""
    from onrecord.store.custody.sealing import seals as kept

    with _opened(store) as opened:
        for seal in kept(opened):
            click.echo(
                f"{seal.made_at.isoformat()}  {seal.kind}  entry {seal.sequence}  {seal.entry_id}  {seal.maker or ''}".rstrip()
            )


@archive.group()
def key() -> None:
    """Make a key by which the end of the chain is signed after every `add`."""


@key.command("new")
@click.argument("target", metavar="FILE", type=FILE)
@speaks_up
def new_key(target: Path) -> None:
    """Make a signing key (Ed25519): the secret one in FILE, the public one in FILE.pub; then set `signing_key` to FILE."""
    from onrecord.store.custody.sealing import new_key as make

    click.echo(make(target))
    _tell(f"wrote {target} (keep it secret, and apart from the register) and {target}.pub; set signing_key = {str(target)!r}")


@archive.group()
def timestamp() -> None:
    """Have somebody else stamp the end of the chain (RFC 3161); the network is never touched."""


@timestamp.command("request")
@click.argument("target", metavar="FILE.tsq", type=FILE)
@store_option
@speaks_up
def timestamp_request(target: Path, store: Path | None) -> None:
    """Write the request that a time stamp authority answers, and print the hash that it is about."""
    from onrecord.store.custody.sealing import head_request

    with _opened(store) as opened:
        head, request = head_request(opened)
    if target.exists():
        raise InputError(f"{target} is there already; name another file.")
    target.write_bytes(request)
    click.echo(head)
    _tell(f"wrote {target}; send it to an authority, and keep the answer with `onrecord archive timestamp keep`")


@timestamp.command("keep")
@click.argument("response", metavar="FILE.tsr", type=FILE)
@store_option
@speaks_up
def timestamp_keep(response: Path, store: Path | None) -> None:
    """Keep an authority's answer beside the entry it stamps, after checking that it is about this register."""
    from onrecord.store.custody.sealing import keep_response

    try:
        content = response.read_bytes()
    except OSError as trouble:
        raise InputError(f"{response} cannot be read ({trouble.strerror}); name the file of the answer.") from trouble
    with _opened(store) as opened:
        seal = keep_response(opened, content, at=datetime.now(UTC))
    _tell(f"kept: it stamps entry {seal.sequence}, {seal.entry_id}")

"""Signs the end of the chain with a key of one's own (Ed25519), keeps time stamps of others, and verifies both.

A hash chain shows that lines fit each other; a signature shows that somebody with the key saw the chain end there, so that
cutting off its end, or writing all of it anew, is noticed. Source: RFC 8032 (Ed25519), RFC 5958 (PKCS #8 file).
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, insert, select

from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError, NotFoundError
from onrecord.model.hashing import content_id
from onrecord.model.problems import Problem
from onrecord.store.custody.timestamps import request_for, stamped_entry
from onrecord.store.lines import last_entry
from onrecord.store.sqlite import Store
from onrecord.store.tables import ENTRY, SEAL

SIGNATURE, TIME_STAMP = "ed25519", "rfc3161"
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A proof about the chain as it ended with one entry.

    `kind` is ed25519 or rfc3161. `made_at` is UTC. `maker` is the public key in hex for a signature, None for a time stamp.
    `content` is the signature or the time stamp response.
    """

    kind: str
    sequence: int
    entry_id: str
    made_at: datetime
    maker: str | None
    content: bytes


def signed_words(sequence: int, entry_id: str, made_at: datetime) -> bytes:
    """What is signed: plain lines that any other program can put together again."""
    return f"OnRecord chain head\n{sequence}\n{entry_id}\n{made_at.astimezone(UTC).isoformat()}\n".encode()


def new_key(path: Path) -> str:
    """Makes a key: the secret one at `path`, for the owner only, the public one beside it as NAME.pub; gives that one in hex.

    Raises InputError when a file is there already or cannot be written.
    """
    secret = Ed25519PrivateKey.generate()
    pem = secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        # Made for the owner only from its first moment; a key that is there is never overwritten.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            file.write(pem)
        public_path(path).write_bytes(public_pem(secret.public_key()))
    except FileExistsError as there:
        raise InputError(f"{path} is there already; a key is never overwritten, name another file.") from there
    except OSError as trouble:
        raise InputError(f"The key cannot be written to {path} ({trouble.strerror}); name another file.") from trouble
    return public_hex(secret.public_key())


def load_key(path: Path) -> Ed25519PrivateKey:
    """The secret key at `path`; InputError when there is none or it is of another kind."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as trouble:
        raise InputError(
            f"The signing key {path} cannot be read ({trouble.strerror}); make one with `onrecord archive key new`."
        ) from trouble
    except (ValueError, TypeError) as trouble:
        raise InputError(f"{path} holds no signing key; make one with `onrecord archive key new`.") from trouble
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{path} holds a key of another kind; make an Ed25519 one with `onrecord archive key new`.")
    return key


def own_public_key(path: Path) -> str:
    """The public key in hex that belongs to the secret one at `path`; from NAME.pub where the secret one is kept elsewhere."""
    public = public_path(path)
    if path.exists() or not public.exists():
        return public_hex(load_key(path).public_key())
    try:
        key = serialization.load_pem_public_key(public.read_bytes())
    except (OSError, ValueError) as trouble:
        raise InputError(
            f"{public} holds no public key ({trouble}); copy the one that was made with the signing key."
        ) from trouble
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(f"{public} holds a key of another kind; copy the one that was made with the signing key.")
    return public_hex(key)


def public_path(path: Path) -> Path:
    """Where the public key to a secret one lies."""
    return path.with_name(path.name + ".pub")


def public_hex(key: Ed25519PublicKey) -> str:
    """The public key as 64 hex digits."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as a PEM file, which openssl reads."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def sign_head(store: Store, key: Ed25519PrivateKey, *, at: datetime) -> Seal | None:
    """Signs the end of the chain; None when there is nothing to sign or this key has signed it already. `at` knows its zone."""
    maker = public_hex(key.public_key())
    with store.writing() as connection:
        head = last_entry(connection)
        if head is None:
            return None
        signed = (SEAL.c.entry_id == head.entry_id, SEAL.c.maker == maker)
        if connection.execute(select(SEAL.c.seal_id).where(*signed)).first():
            return None
        signature = key.sign(signed_words(head.sequence, head.entry_id, at))
        seal = Seal(kind=SIGNATURE, sequence=head.sequence, entry_id=head.entry_id, made_at=at, maker=maker, content=signature)
        write_seal(connection, seal)
        return seal


def head_request(store: Store) -> tuple[str, bytes]:
    """The hash of the entry at the end of the chain, and the request to stamp it. Raises NotFoundError for an empty register."""
    with store.reading() as connection:
        head = last_entry(connection)
    if head is None:
        raise NotFoundError(f"{store.path} holds nothing yet that could be stamped; add reports first.")
    return head.entry_id, request_for(head.entry_id)


def keep_response(store: Store, response: bytes, *, at: datetime) -> Seal:
    """Keeps a response with the entry that it stamps. Raises InputError when that entry is not in this register."""
    stamped = stamped_entry(response)
    with store.writing() as connection:
        sequence = connection.execute(select(ENTRY.c.sequence).where(ENTRY.c.entry_id == stamped)).scalar()
        if sequence is None:
            raise InputError(f"The response stamps {stamped[:16]}…, which is no entry of {store.path}; name the right register.")
        seal = Seal(kind=TIME_STAMP, sequence=sequence, entry_id=stamped, made_at=at, maker=None, content=response)
        write_seal(connection, seal)
        return seal


def write_seal(connection: Connection, seal: Seal) -> None:
    """Keeps a seal."""
    row = {
        "seal_id": content_id("seal", seal.kind, seal.entry_id, seal.maker, seal.content.hex()),
        "kind": seal.kind,
        "sequence": seal.sequence,
        "entry_id": seal.entry_id,
        "made_at": seal.made_at.astimezone(UTC).isoformat(),
        "maker": seal.maker,
        "content": seal.content,
    }
    connection.execute(insert(SEAL).prefix_with("OR IGNORE"), row)


def seals_of(connection: Connection) -> Iterator[Seal]:
    """Every seal, in the order of the entries they are about."""
    for row in connection.execute(select(SEAL).order_by(SEAL.c.sequence, SEAL.c.made_at, SEAL.c.seal_id)):
        yield Seal(kind=row.kind, sequence=row.sequence, entry_id=row.entry_id, maker=row.maker, content=row.content,
                   made_at=datetime.fromisoformat(row.made_at))  # fmt: skip


def seals(store: Store) -> tuple[Seal, ...]:
    """Every seal on record."""
    with store.reading() as connection:
        return tuple(seals_of(connection))


def check_seals(store: Store, trusted: str | None) -> list[Problem]:
    """What is wrong with the seals: a signature that does not fit, a sealed entry that is gone, or a key that is not yours.

    `trusted` is one's own public key in hex; None = every key is taken as it is.
    """
    found: list[Problem] = []
    with store.reading() as connection:
        for seal in seals_of(connection):
            at = connection.execute(select(ENTRY.c.entry_id).where(ENTRY.c.sequence == seal.sequence)).scalar()
            found += _check(seal, at, trusted)
    return found


def _check(seal: Seal, entry_id: str | None, trusted: str | None) -> Iterator[Problem]:
    when = f"{seal.made_at:%Y-%m-%d %H:%M} UTC"
    if entry_id != seal.entry_id:
        what = "is gone" if entry_id is None else "is another one now"
        yield _broken(seal, f"The chain was sealed at entry {seal.sequence} on {when}, and that entry {what}. "
                            f"Restore the register from a copy made before.")  # fmt: skip
    if seal.kind != SIGNATURE:
        if _stamped(seal) != seal.entry_id:
            yield _broken(seal, f"The time stamp of {when} does not stamp entry {seal.sequence}: it was changed or forged.")
        return
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal.maker or ""))
        key.verify(seal.content, signed_words(seal.sequence, seal.entry_id, seal.made_at))
    except (InvalidSignature, ValueError):
        yield _broken(seal, f"The signature of {when} over entry {seal.sequence} does not fit: it was changed or forged.")
        return
    if trusted is not None and seal.maker != trusted:
        message = f"The signature of {when} over entry {seal.sequence} is by another key than yours ({seal.maker})."
        yield Problem(source="seals", code="foreign_signature", message=message, subject=seal.entry_id)


def _stamped(seal: Seal) -> str | None:
    """The hash that a time stamp is about; None when it is none."""
    try:
        return stamped_entry(seal.content)
    except InputError:
        return None


def _broken(seal: Seal, message: str) -> Problem:
    return Problem(source="seals", code="seal_broken", message=message, severity=ProblemSeverity.ERROR, subject=seal.entry_id)

"""Time stamps by others over the end of the chain: writes the request, keeps the response, and says whether they belong together.

The network is never touched: the request goes to a time stamp authority by whatever way one chooses. Whether the authority's own
signature is right is for `openssl ts -verify`, which knows its certificates. Source: RFC 3161 §2.4 (DER of request and response).
"""

import re
from datetime import datetime

from sqlalchemy import select

from onrecord.model.errors import InputError, NotFoundError
from onrecord.store.custody.sealing import Seal, write_seal
from onrecord.store.lines import last_entry
from onrecord.store.sqlite import Store
from onrecord.store.tables import ENTRY

TIME_STAMP = "rfc3161"
# AlgorithmIdentifier of SHA-256 (2.16.840.1.101.3.4.2.1), as requests write it.
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
# MessageImprint in a response: that algorithm, with its empty parameters or without, then 32 bytes.
_IMPRINT = re.compile(rb"(?:\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00|"
                      rb"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01)\x04\x20(.{32})", re.DOTALL)  # fmt: skip
# PKIStatus at the head of a response: 0 = granted, 1 = granted with changes.
_STATUS = re.compile(rb"\x30(?:[\x00-\x7f]|\x81.|\x82..|\x83...)\x30[\x00-\x7f]\x02\x01(.)", re.DOTALL)
GRANTED = (0, 1)


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes([tag, len(content)]) + content  # all we write is shorter than 128 bytes


def request_for(entry_id: str) -> bytes:
    """The request to stamp an entry: its hash is the imprint itself, and the authority's certificate is asked for."""
    imprint = _der(0x30, _SHA256, _der(0x04, bytes.fromhex(entry_id)))
    return _der(0x30, _der(0x02, b"\x01"), imprint, _der(0x01, b"\xff"))


def head_request(store: Store) -> tuple[str, bytes]:
    """The hash of the entry at the end of the chain, and the request to stamp it. Raises NotFoundError for an empty register."""
    with store.reading() as connection:
        head = last_entry(connection)
    if head is None:
        raise NotFoundError(f"{store.path} holds nothing yet that could be stamped; add reports first.")
    return head.entry_id, request_for(head.entry_id)


def stamped_entry(response: bytes) -> str:
    """The hash that a response is about. Raises InputError when it is no response, was refused, or stamps no SHA-256."""
    status = _STATUS.match(response)
    if status is None:
        raise InputError("This is no time stamp response (RFC 3161, DER); ask for one with the file of the request.")
    if status[1][0] not in GRANTED:
        raise InputError(f"The authority refused the request (status {status[1][0]}); ask it why.")
    found = {str(imprint.hex()) for imprint in _IMPRINT.findall(response)}
    if len(found) != 1:
        raise InputError("The response stamps no single SHA-256; was it made for a request of OnRecord?")
    return found.pop()


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

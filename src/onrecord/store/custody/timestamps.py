"""Requests for time stamps and the answers to them, as bytes: what is asked, and which hash an answer stamps.

The network is never touched: the request goes to a time stamp authority by whatever way one chooses. Whether the authority's own
signature is right is for `openssl ts -verify`, which knows its certificates. Source: RFC 3161 §2.4 (DER of request and response).
"""

import re

from onrecord.model.errors import InputError

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

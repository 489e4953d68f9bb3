"""What parent and worker say to each other: a length, a line of JSON, then bytes. Nothing that could run as code."""

import json
import struct
from dataclasses import dataclass, field
from typing import BinaryIO

_LENGTHS = struct.Struct(">II")
# A header is a few names and numbers.
LONGEST_HEADER = 2**20

Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One message: plain values and bytes."""

    header: dict[str, Plain] = field(default_factory=dict)
    body: bytes = b""


def pack(frame: Frame) -> bytes:
    """The bytes of a message, all but its body."""
    head = json.dumps(frame.header).encode()
    return _LENGTHS.pack(len(head), len(frame.body)) + head


def lengths(start: bytes) -> tuple[int, int]:
    """The lengths of header and body, in bytes, that the first eight bytes of a message announce."""
    head, body = _LENGTHS.unpack(start)
    return head, body


START = _LENGTHS.size


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next message of a stream; None when it ended."""
    start = stream.read(START)
    if len(start) < START:
        return None
    head, body = lengths(start)
    header = json.loads(stream.read(head))
    return Frame(header=header, body=stream.read(body))


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Sends a message."""
    stream.write(pack(frame))
    stream.write(frame.body)
    stream.flush()

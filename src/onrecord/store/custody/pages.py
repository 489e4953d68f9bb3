"""Reads the rows of a damaged SQLite file page by page, without its indexes and trees, so that one broken page costs only itself.

What is read is not trusted: rows of the ledger and raw bytes prove themselves by their hashes. The log beside the file (WAL) is
read up to its last finished transaction. Source: SQLite, Database File Format §1.5 to §1.6, §2.1 and §4.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

Value = int | float | str | bytes | None

MAGIC = b"SQLite format 3\x00"
USUAL_PAGE = 4096
TABLE_LEAF, INDEX_LEAF, INDEX_INNER = 0x0D, 0x0A, 0x02
FILE_HEADER = 100
LOG_HEADER, FRAME_HEADER = 32, 24
LOG_MAGIC = (0x377F0682, 0x377F0683)
# Bytes of an integer by its serial type.
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as it stands on a page: its number (None on an index page) and its values."""

    page: int
    number: int | None
    values: tuple[Value, ...]


class Pages:
    """The pages of a file and of its log; use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Opens the file for reading; OSError when it cannot be."""
        self._file = path.open("rb")
        head = self._file.read(FILE_HEADER)
        self.header_holds = head.startswith(MAGIC) and len(head) == FILE_HEADER
        size = int.from_bytes(head[16:18], "big") if self.header_holds else USUAL_PAGE
        self.size = 65536 if size == 1 else size
        if self.size < 512 or self.size & (self.size - 1):
            self.header_holds, self.size = False, USUAL_PAGE
        self._usable = self.size - (head[20] if self.header_holds else 0)
        length = path.stat().st_size
        self.count = -(-length // self.size)
        # Only a header written by the last change may be believed about the number of pages.
        told = int.from_bytes(head[28:32], "big") if self.header_holds and head[24:28] == head[92:96] else 0
        log = path.with_name(path.name + "-wal")
        self._log_file = log.open("rb") if log.is_file() else None
        self._log = self._frames()
        self.count = max(self.count, *self._log, 0) if self._log else self.count
        self.missing = max(0, told - self.count) + (1 if length % self.size else 0)

    def __enter__(self) -> "Pages":
        """The pages themselves."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Closes the file and the log."""
        self._file.close()
        if self._log_file is not None:
            self._log_file.close()

    def _frames(self) -> dict[int, int]:
        """Where in the log the newest finished version of each page stands."""
        if self._log_file is None:
            return {}
        head = self._log_file.read(LOG_HEADER)
        if len(head) < LOG_HEADER or int.from_bytes(head[:4], "big") not in LOG_MAGIC:
            return {}
        if (size := int.from_bytes(head[8:12], "big")) != self.size:
            if self.header_holds or not size:
                return {}
            self.size = self._usable = size  # the file's own header is gone; the log still tells
        done: dict[int, int] = {}
        open_frames: dict[int, int] = {}
        at = LOG_HEADER
        while len(frame := self._log_file.read(FRAME_HEADER)) == FRAME_HEADER and frame[8:16] == head[16:24]:
            if len(self._log_file.read(self.size)) < self.size:
                break
            open_frames[int.from_bytes(frame[:4], "big")] = at + FRAME_HEADER
            if int.from_bytes(frame[4:8], "big"):  # the last frame of a transaction
                done.update(open_frames)
                open_frames.clear()
            at += FRAME_HEADER + self.size
        return done

    def page(self, number: int) -> bytes:
        """The bytes of a page, the first is 1; filled up with zeros where the file ends too early."""
        if number in self._log and self._log_file is not None:
            self._log_file.seek(self._log[number])
            return self._log_file.read(self.size)
        self._file.seek((number - 1) * self.size)
        return self._file.read(self.size).ljust(self.size, b"\x00")

    def rows(self) -> Iterator[Row]:
        """Every row of a table and every key of an index that can be read, in the order of the pages."""
        for number in range(1, self.count + 1):
            content = self.page(number)
            start = FILE_HEADER if number == 1 else 0
            kind = content[start]
            if kind in (TABLE_LEAF, INDEX_LEAF, INDEX_INNER):
                head = 12 if kind == INDEX_INNER else 8
                cells = int.from_bytes(content[start + 3 : start + 5], "big")
                for n in range(min(cells, (self.size - start - head) // 2)):
                    place = start + head + 2 * n
                    at = int.from_bytes(content[place : place + 2], "big")
                    if (row := self._cell(number, content, kind, at)) is not None:
                        yield row

    def _cell(self, page: int, content: bytes, kind: int, at: int) -> Row | None:
        """The row whose cell begins at `at`; None when it cannot be read."""
        try:
            at += 4 if kind == INDEX_INNER else 0
            length, at = _varint(content, at)
            number = None
            if kind == TABLE_LEAF:
                number, at = _varint(content, at)
            if length > self.count * self.size:
                return None  # a damaged length: no row is larger than the file
            return Row(page=page, number=number, values=_values(self._payload(content, at, length, kind)))
        except (IndexError, ValueError):
            return None

    def _payload(self, content: bytes, at: int, length: int, kind: int) -> bytes:
        """The bytes of a row, gathered from the pages they run over to; ValueError when one is missing."""
        usable = self._usable
        most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return content[at : at + length]
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= most else least
        parts, left = [content[at : at + here]], length - here
        following = int.from_bytes(content[at + here : at + here + 4], "big")
        while left > 0:
            if not 1 < following <= self.count:
                raise ValueError("a page of the row is missing")
            page = self.page(following)
            parts.append(page[4 : min(usable, 4 + left)])
            left -= usable - 4
            following = int.from_bytes(page[:4], "big")
        return b"".join(parts)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for n in range(8):
        byte = content[at + n]
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + n + 1
    return value << 8 | content[at + 8], at + 9


def _values(payload: bytes) -> tuple[Value, ...]:
    """The values of a row; ValueError when they do not fill it exactly."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise ValueError("the row is longer or shorter than its values")
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in (0, 8, 9):
        return (None, at) if kind == 0 else (kind - 8, at)
    if kind in INTEGERS:
        end = at + INTEGERS[kind]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    if kind == 7:
        return None, at + 8  # a fraction; nothing that is salvaged holds one
    if kind < 12:
        raise ValueError("no such kind of value")
    end = at + (kind - 12) // 2
    if end > len(payload):
        raise ValueError("the row ends before its value")
    return (payload[at:end] if kind % 2 == 0 else payload[at:end].decode("utf-8")), end

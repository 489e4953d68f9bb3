"""The bytes of an answer, unpacked piece by piece and never more of them than the rules allow."""

import zlib
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it has no types of its own

from onrecord.ingest.fetching.fetched import RefusedError
from onrecord.ingest.fetching.rules import FetchRules
from onrecord.ingest.intake import MB

# Unpacked at a time; what a bomb can make us hold beyond the limit.
PIECE = 64 * 1024
# What we ask servers to pack with; one that packs otherwise is refused.
ACCEPTED = "gzip, deflate, br"


class Unpacker(Protocol):
    """Takes packed bytes, gives unpacked ones, at most a piece at a time."""

    def feed(self, packed: bytes) -> bytes:
        """The next piece; call again with b"" until it gives nothing."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether the packed bytes have come to their end."""
        ...


class _Plain:
    is_done = True

    def feed(self, packed: bytes) -> bytes:
        return packed


class _Zlib:
    """gzip, and deflate with or without its zlib header, which servers mix up. Source: RFC 9110 section 8.4.1.2."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inner: zlib._Decompress | None = None

    def feed(self, packed: bytes) -> bytes:
        if self._inner is None:
            if not packed:
                return b""
            is_raw = self._wbits == zlib.MAX_WBITS and packed[0] & 0x0F != 8
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS if is_raw else self._wbits)
        if self._inner.eof:
            return b""  # bytes after the end are left out, as browsers do
        return self._inner.decompress(self._inner.unconsumed_tail + packed, PIECE)

    @property
    def is_done(self) -> bool:
        return self._inner is None or self._inner.eof


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, packed: bytes) -> bytes:
        if self._inner.is_finished():
            return b""
        return bytes(self._inner.process(packed, output_buffer_limit=PIECE))

    @property
    def is_done(self) -> bool:
        return bool(self._inner.is_finished())


def unpacker(encoding: str) -> Unpacker:
    """The unpacker for a Content-Encoding. Raises RefusedError for one that we did not ask for, and for several in a row."""
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Zlib(zlib.MAX_WBITS | 16)
        case "deflate":
            return _Zlib(zlib.MAX_WBITS)
        case "br":
            return _Brotli()
    what = f"is packed as {encoding[:40]!r}, which was not asked for; open it in a browser, save the page and add the file"
    raise RefusedError("unknown_packing", what)


class Body:
    """The unpacked bytes of one answer as they come in; every limit is checked at every piece."""

    def __init__(self, encoding: str, rules: FetchRules) -> None:
        """Empty so far. Raises RefusedError for an unknown encoding."""
        self._unpacker = unpacker(encoding)
        self._rules = rules
        self._pieces: list[bytes] = []
        self._sent = self._size = 0

    def take(self, packed: bytes) -> None:
        """A piece as it was sent. Raises RefusedError when it is broken, or when the whole gets too large."""
        self._sent += len(packed)
        if self._sent > self._rules.most_bytes:
            raise self._too_large()
        try:
            piece = self._unpacker.feed(packed)
            while piece:
                self._keep(piece)
                piece = b"" if isinstance(self._unpacker, _Plain) else self._unpacker.feed(b"")
        except (zlib.error, brotli.error) as trouble:
            raise RefusedError(
                "broken_packing", "is packed in a way that cannot be undone; try again later", is_final=False
            ) from trouble

    def _keep(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > self._rules.most_bytes:
            raise self._too_large()
        if self._size > MB and self._size > self._rules.ratio * self._sent:
            what = f"unpacks to over {self._rules.ratio} times what was sent, as an attack would; save the page and add the file"
            raise RefusedError("bomb", what)

    def _too_large(self) -> RefusedError:
        what = f"is over {self._rules.most_mb:g} MB, too large for one page; set fetch_mb if you trust it"
        return RefusedError("too_large", what)

    def whole(self) -> bytes:
        """All of it. Raises RefusedError when the packed bytes break off."""
        if not self._unpacker.is_done:
            raise RefusedError("broke_off", "broke off in the middle; try again later", is_final=False)
        return b"".join(self._pieces)

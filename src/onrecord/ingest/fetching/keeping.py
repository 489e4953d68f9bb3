"""Pages that were fetched before, with what the server needs to say "unchanged"; the folder may be deleted at any time.

The folder shows which addresses were looked at, so only its owner may look into it.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onrecord.ingest.intake import MB
from onrecord.model.hashing import sha256_hex

# A page of news is well under this; larger ones are fetched anew. And how many are kept, the oldest go first.
LARGEST_KEPT = 5 * MB
MOST_KEPT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page as it came: bytes, when (UTC), what the server called it, its validators (None = not given) and header lines."""

    content: bytes
    fetched_at: datetime
    media_type: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None
    headers: tuple[str, ...] = ()

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it changed. Source: RFC 9110 section 13.1."""
        both = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in both.items() if value}


class Shelf:
    """The kept pages in a folder, one file each; what cannot be read or written counts as not kept."""

    def __init__(self, folder: Path | None) -> None:
        """None = nothing is kept."""
        self._folder = folder
        self._count: int | None = None

    def find(self, address: str) -> Kept | None:
        """The page kept for an address; None = none, or it was damaged."""
        if self._folder is None:
            return None
        try:
            head, _, content = _place(self._folder, address).read_bytes().partition(b"\n")
            said = json.loads(head)
            if said["address"] != address or said["sha256"] != sha256_hex(content):
                return None
            return Kept(
                content=content,
                fetched_at=datetime.fromisoformat(said["fetched_at"]),
                media_type=said["media_type"],
                charset=said["charset"],
                etag=said["etag"],
                last_modified=said["last_modified"],
                headers=tuple(said["headers"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, address: str, page: Kept) -> None:
        """Keeps a page that the server gave a validator for; a full or read-only disk hinders nothing."""
        if self._folder is None or not page.conditions() or len(page.content) > LARGEST_KEPT:
            return
        said = {
            "address": address,
            "sha256": sha256_hex(page.content),
            "fetched_at": page.fetched_at.isoformat(),
            "media_type": page.media_type,
            "charset": page.charset,
            "etag": page.etag,
            "last_modified": page.last_modified,
            "headers": page.headers,
        }
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._make_room(self._folder)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".")
            with os.fdopen(handle, "wb") as stream:
                stream.write(json.dumps(said).encode("ascii") + b"\n" + page.content)
            Path(name).replace(_place(self._folder, address))

    def _make_room(self, folder: Path) -> None:
        self._count = sum(1 for _ in folder.iterdir()) if self._count is None else self._count + 1
        if self._count >= MOST_KEPT:
            oldest = sorted((path.stat().st_mtime, path) for path in folder.iterdir())
            for _, path in oldest[: MOST_KEPT // 4]:
                path.unlink(missing_ok=True)
            self._count = None


def _place(folder: Path, address: str) -> Path:
    return folder / hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()

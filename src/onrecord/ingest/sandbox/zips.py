"""The members of a zip archive, one after the other; what could harm is refused with the reason."""

import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from onrecord.ingest.sandbox.frames import Frame, Plain
from onrecord.ingest.sandbox.tasks import MB, TaskError, number_of, open_zip, read_part

# Deflate cannot shrink more than 1,032 times; text shrinks 3 to 20 times. Source: zlib technical details, "Maximum compression".
HIGHEST_RATIO = 200
# Smaller members may shrink as they like.
RATIO_FROM = MB


def read_members(carrier: BinaryIO, options: dict[str, Plain]) -> Iterator[Frame]:
    """A frame for each member: its name and bytes, or its name and why it is refused. Folders and hidden files are left out."""
    archive = open_zip(carrier, "broken_archive")
    members = [part for part in archive.infolist() if not part.is_dir() and not _is_hidden(part.filename)]
    most, total = number_of(options, "members"), 0
    for part in members[:most]:
        refusal = _refusal(part)
        if refusal is None:
            try:
                content = read_part(archive, part, number_of(options, "report_bytes"))
            except TaskError as error:
                refusal = (error.code, error.what)
            else:
                if content is None:
                    refusal = ("too_large", f"is over {number_of(options, 'report_bytes') // MB} MB unpacked and was not read")
        if refusal is not None:
            yield Frame(header={"name": part.filename[:500], "refused": refusal[0], "what": refusal[1]})
            continue
        total += len(content or b"")
        if total > number_of(options, "unpacked_bytes"):
            what = f"unpacks to more than {number_of(options, 'unpacked_bytes') // MB} MB; the rest was not read"
            raise TaskError("archive_bomb", f"{what}. Unpack it and add the folder if you trust it")
        yield Frame(header={"name": part.filename[:500]}, body=content or b"")
    if len(members) > most:
        what = f"holds {len(members):,} files, more than {most:,}; the rest was not read. Unpack it and add the folder"
        raise TaskError("too_many_members", what)
    if not members:
        raise TaskError("empty", "holds no files; nothing was read")


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in parts)


def _refusal(part: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Why a member is refused: its code and reason; None = it may be read."""
    name = part.filename.replace("\\", "/")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in PurePosixPath(name).parts or "\x00" in name:
        return "path_traversal", "names a place outside the archive, as only an attack does; it was refused"
    if stat.S_ISLNK(part.external_attr >> 16):
        return "link_skipped", "is a link and was not followed; put the file itself into the archive"
    if part.file_size > RATIO_FROM and part.file_size > HIGHEST_RATIO * max(1, part.compress_size):
        times = part.file_size // max(1, part.compress_size)
        return "archive_bomb", f"unpacks to {times:,} times its size, as only an attack does; it was refused"
    return None

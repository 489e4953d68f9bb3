"""What the tasks of the worker share: how they say what is wrong, and how a zip file is opened safely."""

import re
import zipfile
from typing import BinaryIO

from onrecord.ingest.sandbox.frames import Plain

MB = 2**20
_ENCRYPTED = 0x1
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class TaskError(Exception):
    """A file that cannot be read: a stable short code, and what is the matter, beginning with a verb."""

    def __init__(self, code: str, what: str) -> None:
        """Take both."""
        super().__init__(what)
        self.code, self.what = code, what


def number_of(options: dict[str, Plain], name: str) -> int:
    """A number among the options of a request."""
    return int(options[name] or 0)


def open_zip(carrier: BinaryIO, code: str) -> zipfile.ZipFile:
    """The archive. Raises TaskError with `code` when it is none, is cut off, or names its members in an impossible way."""
    try:
        return zipfile.ZipFile(carrier)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise TaskError(code, f"is damaged or cut off ({error}); nothing was read. Save or download it anew") from error


def read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes | None:
    """The bytes of a member; None when it is larger than `most`, whatever it declares. Raises TaskError when broken."""
    if part.flag_bits & _ENCRYPTED:
        raise TaskError("encrypted", "is protected by a password and was not read; save it without one")
    if part.file_size > most:
        return None
    try:
        with archive.open(part) as stream:
            content = stream.read(most + 1)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError) as error:
        raise TaskError("damaged", f"is damaged ({error}) and was not read") from error
    except Exception as error:  # zlib.error and its kin have no common parent
        raise TaskError("damaged", f"is damaged ({type(error).__name__}: {error}) and was not read") from error
    return None if len(content) > most else content


def refuse_entities(markup: bytes) -> None:
    """Raises TaskError when an XML part declares a document type: office files never do, and entities are how XML attacks."""
    plain = markup.replace(b"\x00", b"") if b"\x00" in markup[:64] else markup
    if _DECLARES.search(plain):
        what = "declares XML entities, by which a file can exhaust memory or read other files; it was refused"
        raise TaskError("xml_entities", what)

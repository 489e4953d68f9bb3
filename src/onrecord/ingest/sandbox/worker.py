"""The process that parses: it loads its libraries, shuts itself in, and then answers one request after the other.

Started by `keeping`; it reads requests on standard input and writes frames on standard output until its input ends.
"""

import codecs
import importlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from onrecord.ingest.sandbox import walls
from onrecord.ingest.sandbox.calls import close_calls
from onrecord.ingest.sandbox.frames import Frame, Plain, read_frame, write_frame
from onrecord.ingest.sandbox.tasks import TaskError

Task = Callable[[BinaryIO, dict[str, Plain]], Iterator[Frame]]
# Where the function of each task stands; a worker loads its own only, which is quicker and gives an attack less to use.
TASKS = {
    "pdf": ("pdfs", "read_pdf"),
    "docx": ("words", "read_docx"),
    "xlsx": ("sheets", "read_sheets"),
    "zip": ("zips", "read_members"),
    "warc": ("records", "read_warc"),
    "wacz": ("records", "read_wacz"),
}
DONE = "done"
# Libraries load these when they first need them, and by then no file can be opened.
MODULES = ("bz2", "datetime", "decimal", "email.utils", "lzma", "zlib", "_strptime")
CODECS = (
    "ascii",
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "latin-1",
    "cp1252",
    "cp437",
    "unicode_escape",
)


def main() -> None:
    """Serves one task until standard input ends. The first argument holds the task and the limits as JSON."""
    limits = json.loads(sys.argv[1])
    module, function = TASKS[limits["task"]]
    task: Task = getattr(importlib.import_module(f"onrecord.ingest.sandbox.{module}"), function)
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    for name in MODULES:
        importlib.import_module(name)
    for name in CODECS:
        codecs.lookup(name)
    walls.wall_in(int(limits["memory_bytes"]))
    write_frame(answers, Frame(header={"ready": True, "open_calls": close_calls()}))
    while (request := read_frame(requests)) is not None:
        for frame in _answers(task, request, float(limits["seconds"])):
            write_frame(answers, frame)


def _answers(task: Task, request: Frame, seconds: float) -> Iterator[Frame]:
    """The frames of one file, each with its own time, and one that says how it ended."""
    number = request.header.get("fd")
    carrier: BinaryIO = os.fdopen(int(number), "rb", closefd=False) if number is not None else io.BytesIO(request.body)
    walls.grant_cpu(seconds)
    try:
        for frame in task(carrier, request.header):
            yield frame
            walls.grant_cpu(seconds)
    except TaskError as error:
        yield Frame(header={DONE: True, "error": error.code, "what": error.what})
    except MemoryError:
        yield Frame(header={DONE: True, "error": "memory"})
    except Exception as error:  # whatever a library raises for a damaged file is the file's trouble, and it is said
        yield Frame(header={DONE: True, "error": "failed", "what": f"{type(error).__name__}: {str(error)[:200]}"})
    else:
        yield Frame(header={DONE: True})

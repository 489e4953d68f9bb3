"""Keeps the workers: hands them files, waits for frames, and stops a worker that takes too long or answers nonsense."""

import fcntl
import json
import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from onrecord.ingest.intake import MB, Carrier, Limits
from onrecord.ingest.sandbox.frames import LONGEST_HEADER, START, Frame, Plain, lengths, pack
from onrecord.model.errors import InputError

log = logging.getLogger(__name__)

# Loading the libraries takes half a second; on a machine that is busy, many times that.
PATIENCE_TO_START_S = 120.0
# The clock on the wall runs on while others use the processor, so it is given more than the processor's own.
WALL_TO_CPU = 4.0
# After so many files a worker is replaced, so that what one of them leaves behind does not last.
FILES_A_WORKER = 200
_START = "import sys; sys.path[:] = {path!r}; from onrecord.ingest.sandbox.worker import main; main()"


class ParsingError(InputError):
    """A file that the worker could not read, or that it was stopped for."""

    def __init__(self, code: str, what: str) -> None:
        """Take a stable short code, and what is the matter, beginning with a verb."""
        super().__init__(what)
        self.code, self.what = code, what

    def as_trouble(self, kind: str) -> tuple[str, str]:
        """Code and sentence for a Problem about a file of this kind ("PDF")."""
        return self.code, self.what.replace("this file", f"this {kind}")


class Sandbox:
    """The workers of one batch. Use as a context manager; a worker is started when the first file needs it."""

    def __init__(self, limits: Limits) -> None:
        """Take the limits for every worker."""
        self._limits = limits
        self._idle: dict[str, list[_Worker]] = {}

    def __enter__(self) -> "Sandbox":
        """The sandbox itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Ends the workers."""
        for workers in self._idle.values():
            while workers:
                workers.pop().stop()

    def run(self, task: str, carrier: Carrier) -> Iterator[Frame]:
        """The frames of a task over bytes or a file. Raises ParsingError when it cannot be read or was stopped."""
        if isinstance(carrier, Path):
            with carrier.open("rb") as stream:
                worker = _Worker(task, self._limits, stream)
                try:
                    yield from worker.answers(self._request(fd=stream.fileno()), b"")
                finally:
                    worker.stop()
            return
        idle = self._idle.setdefault(task, [])
        worker = idle.pop() if idle else _Worker(task, self._limits)
        is_whole = False
        try:
            yield from worker.answers(self._request(), carrier)
            is_whole = True
        except ParsingError as failure:
            is_whole = worker.is_alive and failure.code != "out_of_memory"
            raise
        finally:
            if is_whole and worker.files < FILES_A_WORKER:
                idle.append(worker)
            else:
                worker.stop()

    def _request(self, **more: Plain) -> dict[str, Plain]:
        limits = self._limits
        return {
            "report_bytes": limits.report_bytes,
            "unpacked_bytes": limits.unpacked_mb * MB,
            "members": limits.members,
            **more,
        }


class _Worker:
    """One process behind two pipes."""

    def __init__(self, task: str, limits: Limits, stream: BinaryIO | None = None) -> None:
        self._limits, self.files = limits, 0
        said = json.dumps({"task": task, "memory_bytes": limits.parse_memory_mb * MB, "seconds": limits.parse_seconds})
        path = [place for place in sys.path if place]
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter with our own words
            [sys.executable, "-I", "-c", _START.format(path=path), said],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
            pass_fds=(stream.fileno(),) if stream is not None else (),
        )
        self._pending = bytearray()
        self._widen()
        try:
            ready = self._frame(time.monotonic() + PATIENCE_TO_START_S)
            if ready.header.get("open_calls"):
                log.info("the parsing process keeps its limits, but its system calls stay open: %s", ready.header["open_calls"])
        except ParsingError as failure:
            self.stop()
            raise ParsingError(
                "sandbox_failed", "needs a process of its own to be read safely, and that did not start"
            ) from failure

    def _widen(self) -> None:
        """Lets the pipe hold a whole page, where the system can: fewer changes between the two processes."""
        if self._process.stdout is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):
                fcntl.fcntl(self._process.stdout, fcntl.F_SETPIPE_SZ, MB)

    @property
    def is_alive(self) -> bool:
        """Whether it can take another file."""
        return self._process.poll() is None

    def answers(self, request: dict[str, Plain], body: bytes) -> Iterator[Frame]:
        """The frames of one request, up to the one that says how it ended."""
        self.files += 1
        assert self._process.stdin is not None  # noqa: S101  # it was opened as a pipe
        try:
            self._process.stdin.write(pack(Frame(header=request, body=body)) + body)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._ended() from error
        while True:
            frame = self._frame(time.monotonic() + self._limits.parse_seconds * WALL_TO_CPU)
            if frame.header.get("done"):
                break
            yield frame
        code = frame.header.get("error")
        if code == "memory":
            raise self._out_of_memory()
        what = str(frame.header.get("what") or "")
        if code == "failed":
            raise ParsingError("damaged", f"is damaged ({what}); nothing more was read of it")
        if code is not None:
            raise ParsingError(str(code), what)

    def _frame(self, until: float) -> Frame:
        head, body = lengths(self._bytes(START, until))
        if head > LONGEST_HEADER or body > 2 * self._limits.report_bytes + 64 * MB:
            self.stop()
            raise ParsingError(
                "sandbox_failed", "made its parser answer nonsense, and that was stopped; the file may be an attack"
            )
        header = json.loads(self._bytes(head, until))
        return Frame(header=header, body=self._bytes(body, until))

    def _bytes(self, number: int, until: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101  # it was opened as a pipe
        source = self._process.stdout.fileno()
        while len(self._pending) < number:
            ready, _, _ = select.select([source], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                self.stop()
                raise self._too_slow()
            piece = os.read(source, MB)
            if not piece:
                raise self._ended()
            self._pending += piece
        with memoryview(self._pending) as view:  # so that the bytes are copied once
            taken = bytes(view[:number])
        del self._pending[:number]
        return taken

    def _ended(self) -> ParsingError:
        """Why a worker ended by itself: its processor time was up, or the file made the parser fail."""
        import signal

        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.returncode == -signal.SIGXCPU:
            return self._too_slow()
        if self._process.returncode in (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGTRAP):
            return self._out_of_memory()
        what = f"made its parser stop (code {self._process.returncode}); it is damaged or an attack, and the rest was not read"
        return ParsingError("parser_stopped", what)

    def _too_slow(self) -> ParsingError:
        seconds = f"{self._limits.parse_seconds:g}"
        what = f"took more than {seconds} s and was stopped; raise parse_seconds if you trust this file"
        return ParsingError("too_slow", what)

    def _out_of_memory(self) -> ParsingError:
        what = f"took more than {self._limits.parse_memory_mb} MB and was stopped; raise parse_memory_mb if you trust this file"
        return ParsingError("out_of_memory", what)

    def stop(self) -> None:
        """Ends the process and its pipes."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

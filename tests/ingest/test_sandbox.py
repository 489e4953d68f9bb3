"""The process that parses: what it may not do it cannot do, and what goes wrong in it is a Problem of one file."""

import io
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from onrecord.ingest.intake import Limits
from onrecord.ingest.sandbox.frames import Frame, read_frame, write_frame
from onrecord.ingest.sandbox.keeping import ParsingError, Sandbox

SOURCE = str(Path(__file__).resolve().parent.parent.parent / "src")
INSIDE = (
    "import os, sys; sys.path.insert(0, {source!r}); import socket\n"
    "from onrecord.ingest.sandbox.walls import wall_in, grant_cpu\n"
)


def inside(words: str, memory_mb: int = 600) -> subprocess.CompletedProcess[str]:
    start = INSIDE.format(source=SOURCE) + f"wall_in({memory_mb} * 2**20)\n"
    return subprocess.run([sys.executable, "-c", start + words], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        ("open('/etc/passwd')", "Too many open files"),
        ("open('stolen', 'w')", "Too many open files"),
        ("os.open('/tmp', os.O_RDONLY)", "Too many open files"),
        ("socket.socket()", "Too many open files"),
        ("os.pipe()", "Too many open files"),
        ("os.dup(0)", "Too many open files"),
        ("bytearray(2 * 2**30)", "MemoryError"),
    ],
)
def test_nothing_can_be_opened_and_memory_is_bounded(attempt: str, error: str) -> None:
    done = inside(attempt)
    assert done.returncode == 1
    assert error in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux closes calls")
@pytest.mark.parametrize(
    "attempt",
    ["os.close(0); open('/etc/passwd')", "os.close(0); socket.socket()", "os.execv('/bin/true', ['true'])",
     "os.close(0); os.memfd_create('x')", "os.unlink('/tmp/none')", "os.kill(os.getppid(), 0)"],
)  # fmt: skip
def test_calls_stay_closed_even_where_a_number_of_a_file_is_free(attempt: str) -> None:
    start = INSIDE.format(source=SOURCE) + "from onrecord.ingest.sandbox.calls import close_calls\n"
    words = f"{start}wall_in(600 * 2**20)\nassert close_calls() is None, close_calls()\nprint('closed')\n{attempt}"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, timeout=60)
    if "AssertionError" in done.stderr:
        pytest.skip(f"this system keeps no filter: {done.stderr.splitlines()[-1]}")
    assert done.stdout == "closed\n"
    assert "PermissionError" in done.stderr


def test_it_is_said_where_calls_cannot_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.ingest.sandbox import calls

    monkeypatch.setattr(calls, "CLOSED", {})
    assert "are not known here" in (calls.close_calls() or "") or not sys.platform.startswith("linux")


def test_what_is_written_to_a_file_that_was_open_ends_the_process(tmp_path: Path) -> None:
    words = INSIDE.format(source=SOURCE) + f"f = open({str(tmp_path / 'f')!r}, 'wb')\nwall_in(2**29)\nf.write(b'x'); f.flush()"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert (tmp_path / "f").read_bytes() == b""


def test_processor_time_is_bounded() -> None:
    done = inside("grant_cpu(0.1)\nwhile True: pass")
    assert done.returncode == -signal.SIGXCPU


def test_frames_come_out_as_they_went_in() -> None:
    stream = io.BytesIO()
    frames = [Frame(header={"a": 1, "b": None, "c": "ü"}, body=b"\x00\xff"), Frame()]
    for frame in frames:
        write_frame(stream, frame)
    stream.seek(0)
    assert [read_frame(stream), read_frame(stream), read_frame(stream)] == [*frames, None]


def small() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "Four guards died.")
    return stream.getvalue()


def test_one_worker_serves_a_whole_batch_and_a_second_one_while_the_first_is_busy() -> None:
    with Sandbox(Limits()) as sandbox:
        for _ in range(3):
            assert [f.body for f in sandbox.run("zip", small())] == [b"Four guards died."]
        (worker,) = sandbox._idle["zip"]
        assert worker.files == 3
        outer = sandbox.run("zip", small())
        next(outer)
        assert [f.body for f in sandbox.run("zip", small())] == [b"Four guards died."]
        assert list(outer) == []
        assert len(sandbox._idle["zip"]) == 2
    assert not worker.is_alive


def test_worker_that_dies_is_a_problem_of_its_file_and_the_next_file_is_read() -> None:
    with Sandbox(Limits()) as sandbox:
        list(sandbox.run("zip", small()))
        os.kill(sandbox._idle["zip"][0]._process.pid, signal.SIGSEGV)
        sandbox._idle["zip"][0]._process.wait()
        with pytest.raises(ParsingError, match="made its parser stop"):
            list(sandbox.run("zip", small()))
        assert [f.body for f in sandbox.run("zip", small())] == [b"Four guards died."]


def test_batch_that_is_left_early_leaves_no_process_behind() -> None:
    with Sandbox(Limits()) as sandbox:
        frames = sandbox.run("zip", small())
        next(frames)
        frames.close()  # type: ignore[attr-defined]  # a generator
        assert sandbox._idle == {"zip": []}


def test_file_is_handed_over_open(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(small())
    with Sandbox(Limits()) as sandbox:
        assert [f.body for f in sandbox.run("zip", tmp_path / "a.zip")] == [b"Four guards died."]
        assert sandbox._idle == {}

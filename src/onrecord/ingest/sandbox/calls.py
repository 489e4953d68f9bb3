"""Closes calls of the operating system to this process for good: files, network, programs, other processes (Linux only).

The limits in `walls` would let a process that was taken over close a file and open another with its number; this does not.
Source: seccomp(2), prctl(2) and the kernel's tables of system calls for x86-64 and arm64.
"""

import ctypes
import errno
import platform
import struct
import sys

NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, EQUALS, GREATER_OR_EQUAL, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
# Where struct seccomp_data holds the number of the call and the architecture.
NUMBER, ARCHITECTURE = 0, 4
# On x86-64 numbers from here on are the same calls in another form (x32), which nobody here uses.
X32 = 0x40000000
# By machine: its mark in the kernel's audit, and the numbers of open, openat, openat2, creat; socket, socketpair, connect, bind,
# listen, sendto; fork, vfork, execve, execveat (clone stays, for threads; a child keeps the filter); ptrace, process_vm_readv and
# writev, kill; unlink, rename, mkdir and their kin; memfd_create, io_uring_setup. What a machine does not have is left out.
CLOSED = {
    "x86_64": (0xC000003E, (2, 257, 437, 85, 41, 53, 42, 49, 50, 44, 57, 58, 59, 322, 101, 310, 311, 62, 87, 263, 82, 264, 316,
                            83, 258, 319, 425)),
    "aarch64": (0xC00000B7, (56, 437, 198, 199, 203, 200, 201, 206, 221, 281, 117, 270, 271, 129, 35, 38, 276, 34, 279, 425)),
}  # fmt: skip


def close_calls() -> str | None:
    """From now on these calls fail with "not permitted". Returns why they could not be closed; None = they are."""
    if not sys.platform.startswith("linux"):
        return f"{sys.platform} has no seccomp"
    known = CLOSED.get(platform.machine())
    if known is None:
        return f"the calls of {platform.machine()} are not known here"
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return f"the system refuses (error {ctypes.get_errno()})"
    steps = _steps(*known)
    program = ctypes.create_string_buffer(b"".join(steps))
    pointed = struct.pack("@HP", len(steps), ctypes.addressof(program))
    if library.prctl(SET_SECCOMP, FILTER, ctypes.create_string_buffer(pointed), 0, 0) != 0:
        return f"the system keeps no filter (error {ctypes.get_errno()})"
    return None


def _steps(architecture: int, numbers: tuple[int, ...]) -> list[bytes]:
    """The filter, step by step: another architecture ends the process, a closed call is refused, everything else is allowed."""
    steps = [_step(LOAD, ARCHITECTURE), _step(EQUALS, architecture, 1, 0), _step(RETURN, KILL), _step(LOAD, NUMBER)]
    steps.append(_step(GREATER_OR_EQUAL, X32, len(numbers) + 1, 0))
    for place, number in enumerate(numbers):
        steps.append(_step(EQUALS, number, len(numbers) - place, 0))
    return [*steps, _step(RETURN, ALLOW), _step(RETURN, REFUSE | errno.EPERM)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)

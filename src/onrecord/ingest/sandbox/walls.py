"""The walls of the sandbox: limits that the operating system keeps for this process, whatever the code in it does.

Source: setrlimit(2). macOS keeps no limit on address space; there the clock of the parent is the wall.
"""

import os
import resource
from contextlib import suppress


def wall_in(memory_bytes: int) -> None:
    """No more memory than this, no file written, no core left behind, and no file, socket or program opened from now on."""
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NPROC, 0)):
        with suppress(ValueError, OSError):  # a limit that is lower already stays
            resource.setrlimit(kind, (most, most))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    _shut_doors()


def _shut_doors() -> None:
    """Sets the number of open files to what is open now; gaps among the numbers are filled, so that no number is free."""
    highest = max(_open_numbers())
    while (number := os.dup(0)) < highest:
        pass
    os.close(number)
    most = max(_open_numbers()) + 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _open_numbers() -> list[int]:
    numbers = []
    for number in range(256):
        with suppress(OSError):
            os.fstat(number)
            numbers.append(number)
    return numbers


def grant_cpu(seconds: float) -> None:
    """This many seconds of processor time from now; then the system ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))

"""Runs the test suite: `python -m tests.run [--all] [pytest arguments]`; --all adds the slow tests."""

import os
import sys

import pytest


def main(arguments: list[str]) -> int:
    """Exit code of pytest; slow tests are left out unless --all is given."""
    every = "--all" in arguments
    rest = [argument for argument in arguments if argument != "--all"]
    chosen = [] if every else ["-m", "not slow"]
    workers = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"] if not any(a.startswith("-n") for a in rest) else []
    return int(pytest.main([*chosen, *workers, *rest]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

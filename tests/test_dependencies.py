"""The audit of what we depend on: pinned, hashed, under no strong copyleft (test_checks), and with no known weakness.

The list of weaknesses is a small one of ours, because the tests reach no network; `pip-audit` asks the whole list (SECURITY.md).
"""

import csv
import re
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
_PIN = re.compile(r"([A-Za-z0-9._-]+)==([^ ;\\]+)")


def pins(lock: str) -> list[tuple[str, str]]:
    """The packages of a lock with their versions; one may stand there twice, for two versions of Python."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [(found[1].lower(), found[2]) for line in lines if (found := _PIN.match(line))]


def weaknesses() -> list[dict[str, str]]:
    with (ROOT / "tests" / "advisories.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def is_affected(version: str, row: dict[str, str]) -> bool:
    return SpecifierSet(row["affected"], prereleases=True).contains(Version(version))


@pytest.mark.parametrize("lock", LOCKS)
def test_no_locked_release_has_a_known_weakness(lock: str) -> None:
    known = weaknesses()
    found = [f"{name} {version}: {row['advisory']}" for name, version in pins(lock) for row in known
             if row["package"] == name and is_affected(version, row)]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_one_release_with_its_hashes(lock: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    for block in blocks:
        assert _PIN.match(block), block[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:80]
        assert not re.search(r"^-e |@ |git\+", block), block[:80]


def test_development_set_holds_the_running_set() -> None:
    assert set(pins(LOCKS[0])) <= set(pins(LOCKS[1]))


def test_weaknesses_are_of_packages_we_lock_and_would_be_found() -> None:
    names = {name for lock in LOCKS for name, _ in pins(lock)}
    rows = weaknesses()
    assert {row["package"] for row in rows} <= names
    assert rows == sorted(rows, key=lambda row: (row["package"], row["advisory"], row["affected"]))
    (jinja,) = [row for row in rows if row["advisory"] == "CVE-2025-27516"]
    assert is_affected("3.1.5", jinja) and not is_affected("3.1.6", jinja)

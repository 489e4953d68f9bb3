"""The linter, the type checker and the licence gate, run as tests so that one command says everything."""

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Copyleft that would bind our users; LGPL is allowed as an unmodified import (ecosystem §2).
FORBIDDEN = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|GNU (Affero )?General Public)", re.I)


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_has_nothing_to_say() -> None:
    run("ruff", "check", "src", "tests")


def test_ruff_would_format_nothing() -> None:
    run("ruff", "format", "--check", "src", "tests")


def test_mypy_strict_is_content() -> None:
    run("mypy")


def locked_packages() -> list[str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [m[1] for line in lines if (m := re.match(r"([A-Za-z0-9._-]+)==", line)) and "sys_platform == 'win32'" not in line]


@pytest.mark.parametrize("package", locked_packages())
def test_dependency_is_under_no_strong_copyleft(package: str) -> None:
    try:
        about = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        pytest.skip("locked for another platform")
    said = [about.get("License-Expression") or "", *(c for c in about.get_all("Classifier") or [] if c.startswith("License"))]
    if not any(said):
        said = [(about.get("License") or "").split("\n")[0]]
    alternatives = re.split(r"\bOR\b|/", " ; ".join(said))
    assert any(not FORBIDDEN.search(choice) for choice in alternatives), said


def test_locks_name_no_registry_and_hash_everything() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))


def test_lock_holds_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=!~\[ ]", d)[0].lower() for d in project["dependencies"]}
    assert declared <= {p.lower() for p in locked_packages()}


def test_every_shipped_data_file_has_a_row_in_sources() -> None:
    rows = tomllib.loads((ROOT / "SOURCES.toml").read_text(encoding="utf-8"))["source"]
    package = ROOT / "src" / "onrecord"
    data = {str(p.relative_to(ROOT)) for p in package.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc", ".typed"}}
    covered = {path for path in data for row in rows if path == row["path"] or Path(path).is_relative_to(row["path"])}
    assert data - covered - {"src/onrecord/py.typed"} == set()


def test_sources_rows_say_origin_licence_and_how() -> None:
    for row in tomllib.loads((ROOT / "SOURCES.toml").read_text(encoding="utf-8"))["source"]:
        assert {"path", "origin", "licence", "version", "retrieved", "how"} <= set(row), row
        assert (ROOT / row["path"]).exists(), row["path"]

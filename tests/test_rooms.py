"""The house rules R1-R6 that a program can check: who may import whom, no cycles, small rooms, files and functions."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent / "src" / "onrecord"
STAGES = {"ingest", "read", "extract", "resolve", "ledger", "reconcile", "present"}
SHELVES = {"languages", "codebooks", "atlas"}
ON_TOP = {
    "endpoint",
    "pipeline",
    "batch",
    "web",
    "watch",
    "custody",
    "assistant",
    "cli",
    "settings",
    "options",
    "refit",
    "review",
    "handout",
}
# What a room may import besides itself; the rooms on top may import everything below them.
ALLOWED = {
    "model": set(),
    **{shelf: {"model"} for shelf in SHELVES},
    **{stage: {"model", *SHELVES} for stage in STAGES},
    "store": {"model", "ledger", *SHELVES},
    "training": {"model", "extract", *SHELVES},
    "client": set(),
}
PURE = STAGES - {"ingest"}
IMPURE_MODULES = {"os", "pathlib", "socket", "sqlite3", "random", "time", "urllib", "http", "subprocess", "tempfile", "shutil"}
FILES_IN_A_ROOM = 12
LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 60

FILES = sorted(SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imports(path: Path) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def imported_names(path: Path) -> Iterator[str]:
    for node in imports(path):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
        else:
            yield from (alias.name for alias in node.names)


def imported_rooms(path: Path) -> set[str]:
    parts = [name.split(".") for name in imported_names(path)]
    return {p[1] for p in parts if p[0] == "onrecord" and len(p) > 1}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_room_imports_only_what_it_may(path: Path) -> None:
    room = room_of(path)
    if room in ALLOWED:
        assert imported_rooms(path) - {room} <= ALLOWED[room]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_only_the_rooms_on_top_read_settings(path: Path) -> None:
    if room_of(path) in ALLOWED:
        assert not imported_rooms(path) & ON_TOP


@pytest.mark.parametrize("path", [p for p in FILES if room_of(p) in PURE], ids=lambda p: str(p.relative_to(SOURCE)))
def test_pure_room_reaches_no_disk_clock_or_network(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported_names(path)} & IMPURE_MODULES


def test_modules_import_without_cycles() -> None:
    graph: dict[str, set[str]] = {}
    names = {".".join(("onrecord", *p.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"): p for p in FILES}
    for name, path in names.items():
        at_top = ast.parse(path.read_text(encoding="utf-8")).body
        graph[name] = {n.module for n in at_top if isinstance(n, ast.ImportFrom) and n.module in names}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("room", sorted({str(p.parent.relative_to(SOURCE)) for p in FILES if p.parent != SOURCE}))
def test_room_is_small_and_says_what_it_does(room: str) -> None:
    files = [p for p in (SOURCE / room).glob("*.py") if p.name != "__init__.py"]
    assert len(files) <= FILES_IN_A_ROOM
    text = (SOURCE / room / "__init__.py").read_text(encoding="utf-8")
    doc = ast.get_docstring(ast.parse(text))
    assert doc and len(doc.splitlines()) <= 12


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_file_and_its_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LINES_IN_A_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LINES_IN_A_FUNCTION, f"{node.name} is too long"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_nothing_prints_but_the_command_line(path: Path) -> None:
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    prints = [n for n in calls if isinstance(n.func, ast.Name) and n.func.id == "print"]
    assert not prints or path.name == "cli.py"

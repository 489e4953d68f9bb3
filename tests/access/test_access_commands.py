"""`onrecord access`: people and tokens by the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.store.sqlite import Store
from onrecord.web.access.book import AccessBook, book_path
from onrecord.web.access.roles import Person, Role


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "register.db"
    Store.open(path).close()
    return path


def run(*words: str, typed: str = "") -> str:
    result = CliRunner().invoke(main, ["access", *words], input=typed)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_people_come_change_and_go(store: Path) -> None:
    at = ("--store", str(store))
    run("user", "add", "amina", "--role", "coder", "--password-stdin", *at, typed="seven green kettles\n")
    assert run("user", "list", *at) == "amina\tcoder\n"
    run("user", "password", "amina", "--password-stdin", *at, typed="nine yellow lanterns\n")
    assert AccessBook(book_path(store)).sign_in("amina", "nine yellow lanterns") == Person(name="amina", role=Role.CODER)
    run("user", "remove", "amina", *at)
    assert run("user", "list", *at) == ""


def test_token_is_printed_once_and_works_until_revoked(store: Path) -> None:
    at = ("--store", str(store))
    token = run("token", "new", "sheet", "--role", "reader", *at).strip()
    book = AccessBook(book_path(store))
    assert book.holder(token) == Person(name="sheet", role=Role.READER)
    listed = run("token", "list", *at)
    assert listed.startswith("sheet\treader\t") and token not in listed
    run("token", "revoke", "sheet", *at)
    assert book.holder(token) is None


def test_missing_register_and_unknown_person_speak_up(store: Path) -> None:
    missing = CliRunner().invoke(main, ["access", "user", "list", "--store", str(store.with_name("none.db"))])
    assert (missing.exit_code, "There is no register at" in missing.stderr) == (2, True)
    unknown = CliRunner().invoke(main, ["access", "token", "revoke", "x", "--store", str(store)])
    assert (unknown.exit_code, "There is no token called 'x'" in unknown.stderr) == (2, True)

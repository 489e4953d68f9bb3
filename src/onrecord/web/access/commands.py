"""`onrecord access`: the people and tokens of a register that several use."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.model.errors import InputError
from onrecord.options import settings_of, speaks_up, store_option

if TYPE_CHECKING:
    from onrecord.web.access.book import AccessBook

ROLES = ("reader", "coder", "reviewer", "admin")  # those of roles.Role, which --help need not load
role_option = click.option("--role", type=click.Choice(ROLES), default="reader", show_default=True, help="What they may do.")
stdin_option = click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")


def _book(store: Path | None) -> "AccessBook":
    from onrecord.web.access.guard import open_book

    settings = settings_of(store=store)
    if not settings.store.is_file():
        raise InputError(f"There is no register at {settings.store}; make it first, with `onrecord add PATH`.")
    return open_book(settings)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


@click.group()
def access() -> None:
    """Name the people and programs that may use the web app and the API."""


@access.group()
def user() -> None:
    """People who sign in with a password."""


@user.command("add")
@click.argument("name")
@role_option
@stdin_option
@store_option
@speaks_up
def add_user(name: str, role: str, password_stdin: bool, store: Path | None) -> None:
    """Add a person; the password is asked for."""
    from onrecord.web.access.roles import Role

    _book(store).add_person(name, Role(role), _password(password_stdin))
    click.echo(f"onrecord: {name} may sign in as {role}", err=True)


@user.command("list")
@store_option
@speaks_up
def list_users(store: Path | None) -> None:
    """List the people, one a line: name and role."""
    for person in _book(store).people():
        click.echo(f"{person.name}\t{person.role.value}")


@user.command("remove")
@click.argument("name")
@store_option
@speaks_up
def remove_user(name: str, store: Path | None) -> None:
    """Take a person out; what they decided stays in the ledger under their name."""
    _book(store).remove_person(name)
    click.echo(f"onrecord: {name} can sign in no more", err=True)


@user.command("password")
@click.argument("name")
@stdin_option
@store_option
@speaks_up
def change_password(name: str, password_stdin: bool, store: Path | None) -> None:
    """Give a person another password; their open sessions end."""
    _book(store).set_password(name, _password(password_stdin))
    click.echo(f"onrecord: {name} has another password", err=True)


@access.group()
def token() -> None:
    """Tokens by which programs use the API."""


@token.command("new")
@click.argument("name")
@role_option
@click.option("--days", type=click.IntRange(min=1), help="Days until it ends; never when left out.")
@store_option
@speaks_up
def new_token(name: str, role: str, days: int | None, store: Path | None) -> None:
    """Make a token and print it; it is shown this once and kept only as a hash."""
    from onrecord.web.access.roles import Role

    click.echo(_book(store).new_token(name, Role(role), days))


@token.command("list")
@store_option
@speaks_up
def list_tokens(store: Path | None) -> None:
    """List the tokens, one a line: name, role, since when, until when."""
    for line in _book(store).tokens():
        click.echo(f"{line.name}\t{line.role.value}\t{line.made_at}\t{line.ends_at or 'no end'}")


@token.command("revoke")
@click.argument("name")
@store_option
@speaks_up
def revoke_token(name: str, store: Path | None) -> None:
    """Take a token back; it stops working at once."""
    _book(store).revoke(name)
    click.echo(f"onrecord: the token {name} works no more", err=True)

"""`onrecord actors`: parties that reports name and no row lists wait here as provisional entries, until a person accepts them."""

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

import click

from onrecord.model.enums import ActorKind
from onrecord.model.errors import InputError
from onrecord.options import settings_of, speaks_up, store_option

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.model.register import Register
    from onrecord.present.listing import Listing

COLUMNS = ("name", "reports", "where first")


@click.group()
def actors() -> None:
    """Parties that no row of the actor table lists yet: show them, accept them."""


@actors.command("provisional")
@store_option
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@speaks_up
def provisional(store: "Path | None", form: str) -> None:
    """List the organisations that speak or act in reports and that no row lists, those of most reports first."""
    from onrecord.pipeline import load_register
    from onrecord.present.listing import to_csv, to_jsonl
    from onrecord.terminal import show_table

    settings = settings_of(store=store)
    listing = provisional_listing(load_register(settings), settings.places)
    if form == "table":
        show_table(listing)
    else:
        click.echo((to_csv if form == "csv" else to_jsonl)(listing), nl=False)


@actors.command("accept")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in ActorKind]), required=True, help="What kind of party it is.")
@click.option("--country", default="", help="Two-letter country, where it belongs to one: PK.")
@click.option("--alias", "aliases", multiple=True, help="Another name or abbreviation; may be given several times.")
@click.option("--side", default="", help="The side it stands on in a conflict, as in the actor table: pk-baloch-insurgents.")
@click.option("--source", required=True, help="Who says so: an address, a list, a report's id.")
@speaks_up
def accept(name: str, kind: str, country: str, aliases: tuple[str, ...], side: str, source: str) -> None:
    """Add a row for a party; reports read from now on are linked to it."""
    from onrecord.atlas.actors import add_actor

    row = {"name": name.strip(), "kind": kind, "country": country.upper(), "side": side, "source": source}
    actor_id = _slug(name)
    if not actor_id or any(";" in alias for alias in aliases):
        raise InputError(f"{name!r} or an alias cannot be a name; give words without semicolons, one --alias for each.")
    settings = settings_of()
    path = add_actor({"actor_id": actor_id, **row, "aliases": ";".join(aliases)}, settings.places)
    click.echo(f"onrecord: {name} is {actor_id} from now on; kept in {path}", err=True)


def provisional_listing(register: "Register", places: "Path") -> "Listing":
    """The names of unlisted parties with how many reports name them, and the first of these; accepted ones are left out."""
    from onrecord.atlas.actors import fold_actor_name, load_with_added
    from onrecord.present.listing import Listing

    table = load_with_added(places)
    named: dict[str, set[str]] = defaultdict(set)
    for extraction in register.extractions:
        for problem in extraction.problems:
            name = problem.subject if problem.code == "unlisted_actor" else None
            if name is not None and fold_actor_name(name) not in table.by_name and name not in table.by_abbreviation:
                named[name].add(extraction.document_id)
    order = sorted(named, key=lambda name: (-len(named[name]), name))
    rows = tuple((name, str(len(named[name])), min(named[name])) for name in order)
    return Listing(
        name="provisional actors", columns=COLUMNS, rows=rows, records=tuple(dict(zip(COLUMNS, r, strict=True)) for r in rows)
    )


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))

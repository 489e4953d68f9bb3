"""`onrecord mcp`: the register for an assistant, over standard input and output."""

from pathlib import Path

import click

from onrecord.model.errors import InputError
from onrecord.options import policy_option, settings_of, speaks_up, store_option


@click.command()
@store_option
@policy_option
@click.option("--by", envvar="ONRECORD_REVIEWER", help="For whom: what they may still code blind stands as it was read.")
@speaks_up
def mcp(store: Path | None, policy: str | None, by: str | None) -> None:
    """Serve the register to an assistant (Model Context Protocol over stdio); it can only read."""
    from onrecord.assistant.server import make_server

    try:
        make_server(settings_of(store=store, policy=policy), by or "").run("stdio")
    except ModuleNotFoundError as missing:
        if missing.name != "mcp":
            raise
        raise InputError("This needs the package mcp, 2 or later: install `onrecord[mcp]`.") from missing

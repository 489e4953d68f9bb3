"""What the commands of the command line share: options, settings and how errors are said."""

import logging
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.model.errors import OnRecordError

if TYPE_CHECKING:
    from onrecord.settings import Settings


def speaks_up(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns our own errors into one sentence on stderr and exit code 2, and a closed pipe into silence."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except OnRecordError as trouble:
            click.echo(f"onrecord: {trouble}", err=True)
            sys.exit(2)
        except BrokenPipeError:
            sys.exit(0)

    return wrapped


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --store."""
    return click.option("--store", type=click.Path(path_type=Path), help="The register, one SQLite file.")(command)


def settings_of(**flags: object) -> "Settings":
    """The settings in force, with the log set up as they say."""
    from onrecord.settings import load_settings

    settings = load_settings(**flags)
    logging.basicConfig(level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    return settings

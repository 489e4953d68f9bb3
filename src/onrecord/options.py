"""What the commands of the command line share: options, settings and how errors are said."""

import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.codebooks import policy_names
from onrecord.model.errors import OnRecordError

if TYPE_CHECKING:
    from onrecord.model.register import View
    from onrecord.settings import Settings

# New objects between two searches for rubbish in a process of ours: reading and replaying make many that are needed and hardly
# any that hang on each other.
RUBBISH = 100_000


class Instant(click.ParamType[datetime]):
    """A day or an instant; a bare day means its end, so that "as of 31 January" includes that day."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The UTC instant; fails with what would be right."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write 2026-01-31 or 2026-01-31T18:00+05:00", param, ctx)
        if len(value) == len("2026-01-31"):
            moment = moment.replace(hour=23, minute=59, second=59)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def policy_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --policy with the policies on the shelf."""
    choice = click.Choice(policy_names())
    return click.option("--policy", type=choice, help="How figures are reconciled; the setting, else range.")(command)


def view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what every view of the register takes: --store, --as-of, --recorded-as-of, --policy."""
    for option in (
        policy_option,
        click.option("--recorded-as-of", type=Instant(), help="Only what had been recorded here by then."),
        click.option("--as-of", type=Instant(), help="Only what had been published by then."),
        click.option("--store", type=click.Path(path_type=Path), help="The register, one SQLite file."),
    ):
        command = option(command)
    return command


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


def columns_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --columns."""
    words = "Which column of a table holds what: text=Body,title=Headline,published=Date."
    return click.option("--columns", metavar="FIELD=COLUMN,…", help=words)(command)


def settings_of(**flags: object) -> "Settings":
    """The settings in force, with the log set up as they say."""
    from onrecord.atlas.actors import heed_added
    from onrecord.settings import load_settings

    settings = load_settings(**flags)
    heed_added(settings.places)
    logging.basicConfig(level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    return settings


def view_of(store: Path | None, as_of: datetime | None, recorded_as_of: datetime | None, policy: str | None) -> "View":
    """The register as published or recorded by a moment, reconciled; None = the setting, else everything and `range`."""
    from onrecord.pipeline import load_register, reconcile_register

    settings = settings_of(store=store, policy=policy)
    register = load_register(settings, published_as_of=as_of, recorded_as_of=recorded_as_of)
    return reconcile_register(register, settings.policy, settings.review_below)

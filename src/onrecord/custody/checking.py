"""`onrecord check`: does everything on record still hold, and with `--repair`, can what is damaged be mended."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.options import policy_option, settings_of, speaks_up, store_option, view_of

if TYPE_CHECKING:
    from onrecord.model.problems import Problem
    from onrecord.settings import Settings


@click.command()
@store_option
@policy_option
@click.option("--repair", "mend", is_flag=True, help="Mend what is damaged; a damaged file is set aside, and losses are told.")
@speaks_up
def check(store: Path | None, policy: str | None, mend: bool) -> None:
    """Verify file, hash chain, archive, spans and seals, and print the contradictions; exit 1 when anything is found."""
    from onrecord.store.custody.repairing import examine
    from onrecord.terminal import show_check, tell_problems

    settings = settings_of(store=store, policy=policy)
    if mend:
        _mend(settings.store)
    if damaged := examine(settings.store):
        tell_problems(damaged)
        sys.exit(1)
    problems = _problems(settings)
    sys.exit(1 if show_check(settings.store, problems, view_of(store, None, None, policy)) else 0)


def _problems(settings: "Settings") -> "list[Problem]":
    """What does not hold in a file that SQLite can read."""
    from onrecord.store.custody.sealing import check_seals, own_public_key
    from onrecord.store.sqlite import Store

    trusted = own_public_key(settings.signing_key) if settings.signing_key else None
    with Store.open(settings.store, create=False) as opened:
        return [*opened.verify(), *check_seals(opened, trusted)]


def _mend(path: Path) -> None:
    from onrecord.store.custody.repairing import repair

    done = repair(path, at=datetime.now(UTC))
    for words in done.done:
        click.echo(f"onrecord: {words}", err=True)
    if not done.done:
        click.echo("onrecord: nothing could be mended" if done.left else "onrecord: there was nothing to mend", err=True)

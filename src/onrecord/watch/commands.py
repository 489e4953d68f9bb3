"""`onrecord watch`: follow feeds, sitemaps and folders until told to stop, or look once."""

import re
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.model.errors import InputError
from onrecord.options import settings_of, speaks_up, store_option

if TYPE_CHECKING:
    from onrecord.watch.watching import Round, Watch

_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
# Asking a site more often than this is rude, and no feed changes so fast.
SHORTEST_S = 10.0


def seconds_of(words: str) -> float:
    """The seconds of "90s", "15m", "2h" or "1d". Raises InputError for anything else and for less than ten seconds."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)\s*([smhd])", words.strip().lower())
    if found is None or float(found[1]) * _UNITS[found[2]] < SHORTEST_S:
        raise InputError(f"--every {words}: write a number with s, m, h or d, ten seconds or more, as in 15m.")
    return float(found[1]) * _UNITS[found[2]]


@click.command()
@click.argument("sources", nargs=-1, required=True)
@store_option
@click.option("--every", default="15m", show_default=True, help="Time between two looks at a source: 90s, 15m, 2h, 1d.")
@click.option("--pages", is_flag=True, help="Fetch the page of every new entry; else an entry is read as the feed gives it.")
@click.option("--most", type=click.IntRange(min=1), default=100, show_default=True, help="Pages a source and round, at most.")
@click.option("--once", is_flag=True, help="Look once and end, for cron; exit 1 when there was trouble.")
@click.option("--quiet", is_flag=True, help="Say only what went wrong.")
@speaks_up
def watch(sources: tuple[str, ...], store: Path | None, every: str, pages: bool, most: int, once: bool, quiet: bool) -> None:
    """Follow feeds, sitemaps and folders: put on record what is new, each report once, also after a crash."""
    from onrecord.watch.watching import Watch

    watching = Watch(sources, settings_of(store=store), every_s=seconds_of(every), pages=pages, most_pages=most)
    _stop_politely(watching)
    failed = False
    for visit in watching.rounds(once=once):
        failed |= visit.failed or visit.has_errors
        _tell(visit, quiet)
    sys.exit(1 if once and failed else 0)


def _stop_politely(watching: "Watch") -> None:
    """The first signal lets the report that is being read come on record; a second one ends at once, and loses nothing either."""

    def stop(number: int, _: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        click.echo("onrecord: stopping; what is not on record yet is made up for next time", err=True)
        watching.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _tell(visit: "Round", quiet: bool) -> None:
    """One line for a visit that brought something, and what went wrong."""
    from onrecord.ingest.fetching.fetched import without_login
    from onrecord.terminal import tell_problems

    tell_problems(visit.problems)
    if quiet or not (visit.new or visit.known or visit.waiting):
        return
    words = f"{visit.new} new, {visit.claims} claims"
    words += f", {visit.known} known already" if visit.known else ""
    words += f", {visit.waiting} wait for a later round" if visit.waiting else ""
    click.echo(f"{datetime.now():%H:%M:%S} {without_login(visit.source)}: {words}", err=True)

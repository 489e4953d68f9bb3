"""`onrecord export` and `onrecord brief`: the register as files for others, and as a briefing."""

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from onrecord.options import Instant, settings_of, speaks_up, store_option, view_options

# Named here, because the list must stand in --help without loading what makes them; a test compares the two.
FORMATS = (
    "csv", "xlsx", "jsonl", "hxl", "ged", "acled", "geojson", "kml", "charts", "parquet", "geoparquet", "annotations", "prov",
    "timelinejs", "timemap", "atom", "ical", "doccano", "labelstudio", "csl", "ris", "sqlite",
)  # fmt: skip
PROFILES = ("public", "partner", "internal")
FORMS = ("markdown", "html", "pdf", "docx")
LENGTHS = ("short", "standard", "full")
LANGUAGES = ("en", "ur")


def scope_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --since, --until, --place and --campaign."""
    options: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
        click.option("--campaign", help="Only this campaign or event (id)."),
        click.option("--place", help="Only where the place, its district, province or country is called this."),
        click.option("--until", type=Instant(), help="Only what happened on or before this day."),
        click.option("--since", type=Instant(), help="Only what happened on or after this day."),
    )
    for option in options:
        command = option(command)
    return command


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("--out", type=click.Path(path_type=Path), help="A folder, a file ending in .zip, or - for standard output.")
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default="public",
    show_default=True,
    help="For whom: public coarsens places and withholds most, internal nothing.",
)
@click.option("--no-quotes", is_flag=True, help="Leave out every quote; offsets and hashes stay.")
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, so that Excel sees UTF-8.")
@click.option("--licence", help="The licence you give, in words or as an SPDX name.")
@click.option("--publisher", help="Who publishes the register, for the citation.")
@scope_options
@view_options
@speaks_up
def export(
    form: str, out: Path | None, profile: str, no_quotes: bool, bom: bool, licence: str | None, publisher: str | None,
    since: datetime | None, until: datetime | None, place: str | None, campaign: str | None, store: Path | None,
    as_of: datetime | None, recorded_as_of: datetime | None, policy: str | None,
) -> None:  # fmt: skip
    """Write the register as FORMAT, with a description, README, citation and licence note beside it.

    FORMAT is csv, xlsx, jsonl, sqlite, parquet, hxl, ged (GED-like), acled (ACLED-like), geojson, kml, geoparquet, annotations,
    prov, timelinejs, timemap, atom, ical, doccano, labelstudio, csl, ris or charts.
    """
    from onrecord.handout.exporting import Wish, hand_out
    from onrecord.handout.writing import main_file, write_export
    from onrecord.present.narrowing import Scope
    from onrecord.present.profiles import Profile

    files = hand_out(
        Wish(
            form=form,
            store=store,
            as_of=as_of,
            recorded_as_of=recorded_as_of,
            policy=policy,
            profile=Profile(profile),
            scope=Scope(since=since, until=until, place=place, campaign=campaign),
            quotes=not no_quotes,
            bom=bom,
            licence=licence,
            publisher=publisher,
        ),
        os.environ.get("ONRECORD_REVIEWER") or None,
    )
    if out == Path("-"):
        click.echo(main_file(files, form).content, nl=False)
    else:
        click.echo(f"onrecord: {write_export(files, out or Path(f'onrecord-{form}'))}", err=True)


@click.command()
@view_options
@scope_options
@click.option("--format", "form", type=click.Choice(FORMS), default="markdown", show_default=True)
@click.option("--length", type=click.Choice(LENGTHS), default="standard", show_default=True, help="How much it tells.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of headings and notes.")
@click.option(
    "--profile", type=click.Choice(PROFILES), default="internal", show_default=True, help="For whom, as in `onrecord export`."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write it to this file instead of the screen.")
@click.option("--sensitivity", is_flag=True, help="Show which figures another policy would flip.")
@speaks_up
def brief(
    store: Path | None, as_of: datetime | None, recorded_as_of: datetime | None, policy: str | None, since: datetime | None,
    until: datetime | None, place: str | None, campaign: str | None, form: str, length: str, language: str, profile: str,
    output: Path | None, sensitivity: bool,
) -> None:  # fmt: skip
    """Write a briefing in which every sentence cites its claims and every figure opens its quote."""
    from onrecord.handout.briefing import BINARY, BriefWish, brief_bytes
    from onrecord.model.errors import InputError
    from onrecord.present.brief import Length
    from onrecord.present.narrowing import Scope
    from onrecord.present.profiles import Profile

    if form in BINARY and output is None:
        raise InputError(f"A briefing as {form} is no text for the screen; name a file: --output briefing.{form}")
    content = brief_bytes(
        BriefWish(
            form=form,
            store=store,
            as_of=as_of,
            recorded_as_of=recorded_as_of,
            policy=policy,
            length=Length(length),
            scope=Scope(since=since, until=until, place=place, campaign=campaign),
            language=language,
            sensitivity=sensitivity,
            profile=Profile(profile),
        )
    )
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_bytes(content)
        click.echo(f"onrecord: wrote {output}", err=True)


@click.command()
@store_option
@speaks_up
def handouts(store: Path | None) -> None:
    """List what was taken out of the register, a JSON object a line, oldest first; exit 1 where a line was changed since."""
    from onrecord.handout.logbook import broken_at, lines_of

    path = settings_of(store=store).store
    for line in lines_of(path):
        click.echo(json.dumps(line, ensure_ascii=False))
    if (number := broken_at(path)) is not None:
        click.echo(f"onrecord: line {number} of the log was changed, or a line before it was taken out", err=True)
        sys.exit(1)

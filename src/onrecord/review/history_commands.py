"""`onrecord history`: what was known when of an event, a campaign or one figure."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from onrecord.options import settings_of, speaks_up, view_of, view_options
from onrecord.review.pair_commands import FORMS, show


@click.command("history")
@click.argument("name", metavar="EVENT|CAMPAIGN|FIGURE")
@click.option("--format", "form", type=FORMS, default="table", show_default=True, help="How to print.")
@click.option("--effect", help="Only this effect (killed, injured, …).")
@click.option("--category", help="Only these victims (civilian, security, militant, mixed, unknown).")
@click.option("--figures-only", is_flag=True, help="Only the figures of all speakers, not what each of them said.")
@click.option("--limit", type=click.IntRange(min=1), help="At most this many lines.")
@view_options
@speaks_up
def history_command(
    name: str,
    store: Path | None,
    as_of: datetime | None,
    recorded_as_of: datetime | None,
    policy: str | None,
    form: str,
    figures_only: bool,
    **wanted: Any,
) -> None:
    """Show what was known when: every change of a figure and of what each speaker said, with its kind and why."""
    from onrecord.pipeline import what_was_known
    from onrecord.present.listing import Filters
    from onrecord.review.courses import history_listing, subject_of

    settings = settings_of(store=store, policy=policy)
    figures = view_of(store, as_of, recorded_as_of, policy).figures if name.startswith("fig-") else ()
    subject, figure = subject_of(name, figures)
    known = what_was_known(settings, subject, as_of, recorded_as_of)
    show(history_listing(known, Filters(**wanted), figure, speakers=not figures_only), form)

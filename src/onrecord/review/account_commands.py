"""`onrecord captives`, `outages`, `control` and `silences`: the accounts beside the casualties; and `lens`, an experiment."""

import sys
from datetime import datetime
from pathlib import Path

import click

from onrecord.model.errors import InputError
from onrecord.options import settings_of, speaks_up, view_of, view_options
from onrecord.review.pair_commands import FORMS, show

HELP = {
    "outages": "List from when until when services are told to be down, and where what is told of the days cannot be.",
    "control": "List who is said to hold which place, by whom, and where that is contested.",
    "silences": "List who declined, did not comment or was not reached, and what reports say they do not know; never a zero.",
}


@click.command()
@click.option("--format", "form", type=FORMS, default="table", show_default=True, help="How to print.")
@view_options
@speaks_up
def captives(store: Path | None, as_of: datetime | None, recorded_as_of: datetime | None, policy: str | None, form: str) -> None:
    """List the captives and escaped prisoners of each event: taken less freed less dead, and what does not close."""
    from onrecord.pipeline import captivity_accounts, load_register
    from onrecord.review.accounts import captives_listing

    settings = settings_of(store=store, policy=policy)
    register = load_register(settings, published_as_of=as_of, recorded_as_of=recorded_as_of)
    show(captives_listing(captivity_accounts(register, settings.review_below)), form)


@click.command()
@view_options
@speaks_up
def lens(store: Path | None, as_of: datetime | None, recorded_as_of: datetime | None, policy: str | None) -> None:
    """Experiment, off by default: how much more or less each side tells of each side's losses. No figure is changed by it."""
    from onrecord.pipeline import bias_through_lens, load_register
    from onrecord.reconcile.lens.words import lens_words

    settings = settings_of(store=store, policy=policy)
    if not settings.bias_lens:
        raise InputError("The bias lens is an experiment and off; set ONRECORD_BIAS_LENS=true. Read docs/policies.md first.")
    register = load_register(settings, published_as_of=as_of, recorded_as_of=recorded_as_of)
    found = bias_through_lens(register, settings.review_below)
    click.echo(lens_words(found), nl=False)
    if found.refused:
        sys.exit(1)


def _of_view(name: str) -> click.Command:
    @click.option("--format", "form", type=FORMS, default="table", show_default=True, help="How to print.")
    @view_options
    @speaks_up
    def command(
        store: Path | None, as_of: datetime | None, recorded_as_of: datetime | None, policy: str | None, form: str
    ) -> None:
        from onrecord.review.accounts import OF_VIEW

        show(OF_VIEW[name](view_of(store, as_of, recorded_as_of, policy)), form)

    return click.command(name, help=HELP[name])(command)


ACCOUNTS = (captives, lens, *map(_of_view, HELP))

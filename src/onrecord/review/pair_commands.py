"""`onrecord judge` and `onrecord trace`: which records tell of one event, and where an id of yesterday leads."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.model.enums import Judgement
from onrecord.options import settings_of, speaks_up, store_option, view_of, view_options
from onrecord.review.commands import by_option, why_option

if TYPE_CHECKING:
    from onrecord.model.register import Decision
    from onrecord.present.listing import Listing
    from onrecord.review.pairs import PairDesk

FORMS = click.Choice(["table", "jsonl", "csv"])


class _Judging(click.Group):
    """A group in which two ids stand for `pair` and the two ids."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts `pair` in front of whatever is no command and no option of the group."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["pair", *args]
        return super().parse_args(ctx, args)


@contextmanager
def _desk(store: Path | None) -> "Iterator[PairDesk]":
    from onrecord.pipeline import load_register, reconcile_register
    from onrecord.review.pairs import PairDesk
    from onrecord.store.sqlite import Store

    settings = settings_of(store=store)
    with Store.open(settings.store, create=False) as opened:
        view = reconcile_register(load_register(settings), settings.policy, settings.review_below)
        yield PairDesk(opened, view, two_person=settings.two_person)


def show(listing: "Listing", form: str) -> None:
    """A listing as a table, CSV or JSON lines on stdout."""
    from onrecord.present.listing import to_csv, to_jsonl
    from onrecord.terminal import show_table

    if form == "table":
        show_table(listing)
    else:
        click.echo((to_csv if form == "csv" else to_jsonl)(listing), nl=False)


def _say(made: "Decision") -> None:
    said = {"one": made.subject, "other": made.other, "judgement": made.judgement.value, "question": made.question}
    click.echo(json.dumps({**said, "by": made.decided_by, "why": made.note}, ensure_ascii=False))


@click.group(cls=_Judging)
def judge() -> None:
    """Say whether two events, reports or claims are one event (`onrecord judge A B --same`), list that, or take it back."""


@judge.command()
@click.argument("left")
@click.argument("right")
@click.option("--same", "answer", flag_value="positive", help="One event, whatever the scores say: merges two events.")
@click.option("--different", "answer", flag_value="negative", help="Never one event: splits two reports or claims of one.")
@click.option("--unsure", "answer", flag_value="unsure", help="Looked at and not decided; changes nothing.")
@why_option
@by_option
@store_option
@speaks_up
def pair(left: str, right: str, answer: str | None, why: str | None, by: str | None, store: Path | None) -> None:
    """Record a judgement on two records: two event ids, two document ids, or two claims or event mentions."""
    if answer is None:
        raise click.UsageError("Say --same, --different or --unsure.")
    with _desk(store) as desk:
        _say(desk.judge(left, right, Judgement(answer), by=by or "", why=why))


@judge.command()
@click.argument("left")
@click.argument("right")
@why_option
@by_option
@store_option
@speaks_up
def undo(left: str, right: str, why: str | None, by: str | None, store: Path | None) -> None:
    """Take back whatever anybody has said of a pair so far; the ledger keeps it all.

    Under the setting two_person a confirmed judgement holds until a second person takes it back too.
    """
    from onrecord.ledger.second import TAKE_BACK

    with _desk(store) as desk:
        made = desk.undo(left, right, by=by or "", why=why)
        if made.question == TAKE_BACK:
            click.echo("onrecord: two people stand behind this judgement; it holds until another person undoes it too.", err=True)
        _say(made)


@judge.command()
@click.argument("left")
@click.argument("right")
@why_option
@by_option
@store_option
@speaks_up
def confirm(left: str, right: str, why: str | None, by: str | None, store: Path | None) -> None:
    """Confirm what another person said of a pair, so that it counts (setting two_person)."""
    with _desk(store) as desk:
        _say(desk.confirm(left, right, by=by or "", why=why))


@judge.command("list")
@click.option("--format", "form", type=FORMS, default="table", show_default=True, help="How to print.")
@view_options
@speaks_up
def list_judgements(
    store: Path | None, as_of: datetime | None, recorded_as_of: datetime | None, policy: str | None, form: str
) -> None:
    """List the judgements in force, with those that contradict each other."""
    from onrecord.review.pairs import judged

    show(judged(view_of(store, as_of, recorded_as_of, policy)), form)


@click.command("trace")
@click.argument("ids", nargs=-1)
@click.option("--format", "form", type=FORMS, default="table", show_default=True, help="How to print.")
@view_options
@speaks_up
def trace_ids(
    ids: tuple[str, ...],
    store: Path | None,
    as_of: datetime | None,
    recorded_as_of: datetime | None,
    policy: str | None,
    form: str,
) -> None:
    """Say where ids of events and campaigns lead today; without ids, list every redirect."""
    from onrecord.review.pairs import traced

    show(traced(view_of(store, as_of, recorded_as_of, policy), ids), form)

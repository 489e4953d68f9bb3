"""`onrecord review confirm`, `code`, `second` and `agreement`: what a second person does, in the terminal."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.options import settings_of, speaks_up, store_option

if TYPE_CHECKING:
    from onrecord.review.desk import Desk
    from onrecord.review.double.agreement import Agreement

by_option = click.option("--by", envvar="ONRECORD_REVIEWER", help="Who you are: a name or a sign; or set ONRECORD_REVIEWER.")
why_option = click.option("--why", help="Why, in a sentence; kept with the entry.")


def desk_of(store: Path | None) -> "Desk":
    """The desk over the register that the settings name, under their rules."""
    from onrecord.review.desk import Desk

    settings = settings_of(store=store)
    return Desk(settings.store, settings.review_below, two_person=settings.two_person, second_coding=settings.second_coding)


@click.command()
@click.argument("claim_id")
@click.option("--undo", is_flag=True, help="Take your confirmation back.")
@why_option
@by_option
@store_option
@click.pass_obj
@speaks_up
def confirm(outer: Path | None, claim_id: str, undo: bool, why: str | None, by: str | None, store: Path | None) -> None:
    """Confirm what another person decided on a claim (setting two_person)."""
    with desk_of(store or outer) as desk:
        made = (desk.unconfirm if undo else desk.confirm)(claim_id, by=by or "", why=why)
    click.echo(json.dumps({"claim_id": made.subject, "decision": made.other, "confirmed": not undo, "by": made.decided_by}))


@click.command()
@by_option
@store_option
@click.pass_obj
@speaks_up
def second(outer: Path | None, by: str | None, store: Path | None) -> None:
    """List the claims that wait for your blind coding (setting second_coding), a JSON object a line, without the first answer."""
    from dataclasses import replace

    from onrecord.review.queue import as_json

    with desk_of(store or outer) as desk:
        for item in desk.second_queue(by or ""):
            blind = replace(item, standing=replace(item.standing, decision=None, proposed=None))
            shown = as_json(blind)
            kept = ("claim_id", "sentence", "claim", "document")
            click.echo(json.dumps({k: shown[k] for k in kept}, ensure_ascii=False, separators=(",", ":")))


@click.command()
@click.argument("claim_id")
@click.argument("answer", type=click.Choice(["accept", "reject", "edit", "undo"]))
@click.option("--field", "fields", multiple=True, help="With edit: NAME=VALUE, once for each field; `none` empties it.")
@why_option
@by_option
@store_option
@click.pass_obj
@speaks_up
def code(outer: Path | None, claim_id: str, answer: str, fields: tuple[str, ...], why: str | None, by: str | None,
         store: Path | None) -> None:  # fmt: skip
    """Code a claim blind, as a second person; it changes no figure."""
    from onrecord.review.commands import changes_of

    with desk_of(store or outer) as desk:
        made = desk.code(claim_id, answer, by=by or "", why=why, changes=changes_of(fields))
    click.echo(json.dumps({"claim_id": made.subject, "coded": answer, "by": made.decided_by}))


@click.command()
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a field: claims, agreed, alpha (null = cannot be said).")
@store_option
@click.pass_obj
@speaks_up
def agreement(outer: Path | None, as_lines: bool, store: Path | None) -> None:
    """Show how far first and blind second coding agree: Krippendorff's alpha (nominal) for each field."""
    from onrecord.model.jsonform import to_json
    from onrecord.review.double.agreement import agreements

    with desk_of(store or outer) as desk:
        found = agreements(desk.register, desk.standings)
    if not as_lines and not found[0].claims:
        click.echo("No claim was coded by two people yet; the setting second_coding says which share is to be.", err=True)
    for line in found:
        click.echo(json.dumps(to_json(line)) if as_lines else _line(line))


def _line(found: "Agreement") -> str:
    told = "–" if found.alpha is None else f"{found.alpha:.3f}"
    return f"{found.field}\talpha {told}\t{found.agreed} of {found.claims} the same"


COMMANDS = (confirm, second, code, agreement)

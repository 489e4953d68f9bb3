"""`onrecord review`: go through the unsure claims in the terminal, or list, decide, undo and export them one by one."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from onrecord.model.errors import InputError
from onrecord.options import speaks_up, store_option
from onrecord.review.double.commands import COMMANDS, desk_of

by_option = click.option("--by", envvar="ONRECORD_REVIEWER", help="Who decides: a name or a sign; or set ONRECORD_REVIEWER.")
why_option = click.option("--why", help="Why, in a sentence; kept with the decision.")
all_option = click.option("--all", "everything", is_flag=True, help="Also claims that are decided on or sure enough to count.")
document_option = click.option("--document", help="Only of this document (id).")


@click.group(invoke_without_command=True)
@store_option
@all_option
@document_option
@by_option
@click.pass_context
@speaks_up
def review(ctx: click.Context, store: Path | None, everything: bool, document: str | None, by: str | None) -> None:
    """Decide on unsure claims: accept, reject, edit. Without a command: one by one in the terminal."""
    ctx.obj = store
    if ctx.invoked_subcommand is not None:
        return
    from onrecord.review.terminal import go_through

    if not sys.stdin.isatty():
        raise InputError("There is no terminal to ask in; use `onrecord review list` and `onrecord review decide`.")
    with desk_of(store) as desk:
        go_through(desk, by=by, everything=everything, document=document)


@review.command("list")
@store_option
@all_option
@document_option
@click.option("--limit", type=click.IntRange(min=1), help="At most this many claims.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object a line, with the sentence and the decision in force.")
@click.pass_obj
@speaks_up
def list_claims(
    outer: Path | None, store: Path | None, everything: bool, document: str | None, limit: int | None, as_lines: bool
) -> None:
    """List the claims that wait for a decision."""
    from itertools import islice

    from onrecord.review.queue import as_json
    from onrecord.review.terminal import show_queue

    with desk_of(store or outer) as desk:
        found = islice(desk.queue(everything=everything, document=document), limit)
        if not as_lines:
            show_queue(list(found))
            return
        for item in found:
            click.echo(json.dumps(as_json(item), ensure_ascii=False, separators=(",", ":")))


def changes_of(fields: tuple[str, ...]) -> dict[str, str]:
    """The fields that --field names; InputError for one without a value."""
    changes = {}
    for field in fields:
        name, found, value = field.partition("=")
        if not found:
            raise InputError(f"--field {field}: write NAME=VALUE, as in --field category=civilian.")
        changes[name.strip()] = value
    return changes


@review.command()
@click.argument("claim_id")
@click.argument("answer", type=click.Choice(["accept", "reject", "edit"]))
@click.option("--field", "fields", multiple=True, help="With edit: NAME=VALUE, once for each field; `none` empties it.")
@why_option
@by_option
@store_option
@click.pass_obj
@speaks_up
def decide(outer: Path | None, claim_id: str, answer: str, fields: tuple[str, ...], why: str | None, by: str | None,
           store: Path | None) -> None:  # fmt: skip
    """Record a decision on one claim: it is right, it is wrong, or it is right with some fields changed."""
    with desk_of(store or outer) as desk:
        made = desk.decide(claim_id, answer, by=by or "", why=why, changes=changes_of(fields))
        _say(desk, made.subject)


@review.command()
@click.argument("claim_id")
@why_option
@by_option
@store_option
@click.pass_obj
@speaks_up
def undo(outer: Path | None, claim_id: str, why: str | None, by: str | None, store: Path | None) -> None:
    """Take the decision in force on a claim back; the ledger keeps both."""
    with desk_of(store or outer) as desk:
        desk.undo(claim_id, by=by or "", why=why)
        _say(desk, claim_id)


def _say(desk: Any, claim_id: str) -> None:  # Any: a Desk, loaded late
    from onrecord.review.queue import as_json

    found = as_json(desk.find(claim_id))
    click.echo(json.dumps({k: found[k] for k in ("claim_id", "state", "decision", "to_confirm")}, ensure_ascii=False))


@review.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The label file to write, JSON lines.")
@store_option
@click.pass_obj
@speaks_up
def export(outer: Path | None, out: Path, store: Path | None) -> None:
    """Write the decided claims as labelled passages that `onrecord train` learns from."""
    from onrecord.review.labels import labelled

    with desk_of(store or outer) as desk:
        found = labelled(desk.register, desk.standings)
    out.write_text("".join(line + "\n" for line in found.lines), encoding="utf-8")
    click.echo(f"onrecord: wrote {out}: {found.in_words()}", err=True)


for command in COMMANDS:
    review.add_command(command)

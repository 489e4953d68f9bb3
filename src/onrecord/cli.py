"""The command line: data on stdout, talk on stderr; exit 0 fine, 1 problems found, 2 wrong use."""

import gc
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord import __version__
from onrecord.actor_commands import actors
from onrecord.assistant.commands import mcp
from onrecord.custody.checking import check
from onrecord.custody.commands import archive
from onrecord.gazetteer_commands import gazetteer
from onrecord.handout.commands import brief, export, handouts
from onrecord.options import (
    RUBBISH,
    Instant,
    columns_option,
    settings_of,
    speaks_up,
    store_option,
    view_of,
    view_options,
)
from onrecord.refit.commands import train
from onrecord.review.account_commands import ACCOUNTS
from onrecord.review.commands import review
from onrecord.review.history_commands import history_command
from onrecord.review.pair_commands import judge, trace_ids
from onrecord.watch.commands import watch
from onrecord.web.access.commands import access
from onrecord.web.commands import serve

if TYPE_CHECKING:
    from onrecord.model.figures import Sensitivity
    from onrecord.present.listing import Listing

# The names of evaluation.running.SETS, which imports too much for `--help`.
EVALUATED = (
    "annotation", "muc4", "awsd", "gva", "isaf", "news", "gva-events", "news-pairs", "lgl", "geowebnews", "event-places",
    "tempeval3", "actors", "own-times",
)  # fmt: skip
LISTS = ("documents", "claims", "events", "figures", "disruptions", "problems", "contradictions")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
def main() -> None:
    """OnRecord reads reporting about armed conflict and keeps a sourced register: who was harmed, and who says so."""
    gc.set_threshold(RUBBISH)


def _compared(store: Path | None, as_of: datetime | None, recorded_as_of: datetime | None) -> "tuple[Sensitivity, ...]":
    from onrecord.pipeline import compare_policies, load_register

    settings = settings_of(store=store)
    register = load_register(settings, published_as_of=as_of, recorded_as_of=recorded_as_of)
    return compare_policies(register, settings.review_below)


@main.command()
@click.argument("sources", nargs=-1, required=True)
@store_option
@columns_option
@click.option("--workers", type=int, help="Processes that read, at most.")
@click.option("--quiet", is_flag=True, help="No progress bar, no summary.")
@speaks_up
def add(sources: tuple[str, ...], store: Path | None, columns: str | None, workers: int | None, quiet: bool) -> None:
    """Read reports into the register: files, folders, addresses, archives, or - (standard input). Twice changes nothing."""
    from onrecord.batch import share_out
    from onrecord.pipeline import arrivals, fetching, intake_of, record
    from onrecord.terminal import Tally, progress

    settings = settings_of(store=store, columns=columns, workers=workers)
    tally = Tally()
    with fetching(settings, sources) as fetch, progress("Reading", quiet) as step:
        outcomes = share_out(arrivals(sources, sys.stdin.buffer, intake_of(settings), fetch), settings)
        for outcome, new in record(outcomes, settings):
            tally.count(outcome, new)
            step(tally.line())
    if not quiet:
        tally.show(settings.store)
    sys.exit(1 if tally.errors else 0)


@main.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.option("--with-text", is_flag=True, help="Print the text that the spans refer to, too.")
@columns_option
@click.option("--workers", type=int, help="Processes that read, at most.")
@speaks_up
def extract(sources: tuple[str, ...], form: str, with_text: bool, columns: str | None, workers: int | None) -> None:
    """Read reports and print what they claim, a JSON line a document; nothing is kept."""
    from onrecord.batch import share_out
    from onrecord.pipeline import arrivals, fetching, intake_of
    from onrecord.present.lines import extraction_line
    from onrecord.terminal import tell_problems

    failed = False
    settings = settings_of(columns=columns, workers=workers)
    with fetching(settings, sources) as fetch:
        for outcome in share_out(arrivals(sources, sys.stdin.buffer, intake_of(settings), fetch), settings):
            if outcome.document is not None and outcome.extraction is not None:
                click.echo(extraction_line(outcome.document, outcome.extraction, outcome.problems, with_text=with_text))
            failed |= tell_problems(outcome.problems)
    sys.exit(1 if failed else 0)


def _list_command(name: str) -> click.Command:
    @click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
    @click.option("--document", help="Only of this document (id).")
    @click.option("--event", help="Only of this event or campaign (id).")
    @click.option("--effect", help="Only this effect (killed, injured, …).")
    @click.option("--category", help="Only these victims (civilian, security, militant, mixed, unknown).")
    @click.option("--place", help="Only where the place, its district, province or country is called this.")
    @click.option("--since", type=Instant(), help="Only what happened on or after this day.")
    @click.option("--until", type=Instant(), help="Only what happened on or before this day.")
    @click.option("--limit", type=click.IntRange(min=1), help="At most this many lines.")
    @view_options
    @speaks_up
    def command(
        store: Path | None, as_of: datetime | None, recorded_as_of: datetime | None, policy: str | None, form: str, **wanted: Any
    ) -> None:
        from onrecord.present.listing import Filters, list_records
        from onrecord.present.policies import sensitivity_listing

        if wanted.pop("sensitivity", False):
            _show(sensitivity_listing(_compared(store, as_of, recorded_as_of), Filters(**wanted)), form)
        else:
            _show(list_records(name, view_of(store, as_of, recorded_as_of, policy), Filters(**wanted)), form)

    if name == "figures":
        words = "Every figure under every policy, and which flip."
        command = click.option("--sensitivity", is_flag=True, help=words)(command)
    return click.command(name, help=f"List the {name} on record.")(command)


def _show(listing: "Listing", form: str) -> None:
    """A listing as a table, CSV or JSON lines on stdout."""
    from onrecord.present.listing import to_csv, to_jsonl
    from onrecord.terminal import show_table

    if form == "table":
        show_table(listing)
    else:
        click.echo((to_csv if form == "csv" else to_jsonl)(listing), nl=False)


@main.command()
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@speaks_up
def policies(form: str) -> None:
    """List the policies by which figures are reconciled: what each does, what to beware of, and where it comes from."""
    from onrecord.codebooks import load_policies
    from onrecord.present.policies import policy_listing

    _show(policy_listing(load_policies()), form)


for _name in LISTS:
    main.add_command(_list_command(_name))
main.add_command(actors)
main.add_command(archive)
main.add_command(check)
main.add_command(gazetteer)
main.add_command(brief)
main.add_command(export)
main.add_command(handouts)
main.add_command(history_command)
for _account in ACCOUNTS:
    main.add_command(_account)
main.add_command(judge)
main.add_command(review)
main.add_command(serve)
main.add_command(access)
main.add_command(mcp)
main.add_command(trace_ids)
main.add_command(train)
main.add_command(watch)


@main.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("onrecord-demo"), show_default=True, help="Where to write."
)
@speaks_up
def demo(folder: Path) -> None:
    """Run the main job on the sample reports shipped: register, figures, contradictions and a briefing."""
    from onrecord.demo import run_demo

    run_demo(folder, settings_of(store=folder / "demo.db"))


@main.command()
@click.argument("name", type=click.Choice(["extract", "read", "resolve", "warc", "reconcile"]))
@click.option("--articles", type=click.IntRange(min=8), default=600, show_default=True, help="How many articles or pages.")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Saved pages (read) or labelled sets (resolve) instead of made texts."
)
@click.option(
    "--records", type=click.IntRange(min=5), default=20_000, show_default=True, help="Records of the archive (bench warc)."
)
@click.option("--claims", type=click.IntRange(min=1), default=10_000, show_default=True, help="How many claims to reconcile.")
@click.option("--incremental", is_flag=True, help="With reconcile: time adding one report to a large register.")
@click.option("--reports", type=click.IntRange(min=4), default=100_000, show_default=True, help="With --incremental: its size.")
@click.option("--ordinary", is_flag=True, help="With extract: articles that tell of anything but conflict.")
@click.option("--workers", type=int, help="Processes that read.")
@speaks_up
def bench(
    name: str, articles: int, folder: Path | None, records: int, claims: int, incremental: bool, reports: int, ordinary: bool,
    workers: int | None,
) -> None:  # fmt: skip
    """Measure speed as whole processes: articles read a second, or seconds to reconcile; CPU seconds and peak memory."""
    from onrecord.bench import bench_extract
    from onrecord.bench_growing import bench_growing
    from onrecord.bench_read import bench_read, bench_warc
    from onrecord.bench_reconcile import bench_reconcile
    from onrecord.bench_resolve import bench_resolve

    settings = settings_of(workers=workers)
    measured = {
        "extract": lambda: bench_extract(articles, settings, ordinary=ordinary),
        "read": lambda: bench_read(articles, settings.workers, folder),
        "resolve": lambda: bench_resolve(articles, settings.cache, folder),
        "warc": lambda: bench_warc(records),
        "reconcile": lambda: bench_growing(reports) if incremental else bench_reconcile(claims),
    }
    click.echo(measured[name]())


@main.command()
@click.argument("name", metavar="SET", type=click.Choice(EVALUATED))
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("../shared"), show_default=True, help="Where the gold lies."
)
@click.option("--split", type=click.Choice(["dev", "train"]), default="dev", show_default=True, help="Which part of the set.")
@click.option("--limit", type=click.IntRange(min=1), help="Only so many passages or cases.")
@click.option(
    "--examples", type=int, default=0, show_default=True, help="How many of the worst passages to show, with their text."
)
@click.option(
    "--diagram",
    type=click.Path(path_type=Path),
    help="Also write the diagram as SVG here: reliability (annotation), errors (places).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@click.option("--workers", type=int, help="Processes that read.")
@click.option(
    "--readings", type=click.Path(path_type=Path), help="Keep the readings of gva-events and news-pairs here, for the next run."
)
@speaks_up
def evaluate(
    name: str,
    folder: Path,
    split: str,
    limit: int | None,
    examples: int,
    diagram: Path | None,
    as_json: bool,
    workers: int | None,
    readings: Path | None,
) -> None:
    """Score against a labelled set: claims, numbers of people, news, joining of reports, places, times, actors."""
    from onrecord.evaluation.running import evaluate as run
    from onrecord.evaluation.running import in_words, reliability

    report = run(name, folder, split, limit, settings_of(workers=workers), readings)
    if diagram is not None:
        diagram.write_text(reliability(report), encoding="utf-8")
    click.echo(in_words(report, as_json=as_json, examples=examples), nl=False)


if __name__ == "__main__":
    main()

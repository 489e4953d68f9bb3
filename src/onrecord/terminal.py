"""How the command line shows things: progress and summaries on stderr, tables on stdout. Only `cli` and `demo` use it."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from onrecord.model.enums import ProblemSeverity
from onrecord.model.figures import Sensitivity
from onrecord.model.problems import Problem
from onrecord.model.register import View
from onrecord.pipeline import Outcome
from onrecord.present.listing import Filters, Listing, list_records

# Columns whose words matter most get the room; ids are shortened only on screen, never in CSV or JSON.
WIDE = {"quote", "explanation", "quotes", "message", "title", "steps", "who says what", "what"}
PROBLEMS_SHOWN = 20


def talk() -> Console:
    """The console for talk: stderr, made anew so that a redirected stderr is respected."""
    return Console(stderr=True, highlight=False)


class Tally:
    """Counts what became of the items of one `add`."""

    def __init__(self) -> None:
        """Nothing counted yet."""
        self.counts: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.errors = 0

    def count(self, outcome: Outcome, new: bool) -> None:
        """One more outcome; `new` says whether the register did not have it."""
        self.problems.extend(outcome.problems)
        self.errors += sum(p.severity is ProblemSeverity.ERROR for p in outcome.problems)
        if outcome.extraction is None:
            self.counts["unread"] += 1
        else:
            self.counts["added" if new else "known"] += 1
            self.counts["claims"] += len(outcome.extraction.claims) if new else 0
            self.counts["off topic"] += not outcome.extraction.relevant

    def line(self) -> str:
        """The running count in a few words."""
        return f"{self.counts['added']} added, {self.counts['known']} already there, {self.counts['claims']} claims"

    def show(self, store: Path) -> None:
        """The summary: what was added, what was known, what could not be read and why."""
        console = talk()
        console.print(f"{self.line()}; register: {store}", soft_wrap=True)
        if self.counts["off topic"]:
            console.print(f"{self.counts['off topic']} seem to report no conflict; they are kept all the same.", soft_wrap=True)
        tell_problems(self.problems)


@contextmanager
def progress(what: str, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A progress line on stderr while something runs; silent when asked, or when stderr is no terminal."""
    console = talk()
    if quiet or not console.is_terminal:
        yield lambda words: None
        return
    columns = (SpinnerColumn(), TextColumn(what), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda words: bar.update(task, advance=1, description=words)


def tell_problems(problems: Iterable[Problem]) -> bool:
    """Says the problems on stderr, errors first, and returns whether there was an error."""
    order = {ProblemSeverity.ERROR: 0, ProblemSeverity.WARNING: 1, ProblemSeverity.NOTE: 2}
    found = sorted(problems, key=lambda p: (order[p.severity], p.source, p.code))
    console = talk()
    for problem in found[:PROBLEMS_SHOWN]:
        console.print(Text(f"{problem.severity.value}: {problem.source}: {problem.message}"), soft_wrap=True)
    if len(found) > PROBLEMS_SHOWN:
        console.print(f"… and {len(found) - PROBLEMS_SHOWN} more; `onrecord problems` lists them all.")
    return any(p.severity is ProblemSeverity.ERROR for p in found)


def show_table(listing: Listing, limit_width: int | None = None) -> None:
    """A listing as a table on stdout; says what would be here when it is empty."""
    console = Console(highlight=False, width=limit_width or (None if sys.stdout.isatty() else 200))
    if not listing.rows:
        console.print(f"No {listing.name} on record here. Add reports with `onrecord add PATH`, or loosen the filters.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for column in listing.columns:
        table.add_column(column, overflow="fold", ratio=3 if column in WIDE else None, min_width=4)
    for row in listing.rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def compose_brief(view: View, form: str, subject: str | None, compared: Sequence[Sensitivity] = ()) -> str:
    """The briefing of a view as Markdown or HTML text; `compared` = its figures under every policy."""
    from onrecord.atlas.actors import load_actors
    from onrecord.codebooks import load_policy
    from onrecord.present.brief import compose
    from onrecord.present.html import render as render_html
    from onrecord.present.markdown import render as render_markdown

    policy = load_policy(view.policy.rpartition(" ")[0])
    brief = compose(view, subject=subject, actors=load_actors().by_id, policy=policy, compared=compared)
    return render_html(brief) if form == "html" else render_markdown(brief)


def show_check(store: Path, problems: list[Problem], view: View) -> bool:
    """What `onrecord check` found; returns whether it found anything wrong with the register or its figures."""
    console = Console(highlight=False)
    documents, claims = len(view.register.documents), sum(len(x.claims) for x in view.register.extractions)
    if not problems:
        console.print(f"{store}: the chain, the archive and every span hold ({documents} documents, {claims} claims).")
    for problem in problems:
        console.print(Text(f"{problem.severity.value}: {problem.source}: {problem.message}"), soft_wrap=True)
    listing = list_records("contradictions", view, Filters())
    if listing.rows:
        console.print(f"{len(listing.rows)} contradictions between statements (they stay side by side):")
        show_table(listing)
    return bool(problems or listing.rows)

"""The review in the terminal: one claim at a time, its sentence with the words marked, one key for each answer."""

import sys
from collections.abc import Callable, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from onrecord.ledger.edits import FIELDS
from onrecord.model.errors import OnRecordError
from onrecord.model.spans import Span
from onrecord.present.lines import published_words
from onrecord.present.wording import bounds, certainty_words, effect_words, place_words, scope_words, speaker, time_words, victims
from onrecord.review.desk import Desk
from onrecord.review.queue import Waiting, marked_words

# Every style has an attribute beside its colour, for terminals and eyes that see no colours.
STYLES = {
    "count": "bold reverse",
    "effect": "bold red underline",
    "victims": "bold cyan",
    "source": "green italic",
    "cue": "green",
    "time": "magenta",
    "place": "yellow",
}
KEYS = "a accept · r reject · e edit · s skip · u undo the last · q quit · ? help"
HELP = (
    "Accept when count, effect, victims and speaker are what the report says; otherwise edit or reject.\n"
    "Edit asks for NAME=VALUE lines until an empty one; `none` empties a field. Fields: " + ", ".join(FIELDS) + ".\n"
    "Nothing is lost: every decision is an entry of the ledger, and undo is another one."
)
ASKED = {"a": "accept", "r": "reject", "e": "edit"}


def show_queue(items: Sequence[Waiting]) -> None:
    """The queue as a table on stdout; says what would be here when it is empty."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    if not items:
        console.print("No claim waits for a decision. `onrecord review list --all` lists every claim and where it stands.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for name in ("id", "state", "score", "what", "who says so", "sentence"):
        table.add_column(name, overflow="fold", ratio=3 if name == "sentence" else None, min_width=5)
    for item in items:
        score = "" if item.claim.score is None else f"{item.claim.score:.2f}"
        row = (item.claim.claim_id, item.standing.state.value, score, what(item), speaker(item.claim))
        table.add_row(*map(Text, row), marked(item))
    console.print(table)


def what(item: Waiting) -> str:
    """The claim in a few words: "killed · civilians · at least 21"."""
    claim = item.claim
    count = bounds(claim.count.low, claim.count.high)
    return " · ".join((effect_words(claim.effect), victims(claim.victims.category), count))


def marked(item: Waiting) -> Text:
    """The sentence with the claim's words marked."""
    text = Text(item.sentence.exact)
    for name, span in marked_words(item.claim):
        if item.sentence.overlaps(span):
            text.stylize(STYLES[name], *_within(item.sentence, span))
    return text


def _within(sentence: Span, span: Span) -> tuple[int, int]:
    return max(0, span.start - sentence.start), min(len(sentence.exact), span.end - sentence.start)


def go_through(
    desk: Desk,
    *,
    by: str | None,
    everything: bool = False,
    document: str | None = None,
    ask_key: Callable[[], str] = click.getchar,
    ask_line: Callable[[str], str] = lambda words: str(click.prompt(words, default="", show_default=False, err=True)),
    console: Console | None = None,
) -> None:
    """Shows the waiting claims one after the other and records each answer as it is given; `ask_…` read the keyboard."""
    console = console or Console(stderr=True, highlight=False)
    items = list(desk.queue(everything=everything, document=document))
    if not items:
        console.print("No claim waits for a decision.")
        return
    name = by or ask_line("Your name or sign, kept with every decision").strip()
    session = _Session(desk, name, console, ask_line)
    at: int | None = 0
    while at is not None and at < len(items):
        session.show(items[at], at + 1, len(items))
        at = session.answer(items[at], at, ask_key().lower())
    console.print(f"{session.made} decided; {sum(1 for _ in desk.queue(document=document))} still wait.")


class _Session:
    """One person's way through the queue."""

    def __init__(self, desk: Desk, by: str, console: Console, ask_line: Callable[[str], str]) -> None:
        self.desk, self.by, self.console, self.ask_line = desk, by, console, ask_line
        self.made = 0
        self.trail: list[tuple[int, str]] = []  # claims decided on in this session and their places in the queue

    def show(self, item: Waiting, number: int, total: int) -> None:
        """The claim as it stands now, its report, its sentence and the keys."""
        claim, doc = self.desk.find(item.claim.claim_id).claim, item.document
        score = "no score" if claim.score is None else f"score {claim.score:.2f}"
        about = (doc.outlet, doc.title, published_words(doc) or "undated")
        self.console.rule(f"{number} of {total}")
        self.console.print(Text(" · ".join(part for part in about if part), style="dim"))
        self.console.print(Text(what(item), style="bold"), Text(f"({score}; {claim.claim_id})", style="dim"))
        said = claim.attribution
        details = (
            f"says: {speaker(claim)} ({said.role.value})",
            f"{certainty_words(claim.certainty)}; {scope_words(claim.scope)}",
            time_words(claim.time),
            place_words(claim.place),
            ", ".join(claim.victims.groups),
        )
        self.console.print(Text(" · ".join(part for part in details if part)))
        self.console.print(marked(item))
        self.console.print(Text(KEYS, style="dim"))

    def answer(self, item: Waiting, at: int, key: str) -> int | None:
        """Does what a key asks; returns the place in the queue to go on at, None = stop."""
        if key == "q":
            return None
        if key == "s":
            return at + 1
        if key in ASKED:
            return self._decide(item, at, ASKED[key])
        if key == "u":
            return self._undo(at)
        self.console.print(HELP)
        return at

    def _decide(self, item: Waiting, at: int, answer: str) -> int:
        changes = self._changes() if answer == "edit" else None
        if changes == {}:
            return at
        try:
            self.desk.decide(item.claim.claim_id, answer, by=self.by, changes=changes)
        except OnRecordError as trouble:
            self.console.print(str(trouble), style="bold red", markup=False)
            return at
        self.made += 1
        self.trail.append((at, item.claim.claim_id))
        return at + 1

    def _changes(self) -> dict[str, str]:
        changes: dict[str, str] = {}
        while line := self.ask_line("NAME=VALUE, empty = done").strip():
            name, found, value = line.partition("=")
            if found:
                changes[name.strip()] = value
            else:
                self.console.print(HELP)
        return changes

    def _undo(self, at: int) -> int:
        if not self.trail:
            self.console.print(
                "Nothing was decided in this session; `onrecord review undo CLAIM_ID` takes an older decision back."
            )
            return at
        back, claim_id = self.trail.pop()
        self.desk.undo(claim_id, by=self.by)
        self.made -= 1
        return back

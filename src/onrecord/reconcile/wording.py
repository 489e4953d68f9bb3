"""Counts, days and quotes in the plain words of steps and explanations, and the contradiction they explain. Source: ui.md."""

from collections.abc import Sequence
from datetime import date

from onrecord.model.enums import Category, ContradictionKind
from onrecord.model.figures import Contradiction
from onrecord.model.hashing import content_id
from onrecord.reconcile.joining.tellings import publisher, said_at
from onrecord.reconcile.statements import Statement, Window

MONTHS = "January February March April May June July August September October November December".split()
SIDE_WORDS = {Category.CIVILIAN: "civilians", Category.SECURITY: "security", Category.MILITANT: "militants"}
# Enough of the words to recognise the quote; the page shows the rest.
QUOTE_LENGTH = 140


def sentence(words: str) -> str:
    """The words with a capital and a full stop."""
    return words[:1].upper() + words[1:].rstrip(".") + "."


def range_words(low: int | None, high: int | None) -> str:
    """ "11", "at least 21", "at most 30", "6 to 11", "an unstated number"."""
    if low is None:
        return "an unstated number" if high is None else f"at most {high}"
    if high is None:
        return f"at least {low}"
    return str(low) if low == high else f"{low} to {high}"


def count_words(s: Statement) -> str:
    """The statement's bounds in words."""
    return range_words(s.low, s.high)


def side_words(category: Category | None) -> str:
    """Who: "civilians", "security", "militants", or "people" when no side is said."""
    return SIDE_WORDS.get(category, "people") if category else "people"


def span_words(window: Window) -> str:
    """Days: "31 January", "29–31 January", "30 January – 2 February"."""
    start, end = window
    if start == end:
        return _day(start)
    return f"{start.day}–{_day(end)}" if (start.year, start.month) == (end.year, end.month) else f"{_day(start)} – {_day(end)}"


def _day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]}"


def said_by(s: Statement) -> str:
    """The speaker and the words: officials (Sample Wire, 31 January): “11 civilians were killed”."""
    quote = " ".join(s.claim.span.exact.split()).rstrip(".")
    short = quote if len(quote) <= QUOTE_LENGTH else quote[: QUOTE_LENGTH - 1].rstrip() + "…"
    speaker = s.claim.attribution.source or "the report itself"
    said = said_at(s.doc)
    where = [publisher(s.doc), *([_day(said.date())] if said else [])]
    return f"{speaker} ({', '.join(where)}): “{short}”"


def contradiction_of(
    kind: ContradictionKind, subject_id: str, members: Sequence[Statement], explanation: str, steps: tuple[str, ...]
) -> Contradiction:
    """The contradiction between these statements; its id is that of its kind and claims, whatever their order."""
    ids = tuple(dict.fromkeys(s.claim.claim_id for s in members))
    return Contradiction(
        contradiction_id=content_id("con", kind.value, *sorted(ids)),
        subject_id=subject_id,
        kind=kind,
        claim_ids=ids,
        explanation=explanation,
        steps=steps,
    )

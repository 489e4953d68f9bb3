"""Numbers, days and cells in words, the same on every page: a figure never stands without its bounds. Source: ui.md."""

from datetime import UTC, date, datetime

from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Certainty, ContradictionKind, Effect, ReviewState, Scope
from onrecord.model.figures import Cell, Figure
from onrecord.model.mentions import PlaceRef, TimeRef

VICTIMS = {
    Category.CIVILIAN: "civilians",
    Category.SECURITY: "security forces",
    Category.MILITANT: "militants",
    Category.MIXED: "people of several sides",
    Category.UNKNOWN: "people whose side is not said",
}
SURE = {
    Certainty.ASSERTED: "said to have happened",
    Certainty.CLAIMED: "claimed, and passed on as a claim",
    Certainty.DENIED: "denied",
    Certainty.FAILED: "tried, and did not happen",
    Certainty.POSSIBLE: "possible",
    Certainty.HYPOTHETICAL: "not said to have happened",
}
COUNTS = {
    Scope.INCIDENT: "people in this event",
    Scope.CUMULATIVE: "a total over a time or several events",
    Scope.BACKGROUND: "an earlier event, recalled",
}
STANDS = {
    ReviewState.WAITING: "waits for review: on record, in no figure",
    ReviewState.UNASKED: "counted as read; nobody has looked at it",
    ReviewState.ACCEPTED: "accepted",
    ReviewState.EDITED: "edited and accepted",
    ReviewState.REJECTED: "rejected",
}
MONTHS = "January February March April May June July August September October November December".split()


def bounds(low: int | None, high: int | None) -> str:
    """A range in words: "21", "11–36", "at least 21", "at most 30", "number not stated"."""
    if low is None:
        return "number not stated" if high is None else f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def printable(text: str) -> str:
    """The text without what XML, Word and typesetting cannot hold: controls, halves of characters, and no characters at all."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and ord(c) & 0xFFFE != 0xFFFE))


def number(value: int) -> str:
    """Thousands set apart by a thin space."""
    return f"{value:,}".replace(",", "\u2009")


def day(value: date) -> str:
    """31 January 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def certainty_words(certainty: Certainty) -> str:
    """How sure a statement is, as people say it."""
    return SURE[certainty]


def state_words(state: ReviewState) -> str:
    """Where a claim stands in review, as people say it."""
    return STANDS[state]


def scope_words(scope: Scope) -> str:
    """What a number counts, as people say it."""
    return COUNTS[scope]


def moment(value: datetime | None) -> str:
    """An instant as people write it: "31 January 2026, 18:00 UTC"; "" for None."""
    return "" if value is None else f"{day(value.astimezone(UTC).date())}, {value.astimezone(UTC):%H:%M} UTC"


def when(written: str) -> str:
    """A day or instant in ISO form as people write it; other words stay as they are."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return written
    return day(at.date()) if len(written) == len("2026-01-31") else moment(at)


def days(start: date | None, end: date | None) -> str:
    """A day or a range with an en dash; "undated" when unknown."""
    if start is None or end is None:
        known = start or end
        return "undated" if known is None else f"{'from' if start else 'until'} {day(known)}"
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def time_words(time: TimeRef | None) -> str:
    """The days of a time, with the window when it is rolling; empty when there is none."""
    if time is None:
        return ""
    window = f" ({time.hours} hours)" if time.hours else ""
    return days(time.date_start, time.date_end) + window if time.date_start or time.date_end else ""


def place_words(place: PlaceRef | None) -> str:
    """The place's name with its province, or the words of the report; empty when there is none."""
    if place is None:
        return ""
    name = place.name or (place.span.exact if place.span else "")
    return f"{name}, {place.adm_1}" if place.adm_1 and place.adm_1 != name else name


def speaker(claim: Claim) -> str:
    """Who says so: the speaker's words, or that it is the report's own voice."""
    return claim.attribution.source or "the report itself"


def victims(category: Category | None, excluded: tuple[Category, ...] = ()) -> str:
    """Who is counted: "civilians", "everybody", "everybody but militants"."""
    if category is not None:
        return VICTIMS[category]
    if excluded:
        return "everybody but " + " and ".join(VICTIMS[c] for c in excluded)
    return "everybody"


def effect_words(effect: Effect) -> str:
    """The effect as a heading uses it."""
    return "killed or injured (not split)" if effect is Effect.CASUALTIES else effect.value


def cell_words(cell: Cell) -> str:
    """A cell in words: "killed · civilians (women) · Gwadar · 31 January 2026"."""
    who = victims(cell.category, cell.excluded) + (f" ({cell.group.value.replace('_', ' ')})" if cell.group else "")
    detail = cell.detail.replace("_", " ") if cell.detail else ""
    parts = [effect_words(cell.effect), who, detail, cell.place or "", days(cell.date_start, cell.date_end)]
    return " · ".join(part for part in parts if part and part != "undated")


def policy_words(low: int | None, best: int | None, high: int | None, *, counted: bool = True) -> str:
    """What a policy gives: "11–36", "22", "11–36, best 18", or that it counts no such people."""
    if not counted:
        return "not counted"
    if best is None:
        return bounds(low, high)
    return number(best) if low in (None, best) and high in (None, best) else f"{bounds(low, high)}, best {number(best)}"


def figure_range(figure: Figure) -> str:
    """A figure's numbers with what its policy adds: an open end, that it is provisional, the grades."""
    words = policy_words(figure.low, figure.best, figure.high, counted=figure.counted)
    if figure.best is None and figure.high is None and figure.low:
        words += ", no upper bound"
    if figure.provisional:
        words += ", provisional"
    if figure.harm_grade is not None and figure.attribution_grade is not None:
        words += f" · harm: {figure.harm_grade.value}, who did it: {figure.attribution_grade.value}"
    return words


def independence_words(figure: Figure) -> str:
    """Who stands behind a figure: "2 speakers of 2 sides, with 2 ways of knowing; 9 reports of 8 outlets"."""
    ways = f", with {figure.n_channels} ways of knowing" if figure.n_channels > 1 else ""
    return (
        f"{figure.n_roots} speaker{'s' * (figure.n_roots != 1)} of {figure.n_sides} side{'s' * (figure.n_sides != 1)}{ways}; "
        f"{figure.n_urls} report{'s' * (figure.n_urls != 1)} of {figure.n_outlets} outlet{'s' * (figure.n_outlets != 1)}"
    )


def figure_words(figure: Figure) -> str:
    """A figure with what it rests on: "11–36 · 4 claims, 2 sources"."""
    tellers = max(figure.n_roots, len(figure.tellers))
    claims = len(figure.claim_ids)
    words = policy_words(figure.low, figure.best, figure.high, counted=figure.counted)
    base = f"{words} · {claims} claim{'s' * (claims != 1)}, {tellers} source{'s' * (tellers != 1)}"
    return base + (" · derived" if figure.derived else "")


_CONFLICTS = {
    ContradictionKind.SUPERSEDED: "changed later",
    ContradictionKind.WINDOW: "different times",
    ContradictionKind.SCOPE: "different places or sides",
    ContradictionKind.NESTED: "a part and its whole",
    ContradictionKind.DEFINITION: "counted differently",
    ContradictionKind.ARITHMETIC: "does not add up",
    ContradictionKind.COPY_ERROR: "copied wrongly",
    ContradictionKind.PARTY: "the parties differ",
    ContradictionKind.STALE_SURFACE: "an old headline",
    ContradictionKind.GENUINE: "a real contradiction",
}


def conflict_words(kind: ContradictionKind) -> str:
    """Why two statements do not agree, in a word or two."""
    return _CONFLICTS[kind]

"""A briefing as a row of blocks in reading order: what every printed form shows, each in its own way.

Fixed words are put in here, in the language of `say`; what reports and figures say comes as it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onrecord.atlas.outlines import load_disputed, load_outlines
from onrecord.present.briefing.records import Brief, Conflict, Dated, FigureRow, Line, Source, Subject
from onrecord.present.charts.canvas import Chart
from onrecord.present.charts.worldmap import map_chart
from onrecord.present.quotes import Quote

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: level 2 for a campaign or a part of the briefing, 3 within it. `fixed` = our own words, else a title."""

    level: int
    text: str
    fixed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence as a paragraph."""

    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Fixed words that say nothing about what happened and cite nothing."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """Sentences as a list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures as a table with who says what. `folded` = the words under which a page may fold it away; None = open."""

    rows: tuple[FigureRow, ...]
    columns: tuple[str, ...]
    folded: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Figures that nobody stated, with their steps."""

    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """What happened, day by day."""

    dated: tuple[Dated, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """Statements that cannot all be true, or that changed; `folded` as for Figures."""

    items: tuple[Conflict, ...]
    folded: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart or the map."""

    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A plain table of words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """The reports that were read, with the hashes of their bytes."""

    sources: tuple[Source, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """The quotes that the sentences cite."""

    quotes: tuple[Quote, ...]


Block = Heading | Sentence | Note | Bullets | Figures | Derived | Days | Conflicts | Picture | Grid | Reports | Quotes


def outline(brief: Brief, say: Say, *, pictures: bool = True) -> Iterator[Block]:
    """Every block of the briefing in order; `pictures` False leaves charts and map out, for forms that cannot show them."""
    if not brief.subjects:
        yield Note(text=say("No events on record. Add reports with: onrecord add PATH"))
    for n, subject in enumerate(brief.subjects):
        yield from _subject(subject, brief, say, pictures=pictures, first=n == 0)
    yield from _part(say("Disruptions"), brief.disruptions, brief.charts if pictures else ())
    yield from _part(say("Actors, as reported"), brief.actors)
    yield from _part(say("Background, as reported"), brief.background)
    yield from _method(brief, say)
    if brief.problems:
        yield Heading(level=2, text=say("Problems with the sources"))
        yield Bullets(lines=tuple(Line(text=problem, cites=(), absent=True) for problem in brief.problems))
    yield Heading(level=2, text=say("Sources"))
    yield Reports(
        sources=brief.sources, columns=(say("published"), say("outlet"), say("title"), say("same story"), say("SHA-256"))
    )
    yield Heading(level=2, text=say("Quotes"))
    yield Quotes(quotes=brief.quotes)


def _part(title: str, lines: tuple[Line, ...], charts: tuple[Chart, ...] = ()) -> Iterator[Block]:
    if lines:
        yield Heading(level=2, text=title)
        yield from (Picture(chart=chart) for chart in charts)
        yield Bullets(lines=lines)


def _subject(subject: Subject, brief: Brief, say: Say, *, pictures: bool, first: bool) -> Iterator[Block]:
    # The first campaign is what the page is called; its name need not stand there twice.
    level = 2 if first and subject.title == brief.title else 3
    if level == 3:
        yield Heading(level=2, text=subject.title, fixed=False)
    yield Sentence(line=subject.lead)
    claims = [c for c in subject.charts if c.name.startswith(("claims", "course"))] if pictures else []
    if subject.situation:
        yield Heading(level=level, text=say("Situation"))
        yield Bullets(lines=subject.situation)
    columns = (say("what is counted"), say("range"), say("who says what"), say("policy"))
    if subject.headlines:
        yield Figures(rows=subject.headlines, columns=columns)
    yield from (Picture(chart=chart) for chart in claims)
    if subject.conflicts:
        yield Heading(level=level, text=say("These statements cannot all be true"))
        yield Conflicts(items=subject.conflicts)
    yield from _open(subject, say, level)
    yield from _where_and_when(subject, brief, say, level, pictures=pictures, first=first)
    if subject.derived:
        yield Heading(level=level, text=say("Derived: figures nobody stated"))
        yield Derived(rows=subject.derived)
    if subject.figures:
        yield Figures(rows=subject.figures, columns=columns, folded=say("More figures: by day, place and group"))
    if subject.revisions:
        yield Conflicts(items=subject.revisions, folded=say("How the figures changed"))


def _where_and_when(subject: Subject, brief: Brief, say: Say, level: int, *, pictures: bool, first: bool) -> Iterator[Block]:
    if subject.timeline:
        yield Heading(level=level, text=say("Timeline"))
        yield Days(dated=subject.timeline)
    chart = map_chart(brief.markers, load_outlines(), load_disputed()) if first and pictures else None
    if chart is not None:
        yield Heading(level=level, text=say("Map"))
        yield Picture(chart=chart)
    if subject.places:
        yield Heading(level=level, text=say("By place"))
        yield from (Picture(chart=c) for c in subject.charts if pictures and c.name.startswith("places"))
        yield Bullets(lines=subject.places)


def _open(subject: Subject, say: Say, level: int) -> Iterator[Block]:
    """What is not known; what no report gives is said of all the reports read and cites none."""
    missing: tuple[Line, ...] = ()
    if subject.not_reported:
        text = f"{say('Not reported in the sources read:')} {', '.join(subject.not_reported)}."
        missing = (Line(text=text, cites=(), absent=True),)
    if missing or subject.unknown:
        yield Heading(level=level, text=say("What is not known"))
        yield Bullets(lines=(*missing, *subject.unknown))


def _method(brief: Brief, say: Say) -> Iterator[Block]:
    """What the policy does, and which figures another policy would flip."""
    if brief.method or brief.flips:
        yield Heading(level=2, text=say("How the figures were made"))
    if brief.method:
        yield Note(text=f"{brief.policy}: {' '.join(brief.method).strip()}")
    if brief.flips:
        yield Note(text=say("Figures that depend on the policy: the same claims under each."))
        names = tuple(name for name, _ in brief.flips[0].numbers)
        rows = tuple((flip.label, *(words for _, words in flip.numbers)) for flip in brief.flips)
        yield Grid(columns=(say("what is counted"), *names), rows=rows)


def heading_lines(brief: Brief, say: Say) -> tuple[str, str, str]:
    """The title, what the briefing is as of and made by, and the note that stands over every briefing."""
    about = f"{brief.as_of} · policy: {brief.policy} · {brief.reports} reports read"
    if brief.scope:
        about += f" · only {brief.scope}"
    return brief.title, about, say(NOTE)


NOTE = (
    "Every figure is what somebody said, not what OnRecord knows. Ranges follow the policy named beside them; "
    "“not reported” is not zero; derived figures show their steps."
)

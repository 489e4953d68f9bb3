"""What a briefing consists of, whatever it is printed as."""

from dataclasses import dataclass
from enum import StrEnum

from onrecord.present.charts.canvas import Chart
from onrecord.present.charts.worldmap import Marker
from onrecord.present.policies import Flip
from onrecord.present.quotes import Quote


class Length(StrEnum):
    """How much a briefing says: short = one page for who has two minutes, standard, full = everything on record."""

    SHORT = "short"
    STANDARD = "standard"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence and the numbers of the quotes it rests on; `absent` = it says what no report gives, and cites nothing."""

    text: str
    cites: tuple[int, ...]
    absent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure: its cell in words, its range, who says what (each with its quotes), and for a derived one the steps."""

    figure_id: str
    label: str
    range_words: str
    policy: str
    tellers: tuple[Line, ...]
    cites: tuple[int, ...]
    derived: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What one day's line of the timeline says; `when` is in words."""

    when: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Statements that cannot all be true, side by side."""

    kind: str
    line: Line
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One campaign, or one event outside any campaign: its figures, timeline and contradictions.

    `situation` are the headlines as sentences. `headlines` are the figures that cover most: one for each effect and side;
    `figures` are the others, by day, place and group. `unknown` says what is open. `charts` show the claims and the places.
    """

    subject_id: str
    title: str
    lead: Line
    headlines: tuple[FigureRow, ...]
    figures: tuple[FigureRow, ...]
    derived: tuple[FigureRow, ...]
    timeline: tuple[Dated, ...]
    conflicts: tuple[Conflict, ...]
    revisions: tuple[Conflict, ...]
    not_reported: tuple[str, ...]
    situation: tuple[Line, ...] = ()
    places: tuple[Line, ...] = ()
    unknown: tuple[Line, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One report that was read, with the hash of the bytes it was read from and what it copies, if anything."""

    document_id: str
    outlet: str
    title: str
    published: str
    url: str | None
    raw_sha256: str
    text_version: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A whole briefing, ready to be printed in any form. `scope` = what it was narrowed to, in words; `reports` = read for it."""

    title: str
    as_of: str
    policy: str
    subjects: tuple[Subject, ...]
    disruptions: tuple[Line, ...]
    actors: tuple[Line, ...]
    background: tuple[Line, ...]
    markers: tuple[Marker, ...]
    sources: tuple[Source, ...]
    quotes: tuple[Quote, ...]
    problems: tuple[str, ...]
    method: tuple[str, ...] = ()
    flips: tuple[Flip, ...] = ()
    length: Length = Length.STANDARD
    scope: str = ""
    reports: int = 0
    charts: tuple[Chart, ...] = ()

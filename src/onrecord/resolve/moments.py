"""All time expressions of one document, read in order against its dateline or publication day."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest

from onrecord.languages import Lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import ProblemSeverity, TimeKind
from onrecord.model.mentions import TimeRef
from onrecord.model.problems import Problem
from onrecord.model.spans import Span
from onrecord.resolve.dates import Anchor, Reading, resolve_date
from onrecord.resolve.times import Expression, find_times

# Words about time that date nothing: "now", "daily", "for two hours".
_ON = re.compile(r",?\s+(?:local\s+time,?\s+)?(?:\([^)]{1,30}\)\s+)?(?:on\s+)?")
UNDATED_RULES = frozenset({"ref", "set", "frequency", "duration"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One time expression of the document and what it means there; `is_dateline` = it dates the report itself."""

    expression: Expression
    reading: Reading
    is_dateline: bool = False

    @property
    def time(self) -> TimeRef:
        """When, with the words' span."""
        return self.reading.time


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The expressions that can date something, in order; the anchor that they were read against; problems met."""

    anchor: Anchor
    all: tuple[Moment, ...]
    problems: tuple[Problem, ...]


def article_text(doc: Document) -> str:
    """The document's text with its furniture blanked out, letter for letter, so that offsets hold."""
    text = doc.text
    for furniture in doc.furniture:
        span = furniture.span
        text = text[: span.start] + "\n" * (span.end - span.start) + text[span.end :]
    return text


def read_moments(doc: Document, lexicon: Lexicon) -> Moments:
    """The expressions of the document that date something; relative words count from dateline > publication day > none."""
    anchor, everything = read_expressions(doc, lexicon)
    found = tuple(moment for moment in everything if moment.expression.rule not in UNDATED_RULES)
    return Moments(anchor=anchor, all=found, problems=tuple(_problems(doc, found)))


def read_expressions(doc: Document, lexicon: Lexicon) -> tuple[Anchor, tuple[Moment, ...]]:
    """The anchor, and every expression of the document with its meaning, those that date nothing ("daily") among them."""
    expressions = find_times(article_text(doc), lexicon)
    anchor = _anchor(doc, expressions)
    running = anchor
    found: list[Moment] = []
    for expression in expressions:
        reading = resolve_date(expression, running)
        dateline = doc.dateline_span is not None and doc.dateline_span.overlaps(expression.core)
        found.append(Moment(expression=expression, reading=reading, is_dateline=dateline))
        time = reading.time
        if expression.rule not in UNDATED_RULES and time.date_start is not None and time.date_start == time.date_end:
            running = replace(running, reference=time.date_start)
    return anchor, tuple(_on_their_days(found, doc.text))


def _on_their_days(found: Sequence[Moment], text: str) -> Iterator[Moment]:
    """The moments, an hour on the day that is named right behind it: "around 2am on Friday" is of Friday, not of today."""
    for moment, behind in zip_longest(found, found[1:]):
        time = moment.time
        hour = moment.expression.rule == "clock" and behind is not None and behind.time.kind is TimeKind.DAY
        if behind is not None and hour and _ON.fullmatch(text, moment.expression.span.end, behind.expression.span.start):
            time = replace(time, date_start=behind.time.date_start, date_end=behind.time.date_end)
        yield moment if time is moment.time else replace(moment, reading=replace(moment.reading, time=time))


def _anchor(doc: Document, expressions: Iterable[Expression]) -> Anchor:
    published = doc.published_at
    # The outlet's "yesterday" is the day before its own day, which is another than UTC's in the small hours.
    anchor = Anchor(day=doc.published_day or (published.date() if published else None))
    if doc.dateline_date is not None:
        for expression in expressions:
            if expression.core.overlaps(doc.dateline_date):
                day = resolve_date(expression, anchor).time.date_end
                anchor = Anchor(day=day or anchor.day)
    if published is not None and doc.published_prec == "minute" and published.date() == anchor.day:
        anchor = replace(anchor, moment=published)
    return anchor


_TROUBLES = {
    "impossible_date": (
        ProblemSeverity.WARNING,
        "“{}” is a day that no calendar has; it was left undated. Ask the outlet or compare other reports.",
    ),
    "ambiguous_date": (
        ProblemSeverity.WARNING,
        "“{}” may be written day first or month first, and nothing decides; it was left undated. Ask the outlet.",
    ),
    "two_digit_year": (
        ProblemSeverity.NOTE,
        "“{}” leaves out the century; the year nearest to the report, at most ten years ahead, was taken.",
    ),
}


def _problems(doc: Document, moments: Iterable[Moment]) -> Iterable[Problem]:
    for moment in moments:
        if moment.reading.trouble is not None:
            words = moment.expression.core.exact
            severity, message = _TROUBLES[moment.reading.trouble]
            yield Problem(
                source=doc.source,
                code=moment.reading.trouble,
                message=message.format(words),
                severity=severity,
                subject=words,
                span=moment.expression.core,
            )


def resolve_time(span: Span, moments: Moments) -> TimeRef:
    """The days of words that a reader marked as a time: those of the expression that shares most with them.

    Words in which no expression is known keep their span and nothing else.
    """
    shared = [(min(m.expression.span.end, span.end) - max(m.expression.span.start, span.start), m) for m in moments.all]
    best = max(shared, key=lambda pair: pair[0], default=None)
    if best is None or best[0] <= 0:
        return TimeRef(span=span)
    return replace(best[1].time, span=span)


def future_problem(doc: Document, time: TimeRef | None, moments: Moments) -> Problem | None:
    """A note when something reported as done is dated after the report; a day's slack for time zones."""
    day = moments.anchor.day
    if time is None or time.span is None or time.date_start is None or day is None or time.date_start <= day + timedelta(1):
        return None
    return Problem(
        source=doc.source,
        code="future_date",
        message=f"“{time.span.exact}” ({time.date_start}) lies after the report's own day, {day}; check the date before use.",
        severity=ProblemSeverity.NOTE,
        subject=time.span.exact,
        span=time.span,
    )

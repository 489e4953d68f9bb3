"""Composes a briefing: what is reported, who says so, and the words behind every sentence of it."""

from collections.abc import Mapping, Sequence

from onrecord.codebooks import Policy
from onrecord.model.figures import Sensitivity
from onrecord.model.mentions import Actor
from onrecord.model.register import View
from onrecord.present.briefing.records import Brief, Conflict, Dated, FigureRow, Length, Line, Source, Subject
from onrecord.present.briefing.surroundings import (
    actor_lines,
    as_of_words,
    background_lines,
    disruption_lines,
    problems_of,
    sources_of,
)
from onrecord.present.briefing.telling import REVISIONS, Pen, subjects_of, tell
from onrecord.present.charts.strips import strips, strips_chart
from onrecord.present.charts.worldmap import Marker, markers
from onrecord.present.policies import flips

__all__ = ["REVISIONS", "Brief", "Conflict", "Dated", "FigureRow", "Length", "Line", "Marker", "Source", "Subject", "compose"]

# How many campaigns and events, and how many recalled facts, a briefing tells; a full one tells all.
SUBJECTS = {Length.SHORT: 3, Length.STANDARD: 20}
# Charts are drawn of the campaigns and events most reported on.
CHARTED = 5
BACKGROUND = {Length.SHORT: 0, Length.STANDARD: 12}


def compose(
    view: View,
    *,
    subject: str | None = None,
    actors: Mapping[str, Actor] | None = None,
    policy: Policy | None = None,
    compared: Sequence[Sensitivity] = (),
    length: Length = Length.FULL,
    scope: str = "",
    around: bool = True,
) -> Brief:
    """The briefing of a view; `subject` narrows it to one campaign or event. `actors` puts names to actor ids.

    `policy` explains itself in the method part, and `compared` shows there which figures another policy would flip. `scope` =
    what the view was narrowed to, in words; `around` False = quotes show no words but those cited.
    """
    pen = Pen.of(view, actors or {}, length, around=around)
    book = pen.book
    told = subjects_of(view, subject)
    subjects = tuple(tell(item, pen, charts=n < CHARTED) for n, item in enumerate(told[: SUBJECTS.get(length)]))
    short, full = length is Length.SHORT, length is Length.FULL
    stopped = disruption_lines(view, book) if not short else ()
    picture = strips_chart(strips(view)) if not short else None
    wanted = subject or (subjects[0].subject_id if subjects else None)
    return Brief(
        title=subjects[0].title if subjects else "Nothing on record yet",
        as_of=as_of_words(view),
        policy=view.policy,
        subjects=subjects,
        disruptions=stopped,
        actors=() if short else actor_lines(view, book, {i: a.name for i, a in pen.actors.items()}),
        background=background_lines(view, book, BACKGROUND.get(length)),
        markers=() if short else markers(e for e in view.events if wanted in (None, e.event_id, e.campaign_id)),
        sources=sources_of(view, {q.document_id for q in book.all()} if short else None),
        quotes=book.all(),
        problems=tuple(f"{p.source}: {p.message}" for p in problems_of(view)) if full else (),
        method=(policy.says, policy.caveat) if policy else (),
        flips=flips(compared, {i for item in told for i in item.ids}),
        length=length,
        scope=scope,
        reports=len(view.register.documents),
        charts=(picture,) if picture else (),
    )

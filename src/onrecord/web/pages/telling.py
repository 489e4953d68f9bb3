"""Who says what: a figure's speakers with what each said first to last, every number with the claim it is, and quotes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.atlas.actors import load_actors
from onrecord.model.enums import ContradictionKind
from onrecord.model.figures import Contradiction, Figure, Teller
from onrecord.model.register import View
from onrecord.present.brief import REVISIONS
from onrecord.present.charts.canvas import Chart
from onrecord.present.charts.claims import claims_chart
from onrecord.present.charts.course import figure_course
from onrecord.present.lines import published_words
from onrecord.present.quotes import Quote, QuoteBook
from onrecord.present.wording import bounds, cell_words, conflict_words, speaker
from onrecord.web.views import Indexed

TITLES = {
    ContradictionKind.SUPERSEDED: "Replaced by later figures",
    ContradictionKind.WINDOW: "For different days",
    ContradictionKind.SCOPE: "For different people or places",
    ContradictionKind.NESTED: "One is part of the other",
    ContradictionKind.DEFINITION: "The words differ",
    ContradictionKind.ARITHMETIC: "Does not add up",
    ContradictionKind.COPY_ERROR: "Changed in copying",
    ContradictionKind.PARTY: "The parties exclude each other",
    ContradictionKind.STALE_SURFACE: "Headline or address is older",
    ContradictionKind.GENUINE: "Cannot all be true",
}
# Numbers of one speaker that are shown; of more, the first and the last half.
STEPS = 12
# What a reader asks first of two numbers.
VERDICTS = {
    ContradictionKind.SUPERSEDED: "Each can be true of its moment: one speaker's later figure replaces the earlier ones.",
    ContradictionKind.WINDOW: "All can be true: they are for different days.",
    ContradictionKind.SCOPE: "All can be true: they are for different people or places.",
    ContradictionKind.NESTED: "All can be true: one is part of the other.",
    ContradictionKind.DEFINITION: "All can be true: the words mean different things.",
    ContradictionKind.ARITHMETIC: "Not all of these can be true: they do not add up.",
    ContradictionKind.COPY_ERROR: "Not both: words were changed in copying.",
    ContradictionKind.PARTY: "Not both: the parties' figures exclude each other.",
    ContradictionKind.STALE_SURFACE: "Headline or address say something older than the text.",
    ContradictionKind.GENUINE: "Not all of these can be true.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One number that a speaker gave: in words, the claim it is ("" = a gap), how certain it is, and who reported it when."""

    words: str
    claim_id: str
    certainty: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLine:
    """A speaker of a figure with what they said, first to last; `hue` is the class of their side's colour."""

    root: str
    side: str | None
    hue: str
    history: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure with its label and its speakers."""

    figure: Figure
    label: str
    lines: tuple[SpeakerLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A contradiction ready to be shown; `hard` = the statements cannot all be true, else they only do not match."""

    id: str
    title: str
    kind: str
    in_short: str
    hard: bool
    verdict: str
    explanation: str
    steps: tuple[str, ...]
    claim_ids: tuple[str, ...]
    subject_id: str


def figure_row(shown: Indexed, figure: Figure) -> FigureRow:
    """The figure with everybody who gave a number for it."""
    lines = tuple(
        SpeakerLine(root=t.root, side=t.side, hue=shown.hues.get(t.side or "", "other"), history=history(shown, t))
        for t in figure.tellers
    )
    rest = [i for i in figure.claim_ids if i in shown.claims] if not lines else []
    if rest:
        lines = (SpeakerLine(root="as derived from", side=None, hue="other", history=tuple(step(shown, i) for i in rest[:6])),)
    return FigureRow(figure=figure, label=cell_words(figure.cell), lines=lines)


def history(shown: Indexed, teller: Teller) -> tuple[Step, ...]:
    """What a speaker said first to last; a number that is only repeated is left out."""
    found: list[Step] = []
    for claim_id in teller.claim_ids:
        if claim_id in shown.claims:
            made = step(shown, claim_id)
            if not found or found[-1].words != made.words:
                found.append(made)
    return tuple(found) if len(found) <= STEPS else (*found[: STEPS // 2], _gap(len(found) - STEPS), *found[-(STEPS // 2) :])


def _gap(left_out: int) -> Step:
    return Step(words=f"… {left_out} more …", claim_id="", certainty="", tip="")


def step(shown: Indexed, claim_id: str) -> Step:
    """One claim as a number with its reporter and day."""
    claim = shown.claims[claim_id]
    doc = shown.documents[claim.document_id]
    about = f"{speaker(claim)}, in {doc.outlet or doc.source}, {published_words(doc) or 'undated'}: “{claim.span.exact[:200]}”"
    return Step(words=bounds(claim.count.low, claim.count.high), claim_id=claim_id, certainty=claim.certainty.value, tip=about)


def conflict(item: Contradiction) -> Conflict:
    """A contradiction ready to be shown."""
    return Conflict(
        id=item.contradiction_id,
        title=_of_two(TITLES[item.kind], item),
        kind=item.kind.value.replace("_", " "),
        in_short=conflict_words(item.kind),
        hard=item.kind not in REVISIONS,
        verdict=_of_two(VERDICTS[item.kind], item),
        explanation=item.explanation,
        steps=item.steps,
        claim_ids=item.claim_ids,
        subject_id=item.subject_id,
    )


def _of_two(words: str, item: Contradiction) -> str:
    """Words on several statements, as one says them of two."""
    if len(item.claim_ids) != 2:
        return words
    return words.replace("Cannot all be", "Cannot both be").replace("Not all of these can", "At most one of these can")


def conflicts(items: Iterable[Contradiction]) -> tuple[tuple[Conflict, ...], tuple[Conflict, ...]]:
    """Those that cannot all be true or do not match, and those that only changed over time."""
    made = [conflict(item) for item in items]
    return tuple(c for c in made if c.hard), tuple(c for c in made if not c.hard)


def quotes(shown: Indexed, record_ids: Sequence[str]) -> tuple[Quote, ...]:
    """The quotes of claims, event mentions and disruptions, in that order; ids that are not in the view are left out."""
    records = {i: r for i in record_ids if (r := shown.claims.get(i) or shown.mentions.get(i) or shown.disruptions.get(i))}
    book = QuoteBook(part_of_view(shown, (r.document_id for r in records.values())))
    book.cite(records)
    return book.all()


def part_of_view(shown: Indexed, document_ids: Iterable[str], figures: Iterable[Figure] = ()) -> View:
    """The view with these reports and figures alone: what is made of it does not grow with the register."""
    ids = [i for i in dict.fromkeys(document_ids) if i in shown.documents]
    register = replace(
        shown.view.register,
        documents=tuple(shown.documents[i] for i in ids),
        extractions=tuple(shown.readings[i] for i in ids if i in shown.readings),
    )
    return replace(shown.view, register=register, figures=tuple(figures))


def claims_picture(shown: Indexed, figures: Sequence[Figure], name: str) -> Chart | None:
    """The claims of these figures on a time axis; None when no claim is dated."""
    view = part_of_view(shown, _reports_of(shown, figures), figures)
    return claims_chart(view, figures, load_actors().by_id, name=name, hues=shown.hues)


def course_picture(shown: Indexed, figure: Figure, name: str) -> Chart | None:
    """How a figure grew from day to day; None when it did not."""
    return figure_course(part_of_view(shown, _reports_of(shown, [figure]), [figure]), figure, name=name)


def _reports_of(shown: Indexed, figures: Iterable[Figure]) -> list[str]:
    return [shown.claims[i].document_id for f in figures for i in f.claim_ids if i in shown.claims]

"""What was known when, as rows: one line for every change of a figure, and of what each speaker said."""

from collections.abc import Sequence

from onrecord.model.errors import NotFoundError
from onrecord.model.figures import Figure
from onrecord.present.listing import Filters, Listing, fits_cell
from onrecord.present.wording import cell_words, policy_words
from onrecord.reconcile.history.known import Known

COLUMNS = ("at", "what", "who", "number", "change", "why")
EVERYBODY = "all speakers"


def subject_of(name: str, figures: Sequence[Figure]) -> tuple[str, Figure | None]:
    """The event or campaign that is asked for, and the figure where `name` is one's id (its beginning is enough)."""
    fitting = [f for f in figures if name.startswith("fig-") and f.figure_id.startswith(name)]
    if name.startswith("fig-") and len(fitting) != 1:
        raise NotFoundError(f"{len(fitting)} figures have ids that begin with {name!r}; `onrecord figures` lists them.")
    return (fitting[0].subject_id, fitting[0]) if fitting else (name, None)


def history_listing(known: Sequence[Known], wanted: Filters, figure: Figure | None = None, *, speakers: bool = True) -> Listing:
    """The lines that fit, oldest first; `figure` narrows to its cell, `speakers` False to the figures of all speakers."""
    kept = [k for k in known if fits_cell(k.cell, wanted) and (speakers or k.root is None)]
    kept = [k for k in kept if figure is None or k.cell == figure.cell][: wanted.limit]
    return Listing(name="history", columns=COLUMNS, rows=tuple(map(_row, kept)), records=tuple(kept))


def _row(known: Known) -> tuple[str, ...]:
    number = "no longer counted" if known.gone else policy_words(known.low, known.best, known.high)
    change = known.revision.kind.value.replace("_", " ") if known.revision else "first told"
    who = known.root or f"{EVERYBODY} ({known.policy})"
    return (known.at.strftime("%Y-%m-%d %H:%M"), cell_words(known.cell), who, number, change, known.explanation)

"""From what is asked to the records that fit: the view that is meant, its tables, and the filters as masks over them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import numpy as np
from fastapi import Request
from numpy.typing import NDArray

from onrecord.web.api.ledger_lists import erased, vanished
from onrecord.web.api.lists import ROWS, table_of
from onrecord.web.api.queries import Asked, days_of, moment_of, seconds_of
from onrecord.web.api.shapes import Tombstone
from onrecord.web.api.tables import Mask, Table
from onrecord.web.ledger import LedgerReader
from onrecord.web.state import shelf_of
from onrecord.web.views import Indexed, Shelf

# Filters that look a word up under their own name.
LOOKUPS = ("country", "place", "type", "effect", "category", "role", "document", "event", "outlet", "language", "severity")
# Filters on events that ask for a figure of the event.
OF_FIGURES = ("effect", "category", "min_best")
# Lists whose time is an instant; that of the others is days.
BY_INSTANT = frozenset({"documents", "deleted"})
SEARCHED = 10_000


class Tables:
    """The tables of the views on a shelf, kept with each view and made when first asked for. Safe to use from any thread."""

    def __init__(self, shelf: Shelf) -> None:
        """Nothing is made yet."""
        self._shelf = shelf

    def table(self, name: str, shown: Indexed) -> Table:
        """The named list of this view."""

        def make() -> Table:
            return table_of(name, shown, self._gone(shown) if name == "deleted" else ())

        return shown.lists.recall(("table", name), make)

    def _gone(self, shown: Indexed) -> tuple[Tombstone, ...]:
        """What only the ledger knows of: documents erased, and claims that vanished when their report was read anew."""
        here = {c.claim_id for x in shown.view.register.extractions for c in x.claims}
        here |= {one.claim.claim_id for one in shown.standings.values()}
        return (*erased(self._shelf.ledger), *vanished(self._shelf.ledger, here))

    def events_of_figures(self, shown: Indexed) -> NDArray[np.int64]:
        """For each row of the figures the row of its event; -1 = the figure of a campaign."""

        def make() -> NDArray[np.int64]:
            at = {event_id: position for position, event_id in enumerate(self.table("events", shown).ids)}
            return np.array([at.get(f.subject_id, -1) for f in self.table("figures", shown).records], dtype=np.int64)

        return shown.lists.recall("events of figures", make)

    def prepare(self, shown: Indexed) -> None:
        """Makes every table of a view before anybody asks for it."""
        for name in ROWS:
            self.table(name, shown)
        self.events_of_figures(shown)


def tables_of(request: Request) -> Tables:
    """The app's tables."""
    state = request.app.state
    if not hasattr(state, "tables"):
        state.tables = Tables(state.shelf)
    tables: Tables = state.tables
    return tables


def view_asked(request: Request, asked: Asked) -> Indexed:
    """The view that is meant."""
    as_of = moment_of(asked.as_of) if asked.as_of else None
    recorded = moment_of(asked.recorded_as_of) if asked.recorded_as_of else None
    return shelf_of(request).view(asked.policy, as_of, recorded)


def positions_of(name: str, asked: Asked, shown: Indexed, tables: Tables, ledger: LedgerReader) -> NDArray[np.int64]:
    """The rows of the named list that fit, in its order."""
    table = tables.table(name, shown)
    wanted: dict[str, Any] = {k: v for k, v in asked.model_dump().items() if v is not None}  # Any: parameters of many types
    mask = _looked_up(name, table, wanted, shown)
    if "since" in wanted or "until" in wanted:
        bounds = seconds_of if name in BY_INSTANT else days_of
        mask &= table.within(*bounds(wanted.get("since"), wanted.get("until")))
    if "bbox" in wanted:
        west, south, east, north = map(float, wanted["bbox"].split(","))
        mask &= table.inside((west, south, east, north))
    if "min_best" in wanted and name == "figures":
        mask &= table.least >= wanted["min_best"]
    if name == "events" and any(filter_name in wanted for filter_name in OF_FIGURES):
        mask &= _with_figures(table, wanted, tables.table("figures", shown), tables.events_of_figures(shown))
    if "q" in wanted:
        mask &= _with_words(table, ledger, wanted["q"])
    return np.flatnonzero(mask)


def _looked_up(name: str, table: Table, wanted: Mapping[str, Any], shown: Indexed) -> Mask:  # Any: as above
    mask = table.everything()
    for filter_name in LOOKUPS:
        if filter_name not in wanted or (name == "events" and filter_name in OF_FIGURES):
            continue
        value = wanted[filter_name]
        said = value.value if isinstance(value, StrEnum) else str(value)
        if filter_name == "event":
            said = shown.redirects.get(said) or said
        mask &= table.having(filter_name, said)
    return mask


def _with_figures(events: Table, wanted: Mapping[str, Any], figures: Table, subjects: NDArray[np.int64]) -> Mask:  # Any: as above
    """The events that have a figure of this effect, these people and this size."""
    mask = figures.everything()
    for filter_name in ("effect", "category"):
        if filter_name in wanted:
            mask &= figures.having(filter_name, wanted[filter_name].value)
    if "min_best" in wanted:
        mask &= figures.least >= wanted["min_best"]
    rows = subjects[mask]
    found = np.zeros(len(events.records), dtype=np.bool_)
    found[rows[rows >= 0]] = True
    return found


def _with_words(documents: Table, ledger: LedgerReader, words: str) -> Mask:
    return documents.having_any("document", (hit.document_id for hit in ledger.search(words, SEARCHED)))

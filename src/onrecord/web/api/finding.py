"""A single record by its id; an id that was given up leads to what stands in its place, or says why there is nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.model.enums import ReviewState
from onrecord.model.errors import NotFoundError
from onrecord.web.api.faults import LONGEST, GoneError
from onrecord.web.api.lists import KINDS
from onrecord.web.api.selecting import Tables
from onrecord.web.api.shapes import GoneKind
from onrecord.web.api.showing import document_item, event_item, quoted_contradiction, quoted_figure
from onrecord.web.views import Indexed

PATHS = {GoneKind.EVENT: "events", GoneKind.CAMPAIGN: "campaigns"}
# Lists that are found in a view's own mapping of the same name; the others in their table.
MAPPED = ("documents", "claims", "events", "campaigns", "figures", "disruptions", "contradictions")
Make = Callable[[Indexed, Any], Any]  # Any: records of the list
ITEMS: Mapping[str, Make] = {
    "documents": document_item,
    "events": event_item,
    "figures": quoted_figure,
    "contradictions": quoted_contradiction,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The record as the API shows it singly, or where it has moved to ("events/evt-…")."""

    record: Any = None  # a record of the list
    moved_to: str | None = None


def find(name: str, record_id: str, shown: Indexed, tables: Tables) -> Found:
    """The record of a list by its id. NotFoundError when there never was one, GoneError when it is gone for good."""
    if name in MAPPED:
        found = getattr(shown, name).get(record_id)
    else:
        table = tables.table(name, shown)
        found = _in_order(table.ids, table.records, record_id)
    if found is not None:
        make = ITEMS.get(name)
        return Found(record=found if make is None else make(shown, found))
    if name in ("events", "campaigns") and (new := shown.redirects.get(record_id)) is not None:
        kind = KINDS.get(new.partition("-")[0], GoneKind.EVENT)
        return Found(moved_to=f"{PATHS[kind]}/{new}")
    _say_why_gone(name, record_id, shown, tables)
    raise NotFoundError(f"There is nothing called {record_id[:LONGEST]!r} among the {name}; list them at /api/v1/{name}.")


def _in_order(ids: Sequence[str], records: Sequence[Any], record_id: str) -> Any:  # Any: records of the list
    return next((record for known, record in zip(ids, records, strict=True) if known == record_id), None)


def _say_why_gone(name: str, record_id: str, shown: Indexed, tables: Tables) -> None:
    standing = shown.standings.get(record_id)
    if name == "claims" and standing is not None and standing.state is ReviewState.REJECTED:
        raise GoneError(f"The claim {record_id[:LONGEST]!r} was found wrong by a person; /api/v1/deleted/{record_id} says why.")
    if name not in ("documents", "events", "campaigns"):
        return
    gone = tables.table("deleted", shown)
    found = _in_order(gone.ids, gone.records, record_id)
    if found is not None:
        raise GoneError(f"{record_id[:LONGEST]!r} is gone: {found.why}")

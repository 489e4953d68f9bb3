"""The accounts beside the casualties, as rows: captives, services down, who holds a place, and who kept silent."""

from collections.abc import Callable, Mapping
from datetime import date

from onrecord.languages import load_lexicon
from onrecord.model.register import View
from onrecord.present.listing import Listing
from onrecord.present.wording import bounds, day, days, victims
from onrecord.reconcile.balances.captivity import Balance
from onrecord.reconcile.balances.control import holdings
from onrecord.reconcile.balances.services import spells
from onrecord.reconcile.balances.silence import silences

LANGUAGE = "en"


def captives_listing(found: tuple[Balance, ...]) -> Listing:
    """One line an event and side: taken, freed and dead, what is left as bounds, and whether the account closes."""
    rows = tuple(
        (
            b.subject_id,
            b.account,
            victims(b.category),
            "; ".join(f"{f.kind} {bounds(f.low, f.high)}" for f in b.flows),
            bounds(b.low, b.high) if b.holds else "does not close",
            b.words,
        )
        for b in found
    )
    return Listing(name="captives", columns=("event", "account", "who", "told", "left", "why"), rows=rows, records=found)


def outages_listing(view: View) -> Listing:
    """One line a spell of a service being down in a place."""
    found = spells(view.register)
    rows = tuple(
        (
            s.kind.value.replace("_", " "),
            s.place or "",
            days(s.down_since, s.last_down),
            _day(s.restored),
            ", ".join(a.value for a in s.agencies),
            str(len(s.document_ids)),
            "yes" if s.holds else "NO",
            s.words,
        )
        for s in found
    )
    columns = ("service", "where", "told down", "told back", "by", "reports", "can be", "why")
    return Listing(name="outages", columns=columns, rows=rows, records=found)


def control_listing(view: View) -> Listing:
    """One line a telling of a place changing hands."""
    found = holdings(view.register)
    rows = tuple(
        (h.place, h.holder or "", h.state, _day(h.since), _day(h.until), h.asserted_by or "", str(len(h.contested_by)), h.quote)
        for h in found
    )
    columns = ("place", "holder", "state", "since", "until", "says", "contested by", "quote")
    return Listing(name="control", columns=columns, rows=rows, records=found)


def silences_listing(view: View) -> Listing:
    """One line a silence."""
    found = silences(view, load_lexicon(LANGUAGE).terms("telling", "silence"))
    rows = tuple(
        (
            s.kind.replace("_", " "),
            s.who or "",
            s.said_at.strftime("%Y-%m-%d %H:%M") if s.said_at else "",
            ", ".join(s.event_ids),
            s.document_id,
            s.span.exact,
        )
        for s in found
    )
    return Listing(name="silences", columns=("kind", "who", "at", "events", "document", "quote"), rows=rows, records=found)


def _day(value: date | None) -> str:
    return day(value) if value else ""


OF_VIEW: Mapping[str, Callable[[View], Listing]] = {
    "outages": outages_listing,
    "control": control_listing,
    "silences": silences_listing,
}

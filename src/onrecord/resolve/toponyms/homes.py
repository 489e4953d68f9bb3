"""Where an outlet is at home: a local paper's "Alexandria" is the one nearby. Given by the user, outlet by outlet."""

from collections.abc import Mapping, Sequence

from onrecord.model.documents import Document
from onrecord.model.mentions import NamedPlace, NameKind, Place, outlet_key
from onrecord.model.spans import Span
from onrecord.resolve.gazetteer import Sighting

_VOTES = 3  # as much as a place that a text names three times; more makes no difference (geography.md §4.2: weights 1 to 6 alike)


def home_of(doc: Document, homes: Mapping[str, Place]) -> Place | None:
    """The home of the outlet that a document is from, by its address, then by its outlet's name; None = not known."""
    if not homes:
        return None
    named = (outlet_key(name) for name in (doc.url, doc.outlet) if name)
    return next((homes[name] for name in named if name in homes), None)


def home_votes(home: Place | None, near: Span | None) -> Sequence[Sighting]:
    """The home as sightings of a sure place, to be weighed beside those of a text; `near` lends them a span. None = no votes."""
    if home is None or near is None:
        return ()
    named = (NamedPlace(place=home, name_kind=NameKind.PREFERRED),)
    return [Sighting(span=near, key="\0home", named=named)] * _VOTES

"""The training half of event_location as labelled passages of one event each, to learn verbs' places from."""

from collections.abc import Iterator
from pathlib import Path

from onrecord.evaluation.sets import event_places
from onrecord.refit.passages import Line

# How much a sentence without a place counts whose label nobody accepted: in many of them a place is plainly told.
UNACCEPTED = 0.5


def verb_lines(folder: Path) -> Iterator[Line]:
    """The passages; `folder` is the one that holds data/event_location."""
    for case in event_places.load(folder, "train"):
        event = {"trigger_span": list(case.verb), "realis": "happened", "place_spans": [list(place) for place in case.places]}
        weight = UNACCEPTED if not case.places and not case.is_sound else 1.0
        yield {"text": case.text, "claims": [], "events": [event], "disruptions": [], "weight": weight}

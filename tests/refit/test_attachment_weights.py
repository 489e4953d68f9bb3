"""The weights of attachment: the options that are fitted are those that are chosen between, and fitting finds the right ones."""

import tomllib
from importlib import resources
from typing import Any

import pytest

from onrecord.languages import load_lexicon
from onrecord.model.spans import Span, cut
from onrecord.refit.attachment import accuracy, elsewhere, fit, times_in, wanted, with_tables
from onrecord.resolve.attach.choosing import Target, Trail, survey
from onrecord.resolve.attach.cues import load_cues, weigh
from onrecord.resolve.attach.options import chosen, options, scene_of
from onrecord.resolve.layout import lay_out

LEXICON = load_lexicon("en")
CUES = load_cues(LEXICON)
TIMES = times_in(LEXICON)
TEXT = (
    "On Monday, rebels shelled the quay and six dockers were killed. Two others were wounded on Tuesday, but the mayor said on "
    "Wednesday that calm was back. In March, a truck had been burned there. Three guards were abducted."
)
FOCUSES = ("shelled", "killed", "wounded", "burned", "abducted")


def words(exact: str, text: str = TEXT) -> Span:
    return cut(text, text.index(exact), text.index(exact) + len(exact))


@pytest.mark.parametrize("number", range(len(FOCUSES)))
@pytest.mark.parametrize("part", [False, True])
@pytest.mark.parametrize("before", [None, 0, 2])
def test_options_weigh_up_to_what_is_chosen(number: int, part: bool, before: int | None) -> None:
    targets = [Target(span=words(f), focus=words(f), is_event=f == "shelled") for f in FOCUSES]
    ground = survey((t.focus for t in targets), lay_out(TEXT), CUES)
    scene = scene_of(TIMES(TEXT), ground, CUES.weights["time"])
    last = targets[number - 1].focus if number else None
    trail = Trail(last=last, last_choice=before, has_parent=part, parent_choice=before if part else None)
    offered = options(targets[number], scene, trail)
    best = max(offered, key=lambda option: weigh(option[1], CUES.weights["time"].table))
    assert best[0] == chosen(targets[number], scene, trail)


def line(number: int) -> dict[str, Any]:
    """A passage of our own in which the harm's day stands before the verb and another day in a later sentence."""
    days = ("Monday", "Tuesday", "Friday", "Sunday")
    day, other = days[number % 4], days[(number + 1) % 4]
    text = f"On {day}, {number + 2} farmers were killed. The court meets on {other}."
    at = words(f"On {day}", text)
    quote, effect = words("farmers were killed", text), words("killed", text)
    claim = {"quote_span": [quote.start, quote.end], "outcome_span": [effect.start, effect.end], "scope": "incident",
             "subset_of": None, "time_span": [at.start, at.end]}  # fmt: skip
    meets = words("meets", text)
    later = words(f"on {other}", text)
    event = {"trigger_span": [meets.start, meets.end], "realis": "happened", "time_span": [later.start, later.end]}
    return {"text": text, "claims": [claim], "events": [event], "disruptions": []}


def test_wanted_times_are_those_labelled() -> None:
    one = line(3)
    candidates = TIMES(one["text"])
    assert [[candidates[i].span.exact for i in w.right] for w in wanted(one, "time", candidates)] == [
        ["On Sunday"],
        ["on Monday"],
    ]


def test_fitting_finds_weights_that_choose_rightly_and_always_the_same() -> None:
    lines = [line(n) for n in range(24)]
    tables = fit(lines, "time", TIMES, CUES)
    assert accuracy(lines, "time", TIMES, CUES, tables) == {"time": 1.0}
    assert fit(lines, "time", TIMES, CUES) == tables


def test_where_the_tagger_looks_counts_less_for_places_alone() -> None:
    table = {"pointed_share": 0.6, "none": 0.1, "after": 0.2}
    assert elsewhere("place", table) == pytest.approx({"pointed_share": 0.15, "none": -0.2, "after": 0.2})
    assert elsewhere("time", table) == table


def test_new_tables_keep_the_cue_words() -> None:
    text = resources.files("onrecord.languages").joinpath("en", "attachment.toml").read_text(encoding="utf-8")
    made = with_tables(text, {"time": {"after": 1.0, "sentence_-1": 0.5, "tiny": 0.001}, "place": {"none": -1.0}})
    read = tomllib.loads(made)
    assert read["cues"] == tomllib.loads(text)["cues"]
    assert (read["time"], read["place"]) == ({"after": 1.0, "sentence_-1": 0.5}, {"none": -1.0})

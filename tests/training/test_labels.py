"""Label files → what the tagger learns: anchors, implied counts, other mentions of one speaker."""

import json
from importlib import resources

import numpy as np
import pytest
from tokenizers import Tokenizer

from onrecord.languages import load_lexicon
from onrecord.training.examples import example, gated, pieces_of
from onrecord.training.labels import CLAIM_SPANS, Passage, number_offset, passages

TEXT = "The army said at least 21 people died. Troops, the army said, found them on Friday."


def line(**changes: object) -> str:
    claim = {
        "quote_span": [14, 37], "count_span": [14, 25], "low": 21, "high": None, "qualifier": "at_least", "outcome": "killed",
        "outcome_span": [33, 37], "who": "unknown", "who_span": [26, 32], "source_span": [0, 8], "cue_span": [9, 13],
        "source_role": "military", "certainty": "asserted", "scope": "incident", "subset_of": None, **changes,
    }  # fmt: skip
    event = {"trigger_span": [33, 37], "type": "other", "realis": "happened"}
    disruption = {"kind": "road", "status": "closed", "span": [39, 45], "place_text": "Friday"}
    return json.dumps(
        {"id": "own-1", "text": TEXT, "relevant": True, "claims": [claim], "events": [event], "disruptions": [disruption]}
    )


def only(**changes: object) -> Passage:
    return passages([line(**changes), ""])[0]


NUMBERS = [
    ("at least 21", 9),
    ("dozens of", 0),
    ("a family of five", 12),
    ("no one", 0),
    ("more than a hundred", 12),
    ("the", 0),
    ("as many as 30", 11),
]


@pytest.mark.parametrize(("words", "offset"), NUMBERS)
def test_where_the_number_itself_begins(words: str, offset: int) -> None:
    assert number_offset(words) == offset


def test_anchor_is_the_number() -> None:
    assert TEXT[only().claims[0].anchor :].startswith("21")


def test_anchor_without_a_number_is_the_victims() -> None:
    claim = only(count_span=None, low=2, high=None).claims[0]
    assert TEXT[claim.anchor :].startswith("people")
    assert claim.classes["kind"] == "plural"


def test_other_mentions_of_the_speaker_are_right_too() -> None:
    raw = json.loads(line())
    raw["claims"].append({**raw["claims"][0], "source_span": [47, 55]})
    first, second = passages([json.dumps(raw)])[0].claims
    assert (first.others, second.others) == (((47, 55),), ((0, 8),))


def test_a_speakerless_claim_has_no_role() -> None:
    assert only(source_span=None).claims[0].classes["role"] == "none"


def test_disruption_place_is_found_in_the_text() -> None:
    place = only().disruptions[0].spans["place"]
    assert place is not None and TEXT[place[0] : place[1]] == "Friday"


def test_targets_point_at_the_labelled_words() -> None:
    folder = resources.files("onrecord.languages").joinpath("en", "tagger")
    tokenizer = Tokenizer.from_str(folder.joinpath("tokenizer.json").read_text(encoding="utf-8"))
    pieces = pieces_of(tokenizer, TEXT)
    targets = example(only(), pieces).heads["claims"]
    assert [pieces.words[a] for a in targets.anchors] == ["21"]
    starts = {CLAIM_SPANS[column]: pieces.words[at] for _, column, at in targets.starts}
    assert (starts["count"], starts["effect"], starts["victims"], starts["time"]) == ("at", "died", "people", "[CLS]")
    assert np.array_equal(targets.parent, [-1])


def test_a_gated_passage_keeps_only_sentences_on_casualties_and_its_labels() -> None:
    folder = resources.files("onrecord.languages").joinpath("en", "tagger")
    tokenizer = Tokenizer.from_str(folder.joinpath("tokenizer.json").read_text(encoding="utf-8"))
    pieces = gated(pieces_of(tokenizer, TEXT), TEXT, load_lexicon("en"))
    assert "troops" not in pieces.words
    assert (pieces.words[0], pieces.words[-1]) == ("[CLS]", "[SEP]")
    heads = example(only(), pieces).heads
    assert [pieces.words[a] for a in heads["claims"].anchors] == ["21"]
    assert heads["disruptions"].anchors.size == 0

"""Expected calibration error, bins and the precision-coverage curve, on values computed by hand."""

from xml.etree import ElementTree

import pytest

from onrecord.evaluation.calibration import Rated, as_json, diagram, expected_error


def rated(score: float, right: int, wrong: int) -> list[Rated]:
    return [Rated(score=score, right=True)] * right + [Rated(score=score, right=False)] * wrong


def test_scores_that_keep_their_promise_have_no_error() -> None:
    assert expected_error(rated(0.75, 3, 1)) == pytest.approx(0.0)


def test_error_is_weighed_by_the_size_of_the_bins() -> None:
    claims = rated(0.9, 6, 4) + rated(0.2, 2, 8)
    assert expected_error(claims) == pytest.approx(0.5 * 0.3 + 0.5 * 0.0)


def test_no_claims_have_no_error() -> None:
    assert expected_error([]) is None
    assert as_json([])["curve"] == []


def test_curve_gives_precision_and_share_of_the_right_ones_kept() -> None:
    curve = {p["least_score"]: p for p in as_json(rated(0.9, 6, 2) + rated(0.2, 2, 2))["curve"]}
    assert (curve[0.5]["precision"], curve[0.5]["coverage"], curve[0.5]["claims"]) == (0.75, 0.75, 8)
    assert curve[0.0]["coverage"] == 1.0


def test_a_score_of_one_falls_into_the_last_bin() -> None:
    assert as_json(rated(1.0, 1, 0))["bins"] == [{"claims": 1, "score": 1.0, "right": 1.0}]


def test_diagram_is_one_svg_with_a_dot_a_bin() -> None:
    drawn = diagram(rated(0.9, 6, 4) + rated(0.2, 2, 8))
    assert drawn.count("<circle") == 2
    assert ElementTree.fromstring(drawn).tag.endswith("svg")

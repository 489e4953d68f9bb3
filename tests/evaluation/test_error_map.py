"""The map of errors draws a line from where a name is to where it was put, and only errors that fit its maps."""

from onrecord.evaluation.error_map import AMERICA, error_map

ALEXANDRIA = ((31.3, -92.4, 38.8, -77.0), 1600.0)
FAR = ((31.3, -92.4, 31.2, 29.9), 10_900.0)


def test_map_draws_each_error_once_where_both_ends_lie() -> None:
    drawn = error_map([ALEXANDRIA, ALEXANDRIA, FAR])
    assert drawn.startswith("<svg") and drawn.endswith("</svg>\n")
    assert "bear (2 names)" in drawn and "away (1 names)" in drawn
    assert drawn.count("<circle") == 4


def test_map_stays_small_and_asks_nobody() -> None:
    drawn = error_map([ALEXANDRIA])
    assert len(drawn) < 150_000
    assert drawn.count("http") == 1  # the name of the format


def test_frame_puts_north_on_top() -> None:
    (_, north), (_, south) = AMERICA.spot(50, -100), AMERICA.spot(30, -100)
    assert north < south

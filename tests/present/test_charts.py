"""Charts say in words and rows what they draw, keep open ends open, and print hostile names as words."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from rising_toll import ACTORS, rising_toll

from onrecord.atlas.outlines import load_outlines
from onrecord.model.enums import Certainty
from onrecord.model.register import View
from onrecord.present.charts.canvas import Chart, count_ticks, rows_csv, spread, standalone, words
from onrecord.present.charts.claims import claims_chart
from onrecord.present.charts.course import Known, course, course_chart
from onrecord.present.charts.places import by_place, places_chart
from onrecord.present.charts.sides import side_hues
from onrecord.present.charts.strips import strips, strips_chart
from onrecord.present.charts.style import printed
from onrecord.present.charts.worldmap import map_chart, markers

HOSTILE = '</text><script>alert(1)</script>"\u202e\x07& =1+1'


def killed(view: View) -> Chart:
    chart = claims_chart(view, [f for f in view.figures if f.cell.effect.value == "killed"], ACTORS)
    assert chart is not None
    return chart


def every_chart(view: View) -> list[Chart]:
    made = (
        killed(view),
        course_chart("Farmers killed", course(view, view.figures[0])),
        places_chart(by_place(view, ["evt-1", "evt-2"])),
        strips_chart(strips(view)),
        map_chart(markers(view.events), load_outlines()),
    )
    return [chart for chart in made if chart is not None]


def test_every_chart_is_xml_with_role_title_and_description() -> None:
    charts = every_chart(rising_toll())
    assert len(charts) == 5
    for chart in charts:
        svg = ET.fromstring(chart.svg)
        assert svg.get("role") == "img"
        named = (svg.get("aria-labelledby") or "").split()
        assert named == [svg[0].get("id"), svg[1].get("id")]
        assert svg[0].text == chart.title and svg[1].text
        assert chart.rows and all(len(row) == len(chart.columns) for row in chart.rows)


def test_no_chart_loads_or_runs_anything() -> None:
    for chart in every_chart(rising_toll()):
        assert not {"href", "src", "style", "onload"} & {key for node in ET.fromstring(chart.svg).iter() for key in node.attrib}
        ET.fromstring(standalone(chart))
        assert "<style>" in standalone(chart) and "http" not in chart.svg.replace("http://www.w3.org/2000/svg", "")


def test_claims_chart_tells_every_claim_with_its_bounds_and_leaves_open_what_is_open() -> None:
    rows = {row[9]: row for row in killed(rising_toll()).rows}
    assert rows["clm-12"][2:8] == ("Government of Mali", "ml-government", "2026-05-03T09:30:00Z", "12", "12", "asserted")
    assert rows["clm-60"][5:8] == ("61", "", "claimed")
    assert "Government of Mali 12 → 19" in killed(rising_toll()).description


def test_an_open_bound_has_an_arrow_and_a_claimed_number_a_hollow_dot() -> None:
    svg = killed(rising_toll()).svg
    assert 'class="claimed"' in svg and 'class="arrow"' in svg and "≥61" in svg


def test_a_denied_number_is_struck() -> None:
    view = rising_toll()
    first, second = view.register.extractions
    denied = replace(second, claims=tuple(replace(c, certainty=Certainty.DENIED) for c in second.claims))
    chart = killed(replace(view, register=replace(view.register, extractions=(first, denied))))
    assert 'class="strike"' in chart.svg and "(denied)" in chart.svg


def test_sides_differ_in_hue_and_shape() -> None:
    view = rising_toll()
    assert side_hues(view.figures) == {"ml-government": "state-1", "river-front": "armed-1"}
    svg = killed(view).svg
    assert "<circle class=\"dot\"" in svg and "<rect class=\"dot\"" in svg  # fmt: skip


def test_course_follows_the_latest_statement_of_every_speaker() -> None:
    view = rising_toll()
    assert course(view, view.figures[0]) == (
        Known(day=date(2026, 5, 3), low=12, high=12, claims=1),
        Known(day=date(2026, 5, 5), low=19, high=19, claims=2),
    )


def test_course_with_an_open_end_draws_no_upper_edge() -> None:
    steps = [Known(day=date(2026, 5, 3), low=3, high=9, claims=1), Known(day=date(2026, 5, 4), low=5, high=None, claims=2)]
    chart = course_chart("Traders", steps)
    assert chart is not None
    assert 'class="edge open"' in chart.svg and chart.rows[1] == ("2026-05-04", "5", "", "", "2")


def test_a_single_day_is_no_course() -> None:
    assert course_chart("Traders", [Known(day=date(2026, 5, 3), low=3, high=9, claims=1)]) is None


def test_places_say_not_reported_and_never_zero() -> None:
    chart = places_chart(by_place(rising_toll(), ["evt-1"]))
    assert chart is not None
    assert chart.svg.count("not reported") == 2  # security forces and militants at Gara
    assert chart.rows == (("Gara", "civilians", "19", "", "19", "range 1", "2", "fig-1"),)


def test_strip_spans_the_days_that_a_report_names() -> None:
    chart = strips_chart(strips(rising_toll()))
    assert chart is not None
    assert chart.rows[0][:6] == ("road", "Tin-Ossa, Gao", "closed", "2026-05-03", "2026-05-03", "ordered")


def test_nothing_to_show_is_no_chart() -> None:
    assert claims_chart(rising_toll(), []) is None
    assert places_chart(()) is None
    assert strips_chart(()) is None
    assert map_chart((), load_outlines()) is None


def test_map_shows_uncertainty_the_notice_and_disputed_lines_dashed() -> None:
    chart = map_chart(markers(rising_toll().events), load_outlines(), disputed=[((0.0, 15.0), (1.0, 16.0))])
    assert chart is not None
    assert chart.svg.count('class="halo"') == 2 and 'class="disputed"' in chart.svg
    assert "do not imply official endorsement" in chart.svg and ">Mali<" in chart.svg
    assert ("Gara", "15.66123", "0.50456", "4", "1") in chart.rows


def test_hostile_words_stay_words() -> None:
    view = rising_toll()
    events = tuple(replace(e, place=replace(e.place, name=HOSTILE)) for e in view.events if e.place)
    chart = map_chart(markers(events), load_outlines())
    assert chart is not None
    ET.fromstring(chart.svg)
    assert "<script" not in chart.svg and "\u202e" not in chart.svg


def test_words_lose_what_xml_and_readers_cannot_bear() -> None:
    assert words("a\x00b\ud800 <i> \u202ec") == "a b &lt;i&gt; c"
    assert words("x" * 300, 5) == "xxxx…"


def test_rows_of_a_chart_defuse_formulas() -> None:
    chart = replace(killed(rising_toll()), rows=(("=1+1", "@x", "-2", "+3", "ok"),))
    assert rows_csv(chart).splitlines()[1] == "'=1+1,'@x,'-2,'+3,ok"


@pytest.mark.parametrize(
    ("most", "ticks"), [(0, (0, 1)), (3, (0, 1, 2, 3)), (22, (0, 10, 20, 30)), (363, (0, 200, 400)), (1001, (0, 500, 1000, 1500))]
)
def test_ticks_are_round_and_reach_the_greatest(most: int, ticks: tuple[int, ...]) -> None:
    assert count_ticks(most) == ticks


def test_labels_are_kept_apart_in_their_order() -> None:
    assert spread([10, 11, 100], 16, 0, 100) == (10, 26, 100)


def test_a_contested_outline_is_dashed_and_said_to_be() -> None:
    hargeisa = replace(rising_toll().events[0].place, name="Hargeisa", latitude=9.56, longitude=44.06)  # type: ignore[type-var]
    chart = map_chart(markers([replace(rising_toll().events[0], place=hargeisa)]), load_outlines())
    assert chart is not None
    assert 'class="land contested"' in chart.svg and "is disputed" in chart.svg
    calm = map_chart(markers(rising_toll().events), load_outlines())
    assert calm is not None and "is disputed" not in calm.svg


def test_the_style_for_paper_has_plain_colours_and_the_same_rules() -> None:
    css = printed()
    assert "var(" not in css and "@media" not in css and "system-ui" not in css
    assert ".chart .state-1 .dot { fill: #0072b2; stroke: #0072b2 }" in css
    assert ".chart .step { stroke-width: 1; stroke-opacity: .6 }" in css
    assert css.count("{") == css.count("}")

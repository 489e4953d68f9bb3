"""Words of reports are hostile input: whatever they hold, charts stay XML, tables stay tables, feeds stay feeds."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rising_toll import ACTORS, rising_toll

from onrecord.atlas.outlines import load_outlines
from onrecord.codebooks import load_policy
from onrecord.model.figures import Figure, Teller
from onrecord.model.register import View
from onrecord.present import html
from onrecord.present.brief import compose
from onrecord.present.briefing import docx, pdf
from onrecord.present.charts.canvas import spread, words
from onrecord.present.charts.claims import claims_chart
from onrecord.present.charts.worldmap import map_chart, markers
from onrecord.present.exports.formats import FORMATS, made
from onrecord.present.exports.package import Export, csv_cell
from onrecord.present.profiles import Profile

# Every kind of sign that has broken something somewhere: markup, formulas, controls, direction marks, half characters, emoji.
NASTY = st.text(st.sampled_from("<>&\"'=+-@;,:\\|`*_[]#{}\t\r\n\x00\x07\x1f\u202e\u2066\u200f\ufffe\ud800é漢ب🚨A1 "), max_size=40)
WORST = "<script>alert(1)</script>]]>\"';=1+1\x00\x0b\u202e\ufffe🚨" + "x" * 3000


def nasty_view(text: str) -> View:
    view = rising_toll()
    documents = tuple(
        replace(d, title=text, outlet=text or None, url=f"https://outlet.example/{text}") for d in view.register.documents
    )
    events = tuple(
        replace(e, title=text or "x", place=replace(e.place, name=text or None), actors=(text,)) for e in view.events if e.place
    )
    figures = tuple(replace(f, tellers=tuple(replace(t, root=text) for t in f.tellers)) for f in view.figures)
    return replace(view, register=replace(view.register, documents=documents), events=events, figures=figures)


@given(NASTY)
def test_words_in_a_chart_are_xml(text: str) -> None:
    ET.fromstring(f"<t>{words(text)}</t>".encode("utf-8", "strict"))


@given(NASTY)
@settings(max_examples=60)
def test_charts_of_any_words_are_xml(text: str) -> None:
    view = nasty_view(text)
    for chart in (claims_chart(view, view.figures, ACTORS), map_chart(markers(view.events), load_outlines()[:3])):
        assert chart is not None
        ET.fromstring(chart.svg.encode())


@given(NASTY)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([csv_cell(text)])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert len(row) == 1 and not row[0].startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.floats(0, 300), max_size=8))
def test_labels_never_change_their_order(wanted: list[float]) -> None:
    placed = spread(wanted, 16, 0, 400)
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    gaps = [placed[b] - placed[a] for a, b in pairwise(order)]
    assert all(gap >= 15.999 for gap in gaps)


@pytest.mark.parametrize("name", [*FORMATS])
def test_every_format_bears_the_worst_words(name: str) -> None:
    view = nasty_view(WORST)
    for file in made(Export(view=view, policy=load_policy("range"), profile=Profile.INTERNAL, actors={}), FORMATS[name]):
        if file.media_type.endswith("xml") or file.path.endswith((".svg", ".kml", ".atom")):
            ET.fromstring(file.content)
        if "json" in file.media_type and not file.path.endswith("jsonl"):
            json.loads(file.content)


def test_every_form_of_the_briefing_bears_the_worst_words() -> None:
    made_of = compose(nasty_view(WORST), actors={})
    page = html.render(made_of)
    assert "<script" not in page
    assert docx.render(made_of).startswith(b"PK")
    pytest.importorskip("typst")
    assert pdf.render(made_of).startswith(b"%PDF")


@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 10**7), st.none() | st.integers(0, 10**7)).map(
            lambda pair: pair if None in pair else (min(pair), max(pair))  # type: ignore[type-var]  # numbers here
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=50)
def test_any_bounds_can_be_drawn(numbers: list[tuple[int | None, int | None]]) -> None:
    view = rising_toll()
    ids = [c.claim_id for x in view.register.extractions for c in x.claims]
    claims = dict(zip(ids, numbers, strict=False))
    extractions = tuple(
        replace(x, claims=tuple(replace(c, count=replace(c.count, low=claims.get(c.claim_id, (1, 1))[0],
                                                         high=claims.get(c.claim_id, (1, 1))[1])) for c in x.claims))
        for x in view.register.extractions
    )  # fmt: skip
    tellers = tuple(Teller(root=f"speaker {i}", side=None, low=None, high=None, claim_ids=(i,)) for i in ids)
    figure: Figure = replace(view.figures[0], low=None, high=None, tellers=tellers, claim_ids=tuple(ids))
    chart = claims_chart(replace(view, register=replace(view.register, extractions=extractions)), [figure])
    assert chart is not None
    ET.fromstring(chart.svg)
    assert "nan" not in chart.svg and "inf" not in chart.svg

"""A briefing as one self-contained HTML page: no script, no font, no picture from anywhere else."""

import functools
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from onrecord.atlas.outlines import load_outlines
from onrecord.present.brief import Brief
from onrecord.present.charts.style import CSS
from onrecord.present.charts.worldmap import map_chart
from onrecord.present.markdown import NOTE


def render(brief: Brief) -> str:
    """The whole page as text; every word of a report is escaped, and the page's own policy forbids it to load anything."""
    chart = map_chart(brief.markers, load_outlines())
    picture = Markup(chart.svg if chart else "")  # noqa: S704  # made here, names escaped
    style = Markup(_packaged("brief.css") + CSS)  # noqa: S704  # our own words
    return _template().render(brief=brief, note=NOTE, map=picture, style=style)


@functools.cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(_packaged("brief.html.jinja"))


@functools.cache
def _packaged(name: str) -> str:
    return (resources.files("onrecord") / "present" / name).read_text(encoding="utf-8")

"""A briefing as one self-contained HTML page: no script, no font, no picture from anywhere else."""

import functools
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from onrecord.atlas.outlines import load_outlines
from onrecord.present.brief import Brief
from onrecord.present.markdown import NOTE
from onrecord.present.svgmap import NOTICE, draw_map


def render(brief: Brief) -> str:
    """The whole page as text; every word of a report is escaped, and the page's own policy forbids it to load anything."""
    picture = Markup(draw_map(brief.markers, load_outlines()))  # noqa: S704  # made here, names escaped
    style = Markup(_packaged("brief.css"))  # noqa: S704  # our own file
    return _template().render(brief=brief, note=NOTE, notice=NOTICE, map=picture, style=style)


@functools.cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(_packaged("brief.html.jinja"))


@functools.cache
def _packaged(name: str) -> str:
    return (resources.files("onrecord") / "present" / name).read_text(encoding="utf-8")

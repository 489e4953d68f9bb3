"""A briefing as one self-contained HTML page: no script, no font, no picture from anywhere else.

A page in Arabic letters holds their font, so that it reads the same on every machine.
"""

import functools
import re
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from onrecord.present import fonts
from onrecord.present.briefing.blocks import heading_lines, outline
from onrecord.present.briefing.records import Brief
from onrecord.present.briefing.words import Language, language
from onrecord.present.charts.style import CSS
from onrecord.present.wording import when

SEEN = '<span class="aside">{heard}</span><span aria-hidden="true">{seen}</span>'


def render(brief: Brief, words: Language | None = None) -> str:
    """The whole page as text; every word of a report is escaped, and the page's own policy forbids it to load anything.

    `words` = the language of headings and notes; None = English. The page runs in that language's direction.
    """
    spoken = words or language("en")
    title, about, note = heading_lines(brief, spoken.say)
    blocks = [(type(block).__name__, block) for block in outline(brief, spoken.say)]
    told = {"title": title, "about": about, "note": note, "blocks": blocks, "words": spoken, "_": spoken.say}
    letters = fonts.held(_template().render(**told, style=""))
    style = Markup(letters + _packaged("brief.css") + CSS)  # noqa: S704  # our own words
    return _template().render(**told, style=style)


def aloud(text: str) -> Markup:
    """Words as they are seen and as they are heard: a screen reader says "37, then 58" and "93 to 216" for 37 → 58 and 93–216."""
    told = re.sub(r" → ", SEEN.format(heard=", then ", seen=" → "), str(escape(text)))
    return Markup(re.sub(r"(?<=\d)–(?=\d)", SEEN.format(heard=" to ", seen="–"), told))  # noqa: S704  # escaped above


@functools.cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters |= {"aloud": aloud, "when": when}
    environment.filters["picture"] = Markup  # an svg of present.charts: made here, names escaped
    return environment.from_string(_packaged("brief.html.jinja"))


@functools.cache
def _packaged(name: str) -> str:
    return (resources.files("onrecord") / "present" / name).read_text(encoding="utf-8")

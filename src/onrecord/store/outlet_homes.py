"""Homes of outlets, kept in the folder of added place files as `outlets.csv`: outlet, place id and the place's name."""

import csv
import io
import os
from pathlib import Path

from onrecord.model.errors import InputError, StoreError
from onrecord.model.mentions import Gazetteer, Place, outlet_key

COLUMNS = ("outlet", "place_id", "name")
FILE = "outlets.csv"


def load_homes(places: Path | None, gazetteer: Gazetteer) -> dict[str, Place]:
    """Outlet → home; empty without a file. Raises InputError naming a row whose place the gazetteer does not hold."""
    homes: dict[str, Place] = {}
    for number, row in enumerate(_rows(places), start=2):
        place = gazetteer.place(row["place_id"])
        if place is None:
            where = f"Line {number} of {FILE}"
            raise InputError(f"{where}: the gazetteer holds no place {row['place_id']!r}; ask `onrecord gazetteer show NAME`.")
        homes[outlet_key(row["outlet"])] = place
    return homes


def add_home(outlet: str, place: Place, places: Path) -> Path:
    """Keeps where an outlet is at home, in place of what was kept before; the file, which is sorted by outlet."""
    key = outlet_key(outlet)
    if not key:
        raise InputError("The outlet has no name; give its address (thetowntalk.com) or its name as reports give it.")
    rows = {row["outlet"]: row for row in _rows(places)} | {key: {"outlet": key, "place_id": place.place_id, "name": place.name}}
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[name] for name in sorted(rows))
    try:
        places.mkdir(parents=True, exist_ok=True)
        beside = places / f".{os.getpid()}.part"
        beside.write_text(text.getvalue(), encoding="utf-8")
        beside.replace(places / FILE)
    except OSError as why:
        raise StoreError(f"Cannot write {places} ({why}); set `places` to a folder that can be written.") from why
    return places / FILE


def _rows(places: Path | None) -> list[dict[str, str]]:
    path = places / FILE if places is not None else None
    if path is None or not path.is_file():
        return []
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise InputError(f"{path} has the columns {rows.fieldnames}; it needs {', '.join(COLUMNS)}.")
    return list(rows)

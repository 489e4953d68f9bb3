"""Tables as files: CSV, an Excel workbook, JSON lines in the names of the records, and CSV with HXL tags."""

import io
import json
from datetime import date, datetime
from typing import Any

from onrecord.codebooks.schemes import HxlCount, load_hxl
from onrecord.model.enums import Effect
from onrecord.model.jsonform import to_json
from onrecord.model.mentions import PlaceRef
from onrecord.present.exports.incidents import Incident, incidents
from onrecord.present.exports.package import Cell, Column, Export, ExportFile, Table, csv_file, text_file
from onrecord.present.exports.tables import all_tables, joined
from onrecord.present.headlines import Bounds, total, whole_figure
from onrecord.present.profiles import RULES

# Excel takes no more characters in a cell. Source: Excel specifications and limits.
CELL_LIMIT = 32_767


def to_csv(export: Export) -> tuple[ExportFile, ...]:
    """One CSV file a table."""
    return tuple(csv_file(f"{table.name}.csv", table, bom=export.bom) for table in all_tables(export))


def to_xlsx(export: Export) -> tuple[ExportFile, ...]:
    """One workbook with a sheet a table; words are written as words, so that nothing in them is run as a formula."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        # The file's own date is the date of the register's state, never the clock: the same register gives the same bytes.
        moment = (export.as_of or datetime(1980, 1, 1)).replace(tzinfo=None)
        book.set_properties({"title": "OnRecord register", "comments": f"policy {export.view.policy}", "created": moment})
        bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        about = book.add_worksheet("about")
        for n, (name, words) in enumerate(_about(export)):
            about.write_string(n, 0, name, bold)
            about.write_string(n, 1, words)
        about.set_column(0, 1, 24)
        for table in all_tables(export):
            _sheet(book.add_worksheet(table.name), table, bold, days)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return (ExportFile(path="register.xlsx", content=out.getvalue(), media_type=media, title="Every table", encoding=None),)


def _about(export: Export) -> list[tuple[str, str]]:
    return [
        ("as known on", export.as_of_words),
        ("policy", f"{export.view.policy}: {export.policy.says} {export.policy.caveat}".strip()),
        ("profile", f"{export.profile.value}: {RULES[export.profile].says}"),
        ("narrowed to", export.scope or "everything"),
        ("state of the register", export.head or "not named"),
        ("empty cells", "not reported or not known; never nought"),
    ]


def _sheet(sheet: Any, table: Table, bold: Any, days: Any) -> None:  # Any: xlsxwriter has no types of its own
    for n, column in enumerate(table.columns):
        sheet.write_string(0, n, column.name, bold)
        sheet.write_comment(0, n, column.says)
    for r, row in enumerate(table.rows, 1):
        for n, cell in enumerate(row):
            _write(sheet, r, n, cell, days)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write(sheet: Any, r: int, n: int, cell: Cell, days: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(r, n, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(r, n, cell)
    elif isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(r, n, datetime(cell.year, cell.month, cell.day), days)
    else:
        text = cell if isinstance(cell, str) else str(to_json(cell))
        sheet.write_string(r, n, "".join(c for c in text if c >= " " or c in "\n\t")[:CELL_LIMIT])


def to_jsonl(export: Export) -> tuple[ExportFile, ...]:
    """One line of JSON a record, in the names of the records (docs/schema); texts of reports only where the profile lets them."""
    view = export.view
    drop = () if RULES[export.profile].texts else ("text", "title_span", "byline_span", "dateline_span", "dateline_place")
    lists: tuple[tuple[str, list[Any]], ...] = (
        ("documents", [_without(to_json(doc), drop) for doc in view.register.documents]),
        ("claims", [to_json(c) for x in view.register.extractions for c in x.claims]),
        ("event_mentions", [to_json(m) for x in view.register.extractions for m in x.events]),
        ("disruptions", [to_json(d) for x in view.register.extractions for d in x.disruptions]),
        ("events", [to_json(e) for e in sorted(view.events, key=lambda e: e.event_id)]),
        ("campaigns", [to_json(c) for c in sorted(view.campaigns, key=lambda c: c.campaign_id)]),
        ("figures", [to_json(f) for f in sorted(view.figures, key=lambda f: f.figure_id)]),
        ("contradictions", [to_json(c) for c in sorted(view.contradictions, key=lambda c: c.contradiction_id)]),
    )
    return tuple(
        text_file(f"{name}.jsonl", "".join(_line(r) for r in records), "application/x-ndjson", f"{name}, one JSON record a line")
        for name, records in lists
    )


def _line(record: Any) -> str:  # Any: JSON
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def _without(record: Any, drop: tuple[str, ...]) -> Any:  # Any: JSON
    return {name: value for name, value in record.items() if name not in drop and not name.startswith("furniture")}


def to_hxl(export: Export) -> tuple[ExportFile, ...]:
    """Events with their figures as columns, and the row of HXL tags under the header. Source: HXL 1.1.

    What a campaign's toll holds beyond its events is a row of its own, so that columns add up.
    """
    table, tags = hxl_table(export)
    return (csv_file("events_hxl.csv", table, bom=export.bom, rows_above=(tags,)),)


def hxl_table(export: Export) -> tuple[Table, tuple[str, ...]]:
    """The table and the tag of each column. A figure has three columns: least, best and most people; empty = not reported."""
    book = load_hxl()
    columns = [*(Column(name=f.name, type=f.type, says=f.says) for f in book.fields)]
    tags = [f.tag for f in book.fields]
    for count in book.counts:
        for bound, attribute in book.bounds:
            says = f"people {count.effect.value}, {count.category.value if count.category else 'everybody'}: {bound}"
            columns.append(Column(name=f"{count.name}_{bound}", type="integer", says=says))
            tags.append(f"{count.tag}+{attribute}")
    rows: list[tuple[Cell, ...]] = []
    for item in sorted(incidents(export), key=lambda i: i.row_id):
        row: list[Cell] = [_hxl_cell(item, f.name, export) for f in book.fields]
        for count in book.counts:
            numbers = dict(zip(("low", "best", "high"), _numbers(item, count), strict=True))
            row += [numbers[bound] for bound, _ in book.bounds]
        rows.append(tuple(row))
    title = "Events with figures, tagged for the Humanitarian Exchange Language"
    return Table(name="events_hxl", title=title, columns=tuple(columns), rows=tuple(rows)), tuple(tags)


def _numbers(item: Incident, count: HxlCount) -> Bounds:
    """The bounds of a figure; of the rest of a campaign only the dead are known, because only they are taken apart."""
    if item.summary:
        found = item.all_deaths if count.category is None else item.deaths.get(count.category)
        return found if found is not None and count.effect is Effect.KILLED else (None, None, None)
    if count.category is None:
        return total(item.figures, count.effect) or (None, None, None)
    figure = whole_figure(item.figures, count.effect, count.category)
    return (None, None, None) if figure is None else (figure.low, figure.best, figure.high)


def _hxl_cell(item: Incident, name: str, export: Export) -> Cell:
    place = item.place or PlaceRef()
    cells: dict[str, Cell] = {
        "event_id": item.row_id,
        "date": item.date_start,
        "date_end": item.date_end,
        "type": joined(t.value for t in item.types),
        "actors": joined((*(a.name for a in item.actors), *item.others)),
        "source": joined(sorted({d.outlet or d.source for d in item.reports})),
        "description": item.title,
        "country": place.country,
        "adm_1": place.adm_1,
        "adm_2": place.adm_2,
        "place": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
    return cells[name]

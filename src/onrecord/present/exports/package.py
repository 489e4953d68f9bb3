"""What an export is made from and what it consists of: files, tables with described columns, and the papers beside them."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from onrecord.codebooks import Policy
from onrecord.model.figures import Figure
from onrecord.model.hashing import sha256_hex
from onrecord.model.jsonform import to_json
from onrecord.model.mentions import Actor
from onrecord.model.register import View
from onrecord.present.listing import defused
from onrecord.present.profiles import RULES, Profile

Cell = str | int | float | bool | date | datetime | None
# The oldest time stamp a zip file can hold: archives must not depend on the clock.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, its type (string, integer, number, boolean, date, datetime) and what it says."""

    name: str
    type: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under described columns; `key` = the columns that tell rows apart."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """One file of an export. `table` describes its columns; None = the file has none, or describes them itself."""

    path: str
    content: bytes
    media_type: str
    title: str
    table: Table | None = None
    encoding: str | None = "utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A view to be exported, already reduced to its profile, and what the papers beside it must say.

    `head` = the id of the last ledger entry: which state of the register this is. `scope` = what it was narrowed to, in words.
    `licence` = the licence the keeper of the register gives, None = none was named. `bom` = CSV begins with a byte order mark,
    which Excel needs to see UTF-8. `as_of` = as known when: the moment that was asked for, else the publication of the latest
    report; None = no dated report.
    """

    view: View
    policy: Policy
    profile: Profile
    actors: Mapping[str, Actor] = field(default_factory=dict)
    head: str | None = None
    scope: str = ""
    licence: str | None = None
    publisher: str | None = None
    software: str = "OnRecord"
    bom: bool = False
    as_of: datetime | None = field(init=False)
    _figures: Mapping[str, tuple[Figure, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Finds the moment of the view and sorts the figures by subject, once: formats ask for both event by event."""
        said = [doc.published_at for doc in self.view.register.documents if doc.published_at]
        object.__setattr__(self, "as_of", self.view.register.as_of or max(said, default=None))
        found: dict[str, list[Figure]] = {}
        for figure in self.view.figures:
            found.setdefault(figure.subject_id, []).append(figure)
        object.__setattr__(self, "_figures", {subject: tuple(figures) for subject, figures in found.items()})

    def figures_of(self, subject_id: str) -> tuple[Figure, ...]:
        """The figures about an event or a campaign itself."""
        return self._figures.get(subject_id, ())

    @property
    def as_of_words(self) -> str:
        """The moment as RFC 3339, or "undated"."""
        return str(to_json(self.as_of)) if self.as_of else "undated"

    def actor_name(self, actor_id: str) -> str:
        """The name of an actor, or the words that stand for it."""
        actor = self.actors.get(actor_id)
        return actor.name if actor else actor_id


def text_file(path: str, text: str, media_type: str, title: str) -> ExportFile:
    """A file of UTF-8 text."""
    return ExportFile(path=path, content=text.encode("utf-8"), media_type=media_type, title=title)


def json_file(path: str, value: object, media_type: str, title: str) -> ExportFile:
    """A file of JSON, indented, keys in the order given."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return text_file(path, text, media_type, title)


def csv_file(path: str, table: Table, *, bom: bool = False, rows_above: Sequence[Sequence[str]] = ()) -> ExportFile:
    """The table as CSV (RFC 4180 with line feeds): header, `rows_above` the data, data; None is empty.

    Words that a spreadsheet would run as a formula get an apostrophe. Source: OWASP, CSV injection.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows(rows_above)
    writer.writerows([csv_cell(cell) for cell in row] for row in table.rows)
    encoding = "utf-8-sig" if bom else "utf-8"
    return ExportFile(
        path=path,
        content=out.getvalue().encode(encoding),
        media_type="text/csv",
        title=table.title,
        table=table,
        encoding=encoding,
    )


def csv_cell(cell: Cell) -> str:
    """A cell as it stands in CSV: numbers and dates plain, words defused where a spreadsheet would run them."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return defused(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(to_json(cell))


def pack(export: Export, name: str, title: str, files: Sequence[ExportFile], notes: Sequence[str] = ()) -> tuple[ExportFile, ...]:
    """The files with datapackage.json, README.md, CITATION.cff and LICENCE.md; `notes` = what a user of the format must know."""
    papers = (
        text_file("README.md", _readme(export, title, files, notes), "text/markdown", "What this is"),
        text_file("CITATION.cff", _citation(export, title), "text/yaml", "How to cite it"),
        text_file("LICENCE.md", _licence(export), "text/markdown", "Who may do what with it"),
    )
    package = json_file("datapackage.json", _datapackage(export, name, title, files), "application/json", "Description")
    return (*files, package, *papers)


def zipped(files: Iterable[ExportFile]) -> bytes:
    """The files as one zip archive, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.path, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.content)
    return out.getvalue()


def _datapackage(export: Export, name: str, title: str, files: Sequence[ExportFile]) -> dict[str, object]:
    """Source: Frictionless Data Package v1, the version that its readers in use all take."""
    licence = export.licence or "not named"
    described: dict[str, object] = {
        "profile": "data-package",
        "name": f"onrecord-{name}",
        "title": title,
        "description": f"As known on {export.as_of_words}; figures under the policy {export.view.policy}; "
                       f"profile {export.profile.value}.",
        "version": (export.head or export.as_of_words)[:16],
        "licenses": [{"name": licence, "title": licence}],
        "contributors": [{"title": export.publisher or "The keepers of this register", "role": "publisher"}],
        "sources": [{"title": doc.outlet or doc.source, **({"path": doc.url} if doc.url else {})}
                    for doc in export.view.register.documents],
        "onrecord": {
            "as_of": export.as_of_words, "policy": export.view.policy, "profile": export.profile.value,
            "narrowed_to": export.scope or None, "register_state": export.head, "software": export.software,
            "withheld": RULES[export.profile].says,
        },
        "resources": [_resource(file) for file in files],
    }  # fmt: skip
    return described


def _resource(file: ExportFile) -> dict[str, object]:
    stem = "".join(c if c.isalnum() else "-" for c in file.path.lower()).strip("-")
    resource: dict[str, object] = {
        "name": stem,
        "path": file.path,
        "title": file.title,
        "format": file.path.rpartition(".")[2],
        "mediatype": file.media_type,
        "bytes": len(file.content),
        "hash": f"sha256:{sha256_hex(file.content)}",
    }
    if file.encoding:
        resource["encoding"] = file.encoding
    if file.table is not None and file.media_type == "text/csv":
        columns = [{"name": c.name, "type": c.type, "description": c.says} for c in file.table.columns]
        schema: dict[str, object] = {"fields": columns, "missingValues": [""]}
        if file.table.key:
            schema["primaryKey"] = list(file.table.key)
        resource |= {"profile": "tabular-data-resource", "schema": schema}
    return resource


def _readme(export: Export, title: str, files: Sequence[ExportFile], notes: Sequence[str]) -> str:
    policy = export.policy
    lines = [
        f"# {title}", "",
        "Every number here is what somebody said, as a published report has it: not what OnRecord knows. An empty cell means "
        "that it is not reported or not known; it never means nought.", "",
        f"- As known on: {export.as_of_words}",
        f"- Figures under the policy: {export.view.policy}. {policy.says}" + (f" {policy.caveat}" if policy.caveat else ""),
        f"- For whom: {export.profile.value}. {RULES[export.profile].says}",
        *([f"- Narrowed to: {export.scope}"] if export.scope else []),
        f"- State of the register: {export.head or 'not named'}",
        f"- Reports: {len(export.view.register.documents)}; events: {len(export.view.events)}; "
        f"claims: {sum(len(x.claims) for x in export.view.register.extractions)}",
        f"- Made by: {export.software}", "",
    ]  # fmt: skip
    lines += [f"{note}\n" for note in notes]
    lines += ["## Files", "", "| file | what |", "|---|---|", *(f"| `{f.path}` | {f.title} |" for f in files), ""]
    seen: set[str] = set()
    for table in (f.table for f in files if f.table is not None):
        if table.name not in seen:
            seen.add(table.name)
            lines += [f"## Columns of {table.name}", "", "| column | type | says |", "|---|---|---|"]
            lines += [f"| `{c.name}` | {c.type} | {c.says} |" for c in table.columns] + [""]
    return "\n".join(lines).rstrip() + "\n"


def _citation(export: Export, title: str) -> str:
    """Source: Citation File Format 1.2.0. JSON strings are YAML strings."""
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite this dataset with its version and date, and the reports that it quotes.",
        "type: dataset",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        "authors:",
        f"  - name: {json.dumps(export.publisher or 'The keepers of this register', ensure_ascii=False)}",
        f"version: {json.dumps((export.head or export.as_of_words)[:16])}",
    ]
    if export.as_of is not None:
        lines.append(f"date-released: {export.as_of.date().isoformat()}")
    if export.licence:
        lines.append(f"license: {json.dumps(export.licence, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _licence(export: Export) -> str:
    named = export.licence or "The keepers of this register named no licence. Ask them before you publish it or pass it on."
    return (
        f"# Licence\n\n{named}\n\n"
        "Quotes and titles are short extracts of published reports; the rights in them stay with their publishers, named in the "
        "documents and citations. Names and coordinates of places come from GeoNames (CC BY 4.0) and are to be credited to it.\n"
    )

"""Tables: CSV and spreadsheets of many houses, the user's own names for columns, and rows that are broken."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from telling import told

from onrecord.ingest.formats.columns import choose_map, shelf
from onrecord.ingest.intake import Intake, parse_columns
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.problems import Problem

TEXT = "Gunmen shot dead four guards at a depot near Kharan on Sunday, a local official said."


def table(rows: list[dict[str, str]], sign: str = ",") -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), delimiter=sign)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def found(tmp_path: Path, content: bytes, name: str = "t.csv", columns: str | None = None) -> list[RawItem | Problem]:
    (tmp_path / name).write_bytes(content)
    return told(collect(str(tmp_path / name), intake=Intake(columns=parse_columns(columns))))


def only(items: list[RawItem | Problem]) -> RawItem:
    (item,) = [x for x in items if isinstance(x, RawItem)]
    return item


@pytest.mark.parametrize(
    ("name", "row", "wanted"),
    [
        ("nexis", {"Headline": "Guards die", "Publication": "Sample Wire", "Date": "January 31, 2026", "Length": "90 words",
                   "Full text": TEXT}, (TEXT, "Guards die", "January 31, 2026", "Sample Wire", None, None)),
        ("factiva", {"HD": "Guards die", "LP": "Gunmen came.", "TD": TEXT, "PD": "31 January 2026", "SN": "Sample Wire",
                     "AN": "SW01", "LA": "English"},
         (f"Gunmen came.\n\n{TEXT}", "Guards die", "31 January 2026", "Sample Wire", "SW01", None)),
        ("factiva_snapshot", {"an": "SW01", "title": "Guards die", "body": TEXT, "publication_date": "1769817600000",
                              "source_name": "Sample Wire", "language_code": "en"},
         (TEXT, "Guards die", "2026-01-31T00:00:00+00:00", "Sample Wire", "SW01", None)),
        ("media_cloud", {"id": "7", "language": "en", "media_name": "wire.example", "publish_date": "2026-01-31",
                         "title": "Guards die", "url": "https://wire.example/1"},
         ("Guards die", "Guards die", "2026-01-31", "wire.example", "7", "https://wire.example/1")),
        ("gdelt", {"URL": "https://wire.example/1", "MobileURL": "", "Date": "2026-01-31 10:15:00", "Title": "Guards die"},
         ("Guards die", "Guards die", "2026-01-31 10:15:00", None, None, "https://wire.example/1")),
        ("acled", {"event_id_cnty": "PAK1", "event_date": "2026-01-31", "notes": TEXT, "source": "Sample Wire"},
         (TEXT, None, "2026-01-31", "Sample Wire", "PAK1", None)),
        ("ged", {"id": "55", "type_of_violence": "1", "deaths_civilians": "0", "source_headline": "Guards die at depot",
                 "source_date": "2026-01-31", "source_office": "Sample Wire"},
         ("Guards die at depot", None, "2026-01-31", "Sample Wire", "55", None)),
        ("any", {"Body": TEXT, "Headline": "Guards die", "Date": "31.1.2026", "Source": "Sample Wire", "Link": "https://w.example/1"},
         (TEXT, "Guards die", "31.1.2026", "Sample Wire", None, "https://w.example/1")),
    ],
)  # fmt: skip
def test_tables_that_people_have_are_known_by_their_columns(
    tmp_path: Path, name: str, row: dict[str, str], wanted: tuple[str | None, ...]
) -> None:
    assert choose_map(row).name == name
    item = only(found(tmp_path, table([row])))
    assert (item.given_text, item.title, item.published, item.outlet, item.external_id, item.url) == wanted


def test_archived_post_carries_the_time_of_archiving(tmp_path: Path) -> None:
    row = {"Link": "https://post.example/1", "Archive status": "success", "Archive location": "s3", "Archive date":
           "2026-02-01T08:00:00", "Upload timestamp": "2026-01-31 10:00", "Upload title": "x", "Text content": TEXT}  # fmt: skip
    item = only(found(tmp_path, table([row])))
    assert (item.given_text, item.url) == (TEXT, "https://post.example/1")
    assert item.fetched_at == datetime(2026, 2, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("needs", [m.name for m in shelf()])
def test_every_mapping_on_the_shelf_says_where_words_stand(needs: str) -> None:
    (chosen,) = [m for m in shelf() if m.name == needs]
    assert set(chosen.columns) & {"text", "title", "html"}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_sign_between_cells_is_told_and_cells_may_hold_lines(tmp_path: Path, sign: str) -> None:
    text = f'He said "four{sign} or five".\n\nThen he left.'
    item = only(found(tmp_path, table([{"title": "Depot", "text": text}], sign)))
    assert item.given_text == text
    assert item.locator == "line 2"


def test_table_in_a_pipe_is_known_by_the_names_of_its_columns() -> None:
    rows = [{"title": "Guards die", "date": "2026-01-31", "text": TEXT}]
    assert only(told(collect("-", io.BytesIO(table(rows))))).given_text == TEXT
    (prose,) = told(collect("-", io.BytesIO(b"The title, the date, and the text, he said, were lost.\nFour guards died.")))
    assert isinstance(prose, RawItem)
    assert prose.media_type == "text/plain"


def test_columns_of_the_user_go_before_what_names_suggest(tmp_path: Path) -> None:
    row = {"Body": "internal note", "Words": TEXT, "Kopf": "Guards die", "Paper": "Sample Wire"}
    item = only(found(tmp_path, table([row]), columns="text=Words,title=Kopf,outlet=Paper"))
    assert (item.given_text, item.title, item.outlet) == (TEXT, "Guards die", "Sample Wire")


@pytest.mark.parametrize("words", ["text", "text=", "body=Text", "=Text"])
def test_columns_that_are_not_understood_are_the_callers_mistake(words: str) -> None:
    with pytest.raises(InputError, match="FIELD=COLUMN"):
        parse_columns(words)


@pytest.mark.parametrize(
    ("content", "columns", "code", "words"),
    [
        (b"date,killed\n2026-01-31,4\n", None, "no_text_column", "--columns text=COLUMN"),
        (b"a,b\n1,2\n", "text=Body", "no_such_column", "no column 'Body' for text; its columns are 'a', 'b'"),
        (b"title,text\n", None, "empty", "a first row and no others"),
        (b"title,text\nDepot,Four died.,and,more\n", None, "broken_row", "4 cells where the first row names 2"),
        (b'title,text\nDepot,"' + b"x" * 1_000_001 + b'"\n', None, "broken_row", "too long"),
        (b'title,text\nDepot,"' + b"never closed\n" * 6000, None, "broken_row", "quotation mark is probably not closed"),
        (b"title,text\n,\n , \nDepot,\n", None, "headline_only", "only the headline was read"),
        (b"id,text\n7,\n", None, "no_text", "was skipped"),
        ("title,text\nDepot,Caf\xe9 burned.\n".encode("latin-1"), None, "encoding_guessed", "Save it as UTF-8"),
        (b"title,text,Text\nDepot,Four died.,Five died.\n", None, "columns_doubtful", "more than once"),
    ],
)
def test_trouble_with_a_table_says_what_and_what_to_do(
    tmp_path: Path, content: bytes, columns: str | None, code: str, words: str
) -> None:
    problems = [p for p in found(tmp_path, content, columns=columns) if isinstance(p, Problem)]
    assert code in [p.code for p in problems]
    assert any(words in p.message for p in problems)


def test_broken_row_is_named_by_its_line_and_the_rest_goes_through(tmp_path: Path) -> None:
    rows = b'title,text\nOne,"first\nreport"\nTwo,a,b,c\nThree,last report\n'
    first, problem, last = found(tmp_path, rows)
    assert isinstance(first, RawItem)
    assert isinstance(problem, Problem)
    assert isinstance(last, RawItem)
    assert (problem.source, last.locator) == (f"{tmp_path / 't.csv'}, line 4", "line 5")


def test_names_of_columns_that_are_repeated_are_no_report(tmp_path: Path) -> None:
    rows = table([{"title": "Guards die", "text": TEXT}])
    assert [i.locator for i in found(tmp_path, rows + rows) if isinstance(i, RawItem)] == ["line 2", "line 4"]


def test_title_and_text_that_are_mixed_up_are_said_to_be(tmp_path: Path) -> None:
    rows = [{"title": TEXT, "text": f"Depot {n}"} for n in range(30)]
    problems = [p for p in found(tmp_path, table(rows)) if isinstance(p, Problem)]
    assert [p.code for p in problems] == ["columns_doubtful"]


def test_spreadsheet_gives_rows_of_every_sheet_with_dates_as_words(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, extra in (("January", []), ("Notes", ["x"])):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["Headline", "Publication", "Date", "Length", "Body"] if not extra else ["a", "b"])
        sheet.write_row(1, 0, ["Guards die", "Sample Wire"] if not extra else ["1", "2"])
        if not extra:
            sheet.write_datetime(1, 2, datetime(2026, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
            sheet.write_row(1, 3, [90, TEXT])
    book.close()
    item, problem = told(collect(str(path)))
    assert isinstance(item, RawItem)
    assert (item.given_text, item.published, item.locator) == (TEXT, "2026-01-31", "sheet 'January', row 2")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.source) == ("no_text_column", f"{path}, sheet 'Notes'")


def test_formula_gives_its_value_and_is_never_run(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["title", "text"])  # type: ignore[union-attr]  # a new book has a sheet
    book.active.append(["Depot", '=WEBSERVICE("https://x.example/")'])  # type: ignore[union-attr]  # as above
    book.save(tmp_path / "t.xlsx")
    item, note = told(collect(str(tmp_path / "t.xlsx")))
    assert isinstance(item, RawItem)
    assert item.given_text == "Depot"
    assert isinstance(note, Problem)
    assert note.code == "headline_only"

"""A briefing in every length and form says nothing without a quote, says it in the same words, and is the same every time."""

import ast
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from rising_toll import ACTORS, rising_toll

from onrecord.codebooks import load_policy
from onrecord.model.enums import ContradictionKind
from onrecord.model.errors import InputError
from onrecord.model.register import Register, View
from onrecord.present import html, markdown
from onrecord.present.brief import Brief, Length, Line, compose
from onrecord.present.briefing import docx, pdf
from onrecord.present.briefing.blocks import outline
from onrecord.present.briefing.words import catalog_of, language, language_codes
from onrecord.present.narrowing import Scope, narrow
from onrecord.present.wording import conflict_words

LENGTHS = [*Length]
SOURCE = Path(__file__).resolve().parents[2] / "src" / "onrecord" / "present"


def brief(length: Length = Length.FULL, view: View | None = None) -> Brief:
    return compose(view or rising_toll(), actors=ACTORS, policy=load_policy("range"), length=length)


def lines(value: Any) -> Iterator[Line]:
    """Every sentence anywhere inside a block."""
    if isinstance(value, Line):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from lines(item)
    elif is_dataclass(value):
        for f in fields(value):
            yield from lines(getattr(value, f.name))


@pytest.mark.parametrize("length", LENGTHS)
def test_every_sentence_cites_quotes_that_are_there_or_says_what_no_report_gives(length: Length) -> None:
    made = brief(length)
    numbers = {quote.number for quote in made.quotes}
    found = [line for block in outline(made, str) for line in lines(block)]
    assert len(found) > 5
    for line in found:
        assert line.absent != bool(line.cites), line.text
        assert set(line.cites) <= numbers
    texts = {d.document_id: d.text for d in rising_toll().register.documents}
    for quote in made.quotes:
        assert texts[quote.document_id][quote.start : quote.end] == quote.words


def test_quotes_are_numbered_as_they_are_first_met() -> None:
    made = brief(Length.SHORT)
    met = [n for block in outline(made, str) for line in lines(block) for n in line.cites]
    assert list(dict.fromkeys(met)) == sorted(set(met))


def test_situation_names_range_speakers_and_whether_anybody_is_independent() -> None:
    assert [line.text for line in brief().subjects[0].situation] == [
        "Killed, security forces: at least 61 according to River Front, no upper bound; no other speaker gives a figure.",
        "Killed, civilians in Gara, 3 May 2026: 12 → 19 according to Government of Mali; no other speaker gives a figure.",
        "Injured, civilians in Tin-Ossa: at least 4 according to Niger Bend Post in its own voice, no upper bound; "
        "no other speaker gives a figure.",
    ]


def test_what_is_not_known_is_said() -> None:
    texts = [line.text for line in brief().subjects[0].unknown]
    assert "No upper bound is given for: killed · security forces; injured · civilians · Tin-Ossa." in texts
    assert any(text.startswith("Only one speaker gives a figure for: killed · civilians · Gara") for text in texts)
    page = markdown.render(brief())
    assert "Not reported in the sources read: abducted." in page


def test_every_place_has_its_line() -> None:
    assert [line.text for line in brief().subjects[0].places] == [
        "Gara, Gao: 1 event (armed attack), 3 May 2026; killed · civilians: 19; "
        "killed · security forces: at least 61, no upper bound.",
        "Tin-Ossa, Gao: 1 event, 3 May 2026; injured · civilians: at least 4, no upper bound.",
    ]


def test_longer_briefings_say_more_and_never_less() -> None:
    kinds = [{type(block).__name__ for block in outline(brief(length), str)} for length in LENGTHS]
    assert kinds[0] < kinds[1] <= kinds[2]
    assert len(brief(Length.SHORT).quotes) <= len(brief(Length.STANDARD).quotes) <= len(brief(Length.FULL).quotes)


def test_sections_come_in_reading_order() -> None:
    heads = [line.strip("# ") for line in markdown.render(brief()).splitlines() if re.match("##+ ", line)]
    wanted = ["Situation", "What is not known", "Timeline", "By place", "Disruptions", "Sources", "Quotes"]
    assert [head for head in heads if head in wanted] == wanted


def test_page_shows_charts_and_map_and_loads_nothing() -> None:
    page = html.render(brief(Length.STANDARD))
    assert page.count("<svg") == 5  # claims, how they grew, map, places, disruptions
    assert not re.search(r"(src|href)=\"?https?:", page) and "<script" not in page


def test_ids_on_a_page_are_distinct() -> None:
    ids = re.findall(r'\bid="([^"]+)"', html.render(brief()))
    assert len(ids) == len(set(ids))


def test_word_document_is_read_back_with_its_quotes_as_bookmarks() -> None:
    python_docx = pytest.importorskip("docx")
    document = python_docx.Document(io.BytesIO(docx.render(brief())))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Attacks along the Niger bend" in text and "12 farmers were killed" in text
    xml = document.element.xml
    anchors = set(re.findall(r'w:anchor="(q\d+)"', xml))
    assert anchors and anchors <= set(re.findall(r'w:name="(q\d+)"', xml))
    assert any("at least 61" in cell.text for table in document.tables for row in table.rows for cell in row.cells)


def test_pdf_is_read_back_with_figures_quotes_and_links() -> None:
    pytest.importorskip("typst")
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(pdf.render(brief()))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Attacks along the Niger bend" in text and "do not imply official endorsement" in text
    assert "12 farmers were killed" in " ".join(text.split())


@pytest.mark.parametrize("form", ["html", "markdown", "docx", "pdf"])
def test_the_same_view_gives_the_same_bytes(form: str) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    render = {"html": html.render, "markdown": markdown.render, "docx": docx.render, "pdf": pdf.render}[form]
    assert render(brief()) == render(brief())


def test_word_document_carries_no_date_of_the_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(docx.render(brief()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_without_typst_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(InputError, match=r"onrecord\[report\]"):
        pdf.render(brief())
    assert docx.render(brief())  # charts become their descriptions


@pytest.mark.parametrize("form", ["html", "markdown", "docx"])
def test_an_empty_register_says_what_to_do(form: str) -> None:
    empty = brief(view=View(register=Register(), policy="range 1"))
    render = {"html": html.render, "markdown": markdown.render, "docx": docx.render}[form]
    assert render(empty)


def test_a_narrowed_briefing_counts_only_its_own_reports_and_says_so() -> None:
    scope = Scope(place="Tin-Ossa")
    made = compose(narrow(rising_toll(), scope), actors=ACTORS, scope=scope.in_words())
    assert made.subjects[0].lead.text == "1 event, 3 May 2026; 1 report, 1 speaker with figures."
    assert "only place Tin-Ossa" in markdown.render(made)


def fixed_words() -> set[str]:
    """Every string that the briefing gives to `say` or, in the template, to `_`."""
    found = set(re.findall(r'_\("([^"]+)"\)', (SOURCE / "brief.html.jinja").read_text(encoding="utf-8")))
    tree = ast.parse((SOURCE / "briefing" / "blocks.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            found |= {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
    return found | {markdown.NOTE}


@pytest.mark.parametrize("code", [code for code in language_codes() if code != "en"])
def test_every_fixed_word_is_translated_and_nothing_else(code: str) -> None:
    assert set(catalog_of(code)) == fixed_words()


def test_a_page_in_urdu_runs_from_right_to_left_and_keeps_quotes_as_they_are() -> None:
    page = html.render(brief(), language("ur"))
    assert '<html lang="ur" dir="rtl">' in page
    assert "<h2>صورتِ حال</h2>" in page and "<h2>Situation</h2>" not in page
    assert '<bdi lang="en" dir="auto">Killed' in page
    assert "<mark>12 farmers were killed</mark>" in page
    assert page.count('<figure dir="ltr" lang="en">') == 5


def test_markdown_and_word_take_the_same_words() -> None:
    assert "## صورتِ حال" in markdown.render(brief(), language("ur"))
    assert docx.render(brief(), language("ur"))


def test_an_unknown_language_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"'tlh'.*en, ur"):
        language("tlh")


def test_a_briefing_for_the_public_shows_no_words_but_those_that_may_be_quoted() -> None:
    from dataclasses import replace

    from onrecord.present.profiles import Profile, reduce_view

    view = rising_toll()
    first, second = view.register.extractions
    single = replace(first.claims[0], count=replace(first.claims[0].count, low=1, high=1))
    extractions = (replace(first, claims=(single, *first.claims[1:])), second)
    view = replace(view, register=replace(view.register, extractions=extractions))
    page = html.render(compose(reduce_view(view, Profile.PUBLIC), actors=ACTORS, around=False))
    assert "[withheld]" in page and "12 farmers" not in page
    assert "19 farmers dead" in page and "and rejects that" not in page
    assert "Ansongo" in page and "15.66" not in page


def test_page_is_heard_as_it_is_read() -> None:
    told = html.aloud("Killed 37 → 58 <b>, 93–216, 29–31 January – so")
    heard = re.sub(r'<span aria-hidden="true">[^<]*</span>', "", str(told))
    seen = re.sub(r'<span class="aside">[^<]*</span>', "", str(told))
    assert re.sub(r"</?span[^>]*>", "", heard) == "Killed 37, then 58 &lt;b&gt;, 93 to 216, 29 to 31 January – so"
    assert re.sub(r"</?span[^>]*>", "", seen) == "Killed 37 → 58 &lt;b&gt;, 93–216, 29–31 January – so"


def test_kinds_of_contradiction_are_plain_words() -> None:
    words = [conflict_words(kind) for kind in ContradictionKind]
    assert len(set(words)) == len(words)
    assert not {"genuine", "arithmetic", "nested", "party"} & set(words)


@pytest.mark.parametrize("code", ["en", "ur"])
def test_every_picture_and_table_can_be_read_without_seeing_it(code: str) -> None:
    page = html.render(brief(), language(code))
    pictures = re.findall(r"<svg\b[^>]*>.*?</svg>", page, flags=re.DOTALL)
    assert pictures
    for picture in pictures:
        assert 'role="img"' in picture and ("<title" in picture or "aria-label=" in picture), picture[:200]
    assert all('scope="' in th for th in re.findall(r"<th\b[^>]*>", page))
    assert f'<html lang="{code}" dir="{"rtl" if code == "ur" else "ltr"}">' in page and "@media print" in page

"""The font of Arabic letters is in the package and goes with every briefing that needs it; English keeps its direction."""

import io
import re
import zipfile

import pytest
from rising_toll import ACTORS, rising_toll

from onrecord.codebooks import load_policy
from onrecord.present import fonts, html
from onrecord.present.brief import Brief, compose
from onrecord.present.briefing import docx, docx_page, pdf
from onrecord.present.briefing.words import catalog_of, language

URDU = language("ur")


def brief() -> Brief:
    return compose(rising_toll(), actors=ACTORS, policy=load_policy("range"))


def parts_of(document: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_every_letter_of_the_urdu_words_is_in_the_font() -> None:
    fonttools = pytest.importorskip("fontTools.ttLib")
    letters = {c for words in catalog_of("ur").values() for c in words if fonts.ARABIC.match(c)}
    for name in fonts.CUTS.values():
        file = (fonts.folder() / name.replace("woff2", "ttf")).open("rb")
        assert letters <= set(map(chr, fonttools.TTFont(file).getBestCmap()))


def test_a_page_holds_the_font_only_where_it_needs_it() -> None:
    page = html.render(brief(), URDU)
    assert page.count("data:font/woff2;base64,") == 2 and "font-src data:" in page
    assert not re.search(r'url\("(?!data:)', page)
    assert "data:font" not in html.render(brief(), language("en"))


def test_pdf_holds_the_font_whatever_the_machine_has() -> None:
    assert b"NotoNaskhArabic" in pdf.render(brief(), URDU)
    assert b"NotoNaskhArabic" not in pdf.render(brief(), language("en"))


def test_word_file_brings_the_font_and_runs_from_right_to_left() -> None:
    parts = parts_of(docx.render(brief(), URDU))
    assert "w:embedRegular" in parts["word/fontTable.xml"] and "<w:embedTrueTypeFonts/>" in parts["word/settings.xml"]
    assert "odttf" in parts["[Content_Types].xml"]
    told = parts["word/document.xml"]
    assert "<w:bidiVisual/>" in told and "<w:rtl/>" in told and f'w:cs="{fonts.FAMILY}"' in told
    english = parts_of(docx.render(brief(), language("en")))
    assert "word/fonts/font1.odttf" not in english and "<w:bidiVisual/>" not in english["word/document.xml"]


def test_a_hidden_font_is_found_again_with_its_key() -> None:
    font = (fonts.folder() / "noto-naskh-arabic-400.ttf").read_bytes()
    hidden = docx_page._hidden(font)
    assert hidden[:4] != font[:4] and docx_page._hidden(hidden) == font


def test_tables_of_a_word_file_hold_together_and_its_pages_are_numbered() -> None:
    parts = parts_of(docx.render(brief(), language("en")))
    told = parts["word/document.xml"]
    assert told.count("<w:tblHeader/>") == told.count("<w:tbl>") > 1
    assert told.count("<w:cantSplit/>") == told.count("<w:tr>")
    footer = next(text for name, text in parts.items() if name.startswith("word/footer"))
    assert 'w:instr="PAGE"' in footer and 'w:instr="NUMPAGES"' in footer and "policy: range 1" in footer
    assert "3 May 2026, 09:30 UTC" in told and "2026-05-03T09:30" not in told


def test_english_sentences_keep_their_order_on_a_page_from_right_to_left() -> None:
    """The order of numbers is the meaning: "12 → 19" must not be seen as "19 → 12"."""
    pdfium = pytest.importorskip("pypdfium2")
    seen = []
    for page in pdfium.PdfDocument(pdf.render(brief(), URDU)):
        text = page.get_textpage()
        found = [(text.get_text_range(i, 1), *text.get_charbox(i)) for i in range(text.count_chars())]
        for _, left, bottom, _, _ in (c for c in found if c[0] == "→"):
            near = sorted((c[1], c[0]) for c in found if c[0].isdigit() and abs(c[2] - bottom) < 4 and abs(c[1] - left) < 22)
            seen.append("".join(c for _, c in near))
    assert seen.count("1219") > 1 and set(seen) <= {"1219", ""}  # "" = the arrow under a chart

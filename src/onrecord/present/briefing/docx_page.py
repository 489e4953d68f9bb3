"""What a Word document needs beside its words: paper, a footer with page numbers, tables that hold, direction, letters."""

import re
from collections.abc import Sequence
from typing import Any

from onrecord.present import fonts

# A4 with 2 cm of margin; widths in centimetres.
PAPER_CM, MARGIN_CM, TEXT_CM = (21.0, 29.7), 2.0, 17.0
# Under which key the font is hidden in the file, as the format asks; any will do. Source: ECMA-376 part 4, §2.8.1.
KEY = "{6F6E7265-636F-7264-0000-617261626963}"
ODTTF = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
FONT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def element(name: str, **attributes: str) -> Any:  # Any: python-docx has no types of its own
    """An element such as `w:bidi`; attributes are given without their prefix."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def lay_out(document: Any, foot: str) -> None:  # as above
    """Sets paper, margins and the footer: what the briefing is, and the page of how many."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = map(Cm, PAPER_CM)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Title"].font.size = Pt(22)
    paragraph = section.footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_CM), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{foot}\t")
    for n, field in enumerate(("PAGE", "NUMPAGES")):
        paragraph.add_run(" / " if n else "")
        simple = element("w:fldSimple", instr=field)
        run = paragraph.add_run("1")
        run.font.size = Pt(8)
        simple.append(run._r)
        paragraph._p.append(simple)
    for run in paragraph.runs:
        run.font.size = Pt(8)


def hold(table: Any, widths_cm: Sequence[float], *, right_to_left: bool) -> None:  # as above
    """Gives columns their widths, repeats the head on each page, keeps rows whole; columns run in the language's direction."""
    from docx.shared import Cm

    table.autofit = False
    if right_to_left:
        table._tbl.tblPr.insert_element_before(
            element("w:bidiVisual"), "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW"
        )
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)
    for n, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        if n == 0:
            row._tr.get_or_add_trPr().append(element("w:tblHeader"))
        for cell, width in zip(row.cells, widths_cm, strict=True):
            cell.width = Cm(width)


def turn(paragraph: Any) -> None:  # as above
    """Has a paragraph of words from right to left run so, in the letters that the file brings along."""
    paragraph._p.get_or_add_pPr().insert_element_before(
        element("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )
    for run in paragraph.runs:
        properties = run._r.get_or_add_rPr()
        properties.insert(0, element("w:rFonts", cs=fonts.FAMILY))
        properties.append(element("w:rtl"))


def with_letters(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a document with the font of Arabic letters inside, so that it is read on machines that have none."""
    relations, table = "", ""
    made = dict(parts)
    for n, (weight, cut) in enumerate(((400, "Regular"), (700, "Bold")), 1):
        relations += f'<Relationship Id="rId{n}" Type="{FONT_RELATION}" Target="fonts/font{n}.odttf"/>'
        table += f'<w:embed{cut} r:id="rId{n}" w:fontKey="{KEY}"/>'
        made[f"word/fonts/font{n}.odttf"] = _hidden((fonts.folder() / f"noto-naskh-arabic-{weight}.ttf").read_bytes())
    made["word/_rels/fontTable.xml.rels"] = f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'.encode()
    named = f'<w:font w:name="{fonts.FAMILY}">{table}</w:font></w:fonts>'
    made["word/fontTable.xml"] = parts["word/fontTable.xml"].replace(b"</w:fonts>", named.encode())
    kind = f'<Default Extension="odttf" ContentType="{ODTTF}"/></Types>'
    made["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind.encode())
    told = re.sub(rb"(<w:zoom[^>]*/>)", rb"\1<w:embedTrueTypeFonts/>", parts["word/settings.xml"], count=1)
    made["word/settings.xml"] = told
    return made


def _hidden(font: bytes) -> bytes:
    """A font as the format wants it: its first 32 bytes mixed with the key, read backwards."""
    key = bytes.fromhex(re.sub("[{}-]", "", KEY))[::-1]
    return bytes(b ^ key[i % 16] for i, b in enumerate(font[:32])) + font[32:]

"""A briefing as a Word document, for those who go on writing in it: headings, tables, and quotes as bookmarks to jump to."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from onrecord.present import fonts
from onrecord.present.briefing.blocks import (
    Block,
    Bullets,
    Conflicts,
    Days,
    Derived,
    Figures,
    Grid,
    Heading,
    Note,
    Picture,
    Quotes,
    Reports,
    Sentence,
    heading_lines,
    outline,
)
from onrecord.present.briefing.docx_page import TEXT_CM, hold, lay_out, turn, with_letters
from onrecord.present.briefing.pdf import picture_png
from onrecord.present.briefing.records import Brief, Line
from onrecord.present.briefing.words import Language, language
from onrecord.present.exports.package import ZIP_EPOCH
from onrecord.present.quotes import Quote
from onrecord.present.wording import printable, when

# Widths of columns, in centimetres: what is counted, range, who says what, policy; day, outlet, title, same story.
FIGURES_CM = (5.0, 3.5, 6.5, 2.0)
SOURCES_CM = (3.4, 3.2, 7.4, 3.0)


def render(brief: Brief, words: Language | None = None) -> bytes:
    """The whole briefing as .docx. Charts are pictures where typst is installed, and their descriptions where it is not."""
    import docx

    spoken = words or language("en")
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = brief.title, "OnRecord", ""
    properties.created = properties.modified = datetime(1980, 1, 1)  # never the clock: the same briefing is the same file
    title, about, note = heading_lines(brief, spoken.say)
    document.add_heading(printable(title), level=0)
    document.add_paragraph(printable(about)).runs[0].italic = True
    lay_out(document, printable(about))
    writer = _Writer(document, right_to_left=spoken.direction == "rtl")
    writer.turned(document.add_paragraph(printable(note)))
    for block in outline(brief, spoken.say):
        writer.write(block)
    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _timeless(content: bytes) -> bytes:
    """The same archive without the moment at which it was written, and with the letters that it needs."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given:
        parts = {name: given.read(name) for name in given.namelist()}
    if fonts.ARABIC.search(parts["word/document.xml"].decode()):
        parts = with_letters(parts)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, part)
    return out.getvalue()


class _Writer:
    """Writes blocks into a document; python-docx has no types of its own."""

    def __init__(self, document: Any, *, right_to_left: bool) -> None:
        self.document = document
        self.right_to_left = right_to_left

    def write(self, block: Block) -> None:
        match block:
            case Heading():
                self.turned(self.document.add_heading(printable(block.text), level=block.level - 1))
            case Sentence():
                self.line(self.document.add_paragraph(), block.line)
            case Note():
                self.turned(self.document.add_paragraph(printable(block.text)))
            case Bullets():
                for line in block.lines:
                    self.line(self.document.add_paragraph(style="List Bullet"), line)
            case Figures():
                self.figures(block)
            case _:
                self.larger(block)

    def larger(self, block: Block) -> None:
        match block:
            case Derived():
                self.derived(block)
            case Days():
                self.days(block)
            case Conflicts():
                self.conflicts(block)
            case Picture():
                self.picture(block)
            case Grid():
                self.held(self.table(block.columns, block.rows), [TEXT_CM / len(block.columns)] * len(block.columns))
            case Reports():
                rows = ((when(s.published), s.outlet, s.title, s.link) for s in block.sources)
                table = self.table(block.columns[:4], rows)
                for row, source in zip(table.rows[1:], block.sources, strict=True):
                    _small(row.cells[2].add_paragraph(f"SHA-256 {source.raw_sha256}"))
                self.held(table, SOURCES_CM)
            case Quotes():
                for quote in block.quotes:
                    self.quote(quote)

    def derived(self, block: Derived) -> None:
        for row in block.rows:
            text = f"{row.label}: {row.range_words} ({row.policy}). {' '.join(row.steps)}"
            self.line(self.document.add_paragraph(style="List Bullet"), Line(text=text, cites=row.cites))

    def days(self, block: Days) -> None:
        for dated in block.dated:
            day = self.document.add_paragraph(printable(dated.when))
            day.runs[0].bold = day.paragraph_format.keep_with_next = True
            for line in dated.lines:
                self.line(self.document.add_paragraph(style="List Bullet"), line)

    def turned(self, paragraph: Any) -> Any:
        """A paragraph of fixed words, in the direction of their language."""
        if self.right_to_left:
            turn(paragraph)
        return paragraph

    def held(self, table: Any, widths_cm: Sequence[float]) -> None:
        hold(table, widths_cm, right_to_left=self.right_to_left)

    def line(self, paragraph: Any, line: Line) -> None:
        paragraph.add_run(printable(line.text))
        for number in line.cites:
            paragraph.add_run(" ")
            self.link(paragraph, number)

    def link(self, paragraph: Any, number: int) -> None:
        """The number of a quote, raised, that jumps to its bookmark."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"q{number}")
        run = paragraph.add_run(str(number))
        run.font.superscript = True
        link.append(run._r)
        paragraph._p.append(link)

    def figures(self, block: Figures) -> None:
        if block.folded:
            self.turned(self.document.add_heading(printable(block.folded), level=2))
        table = self.table(block.columns, ())
        for row in block.rows:
            cells = table.add_row().cells
            cells[0].text, cells[3].text = printable(row.label), printable(row.policy)
            cells[1].paragraphs[0].add_run(printable(row.range_words)).bold = True
            for n, teller in enumerate(row.tellers):
                self.line(cells[2].paragraphs[0] if n == 0 else cells[2].add_paragraph(), teller)
            if not row.tellers:
                self.line(cells[2].paragraphs[0], Line(text="", cites=row.cites))
        self.held(table, FIGURES_CM)

    def conflicts(self, block: Conflicts) -> None:
        if block.folded:
            self.turned(self.document.add_heading(printable(block.folded), level=2))
        for item in block.items:
            paragraph = self.document.add_paragraph(style="List Bullet")
            paragraph.add_run(printable(f"{item.kind}: ")).bold = True
            self.line(paragraph, item.line)

    def picture(self, block: Picture) -> None:
        from docx.shared import Cm

        png = picture_png(block.chart)
        if png is None:
            text = f"{block.chart.title}. {block.chart.description}"
            self.document.add_paragraph(printable(text)).runs[0].italic = True
            return
        shape = self.document.add_picture(io.BytesIO(png), width=Cm(TEXT_CM))
        described = shape._inline.docPr
        described.set("descr", printable(f"{block.chart.title}. {block.chart.description}"))

    def table(self, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Any:
        names = list(columns)
        table = self.document.add_table(rows=1, cols=len(names), style="Light Grid Accent 1")
        for cell, name in zip(table.rows[0].cells, names, strict=True):
            cell.text = printable(name)
            self.turned(cell.paragraphs[0])
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = printable(text)
        return table

    def quote(self, quote: Quote) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        paragraph = self.document.add_paragraph()
        for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(kind)
            mark.set(qn("w:id"), str(quote.number))
            if kind == "w:bookmarkStart":
                mark.set(qn("w:name"), f"q{quote.number}")
            paragraph._p.append(mark)
        paragraph.add_run(f"{quote.number}. “{printable(quote.before)}")
        paragraph.add_run(printable(quote.words)).bold = True
        paragraph.add_run(f"{printable(quote.after)}”")
        where = f"{quote.document_id} {quote.start}:{quote.end}, SHA-256 {quote.raw_sha256[:16]}…"
        about = f"{quote.says} · {quote.speaker} · {quote.outlet}, {when(quote.published)} · {where}"
        if fonts.ARABIC.search(quote.words):
            turn(paragraph)
        paragraph.paragraph_format.keep_together = True
        paragraph.add_run().add_break()
        paragraph.add_run(printable(about))
        _small(paragraph, last=True)


def _small(paragraph: Any, *, last: bool = False) -> None:  # Any: python-docx has no types of its own
    """Sets a paragraph, or its `last` run only, small and grey."""
    from docx.shared import Pt, RGBColor

    for run in paragraph.runs[-1:] if last else paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(7.5), RGBColor(0x5C, 0x5C, 0x5C)

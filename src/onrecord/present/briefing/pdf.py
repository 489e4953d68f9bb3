"""A briefing as PDF, set by typst; the package is an extra (`report`) and is loaded only here."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from onrecord.model.errors import InputError
from onrecord.model.jsonform import to_json
from onrecord.present import fonts
from onrecord.present.briefing.blocks import Block, Picture, Quotes, Reports, heading_lines, outline
from onrecord.present.briefing.records import Brief
from onrecord.present.briefing.words import Language, language
from onrecord.present.charts.canvas import Chart, standalone
from onrecord.present.charts.style import printed
from onrecord.present.wording import printable, when

MISSING = "PDF needs the package typst; install OnRecord with the extra `report` (pip install 'onrecord[report]')."
# PDF files carry a date; it must not come from the clock.
DATED = datetime(1980, 1, 1, tzinfo=UTC)
# Headings, tables and pictures that a screen reader can read. It asks for a glyph for every character; where the machine has no
# font for a script, the briefing is set without the standard. Source: ISO 14289-1 (PDF/UA-1).
STANDARD = "ua-1"
# Pixels per inch of charts in documents that cannot hold drawings.
DENSITY = 200.0


def render(brief: Brief, words: Language | None = None) -> bytes:
    """The whole briefing as PDF, accessible where fonts allow. Raises InputError when typst is not installed or cannot set it."""
    typst = _typst()
    spoken = words or language("en")
    title, about, note = heading_lines(brief, spoken.say)
    data = {
        "title": title, "about": about, "note": note, "kicker": spoken.say("OnRecord briefing"), "lang": spoken.code,
        "direction": spoken.direction, "blocks": [_as_data(block) for block in outline(brief, spoken.say)],
    }  # fmt: skip
    source = (resources.files("onrecord") / "present" / "briefing" / "brief.typ").read_bytes()
    inputs = {"data": json.dumps(_printable(data), ensure_ascii=False)}
    for standard in (STANDARD, None):
        try:
            made = typst.compile(source, format="pdf", sys_inputs=inputs, timestamp=DATED, pdf_standards=standard, **_letters())
        except RuntimeError as trouble:
            if standard is None:
                raise InputError(f"typst could not set the briefing ({trouble}); use --format html.") from trouble
        else:
            break
    return bytes(made)


def _letters() -> dict[str, list[str]]:
    """Where typst finds the fonts of the package, beside its own and the machine's."""
    return {"font_paths": [str(fonts.folder())]}


def _printable(value: Any) -> Any:  # Any: JSON
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _printable(item) for name, item in value.items()}
    return [_printable(item) for item in value] if isinstance(value, list) else value


def _typst() -> Any:  # Any: an extra whose types are not there
    try:
        import typst
    except ModuleNotFoundError as missing:
        raise InputError(MISSING) from missing
    return typst


def _as_data(block: Block) -> dict[str, Any]:  # Any: JSON
    kind = type(block).__name__
    if isinstance(block, Picture):
        return {"kind": kind, "svg": standalone(block.chart, printed()), "alt": f"{block.chart.title}. {block.chart.description}"}
    if isinstance(block, Reports):
        block = replace(block, sources=tuple(replace(s, published=when(s.published)) for s in block.sources))
    elif isinstance(block, Quotes):
        block = replace(block, quotes=tuple(replace(q, published=when(q.published)) for q in block.quotes))
    return {"kind": kind, **to_json(block)}


def picture_png(chart: Chart) -> bytes | None:
    """A chart as PNG for documents that cannot hold drawings; None when typst is not installed."""
    try:
        typst = _typst()
    except InputError:
        return None
    source = (
        b"#set page(width: auto, height: auto, margin: 4pt)\n"
        b'#image(bytes(sys.inputs.svg), format: "svg", width: 17cm, alt: "chart")\n'
    )
    return bytes(typst.compile(source, format="png", ppi=DENSITY, sys_inputs={"svg": standalone(chart, printed())}, **_letters()))

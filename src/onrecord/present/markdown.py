"""A briefing as Markdown: every sentence ends in the numbers of its quotes, and the quotes stand at the end."""

from collections.abc import Iterator

from onrecord.present.briefing.blocks import (
    NOTE,
    Block,
    Bullets,
    Conflicts,
    Days,
    Derived,
    Figures,
    Grid,
    Heading,
    Note,
    Quotes,
    Reports,
    Sentence,
    heading_lines,
    outline,
)
from onrecord.present.briefing.records import Brief, FigureRow, Line
from onrecord.present.briefing.words import Language, language
from onrecord.present.quotes import Quote
from onrecord.present.wording import when

__all__ = ["NOTE", "escape", "render"]

# Characters that Markdown would take for markup; reports are hostile input like everything else. Bidirectional overrides
# would reorder the words around them, so they go (Unicode UAX #9).
SPECIAL = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_[]#|"}
    | {"<": "&lt;", ">": "&gt;"}
    | dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "")
)


def render(brief: Brief, words: Language | None = None) -> str:
    """The whole briefing as Markdown text; `words` = the language of headings and notes, None = English."""
    say = (words or language("en")).say
    title, about, note = heading_lines(brief, say)
    lines = [f"# {escape(title)}\n", f"*{escape(about)}*\n", f"{escape(note)}\n"]
    for block in outline(brief, say, pictures=False):
        lines += _block(block)
    return "\n".join(lines).rstrip() + "\n"


def escape(text: str) -> str:
    """Text in which nothing is markup, on one line."""
    return " ".join(text.split()).translate(SPECIAL)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {escape(block.text)}\n"
        case Sentence():
            yield f"{_line(block.line)}\n"
        case Note():
            yield f"{escape(block.text)}\n"
        case Bullets():
            yield from (f"- {_line(line)}" for line in block.lines)
            yield ""
        case Figures():
            yield from _figures(block)
        case Derived():
            yield from (_derived(row) for row in block.rows)
            yield ""
        case _:
            yield from _larger(block)


def _larger(block: Block) -> Iterator[str]:
    match block:
        case Days():
            for dated in block.dated:
                yield f"- **{escape(dated.when)}**"
                yield from (f"  - {_line(line)}" for line in dated.lines)
            yield ""
        case Conflicts():
            if block.folded:
                yield f"### {escape(block.folded)}\n"
            yield from (f"- **{escape(c.kind)}**: {_line(c.line)}" for c in block.items)
            yield ""
        case Grid():
            yield from _table(block.columns, (tuple(map(escape, row)) for row in block.rows))
        case Reports():
            yield from _table(block.columns, (
                (when(s.published), escape(s.outlet), escape(s.title), escape(s.link), f"`{s.raw_sha256}`") for s in block.sources
            ))  # fmt: skip
        case Quotes():
            yield from map(_quote, block.quotes)


def _table(columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(map(escape, columns))} |\n|{'---|' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _figures(block: Figures) -> Iterator[str]:
    if block.folded:
        yield f"### {escape(block.folded)}\n"
    yield from _table(block.columns, map(_figure, block.rows))


def _figure(row: FigureRow) -> tuple[str, ...]:
    tellers = "; ".join(_line(teller) for teller in row.tellers) or _cites(row.cites)
    return escape(row.label), f"**{escape(row.range_words)}** {_cites(row.cites)}", tellers, escape(row.policy)


def _derived(row: FigureRow) -> str:
    steps = " ".join(escape(step) for step in row.steps)
    return f"- {escape(row.label)}: **{escape(row.range_words)}** ({escape(row.policy)}). {steps} {_cites(row.cites)}"


def _line(line: Line) -> str:
    return f"{escape(line.text)} {_cites(line.cites)}".rstrip()


def _cites(numbers: tuple[int, ...]) -> str:
    return " ".join(f"[[{n}]](#q{n})" for n in numbers)


def _quote(quote: Quote) -> str:
    words = f"{escape(quote.before)} **{escape(quote.words)}** {escape(quote.after)}".strip()
    where = f"{escape(quote.outlet)}, {when(quote.published)}; {quote.document_id} {quote.start}:{quote.end}"
    told = (
        f"{quote.number}. “{words}” — says: {escape(quote.says)}; {escape(quote.speaker)}. {where}; SHA-256 `{quote.raw_sha256}`"
    )
    return f'<a id="q{quote.number}"></a>{told}\n'

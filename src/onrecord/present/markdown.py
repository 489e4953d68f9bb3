"""A briefing as Markdown: every sentence ends in the numbers of its quotes, and the quotes stand at the end."""

from collections.abc import Iterator

from onrecord.present.brief import Brief, FigureRow, Line, Subject
from onrecord.present.quotes import Quote

NOTE = (
    "Every figure is what somebody said, not what OnRecord knows. Ranges follow the policy named beside them; "
    "“not reported” is not zero; derived figures show their steps."
)
# Characters that Markdown would take for markup; reports are hostile input like everything else. Bidirectional overrides
# would reorder the words around them, so they go (Unicode UAX #9).
SPECIAL = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_[]#|"}
    | {"<": "&lt;", ">": "&gt;"}
    | dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "")
)


def render(brief: Brief) -> str:
    """The whole briefing as Markdown text."""
    return "\n".join(_parts(brief)).rstrip() + "\n"


def escape(text: str) -> str:
    """Text in which nothing is markup, on one line."""
    return " ".join(text.split()).translate(SPECIAL)


def _parts(brief: Brief) -> Iterator[str]:
    yield f"# {escape(brief.title)}\n"
    yield f"*{escape(brief.as_of)} · policy: {escape(brief.policy)} · {len(brief.sources)} reports read*\n"
    yield f"{NOTE}\n"
    if not brief.subjects:
        yield "No events on record. Add reports with `onrecord add PATH`.\n"
    for subject in brief.subjects:
        yield from _subject(subject)
    for title, lines in (
        ("Disruptions", brief.disruptions),
        ("Actors, as reported", brief.actors),
        ("Background, as reported", brief.background),
    ):
        if lines:
            yield f"## {title}\n"
            yield from (f"- {_line(line)}" for line in lines)
            yield ""
    yield from _method(brief)
    if brief.problems:
        yield "## Problems with the sources\n"
        yield from (f"- {escape(problem)}" for problem in brief.problems)
        yield ""
    yield from _sources(brief)
    yield "## Quotes\n"
    yield from (_quote(quote) for quote in brief.quotes)


def _method(brief: Brief) -> Iterator[str]:
    """What the policy does, and which figures another policy would flip."""
    if brief.method:
        yield "## How the figures were made\n"
        yield f"{escape(brief.policy)}: {' '.join(escape(words) for words in brief.method)}\n"
    if brief.flips:
        names = [escape(name) for name, _ in brief.flips[0].numbers]
        yield "Figures that depend on the policy: the same claims under each.\n"
        yield f"| what is counted | {' | '.join(names)} |\n|---|{'---|' * len(names)}"
        for flip in brief.flips:
            yield f"| {escape(flip.label)} | {' | '.join(escape(words) for _, words in flip.numbers)} |"
        yield ""


def _subject(subject: Subject) -> Iterator[str]:
    yield f"## {escape(subject.title)}\n"
    yield f"{_line(subject.lead)}\n"
    if subject.headlines:
        yield "| what is counted | range | who says what | policy |\n|---|---|---|---|"
        yield from (_figure(row) for row in subject.headlines)
        yield ""
    if subject.not_reported:
        yield f"Not reported in the sources read: {', '.join(subject.not_reported)}.\n"
    if subject.derived:
        yield "### Derived: figures nobody stated\n"
        yield from (_derived(row) for row in subject.derived)
        yield ""
    if subject.conflicts:
        yield "### These statements cannot all be true\n"
        yield from (f"- **{escape(c.kind)}**: {_line(c.line)}" for c in subject.conflicts)
        yield ""
    if subject.timeline:
        yield "### Timeline\n"
        for dated in subject.timeline:
            yield f"- **{escape(dated.when)}**"
            yield from (f"  - {_line(line)}" for line in dated.lines)
        yield ""
    if subject.figures:
        yield "### More figures: by day, place and group\n"
        yield "| what is counted | range | who says what | policy |\n|---|---|---|---|"
        yield from (_figure(row) for row in subject.figures)
        yield ""
    if subject.revisions:
        yield "### How the figures changed\n"
        yield from (f"- {escape(c.kind)}: {_line(c.line)}" for c in subject.revisions)
        yield ""


def _figure(row: FigureRow) -> str:
    tellers = "; ".join(_line(teller) for teller in row.tellers) or _cites(row.cites)
    return f"| {escape(row.label)} | **{escape(row.range_words)}** {_cites(row.cites)} | {tellers} | {escape(row.policy)} |"


def _derived(row: FigureRow) -> str:
    steps = " ".join(escape(step) for step in row.steps)
    return f"- {escape(row.label)}: **{escape(row.range_words)}** ({escape(row.policy)}). {steps} {_cites(row.cites)}"


def _line(line: Line) -> str:
    return f"{escape(line.text)} {_cites(line.cites)}".rstrip()


def _cites(numbers: tuple[int, ...]) -> str:
    return " ".join(f"[[{n}]](#q{n})" for n in numbers)


def _sources(brief: Brief) -> Iterator[str]:
    yield "## Sources\n"
    yield "| published | outlet | title | same story as | bytes (SHA-256) |\n|---|---|---|---|---|"
    for s in brief.sources:
        yield f"| {s.published} | {escape(s.outlet)} | {escape(s.title)} | {escape(s.link)} | `{s.raw_sha256}` |"
    yield ""


def _quote(quote: Quote) -> str:
    words = f"{escape(quote.before)} **{escape(quote.words)}** {escape(quote.after)}".strip()
    where = (
        f"{escape(quote.outlet)}, {quote.published}; {quote.document_id} {quote.start}:{quote.end}; SHA-256 `{quote.raw_sha256}`"
    )
    return (
        f'<a id="q{quote.number}"></a>{quote.number}. “{words}” — says: {escape(quote.says)}; {escape(quote.speaker)}. {where}\n'
    )

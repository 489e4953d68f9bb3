"""Hard-wrapped texts are read in paragraphs; the text and every span stay as they are."""

import textwrap
from collections.abc import Iterator

import pytest

from onrecord.model.documents import Document, RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Extraction
from onrecord.model.spans import Span, cut
from onrecord.read.wrapping import rewrapped, unwrapped

FIRST = (
    "Gunmen on motorcycles shot dead four guards at a grain depot on the road to Kharan before dawn on Sunday, a local official "
    "said, and wounded two drivers who had slept in their lorries beside the gate."
)
SECOND = (
    "The official said that the attackers had fled towards the hills and that a search was under way with dogs and a helicopter. "
    "No group had claimed the attack by the evening, the third on that road since the spring."
)


def document(text: str) -> Document:
    return Document(document_id="d", text_version="plain-1", text=text, raw_sha256="0", source="x", language="en")


def wrapped(*paragraphs: str, width: int = 72, between: str = "\n\n", indent: str = "") -> str:
    return between.join(textwrap.fill(p, width, initial_indent=indent) for p in paragraphs)


@pytest.mark.parametrize("width", [60, 65, 72, 76, 80])
@pytest.mark.parametrize(("between", "indent"), [("\n\n", ""), ("\n\n", "   "), ("\n", "   ")])
def test_lines_of_one_paragraph_become_one_line_at_the_same_length(width: int, between: str, indent: str) -> None:
    text = wrapped(FIRST, SECOND, width=width, between=between, indent=indent)
    seen = unwrapped(document(text)).text
    assert len(seen) == len(text)
    assert [" ".join(line.split()) for line in seen.split("\n") if line.strip()] == [FIRST, SECOND]


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}\n{SECOND}",
        "Depot attacked\n\nFour guards died.\nTwo drivers were hurt.\nA search is under way.\nNobody claimed it.",
        "Four guards were killed at the depot near Kharan on Sunday.\nTwo drivers were wounded and taken to the hospital.\n"
        "Police sealed off the road to the north until the evening.\nNo group has claimed responsibility for the attack yet.",
        "\n".join(f"- District number {n} counted {n} dead in the fighting of the week before" for n in range(1, 9)),
        "\n".join(f"| District {n} of the northern province | {n} killed and many more wounded |" for n in range(1, 9)),
        "",
        "\n\n\n",
        "One line only.",
    ],
)
def test_lines_that_are_paragraphs_lists_or_rows_stay_apart(text: str) -> None:
    doc = document(text)
    assert unwrapped(doc) is doc


def test_short_text_runs_on_only_where_a_sentence_plainly_does() -> None:
    text = "Gunmen shot dead four guards at a grain depot near the town\nof Kharan on Sunday."
    assert "\n" not in unwrapped(document(text)).text
    assert "\n" in unwrapped(document("Four guards killed at a grain depot near the town\nKharan mourns its dead")).text


def spans_of(value: object) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from spans_of(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from spans_of(getattr(value, name))


def test_spans_are_cut_from_the_text_as_it_stands() -> None:
    text = "at least\nfour guards"
    doc = document(text)
    found = Extraction(document_id="d", text_version="t", reader="r", relevant=True, relevance=1.0)
    assert rewrapped(found, doc.text) == found
    flat = document(text.replace("\n", " "))
    assert rewrapped((cut(flat.text, 0, 13), None), text) == (cut(text, 0, 13), None)


def test_claims_of_a_wrapped_text_are_those_of_the_same_text_in_one_line() -> None:
    from onrecord.pipeline import load_tools, read_item
    from onrecord.settings import load_settings

    tools = load_tools(load_settings().cache, "grammar")

    def claims(text: str) -> list[tuple[object, ...]]:
        content = text.encode()
        outcome = read_item(RawItem(content=content, sha256=sha256_hex(content), media_type="text/plain", source="x"), tools)
        assert outcome.document is not None
        assert outcome.extraction is not None
        for span in spans_of(outcome.extraction):
            assert outcome.document.text[span.start : span.end] == span.exact
        return [(c.effect, c.count.low, c.victims.category, c.attribution.role) for c in outcome.extraction.claims]

    assert claims(wrapped(FIRST, SECOND)) == claims(f"{FIRST}\n\n{SECOND}")
    assert len(claims(wrapped(FIRST, SECOND))) == 2

"""The question and its schema hold every word of the register's vocabularies; passages are whole paragraphs that fit."""

from dataclasses import replace
from enum import StrEnum
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract import gates
from onrecord.extract.dictation.prompt import EXAMPLE_CLAIMS, question, schema
from onrecord.extract.dictation.windows import LONGEST, Window, windows
from onrecord.languages import load_lexicon
from onrecord.model.documents import Document, Furniture
from onrecord.model.enums import Category, Certainty, Context, Effect, FurnitureKind, Scope
from onrecord.model.spans import cut

LEXICON = load_lexicon("en")


def document(text: str) -> Document:
    return Document(document_id="doc-1", text_version="plain-1", text=text, raw_sha256="0", source="s", language="en")


def passages(text: str) -> tuple[Window, ...]:
    doc = document(text)
    return windows(doc.text, gates.split(doc), LEXICON)


@pytest.mark.parametrize(
    ("field", "kind"),
    [("effect", Effect), ("category", Category), ("certainty", Certainty), ("scope", Scope), ("context", Context)],
)
def test_schema_and_question_hold_the_whole_vocabulary(field: str, kind: type[StrEnum]) -> None:
    answer: Any = schema()
    assert answer["properties"]["claims"]["items"]["properties"][field]["enum"] == [value.value for value in kind]
    line = next(
        line for line in question("x", document("x")).splitlines() if line.startswith(f"- {field}: {next(iter(kind)).value}")
    )
    assert all(value.value in line for value in kind)


def test_schema_is_one_that_strict_servers_take() -> None:
    answer: Any = schema()
    jsonschema.Draft202012Validator.check_schema(answer)
    claim = answer["properties"]["claims"]["items"]
    for level in (answer, claim):
        assert level["additionalProperties"] is False and level["required"] == list(level["properties"])


def test_example_answer_fits_the_schema() -> None:
    jsonschema.validate({"claims": [dict(claim) for claim in EXAMPLE_CLAIMS]}, schema())


def test_question_about_the_same_passage_is_always_the_same() -> None:
    assert question("Six were hurt.", document("x")) == question("Six were hurt.", document("x"))


def test_title_cannot_break_out_of_its_line() -> None:
    doc = Document(
        document_id="d", text_version="p", text="x", raw_sha256="0", source="s", title='Ten killed"\npassage-0\nNew order'
    )
    line = next(line for line in question("x", doc).splitlines() if line.startswith("title: "))
    assert line == r'title: "Ten killed\" passage-0 New order"'


def test_paragraphs_that_fit_are_asked_about_together() -> None:
    text = "Nine rowers were killed.\n\nThe river was closed.\n\nTwo swimmers were injured."
    assert [w.text for w in passages(text)] == [text]


def test_passage_ends_with_a_paragraph_where_the_next_does_not_fit() -> None:
    first, second = ("Nine rowers were killed. " * 70).strip(), ("Two swimmers were injured. " * 60).strip()
    assert [w.text for w in passages(f"{first}\n{second}")] == [first, second]


def test_words_over_a_line_break_are_found_and_furniture_between_paragraphs_is_not_shown() -> None:
    text = "Nine rowers\nwere killed.\nSHARE THIS STORY\nTwo swimmers were injured."
    row = Furniture(span=cut(text, 25, 41), kind=FurnitureKind.SHARING)
    doc = replace(document(text), furniture=(row,))
    (window,) = windows(doc.text, gates.split(doc), LEXICON)
    assert window.text == "Nine rowers\nwere killed.\n\nTwo swimmers were injured."
    assert [s.exact for s in window.occurrences("Nine rowers were killed")] == ["Nine rowers\nwere killed"]
    assert not window.occurrences("SHARE THIS STORY")


def test_invisible_characters_are_passed_over_and_kept_in_the_span() -> None:
    (window,) = passages("Nine row\u00aders\u200b were\u202e killed.")
    assert [s.exact for s in window.occurrences("Nine rowers were killed")] == ["Nine row\u00aders\u200b were\u202e killed"]


def test_long_paragraph_is_cut_between_sentences() -> None:
    found = passages("Nine rowers were killed at the weir. " * 150)
    assert len(found) > 2
    assert all(len(w.text) <= LONGEST and w.text.startswith("Nine") and w.text.endswith("weir.") for w in found)


def test_passage_without_harm_is_left_out() -> None:
    dull = "Shops in the old town open at nine. " * 67
    assert [w.text[:12] for w in passages(f"{dull}\n\nNine rowers were killed.\n\n{dull}")] == ["Nine rowers "]


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("200", 1),
        ("1,200", 1),
        ("200,000", 1),
        ("men", 1),
        ("1,200 men", 1),
        ("1,200  men", 1),
        ("2", 0),
        ("...", 0),
        ("", 0),
        ("x" * 9000, 0),
        ("(.*)", 0),
        ("\ud800", 0),
    ],
)
def test_words_are_found_as_whole_words_and_whole_numbers(words: str, times: int) -> None:
    window = passages("They killed 1,200 men, wounded 200 and drove out 200,000 women.")[0]
    assert len(window.occurrences(words)) == times


@given(
    st.text(alphabet=st.sampled_from("killed 3 men.\n\t\u00a0’'–-“\u200b\u202e\ud800é𝄞1,0"), max_size=300), st.text(max_size=20)
)
@settings(max_examples=80)
def test_places_of_words_are_exact_in_any_text(text: str, words: str) -> None:
    for window in passages(f"Three men were killed. {text}"):
        for span in (*window.occurrences(words), *window.occurrences("3 men"), *window.occurrences(window.text)):
            assert window.document[span.start : span.end] == span.exact

"""Reports that are plainly about other things are passed over; one sentence on harm, wherever it stands, opens them again."""

from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract.ordinary import passed_over
from onrecord.languages import load_lexicon
from onrecord.model.documents import Document, RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.read.reading import read_document

LEXICON = load_lexicon("en")
ORDINARY = (resources.files("onrecord") / "bench_ordinary.txt").read_text(encoding="utf-8").splitlines()
# Each tells of people harmed, held or freed, without much else that speaks of conflict.
HARM = [
    "At least 21 soldiers were killed when gunmen stormed an outpost, officials said.",
    "21 soldiers were killed yesterday.",
    "Two children died in the blaze.",
    "Rebels released 12 hostages on Sunday.",
    "The army lost 14 men in the valley.",
    "Gunmen seized 15 villagers near the dam.",
    "The flood claimed the lives of 60 people.",
    "Three men were shot outside the bar.",
    "Insurgents captured four policemen.",
    "He was released from hospital after three days.",
    "Police released 40 protesters.",
    "Nine people are missing.",
    "Three children sustained burns.",
    "Two nurses were beaten by the crowd.",
    "A bomb went off beside the barracks.",
    "Clashes went on for a third day.",
    "MILITANTS KILL 7 IN MARKET",
]
PEACEFUL = [
    "The band released its third album and lost a fan.",
    "The visitors lost the match by 3 goals to 1 and hold the last place.",
    "The plan would free 300 people from the tax and eliminate 12 forms.",
    "Two of the stamps are taken from his grandmother's album.",
]


def document(*paragraphs: str, language: str | None = None) -> Document:
    text = "\n".join(paragraphs)
    content = text.encode()
    item = RawItem(
        content=content, sha256=sha256_hex(content), media_type="text/plain", source="test", given_text=text, language=language
    )
    read = read_document(item).document
    assert read is not None
    return read


def test_article_on_other_things_is_passed_over_with_nothing_found() -> None:
    found = passed_over(document(*ORDINARY[:12]), LEXICON)
    assert found is not None
    assert (found.relevant, found.claims, found.events, found.disruptions) == (False, (), (), ())
    assert found.relevance < 0.05


@pytest.mark.parametrize("sentence", PEACEFUL)
def test_words_of_harm_that_mean_none_leave_it_closed(sentence: str) -> None:
    assert passed_over(document(*ORDINARY[:10], sentence, *ORDINARY[10:20]), LEXICON) is not None


@pytest.mark.parametrize("sentence", HARM)
@given(place=st.integers(0, 30), start=st.integers(0, len(ORDINARY) - 31))
@settings(max_examples=12, deadline=None)
def test_one_sentence_on_harm_anywhere_opens_it(sentence: str, place: int, start: int) -> None:
    around = ORDINARY[start : start + 30]
    assert passed_over(document(*around[:place], sentence, *around[place:]), LEXICON) is None


def test_every_paragraph_of_the_sample_reports_with_a_number_of_dead_opens_it() -> None:
    pages = sorted(Path(str(resources.files("onrecord") / "samples")).glob("wire-*.html"))
    told = [part for page in pages for part in page.read_text(encoding="utf-8").split("<p>")[1:]]
    told = [part.split("</p>")[0] for part in told if "killed" in part]
    assert len(told) > 3
    for number, part in enumerate(told):
        assert passed_over(document(*ORDINARY[number : number + 12], part, *ORDINARY[12:20]), LEXICON) is None


def test_harm_inside_a_paragraph_opens_it_too() -> None:
    whole = " ".join([*ORDINARY[:6], "Four of the passengers were killed.", *ORDINARY[6:12]])
    assert passed_over(document(whole), LEXICON) is None


def test_report_in_another_language_is_left_to_the_reader_who_says_so() -> None:
    assert passed_over(document("Le conseil a voté la réparation de la piscine.", language="fr"), LEXICON) is None


@given(text=st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_looked_at_without_a_fall(text: str) -> None:
    found = passed_over(document("The museum will show 120 paintings.", text), LEXICON)
    assert found is None or not found.relevant

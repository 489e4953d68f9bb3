"""Who says so: the speaker, the cue, the kind of speaker and how the reporter stands to it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract import gates
from onrecord.extract.attribution import attribute, source_role
from onrecord.languages import load_lexicon
from onrecord.model.claims import Attribution
from onrecord.model.documents import Document
from onrecord.model.enums import SourceRole, Stance
from onrecord.model.spans import cut

LEXICON = load_lexicon("en")


@pytest.fixture(scope="module")
def said(parser: Any) -> Callable[..., Attribution]:
    """Reads a text, parsed or not, and gives who stands behind the words `about`."""

    def read(text: str, about: str, *, parsed: bool = True) -> Attribution:
        doc = Document(document_id="doc-1", text_version="plain-1", text=text, raw_sha256="0", source="test", language="en")
        sentences = gates.split(doc)
        if parsed:
            sentences = gates.parse(sentences, parser, LEXICON)
        start = text.index(about)
        home = next(s for s in sentences if s.start <= start < s.end)
        found = attribute(home, cut(text, start, start + len(about)), sentences[: home.index], doc, LEXICON)
        assert found.source_span is None or text[found.source_span.start : found.source_span.end] == found.source
        return found

    return read


@pytest.mark.parametrize(
    ("text", "about", "source"),
    [
        ("The army said that nine rebels were killed in Tarvan.", "nine rebels were killed", "The army"),
        ("Nine rebels were killed in Tarvan, the army said on Sunday.", "Nine rebels were killed", "the army"),
        (
            "Nine people were killed near Tarvan, said district police chief Omid Rahi.",
            "Nine people",
            "district police chief Omid Rahi",
        ),
        ("According to the health ministry, 40 people were wounded.", "40 people were wounded", "the health ministry"),
        ("Rescuers told Sample Wire that 12 people had died.", "12 people had died", "Rescuers"),
        ("Two guards were shot dead on Monday, reports Coast Daily.", "Two guards were shot dead", "Coast Daily"),
        ("Two guards were shot dead on Monday reports Coast Daily", "Two guards were shot dead", "Coast Daily"),
        (
            "Five soldiers were killed in an ambush the defence ministry said.",
            "Five soldiers were killed",
            "the defence ministry",
        ),
        ("The deaths of three villagers were confirmed by the governor.", "The deaths of three villagers", "the governor"),
        ("Officials put the number of rebels killed at 58.", "rebels killed at 58", "Officials"),
        ("The raid ended at dawn, with authorities claiming that 23 rebels had died.", "23 rebels", "authorities"),
        (
            "Gunmen killed six traders, the mayor said, citing hospital officials.",
            "Gunmen killed six traders",
            "hospital officials",
        ),
        ("The Red Crescent speaks of over 45 dead in two wards.", "over 45", "The Red Crescent"),
        ("Reuters speaks of at least 30 dead, while the police speak of 24.", "24", "the police"),
        ("Agence du Lac-Ouest spoke of 70 dead herders.", "70 dead", "Agence du Lac-Ouest"),
        (
            "Guards killed 22 raiders, spokesman Karim Baloch said on Monday, bringing the raiders' death toll to 177.",
            "death toll to 177",
            "spokesman Karim Baloch",
        ),
        ("The toll stood at 118, the provincial clinic added.", "118", "the provincial clinic"),
        ("THE ARMY REPORTED THAT 12 GUERRILLAS WERE KILLED IN THE NORTH.", "12 GUERRILLAS WERE KILLED", "THE ARMY"),
        ("Six shot dead in Tarvan: police\nMore soon in this report.", "Six shot dead", "police"),
    ],
)
def test_speaker_is_found(said: Callable[..., Attribution], text: str, about: str, source: str) -> None:
    assert said(text, about).source == source


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Nine people were killed in Tarvan on Sunday.", "Nine people were killed"),
        ("Nine killed as army retakes Tarvan", "Nine killed"),
        ("Nine people died in an attack claimed by the Free Lakes Front.", "Nine people died"),
        ("A bomb went off in the market, claiming the lives of nine people.", "lives of nine people"),
        ("Nine people died; the mayor said the road would stay closed.", "Nine people died"),
    ],
)
def test_report_speaks_for_itself(said: Callable[..., Attribution], text: str, about: str) -> None:
    assert said(text, about) == Attribution()


def test_pronoun_leads_to_the_speaker_named_before(said: Callable[..., Attribution]) -> None:
    text = "Police chief Omid Rahi said the road was closed. He added that two officers had been killed."
    assert said(text, "two officers had been killed").source == "Police chief Omid Rahi"


def test_group_is_never_the_official_who_spoke_last(said: Callable[..., Attribution]) -> None:
    text = "A security official denied the loss of a post. The clerk seized in Tarvan was released, the group said."
    assert said(text, "The clerk seized in Tarvan was released").source == "the group"


def test_pronoun_without_a_name_before_it_stands_for_itself(said: Callable[..., Attribution]) -> None:
    assert said("He said that two officers had been killed.", "two officers").source == "He"


def test_breakdown_of_the_dead_goes_on_with_the_speaker_before(said: Callable[..., Attribution]) -> None:
    text = "According to official accounts, at least 19 people died. Among the dead were 12 traders."
    assert said(text, "Among the dead were 12 traders").source == "official accounts"


def test_nested_attribution_names_the_speaker_and_the_carrier(said: Callable[..., Attribution]) -> None:
    found = said("The army said that nine rebels were killed, according to state television.", "nine rebels were killed")
    assert found.source == "The army"
    assert found.via_span and found.via_span.exact == "state television"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Police official Omid Rahi confirmed that women were among those killed.", Stance.FACTIVE),
        ("Police official Omid Rahi said that women were among those killed.", Stance.NEUTRAL),
        ("Police official Omid Rahi claimed that women were among those killed.", Stance.DISTANCING),
    ],
)
def test_verb_tells_how_the_reporter_stands_to_the_speaker(said: Callable[..., Attribution], text: str, stance: Stance) -> None:
    found = said(text, "women were among those killed")
    assert (found.stance, found.role) == (stance, SourceRole.POLICE)
    assert found.cue_span and found.cue_span.exact in text


def test_words_without_a_parse_are_read_by_their_order(said: Callable[..., Attribution]) -> None:
    text = "The provincial governor said four people were killed."
    assert said(text, "four people were killed", parsed=False).source == "The provincial governor"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Provincial police official Ibad Khan", SourceRole.POLICE),
        ("authorities", SourceRole.GOVERNMENT),
        ("official reports", SourceRole.UNNAMED_OFFICIAL),
        ("security officials", SourceRole.UNNAMED_OFFICIAL),
        ("the defence ministry in Moscow", SourceRole.MILITARY),
        ("the Syrian Observatory for Human Rights", SourceRole.ACTIVIST_MONITOR),
        ("a Taliban spokesman", SourceRole.ARMED_GROUP),
        ("a hospital source", SourceRole.HOSPITAL),
        ("Daily Excelsior", SourceRole.MEDIA),
        ("the Red Crescent", SourceRole.NGO),
        ("two witnesses", SourceRole.WITNESS),
        ("Ashwin", SourceRole.OTHER),
        ("", SourceRole.OTHER),
    ],
)
def test_name_tells_what_kind_of_speaker_it_is(name: str, role: SourceRole) -> None:
    assert source_role(name, LEXICON) is role


@settings(max_examples=150, deadline=None)
@given(
    st.text(min_size=1, max_size=200), st.sampled_from(["", " said ", ", according to ", " İ the army said ", "\ud800, said X"])
)
def test_any_text_is_read_without_a_crash_and_spans_are_exact(text: str, cue: str) -> None:
    words = text + cue + text
    doc = Document(document_id="doc-1", text_version="plain-1", text=words, raw_sha256="0", source="test", language="en")
    sentences = gates.split(doc)
    for sentence in sentences:
        span = cut(words, sentence.start, sentence.end)
        found = attribute(sentence, span, sentences[: sentence.index], doc, LEXICON)
        for part in (found.source_span, found.cue_span, found.via_span):
            assert part is None or words[part.start : part.end] == part.exact


@pytest.mark.parametrize(
    ("text", "about", "source", "role"),
    [
        ("The army lowered its count of those killed in Tarvan: nine were killed.", "nine were", "The army", SourceRole.MILITARY),
        ("A hospital nurse saw the bodies of six farmers.", "bodies", "A hospital nurse", SourceRole.HOSPITAL),
        ("The government's latest toll is 19 dead villagers.", "19 dead", "The government", SourceRole.GOVERNMENT),
        ("The list leaves out the 12 dead the ministry has given.", "12 dead", "the ministry", SourceRole.GOVERNMENT),
        ("The army on Sunday said two men were killed.", "two men", "The army", SourceRole.MILITARY),
        (
            "Finance Minister Karim Dost flew to Tarvan. Dost said three clerks were killed.",
            "three clerks",
            "Dost",
            SourceRole.GOVERNMENT,
        ),
        (
            "The Arzan Liberation Front said it struck at dawn. The group's spokesman said two fighters were killed.",
            "two fighters",
            "The group's spokesman",
            SourceRole.ARMED_GROUP,
        ),
        ("The police said nothing. The year saw 20 people killed.", "20 people", None, SourceRole.NONE),
        ("Gunmen met Karim Dost. Dost said three clerks were killed.", "three clerks", "Dost", SourceRole.OTHER),
    ],
)
def test_counts_titles_and_eyes_name_the_speaker(
    said: Callable[..., Attribution], text: str, about: str, source: str | None, role: SourceRole
) -> None:
    found = said(text, about)
    assert (found.source, found.role) == (source, role)

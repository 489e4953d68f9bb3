"""The learned tagger: windows, decoding and, with the shipped weights, whole readings of our own sentences."""

from importlib import resources

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract.tagging.decode import (
    Settings,
    TaggedClaim,
    TaggerReading,
    claim_anchors,
    first_anchors,
    implied_count,
)
from onrecord.extract.tagging.pointing import best_words, pointers_of
from onrecord.extract.tagging.tagger import FILES, Tagger, case_codes, rough_sentences, stretches
from onrecord.languages import load_lexicon
from onrecord.model.enums import Category, Effect, EventType, Qualifier, SourceRole
from onrecord.model.errors import InputError


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    folder = resources.files("onrecord.languages").joinpath("en", "tagger")
    return Tagger({name: folder.joinpath(name).read_bytes() for name in FILES}, load_lexicon("en"))


def claim(reading: TaggerReading, effect: Effect, words: str) -> TaggedClaim:
    found = [c for c in reading.claims if c.effect == effect and c.count.span is not None and words in c.count.span.exact]
    assert len(found) == 1, [(c.effect, c.count) for c in reading.claims]
    return found[0]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("Gunmen", [1]), ("GUNMEN", [2]), ("killed", [0]), ("21", [3]), ("(", [0]), ("", [0])],
)
def test_case_of_a_word(text: str, codes: list[int]) -> None:
    assert case_codes(text, [(0, len(text))]) == codes


def test_parts_of_a_word_share_its_case() -> None:
    assert case_codes("ISAF said", [(0, 2), (2, 4), (5, 9)]) == [2, 2, 0]


def test_rough_sentences_cover_the_text() -> None:
    text = 'Police came. "Two died," he said. 12 more fled\nThe end'
    assert "".join(text[a:b] for a, b in rough_sentences(text)) == text
    assert [text[a:b].split()[0] for a, b in rough_sentences(text)] == ["Police", '"Two', "12", "The"]


@given(st.lists(st.integers(min_value=1, max_value=600), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_piece_is_decided_in_exactly_one_window(lengths: list[int]) -> None:
    ends = np.cumsum(lengths).tolist()
    sentences = list(zip([0, *ends[:-1]], ends, strict=True))
    offsets = [(i, i + 1) for i in range(ends[-1])]
    windows = stretches(offsets, sentences)
    owned = [i for w in windows for i in range(*w.own)]
    assert owned == list(range(len(offsets)))
    assert all(w.first <= w.own[0] <= w.own[1] <= w.last and w.last - w.first <= 254 for w in windows)


def test_windows_overlap_by_a_sentence() -> None:
    sentences = [(i * 100, (i + 1) * 100) for i in range(4)]
    windows = stretches([(i, i + 1) for i in range(400)], sentences)
    assert [(w.first, w.last) for w in windows] == [(0, 200), (100, 300), (200, 400)]
    assert [w.own for w in windows] == [(0, 150), (150, 250), (250, 400)]


def test_an_anchor_torn_between_effects_still_counts() -> None:
    logits = np.full((3, 4), -6.0, dtype=np.float32)
    logits[1] = [-0.4, -0.6, -6.0, 2.0]
    found = claim_anchors(logits, Settings())
    assert [(a.at, a.type) for a in found] == [(1, 0)]


def test_two_effects_on_one_number_need_a_sure_second() -> None:
    logits = np.full((3, 4), -6.0, dtype=np.float32)
    logits[2] = [3.0, 2.0, -6.0, 4.0]
    assert [(a.at, a.type) for a in claim_anchors(logits, Settings())] == [(2, 0), (2, 1)]
    assert [(a.at, a.type) for a in claim_anchors(logits, Settings(second=0.95))] == [(2, 0)]


def test_a_trigger_split_over_neighbours_is_found_once() -> None:
    logits = np.full((8, 3), -8.0, dtype=np.float32)
    logits[3] = [-0.5, -8.0, -0.5]
    logits[4] = [-0.8, -8.0, -0.8]
    assert [(a.at, a.type) for a in first_anchors(logits, 0.5, 3, 1)] == [(3, 0)]


def test_words_never_end_before_they_start() -> None:
    starts = np.asarray([-9, -9, -0.5, -1.0, -9], dtype=np.float32)
    ends = np.asarray([-9, -0.1, -6, -1, -9], dtype=np.float32)
    assert best_words(starts, ends, 3) == (2, 3)


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.sampled_from([0.5, 3.0, 9.0]))
def test_all_pointers_of_a_window_mean_the_words_that_each_means_alone(seed: int, pieces: int, spread: float) -> None:
    scores = -np.abs(np.random.default_rng(seed).normal(0, spread, (3, 6, pieces))).astype(np.float32)
    longest = [2, 8, 4]
    for rows, pointers in zip(scores, pointers_of(scores, longest), strict=True):
        for number in range(3):
            alone = best_words(rows[2 * number][:-1], rows[2 * number + 1][:-1], longest[number])
            assert pieces < 3 or pointers.words(number) == alone


def test_a_bare_plural_is_two_or_more() -> None:
    assert (implied_count("plural").low, implied_count("plural").high) == (2, None)
    assert implied_count("one").qualifier == Qualifier.EXACT


def test_missing_weights_speak_up() -> None:
    with pytest.raises(InputError, match=r"lacks encoder\.onnx"):
        Tagger({}, load_lexicon("en"))


def test_killed_and_wounded_with_their_speaker(tagger: Tagger) -> None:
    text = "At least 14 soldiers were killed and nine others wounded when militants attacked a post near Sarhan, the army said."
    reading = tagger.read(text)
    killed, wounded = claim(reading, Effect.KILLED, "14"), claim(reading, Effect.INJURED, "nine")
    assert (killed.count.low, killed.count.high) == (14, None)
    assert killed.category == Category.SECURITY
    assert killed.source_span is not None and "army" in killed.source_span.exact
    assert killed.role == SourceRole.MILITARY
    assert (wounded.count.low, wounded.count.high) == (9, 9)
    assert reading.relevance > 0.9


def test_a_part_points_to_its_whole(tagger: Tagger) -> None:
    reading = tagger.read("Shelling killed 12 people in Veln on Monday, including three children, a hospital official said.")
    part = claim(reading, Effect.KILLED, "three")
    ((whole, odds),) = part.wholes
    assert reading.claims[whole].count.low == 12
    assert odds > 0


def test_a_named_victim_without_a_number(tagger: Tagger) -> None:
    reading = tagger.read("Gunmen shot dead Mayor Arto Belan outside his house in Sarhan late on Tuesday, police said.")
    killed = [c for c in reading.claims if c.effect == Effect.KILLED]
    assert [(c.count.low, c.count.high, c.category) for c in killed] == [(1, 1, Category.CIVILIAN)]


def test_events_and_their_types(tagger: Tagger) -> None:
    reading = tagger.read("A suicide bomber blew himself up at a checkpoint in Veln. Later, warplanes bombed two villages.")
    assert {EventType.SUICIDE_BOMBING, EventType.AIRSTRIKE_DRONE} <= {e.type for e in reading.events}


def test_ordinary_news_gives_nothing(tagger: Tagger) -> None:
    reading = tagger.read("The bank said its profits rose by 12 percent last year. Two new branches will open in the spring.")
    assert (reading.claims, reading.events, reading.disruptions) == ((), (), ())
    assert reading.relevance < 0.5


def test_readings_do_not_depend_on_what_was_read_before(tagger: Tagger) -> None:
    first = "Rebels said they killed six policemen in an ambush on the northern road."
    alone = tagger.read(first)
    tagger.read("Floods displaced hundreds of families in the valley. " * 30)
    assert tagger.read(first) == alone


def test_a_long_text_is_read_to_its_end(tagger: Tagger) -> None:
    filler = "The council met again and put off its decision about the new market until the autumn. " * 40
    reading = tagger.read(filler + "Gunmen killed 17 villagers in Veln on Sunday, police said.")
    assert claim(reading, Effect.KILLED, "17").count.low == 17


def test_only_the_sentences_asked_for_are_read(tagger: Tagger) -> None:
    text = "Militants killed five soldiers. Police arrested eight men in Veln."
    reading = tagger.read(text, [(32, len(text))])
    assert {c.effect for c in reading.claims} == {Effect.ARRESTED}


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\u200b\u200f", "\ufeff12", "...", "a" * 3000, "١٢ قتيلا", "[SEP] [CLS] 3 dead"]
)
def test_odd_texts_do_not_break_it(tagger: Tagger, text: str) -> None:
    reading = tagger.read(text)
    assert all(text[c.span.start : c.span.end] == c.span.exact for c in reading.claims)


@given(st.text(max_size=120), st.text(max_size=40))
@settings(max_examples=25, deadline=None)
def test_spans_are_exact_in_any_text(tagger: Tagger, before: str, after: str) -> None:
    text = f"{before} killed 14 soldiers {after} near Veln, police said"
    reading = tagger.read(text)
    for found in reading.claims:
        for span in (found.span, found.count.span, found.effect_span, found.victims_span, found.source_span):
            assert span is None or text[span.start : span.end] == span.exact
    assert all(text[e.trigger.start : e.trigger.end] == e.trigger.exact for e in reading.events)

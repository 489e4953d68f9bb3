"""A time belongs to the words that stand with it, not to those that stand beside it."""

import pytest

from onrecord.languages import load_lexicon
from onrecord.model.spans import Span, cut
from onrecord.resolve.attach.choosing import Candidate, Ground, Target, choose, survey
from onrecord.resolve.attach.cues import load_cues
from onrecord.resolve.layout import lay_out
from onrecord.resolve.times import find_times

LEXICON = load_lexicon("en")
CUES = load_cues(LEXICON)


def words(text: str, exact: str) -> Span:
    start = text.index(exact)
    return cut(text, start, start + len(exact))


def ground_of(text: str, targets: list[Target]) -> Ground:
    return survey((target.focus for target in targets), lay_out(text), CUES)


def times_of(text: str, *focuses: str, scope: str = "incident") -> list[str | None]:
    candidates = [Candidate(span=e.span, kind=e.rule) for e in find_times(text, LEXICON)]
    targets = [Target(span=words(text, f), focus=words(text, f), scope=scope) for f in focuses]
    return [
        None if i is None else candidates[i].span.exact for i in choose(targets, candidates, ground_of(text, targets), "time")
    ]


@pytest.mark.parametrize(
    ("text", "focuses", "expected"),
    [
        ("Two men were killed on Friday, and three were wounded on Sunday.", ["killed", "wounded"], ["on Friday", "on Sunday"]),
        ("Police say five died on Tuesday. A bridge opens in Lahore next week.", ["died"], ["on Tuesday"]),
        (
            "In 2019, for instance, a bus was bombed, and hours later rebels seized a train.",
            ["bombed", "seized"],
            ["In 2019", "In 2019"],
        ),
        ("Four guards were killed.", ["killed"], [None]),
        ("Shells killed six on Monday. The dead included two girls.", ["killed", "dead"], ["on Monday", "on Monday"]),
    ],
)
def test_time_goes_to_the_clause_it_stands_in(text: str, focuses: list[str], expected: list[str | None]) -> None:
    assert times_of(text, *focuses) == expected


def test_words_that_a_reader_marked_settle_the_choice() -> None:
    text = "Two were killed on Friday; on Sunday the town was calm."
    candidates = [Candidate(span=e.span, kind=e.rule) for e in find_times(text, LEXICON)]
    target = Target(span=words(text, "killed"), focus=words(text, "killed"), marked=words(text, "Sunday"))
    assert choose([target], candidates, ground_of(text, [target]), "time") == [1]


def test_time_of_another_story_far_above_is_not_taken() -> None:
    far = " ".join(["The market was open.", "Prices rose again.", "Rain is forecast.", "Roads are dry.", "Trade is slow."])
    text = f"Eight were hurt on Monday. {far} Two farmers were shot."
    assert times_of(text, "shot") == [None]


def test_no_candidates_is_no_error() -> None:
    assert choose([], [], ground_of("", []), "place") == []


def test_sentences_do_not_end_at_titles_and_initials() -> None:
    text = "Gen. A. Khan spoke on Jan. 5. Two guards fell.\nPrison Attack:\nA bid failed."
    lines = lay_out(text).lines
    assert [text[line.start : line.end] for line in lines] == [
        "Gen. A. Khan spoke on Jan. 5.",
        "Two guards fell.",
        "Prison Attack:",
        "A bid failed.",
    ]
    assert [line.is_heading for line in lines] == [False, False, True, False]


def test_the_end_of_a_longer_word_is_no_verb_of_saying() -> None:
    # 40 characters before "this week" begin inside "proclaimed", whose end would read "claimed".
    text = "Where rebels once proclaimed their new emirate, loyal troops this week shot four men dead."
    assert text.index("this week") - 40 == text.index("claimed")
    assert times_of(text, "shot") == ["this week"]

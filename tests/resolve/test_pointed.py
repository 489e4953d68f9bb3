"""A reader's pointing helps to choose a claim's place and time, and gives words that nobody lists."""

from onrecord.languages import load_lexicon
from onrecord.model.enums import MentionKind
from onrecord.model.mentions import Pointing
from onrecord.model.spans import Span, cut
from onrecord.resolve.attach.chains import linked
from onrecord.resolve.attach.choosing import Candidate, Target, choose, survey
from onrecord.resolve.attach.cues import load_cues
from onrecord.resolve.attach.pointed import POINTED, pointed_at, pointed_words, words_beside
from onrecord.resolve.layout import lay_out

CUES = load_cues(load_lexicon("en"))
TEXT = "Rebels held Taftan for a week. Two porters were shot near the customs house, and Mand was quiet."


def words(exact: str) -> Span:
    return cut(TEXT, TEXT.index(exact), TEXT.index(exact) + len(exact))


def pointing(exact: str | None, none: float = 0.0) -> Pointing:
    if exact is None:
        return Pointing(kind=MentionKind.PLACE, none=none)
    span, p = words(exact), 1.0 - none
    return Pointing(kind=MentionKind.PLACE, none=none, starts=((span.start, p),), ends=((span.end, p),), words=span)


def chosen(where: Pointing, candidates: list[Candidate]) -> str | None:
    target = Target(span=words("Two porters were shot"), focus=words("shot"), pointing=where)
    (choice,) = choose([target], candidates, survey([target.focus], lay_out(TEXT), CUES), "place")
    return None if choice is None else candidates[choice].span.exact


def test_the_place_pointed_at_is_chosen_where_others_stand_as_near() -> None:
    listed = [Candidate(span=words(name), kind="1") for name in ("Taftan", "Mand")]
    assert {chosen(pointing(name), listed) for name in ("Taftan", "Mand")} == {"Taftan", "Mand"}


def test_pointing_nowhere_speaks_for_no_place() -> None:
    listed = [Candidate(span=words("Taftan"), kind="1")]
    assert chosen(pointing(None, none=1.0), listed) is None


def test_words_that_only_a_reader_takes_for_a_place_may_be_chosen() -> None:
    house = words("customs house")
    assert pointed_words([pointing("customs house")], [words("Taftan"), words("Mand")]) == (house,)
    assert chosen(pointing("customs house"), [Candidate(span=house, kind=POINTED)]) == "customs house"


def test_words_that_overlap_a_listed_place_or_one_another_are_no_further_candidates() -> None:
    assert pointed_words([pointing("held Taftan")], [words("Taftan")]) == ()
    assert pointed_words([pointing("customs house"), pointing("the customs house")], []) == (words("the customs house"),)
    assert pointed_words([pointing(None)], []) == ()


def test_pointed_words_hide_no_listed_place_that_follows() -> None:
    text = "near the depot in Mand"
    candidates = [
        Candidate(span=cut(text, 5, 14), kind=POINTED),
        Candidate(span=cut(text, 18, 22), kind="1"),
    ]
    assert not any(candidate.is_link for candidate in linked(candidates, text, CUES))


def test_pointing_is_added_up_over_the_words_of_a_candidate() -> None:
    span = words("customs house")
    both = Pointing(kind=MentionKind.PLACE, none=0.1, starts=((span.start, 0.4), (span.start + 8, 0.3)), ends=((3, 0.9),))
    starts, ends, share, best = pointed_at(both, span)
    assert (share, best) == (0.7, 0.0)
    assert round(starts, 2) == -0.35
    assert ends < -5


def test_words_beside_stay_in_the_sentence() -> None:
    found = words_beside(words("Mand"), lay_out(TEXT), with_own=True)
    assert {"word before: and", "word after: was", "first word: mand", "words before: , and"} <= set(found)
    assert "word before: " in words_beside(words("Rebels"), lay_out(TEXT), with_own=False)
    assert not any("porters" in name for name in words_beside(words("week"), lay_out(TEXT), with_own=False))

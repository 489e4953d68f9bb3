"""Scores of groupings on cases small enough to count by hand, and the near copies of a handful of texts."""

import pytest

from onrecord.evaluation.clustering.common_words import common_words
from onrecord.evaluation.clustering.measures import b_cubed, connected, pair_rates, pairs_of
from onrecord.evaluation.clustering.near_copies import linked_pairs, near_pairs
from onrecord.model.enums import LinkKind
from onrecord.model.events import DocumentLink

TRUE = {"a": frozenset({"1"}), "b": frozenset({"1"}), "c": frozenset({"1"}), "d": frozenset({"2"}), "e": frozenset({"2"})}


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        ({"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}, 1.0, 1.0),
        ({name: name for name in "abcde"}, 1.0, (3 / 3 + 2 / 2) / 5),
        (dict.fromkeys("abcde", "x"), (3 * 3 / 5 + 2 * 2 / 5) / 5, 1.0),
        ({"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}, (2 + 1 / 3 + 2 * 2 / 3) / 5, (2 * 2 / 3 + 1 / 3 + 2) / 5),
    ],
)
def test_b_cubed_counts_each_item_once(found: dict[str, str], precision: float, recall: float) -> None:
    rates = b_cubed(TRUE, found)
    assert rates.precision == pytest.approx(precision)
    assert rates.recall == pytest.approx(recall)


def test_an_item_of_two_groups_is_right_with_either() -> None:
    gold = {"a": frozenset({"1"}), "b": frozenset({"1", "2"}), "c": frozenset({"2"})}
    assert b_cubed(gold, {"a": "x", "b": "x", "c": "c"}).precision == 1.0


def test_pairs_are_counted_once_in_either_order() -> None:
    assert pairs_of([["b", "a"], ["a", "b", "c"]]) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert pair_rates({("a", "b"), ("b", "c")}, {("a", "b"), ("a", "d")}).plain() == {"p": 0.5, "r": 0.5, "f1": 0.5}


def test_nothing_found_is_precise_and_nothing_to_find_is_complete() -> None:
    assert pair_rates(set(), set()).f1 == 1.0
    assert pair_rates({("a", "b")}, set()).f1 == 0.0


def test_items_are_connected_through_others() -> None:
    assert connected("abcd", [["a", "b"], ["b", "c"]]) == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_near_copies_share_more_than_half_of_their_runs() -> None:
    plain = "A convoy was stopped on the coast road by men in uniform who asked for names and papers and let nobody pass"
    texts = {
        "one": plain,
        "two": plain + " until dusk",
        "three": "Nothing of the kind was told anywhere else in the district that day",
    }
    assert near_pairs(texts) == {("one", "two")}


def test_links_below_the_bar_are_no_near_copies() -> None:
    made = [DocumentLink(kind=LinkKind.COPY_OF, document_id=a, of=b, score=s, why="test") for a, b, s in
            (("d2", "d1", 0.9), ("d3", "d2", 0.8), ("d4", "d3", 0.4))]  # fmt: skip
    assert linked_pairs(made, {f"d{n}": f"n{n}" for n in range(1, 5)}) == {("n1", "n2"), ("n1", "n3"), ("n2", "n3")}


def test_common_words_weigh_every_kind_of_news_alike() -> None:
    listed = common_words([["the raid", "the toll"], ["the match"]])
    assert listed.splitlines() == ["word,reports_in_ten_thousand", "match,5000", "raid,2500", "the,10000", "toll,2500"]


def test_no_news_gives_an_empty_list() -> None:
    assert common_words([[]]) == "word,reports_in_ten_thousand\n"

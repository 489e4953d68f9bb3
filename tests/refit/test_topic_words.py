"""Judged items become weights of words; the same judgements give the same weights."""

import json
import tomllib
from collections.abc import Iterator

from onrecord.languages import load_lexicon
from onrecord.refit.topic_words import JOINED, fit, shown, toml


def lines(text: str, relevant: bool, times: int) -> Iterator[str]:
    return (json.dumps({"text": f"{text} number {'abcdefgh'[i]}x", "relevant": relevant}) for i in range(times))


def judged() -> list[str]:
    return [*lines("rebels shell the town", True, 6), "", *lines("actors film the town", False, 6)]


def test_words_of_conflict_weigh_above_zero_and_others_below() -> None:
    _, weights = fit(list(shown(judged(), 1.0)), [])
    assert weights["rebel"] > 0 > weights["actor"]
    assert weights.get("town", 0.0) == weights.get("the", 0.0)


def test_rare_words_are_not_listed() -> None:
    _, weights = fit(list(shown([*judged(), *lines("zebras gallop", False, 3)], 1.0)), [])
    assert "zebra" not in weights


def test_passages_add_weight_but_no_words() -> None:
    passages = list(shown(lines("militia shell the town", True, 8), 0.1))
    _, weights = fit(list(shown(judged(), 1.0)), passages)
    assert "militia" not in weights
    assert weights["shell"] > 0


def test_same_judgements_give_the_same_file_and_it_can_be_read_back() -> None:
    written = [toml(*fit(list(shown(judged(), 1.0)), [])) for _ in range(2)]
    assert written[0] == written[1]
    assert tomllib.loads(written[0])["joined"] == JOINED


def test_shipped_file_is_joined_as_the_program_says() -> None:
    assert load_lexicon("en").lists["topic"]["joined"] == JOINED

"""Numbers of people are right, missed or invented field by field; optional ones cost nothing when left out."""

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.evaluation.numbers import Case, Number, NumberReport, Wanted
from onrecord.evaluation.running import NUMBER_SETS
from onrecord.evaluation.sets.gold import in_split, rows
from onrecord.evaluation.sets.muc4 import wanted_numbers
from onrecord.model.errors import InputError

TEXT = "Two ferrymen drowned the raft and hurt four geese."
FIELDS = ("killed", "injured")


def wanted(field: str, *people: int, optional: bool = False) -> Wanted:
    return Wanted(field=field, people=frozenset(people), optional=optional)


def scored(asked: tuple[Wanted, ...], *answer: tuple[str, int]) -> dict[str, Any]:
    report = NumberReport(fields=FIELDS)
    case = Case(case_id="1", text=TEXT, published=None, wanted=asked)
    report.add(case, tuple(Number(field=name, people=people) for name, people in answer), None)
    return report.as_json(examples=1)


@pytest.mark.parametrize(
    ("asked", "answer", "right_gold_found"),
    [
        ((wanted("killed", 2),), [("killed", 2)], (1, 1, 1)),
        ((wanted("killed", 2),), [("killed", 3)], (0, 1, 1)),
        ((wanted("killed", 6, 8),), [("killed", 8)], (1, 1, 1)),
        ((wanted("killed", 2),), [], (0, 1, 0)),
        ((), [("injured", 4)], (0, 0, 1)),
        ((wanted("killed", 2, optional=True),), [], (0, 0, 0)),
        ((wanted("killed", 2, optional=True),), [("killed", 2)], (0, 0, 0)),
        ((wanted("killed", 2, optional=True), wanted("killed", 2)), [("killed", 2)], (1, 1, 1)),
        ((wanted("killed", 1),), [("killed", 1), ("killed", 1)], (1, 1, 1)),
    ],
)
def test_numbers_are_scored_one_to_one(
    asked: tuple[Wanted, ...], answer: list[tuple[str, int]], right_gold_found: tuple[int, int, int]
) -> None:
    right, gold, found = right_gold_found
    total = scored(asked, *answer)["scores"]["all"]
    assert (total["gold"], total["found"]) == (gold, found)
    assert total["p"] == (right / found if found else 0)


def test_confusion_says_what_became_of_each_number() -> None:
    asked = (wanted("killed", 2), wanted("injured", 4))
    assert scored(asked, ("killed", 2), ("injured", 5))["confusion"] == {"killed": {"right": 1}, "injured": {"another number": 1}}
    assert scored(asked, ("killed", 2), ("killed", 4))["confusion"]["injured"] == {"as killed": 1}
    assert scored((), ("killed", 2))["confusion"] == {"nothing": {"killed": 1}}


def test_worst_example_shows_text_and_both_answers() -> None:
    (worst,) = scored((wanted("killed", 2, 3),), ("injured", 4))["worst"]
    assert (worst["text"], worst["wanted"], worst["answered"]) == (TEXT, ["killed 2/3"], ["injured 4"])


def template(number: str, effect: str, *, optional: bool = False) -> dict[str, Any]:
    return {
        "optional": optional,
        "HUM TGT: NUMBER": [{"raw": number, "optional": False}],
        "HUM TGT: EFFECT OF INCIDENT": [{"raw": effect, "optional": False}],
    }


@pytest.mark.parametrize(
    ("number", "effect", "expected"),
    [
        ('3: "MILLERS"', 'DEATH: "MILLERS"', [wanted("death", 3)]),
        ('6-8: "MILLERS"', 'INJURY: "MILLERS"', [wanted("injury", 6, 8)]),
        ('~40: "MILLERS" / "MEN"', 'DEATH: "MEN"', [wanted("death", 40)]),
        ('PLURAL: "MILLERS"', 'DEATH: "MILLERS"', []),
        ('1 / PLURAL: "MILLERS"', 'DEATH: "MILLERS"', [wanted("death", 1, optional=True)]),
        ('3: "MILLERS"', 'INJURY / DEATH: "MILLERS"', [wanted("death", 3, optional=True), wanted("injury", 3, optional=True)]),
        ('3: "MILLERS"', 'NO INJURY: "MILLERS"', []),
        ('3: "MILLERS"', 'NO DEATH / NO INJURY OR DEATH: "MILLERS"', []),
        ('3: "MILLERS"', 'DEATH: "BAKERS"', []),
    ],
)
def test_answer_keys_become_numbers(number: str, effect: str, expected: list[Wanted]) -> None:
    assert list(wanted_numbers([template(number, effect)])) == expected


def test_a_number_is_required_where_any_template_requires_it() -> None:
    keys = [template('3: "MILLERS"', 'DEATH: "MILLERS"', optional=True), template('3: "BAKERS"', 'DEATH: "BAKERS"')]
    assert list(wanted_numbers(keys)) == [wanted("death", 3)]
    assert list(wanted_numbers(keys[:1])) == [wanted("death", 3, optional=True)]


def test_rows_end_at_newlines_only(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "set.jsonl").write_text(json.dumps({"text": "a\u2028b"}, ensure_ascii=False) + "\n", encoding="utf-8")
    assert [row["text"] for row in rows(tmp_path, "set.jsonl")] == ["a\u2028b"]


@pytest.mark.parametrize("name", sorted(NUMBER_SETS))
def test_absent_set_is_said_with_its_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"data/{name}"):
        NUMBER_SETS[name].load(tmp_path, "dev")


def test_broken_set_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "set.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not JSON lines"):
        list(rows(tmp_path, "set.jsonl"))


def test_every_case_is_in_one_half() -> None:
    ids = [str(n) for n in range(200)]
    assert all(in_split(i, "dev") != in_split(i, "train") for i in ids)
    assert 70 < sum(in_split(i, "dev") for i in ids) < 130

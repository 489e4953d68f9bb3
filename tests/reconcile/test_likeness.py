"""Which reports tell of one happening by their words alone."""

from datetime import UTC, datetime

import pytest

from onrecord.languages.common_words import load_common_words
from onrecord.model.documents import Document
from onrecord.model.errors import NotFoundError
from onrecord.reconcile.joining.likeness import MOST_PARTNERS, alike, days_between, matches
from onrecord.reconcile.joining.profiles import Profile, profiles

FIRE = (
    "A gunman opened fire on shoppers at the Merrow Lane arcade in Oldbury Cross on Tuesday, wounding the baker Tolvan Reyck "
    "and a courier, Sheriff Ansel Druve said. Deputies searched the Quarrymill estate until dawn."
)
SAME_FIRE = (
    "OLDBURY CROSS: Baker Tolvan Reyck is in hospital after shots rang out in the Merrow Lane arcade. Sheriff Ansel Druve asked "
    "anyone who was near the Quarrymill estate to come forward."
)
OTHER = (
    "Two brothers were shot dead beside the Fenwick canal in Harrowgate Bay on Tuesday, and Chief Lorna Pell said a neighbour, "
    "Idris Vane, was held in Saltmarsh prison."
)


def _long(text: str, mark: str) -> str:
    """The text with a hundred more words that no other report has."""
    return text + " " + " ".join(mark + chr(97 + n // 26) + chr(97 + n % 26) for n in range(100))


def _document(name: str, text: str, day: int, title: str | None = None) -> Document:
    at = datetime(2026, 3, day, 9, tzinfo=UTC)
    return Document(document_id=name, text_version="t", text=text, raw_sha256=name, source=name, title=title, published_at=at)


def _profiles(*documents: Document) -> list[Profile]:
    return profiles(documents, load_common_words("en"))


def _groups(*documents: Document) -> dict[str, str]:
    return alike(matches(_profiles(*documents), {}))


def test_two_tellings_of_one_shooting_are_one_group_and_another_stays_out() -> None:
    found = _groups(
        _document("a", FIRE, 4, "Baker wounded in Merrow Lane arcade shooting"),
        _document("b", SAME_FIRE, 4, "Merrow Lane shooting: baker in hospital"),
        _document("c", OTHER, 4, "Brothers shot dead beside canal"),
    )
    assert found == {"a": "a", "b": "a"}


def test_the_parts_of_a_score_are_kept_by_name() -> None:
    (match, *_) = matches(_profiles(_document("a", _long(FIRE, "q"), 4), _document("b", _long(SAME_FIRE, "z"), 5)), {})
    assert {name for name, _ in match.parts} == {"headline", "names", "words", "said_apart"}
    assert match.left < match.right and 0.5 < match.score <= 1


BRIEF = "Bakery owner among three hurt in Merrow Lane arcade shooting"
BRIEF_TOO = "Merrow Lane: what witnesses of the Oldbury Cross arcade shooting saw"


def test_brief_reports_keep_the_parts_of_their_own_score() -> None:
    (match, *_) = matches(_profiles(_document("a", "", 4, BRIEF), _document("b", "", 4, BRIEF_TOO)), {})
    assert {name for name, _ in match.parts} == {"likeness", "brief_names", "no_name_shared", "said_apart"}
    assert match.score > 0.5


def test_names_of_a_great_story_count_in_full_for_brief_reports() -> None:
    crowd = [
        _document(f"c{n}", f"Merrow Lane arcade, Oldbury Cross: note {n} from quarter {n}", 4, f"Note {n}") for n in range(40)
    ]
    alone = matches(_profiles(_document("a", "", 4, BRIEF), _document("b", "", 4, BRIEF_TOO)), {})[0].score
    among = matches(_profiles(_document("a", "", 4, BRIEF), _document("b", "", 4, BRIEF_TOO), *crowd), {})
    assert next(m.score for m in among if (m.left, m.right) == ("a", "b")) == alone


def test_one_heading_for_two_places_is_no_one_happening() -> None:
    text = "Gunmen attacked near {}; officials counted dead. The road was closed."
    found = _groups(
        _document("a", text.format("Kandi"), 4, "Attack on a village"),
        _document("b", text.format("Mopti"), 5, "Attack on a village"),
    )
    assert found == {}


def test_a_war_that_all_items_name_joins_no_two_of_them() -> None:
    found = _groups(
        _document("a", "", 4, "Ukraine war: grain ships leave Odesa as Russia watches"),
        _document("b", "", 4, "Ukraine war: Russia names a new commander"),
    )
    assert found == {}


def test_the_longer_apart_two_reports_are_said_the_less_they_are_one() -> None:
    scores = [matches(_profiles(_document("a", FIRE, 4), _document("b", SAME_FIRE, day)), {})[0].score for day in (4, 9, 28)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[2]


def test_days_told_apart_count_against_a_pair() -> None:
    day = [datetime(2026, 3, d, tzinfo=UTC).date() for d in (1, 2, 3, 20)]
    pair = _profiles(_document("a", FIRE, 21), _document("b", SAME_FIRE, 21))
    same = matches(pair, {"a": (day[0], day[1]), "b": (day[1], day[2])})[0].score
    apart = matches(pair, {"a": (day[0], day[1]), "b": (day[3], day[3])})[0].score
    assert same > apart
    assert days_between((day[0], day[1]), (day[3], day[3])) == 18


def test_a_person_holds_two_reports_apart_or_together() -> None:
    shown = _profiles(_document("a", FIRE, 4), _document("b", SAME_FIRE, 4), _document("c", OTHER, 4))
    assert alike(matches(shown, {}), (), frozenset({("a", "b")})) == {}
    assert alike(matches(shown, {}), [frozenset({"a", "c"})])["c"] == "a"


def test_a_story_of_hundreds_of_reports_is_compared_with_few_of_them_each() -> None:
    documents = [_document(f"d{n:04d}", FIRE + f" Note {n}.", 4, "Baker wounded in Merrow Lane arcade") for n in range(300)]
    found = matches(_profiles(*documents), {})
    assert len(found) < 300 * 4 * MOST_PARTNERS


@pytest.mark.parametrize("text", ["", "…", "12 34", "\n\n"])
def test_a_report_without_words_is_like_no_other(text: str) -> None:
    assert _groups(_document("a", text, 4), _document("b", text, 4)) == {}


def test_a_language_without_a_list_speaks_up() -> None:
    with pytest.raises(NotFoundError, match="common words"):
        load_common_words("../en")

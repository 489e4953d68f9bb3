"""Which reports tell of one happening by their words and by their gist."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from math import log

import pytest

from onrecord.languages.common_words import load_common_words
from onrecord.model.claims import Claim, Count
from onrecord.model.documents import Document
from onrecord.model.enums import Effect, EventType, MentionKind, Qualifier
from onrecord.model.errors import NotFoundError
from onrecord.model.events import EventMention
from onrecord.model.mentions import Mention, PlaceRef
from onrecord.model.register import Extraction
from onrecord.model.spans import Span
from onrecord.reconcile.joining.likeness import MOST_PARTNERS, alike, compared, days_between, matches
from onrecord.reconcile.joining.profiles import Profile, middle_of, profiles, sense_of
from onrecord.reconcile.joining.reports import join_reports
from onrecord.reconcile.memory import Memory

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


# A headline, a gist, and a place.
Reported = tuple[str, list[int], tuple[float, ...] | None]


def _profiles_by_gist(*told: Reported) -> list[Profile]:
    """Brief reports with a headline, a gist, and latitude and longitude of a town (or of a province, and its radius)."""
    row = lambda numbers: "v:" + base64.b64encode(bytes(n % 256 for n in numbers)).decode()  # noqa: E731
    documents, senses = [], {}
    for number, (title, numbers, town) in enumerate(told):
        name = "abcdef"[number]
        place = None
        if town:
            lat, lon, *radius = town
            place = PlaceRef(
                place_id=name, latitude=lat, longitude=lon, where_prec=4 if radius else 1, radius_km=sum(radius) or None
            )
        named = (Mention(kind=MentionKind.PLACE, span=Span(start=0, end=1, exact="x"), place=place),) if town else ()
        documents.append(_document(name, title, 4, title))
        senses[name] = sense_of(_reading(name, row(numbers), named))
    return profiles(documents, load_common_words("en"), None, senses, (0.0,) * 4)


def _reading(name: str, gist: str | None, mentions: tuple[Mention, ...] = ()) -> Extraction:
    return Extraction(document_id=name, text_version="t", reader="r", relevant=True, relevance=1.0, mentions=mentions, gist=gist)


def _named(name: str, latitude: float, longitude: float) -> tuple[Mention, ...]:
    place = PlaceRef(place_id=name, latitude=latitude, longitude=longitude, where_prec=1)
    return (Mention(kind=MentionKind.PLACE, span=Span(start=0, end=1, exact="x"), place=place),)


def _claim(name: str, count: int) -> Claim:
    span = Span(start=0, end=1, exact="x")
    return Claim(
        claim_id=f"{name}{count}",
        document_id=name,
        text_version="t",
        span=span,
        count=Count(span=span, low=count, high=count, qualifier=Qualifier.EXACT),
        effect=Effect.KILLED,
        effect_span=span,
        found_by="r",
    )


def _act(name: str, kind: EventType) -> EventMention:
    trigger = Span(start=0, end=1, exact="x")
    return EventMention(
        event_mention_id=name + kind.value, document_id=name, text_version="t", trigger=trigger, type=kind, found_by="r"
    )


GUNMAN, OFFICERS, CHAIN = [90, 20, 0, 0], [85, 30, 5, 0], [0, 0, 80, 60]


def test_brief_reports_that_share_no_word_are_one_happening_by_their_gist() -> None:
    told = ("Gunman opens fire in classroom", GUNMAN, None), ("Officers waited outside school", OFFICERS, None)
    shown = _profiles_by_gist(*told, ("Coffee chain opens cafes", CHAIN, None))
    assert alike(matches(shown, {})) == {"a": "a", "b": "a"}
    assert {name for name, _ in matches(shown, {})[0].parts} == {
        "told_alike",
        "likeness",
        "said_apart",
        "said_long_after",
        "same_place",
        "near_place",
        "places_apart",
        "same_act",
        "same_count",
        "on_conflict",
        "headline_alone",
    }


def _score(told: tuple[Reported, Reported], *readings: Extraction) -> float:
    """The score of two headlines with what was read of them."""
    documents = [_document(name, title, 4, title) for name, (title, _, _) in zip("ab", told, strict=True)]
    read = [
        replace(r, gist="v:" + base64.b64encode(bytes(numbers)).decode())
        for r, (_, numbers, _) in zip(readings, told, strict=True)
    ]
    senses = {name: sense_of(reading) for name, reading in zip("ab", read, strict=True)}
    return compared(*profiles(documents, load_common_words("en"), None, senses, (0.0,) * 4), {}).score


HALF_ALIKE = ("Gunman opens fire in classroom", [90, 20, 0, 0], None), ("Officers waited outside school", [60, 80, 20, 0], None)


def test_a_place_in_common_brings_brief_reports_together_and_one_near_by_a_little() -> None:
    here, near, far = (_named("p", 11.13, 2.94), _named("q", 11.2, 2.9), _named("r", 14.49, -4.2))
    first = _reading("a", None, here)
    scores = [_score(HALF_ALIKE, first, _reading("b", None, other)) for other in (here, near, (), far)]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == 4


def test_one_kind_of_act_and_one_number_bring_brief_reports_together() -> None:
    def counting(name: str, count: int, act: EventType) -> Extraction:
        harmed = _claim(name, count)
        return replace(_reading(name, None), claims=(harmed,), events=(_act(name, act),))

    first = counting("a", 14, EventType.ARMED_ATTACK)
    both, number, act, neither, one = (
        _score(HALF_ALIKE, first, counting("b", count, kind))
        for count, kind in (
            (14, EventType.ARMED_ATTACK),
            (14, EventType.ARREST_RAID),
            (3, EventType.ARMED_ATTACK),
            (3, EventType.ARREST_RAID),
            (1, EventType.ARREST_RAID),
        )
    )
    assert both > number > act > neither == one
    lone = counting("a", 1, EventType.ABDUCTION)
    assert _score(HALF_ALIKE, lone, counting("b", 1, EventType.ARREST_RAID)) == neither


def test_what_a_report_no_longer_tells_brings_it_together_with_none_though_its_words_are_remembered() -> None:
    documents = {name: _document(name, title, 4, title) for name, (title, _, _) in zip("ab", HALF_ALIKE, strict=True)}
    first, second = (
        _reading(name, "v:" + base64.b64encode(bytes(numbers)).decode())
        for name, (_, numbers, _) in zip("ab", HALF_ALIKE, strict=True)
    )
    counting = [replace(first, claims=(_claim("a", 14),)), replace(second, claims=(_claim("b", 14),))]
    memory = Memory()
    for readings, together in ((counting, True), ([counting[0], second], False), (counting, True)):
        groups = join_reports(documents, readings, (), (), (), {}, memory=memory).groups
        assert groups == join_reports(documents, readings, (), (), (), {}).groups == ({"a": "a", "b": "a"} if together else {})


def test_likeness_says_less_of_reports_on_a_war_and_more_of_a_headline_alone() -> None:
    war, other = _reading("a", None), replace(_reading("b", None), relevance=0.1)
    peace = replace(war, relevance=0.1)
    assert _score(HALF_ALIKE, peace, other) > _score(HALF_ALIKE, war, other)
    below = "Parents said they heard of it late."
    (alone,) = profiles([_document("a", HALF_ALIKE[0][0], 4, HALF_ALIKE[0][0])], load_common_words("en"))
    (with_more,) = profiles([_document("a", f"{HALF_ALIKE[0][0]}\n\n{below}", 4, HALF_ALIKE[0][0])], load_common_words("en"))
    assert alone.is_headline and not with_more.is_headline
    assert not profiles([_document("a", below, 4)], load_common_words("en"))[0].is_headline


def test_like_reports_are_one_group_whatever_they_are_about_though_nothing_of_them_makes_an_event() -> None:
    documents = {
        "a": _document("a", FIRE, 4, "Baker wounded in Merrow Lane arcade"),
        "b": _document("b", SAME_FIRE, 4, "Baker in hospital"),
    }
    readings = [Extraction(document_id=name, text_version="t", reader="r", relevant=False, relevance=0.0) for name in documents]
    joined = join_reports(documents, readings, (), (), (), {})
    assert joined.groups == {"a": "a", "b": "a"}
    assert joined.happenings == ()
    assert joined.same_news() == (("a", "b"),)


def test_one_gist_at_two_towns_far_apart_is_no_one_happening() -> None:
    kandi, mopti, near = (11.13, 2.94), (14.49, -4.2), (11.2, 2.9)
    told = ("Attack on a village near Kandi", GUNMAN, kandi), ("Attack on a village near Mopti", OFFICERS, mopti)
    assert alike(matches(_profiles_by_gist(*told), {})) == {}
    assert alike(matches(_profiles_by_gist(told[0], ("Attack on a village near Mopti", OFFICERS, near)), {})) != {}


@pytest.mark.parametrize("other", [(14.49, -4.2), (14.46, -3.9, 111.3)])
def test_the_same_words_of_two_places_are_no_one_happening(other: tuple[float, ...]) -> None:
    """That both begin with the same capital word names nobody; a town and a province far away are two places as well."""
    told = (
        ("Gunmen kill 12 in a village near Kandi", GUNMAN, (11.13, 2.94)),
        ("Gunmen kill 12 in a village near Mopti", OFFICERS, other),
    )
    assert alike(matches(_profiles_by_gist(*told), {})) == {}


def test_a_town_may_lie_in_the_province_that_the_other_names() -> None:
    told = (
        ("Gunmen kill 12 in a village near Kandi", GUNMAN, (11.13, 2.94)),
        ("Gunmen kill 12 in Alibori", OFFICERS, (11.5, 3.6, 95.0)),
    )
    assert alike(matches(_profiles_by_gist(*told), {})) == {"a": "a", "b": "a"}


def test_who_is_named_outweighs_two_places() -> None:
    told = (
        ("Siege of the synagogue: how Malik Akram died", GUNMAN, (32.7, -97.3)),
        ("Teens held as Malik Akram is named", OFFICERS, (53.7, -2.5)),
    )
    assert alike(matches(_profiles_by_gist(*told), {})) == {"a": "a", "b": "a"}


def test_a_capital_word_is_surely_a_name_only_within_a_sentence_and_nowhere_small() -> None:
    text = "Reyck Shot By Gunmen In Kandi\n\nBaker Tolvan Reyck, of Kandi, met Gunmen there. The gunmen fled to Benin."
    (mine,) = profiles([_document("a", text, 4, "Reyck Shot By Gunmen In Kandi")], load_common_words("en"))
    assert mine.sure == {"tolvan", "reyck", "kandi", "benin"}


def test_gists_of_two_encoders_are_not_compared() -> None:
    documents = [_document("a", "", 4, "Gunman opens fire in classroom"), _document("b", "", 4, "Officers waited outside school")]
    senses = {"a": sense_of(_reading("a", "v:WhQAAA==")), "b": sense_of(_reading("b", "w:WhQAAA=="))}
    assert matches(profiles(documents, load_common_words("en"), None, senses), {}) == []
    assert sense_of(_reading("a", None)).encoder is None


def test_what_all_reports_tell_of_makes_no_two_of_them_alike() -> None:
    senses = {str(n): sense_of(_reading(str(n), "v:WhQAAA==")) for n in range(90)}
    middle = middle_of(senses.values())
    assert [round(m) for m in middle] == [68, 15, 0, 0]
    assert middle_of([sense_of(_reading("a", None))]) == ()


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


def test_days_told_apart_count_more_of_brief_reports_said_long_after_each_other() -> None:
    """A death is told some days after the act; weeks later another act of the kind is told."""

    def odds(later: int, told_later: int) -> float:
        documents = [_document(name, "", day, title) for name, day, title in (("a", 2, BRIEF), ("b", 2 + later, BRIEF_TOO))]
        senses = {name: sense_of(_reading(name, "v:WhQAAA==")) for name in "ab"}
        day = [datetime(2026, 3, d, tzinfo=UTC).date() for d in (2, 2 + told_later)]
        told = {"a": (day[0], day[0]), "b": (day[1], day[1])}
        score = compared(*profiles(documents, load_common_words("en"), None, senses, (0.0,) * 4), told).score
        return log(score / (1 - score))

    soon, weeks = (odds(later, 0) - odds(later, 3) for later in (4, 20))
    assert 1 < soon < weeks - 2
    assert odds(4, 0) - odds(5, 0) < odds(0, 0) - odds(1, 0)


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

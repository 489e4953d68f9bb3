"""Where, when and who: the measures, the marked passages, and floors below which the reading must not fall (house style R34)."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from onrecord.evaluation.own.passages import days_of, load_passages, read_passages
from onrecord.evaluation.places import PlaceReport, measures
from onrecord.evaluation.running import SETS
from onrecord.evaluation.sets import event_places
from onrecord.evaluation.sets.places import Marked, MarkedText
from onrecord.evaluation.sets.times import Timed, read_timed
from onrecord.evaluation.times import TimeReport
from onrecord.evaluation.world import VerbPlaceReport, evaluate_world
from onrecord.model.errors import InputError
from onrecord.model.mentions import PlaceRef
from onrecord.settings import load_settings
from onrecord.store.gazetteer import open_gazetteer

SHARED = Path(__file__).resolve().parent.parent.parent.parent / "shared"


def evaluated(name: str, limit: int | None = None) -> dict:  # type: ignore[type-arg]  # plain JSON
    settings = load_settings(places=Path("no-added-places"))
    return evaluate_world(name, SHARED, "dev", limit, settings).as_json()


@pytest.mark.parametrize(("name", "floor", "marks"), [("actors", 0.95, 150), ("own-times", 0.95, 100)])
def test_marks_of_our_own_hold_their_floor(name: str, floor: float, marks: int) -> None:
    plain = evaluated(name)
    assert plain["marks"] >= marks
    assert plain["right"] >= floor


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "file", "floor"),
    [("lgl", "geoparsing/lgl.xml", 0.86), ("geowebnews", "geoparsing/GeoWebNews", 0.855)],
)
def test_marked_places_hold_their_floor(name: str, file: str, floor: float) -> None:
    if not (SHARED / "data" / file).exists():
        pytest.skip(f"{name} is not here")
    assert evaluated(name)["with_geonames_id"]["a161"] >= floor


@pytest.mark.slow
def test_found_places_hold_their_floor_in_texts_not_learned_from() -> None:
    if not (SHARED / "data" / "geoparsing" / "GeoWebNews").is_dir():
        pytest.skip("geowebnews is not here")
    found = evaluated("geowebnews")["search_not_learned_from"]
    assert found["f1"] >= 0.80
    assert found["a161_of_the_found"] >= 0.91
    assert evaluated("geowebnews")["search"]["a161_of_the_found"] >= 0.845


@pytest.mark.slow
def test_places_of_verbs_hold_their_floor() -> None:
    if not (SHARED / "data" / "event_location").is_dir():
        pytest.skip("the sentences with places of verbs are not here")
    found = evaluated("event-places", 1000)
    assert found["sound"]["right"] >= 0.78
    assert found["right"] >= 0.73


def test_every_label_of_a_verbs_place_counts_and_the_sound_ones_again(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "event_location"
    folder.mkdir(parents=True)
    text = "Rebels shelled Kandahar."

    def row(answer: str, *places: tuple[int, int], more: str = "") -> dict[str, object]:
        marks = [{"start": 7, "end": 14, "label": "VERB"}]
        marks += [{"start": start, "end": end, "label": "LOCATION"} for start, end in places]
        return {"text": text + more, "spans": marks, "answer": answer}

    rows = [row("accept", (15, 23)), row("accept", (16, 24), more=" Two."), row("reject", more=" Three.")]
    lines = "\n".join(json.dumps(one) for one in rows)
    (folder / "labeled_text.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    loaded = [case for split in ("dev", "train") for case in event_places.load(tmp_path, split)]
    assert sorted((len(case.places), case.is_sound) for case in loaded) == [(0, False), (1, False), (1, True)]
    report = VerbPlaceReport()
    for case in loaded:
        report.add(case, (15, 23))
    assert (report.every.count(True), report.told, report.untold) == (2, [True], [])


def test_marks_that_count_tokens_are_read_by_their_words(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "event_location"
    folder.mkdir(parents=True)
    text = "Iraq said that rebels shelled Mosul in northern Iraq."
    mark = {"start": 8, "end": 8, "token_start": 8, "token_end": 8, "label": "LOCATION", "text": "Iraq"}
    row = {"text": text, "spans": [{"start": 22, "end": 29, "label": "VERB"}, mark], "answer": "accept"}
    (folder / "labeled_text.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    (case,) = [case for split in ("dev", "train") for case in event_places.load(tmp_path, split)]
    assert (text[slice(*case.places[0])], case.places[0][0], case.is_sound) == ("Iraq", 48, True)


@pytest.mark.slow
def test_marked_times_hold_their_floor() -> None:
    if not (SHARED / "data" / "tempeval3").is_dir():
        pytest.skip("TempEval-3 is not here")
    scores = evaluated("tempeval3")["scores"]
    assert scores["strict"]["f1"] >= 0.83
    assert scores["value"]["f1"] >= 0.74


def test_actors_marked_are_rows_of_the_table_or_unknown() -> None:
    from onrecord.atlas.actors import load_actors

    answers = {a for passage in load_passages("actors.txt") for label in passage.labels for a in label.answers}
    assert answers - {"?"} - set(load_actors().by_id) == set()


def test_marks_are_taken_out_of_the_words() -> None:
    (passage,) = read_passages("# day 2026-02-02\n\nThe [army|pk-military] left {on Saturday=2026-01-31|?}.")
    assert (passage.text, passage.day) == ("The army left on Saturday.", date(2026, 2, 2))
    assert [(passage.text[m.start : m.end], m.answers) for m in passage.labels] == [
        ("army", ("pk-military",)),
        ("on Saturday", ("2026-01-31", "?")),
    ]


def test_mark_that_is_not_closed_speaks_up() -> None:
    with pytest.raises(InputError, match="not closed"):
        list(read_passages("The [army|pk-military left."))


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2019", (date(2019, 1, 1), date(2019, 12, 31))),
        ("..2026-01-05", (None, date(2026, 1, 5))),
        ("2026-01-30..2026-02", (date(2026, 1, 30), date(2026, 2, 28))),
        ("?", (None, None)),
    ],
)
def test_days_are_written_short(words: str, days: tuple[date | None, date | None]) -> None:
    assert days_of(words) == days


def test_errors_of_places_become_shares_and_means() -> None:
    plain = measures([0.0, 100.0, 20_039.0, 162.0])
    assert (plain["a161"], plain["mean_km"]) == (0.5, 5075.2)
    assert measures([])["a161"] == 0


def test_area_with_the_right_id_is_right_wherever_its_centre_lies(tmp_path_factory: pytest.TempPathFactory) -> None:
    gazetteer = open_gazetteer(load_settings().cache)
    marked = (
        Marked(start=0, end=8, kind="A", geonames=1168579, latitude=0.0, longitude=0.0),
        Marked(start=9, end=15, kind="P", geonames=1, latitude=30.0, longitude=67.0),
        Marked(start=9, end=15, kind="P", geonames=2),
    )
    answers = [
        PlaceRef(place_id="geonames:1168579", latitude=29.9, longitude=69.3),
        PlaceRef(place_id="geonames:3", latitude=30.1, longitude=67.0),
        PlaceRef(place_id="geonames:3", latitude=30.1, longitude=67.0),
    ]
    report = PlaceReport()
    report.add(MarkedText(case_id="1", text="Pakistan Quetta", marked=marked), answers, gazetteer)
    plain = report.as_json(examples=1)
    assert (plain["with_geonames_id"]["exact_id"], plain["with_geonames_id"]["a161"]) == (0.3333, 0.6667)
    assert plain["gold_place_unknown_to_the_gazetteer"] == 1
    assert plain["misses"][0]["words"] == "Quetta"


def test_times_count_to_the_letter_and_by_value() -> None:
    report = TimeReport()
    wanted = [Timed(start=0, end=6, type="DATE", value="2026-01-31"), Timed(start=10, end=16, type="DATE", value="2026")]
    found = [Timed(start=0, end=6, type="DATE", value="2026-01-31"), Timed(start=12, end=16, type="DATE", value="2026")]
    report.add("Friday or in 2026", wanted, found)
    scores = report.as_json()["scores"]
    assert (scores["strict"]["f1"], scores["relaxed"]["f1"], scores["value"]["f1"]) == (0.5, 1.0, 1.0)


def test_marked_file_is_read_with_offsets_of_its_bare_text() -> None:
    timex = '<TIMEX3 tid="t1" type="DATE" value="2026-02-01">yesterday</TIMEX3>'
    head = '<DCT><TIMEX3 tid="t0" type="DATE" value="2026-02-02">x</TIMEX3></DCT>'
    text = read_timed("a", f'<TimeML>{head}<TEXT>A mine <EVENT eid="e1">went</EVENT> off {timex}.</TEXT></TimeML>')
    assert text.written == date(2026, 2, 2)
    assert [text.text[t.start : t.end] for t in text.wanted] == ["yesterday"]


def test_absent_set_says_where_it_should_be(tmp_path: Path) -> None:
    for name in ("lgl", "geowebnews", "event-places", "tempeval3"):
        with pytest.raises(InputError, match="--folder"):
            evaluate_world(name, tmp_path, "dev", None, load_settings())


def test_every_set_can_be_asked_for() -> None:
    from onrecord.cli import EVALUATED

    assert sorted(EVALUATED) == sorted(SETS)

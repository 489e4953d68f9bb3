"""Which words name a place, what part it plays, and which place is meant; against the gazetteer that we ship."""

from pathlib import Path

import pytest

from onrecord.model.documents import Document, Furniture
from onrecord.model.enums import FurnitureKind, MentionRole, PlaceRelation
from onrecord.model.mentions import Gazetteer, Mention
from onrecord.model.spans import Span, cut
from onrecord.resolve.places import find_places, resolve_marked, resolve_span
from onrecord.store.gazetteer import open_gazetteer

SEED = Path(__file__).resolve().parents[3] / "shared" / "scenario" / "seed_report.txt"


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return open_gazetteer(tmp_path_factory.mktemp("cache"))


def report(text: str, dateline: str | None = None, furniture: str | None = None, url: str | None = None) -> Document:
    return Document(
        document_id="doc-1",
        text_version="t1",
        text=text,
        raw_sha256="0" * 64,
        source="test",
        url=url,
        dateline_place=words(text, dateline) if dateline else None,
        furniture=(Furniture(span=words(text, furniture), kind=FurnitureKind.AUTHOR_BOX),) if furniture else (),
    )


def words(text: str, exact: str) -> Span:
    start = text.index(exact)
    return cut(text, start, start + len(exact))


def named(mentions: tuple[Mention, ...]) -> list[str]:
    return [m.span.exact for m in mentions]


def only(mentions: tuple[Mention, ...]) -> Mention:
    assert len(mentions) == 1, named(mentions)
    return mentions[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen killed two guards in Quetta.", ["Quetta"]),
        ("Attacks were reported in Noshki, Kharan and Panjgur.", ["Noshki", "Kharan", "Panjgur"]),
        ("A blast hit Saryab Road in Quetta.", ["Saryab Road", "Quetta"]),
        ("Fighting spread in Deir ez-Zor and Khan Younis.", ["Deir ez-Zor", "Khan Younis"]),
        ("The road to Dera Ismail Khan is closed.", ["Dera Ismail Khan"]),
        ("Clashes broke out in Khyber Pakhtunkhwa's Bannu district.", ["Khyber Pakhtunkhwa", "Bannu"]),
        ("U.S. and UAE envoys arrived.", ["U.S.", "UAE"]),
        ("Two died at Quetta Railway Station.", ["Quetta"]),
        ("Balochistan Chief Minister Sarfraz Bugti spoke.", ["Balochistan"]),
        ("POLICE SAID FIVE SOLDIERS WERE KILLED IN KANDAHAR ON MONDAY.", ["KANDAHAR"]),
    ],
)
def test_places_are_found_by_their_longest_name(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    assert named(find_places(report(text), gazetteer)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Balochistan Liberation Army said so.",
        "The Baloch Liberation Army claimed the attacks on Saturday.",
        "The Quetta Gladiators won by six wickets.",
        "The Kabul Times reported it.",
        "Ibad Khan confirmed the deaths. Khan gave no details.",
        "Mr. Khan and Gen. Tank met.",
        "Baloch civilians and Pakistani soldiers were among the dead.",
        "Of those killed in March, most were young. Reading is useful.",
        "The Bank of America closed.",
        "The China-Pakistan Economic Corridor was discussed.",
        "Many people died. Most had fled.",
        "",
        "x" * 5000,
    ],
)
def test_persons_organisations_peoples_and_ordinary_words_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert named(find_places(report(text), gazetteer)) == []


def test_furniture_is_not_read(gazetteer: Gazetteer) -> None:
    text = "A bomb went off in Quetta.\nThe author lives in Lahore."
    assert named(find_places(report(text, furniture="The author lives in Lahore."), gazetteer)) == ["Quetta"]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Ten people were killed in Gwadar.", "Gwadar", MentionRole.EVENT_PLACE),
        ("The blast hit the port city of Gwadar; most died in the port city of Gwadar.", "Gwadar", MentionRole.EVENT_PLACE),
        ("Ten died in Quetta, Gwadar and Mastung.", "Mastung", MentionRole.EVENT_PLACE),
        ("The driver was a man from Lahore.", "Lahore", MentionRole.ORIGIN),
        ("A Kabul-based analyst agreed.", "Kabul", MentionRole.ORIGIN),
        ("Islamabad said the attack was foiled.", "Islamabad", MentionRole.SOURCE),
        ("Relations with Pakistan are tense.", "Pakistan", MentionRole.MENTION),
    ],
)
def test_words_before_and_after_a_place_say_its_part(gazetteer: Gazetteer, text: str, name: str, role: MentionRole) -> None:
    assert [m.role for m in find_places(report(text), gazetteer) if m.span.exact == name][-1] is role


def test_dateline_places_no_event(gazetteer: Gazetteer) -> None:
    text = "QUETTA: Six soldiers were killed in Kech on Friday."
    mentions = find_places(report(text, dateline="QUETTA"), gazetteer)
    assert [(m.span.exact, m.role) for m in mentions] == [
        ("QUETTA", MentionRole.DATELINE),
        ("Kech", MentionRole.EVENT_PLACE),
    ]


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        ("A farmer was killed in Paris, Texas.", "Paris", "geonames:4717560"),
        ("A farmer was killed in London, Ont.", "London", "geonames:6058560"),
        ("French police shot a man in Paris.", "Paris", "geonames:2988507"),
        ("Six were killed in Kech district of Balochistan.", "Kech", "geonames:1163052"),
        ("Six were killed in Mach, Balochistan.", "Mach", "geonames:1171757"),
        ("Shops in Hyderabad, Sindh, were shut.", "Hyderabad", "geonames:1176734"),
        ("Indian police in Hyderabad arrested two men.", "Hyderabad", "geonames:1269843"),
        ("In Libya, rebels left Benghazi and moved on Tripoli.", "Tripoli", "geonames:2210247"),
        ("Lebanese troops clashed in Tripoli, north of Beirut.", "Tripoli", "geonames:266826"),
    ],
)
def test_context_decides_between_places_of_one_name(gazetteer: Gazetteer, text: str, name: str, place_id: str) -> None:
    found = [m.place.place_id for m in find_places(report(text), gazetteer) if m.span.exact == name and m.place]
    assert found == [place_id]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("A missile hit Kharkiv on Saturday.", "Kharkiv", 1),
        ("Two people died in the Kharkiv region on Saturday.", "Kharkiv", 4),
        ("A bomb went off in Kandahar.", "Kandahar", 1),
        ("A bomb went off in Kandahar province.", "Kandahar", 4),
        ("Fighting went on in New York.", "New York", 4),
    ],
)
def test_a_province_called_after_its_town_needs_a_word_for_it(gazetteer: Gazetteer, text: str, name: str, kind: int) -> None:
    """Towns are meant by the bare name, unless theirs is another ("New York City"). UCDP's precision: 1 a town, 4 a province."""
    mention = next(m for m in find_places(report(text), gazetteer) if m.span.exact.startswith(name))
    assert mention.place is not None
    assert mention.place.where_prec == kind


def test_address_of_the_outlet_leans_to_its_country(gazetteer: Gazetteer) -> None:
    text = "Two traders were shot in Hyderabad."
    at_home = only(find_places(report(text, url="https://news.example.pk/1"), gazetteer))
    assert at_home.place is not None
    assert at_home.place.country == "PK"


def test_best_readings_are_kept_with_their_scores(gazetteer: Gazetteer) -> None:
    mention = only(find_places(report("Two traders were shot in Springfield."), gazetteer))
    scores = [c.score for c in mention.candidates]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert mention.place is not None
    assert mention.candidates[0].place_id == mention.place.place_id


@pytest.mark.parametrize(
    ("text", "prec", "radius_km"),
    [
        ("Two died in Mach.", 1, 3.0),
        ("Two died near Mach.", 2, 13.0),
        ("Two died on the outskirts of Mach.", 2, 13.0),
        ("Two died in Kech district.", 3, 110.0),
        ("Two died in Balochistan.", 4, 330.0),
        ("Two died in Darfur.", 5, 350.0),
        ("Two died in Pakistan.", 6, 505.9),
        ("Two died in the Arabian Sea.", 7, 1200.0),
    ],
)
def test_precision_and_radius_follow_the_kind_of_place(gazetteer: Gazetteer, text: str, prec: int, radius_km: float) -> None:
    place = only(find_places(report(text), gazetteer)).place
    assert place is not None
    assert (place.where_prec, place.radius_km) == (prec, radius_km)


def test_distance_and_direction_move_the_point(gazetteer: Gazetteer) -> None:
    place = only(find_places(report("A convoy was hit 30 km south of Quetta on Friday."), gazetteer)).place
    assert place is not None and place.span is not None and place.latitude is not None
    assert place.span.exact == "30 km south of Quetta"
    # Quetta lies at 30.184 N; 30 km are 0.270 degrees of latitude.
    assert place.latitude == pytest.approx(30.184 - 0.270, abs=0.002)
    assert (place.where_prec, place.radius_km, place.relation) == (5, 7.5, PlaceRelation.NEAR)


def test_miles_are_miles(gazetteer: Gazetteer) -> None:
    place = only(find_places(report("A convoy was hit ten miles north of Quetta."), gazetteer)).place
    assert place is not None and place.latitude is not None
    assert place.latitude == pytest.approx(30.184 + 16.09 / 111.2, abs=0.002)
    assert place.where_prec == 2


@pytest.mark.parametrize(
    ("text", "exact", "relation"),
    [
        ("The train was stopped between Sibi and Mach.", "between Sibi and Mach", PlaceRelation.BETWEEN),
        ("Gunmen stopped a bus on the Quetta-Karachi highway.", "Quetta-Karachi highway", PlaceRelation.EN_ROUTE),
        ("Gunmen stopped a bus on the Quetta–Karachi highway.", "Quetta–Karachi highway", PlaceRelation.EN_ROUTE),
    ],
)
def test_stretch_between_two_places_is_one_place(gazetteer: Gazetteer, text: str, exact: str, relation: PlaceRelation) -> None:
    place = only(find_places(report(text), gazetteer)).place
    assert place is not None and place.span is not None
    assert (place.span.exact, place.relation, place.where_prec) == (exact, relation, 5)


def test_middle_of_a_stretch_lies_between_its_ends(gazetteer: Gazetteer) -> None:
    place = only(find_places(report("The train was stopped between Sibi and Mach."), gazetteer)).place
    assert place is not None and place.latitude is not None
    assert 29.543 < place.latitude < 29.864
    assert (place.adm_1, place.country) == ("Balochistan", "PK")


@pytest.mark.parametrize(
    ("text", "exact", "expected"),
    [
        ("Blasts in Mach, Balochistan.", "Mach, Balochistan", "Mach"),
        ("Blasts in the port city of Gwadar.", "the port city of Gwadar", "Gwadar"),
        ("Blasts in Nowheretown.", "Nowheretown", None),
    ],
)
def test_words_that_a_reader_set_are_resolved(gazetteer: Gazetteer, text: str, exact: str, expected: str | None) -> None:
    doc, span = report(text), words(text, exact)
    place = resolve_span(doc, span, find_places(doc, gazetteer), gazetteer)
    assert (place.span, place.name) == (span, expected)


def test_unresolved_words_have_no_coordinates(gazetteer: Gazetteer) -> None:
    text = "Blasts in Nowheretown."
    place = resolve_span(report(text), words(text, "Nowheretown"), (), gazetteer)
    assert (place.place_id, place.latitude, place.longitude, place.where_prec) == (None, None, None, None)


@pytest.mark.skipif(not SEED.exists(), reason="the seed report lies beside the repository")
def test_places_of_the_seed_report_lie_in_pakistan(gazetteer: Gazetteer) -> None:
    text = SEED.read_text(encoding="utf-8")
    mentions = find_places(report(text), gazetteer)
    found = {m.span.exact: m.place.country for m in mentions if m.place}
    assert {"Quetta", "Balochistan", "Gwadar", "Mastung", "Khuzdar", "Pakistan"} == set(found)
    assert set(found.values()) == {"PK"}
    assert not any(m.span.overlaps(words(text, "Baloch Liberation Army")) for m in mentions)


def test_every_span_is_cut_from_the_text(gazetteer: Gazetteer) -> None:
    text = "İstanbul – Two died in Quetta; 😀 three 30 km from Mach. كوئٹہ"
    for mention in find_places(report(text), gazetteer):
        assert text[mention.span.start : mention.span.end] == mention.span.exact
        assert mention.place is not None and mention.place.span is not None
        assert text[mention.place.span.start : mention.place.span.end] == mention.place.span.exact


def test_province_and_its_town_of_one_name_are_two_places(gazetteer: Gazetteer) -> None:
    text = "Shells fell on the city of Idlib. Elsewhere in Idlib province two villages were hit."
    kinds = [m.place.where_prec for m in find_places(report(text), gazetteer) if m.place]
    assert kinds == [1, 4]


def test_dateline_is_a_town_where_a_state_has_its_name(gazetteer: Gazetteer) -> None:
    text = "NEW YORK: The Security Council condemned the attack."
    place = only(find_places(report(text, dateline="NEW YORK"), gazetteer)).place
    assert place is not None
    assert (place.place_id, place.where_prec) == ("geonames:5128581", 1)


def test_places_without_a_common_unit_are_no_stretch(gazetteer: Gazetteer) -> None:
    assert named(find_places(report("The train between London and Amsterdam stopped."), gazetteer)) == ["London", "Amsterdam"]


def test_street_is_not_the_town_of_its_name(gazetteer: Gazetteer) -> None:
    assert named(find_places(report("He was shot on Colfax Avenue in Denver."), gazetteer)) == ["Denver"]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("A bomb went off near U.S. forces in Riyadh.", "U.S.", MentionRole.ORIGIN),
        ("Jets of the Saudi-led coalition came; US-led jets followed.", "US", MentionRole.ORIGIN),
        ("Soldiers stormed Baidoa at dawn.", "Baidoa", MentionRole.EVENT_PLACE),
        ("Armed police patrolled central Tokyo Sunday.", "Tokyo", MentionRole.EVENT_PLACE),
    ],
)
def test_whose_forces_is_no_place_and_what_was_stormed_is_one(
    gazetteer: Gazetteer, text: str, name: str, role: MentionRole
) -> None:
    assert [m.role for m in find_places(report(text), gazetteer) if m.span.exact == name] == [role]


def test_country_is_not_taken_for_its_capital(gazetteer: Gazetteer) -> None:
    text = "MEXICO CITY: Mexico sent ten buses. Officials in Mexico City said the road was long."
    found = [m.place.place_id for m in find_places(report(text), gazetteer) if m.span.exact == "Mexico" and m.place]
    assert found == ["geonames:3996063"]


def test_marked_name_that_nobody_lists_stands_near_its_neighbour(gazetteer: Gazetteer) -> None:
    text = "Shots were heard in Xyzzyville in Quetta. Nothing else is known."
    spans = [cut(text, 20, 30), cut(text, 34, 40)]
    quarter, town = resolve_marked(report(text), spans, gazetteer)
    assert (quarter.place_id, quarter.where_prec, town.where_prec) == (town.place_id, 2, 1)
    assert quarter.relation is PlaceRelation.NEAR
    (nowhere,) = resolve_marked(report("Xyzzyville is shut."), [cut("Xyzzyville is shut.", 0, 10)], gazetteer)
    assert (nowhere.place_id, nowhere.latitude) == (None, None)

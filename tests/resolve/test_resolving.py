"""The room's promise: words of a whole document become days, places and actors, and what a reader set is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from onrecord.atlas.actors import load_actors
from onrecord.model.claims import Attribution, Claim, Count, Victims
from onrecord.model.documents import DateBasis, Document, Furniture
from onrecord.model.enums import (
    Effect,
    EventType,
    FurnitureKind,
    MentionKind,
    MentionRole,
    PlaceRelation,
    Qualifier,
    Realis,
    Scope,
    TimeKind,
)
from onrecord.model.events import EventMention
from onrecord.model.mentions import NamedPlace, NameKind, PartyRef, Place, PlaceKind, PlaceRef, Pointing, TimeRef
from onrecord.model.register import Extraction, PointedExtraction
from onrecord.model.spans import Span, cut
from onrecord.resolve.resolving import World, resolve_extraction

SEED = Path(__file__).resolve().parents[3] / "shared" / "scenario" / "seed_report.txt"


def place(name: str, kind: PlaceKind, parent: str | None, latitude: float, longitude: float) -> Place:
    country = {"Kashmir": None}.get(name, "PK")
    adm_1 = name if kind is PlaceKind.ADM_1 else "Balochistan" if kind is PlaceKind.POPULATED else None
    return Place(
        place_id=f"test:{name.lower()}",
        name=name,
        kind=kind,
        country=country,
        adm_1=adm_1,
        latitude=latitude,
        longitude=longitude,
        radius_km=5.0,
        population=500_000,
        parent=parent,
    )


class FewPlaces:
    """A gazetteer of six places of one province."""

    version = "test"
    places = (
        place("Pakistan", PlaceKind.COUNTRY, None, 30.0, 70.0),
        place("Balochistan", PlaceKind.ADM_1, "test:pakistan", 28.5, 65.5),
        place("Quetta", PlaceKind.POPULATED, "test:balochistan", 30.18, 67.0),
        place("Gwadar", PlaceKind.POPULATED, "test:balochistan", 25.12, 62.33),
        place("Mastung", PlaceKind.POPULATED, "test:balochistan", 29.8, 66.85),
        place("Khuzdar", PlaceKind.POPULATED, "test:balochistan", 27.8, 66.62),
    )

    def knows(self, name: str) -> bool:
        return bool(self.named(name))

    def named(self, name: str) -> tuple[NamedPlace, ...]:
        return tuple(NamedPlace(place=p, name_kind=NameKind.PREFERRED) for p in self.places if p.name.lower() == name.lower())

    def place(self, place_id: str) -> Place | None:
        return next((p for p in self.places if p.place_id == place_id), None)


WORLD = World(gazetteer=FewPlaces(), actors=load_actors())


def words(text: str, exact: str) -> Span:
    start = text.index(exact)
    return cut(text, start, start + len(exact))


def report(text: str, published: datetime | None = datetime(2026, 1, 31, tzinfo=UTC), furniture: str | None = None) -> Document:
    made = Document(
        document_id="d", text_version="v", text=text, raw_sha256="0", source="test", published_at=published, language="en"
    )
    if published is not None:
        made = replace(made, published_prec="day", published_basis=DateBasis.CARRIER)
    if furniture is None:
        return made
    return replace(made, furniture=(Furniture(span=words(text, furniture), kind=FurnitureKind.COMMENTS),))


def claim(text: str, quote: str, effect: str, scope: Scope = Scope.INCIDENT) -> Claim:
    span = words(text, quote)
    start = span.start + quote.index(effect)
    return Claim(
        claim_id=quote,
        document_id="d",
        text_version="v",
        span=span,
        effect_span=cut(text, start, start + len(effect)),
        count=Count(low=1, high=1, qualifier=Qualifier.EXACT),
        effect=Effect.KILLED,
        victims=Victims(),
        scope=scope,
        found_by="test",
    )


def event(text: str, trigger: str, realis: Realis = Realis.HAPPENED) -> EventMention:
    return EventMention(
        event_mention_id=trigger,
        document_id="d",
        text_version="v",
        trigger=words(text, trigger),
        type=EventType.ARMED_ATTACK,
        realis=realis,
        found_by="test",
    )


def resolved(doc: Document, *records: Claim | EventMention) -> Extraction:
    claims = tuple(r for r in records if isinstance(r, Claim))
    events = tuple(r for r in records if isinstance(r, EventMention))
    bare = Extraction(
        document_id="d", text_version="v", reader="test", relevant=True, relevance=1.0, claims=claims, events=events
    )
    return resolve_extraction(doc, bare, WORLD)


def test_claim_gets_the_day_and_place_of_its_clause() -> None:
    text = "Two guards were killed in Quetta on Friday, and a driver died in Gwadar on Saturday."
    found = resolved(report(text), claim(text, "Two guards were killed", "killed"), claim(text, "a driver died", "died")).claims
    assert [(c.time.date_start, c.place.name) for c in found if c.time and c.place] == [
        (date(2026, 1, 30), "Quetta"),
        (date(2026, 1, 31), "Gwadar"),
    ]


def test_news_without_a_day_of_its_own_inherits_that_of_the_story_without_a_span() -> None:
    text = "Gunmen struck on Friday. Officials counted the losses in the evening papers.\n\n\n\nFour clerks were shot dead."
    (found,) = resolved(report(text), claim(text, "Four clerks were shot dead", "shot dead")).claims
    assert found.time is not None
    assert found.time.date_start == date(2026, 1, 30)


def test_background_inherits_no_day_and_no_place() -> None:
    text = "Gunmen struck Quetta on Friday.\n" + "The market was open. " * 6 + "Hundreds have died in the conflict."
    (found,) = resolved(report(text), claim(text, "Hundreds have died", "died", Scope.BACKGROUND)).claims
    assert (found.time, found.place) == (None, None)


def test_one_figure_for_several_places_stands_at_their_common_parent() -> None:
    text = "On Saturday 21 people were killed in Quetta, Gwadar and Mastung."
    (found,) = resolved(report(text), claim(text, "21 people were killed", "killed")).claims
    assert found.place is not None
    assert (found.place.name, found.place.relation) == ("Balochistan", PlaceRelation.ACROSS)
    assert found.place.span == words(text, "Quetta, Gwadar and Mastung")


def test_what_a_reader_set_is_kept_and_resolved() -> None:
    text = "On Saturday, after a blast in Quetta, the BLA said two of its men died in Gwadar last month."
    made = replace(
        claim(text, "two of its men died", "died"),
        time=TimeRef(span=words(text, "last month")),
        place=PlaceRef(span=words(text, "Gwadar")),
        attribution=Attribution(source="the BLA", source_span=words(text, "the BLA")),
    )
    (found,) = resolved(report(text), made).claims
    assert found.time == TimeRef(
        span=words(text, "last month"),
        date_start=date(2025, 12, 1),
        date_end=date(2025, 12, 31),
        date_prec=4,
        kind=TimeKind.RANGE,
    )
    assert found.place is not None
    assert (found.place.place_id, found.place.span) == ("test:gwadar", words(text, "Gwadar"))
    assert found.attribution.actor_id == "pk-bla"
    assert (found.claim_id, found.count, found.victims) == (made.claim_id, made.count, made.victims)


def test_doer_after_by_is_linked() -> None:
    text = "Seven labourers were killed by the Baloch Liberation Front in Khuzdar on Friday."
    (found,) = resolved(report(text), claim(text, "Seven labourers were killed", "killed")).claims
    assert found.perpetrator == PartyRef(span=words(text, "the Baloch Liberation Front"), actor_id="pk-blf")


def test_furniture_is_not_read() -> None:
    text = "A guard was killed in Quetta.\nComments: it was on Sunday in Gwadar, the BLF did it."
    doc = report(text, furniture="Comments: it was on Sunday in Gwadar, the BLF did it.")
    found = resolved(doc, claim(text, "A guard was killed", "killed"))
    assert {m.span.exact for m in found.mentions} & {"on Sunday", "Gwadar", "BLF"} == set()


def test_mentions_cover_times_places_and_actors_with_roles() -> None:
    text = "Two guards were killed in Quetta on Friday, the BLA said."
    made = replace(claim(text, "Two guards were killed", "killed"), attribution=Attribution(source_span=words(text, "the BLA")))
    found = [(m.kind, m.role, m.span.exact) for m in resolved(report(text), made).mentions]
    assert (MentionKind.PLACE, MentionRole.EVENT_PLACE, "Quetta") in found
    assert (MentionKind.TIME, MentionRole.EVENT_TIME, "on Friday") in found
    assert (MentionKind.ACTOR, MentionRole.SOURCE, "BLA") in found


def test_impossible_day_is_a_problem_and_leaves_the_claim_undated() -> None:
    text = "Nine people were killed on 31 February."
    found = resolved(report(text), claim(text, "Nine people were killed", "killed"))
    assert [p.code for p in found.problems] == ["impossible_date"]
    assert found.claims[0].time == TimeRef(span=words(text, "on 31 February"))


def test_day_after_the_report_is_noted() -> None:
    text = "Nine people were killed on February 14, 2026."
    found = resolved(report(text), claim(text, "Nine people were killed", "killed"))
    assert [p.code for p in found.problems] == ["future_date"]


def test_without_any_date_relative_words_stay_unresolved() -> None:
    text = "Nine people were killed on Friday."
    (found,) = resolved(report(text, published=None), claim(text, "Nine people were killed", "killed")).claims
    assert found.time == TimeRef(span=words(text, "on Friday"))


@pytest.mark.parametrize("text", ["", "…", "123 456"])
def test_text_without_anything_yields_nothing(text: str) -> None:
    assert resolved(report(text)).mentions == ()


def test_resolving_twice_gives_the_same() -> None:
    text = "Two guards were killed in Quetta on Friday. The BLA claimed the attack."
    once = resolved(report(text), claim(text, "Two guards were killed", "killed"), event(text, "attack"))
    assert resolve_extraction(report(text), once, WORLD) == once


@pytest.mark.skipif(not SEED.is_file(), reason="the seed report is not beside the repository")
def test_seed_report_is_placed_dated_and_linked() -> None:
    text = SEED.read_text(encoding="utf-8")
    doc = replace(report(text), dateline_span=words(text, "Quetta, Balochistan — January 31, 2026"))
    found = resolved(
        doc,
        claim(text, "at least 21 people were killed", "killed"),
        claim(text, "The majority of civilian casualties occurred", "casualties"),
        claim(text, "67 insurgents were killed", "killed"),
        claim(text, "deaths have been reported at 108 fighters", "deaths"),
        claim(text, "left multiple children dead", "dead", Scope.BACKGROUND),
        event(text, "came under fire"),
        event(text, "bid to breach"),
        event(text, "hijacked", Realis.BACKGROUND),
    )
    times = {c.claim_id: c.time for c in found.claims}
    places = {c.claim_id: c.place.name if c.place else None for c in found.claims}
    assert [(t.date_start, t.date_end, t.hours) for t in times.values() if t] == [
        (date(2026, 1, 31), date(2026, 1, 31), None),
        (date(2026, 1, 31), date(2026, 1, 31), None),
        (date(2026, 1, 31), date(2026, 1, 31), None),
        (date(2026, 1, 29), date(2026, 1, 31), 48),
        (date(2025, 1, 1), date(2025, 12, 31), None),
    ]
    assert places["The majority of civilian casualties occurred"] == "Gwadar"
    assert places["left multiple children dead"] == "Khuzdar"
    by_trigger = {e.trigger.exact: e for e in found.events}
    assert [e.place.name if e.place else None for e in (by_trigger["came under fire"], by_trigger["bid to breach"])] == [
        "Quetta",
        "Mastung",
    ]
    hijacked = by_trigger["hijacked"].time
    assert hijacked is not None
    assert (hijacked.date_start, hijacked.date_prec) == (date(2025, 1, 1), 5)
    linked = {m.actor.actor_id for m in found.mentions if m.actor is not None and "BLA" in m.span.exact}
    assert linked == {"pk-bla"}


def test_yesterday_counts_from_the_outlets_own_day() -> None:
    text = "Gunmen killed two drivers yesterday in Khuzdar."
    small_hours = replace(
        report(text, datetime(2026, 1, 31, 21, tzinfo=UTC)), published_prec="minute", published_day=date(2026, 2, 1)
    )
    (made,) = resolved(small_hours, claim(text, "killed two drivers", "killed")).claims
    assert made.time is not None
    assert made.time.date_start == date(2026, 1, 31)
    (without,) = resolved(replace(small_hours, published_day=None), claim(text, "killed two drivers", "killed")).claims
    assert without.time is not None
    assert without.time.date_start == date(2026, 1, 30)


@pytest.mark.parametrize(
    ("when", "code"),
    [("on 5/12/2025", "ambiguous_date"), ("on 14/11/25", "two_digit_year"), ("on 31 February", "impossible_date")],
)
def test_doubtful_dates_are_problems(when: str, code: str) -> None:
    text = f"Gunmen killed two drivers {when} in Khuzdar."
    assert [p.code for p in resolved(report(text), claim(text, "killed two drivers", "killed")).problems] == [code]


def test_unlisted_organisation_that_acts_is_noted_once() -> None:
    text = "The Marib Dawn Brigade (MDB) killed six soldiers. The MDB said it would return."
    made = claim(text, "killed six soldiers", "killed")
    attribution = Attribution(source="The Marib Dawn Brigade (MDB)", source_span=words(text, "The Marib Dawn Brigade (MDB)"))
    problems = resolved(report(text), replace(made, attribution=attribution)).problems
    assert [(p.code, p.subject) for p in problems] == [("unlisted_actor", "MDB")]


def test_place_that_no_gazetteer_lists_is_kept_as_words_and_never_put_anywhere() -> None:
    text = "Gunmen killed two drivers in Zorvandeh village."
    made = resolved(report(text), claim(text, "killed two drivers", "killed")).claims[0].place
    assert made is not None
    assert (made.span and made.span.exact, made.place_id, made.latitude, made.where_prec) == (
        "Zorvandeh village",
        None,
        None,
        None,
    )


def test_words_that_a_reader_points_at_lie_where_the_story_does() -> None:
    text = "Gunmen killed two drivers in Khuzdar. Three clerks were wounded at a police post."
    post = words(text, "a police post")
    first, second = claim(text, "killed two drivers", "killed"), claim(text, "Three clerks were wounded", "wounded")
    second = replace(second, claim_id="c-2")
    where = Pointing(
        kind=MentionKind.PLACE, none=0.0, starts=((post.start, 1.0),), ends=((post.end, 1.0),), words=post, record_id="c-2"
    )
    doc = report(text)
    bare = PointedExtraction(
        document_id=doc.document_id, text_version="1", reader="test", relevant=True, relevance=1.0,
        claims=(first, second), pointings=(where,),
    )  # fmt: skip
    made = resolve_extraction(doc, bare, WORLD)
    city, at_post = (c.place for c in made.claims)
    assert city is not None
    assert at_post is not None
    assert (at_post.span, at_post.place_id) == (post, city.place_id)
    assert type(made) is Extraction


def test_a_report_on_conflict_that_tells_nothing_has_its_mentions_and_any_other_report_nothing() -> None:
    text = "QUETTA: The army met the chief minister in Gwadar on Saturday."
    bare = Extraction(document_id="d", text_version="v", reader="test", relevant=True, relevance=0.6)
    found = resolve_extraction(report(text), bare, WORLD)
    assert {(m.kind.value, m.span.exact) for m in found.mentions} >= {("place", "Gwadar"), ("time", "on Saturday")}
    off_topic = replace(bare, relevant=False, relevance=0.1)
    assert resolve_extraction(report(text), off_topic, WORLD) == off_topic


def test_mentions_of_a_report_do_not_hang_on_whether_something_was_extracted() -> None:
    text = "Two guards were killed in Quetta on Friday. The army met the chief minister in Gwadar on Saturday."
    bare = Extraction(document_id="d", text_version="v", reader="test", relevant=True, relevance=0.6)
    without = resolve_extraction(report(text), bare, WORLD).mentions
    told = resolved(report(text), claim(text, "Two guards were killed", "killed")).mentions
    assert [(m.span, m.kind) for m in without] == [(m.span, m.kind) for m in told]

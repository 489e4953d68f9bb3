"""What of a view may leave the house: places coarsened, private speakers unnamed, single persons protected, the rest as it is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rising_toll import GARA, rising_toll

from onrecord.model.claims import Attribution, Claim
from onrecord.model.enums import SourceRole
from onrecord.model.errors import NotFoundError
from onrecord.model.register import View
from onrecord.present.narrowing import Scope, narrow
from onrecord.present.profiles import Profile, reduce_view, withheld


def claims(view: View) -> dict[str, Claim]:
    return {c.claim_id: c for x in view.register.extractions for c in x.claims}


def with_claim(view: View, claim: Claim) -> View:
    extractions = tuple(
        replace(x, claims=tuple(claim if c.claim_id == claim.claim_id else c for c in x.claims))
        for x in view.register.extractions
    )
    return replace(view, register=replace(view.register, extractions=extractions))


def by_a_witness(view: View) -> View:
    said = Attribution(source="Amadou", role=SourceRole.WITNESS)
    view = with_claim(view, replace(claims(view)["clm-4"], attribution=said))
    told = replace(view.contradictions[0], explanation="Amadou says four near Gara.")
    return replace(view, contradictions=(told,))


def single(view: View) -> View:
    claim = claims(view)["clm-12"]
    return with_claim(view, replace(claim, count=replace(claim.count, low=1, high=1)))


def test_internal_is_everything_as_it_is_on_record() -> None:
    assert reduce_view(rising_toll(), Profile.INTERNAL) == rising_toll()


def test_public_places_are_the_middle_of_half_a_degree_and_say_so() -> None:
    place = reduce_view(rising_toll(), Profile.PUBLIC).events[0].place
    assert place is not None
    assert (place.latitude, place.longitude) == (15.75, 0.75)
    assert (place.where_prec, place.radius_km, place.name, place.place_id) == (4, 40.0, "Ansongo", None)


def test_partner_places_are_the_middle_of_a_tenth_and_keep_their_names() -> None:
    place = reduce_view(rising_toll(), Profile.PARTNER).events[0].place
    assert place is not None
    assert (place.latitude, place.longitude, place.name) == (15.65, 0.55, "Gara")
    assert (place.where_prec, place.radius_km) == (2, 8.0)


def test_south_and_west_are_coarsened_into_their_own_cell() -> None:
    view = rising_toll()
    view = replace(view, events=(replace(view.events[0], place=replace(GARA, latitude=-0.01, longitude=-0.35)),))
    place = reduce_view(view, Profile.PUBLIC).events[0].place
    assert place is not None and (place.latitude, place.longitude) == (-0.25, -0.25)


def test_public_titles_figures_and_explanations_name_the_district() -> None:
    view = reduce_view(by_a_witness(rising_toll()), Profile.PUBLIC)
    assert view.events[0].title == "Armed attack in Ansongo, 3 May 2026"
    assert view.figures[0].cell.place == "Ansongo"
    assert view.contradictions[0].explanation == "a witness says four near Ansongo."


def test_titles_of_reports_stay_as_published() -> None:
    assert reduce_view(rising_toll(), Profile.PUBLIC).register.documents[0].title == "Farmers killed near Gara"


@pytest.mark.parametrize("profile", [Profile.PUBLIC, Profile.PARTNER])
def test_private_speakers_and_authors_are_not_named(profile: Profile) -> None:
    view = reduce_view(by_a_witness(rising_toll()), profile)
    said = claims(view)["clm-4"].attribution
    assert (said.source, said.role, said.source_span) == ("a witness", SourceRole.WITNESS, None)
    assert view.register.documents[0].byline is None


def test_public_withholds_the_words_of_private_speakers() -> None:
    assert withheld(claims(reduce_view(by_a_witness(rising_toll()), Profile.PUBLIC))["clm-4"].span)
    assert not withheld(claims(reduce_view(by_a_witness(rising_toll()), Profile.PARTNER))["clm-4"].span)


def test_public_claims_about_one_person_have_no_quote_and_no_place_below_the_province() -> None:
    claim = claims(reduce_view(single(rising_toll()), Profile.PUBLIC))["clm-12"]
    assert withheld(claim.span) and claim.span.start == claims(rising_toll())["clm-12"].span.start
    assert claim.place is not None
    assert (claim.place.name, claim.place.adm_2, claim.place.place_id) == ("Gao", None, None)


def test_quotes_can_be_left_out_of_any_profile() -> None:
    view = reduce_view(rising_toll(), Profile.INTERNAL, quotes=False)
    assert all(withheld(c.span) for c in claims(view).values())
    assert claims(view)["clm-12"].count.low == 12


def test_officials_keep_their_names() -> None:
    assert claims(reduce_view(rising_toll(), Profile.PUBLIC))["clm-12"].attribution.source == "The governor"


def test_a_view_narrowed_to_a_place_holds_only_what_belongs_there() -> None:
    view = narrow(rising_toll(), Scope(place="gara"))
    assert [e.event_id for e in view.events] == ["evt-1"]
    assert set(claims(view)) == {"clm-12", "clm-60", "clm-19"}
    assert {f.subject_id for f in view.figures} == {"evt-1"}
    assert view.contradictions == ()  # it belongs to the whole campaign


def test_a_view_narrowed_to_its_campaign_is_whole() -> None:
    view = narrow(rising_toll(), Scope(campaign="cmp-1"))
    assert view.events == rising_toll().events and view.contradictions == rising_toll().contradictions


@pytest.mark.parametrize(
    ("scope", "events"),
    [
        (Scope(), 2),
        (Scope(since=datetime(2026, 5, 4, tzinfo=UTC)), 0),
        (Scope(until=datetime(2026, 5, 3, tzinfo=UTC)), 2),
        (Scope(place="Bourem"), 1),
        (Scope(place="ML"), 2),
        (Scope(campaign="evt-2"), 1),
    ],
)
def test_scopes_are_inclusive_and_know_places_at_every_level(scope: Scope, events: int) -> None:
    view = narrow(rising_toll(), scope)
    assert len(view.events) == events
    ids = {d.document_id for d in view.register.documents}
    assert all(c.document_id in ids for c in claims(view).values())


def test_an_unknown_campaign_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(NotFoundError, match=r"cmp-nowhere.*onrecord events"):
        narrow(rising_toll(), Scope(campaign="cmp-nowhere"))


def test_a_scope_says_itself_in_words() -> None:
    assert Scope(since=datetime(2026, 5, 3, tzinfo=UTC), place="Gara").in_words() == "since 2026-05-03, place Gara"


def test_charts_show_no_words_that_a_profile_withholds() -> None:
    from onrecord.present.charts.claims import claims_chart
    from onrecord.present.charts.strips import strips, strips_chart

    view = reduce_view(rising_toll(), Profile.INTERNAL, quotes=False)
    for chart in (claims_chart(view, view.figures), strips_chart(strips(view))):
        assert chart is not None
        assert "█" not in chart.svg and not any("█" in cell or "farmers" in cell for row in chart.rows for cell in row)


def explained(view: View, words: str) -> View:
    return replace(view, contradictions=(replace(view.contradictions[0], explanation=words),))


def test_words_in_quotation_marks_are_never_reworded() -> None:
    view = explained(rising_toll(), "Near Gara: “12 farmers were killed near Gara” and “19 farmers dead”.")
    told = reduce_view(view, Profile.PUBLIC).contradictions[0].explanation
    assert told == "Near Ansongo: “12 farmers were killed near Gara” and “19 farmers dead”."


def test_words_that_are_withheld_are_withheld_in_explanations_too() -> None:
    view = explained(single(rising_toll()), "“12 farmers were killed” and “19 farmers dead”.")
    assert reduce_view(view, Profile.PUBLIC).contradictions[0].explanation == "“[withheld]” and “19 farmers dead”."
    assert reduce_view(view, Profile.INTERNAL, quotes=False).contradictions[0].explanation == "“[withheld]” and “[withheld]”."

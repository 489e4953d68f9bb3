"""Adding one report after another gives what joining the whole register gives, in whatever order they come."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telling_world import ACTORS, World

from onrecord.languages.common_words import load_common_words
from onrecord.model.jsonform import dumps
from onrecord.model.register import Register
from onrecord.reconcile.copies import story_links
from onrecord.reconcile.joining.assembly import Happening
from onrecord.reconcile.joining.growing import Growing
from onrecord.reconcile.joining.profiles import weights_of
from onrecord.reconcile.joining.reports import join_reports

DAYS = ["2026-03-03", "2026-03-04", "2026-03-09", "2026-03-03..2026-03-04", None]
PLACES = ["Tarvan", "Noshira", "Arzan", "Mopta", "Sarhan", None]
WORDS = ["Ferrymen", "grain barge", "customs quay", "a salt caravan", "the lighthouse crew", "weavers of the old mill"]
# Words that every report may use, so that nothing but their order tells whether one report copies another.
COMMON = "police said that in the city", "on the day that two people were killed by the men"


def whole(register: Register, weights: dict[str, float]) -> list[Happening]:
    documents = {d.document_id: d for d in sorted(register.documents, key=lambda d: d.document_id)}
    readings = sorted(register.extractions, key=lambda x: x.document_id)
    links = story_links(list(documents.values()))
    found = join_reports(documents, readings, readings, links, (), ACTORS, weights)
    return sorted(found.happenings, key=lambda h: h.subject_id)


def told(happenings: list[Happening]) -> list[str]:
    return [dumps(e) for h in happenings for e in h.events] + [dumps(h.campaign) for h in happenings if h.campaign]


def grown(register: Register, weights: dict[str, float], order: list[int]) -> list[Happening]:
    growing = Growing(ACTORS, weights)
    for n in order:
        growing.add(register.documents[n], register.extractions[n])
    return growing.happenings()


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = World()
    for n in range(draw(st.integers(1, 7))):
        day = draw(st.integers(3, 9))
        word = draw(st.sampled_from(WORDS))
        r = world.report(f"r{n}", f"2026-03-0{day}T0{n}:00+00:00", title=draw(st.sampled_from(["", f"{word} under fire"])))
        place, when = draw(st.sampled_from(PLACES)), draw(st.sampled_from(DAYS))
        series = draw(st.sampled_from(["", "A wave of attacks: "]))
        r.tells(f"{series}{word} came under attack.", "armed_attack", trigger="attack", place=place, when=when,
                claimed_by=draw(st.sampled_from([None, "xs-fls"])))  # fmt: skip
        if draw(st.booleans()):
            low = draw(st.integers(1, 12))
            r.says(f"Of {word} {low} are dead.", "killed", "civilian", low, by=draw(st.sampled_from([None, "police"])),
                   when=draw(st.sampled_from(DAYS)), place=draw(st.sampled_from(PLACES)))  # fmt: skip
    return world


@st.composite
def copied_worlds(draw: st.DrawFn) -> World:
    """Short reports, some of one wording, some at one address that is written in several ways."""
    world = World()
    for n in range(draw(st.integers(2, 5))):
        own, address = f"r{n}", f"https://r{n}.example/story"
        outlet = draw(st.sampled_from(["P", own]))
        url = draw(st.sampled_from(["https://a.example/x", "https://www.a.example/x/amp", address]))
        word, title = draw(st.sampled_from([*WORDS[:2], ""])), draw(st.sampled_from(["", "Ferrymen under fire"]))
        r = world.report(own, f"2026-03-0{draw(st.integers(3, 9))}T0{n}:00+00:00", outlet=outlet, url=url, title=title)
        r.tells(f"{word} {draw(st.sampled_from(COMMON))} came under attack.", "armed_attack", trigger="attack",
                place=draw(st.sampled_from(PLACES)), when=draw(st.sampled_from(DAYS)))  # fmt: skip
    return world


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(worlds(), copied_worlds()), st.randoms(use_true_random=False))
def test_growing_gives_what_the_whole_gives_in_any_order(world: World, random) -> None:  # type: ignore[no-untyped-def]
    register = world.register()
    weights = weights_of(register.documents, load_common_words("en"))
    order = list(range(len(register.documents)))
    random.shuffle(order)
    assert told(grown(register, weights, order)) == told(whole(register, weights))


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
@pytest.mark.parametrize(
    "urls", [("https://p.example/1", "https://q.example/2"), ("https://p.example/x", "https://www.p.example/x/amp")]
)
def test_a_copy_without_headline_or_rare_words_is_of_the_happening_it_copies(urls: tuple[str, str], order: list[int]) -> None:
    world = World()
    for n, (url, place) in enumerate(zip(urls, ("Tarvan", None), strict=True)):
        r = world.report(f"r{n}", f"2026-03-04T0{n}:00+00:00", url=url)
        r.tells("The men in the city came under attack.", "armed_attack", trigger="attack", place=place, when="2026-03-03")
    register = world.register()
    weights = weights_of(register.documents, load_common_words("en"))
    (happening,) = whole(register, weights)
    assert told(grown(register, weights, order)) == told([happening])


def test_one_more_report_leaves_other_happenings_untouched_and_returns_its_own() -> None:
    world = World()
    for n, place in enumerate(("Tarvan", "Mopta", "Tarvan")):
        r = world.report(f"p{n}", f"2026-03-04T0{n}:00+00:00")
        r.tells(f"{WORDS[n]} met gunfire.", "armed_attack", trigger="gunfire", place=place, when="2026-03-03")
    register = world.register()
    growing = Growing(ACTORS, {})
    for n in range(2):
        growing.add(register.documents[n], register.extractions[n])
    (changed,) = growing.add(register.documents[2], register.extractions[2])
    assert set(changed.events[0].document_ids) == {register.documents[0].document_id, register.documents[2].document_id}
    assert len(growing.happenings()) == 2


def test_a_report_on_record_already_changes_nothing() -> None:
    world = World()
    world.report("p", "2026-03-04T00:00+00:00").tells("A raid was told.", "armed_attack", trigger="raid", place="Tarvan")
    register = world.register()
    growing = Growing(ACTORS, {})
    first = growing.add(register.documents[0], register.extractions[0])
    assert growing.add(register.documents[0], register.extractions[0]) == first


@pytest.mark.parametrize("fields", [{}, {"said": None}])
def test_reports_that_say_nothing_to_go_by_are_taken(fields: dict[str, None]) -> None:
    world = World()
    world.report("empty", fields.get("said", "2026-03-04T00:00+00:00"))
    register = world.register()
    assert Growing(ACTORS, {}).add(register.documents[0], register.extractions[0]) == ()

"""What was known when: revisions typed with a sentence, stale copies told, and every line what the view as of then shows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telling_world import ACTORS, World

from onrecord.codebooks import load_policy
from onrecord.model.figures import Cell
from onrecord.model.register import Register
from onrecord.reconcile.history.known import Known, history
from onrecord.reconcile.joining.naming import trace
from onrecord.reconcile.reconciling import reconcile

POLICY = load_policy("range")
TUE = "2026-03-03"


def as_of(register: Register, moment: datetime) -> Register:
    out = {d.document_id for d in register.documents if d.published_at and d.published_at <= moment}
    return replace(
        register,
        documents=tuple(d for d in register.documents if d.document_id in out),
        extractions=tuple(x for x in register.extractions if x.document_id in out),
    )


def moments(register: Register) -> Iterator[tuple[datetime, Register]]:
    for moment in sorted({d.published_at for d in register.documents if d.published_at}):
        yield moment, as_of(register, moment)


def course(world: World, subject: str | None = None) -> Sequence[Known]:
    register = world.register()
    view = reconcile(register, POLICY, ACTORS)
    today = trace(subject or view.events[0].event_id, view).new
    return history(moments(register), today or "", POLICY, ACTORS)


def told(known: Sequence[Known], root_part: str | None) -> list[tuple[str, int | None, int | None]]:
    """Kind, low and high of the lines of one speaker (None = of all speakers)."""
    mine = [k for k in known if (k.root is None if root_part is None else root_part in (k.root or ""))]
    return [(k.revision.kind.value if k.revision else "first", k.low, k.high) for k in mine]


OPENINGS = {
    7: "Raiders came to the ferry landing at Tarvan.",
    9: "Before dawn the quay of Tarvan was overrun and gunfire came from both banks.",
    11: "What came over Tarvan on market day is still hard to put into words, shopkeepers told us.",
    12: "Three boats were found adrift after shooting came near the customs house of Tarvan.",
}


def toll(world: World, hour: int, words: str, low: int, *, by: str | None = "police", **more: object) -> None:
    r = world.report(f"paper-{hour}", f"2026-03-04T{hour:02d}:00+00:00")
    r.tells(OPENINGS[hour], "armed_attack", trigger="came", place="Tarvan", when=TUE)
    r.says(words, "killed", "civilian", low, by=by, when=TUE, place="Tarvan", **more)  # type: ignore[arg-type]


def test_a_growing_toll_is_a_series_of_ups() -> None:
    world = World()
    for hour, low in ((7, 4), (9, 9), (12, 11)):
        toll(world, hour, f"By hour {hour} police had counted {low} dead boatmen.", low)
    assert told(course(world), "police") == [("first", 4, 4), ("up", 9, 9), ("up", 11, 11)]
    assert told(course(world), None) == [("first", 4, 4), ("up", 9, 9), ("up", 11, 11)]


def test_the_sentence_quotes_both_figures_and_says_what_replaced_what() -> None:
    world = World()
    toll(world, 7, "Police counted 4 dead boatmen.", 4)
    toll(world, 9, "The number of bodies seen by police rose to 9.", 9)
    (line,) = (k for k in course(world) if k.root and k.revision)
    assert line.revision is not None and line.revision.root_same
    assert line.explanation.startswith("The same speaker's later figure is higher (4 → 9): police (paper-7, 4 March)")
    assert "The number of bodies seen by police rose to 9" in line.explanation


def test_a_lower_figure_counts_only_where_its_sentence_corrects() -> None:
    world = World()
    toll(world, 7, "Police counted 9 dead boatmen.", 9)
    toll(world, 9, "Police corrected the number of dead boatmen to 6.", 6)
    assert told(course(world), "police") == [("first", 9, 9), ("correct", 6, 6)]


def test_a_report_that_still_prints_the_old_figure_is_a_stale_copy() -> None:
    world = World()
    toll(world, 7, "Police counted 4 dead boatmen.", 4)
    toll(world, 9, "The number of bodies seen by police rose to 9.", 9)
    toll(world, 11, "Boatmen killed at the landing: 4, by the count of police.", 4)
    assert told(course(world), "police") == [("first", 4, 4), ("up", 9, 9), ("stale_copy", 9, 9)]
    assert "had replaced by 9" in course(world)[-1].explanation


def test_people_moved_to_another_effect_are_reclassified() -> None:
    world = World()
    toll(world, 7, "Police counted 44 slain boatmen.", 44)
    toll(world, 9, "Police corrected the slain boatmen to 39, as 5 turned up wounded.", 39)
    r = world.reports[-1]
    r.says("", "injured", "civilian", 5, by="police", when=TUE, place="Tarvan")
    assert ("reclassify", 39, 39) in told(course(world), "police")


def test_an_id_given_before_an_earlier_report_arrived_is_followed() -> None:
    world = World()
    toll(world, 9, "The number of bodies seen by police rose to 9.", 9)
    old = reconcile(world.register(), POLICY, ACTORS).events[0].event_id
    toll(world, 7, "Police counted 4 dead boatmen.", 4)
    assert told(course(world, old), "police") == [("first", 4, 4), ("up", 9, 9)]


def test_an_id_that_leads_nowhere_has_no_history() -> None:
    world = World()
    toll(world, 9, "The number of bodies seen by police rose to 9.", 9)
    assert course(world, "evt-nothing-0") == ()


def folded(known: Sequence[Known], moment: datetime) -> dict[tuple[Cell, str | None], tuple[int | None, int | None]]:
    state: dict[tuple[Cell, str | None], tuple[int | None, int | None]] = {}
    for k in known:
        if k.at <= moment and not k.gone:
            state[k.cell, k.root] = (k.low, k.high)
        elif k.at <= moment:
            state.pop((k.cell, k.root), None)
    return state


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.integers(1, 9), st.sampled_from(["police", "officials", "FLS", "residents", None]), st.sampled_from([TUE, None])
        ),
        min_size=1,
        max_size=5,
    )
)
def test_the_history_at_a_moment_is_the_view_as_of_it(said: list[tuple[int, str | None, str | None]]) -> None:
    world = World()
    for n, (low, by, when) in enumerate(said):
        r = world.report(f"paper-{n}", f"2026-03-04T{7 + n:02d}:00+00:00")
        r.tells("Raiders came to the ferry landing at Tarvan.", "armed_attack", trigger="came", place="Tarvan", when=TUE)
        r.says(f"Boatmen lost in the raid: {low}.", "killed", "civilian", low, by=by, when=when, place="Tarvan")
    register = world.register()
    known = course(world)
    for moment, then in moments(register):
        view = reconcile(then, POLICY, ACTORS)
        shown: dict[tuple[Cell, str | None], tuple[int | None, int | None]] = {}
        for f in view.figures:
            shown[f.cell, None] = (f.low, f.high)
            shown |= {(f.cell, t.root): (t.low, t.high) for t in f.tellers}
        assert folded(known, moment) == shown

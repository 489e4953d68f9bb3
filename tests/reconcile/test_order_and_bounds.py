"""Properties: order never matters, running twice changes nothing, and bounds never exclude a world that fits."""

import multiprocessing
import resource
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running_example import running_example
from telling_world import ACTORS, FLS, World, shuffled, view_of

from onrecord.codebooks import load_policy
from onrecord.ledger.chain import append
from onrecord.ledger.replay import replay
from onrecord.model.enums import EntryKind
from onrecord.model.jsonform import dumps, loads
from onrecord.model.register import Entry, Register, View
from onrecord.reconcile.constraints import Builder, System
from onrecord.reconcile.reconciling import reconcile
from onrecord.reconcile.speakers import Setting
from onrecord.reconcile.statements import Statement, statement_of

MEMORY_KB = 1_000_000
START = datetime(2026, 3, 5, tzinfo=UTC)
DAYS = ["2026-03-03", "2026-03-04", "2026-03-03..2026-03-04"]
PLACES = ["Tarvan", "Noshira", "Sarhan"]
SIDES = ["civilian", "security", "militant", "unknown"]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = World()
    for n in range(draw(st.integers(1, 4))):
        hour = draw(st.integers(6, 9))
        r = world.report(f"r{n}", f"2026-03-05T0{hour}:00+00:00", outlet=f"Outlet {n % 3}")
        place = draw(st.sampled_from(PLACES))
        r.tells(
            f"A wave of attacks hit {place}.", "armed_attack", trigger="attacks", place=place, when=draw(st.sampled_from(DAYS))
        )
        for _ in range(draw(st.integers(0, 4))):
            low = draw(st.integers(1, 12))
            r.says(
                f"There were {low} dead.",
                "killed",
                draw(st.sampled_from(SIDES)),
                low,
                draw(st.sampled_from([low, None, low + 3])),
                by=draw(st.sampled_from([None, "officials", "police", "FLS", "residents"])),
                when=draw(st.sampled_from([*DAYS, None])),
                place=draw(st.sampled_from(PLACES)),
            )
    return world


def _found(view: View) -> str:
    return "\n".join(
        dumps(x) for part in (view.events, view.campaigns, view.figures, view.contradictions, view.links) for x in part
    )


def _view(register: Register) -> View:
    return reconcile(register, load_policy("range"), ACTORS)


@settings(max_examples=20, deadline=None)
@given(world=worlds(), data=st.data())
def test_order_of_documents_and_claims_changes_nothing(world: World, data: st.DataObject) -> None:
    register = world.register()
    order = data.draw(st.permutations(range(len(register.documents))))
    assert _found(_view(register)) == _found(_view(shuffled(register, list(order))))


def test_order_changes_nothing_in_the_running_example() -> None:
    register = running_example().register()
    once = _view(register)
    again = _view(shuffled(register, list(reversed(range(len(register.documents))))))
    assert _found(once) == _found(again)


def test_reconciling_what_was_reconciled_changes_nothing() -> None:
    once = view_of(running_example())
    assert _found(_view(once.register)) == _found(once)


def test_replaying_the_ledger_gives_the_same_bytes_in_whatever_order_it_was_written() -> None:
    """The log is written anew in two orders, put into lines, read back, replayed and reconciled: not a byte differs."""
    register = running_example().register()
    reports = list(zip(register.documents, register.extractions, strict=True))
    written = set()
    for order in (reports, reports[::-1]):
        log: list[Entry] = []
        for minute, (document, reading) in enumerate(order):
            at = START + timedelta(minutes=minute)
            log.append(append(log[-1] if log else None, recorded_at=at, kind=EntryKind.DOCUMENT, document=document))
            log.append(append(log[-1], recorded_at=at, kind=EntryKind.EXTRACTION, extraction=reading))
        replayed = replay([loads(Entry, dumps(entry)) for entry in log])
        written |= {dumps(_view(replayed)), dumps(_view(_view(replayed).register))}
    assert len(written) == 1


rows = st.lists(st.tuples(st.tuples(*[st.integers(-1, 2)] * 3), st.integers(0, 6), st.integers(0, 4)), min_size=0, max_size=4)


def _agrees_with_enumeration(rows: list[tuple[tuple[int, int, int], int, int]], asked: tuple[int, int, int]) -> None:
    system = System()
    variables = [system.variable((name,)) for name in "abc"]
    most = 6
    system.add(dict.fromkeys(variables, 1), None, most)
    for factors, low, width in rows:
        system.add({v: f for v, f in zip(variables, factors, strict=True) if f}, low, low + width)
    fitting = [
        world
        for world in product(range(most + 1), repeat=3)
        if sum(world) <= most
        and all(low <= sum(f * x for f, x in zip(fs, world, strict=True)) <= low + width for fs, low, width in rows)
    ]
    found = system.bounds({v: f for v, f in zip(variables, asked, strict=True) if f})
    if not fitting:
        assert found is None
        return
    values = [sum(f * x for f, x in zip(asked, world, strict=True)) for world in fitting]
    assert found is not None
    assert (found.low, found.high) == (min(values), max(values))


@settings(max_examples=80, deadline=None)
@given(rows=rows, asked=st.tuples(*[st.integers(0, 2)] * 3))
def test_bounds_agree_with_enumeration(rows: list[tuple[tuple[int, int, int], int, int]], asked: tuple[int, int, int]) -> None:
    _agrees_with_enumeration(rows, asked)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(rows=rows, asked=st.tuples(*[st.integers(0, 2)] * 3))
def test_bounds_of_a_thousand_systems_agree_with_enumeration(
    rows: list[tuple[tuple[int, int, int], int, int]], asked: tuple[int, int, int]
) -> None:
    _agrees_with_enumeration(rows, asked)


SETTING = Setting(
    country="XS",
    places={},
    actors=ACTORS,
    origins={},
    copies={},
    cues=dict.fromkeys(("older_before", "older_after", "correction", "part_of_day"), frozenset()),
    bounding={},
)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_true_world_is_never_excluded(data: st.DataObject) -> None:
    """Statements read off a made-up truth, loosened at random, always fit together, and bounds always hold the truth."""
    days, places, sides = DAYS[:2], ["event-1", "event-2"], SIDES[:3]
    truth = {atom: data.draw(st.integers(0, 5)) for atom in product(places, sides, days)}
    world = World()
    report = world.report("truth", "2026-03-05T08:00+00:00")
    statements: list[Statement] = []
    values: list[int] = []
    for _ in range(data.draw(st.integers(1, 6))):
        where = data.draw(st.sampled_from([*places, "campaign"]))
        side, window = data.draw(st.sampled_from(SIDES)), data.draw(st.sampled_from([*DAYS, None]))
        value = sum(
            n
            for (place, whose, day), n in truth.items()
            if where in (place, "campaign") and side in (whose, "unknown") and (window is None or day in window)
        )
        low = value - data.draw(st.integers(0, min(2, value)))
        high = data.draw(st.sampled_from([None, value, value + 2]))
        claim = report.says(f"They were {low}.", "killed", side, low, high, by="officials", when=window)
        statements.append(statement_of(claim, report.document(), where, {}, SETTING))
        values.append(value)
    builder = Builder(statements, "campaign")
    for statement, value in zip(statements, values, strict=True):
        found = builder.system.bounds(builder.terms(statement))
        assert found is not None
        assert found.low <= value and (found.high is None or value <= found.high)


def _big_world(reports: int, claims: int) -> World:
    world = World()
    for n in range(reports):
        day = 1 + n % 6
        r = world.report(f"big-{n}", f"2026-03-0{day}T{n % 24:02d}:{n % 60:02d}+00:00", outlet=f"Outlet {n % 40}")
        place = PLACES[n % 2]
        r.tells(
            f"Report {n}: coordinated attacks hit {place}.",
            "armed_attack",
            trigger="attacks",
            place=place,
            when="2026-03-01",
            claimed_by=FLS,
        )
        for m in range(claims):
            low = 3 + (7 * n + 5 * m) % 40 + n // 4
            by = ["officials", "police", "FLS", None, "residents"][(n + m) % 5]
            when = ["2026-03-01", f"2026-03-01..2026-03-0{day}", None][(n + 2 * m) % 3]
            r.says(
                f"Report {n} counts {low} dead in item {m}.",
                "killed",
                SIDES[(n + m) % 4],
                low,
                by=by,
                when=when,
                place=["Sarhan", *PLACES][m % 4],
            )
    return world


def test_two_thousand_claims_come_out_as_one_campaign() -> None:
    register = _big_world(200, 10).register()
    assert sum(len(x.claims) for x in register.extractions) == 2000
    assert len(_view(register).campaigns) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("reports", "claims"), [(1000, 10), (100, 100), (3334, 3)])
def test_ten_thousand_claims_on_one_campaign_come_out_in_under_a_gigabyte(reports: int, claims: int) -> None:
    # How fast is for `onrecord bench reconcile`: machines are noisy. A process of its own, because peaks of others count along.
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as alone:
        campaigns, peak_kb = alone.submit(_campaigns_and_peak, reports, claims).result()
    assert campaigns == 1
    assert peak_kb < MEMORY_KB


def _campaigns_and_peak(reports: int, claims: int) -> tuple[int, int]:
    view = _view(_big_world(reports, claims).register())
    return len(view.campaigns), _peak_kb()


def _peak_kb() -> int:
    """The peak of this process alone: Linux carries that of getrusage over from the process that started this one."""
    status = Path("/proc/self/status")
    if status.is_file():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_dangling_and_cyclic_relations_do_no_harm() -> None:
    world = World()
    r = world.report("cycle", "2026-03-05T08:00+00:00")
    one = r.says("Nine died in Tarvan.", "killed", "unknown", 9, number="Nine", when="2026-03-03", place="Tarvan")
    two = r.says("Nine of them in Tarvan.", "killed", "unknown", 9, number="Nine", when="2026-03-03", place="Tarvan", part_of=one)
    from dataclasses import replace

    r.claims[0] = replace(one, subset_of=two.claim_id)
    r.claims.append(replace(two, claim_id="clm-dangling", subset_of="clm-nowhere"))
    assert view_of(world).figures


@pytest.mark.parametrize("said", [None, "2026-03-05T08:00+00:00"])
def test_undated_report_without_place_is_kept_as_its_own_event(said: str | None) -> None:
    world = World()
    world.report("bare", said).says("Five were killed.", "killed", "unknown", 5, number="Five")
    (event,) = view_of(world).events
    assert event.place is None and event.title.startswith("Deaths reported")


def test_empty_register_gives_an_empty_view() -> None:
    view = view_of(World())
    assert (view.events, view.figures, view.contradictions, view.policy) == ((), (), (), "range 1")

"""With a memory of earlier runs a register is reconciled to the same view as without, to the byte, and less is worked out."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telling_world import ACTORS, World

from onrecord.codebooks import load_policy
from onrecord.ledger.replay import Replay, replay
from onrecord.ledger.reviews import counted, decide_claim, standings, take_back
from onrecord.model.enums import EntryKind, Judgement
from onrecord.model.jsonform import dumps
from onrecord.model.register import Decision, Entry, Register, View
from onrecord.reconcile import reconciling
from onrecord.reconcile.joining import reports
from onrecord.reconcile.joining.judgements import QUESTION
from onrecord.reconcile.memory import FORGOTTEN_AFTER, Memory
from onrecord.reconcile.reconciling import reconcile

POLICY = load_policy("range")
AT = datetime(2026, 3, 20, tzinfo=UTC)
PLACES = ["Tarvan", "Noshira", "Arzan", "Mopta", "Sarhan", None]
DAYS = ["2026-03-03", "2026-03-04", "2026-03-09", "2026-03-03..2026-03-04", None]
STORY = "Ferrymen of the old quay told of gunfire by the salt sheds before the grain barge burned down to the water line."


def world_of(source: random.Random, reports: int) -> World:
    world = World()
    for n in range(reports):
        day = source.randint(3, 9)
        r = world.report(f"r{n}", f"2026-03-0{day}T0{n % 10}:00+00:00", outlet=f"Outlet {n % 3}")
        place, when = source.choice(PLACES), source.choice(DAYS)
        start = source.choice([STORY, f"A wave of attacks reached ward {n}.", f"Ward {n} was quiet again."])
        r.tells(f"{start} Gunmen made an attack.", "armed_attack", trigger="attack", place=place, when=when,
                claimed_by=source.choice([None, "xs-fls"]))  # fmt: skip
        for _ in range(source.randint(0, 3)):
            low = source.randint(1, 12)
            effect, side = source.choice(["killed", "injured"]), source.choice(["civilian", "security"])
            r.says(f"In ward {n} {low} are dead.", effect, side, low, by=source.choice([None, "police", "FLS"]),
                   when=source.choice(DAYS), place=source.choice(PLACES))  # fmt: skip
    return world


def entries_of(world: World, source: random.Random) -> list[Entry]:
    """Reports in any order, decisions on claims and on pairs between them, some of them taken back."""
    register = world.register()
    readings = {x.document_id: x for x in register.extractions}
    order = list(register.documents)
    source.shuffle(order)
    made: list[Entry] = []

    def enter(**record: object) -> None:
        kind = next(iter(record))
        made.append(Entry(sequence=len(made) + 1, entry_id=str(len(made) + 1), previous=None, recorded_at=AT,
                          kind=EntryKind("judgement" if kind == "decision" else kind), **record))  # type: ignore[arg-type]  # fmt: skip

    here: list[str] = []
    decided: list[Decision] = []
    for doc in order:
        enter(document=doc)
        enter(extraction=readings[doc.document_id])
        here.append(doc.document_id)
        for claim in readings[doc.document_id].claims:
            if source.random() < 0.5:
                verdict = source.choice([Judgement.POSITIVE, Judgement.NEGATIVE])
                decided.append(decide_claim(doc, claim, verdict, by="reviewer-1", at=AT + timedelta(minutes=len(made))))
                enter(decision=decided[-1])
        if decided and source.random() < 0.3:
            enter(decision=take_back(source.choice(decided), by="reviewer-2", at=AT + timedelta(minutes=len(made))))
        if len(here) > 1 and source.random() < 0.5:
            left, right = sorted(source.sample(here, 2))
            verdict = source.choice(list(Judgement))
            enter(decision=Decision(subject=left, other=right, judgement=verdict, question=QUESTION, decided_by="reviewer-1",
                                    decided_at=AT + timedelta(minutes=len(made))))  # fmt: skip
    return made


def view_of(register: Register, memory: Memory | None = None) -> View:
    return reconcile(counted(register, standings(register)), POLICY, ACTORS, memory)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 7), st.integers(0, 2**32))
def test_every_entry_leads_to_the_view_made_from_the_start_in_any_order(reports: int, seed: int) -> None:
    source = random.Random(seed)  # made-up reports need no secrets
    entries = entries_of(world_of(source, reports), source)
    kept, memory = Replay(), Memory()
    for n, entry in enumerate(entries):
        kept.take(entry)
        if entry.document is not None and entry is not entries[-1]:
            continue  # its reading comes with it
        assert kept.register() == replay(entries[: n + 1])
        assert dumps(view_of(kept.register(), memory)) == dumps(view_of(replay(entries[: n + 1])))
    # Another moment in between, as somebody looks at an earlier day, changes nothing.
    view_of(replay(entries[: len(entries) // 2]), memory)
    assert dumps(view_of(kept.register(), memory)) == dumps(view_of(replay(entries)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 7), st.integers(0, 2**32))
def test_order_of_arrival_does_not_matter_with_a_memory(reports: int, seed: int) -> None:
    world = world_of(random.Random(seed), reports)
    register = world.register()
    found = set()
    for turn in range(3):
        order = list(range(len(register.documents)))
        random.Random(seed + turn).shuffle(order)
        memory = Memory()
        for upto in range(1, len(order) + 1):
            some = sorted(order[:upto])
            part = Register(
                documents=tuple(register.documents[i] for i in some), extractions=tuple(register.extractions[i] for i in some)
            )
            view = view_of(part, memory)
        found.add(dumps(view))
    assert found == {dumps(view_of(register))}


def two_towns() -> Register:
    world = World()
    for n, (place, day) in enumerate((("Tarvan", 3), ("Tarvan", 3), ("Mopta", 9))):
        r = world.report(f"p{n}", f"2026-03-0{day}T1{n}:00+00:00", outlet=f"Outlet {n}")
        r.tells("There was gunfire.", "armed_attack", trigger="gunfire", place=place, when=f"2026-03-0{day}")
        r.says(f"Police counted {n + 4} dead.", "killed", "civilian", n + 4, by="police", place=place, when=f"2026-03-0{day}")
    return world.register()


def test_a_decision_has_only_its_own_happening_worked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    register, memory = two_towns(), Memory()
    first = view_of(register, memory)
    worked, compared = [], []
    whole, odds = reconciling._accounted, reports.odds_of
    monkeypatch.setattr(reconciling, "_accounted", lambda h, *rest: worked.append(h.subject_id) or whole(h, *rest))
    monkeypatch.setattr(reports, "odds_of", lambda *parts: compared.append(parts) or odds(*parts))
    (far,) = (x for x in register.extractions if x.claims[0].place and x.claims[0].place.name == "Mopta")
    doc = next(d for d in register.documents if d.document_id == far.document_id)
    made = decide_claim(doc, far.claims[0], Judgement.NEGATIVE, by="reviewer-1", at=AT)
    after = view_of(Register(documents=register.documents, extractions=register.extractions, decisions=(made,)), memory)
    assert len(first.events) == len(after.events) == 2
    assert worked == [e.event_id for e in after.events if e.place and e.place.name == "Mopta"]
    assert compared == []
    view_of(register, memory)
    assert len(worked) == 2
    # Who looks back in between makes that moment, and nothing of now is to be made again.
    early = [d for d in register.documents if d.document_id != far.document_id]
    then = Register(documents=tuple(early), extractions=tuple(x for x in register.extractions if x is not far), as_of=AT)
    view_of(then, memory)
    assert len(compared) == 1
    view_of(Register(documents=register.documents, extractions=register.extractions, decisions=(made,)), memory)
    view_of(then, memory)
    assert len(compared) == 1


def test_a_memory_lets_go_what_nobody_asks_for_any_more() -> None:
    memory = Memory()
    memory.begin()
    assert memory.recall("kind", "old", (1,), lambda: "made") == "made"
    for _ in range(FORGOTTEN_AFTER + 1):
        memory.begin()
        memory.recall("kind", "used", (1,), lambda: "kept")
    assert memory.recall("kind", "old", (1,), lambda: "made anew") == "made anew"
    assert memory.recall("kind", "used", (1,), lambda: "lost") == "kept"
    assert memory.recall("kind", "used", (2,), lambda: "other parts") == "other parts"

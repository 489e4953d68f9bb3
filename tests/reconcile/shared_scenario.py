"""The figures of real coverage noted in the shared scenario, read as claims in sentences of our own.

The folder lies beside the repository and is not part of it. Its first week ends on 4 February; the figures of 5 and 6 February
that the method's table names are added here.
"""

import json
from pathlib import Path

from telling_world import FLS, Report, World

SCENARIO = Path(__file__).resolve().parents[3] / "shared" / "scenario" / "balochistan_2026-01-31.jsonl"
SAT = "2026-01-31"
# Who speaks, by words in the note of the speaker; the first that fits.
SPEAKERS = {
    "official": "officials", "BLA": "FLS", "ISPR": "army", "military": "army", "security forces": "army", "police": "police",
    "Minister": "minister", "minister": "minister", "Bugti": "minister", "Rind": "minister", "Asif": "minister",
    "narrator": None, "reports": None,
}  # fmt: skip
WINDOWS = {
    "Saturday": (SAT, None), "48 hours": ("2026-01-29..2026-01-31", 48), "past two days": ("2026-01-29..2026-01-31", 48),
    "40 hours": ("2026-01-30..2026-02-01", 40), "30 Jan, two operations": ("2026-01-30", None),
    "earlier raids": ("2026-01-30", None), "since Sunday night": ("2026-02-01..2026-02-02", None),
    "including 3 suicide bombers": (SAT, None),
}  # fmt: skip
PEOPLE = {"security": "security personnel", "civilian": "civilians", "militant": "militants"}


def shared_scenario() -> World:
    """One report an address, in the order of the file, and the later statements of both sides."""
    world = World()
    reports: dict[str, Report] = {}
    for line in SCENARIO.read_text(encoding="utf-8").splitlines():
        note = json.loads(line)
        if note["url"] not in reports:
            report = world.report(note["url"], _hour(note, len(reports)), outlet=note["outlet"], url=note["url"])
            report.tells(f"{note['outlet']}: coordinated attacks across Sarhan.", "armed_attack", trigger="attacks",
                         place="Sarhan", when=SAT, claimed_by=FLS)  # fmt: skip
            reports[note["url"]] = report
        _tell(reports[note["url"]], note)
    _later(world)
    return world


def _hour(note: dict[str, str], position: int) -> str:
    day = note["published"].rstrip("?")
    return f"{day}T{8 + position % 12:02d}:00+00:00"


def _tell(report: Report, note: dict) -> None:
    by = next((who for words, who in SPEAKERS.items() if words in note["said_by"]), "officials")
    people = PEOPLE.get(note["who"], "people")
    when, rolling = WINDOWS.get(note["note"] or "", (None, None))
    place = "Noshira" if (note["note"] or "").startswith("Gwadar") else "Kelat" if note["outcome"] == "freed" else None
    groups = ("prisoners",) if note["outcome"] == "freed" else ("police",) if (note["note"] or "").startswith("police") else ()
    told = f", {by} said" if by else ""
    totals = [c for c in report.claims if c.effect.value == "killed" and c.count.low == 177]
    report.says(
        f"{note['low']} {people} {note['outcome']}{told}.",
        note["outcome"],
        "unknown" if note["who"] == "total" else note["who"],
        note["low"],
        note["high"],
        by=by,
        when=when,
        rolling=rolling,
        place=place,
        groups=groups,
        relations=(("increment_to", totals[0], None),) if note["note"] == "since Sunday night" else (),
        perpetrator=FLS if by == "FLS" and note["who"] == "security" else None,
    )


def _later(world: World) -> None:
    army = world.report("army-ends", "2026-02-05T11:00+00:00", outlet="Test Ledger")
    army.names("In Sarhan the operation has ended, the army said.", "Sarhan")
    since = army.says("It put the militants killed since 29 January at 216.", "killed", "militant", 216, by="army",
                      when="2026-01-29..2026-02-05")  # fmt: skip
    army.says("In raids on 29 and 30 January 41 of these were killed.", "killed", "militant", 41, by="army",
              when="2026-01-29..2026-01-30", part_of=since)  # fmt: skip
    group = world.report("group-ends", "2026-02-06T17:00+00:00", outlet="Test Post")
    group.names("The group gave its own count for Sarhan.", "Sarhan")
    group.says("It spoke of over 362 dead among the security forces.", "killed", "security", 363, None, number="362", by="FLS",
               when="2026-01-31..2026-02-06", perpetrator=FLS)  # fmt: skip
    group.says("Its own dead were 93.", "killed", "militant", 93, by="FLS", when="2026-01-31..2026-02-06")

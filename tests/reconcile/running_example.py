"""The week of 31 January 2026 as reports with claims: the figures and speakers of real coverage, in other places and words."""

from telling_world import FLS, World

from onrecord.model.enums import Certainty, Realis, Scope

SAT = "2026-01-31"
WIRE = "https://wire.example/sarhan-attacks"


def running_example() -> World:
    """Fifteen reports in the order in which they came."""
    world = World()
    _first_day(world)
    _evening(world)
    _later_days(world)
    return world


def _first_day(world: World) -> None:
    one = world.report("wire-1", "2026-01-31T09:40+00:00", outlet="Test Wire", url=WIRE)
    one.tells(
        "Gunmen struck a dozen places across Sarhan in coordinated attacks on Saturday.",
        "armed_attack",
        trigger="struck",
        place="Sarhan",
        when=SAT,
        claimed_by=FLS,
    )
    one.says(
        "The interior minister said at least 10 security personnel had died.",
        "killed",
        "security",
        10,
        None,
        by="minister",
        when=SAT,
    )
    one.says("He put the militants killed at 37.", "killed", "militant", 37, by="minister", when=SAT)
    one.tells("Police in Arzan were hit by a grenade.", "grenade", trigger="grenade", place="Arzan", when=SAT)
    one.says(
        "Two policemen died in Arzan, police said.",
        "killed",
        "security",
        2,
        number="Two",
        by="police",
        when=SAT,
        place="Arzan",
        groups=("police",),
    )
    two = world.report("wire-2", "2026-01-31T12:20+00:00", outlet="Test Wire", url=WIRE)
    two.tells(
        "Gunmen struck a dozen places across Sarhan in coordinated attacks on Saturday.",
        "armed_attack",
        trigger="struck",
        place="Sarhan",
        when=SAT,
        claimed_by=FLS,
    )
    two.says("At least 10 security personnel died, officials said.", "killed", "security", 10, None, by="officials", when=SAT)
    two.says(
        "Security forces killed 58 militants, up from 37, officials said.", "killed", "militant", 58, by="officials", when=SAT
    )
    two.says("", "killed", "militant", 37, by="minister", when=SAT)
    two.tells("In Kelat gunmen stormed a prison.", "prison_break", trigger="stormed", place="Kelat", when=SAT)
    two.says(
        "More than 30 inmates were freed in Kelat, police said.",
        "freed",
        "unknown",
        31,
        None,
        number="30",
        by="police",
        when=SAT,
        place="Kelat",
        groups=("prisoners",),
    )
    three = world.report("wire-3", "2026-01-31T16:10+00:00", outlet="Test Wire", url=WIRE)
    _third_version(three)
    copy = world.report("gazette", "2026-01-31T17:30+00:00", outlet="Test Gazette", wire_credit="Test Wire")
    _third_version(copy)


def _third_version(report) -> None:
    report.tells(
        "Gunmen struck a prison, police posts and offices across Sarhan in coordinated attacks on Saturday.",
        "armed_attack",
        trigger="struck",
        place="Sarhan",
        when=SAT,
        claimed_by=FLS,
    )
    report.says(
        "The attackers killed 10 security personnel and 11 civilians, officials said.",
        "killed",
        "security",
        10,
        by="officials",
        when=SAT,
    )
    civilians = report.says("", "killed", "civilian", 11, by="officials", when=SAT)
    report.says(
        "Authorities said 67 militants were killed on Saturday alone, and at least 108 over the past 48 hours.",
        "killed",
        "militant",
        67,
        by="officials",
        when=SAT,
    )
    report.says("", "killed", "militant", 108, None, by="officials", when="2026-01-29..2026-01-31", rolling=48)
    report.tells("Gunmen entered a workers' compound in Noshira.", "armed_attack", trigger="entered", place="Noshira", when=SAT)
    report.says(
        "Most of the dead civilians were in the port of Noshira.",
        "killed",
        "civilian",
        None,
        None,
        by="officials",
        when=SAT,
        place="Noshira",
        relations=(("majority_of", civilians, None),),
    )
    report.says(
        "The military had said that 41 militants were killed in raids on Friday.",
        "killed",
        "militant",
        41,
        by="army",
        when="2026-01-30",
    )


def _evening(world: World) -> None:
    coast = world.report("coast", "2026-01-31T14:20+00:00", outlet="Test Coast")
    coast.tells(
        "Attacks across Sarhan on Saturday hit several towns.", "armed_attack", trigger="Attacks", place="Sarhan", when=SAT
    )
    coast.says(
        "Officials said 11 civilians were killed in Saturday's attacks.", "killed", "civilian", 11, by="officials", when=SAT
    )
    coast.says(
        "Police said 11 people of one family were killed at a workers' settlement in Noshira.",
        "killed",
        "unknown",
        11,
        by="police",
        when=SAT,
        place="Noshira",
    )
    coast.says(
        "Seven people were killed at a house in Tarvan, police there said.",
        "killed",
        "unknown",
        7,
        number="Seven",
        by="police",
        when=SAT,
        place="Tarvan",
    )
    coast.says(
        "Some 27 prisoners escaped from the jail in Kelat, a resident said.",
        "freed",
        "unknown",
        27,
        by="residents",
        when=SAT,
        place="Kelat",
        groups=("prisoners",),
        detail="escaped",
    )
    army = world.report("statement", "2026-01-31T16:05+00:00", outlet="Test Standard")
    _army_statement(army)
    army.says(
        "It said 18 civilians and 15 security personnel were killed in the attacks.",
        "killed",
        "civilian",
        18,
        by="army",
        when=SAT,
    )
    army.says("", "killed", "security", 15, by="army", when=SAT)
    rebels = world.report("rebels-1", "2026-01-31T19:00+00:00", outlet="Test Post")
    rebels.says(
        "The FLS claimed that it had killed 84 members of the security forces on Saturday.",
        "killed",
        "security",
        84,
        by="FLS",
        when=SAT,
        certainty=Certainty.CLAIMED,
        perpetrator=FLS,
    )
    rebels.says(
        "It said it had captured 18 others.",
        "abducted",
        "security",
        18,
        by="FLS",
        when=SAT,
        detail="captured",
        certainty=Certainty.CLAIMED,
        perpetrator=FLS,
    )
    rebels.says("It spoke of 7 dead fighters of its own.", "killed", "militant", 7, by="FLS", when=SAT)


def _army_statement(report) -> None:
    report.tells(
        "The army's media wing spoke of coordinated attacks across Sarhan late on Saturday.",
        "armed_attack",
        trigger="attacks",
        place="Sarhan",
        when=SAT,
    )
    report.says("It said 92 attackers were killed on Saturday.", "killed", "militant", 92, by="army", when=SAT)
    report.says(
        "Over two days the number of militants killed stood at 133, it added.",
        "killed",
        "militant",
        133,
        by="army",
        when="2026-01-30..2026-01-31",
    )


def _later_days(world: World) -> None:
    denial = world.report("denial", "2026-02-01T08:00+00:00", outlet="Test Standard")
    denial.says(
        "The army rejected the FLS claim that 18 of its men were captives since Saturday.",
        "abducted",
        "security",
        18,
        by="army",
        when=SAT,
        detail="captured",
        certainty=Certainty.DENIED,
        perpetrator=FLS,
    )
    chief = world.report("chief", "2026-02-01T15:00+00:00", outlet="Test Ledger")
    chief.names("The chief minister of Sarhan spoke after the attacks.", "Sarhan")
    chief.says(
        "The chief minister said 145 militants were killed in 40 hours.",
        "killed",
        "militant",
        145,
        by="minister",
        when="2026-01-30..2026-02-01",
        rolling=40,
    )
    chief.says(
        "The attacks had cost the lives of 31 civilians and 17 security personnel, he said.",
        "killed",
        "civilian",
        31,
        by="minister",
        when=SAT,
    )
    chief.says("", "killed", "security", 17, by="minister", when=SAT)
    toll = world.report("toll", "2026-02-02T09:30+00:00", outlet="Test Line")
    toll.names("In Sarhan operations went on.", "Sarhan")
    total = toll.says(
        "A spokesman said the toll of militants had reached 177.",
        "killed",
        "militant",
        177,
        by="minister",
        when="2026-01-30..2026-02-02",
    )
    toll.says(
        "Security forces killed 22 militants since Sunday night, he said.",
        "killed",
        "militant",
        22,
        by="minister",
        when="2026-02-01..2026-02-02",
        relations=(("increment_to", total, None),),
    )
    toll.says(
        "He said 167 bodies of militants were brought to hospital.",
        "killed",
        "militant",
        167,
        by="minister",
        when="2026-01-30..2026-02-02",
        detail="body_recovered",
    )
    council = world.report("council", "2026-02-03T18:00+00:00", outlet="Test Orbit")
    council.names("The Security Council met on Sarhan.", "Sarhan")
    people = council.says(
        "The Security Council said Saturday's attacks killed 48 people.", "killed", "unknown", 48, by="Security Council", when=SAT
    )
    council.says("They included 31 civilians.", "killed", "civilian", 31, by="Security Council", when=SAT, part_of=people)
    sources = world.report("sources", "2026-02-04T11:00+00:00", outlet="Test Standard")
    sources.names("Officials gave new figures for Sarhan.", "Sarhan")
    week = "2026-01-31..2026-02-04"
    sources.says(
        "Security sources said 197 militants were killed since Saturday.", "killed", "militant", 197, by="officials", when=week
    )
    sources.says(
        "They spoke of 22 dead security personnel and 36 dead civilians.", "killed", "security", 22, by="officials", when=week
    )
    sources.says("", "killed", "civilian", 36, by="officials", when=week)
    ended = world.report("ended", "2026-02-05T11:00+00:00", outlet="Test Ledger")
    ended.names("The army said its operation in Sarhan was over.", "Sarhan")
    since = ended.says(
        "It said 216 militants were killed since 29 January.", "killed", "militant", 216, by="army", when="2026-01-29..2026-02-05"
    )
    ended.says(
        "Of them 41 died in raids on 29 and 30 January.",
        "killed",
        "militant",
        41,
        by="army",
        when="2026-01-29..2026-01-30",
        part_of=since,
    )
    final = world.report("rebels-2", "2026-02-06T17:00+00:00", outlet="Test Post")
    final.says(
        "The FLS claimed more than 362 dead of the security forces between 31 January and 6 February.",
        "killed",
        "security",
        363,
        None,
        number="362",
        by="FLS",
        when="2026-01-31..2026-02-06",
        certainty=Certainty.CLAIMED,
        perpetrator=FLS,
    )
    final.says("It admitted losing 93 fighters.", "killed", "militant", 93, by="FLS", when="2026-01-31..2026-02-06")
    other = world.report("elsewhere", "2026-01-31T18:00+00:00", outlet="Test Ledger")
    other.tells("A roadside bomb went off near Mopta on Saturday.", "bombing_ied", trigger="bomb", place="Mopta", when=SAT)
    other.says(
        "Three soldiers were wounded near Mopta, an official said.",
        "injured",
        "security",
        3,
        number="Three",
        by="officials",
        when=SAT,
        place="Mopta",
    )
    past = world.report("past", "2026-01-31T18:30+00:00", outlet="Test Blog")
    past.tells(
        "A bus was bombed in Tarvan in 2025.",
        "bombing_ied",
        trigger="bombed",
        place="Tarvan",
        when="2025-05-21",
        realis=Realis.BACKGROUND,
    )
    past.says(
        "It left 6 children dead.",
        "killed",
        "civilian",
        6,
        when="2025-05-21",
        place="Tarvan",
        scope=Scope.BACKGROUND,
        groups=("children",),
    )

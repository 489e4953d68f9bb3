"""What a policy may say: how the words of a count become numbers, whose figures count, and which of them is chosen.

A policy is data (`policies/*.toml`); reconciling reads it with one engine that knows no policy by name.
Source: claims_method §3 (the policy object) and §4.6 (the policies).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.codebooks.checking import Table, Triple
from onrecord.model.enums import Category, Context, Effect, EventType, Grade

# How a number is found among the voices of a cell.
RULES = ("lowest", "highest", "latest", "ranked", "commonest", "majority")
# Which part of a reading a rule compares; `stated_high` is the upper end, or the stated number where the end is open.
PARTS = ("low", "point", "high", "stated_high")
# What is known of a voice; "!tag" asks for its absence. "met" = a report's own "at least 20" beside a named speaker's 22.
TAGS = (
    "neutral", "own_voice", "party", "official", "armed_group", "perpetrator",
    "own_loss", "enemy_loss", "civilians_by_own", "civilians_by_enemy", "incident", "aggregate", "certain", "met",
)  # fmt: skip
# How words bound a number, by which a policy may read it otherwise than literally. Source: claims_method §3.
KINDS = ("exact", "at_least", "more_than", "at_most", "less_than", "range", "about", "nearly", "just_over")
# What a part of a reading takes: the number as stated, the literal bounds, or nothing.
TAKES = ("stated", "low", "high", "blank")
# The literal reading: what low, point and high take for each kind. Source: claims_method §3, column "literal".
LITERAL = {
    "exact": ("low", "stated", "high"),
    "at_least": ("low", "stated", "high"),
    "more_than": ("low", "stated", "high"),
    "at_most": ("low", "blank", "high"),
    "less_than": ("low", "blank", "high"),
    "range": ("low", "low", "high"),
    "about": ("low", "stated", "high"),
    "nearly": ("low", "low", "high"),
    "just_over": ("low", "stated", "high"),
}
HARM_CONDITIONS = ("combatants", "denied", "admitted", "independent", "told")
BLAME_CONDITIONS = ("rivals", "owned", "independent", "named", "nobody")
SIDE_TREATMENTS = ("count", "blank", "upper_only")
EFFECT_TREATMENTS = ("count", "zero", "blank")
Grades = tuple[tuple[Grade, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One way to choose a number; the next one of the list is tried when no voice answers.

    `of` = which part of a reading is compared. `only`: a voice must have all these tags; `without`: none of these.
    `ranks` order voices for "ranked" and break ties of "commonest", each rank a set of tags.
    """

    rule: str
    of: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    ranks: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How counting words are read where not literally.

    `numbers`: what low, point and high take for each kind of bounding word. `vague`: low, point and high for words without
    a number, in people, None = nothing or open; the key "any" stands for all words not listed, "bare_plural" for no word.
    `large_types` and `large_vague`: other values of `vague` for events of these types.
    """

    numbers: Mapping[str, tuple[str, str, str]]
    vague: Mapping[str, Triple]
    large_types: tuple[EventType, ...] = ()
    large_vague: Mapping[str, Triple]


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """How many voices a figure needs that differ in all of `differ` (root, channel, side); below it is provisional."""

    minimum: int
    differ: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How many tellers' claims become one figure: a named, versioned rule that is shown beside every number.

    `says` is the rule in a sentence, `caveat` what a reader must know, `source` where it comes from. `unit` = what one voice
    is: a speaker ("root") or a speaker in a report ("report"). `low`, `best`, `high`: ways to choose, tried in order; empty =
    the policy gives none. `tighten` = tags of the voices that narrow the range. `possible` and `denied` say what hedged and
    denied counts may do. `effects` and `sides` say what the scheme counts. `allocate` says how a total over days and places
    is spread in rows of one day, `total` whether the killed of all sides, or of well graded events, are summed, or those struck
    are set down as dead or wounded in the end; `end_states_of` = harm of which kinds is in these end states.
    `harm_grades` and `attribution_grades`: the first condition that holds gives the grade.
    """

    name: str
    version: int
    says: str
    caveat: str
    source: str
    unit: str
    possible: str
    denied: str
    allocate: str
    total: str
    end_states_of: tuple[Context, ...]
    effects: Mapping[str, str]
    sides: Mapping[str, str]
    words: Words
    low: tuple[Pick, ...]
    best: tuple[Pick, ...]
    high: tuple[Pick, ...]
    tighten: tuple[str, ...]
    independence: Independence | None
    harm_grades: Grades
    attribution_grades: Grades

    @property
    def label(self) -> str:
        """Name and version as shown beside a figure: "range 1"."""
        return f"{self.name} {self.version}"


def parse_policy(text: str, where: str) -> Policy:
    """The policy written in `text` (TOML); `where` names the file in errors. Raises CodebookError when it does not fit."""
    table = Table.parse(text, where)
    policy = Policy(
        name=table.text("name"),
        version=table.whole("version", least=1),
        says=table.text("says"),
        caveat=table.text("caveat", ""),
        source=table.text("source"),
        unit=table.choice("unit", ("root", "report"), "root"),
        possible=table.choice("possible", ("raises_high", "left_out"), "raises_high"),
        denied=table.choice("denied", ("zero_for_denier", "no_number"), "no_number"),
        allocate=table.choice("allocate", ("none", "even_first_remainder"), "none"),
        total=table.choice("total", ("none", "sum_of_sides", "graded_events", "end_states"), "none"),
        end_states_of=tuple(Context(kind) for kind in table.list_of("end_states_of", tuple(c.value for c in Context))),
        effects=table.choices("effects", ("any", *(e.value for e in Effect), "neutralised"), EFFECT_TREATMENTS),
        sides=table.choices("sides", (*(c.value for c in (Category.CIVILIAN, Category.SECURITY, Category.MILITANT)), "unclear"),
                            SIDE_TREATMENTS),
        words=_words(table.inner("words")),
        low=_picks(table.rows("low")),
        best=_picks(table.rows("best")),
        high=_picks(table.rows("high")),
        tighten=table.list_of("tighten", _tags()),
        independence=_independence(table.inner("independence")),
        harm_grades=_grades(table.rows("harm_grades"), HARM_CONDITIONS),
        attribution_grades=_grades(table.rows("attribution_grades"), BLAME_CONDITIONS),
    )  # fmt: skip
    table.close()
    return policy


def _picks(rows: tuple[Table, ...]) -> tuple[Pick, ...]:
    found = []
    for row in rows:
        pick = Pick(
            rule=row.choice("rule", RULES),
            of=row.choice("of", PARTS),
            only=row.list_of("only", _tags()),
            without=row.list_of("without", _tags()),
            ranks=row.lists_of("ranks", _tags()),
        )
        row.close()
        found.append(pick)
    return tuple(found)


def _tags() -> tuple[str, ...]:
    return (*TAGS, *(f"!{tag}" for tag in TAGS))


def _words(table: Table) -> Words:
    large = table.inner("large_scale")
    words = Words(
        numbers=LITERAL | {kind: _takes(taken) for kind, taken in table.lists("numbers", KINDS, TAKES).items()},
        vague=table.triples("vague"),
        large_types=tuple(EventType(kind) for kind in large.list_of("types", tuple(e.value for e in EventType))),
        large_vague=large.triples("vague"),
    )
    large.close()
    table.close()
    return words


def _takes(taken: tuple[str, ...]) -> tuple[str, str, str]:
    low, point, high = taken
    return low, point, high


def _independence(table: Table) -> Independence | None:
    if not table.entries:
        return None
    found = Independence(
        minimum=table.whole("minimum", least=2),
        differ=table.list_of("differ", ("root", "channel", "side")),
    )
    table.close()
    return found


def _grades(rows: tuple[Table, ...], conditions: tuple[str, ...]) -> Grades:
    found = []
    for row in rows:
        found.append((Grade(row.choice("grade", tuple(g.value for g in Grade))), row.choice("when", conditions)))
        row.close()
    return tuple(found)

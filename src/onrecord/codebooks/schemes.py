"""Other coding schemes as data: which of their codes an event has, their countries and regions, and the HXL tags.

A mapping is a CSV file: the first row whose event type fits and whose conditions (`when`) all hold gives the code. "any" stands
for every type, "unnamed" for harm that no report calls by a kind of occurrence. The source column says where a row comes from;
"from memory" and "inferred" are to be checked by who relies on them.
"""

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from onrecord.codebooks.checking import Table
from onrecord.model.enums import Category, Effect, EventType
from onrecord.model.errors import CodebookError

SCHEMES = ("acled", "ged", "gtd", "plover")
ANY, UNNAMED = "any", "unnamed"
# What may be known of an event: who was harmed and how, who did it, which kinds of side took part.
FACTS = (
    "harmed", "killed", "civilians", "fighters", "by_state", "by_armed_group", "state_side", "armed_side", "two_armed_sides",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of another scheme: its main type, the finer one, and ACLED's widest; None = no code fits."""

    code: str | None
    sub_code: str | None
    disorder: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of a mapping: the event type (or any, unnamed), the facts that must hold, and the code."""

    event_type: str
    when: frozenset[str]
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedCountry:
    """A country's codes: ISO 3166-1, Gleditsch and Ward (None = not in their list), and the regions of UCDP GED and ACLED."""

    country: str
    iso3: str
    iso_numeric: str
    name: str
    gwno: int | None
    ged_region: str
    acled_region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HxlField:
    """A column of the HXL table: its name, type, tag and what it says."""

    name: str
    type: str
    tag: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HxlCount:
    """A figure of the HXL table: what it counts and the tag before the bound; category None = everybody."""

    name: str
    effect: Effect
    category: Category | None
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hxl:
    """The HXL codebook: fields, figures, and (bound, attribute) of each figure."""

    fields: tuple[HxlField, ...]
    counts: tuple[HxlCount, ...]
    bounds: tuple[tuple[str, str], ...]


@functools.cache
def load_rules(scheme: str) -> tuple[Rule, ...]:
    """The mapping to a scheme, in the order in which it is tried. Raises CodebookError for an unknown scheme or a broken row."""
    if scheme not in SCHEMES:
        raise CodebookError(f"There is no scheme called {scheme!r}; choose one of: {', '.join(SCHEMES)}.")
    return read_rules(_text(f"{scheme}.csv"), f"schemes/{scheme}.csv")


def read_rules(text: str, where: str) -> tuple[Rule, ...]:
    """The rules of a mapping file; `where` names it in errors. Raises CodebookError naming the row that does not fit."""
    types = {ANY, UNNAMED, *(t.value for t in EventType)}
    rules = []
    for row in csv.DictReader(text.splitlines()):
        facts = frozenset(row["when"].split())
        if row["event_type"] not in types or not facts <= set(FACTS):
            raise CodebookError(f"{where}: {row['event_type']!r} when {row['when']!r} is not known; mend the spelling.")
        code = Code(code=row["code"] or None, sub_code=row["sub_code"] or None, disorder=row["disorder"] or None)
        rules.append(Rule(event_type=row["event_type"], when=facts, code=code))
    return tuple(rules)


def code_for(scheme: str, types: Iterable[EventType], facts: Iterable[str]) -> Code:
    """The code of an event with these types and facts; no types = unnamed. All None when no row fits."""
    names = [t.value for t in types] or [UNNAMED]
    known = set(facts)
    for name in (*names, ANY):
        for rule in load_rules(scheme):
            if rule.event_type == name and rule.when <= known:
                return rule.code
    return Code(code=None, sub_code=None, disorder=None)


@functools.cache
def load_coded_countries() -> dict[str, CodedCountry]:
    """Countries by ISO 3166-1 alpha-2."""
    found = {}
    for row in csv.DictReader(_text("countries.csv").splitlines()):
        found[row["country"]] = CodedCountry(
            country=row["country"], iso3=row["iso3"], iso_numeric=row["iso_numeric"], name=row["name"],
            gwno=int(row["gwno"]) if row["gwno"] else None, ged_region=row["ged_region"], acled_region=row["acled_region"],
        )  # fmt: skip
    return found


@functools.cache
def load_hxl() -> Hxl:
    """The HXL codebook. Raises CodebookError when the file is broken."""
    table = Table.parse(_text("hxl.toml"), "schemes/hxl.toml")
    fields = tuple(
        HxlField(name=row.text("name"), type=row.text("type"), tag=row.text("tag"), says=row.text("says"))
        for row in table.rows("field")
    )
    counts = tuple(
        HxlCount(
            name=row.text("name"),
            effect=Effect(row.choice("effect", tuple(e.value for e in Effect))),
            category=Category(name) if (name := row.choice("category", ("", *(c.value for c in Category)))) else None,
            tag=row.text("tag"),
        )
        for row in table.rows("count")
    )
    bounds = tuple(
        (row.choice("name", ("low", "best", "high")), row.choice("attribute", ("min", "best", "max")))
        for row in table.rows("bound")
    )
    table.close()
    return Hxl(fields=fields, counts=counts, bounds=bounds)


def _text(name: str) -> str:
    return resources.files("onrecord").joinpath("codebooks", "schemes", name).read_text(encoding="utf-8")

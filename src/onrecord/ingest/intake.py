"""How much is taken in, and how: the limits, the user's column names, and the desk at which every format is opened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.ingest.origins import Origin
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.problems import Problem

if TYPE_CHECKING:
    from onrecord.ingest.sandbox.keeping import Sandbox

MB = 2**20
# The parts of a report that a column may hold. `captured` is when the row's page was archived.
COLUMN_FIELDS = ("text", "html", "title", "published", "url", "outlet", "language", "id", "captured")

Carrier = bytes | Path
Found = Iterator[RawItem | Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one source may ask of us; what asks for more is a Problem that says so.

    `report_mb`: one report, file or member. `unpacked_mb`: all members of one archive together, unpacked. `members`: their
    number. `parse_seconds` and `parse_memory_mb`: one file in the sandbox, between two things that it yields.
    """

    report_mb: int = 50
    unpacked_mb: int = 2000
    members: int = 10_000
    parse_seconds: float = 30.0
    parse_memory_mb: int = 1024

    @property
    def report_bytes(self) -> int:
        """The largest report in bytes."""
        return self.report_mb * MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What the user decided about taking in: limits, and which columns of a table hold what, as pairs (field, column)."""

    limits: Limits = Limits()
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where formats are opened: the intake, the sandbox, and `open`, which opens what was found inside something."""

    intake: Intake
    sandbox: "Sandbox"
    open: Callable[[Carrier, Origin, "Desk"], Found] = field(repr=False)

    @property
    def limits(self) -> Limits:
        """The limits in force."""
        return self.intake.limits


def parse_columns(words: str | None) -> tuple[tuple[str, str], ...]:
    """The pairs of "text=Body,title=Headline". Raises InputError for an unknown field or a pair that is none."""
    pairs = []
    for part in (words or "").split(","):
        if not part.strip():
            continue
        name, _, column = (side.strip() for side in part.partition("="))
        if name not in COLUMN_FIELDS or not column:
            known = ", ".join(COLUMN_FIELDS)
            raise InputError(f"Column {part.strip()!r} is not understood; write FIELD=COLUMN with FIELD one of {known}.")
        pairs.append((name, column))
    return tuple(pairs)

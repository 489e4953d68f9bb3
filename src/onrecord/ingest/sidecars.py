"""What a neighbour `NAME.meta.json` says about a file: the words of whoever saved the report."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

from onrecord.model.enums import ProblemSeverity
from onrecord.model.problems import Problem

SIDECAR = ".meta.json"
# A few words about one report; more is another file with this name.
LARGEST = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said about a report from outside; None = not said. `published` is unparsed words."""

    external_id: str | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
    outlet: str | None = None
    language: str | None = None

    def over(self, other: "Said") -> "Said":
        """This, and what `other` says where this says nothing."""
        return Said(**{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(Said)})


def said_in(fields: dict[str, object]) -> Said:
    """The known fields of a JSON object: id, title, published, url, outlet, language; others are left out."""
    return Said(
        external_id=words_of(fields.get("id")),
        title=words_of(fields.get("title")),
        published=words_of(fields.get("published")),
        url=words_of(fields.get("url")),
        outlet=words_of(fields.get("outlet")),
        language=words_of(fields.get("language")),
    )


def words_of(value: object) -> str | None:
    """The words of a value from outside, without blanks around; None for what is empty or no words (a list, true)."""
    is_said = isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip()
    return str(value).strip().encode("utf-8", "replace").decode("utf-8") if is_said else None


def read_sidecar(path: Path) -> tuple[Said, Problem | None]:
    """What the neighbour of a file says, nothing when there is none; a neighbour that cannot be read is a Problem."""
    beside = path.with_name(path.name + SIDECAR)
    if not beside.is_file() or beside.is_symlink():
        return Said(), None
    try:
        with beside.open("rb") as stream:
            fields = json.loads(stream.read(LARGEST).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        return Said(), _complaint(beside, f"cannot be read ({error})")
    if not isinstance(fields, dict):
        return Said(), _complaint(beside, "holds no JSON object")
    return said_in(fields), None


def _complaint(beside: Path, what: str) -> Problem:
    message = (
        f'{what[0].upper()}{what[1:]}; what it says about the report was left out. Write it as {{"title": …, "published": …}}.'
    )
    return Problem(source=str(beside), code="broken_sidecar", severity=ProblemSeverity.WARNING, message=message)

"""The form in which a claim is edited: every field that `ledger.edits` can change, with its value now and what it may be."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from onrecord.ledger.edits import NONE
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Certainty, Context, Effect, Qualifier, Scope, SourceRole
from onrecord.model.spans import Span

# In a form, the value that a field had when it was shown; only what differs from it is a change.
WAS = "was-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the form: its name in `ledger.edits`, label, value ("" = none), what it may be (() = free), input type.

    `marks` = the words of the text are copied into it.
    """

    name: str
    label: str
    value: str
    choices: tuple[str, ...] = ()
    kind: str = "text"
    marks: bool = False


Shown = Callable[[Claim], object]
FIELDS: tuple[tuple[str, str, Shown, Iterable[str], str], ...] = (
    ("effect", "effect", lambda c: c.effect, Effect, "text"),
    ("low", "at least (people)", lambda c: c.count.low, (), "number"),
    ("high", "at most (people); empty = open", lambda c: c.count.high, (), "number"),
    ("qualifier", "how the words bound it", lambda c: c.count.qualifier, Qualifier, "text"),
    ("count", "words of the count", lambda c: c.count.span, (), "words"),
    ("category", "who was harmed", lambda c: c.victims.category, Category, "text"),
    ("victims", "words for them", lambda c: c.victims.span, (), "words"),
    ("groups", "groups, by commas", lambda c: ",".join(c.victims.groups), (), "text"),
    ("by", "who says so, in the report's words", lambda c: c.attribution.source, (), "words"),
    ("by-role", "kind of speaker", lambda c: c.attribution.role, SourceRole, "text"),
    ("certainty", "how sure", lambda c: c.certainty, Certainty, "text"),
    ("scope", "scope", lambda c: c.scope, Scope, "text"),
    ("context", "context", lambda c: c.context, Context, "text"),
    ("from", "from (day)", lambda c: c.time.date_start if c.time else None, (), "date"),
    ("to", "to (day)", lambda c: c.time.date_end if c.time else None, (), "date"),
    ("detail", "detail of the effect", lambda c: c.effect_detail, (), "text"),
    ("subset_of", "part of claim (id)", lambda c: c.subset_of, (), "text"),
)


def fields_of(claim: Claim) -> tuple[Field, ...]:
    """The form for a claim as it stands."""
    return tuple(
        Field(
            name=name,
            label=label,
            value=_plain(shown(claim)),
            choices=tuple(str(choice) for choice in choices),
            kind="text" if kind == "words" else kind,
            marks=kind == "words",
        )
        for name, label, shown, choices, kind in FIELDS
    )


def changes_of(form: Mapping[str, str]) -> dict[str, str]:
    """What a filled form changes, as `ledger.edits.corrected` takes it; an emptied field is "none"."""
    names = [name for name, *_ in FIELDS]
    asked = {name: (form[name].strip(), form.get(WAS + name, "").strip()) for name in names if name in form}
    return {name: value or NONE for name, (value, was) in asked.items() if value != was}


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Span):
        return value.exact
    return value.isoformat() if isinstance(value, date) else str(value)

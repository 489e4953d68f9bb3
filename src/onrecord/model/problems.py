"""Trouble in the reporting, as a value: it is collected and shown, and never stops a batch. Source: house style R25."""

from dataclasses import dataclass

from onrecord.model.enums import ProblemSeverity
from onrecord.model.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing wrong with a source or between sources.

    `source` is the path, address or document id it concerns; `code` a stable short name ("assistant_residue",
    "undated", "arithmetic"); `message` says what, where and what to do; `subject` is an id or words it is about.
    """

    source: str
    code: str
    message: str
    severity: ProblemSeverity = ProblemSeverity.WARNING
    subject: str | None = None
    span: Span | None = None

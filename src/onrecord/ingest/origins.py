"""Where bytes come from: the file, the place inside it, and what the carriers around them say about the report."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from onrecord.ingest.sidecars import Said
from onrecord.model.documents import RawItem, plain_address
from onrecord.model.enums import ProblemSeverity
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem

NOBODY_SAYS = Said()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One place that bytes come from.

    `source` is the path or address, `locator` the place inside ("a/b.html", "line 17"; None = the whole). `name` is the file
    name by which its kind may be told. `depth` counts the archives around it. `fetched_at` is UTC, None = not known.
    """

    source: str
    locator: str | None = None
    name: str = ""
    said: Said = NOBODY_SAYS
    fetched_at: datetime | None = None
    charset: str | None = None
    depth: int = 0

    @property
    def where(self) -> str:
        """Source and place, as a Problem names them."""
        return self.source if self.locator is None else f"{self.source}, {self.locator}"

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters, with its dot; empty = none."""
        return PurePosixPath(self.name.replace("\\", "/")).suffix.lower()

    def within(self, part: str, *, name: str = "", said: Said = NOBODY_SAYS, deeper: bool = False) -> "Origin":
        """The place `part` inside this one; what is said about it goes before what is said about the whole."""
        locator = part if self.locator is None else f"{self.locator}, {part}"
        return replace(self, locator=locator, name=name, said=said.over(self.said), depth=self.depth + deeper)

    def item(
        self,
        content: bytes,
        media_type: str,
        *,
        said: Said = NOBODY_SAYS,
        text: str | None = None,
        html: str | None = None,
        given_by: str | None = None,
    ) -> RawItem:
        """The report that stands here. `text` or `html`: the article, where the carrier brought it; `given_by`: who took it."""
        known = said.over(self.said)
        return RawItem(
            content=content,
            sha256=sha256_hex(content),
            media_type=media_type,
            source=self.source,
            locator=self.locator,
            url=plain_address(known.url) if known.url else None,
            fetched_at=self.fetched_at,
            external_id=known.external_id,
            title=known.title,
            published=known.published,
            outlet=known.outlet,
            language=known.language,
            given_text=text,
            given_html=html,
            given_by=given_by,
            charset=self.charset,
        )

    def unread(self, content: bytes, media_type: str, problem: Problem) -> RawItem:
        """The bytes that stand here and that nothing can be read from, for keeping; `problem` says why, and names their hash."""
        item = self.item(content, media_type)
        return replace(item, problem=replace(problem, subject=problem.subject or item.sha256))

    def trouble(self, code: str, what: str, severity: ProblemSeverity = ProblemSeverity.ERROR) -> Problem:
        """A Problem about this place: `what` says what is the matter with it and what to do, beginning with a verb."""
        return Problem(source=self.where, code=code, severity=severity, message=f"{what[0].upper()}{what[1:]}.")

    def note(self, code: str, what: str) -> Problem:
        """A remark that nothing is wrong by: something was left out on purpose, or only a part was there."""
        return self.trouble(code, what, ProblemSeverity.NOTE)

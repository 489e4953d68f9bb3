"""Every story: the reports on top must yield the register below (house style R31; the form is in docs/plain_text.md)."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onrecord.ledger.matching import unmatched
from onrecord.ledger.text import print_register
from onrecord.model.documents import RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.model.register import Register
from onrecord.pipeline import Outcome, Tools, load_tools, read_item, reconcile_register
from onrecord.settings import load_settings

FOLDER = Path(__file__).resolve().parent
# A line that must hold under another policy than the default: "under acled_like figure best=12".
UNDER = re.compile(r"^under (?P<policy>\w+) (?P<line>.+)$")
HEADER = re.compile(r"^--- report: (?P<id>\S+) · (?P<outlet>[^·]+?) · (?P<published>[^·]+?)(?: · (?P<url>\S+))?$")


@dataclass(frozen=True)
class Story:
    name: str
    reports: tuple[RawItem, ...]
    lines: tuple[str, ...]
    failing_because: str | None


def read_story(path: Path) -> Story:
    reports: list[RawItem] = []
    lines: list[str] = []
    why = None
    head: re.Match[str] | None = None
    body: list[str] = []
    in_register = False
    for line in [*path.read_text(encoding="utf-8").splitlines(), "--- end"]:
        if line.startswith("--- "):
            if head is not None:
                reports.append(item(head, "\n".join(body).strip()))
            head, body, in_register = HEADER.match(line), [], line.startswith("--- register")
        elif line.startswith("expected failure: "):
            why = line.removeprefix("expected failure: ")
        elif in_register and line.strip() and not line.startswith(";"):
            lines.append(line.strip())
        else:
            body.append(line)
    assert reports and lines, f"{path.name} has no report or no register"
    return Story(path.stem, tuple(reports), tuple(lines), why)


def item(head: re.Match[str], text: str) -> RawItem:
    content = text.encode()
    return RawItem(
        content=content, sha256=sha256_hex(content), media_type="application/json", source="story", external_id=head["id"],
        outlet=head["outlet"], published=head["published"], url=head["url"], given_text=text, language="en",
    )  # fmt: skip


STORIES = [read_story(path) for path in sorted(FOLDER.glob("*.story"))]


def cases() -> list[Any]:
    return [
        pytest.param(s, id=s.name, marks=[pytest.mark.xfail(reason=s.failing_because, strict=True)] if s.failing_because else [])
        for s in STORIES
    ]


@pytest.fixture(scope="module")
def tools() -> Tools:
    return load_tools(load_settings().cache)


def records(outcomes: list[Outcome], policy: str = "range") -> tuple[list[object], Register]:
    documents = [o.document for o in outcomes if o.document]
    readings = [o.extraction for o in outcomes if o.extraction]
    register = Register(
        documents=tuple(sorted(documents, key=lambda d: d.document_id)),
        extractions=tuple(sorted(readings, key=lambda x: x.document_id)),
    )
    view = reconcile_register(register, policy)
    found: list[object] = [p for o in outcomes for p in o.problems]
    for reading in readings:
        found += [*reading.claims, *reading.events, *reading.disruptions, *reading.mentions, *reading.problems]
    found += [*view.events, *view.campaigns, *view.figures, *view.contradictions, *view.links, *view.problems]
    return found, register


@pytest.mark.parametrize("story", cases())
def test_story(story: Story, tools: Tools) -> None:
    outcomes = [read_item(report, tools) for report in story.reports]
    found, register = records(outcomes)
    failed = unmatched([line for line in story.lines if not UNDER.match(line)], found)
    under = [match for line in story.lines if (match := UNDER.match(line))]
    for policy in dict.fromkeys(match["policy"] for match in under):
        lines = [match["line"] for match in under if match["policy"] == policy]
        failed += [f"under {policy} {line}" for line in unmatched(lines, records(outcomes, policy)[0])]
    assert not failed, "\n".join(["these lines do not hold:", *failed, "", print_register(register)])

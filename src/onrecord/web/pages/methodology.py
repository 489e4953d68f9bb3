"""How the register is made, told from the settings and policies in force, with the checklist of Every Casualty.

Source: Every Casualty, Standards for Casualty Recording, version 1.01 (2020).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from onrecord.codebooks import load_policies, load_policy
from onrecord.model.claims import Claim
from onrecord.model.enums import Category, Effect, ReviewState
from onrecord.web.rendering import page, words
from onrecord.web.state import shelf_of, state_of, view_of
from onrecord.web.views import Indexed

router = APIRouter()


Has = Callable[[Claim], bool]
# What is asked for, how it stands here, and which claims have it (None = not counted by claim).
CHECKS: tuple[tuple[str, str, Has | None], ...] = (
    (
        "Location",
        "The words of the report, and a place of the gazetteer with coordinates and how exactly it is known; else none.",
        lambda c: c.place is not None,
    ),
    (
        "Date and time",
        "Inclusive days and how exactly they are known, apart from the day of publication; else none.",
        lambda c: c.time is not None and c.time.date_start is not None,
    ),
    (
        "Source",
        "The report with outlet, address and the hash of its bytes, and the speaker it names; every figure opens its quotes.",
        lambda c: c.attribution.source is not None,
    ),
    (
        "Number of people",
        "Bounds as the words give them; at least, about and dozens stay what they are; not reported is never zero.",
        lambda c: c.count.low is not None or c.count.high is not None,
    ),
    (
        "Name, age and sex of each person",
        "Left out on purpose: names of victims and witnesses are no fields of the register. Groups that reports name are.",
        lambda c: bool(c.victims.groups),
    ),
    (
        "Who was harmed",
        "Civilians, security forces, militants, mixed, or not said, as the words of the report say it.",
        lambda c: c.victims.category is not Category.UNKNOWN,
    ),
    (
        "Kind of harm",
        "Killed, injured, abducted and so on; casualties that are not split stay so.",
        lambda c: c.effect is not Effect.CASUALTIES,
    ),
    (
        "Parties and who did it",
        "As reported, and only where it is said; who claims responsibility is kept apart from who is accused.",
        lambda c: c.perpetrator is not None,
    ),
    (
        "Corroboration",
        "Copies of one story count as one voice; a figure says how many speakers, sides and ways of knowing are behind it.",
        None,
    ),
    (
        "Contradictions",
        "Kept side by side: the smallest sets of statements that cannot all be true, with the likely reason.",
        None,
    ),
    (
        "Corrections",
        "Nothing is overwritten: a correction is a new entry with who, when and why; earlier states can be shown.",
        None,
    ),
    ("Open method", "This page; the policy is named beside every figure, and other policies can be put in its place.", None),
    ("Do no harm", "Public reporting only. Exports can withhold names and make places coarser.", None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a published record should hold: how it stands here, and how many claims have it (None = not counted)."""

    asked: str
    answer: str
    claims: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the page counts: reports by reader, versions of the text, claims by where they stand, and the checklist."""

    readers: tuple[tuple[str, int], ...]
    text_versions: tuple[str, ...]
    states: Mapping[ReviewState, int]
    checks: tuple[Check, ...]


@router.get("/methodology")
def methodology(request: Request) -> HTMLResponse:
    """The method as it is in force here."""
    state = state_of(request)
    shown = view_of(request, state)
    settings = shelf_of(request).settings
    counted = _counted(shown)
    return page(
        request,
        "methodology.html.jinja",
        state,
        shown,
        policy=load_policy(state.policy),
        all_policies=load_policies(),
        review_below=settings.review_below,
        reader=settings.reader,
        readers=counted.readers,
        text_versions=counted.text_versions,
        states=[(words(s), counted.states[s]) for s in ReviewState if s in counted.states],
        effects=[words(e) for e in Effect],
        categories=[words(c) for c in Category],
        checks=counted.checks,
    )


def prepare(shown: Indexed) -> None:
    """Counts what the page counts before anybody asks for it."""
    _counted(shown)


def _counted(shown: Indexed) -> Counted:
    def make() -> Counted:
        readers = Counter(reading.reader for reading in shown.readings.values())
        return Counted(
            readers=tuple(sorted(readers.items(), key=lambda pair: (-pair[1], pair[0]))),
            text_versions=tuple(sorted({d.text_version for d in shown.documents.values()})),
            states=Counter(one.state for one in shown.standings.values()),
            checks=_checks(shown),
        )

    return shown.lists.recall("methodology", make)


def _checks(shown: Indexed) -> tuple[Check, ...]:
    claims = tuple(shown.claims.values())
    return tuple(
        Check(asked=asked, answer=answer, claims=sum(map(has, claims)) if has is not None else None)
        for asked, answer, has in CHECKS
    )

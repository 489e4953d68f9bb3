"""The state of a page is its address: as-of, recorded as-of and policy go with every link."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote, urlencode

import click
from fastapi import Request

from onrecord.codebooks import policy_names
from onrecord.model.documents import Document
from onrecord.model.errors import InputError
from onrecord.options import Instant
from onrecord.web import forms
from onrecord.web.reviewing.blindfold import BlindShelf
from onrecord.web.views import Indexed

# Days that an as-of slider goes over: the last ones of a longer register, whose earlier days the date field reaches.
MOST_DAYS = 500
# Days that are listed as links besides.
LISTED = 31
# What a page's address may hold at most, in characters a value; more is no date, no name and no search.
LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a page shows the register as: published and recorded by a moment (UTC, None = now) under a policy.

    `as_of` and `recorded_as_of` are as typed, "" = not given; `default_policy` is the setting, which links leave out.
    """

    policy: str
    default_policy: str
    as_of: str = ""
    recorded_as_of: str = ""
    published: datetime | None = None
    recorded: datetime | None = None

    def params(self) -> dict[str, str]:
        """What links carry on."""
        kept = {"as_of": self.as_of, "recorded_as_of": self.recorded_as_of, "policy": self.policy}
        if self.policy == self.default_policy:
            del kept["policy"]
        return {name: value for name, value in kept.items() if value}

    def href(self, path: str, at: str = "", **changes: object) -> str:
        """The address of a page in this state; `changes` add or replace parameters (None or "" takes one out); `at` = anchor."""
        wanted = self.params() | {name: "" if value is None else str(value) for name, value in changes.items()}
        query = urlencode({name: value for name, value in wanted.items() if value})
        return quote(path, safe="/:~-._") + (f"?{query}" if query else "") + (f"#{quote(at)}" if at else "")

    def is_now(self) -> bool:
        """Whether everything on record is shown."""
        return self.published is None and self.recorded is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """The days on which reports came out (UTC), in order, each with how many; `day` is the one shown, None = everything."""

    days: tuple[tuple[date, int], ...]
    day: date | None

    def coded(self) -> str:
        """The days as the slider reads them: "2026-01-31 3,2026-02-01 1"."""
        return ",".join(f"{day.isoformat()} {reports}" for day, reports in self.days)

    def listed(self) -> tuple[tuple[date, int], ...]:
        """The last days, for links."""
        return self.days[-LISTED:]


def moments_of(request: Request, state: State, subject_id: str | None = None) -> Moments:
    """The days to look back to: those of all reports on record, or of those that tell of an event or campaign.

    They are the same whatever day is shown, so that one can go forward again.
    """
    whole = shelf_of(request).view(state.policy, None, state.recorded)
    name = whole.redirects.get(subject_id or "") or subject_id or ""
    item = whole.campaigns.get(name) or whole.events.get(name)
    if subject_id is None:
        days = whole.memo.recall("days", lambda: _days(whole.documents.values()))
    else:
        days = _days(whole.documents[i] for i in (item.document_ids if item else ()) if i in whole.documents)
    return Moments(days=days, day=state.published.astimezone(UTC).date() if state.published else None)


def _days(documents: Iterable[Document]) -> tuple[tuple[date, int], ...]:
    """A version of a report came out with its last change, as `ledger.replay` takes it."""
    said = (doc.modified_at or doc.published_at for doc in documents)
    return tuple(sorted(Counter(at.astimezone(UTC).date() for at in said if at is not None).items())[-MOST_DAYS:])


def shelf_of(request: Request) -> BlindShelf:
    """The app's views, as the person who asks may see them."""
    state = request.app.state
    return BlindShelf(state.shelf, state.office.blind_to, forms.reviewer(request) if forms.may_decide(request) else None)


def state_of(request: Request) -> State:
    """The state that the address asks for; InputError names the parameter that does not fit."""
    asked = request.query_params
    default = shelf_of(request).settings.policy
    policy = asked.get("policy") or default
    if policy not in policy_names():
        raise InputError(f"There is no policy called {policy[:LONGEST]!r}; choose one of: {', '.join(policy_names())}.")
    as_of, recorded = asked.get("as_of", "").strip(), asked.get("recorded_as_of", "").strip()
    return State(
        policy=policy,
        default_policy=default,
        as_of=as_of,
        recorded_as_of=recorded,
        published=moment_of(as_of, "as_of"),
        recorded=moment_of(recorded, "recorded_as_of"),
    )


def view_of(request: Request, state: State) -> Indexed:
    """The view in that state."""
    return shelf_of(request).view(state.policy, state.published, state.recorded)


def moment_of(words: str, name: str) -> datetime | None:
    """The instant (UTC) of what was typed; a bare day means its end, "" None. InputError names the field `name`."""
    if not words:
        return None
    try:
        moment = Instant().convert(words[:LONGEST], None, None)
    except (click.UsageError, OverflowError) as trouble:
        said = trouble.message if isinstance(trouble, click.UsageError) else str(trouble)
        raise InputError(f"{name}: {said}") from trouble
    if moment.astimezone(UTC).year < 1900:
        raise InputError(f"{name}: {words[:LONGEST]!r} is before 1900; write a day such as 2026-01-31.")
    return moment

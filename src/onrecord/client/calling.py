"""Asks a served register: one method a list, one a single record."""

import json
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, cast
from urllib.parse import quote, urljoin

import httpx2

from onrecord.client.errors import KINDS, ApiError, TooManyError, UnreachableError
from onrecord.client.records import (
    Campaign,
    Claim,
    Contradiction,
    Dataset,
    Disruption,
    Document,
    Event,
    Figure,
    Problem,
    Revision,
    Tombstone,
)

PREFIX = "/api/v1"
# Records a page: as many as the server gives, so that a long list takes few requests.
PAGE = 1_000
# An answer of a large register that has just changed may take this long.
TIMEOUT_S = 60.0
Filter = str | int | float


class Register:
    """A register served at an address, as known by a moment and under a policy. Use as a context manager, or close it.

    Lists take the filters of the API as keywords (`since="2026-01-31"`, `place="Gwadar"`, `effect="killed"`) and give one record
    after another, page by page, to the end. `dataset` is the state that the last answer showed.
    """

    def __init__(
        self,
        address: str,
        *,
        token: str | None = None,
        policy: str | None = None,
        as_of: str | None = None,
        recorded_as_of: str | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """`address` is what `onrecord serve` prints; moments are days or RFC 3339; None = the server's own setting, and all."""
        self.address = address.rstrip("/")
        self.dataset: Dataset | None = None
        self._state = {"policy": policy, "as_of": as_of, "recorded_as_of": recorded_as_of}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx2.Client(headers=headers, timeout=timeout_s, follow_redirects=True)

    def __enter__(self) -> "Register":
        """The register itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Closes the connection."""
        self.close()

    def close(self) -> None:
        """Closes the connection."""
        self._http.close()

    def documents(self, **filters: Filter) -> Iterator[Document]:
        """Reports, without their text."""
        return cast(Iterator[Document], self._list("documents", filters))

    def claims(self, **filters: Filter) -> Iterator[Claim]:
        """Counts of people, as somebody stated them."""
        return cast(Iterator[Claim], self._list("claims", filters))

    def events(self, **filters: Filter) -> Iterator[Event]:
        """Events across documents."""
        return cast(Iterator[Event], self._list("events", filters))

    def campaigns(self, **filters: Filter) -> Iterator[Campaign]:
        """Coordinated waves of events."""
        return cast(Iterator[Campaign], self._list("campaigns", filters))

    def figures(self, **filters: Filter) -> Iterator[Figure]:
        """Reconciled figures with the quotes they rest on."""
        return cast(Iterator[Figure], self._list("figures", filters))

    def disruptions(self, **filters: Filter) -> Iterator[Disruption]:
        """Services, infrastructure and movement that were harmed."""
        return cast(Iterator[Disruption], self._list("disruptions", filters))

    def problems(self, **filters: Filter) -> Iterator[Problem]:
        """Trouble in the reporting."""
        return cast(Iterator[Problem], self._list("problems", filters))

    def contradictions(self, **filters: Filter) -> Iterator[Contradiction]:
        """Smallest sets of claims that cannot all be true."""
        return cast(Iterator[Contradiction], self._list("contradictions", filters))

    def deleted(self, **filters: Filter) -> Iterator[Tombstone]:
        """Ids that lead nowhere any more."""
        return cast(Iterator[Tombstone], self._list("deleted", filters))

    def revisions(self, **filters: Filter) -> Iterator[Revision]:
        """Entries of the ledger, newest first."""
        return cast(Iterator[Revision], self._pages(f"{PREFIX}/revisions", {"limit": PAGE, **filters}))

    def document(self, document_id: str) -> Document:
        """One report with its text and all that was read from it."""
        return cast(Document, self._one("documents", document_id))

    def claim(self, claim_id: str) -> Claim:
        """One claim."""
        return cast(Claim, self._one("claims", claim_id))

    def event(self, event_id: str) -> Event:
        """One event with its figures and contradictions; an id that was given up leads to the event of today."""
        return cast(Event, self._one("events", event_id))

    def figure(self, figure_id: str) -> Figure:
        """One figure with all its quotes."""
        return cast(Figure, self._one("figures", figure_id))

    def _list(self, name: str, filters: Mapping[str, Filter]) -> Iterator[Any]:  # Any: records of the list
        return self._pages(f"{PREFIX}/{name}", {"limit": PAGE, **self._shown(), **filters})

    def _pages(self, path: str, query: Mapping[str, Filter]) -> Iterator[Any]:  # as above
        page = self._ask(path, query)
        while True:
            yield from page["items"]
            if page["next"] is None:
                return
            page = self._ask(page["next"], {})

    def _one(self, name: str, record_id: str) -> Any:  # as above
        return self._ask(f"{PREFIX}/{name}/{quote(record_id, safe='')}", self._shown())["item"]

    def _shown(self) -> dict[str, Filter]:
        return {name: value for name, value in self._state.items() if value is not None}

    def _ask(self, path: str, query: Mapping[str, Filter]) -> Any:  # Any: JSON is what it is
        address = urljoin(self.address + "/", path.lstrip("/")) if path.startswith(PREFIX) else path
        try:
            answer = self._http.get(address, params=dict(query) or None)
        except (httpx2.HTTPError, httpx2.InvalidURL) as trouble:
            raise UnreachableError(
                f"Nobody answers at {self.address}: {trouble}. Is `onrecord serve` running there?"
            ) from trouble
        if answer.status_code != httpx2.codes.OK:
            raise _error(answer)
        try:
            told = answer.json()
            self.dataset = told["dataset"]
        except (json.JSONDecodeError, UnicodeDecodeError, LookupError, TypeError) as trouble:
            raise UnreachableError(f"What answers at {self.address} is no OnRecord; give the address without /api.") from trouble
        return told


def _error(answer: httpx2.Response) -> ApiError:
    """The server's own sentence, or what came instead of one."""
    kind = KINDS.get(answer.status_code, ApiError)
    try:
        told = answer.json()
        message, fields = str(told["detail"]), tuple(fault["field"] for fault in told.get("errors", ()))
    except (json.JSONDecodeError, UnicodeDecodeError, LookupError, TypeError):
        message, fields = f"The server answered {answer.status_code} {answer.reason_phrase} without saying why.", ()
    error = kind(message, answer.status_code, fields)
    if isinstance(error, TooManyError):
        wait = answer.headers.get("retry-after", "")
        error.wait_s = float(wait) if wait.isdigit() else None
    return error

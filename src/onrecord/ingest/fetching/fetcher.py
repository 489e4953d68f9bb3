"""Fetches what stands at an address, and nothing else: asks robots.txt, waits its turn, follows redirects by hand."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import aiohttp
from yarl import URL

from onrecord.ingest.fetching.addresses import parsed
from onrecord.ingest.fetching.fetched import Fetched, RefusedError, without_query
from onrecord.ingest.fetching.keeping import Kept, Shelf
from onrecord.ingest.fetching.manners import MOST_ROBOTS, Pace, Robots, retry_after
from onrecord.ingest.fetching.rules import FetchRules
from onrecord.ingest.fetching.visiting import MOVED, Answer, open_session, refuse_behind_proxy, visit
from onrecord.model.problems import Problem

log = logging.getLogger(__name__)

# How long a robots.txt is taken to stand, at most a day (RFC 9309 section 2.4), and how long a site without one is left alone.
ROBOTS_HOLD_S, REFUSAL_HOLDS_S = 3600.0, 120.0
# Sites whose robots.txt is remembered; a run over more asks again.
MOST_SITES = 5000
# Sites that are asked at the same time; addresses of one site always take turns.
AT_ONCE = 8
# Worth asking again: too many requests, and trouble on the server's side that passes. Source: RFC 6585, RFC 9110 section 15.6.
PASSING = {408, 425, 429, 500, 502, 503, 504}
GONE = {
    401: "asks for a login",
    403: "does not let programs in",
    404: "is not there",
    410: "was taken down for good",
    451: "was taken down on legal grounds",
}


class Fetcher:
    """Fetches addresses, one after another or several sites at once; use as a context manager, call it with an address.

    `shelf` is the folder of pages kept from before, None = none. One run asks every robots.txt once.
    """

    def __init__(
        self, rules: FetchRules, shelf: Path | None = None, resolver: aiohttp.abc.AbstractResolver | None = None
    ) -> None:
        """Nothing is opened yet. `resolver` looks names up in place of the system's."""
        self._rules = rules
        self._shelf = Shelf(shelf)
        self._resolver = resolver
        self._runner: asyncio.Runner | None = None
        self._session: aiohttp.ClientSession | None = None
        self._pace = Pace(rules)
        self._robots: dict[str, tuple[Robots | RefusedError, float]] = {}
        self._task: asyncio.Task[Fetched] | None = None

    def __enter__(self) -> "Fetcher":
        """The fetcher itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Closes every connection."""
        if self._runner is not None:
            if self._session is not None:
                self._runner.run(self._session.close())
            self._runner.close()
        self._runner = self._session = None

    def __call__(self, address: str) -> Fetched | Problem:
        """What stands at an address, or why it was not fetched."""
        try:
            return self.fetch(address)
        except RefusedError as refusal:
            return refusal.problem(address)

    def fetch(self, address: str) -> Fetched:
        """What stands at an address. Raises RefusedError, which knows whether trying again later could help."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        try:
            return self._runner.run(self._stoppable(address))
        except asyncio.CancelledError as stopped:
            raise RefusedError("stopped", "was not fetched, because OnRecord was asked to stop", is_final=False) from stopped

    def fetch_all(self, addresses: Sequence[str]) -> list[Fetched | Problem]:
        """What stands at each address, in their order: up to `AT_ONCE` sites at the same time, one of each site at a time."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(self._together(addresses))

    def stop(self) -> None:
        """Ends the fetch that is under way, from a signal or another thread; it raises RefusedError."""
        task = self._task
        if task is not None:
            task.get_loop().call_soon_threadsafe(task.cancel)

    async def _together(self, addresses: Sequence[str]) -> list[Fetched | Problem]:
        turns, desk = defaultdict[str, asyncio.Lock](asyncio.Lock), asyncio.Semaphore(AT_ONCE)

        async def one(address: str) -> Fetched | Problem:
            async with turns[host_of(address)], desk:
                try:
                    return await self._follow(address)
                except RefusedError as refusal:
                    return refusal.problem(address)

        return list(await asyncio.gather(*map(one, addresses)))

    async def _stoppable(self, address: str) -> Fetched:
        self._task = asyncio.current_task()
        try:
            return await self._follow(address)
        finally:
            self._task = None

    async def _follow(self, address: str) -> Fetched:
        """From hop to hop; each one is checked as if the user had named it."""
        url = parsed(address, self._rules)
        seen = {url}
        while True:
            answer, kept = await self._page(url)
            if answer.status not in MOVED:
                return self._brought(answer, kept, asked=address, url=url)
            target = next_hop(url, answer.target, self._rules)
            if target in seen:
                raise RefusedError(
                    "redirect_loop", "leads round in a circle; open it in a browser and copy the address it ends at"
                )
            if len(seen) > self._rules.redirects:
                what = f"leads on more than {self._rules.redirects} times; open it in a browser and copy the address it ends at"
                raise RefusedError("too_many_redirects", what)
            seen.add(target)
            url = target

    async def _page(self, url: URL) -> tuple[Answer, Kept | None]:
        """The answer of one hop, and the page kept from before."""
        robots = await self._robots_of(url)
        if not robots.allows(str(url)):
            what = "is closed to programs by its site's robots.txt; open it in a browser, save the page and add the file"
            raise RefusedError("robots", what)
        kept = self._shelf.find(str(url))
        return await self._patiently(url, kept, robots.delay_s), kept

    async def _patiently(self, url: URL, kept: Kept | None, delay_s: float) -> Answer:
        """Asks again, each time later, where trouble may pass."""
        for attempt in range(self._rules.retries + 1):
            await self._pace.wait(url.host or "", delay_s)
            log.debug("asking %s", url)
            is_last = attempt == self._rules.retries
            try:
                answer = await visit(self._session_open, url, kept.conditions() if kept else {}, self._rules)
                if answer.status not in PASSING:
                    return answer
                refusal = _passing(answer)
            except RefusedError as trouble:
                refusal = trouble
            if refusal.is_final or is_last:
                raise refusal
            wait_s = max(refusal.wait_s or 0.0, self._rules.backoff_s * 2**attempt)
            if wait_s > self._rules.longest_wait_s:
                raise refusal
            log.info("%s %s; asking again in %.0f s", without_query(str(url)), refusal.code, wait_s)
            await asyncio.sleep(wait_s)
        raise AssertionError("the last attempt answers or raises")

    @property
    def _session_open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = open_session(self._rules, self._resolver)
        return self._session

    def _brought(self, answer: Answer, kept: Kept | None, *, asked: str, url: URL) -> Fetched:
        if answer.status == 304 and kept is not None:
            page = kept
        elif answer.status == 200:
            media_type, charset = answer.media_type
            page = Kept(
                content=answer.body,
                fetched_at=datetime.now(UTC).replace(microsecond=0),
                media_type=media_type,
                charset=charset,
                etag=answer.header("ETag"),
                last_modified=answer.header("Last-Modified"),
                headers=answer.lines,
            )
            self._shelf.keep(str(url), page)
        else:
            raise _no_page(answer.status)
        if not page.content:
            raise RefusedError("empty", "is empty; there is nothing to read", is_final=False)
        log.info("fetched %s, %d bytes", without_query(str(url)), len(page.content))
        return Fetched(
            content=page.content,
            asked=asked,
            url=str(url),
            fetched_at=page.fetched_at,
            media_type=page.media_type,
            charset=page.charset,
            headers=page.headers,
        )

    async def _robots_of(self, url: URL) -> Robots:
        """The rules of the site that an address belongs to, asked once a run."""
        await refuse_behind_proxy(url, self._rules)
        site, now = str(url.origin()), time.monotonic()
        known, until = self._robots.get(site, (None, 0.0))
        if known is None or until < now:
            try:
                known, until = await self._ask_robots(url), now + ROBOTS_HOLD_S
            except RefusedError as refusal:
                known, until = refusal, now + REFUSAL_HOLDS_S
            if len(self._robots) > MOST_SITES:
                self._robots.clear()
            self._robots[site] = (known, until)
        if isinstance(known, RefusedError):
            raise known
        return known

    async def _ask_robots(self, url: URL) -> Robots:
        """No robots.txt allows everything; one that cannot be had now allows nothing. Source: RFC 9309 section 2.3.1."""
        place = url.origin() / "robots.txt"
        for _ in range(self._rules.redirects + 1):
            try:
                answer = await visit(self._session_open, place, {}, self._rules)
            except RefusedError as refusal:
                raise self._without_robots(refusal) from refusal
            if answer.status in MOVED:
                place = next_hop(place, answer.target, self._rules)
                await refuse_behind_proxy(place, self._rules)
            elif 400 <= answer.status < 500 and answer.status != 429:
                return Robots("")
            elif answer.status == 200:
                return Robots(answer.body[:MOST_ROBOTS].decode("utf-8", "replace"))
            else:
                raise self._without_robots(_passing(answer))
        raise RefusedError("robots", "has a robots.txt that leads on and on; save the page and add the file")

    @staticmethod
    def _without_robots(refusal: RefusedError) -> RefusedError:
        """A refusal on the way to robots.txt; where the fault is the file's own, it is said to be."""
        if refusal.code in (
            "bomb",
            "too_large",
            "unknown_packing",
            "broken_packing",
            "broken_answer",
            "broke_off",
            "server_trouble",
        ):
            what = f"was not fetched, because its site's robots.txt, which must be asked first, {refusal.what}"
            return RefusedError("robots", what, is_final=refusal.is_final, wait_s=refusal.wait_s)
        return refusal


def host_of(address: str) -> str:
    """The site that an address names, for taking turns; one that is no address has a turn of its own."""
    try:
        return URL(address).host or address
    except ValueError:
        return address


def next_hop(url: URL, location: str | None, rules: FetchRules) -> URL:
    """Where a redirect leads, checked as any address. Raises RefusedError."""
    if location is None:
        raise RefusedError("broken_redirect", "says that it moved, and not where to; open it in a browser and copy the address")
    try:
        target = parsed(location if "://" in location.partition("?")[0] else str(_joined(url, location)), rules)
    except RefusedError as refusal:
        raise RefusedError(refusal.code, f"leads on to an address that {refusal.what}") from refusal
    if url.scheme == "https" and target.scheme == "http":
        what = "leads from an encrypted address to one that anybody on the way could change; add the http address if you trust it"
        raise RefusedError("downgrade", what)
    return target


def _joined(url: URL, location: str) -> URL:
    try:
        return url.join(URL(location))
    except ValueError as trouble:
        raise RefusedError("malformed_address", "cannot be understood as an address") from trouble


def _passing(answer: Answer) -> RefusedError:
    wait_s = retry_after(answer.header("Retry-After"))
    later = f"in {wait_s:,.0f} seconds" if wait_s else "later"
    if answer.status == 429:
        return RefusedError("too_many_requests", f"asks us to come less often; try again {later}", is_final=False, wait_s=wait_s)
    what = f"is in trouble on the server's side (status {answer.status}); try again {later}"
    return RefusedError("server_trouble", what, is_final=False, wait_s=wait_s)


def _no_page(status: int) -> RefusedError:
    what = GONE.get(status, "was answered without a page")
    advice = "open it in a browser, save the page and add the file" if status in (401, 403) else "check the address"
    is_final = 400 <= status < 500
    return RefusedError("no_page", f"{what} (status {status}); {advice}", is_final=is_final)

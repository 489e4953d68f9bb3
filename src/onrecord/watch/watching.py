"""The watch itself: visits every source when it is due, puts on record what is new, and waits longer after a failure."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from onrecord.ingest.fetching.addresses import parsed
from onrecord.ingest.fetching.fetched import Fetched, RefusedError, is_address
from onrecord.ingest.fetching.fetcher import Fetcher
from onrecord.ingest.opening import open_fetched
from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem
from onrecord.pipeline import Outcome, Tools, fetch_rules, intake_of, read_item, record, tools_for
from onrecord.settings import Settings
from onrecord.watch.feeds import entries_of, page_item
from onrecord.watch.folders import files_in, settle
from onrecord.watch.sitemaps import is_index, read_index, unzipped
from onrecord.watch.state import State, Waiting

# The longest wait after failures, and how often one page is tried before it is given up: together more than a day.
LONGEST_WAIT_S = 6 * 3600.0
MOST_ATTEMPTS = 8
FIRST_WAIT_S = 60.0
# How long one sleep is; a signal ends the watch after it.
NAP_S = 0.5
# Pages fetched from one source in one round; the others wait for the next.
MOST_PAGES = 100
MOST_ENTRIES = 10_000


@dataclass(slots=True, kw_only=True)
class Round:
    """What one visit to one source brought; `failed` = the source itself could not be read. Counts are reports and claims."""

    source: str
    new: int = 0
    known: int = 0
    claims: int = 0
    waiting: int = 0
    failed: bool = False
    problems: list[Problem] = field(default_factory=list)

    def count(self, outcome: Outcome, new: bool) -> None:
        """One more report; `new` says whether the register did not have it."""
        self.problems.extend(outcome.problems)
        if outcome.extraction is not None:
            self.new += new
            self.known += not new
            self.claims += len(outcome.extraction.claims) if new else 0

    @property
    def has_errors(self) -> bool:
        """Whether anything is wrong that a person should look at."""
        return any(problem.severity is ProblemSeverity.ERROR for problem in self.problems)


class Watch:
    """A watch over sources; `rounds` goes on until `stop` is called, from a signal or another thread."""

    def __init__(
        self, sources: Iterable[str], settings: Settings, *, every_s: float, pages: bool = False, most_pages: int = MOST_PAGES
    ) -> None:
        """Raises InputError for a source that cannot be watched, before anything is asked."""
        self._rules = fetch_rules(settings)
        self._intake = intake_of(settings)
        self._settings, self._every_s, self._pages, self._most_pages = settings, every_s, pages, most_pages
        self._sources = [self._checked(source) for source in dict.fromkeys(sources)]
        self._fetcher = Fetcher(self._rules, settings.cache / "pages")
        self._tools: Tools | None = None
        self._is_over = False

    def stop(self) -> None:
        """Ends the watch after the report that is being read; a fetch under way is broken off and made up for next time."""
        self._is_over = True
        self._fetcher.stop()

    def rounds(self, *, once: bool = False) -> Iterator[Round]:
        """Visits every source again and again, or `once`; yields what each visit brought."""
        with State(state_path(self._settings.store)) as state, self._fetcher:
            while not self._is_over:
                for source in self._sources:
                    if not self._is_over and (once or state.source_of(source)[1] <= time.time()):
                        yield self._visit(source, state, once)
                if once:
                    return
                self._sleep(min(state.source_of(source)[1] for source in self._sources))

    def _sleep(self, until: float) -> None:
        while not self._is_over and (rest := until - time.time()) > 0:
            time.sleep(min(NAP_S, rest))

    def _checked(self, source: str) -> str:
        if not is_address(source) or Path(source).exists():
            if not Path(source).is_dir():
                raise InputError(f"{source!r} is no folder and no address of a feed; only these can be watched.")
            return source
        try:
            parsed(source, self._rules)
        except RefusedError as refusal:
            raise InputError(f"{refusal.problem(source).source}: {refusal.what}.") from refusal
        return source

    def _visit(self, source: str, state: State, once: bool) -> Round:
        visit = Round(source=source)
        failures, wait_s, sha256 = state.source_of(source)[0], self._every_s, None
        try:
            if Path(source).is_dir():
                self._look_into(source, state, visit, once)
            elif is_address(source):
                sha256 = self._ask(source, state, visit)
            else:
                raise RefusedError("no_folder", "is not there any more; check the disk", is_final=False)
            failures = 0
        except RefusedError as refusal:
            visit.failed = True
            if refusal.code != "stopped":
                visit.problems.append(refusal.problem(source))
                failures += 1
            wait_s = max(refusal.wait_s or 0.0, min(self._every_s * 2.0**failures, max(self._every_s, LONGEST_WAIT_S)))
        if is_address(source):
            self._read_waiting(source, state, visit)
        visit.waiting = state.open_count(source)
        state.visited(source, failures, 0.0 if self._is_over else wait_s, sha256)
        return visit

    def _ask(self, source: str, state: State, visit: Round) -> str:
        """Fetches a feed and notes its new entries; returns the hash of what it said."""
        got = self._fetcher.fetch(source)
        parts = list(self._listed_in(got, visit)) if self._pages and is_index(unzipped(got.content)) else [got]
        sha256 = sha256_hex(b"".join(part.content for part in parts) + bytes(self._pages))
        if sha256 != state.source_of(source)[2]:
            for part in parts:
                entries, problems = entries_of(part, self._pages, self._intake)
                visit.problems.extend(problem for problem in problems if problem.severity is not ProblemSeverity.NOTE)
                state.meet(source, entries)
        return sha256

    def _listed_in(self, got: Fetched, visit: Round) -> Iterator[Fetched]:
        """The sitemaps of a list, one step and no further; one that cannot be had is said and made up for next time."""
        refusals = []
        for address in read_index(unzipped(got.content), got.url):
            try:
                part = self._fetcher.fetch(address)
                if is_index(unzipped(part.content)):
                    raise RefusedError("sitemap_index", "is a list of sitemaps inside another; name those that you want to watch")
                yield part
            except RefusedError as refusal:
                if refusal.code == "stopped":
                    raise
                refusals.append(refusal)
                visit.problems.append(replace(refusal.problem(address), severity=ProblemSeverity.WARNING))
        if refusals and len(refusals) == len(read_index(unzipped(got.content), got.url)):
            raise refusals[-1]

    def _read_waiting(self, source: str, state: State, visit: Round) -> None:
        """Puts on record what waits, each as soon as it is read; what is not done stays for the next round."""
        keys = state.waiting(source, self._most_pages if self._pages else MOST_ENTRIES)

        def outcomes() -> Iterator[Outcome]:
            for key in keys:
                if self._is_over:
                    return
                waiting = state.find(key)
                try:
                    found = self._opened(waiting, state)
                except RefusedError as refusal:
                    yield from self._put_off(waiting, refusal, state, visit)
                    continue
                yield from map(self._read, found)
                state.finish(key)  # reached when the last outcome is on disk, see `record`

        self._record(outcomes() if keys else iter(()), visit)

    def _opened(self, waiting: Waiting, state: State) -> Iterable[RawItem | Problem]:
        """What is to be read of a report that waits; its page is fetched first where it is not here yet."""
        item, url = waiting.item, waiting.item.url or ""
        if not waiting.is_held:
            item = page_item(self._fetcher.fetch(url), waiting.item)
            state.hold(waiting.key, item)
        return [item] if item.locator is not None else open_fetched(item, self._intake)

    def _put_off(self, waiting: Waiting, refusal: RefusedError, state: State, visit: Round) -> Iterator[Outcome]:
        """Tries a page again later, or gives it up and puts that on record."""
        if refusal.code == "stopped":
            return
        trouble = refusal.problem(waiting.item.url or waiting.item.source)
        if refusal.is_final or waiting.attempts + 1 >= MOST_ATTEMPTS:
            yield Outcome(item=None, problems=(trouble,))
            state.finish(waiting.key, "refused")
            return
        visit.problems.append(replace(trouble, severity=ProblemSeverity.WARNING))
        state.put_off(waiting.key, max(refusal.wait_s or 0.0, min(FIRST_WAIT_S * 3.0**waiting.attempts, LONGEST_WAIT_S)))

    def _look_into(self, source: str, state: State, visit: Round, once: bool) -> None:
        """Puts on record the files that came or changed, each marked as seen when all of it is on disk."""
        if once:
            settle(Path(source))
        new = [(key, path) for key, path in files_in(Path(source)) if not state.is_known(key)]

        def outcomes() -> Iterator[Outcome]:
            for key, path in new:
                for found in collect(str(path), None, self._intake):
                    if self._is_over:
                        return
                    yield self._read(found)
                state.meet(source, [(key, None, False)])

        self._record(outcomes() if new else iter(()), visit)

    def _read(self, found: RawItem | Problem) -> Outcome:
        if isinstance(found, Problem):
            return Outcome(item=None, problems=(found,))
        self._tools = self._tools or tools_for(self._settings)
        return read_item(found, self._tools)

    def _record(self, outcomes: Iterator[Outcome], visit: Round) -> None:
        first = next(outcomes, None)
        if first is None:
            return  # nothing is opened where nothing is new
        for outcome, new in record(chain([first], outcomes), self._settings):
            visit.count(outcome, new)


def state_path(store: Path) -> Path:
    """Where the watch of a register keeps what it has seen: beside it."""
    return store.with_name(store.name + ".watch")

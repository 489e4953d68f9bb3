"""How often: requests a minute, wrong passwords, and records a day."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.web.access.book import AccessBook
from onrecord.web.access.roles import RECORDS_A_DAY, Person

# Names or addresses that are remembered; the ones not seen for longest are forgotten first.
REMEMBERED = 10_000


class Limiter:
    """At most `most` in `window_s` seconds for each name. Safe to use from any thread."""

    def __init__(self, most: int, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self.most, self.window_s = most, window_s
        self._clock = clock
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = threading.Lock()

    def enter(self, name: str) -> float:
        """Counts one more where the name may go on (0); else the seconds until it may. One step: a crowd cannot slip through."""
        with self._lock:
            now = self._clock()
            began, count = self._seen.get(name, (now, 0))
            if now - began >= self.window_s:
                began, count = now, 0
            if count >= self.most:
                return began + self.window_s - now
            self._seen[name] = (began, count + 1)
            self._seen.move_to_end(name)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
            return 0.0

    def leave(self, name: str) -> None:
        """Takes one count back: it turned out to be none."""
        with self._lock:
            began, count = self._seen.get(name, (0.0, 0))
            if count > 0:
                self._seen[name] = (began, count - 1)

    def forget(self, name: str) -> None:
        """Starts anew for this name."""
        with self._lock:
            self._seen.pop(name, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAllowance:
    """What a person may still take out today (UTC)."""

    person: Person
    book: AccessBook

    def take(self, wanted: int, *, all_or_none: bool = False) -> int:
        """Counts as many of the wanted records as may still be given, and says how many; `all_or_none` = all of them or 0.

        One step: requests that come at the same time get no more together than one after the other.
        """
        most = RECORDS_A_DAY[self.person.role]
        return self.book.take(self.person.name, _today(), wanted, most, all_or_none=all_or_none)

    def words(self) -> str:
        """Why there are none left and when there will be."""
        most = RECORDS_A_DAY[self.person.role]
        return (
            f"A {self.person.role.value} may take out {most} records a day, and {self.person.name} has; go on after midnight UTC."
        )


def _today() -> str:
    return datetime.now(UTC).date().isoformat()

"""What a site asks of programs: its robots.txt, and time between two requests."""

import asyncio
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from protego import Protego

from onrecord.ingest.fetching.rules import FetchRules

# More of a robots.txt is not read. Source: RFC 9309 section 2.5.
MOST_ROBOTS = 512 * 1024
# The name under which robots.txt may speak to us. Source: RFC 9309 section 2.2.1.
NAME = "OnRecord"
# A site that asks for more time between two pages gets this much: a Crawl-delay of a day would be a refusal in disguise.
LONGEST_DELAY_S = 60.0


class Robots:
    """The rules of one site."""

    def __init__(self, text: str) -> None:
        """`text` is what the site's robots.txt says; empty = everything is allowed."""
        self._rules = Protego.parse(text)

    def allows(self, address: str) -> bool:
        """Whether the site lets us fetch an address."""
        return bool(self._rules.can_fetch(address, NAME))

    @property
    def delay_s(self) -> float:
        """The seconds that the site asks for between two requests; 0 = it asks for none."""
        return min(float(self._rules.crawl_delay(NAME) or 0), LONGEST_DELAY_S)


class Pace:
    """Keeps the time between two requests to one host."""

    def __init__(self, rules: FetchRules) -> None:
        """Nobody was asked yet."""
        self._rules = rules
        self._next: dict[str, float] = {}

    async def wait(self, host: str, asked_s: float) -> None:
        """Waits until the host may be asked again, and notes that it is asked now."""
        now = time.monotonic()
        start = max(now, self._next.get(host, now))
        self._next[host] = start + max(self._rules.delay_s, asked_s)
        if start > now:
            await asyncio.sleep(start - now)


def retry_after(words: str | None) -> float | None:
    """The seconds that a Retry-After header asks for; None = nothing understood. Source: RFC 9110 section 10.2.3."""
    if words is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,11}\s*", words):
        return float(words.strip())
    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())

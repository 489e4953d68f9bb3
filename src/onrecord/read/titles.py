"""The headline of a page: what it calls itself, without the name of the site behind or before it."""

import html
import re
from collections.abc import Iterable, Sequence

# A shorter heading is a section or the name of the site.
SHORTEST_HEADING = 12
# What stands between a headline and the name of the site, and how long such a name or the word before it is.
_BEHIND = re.compile(r"\s*(?:[|–—»·•]|\s-\s|:)\s*\S.{0,60}")
_BEFORE = re.compile(r".{1,30}\s*[|:–—»]\s*")
# A heading that shares fewer of its words with the page's title is not the headline.
SHARED = 0.5


def headline(told: Iterable[str], page_title: str | None, headings: Sequence[str], site: str | None) -> str | None:
    """The headline, from what the metadata say (best first), the page's title and its first headings; None = there is none.

    `site` is the name of the site, which is never a headline; None = not known.
    """
    said = [words for words in (plain_words(value) for value in told) if words and _bare(words) != _bare(site or "")]
    headings = [heading for heading in headings if heading and _bare(heading) != _bare(site or "")]
    chosen = said[0] if said else _unsaid(page_title, headings)
    if chosen is None:
        return None
    for heading in headings:
        if len(heading) >= SHORTEST_HEADING and (short := _within(heading, chosen)) is not None:
            return short
    found = re.match(rf"(.+?)\s*(?:[|–—»·•]|\s-)\s*{re.escape(site)}\s*$", chosen) if site else None
    return found[1] if found else chosen


def plain_words(value: str) -> str:
    """The words of a title on one line; entities that were escaped twice are resolved."""
    return " ".join(html.unescape(value).split())


def _within(heading: str, title: str) -> str | None:
    """The heading when the title is the heading with a name behind or before it, letter for letter."""
    if title.startswith(heading) and _BEHIND.fullmatch(title[len(heading) :]):
        return heading
    if title.endswith(heading) and _BEFORE.fullmatch(title[: -len(heading)]):
        return heading
    return None


def _unsaid(page_title: str | None, headings: Sequence[str]) -> str | None:
    """The first heading, unless it has little to do with the page's title and is shorter: then it is the name of the site."""
    title = plain_words(page_title or "")
    heading = next((words for words in headings if words), None)
    if heading is None or not title:
        return heading or title or None
    words, others = set(heading.casefold().split()), set(title.casefold().split())
    is_shared = len(words & others) >= SHARED * len(words)
    return heading if is_shared or len(heading) >= len(title) else title


def _bare(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()

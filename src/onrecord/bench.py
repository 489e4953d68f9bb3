"""Speed, measured as whole processes: articles a second, CPU seconds and peak memory.

The articles are made of paragraphs of the sample reports and of prose without figures, in the mixture that real reports have:
about a dozen claims in 600 words (measured on 782 articles on the Syrian war: 11.8).
"""

import json
import random
import resource
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

from onrecord.batch import share_out
from onrecord.demo import sample_folder
from onrecord.model.documents import RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem
from onrecord.pipeline import arrivals, load_tools, read_item
from onrecord.settings import Settings

WORDS = 600
SEED = 20260131
# How often a paragraph comes from the sample reports, the rest being prose: gives about twelve claims an article.
WITH_FIGURES = 0.38


def bench_extract(articles: int, settings: Settings, *, ordinary: bool = False) -> str:
    """One line of JSON: articles, workers, seconds, articles_s (steady state), cpu_s, peak_mb of the largest process, claims.

    `ordinary` articles tell of anything but conflict.
    """
    count = articles + settings.workers * 64
    made = list(_ordinary(count) if ordinary else _articles(count, settings.cache))
    warm, timed = made[: settings.workers * 64], made[settings.workers * 64 :]
    outcomes = share_out([*warm, *timed], settings)
    for _ in warm:
        next(outcomes)
    before, start = _cpu(), time.perf_counter()
    claims = sum(len(o.extraction.claims) if o.extraction else 0 for o in outcomes)
    seconds = time.perf_counter() - start
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return json.dumps(
        {
            "bench": "extract",
            "ordinary": ordinary,
            "reader": settings.reader,
            "articles": articles,
            "words_each": WORDS,
            "workers": settings.workers,
            "seconds": round(seconds, 2),
            "articles_s": round(articles / seconds, 1),
            "cpu_s": round(_cpu() - before, 2),
            "peak_mb": round(max(children, own) / 1024),
            "claims_each": round(claims / articles, 1),
        }
    )


def _cpu() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in both)


def _articles(count: int, cache: Path) -> Iterator[RawItem | Problem]:
    """Relevant articles of about 600 words, each another one, the same on every machine."""
    tools = load_tools(cache, "grammar")  # the articles are the same whoever is measured
    outcomes = [read_item(i, tools) for i in arrivals([str(sample_folder())]) if isinstance(i, RawItem)]
    texts = [o.document.text for o in outcomes if o.document and o.extraction and o.extraction.relevant]
    figures = sorted({p.strip() for text in texts for p in text.split("\n") if len(p.split()) > 8})
    prose = (resources.files("onrecord") / "bench_prose.txt").read_text(encoding="utf-8").splitlines()
    chance = random.Random(SEED)  # noqa: S311  # not for secrets: the same articles every time
    return _written(count, lambda: chance.choice(figures if chance.random() < WITH_FIGURES else prose))


def _ordinary(count: int) -> Iterator[RawItem]:
    """Articles of about 600 words on council meetings, sport, markets and the like, the same on every machine."""
    lines = (resources.files("onrecord") / "bench_ordinary.txt").read_text(encoding="utf-8").splitlines()
    chance = random.Random(SEED)  # noqa: S311  # not for secrets: the same articles every time
    return _written(count, lambda: chance.choice(lines))


def _written(count: int, paragraph: Callable[[], str]) -> Iterator[RawItem]:
    """Articles of about WORDS words, paragraph by paragraph."""
    for n in range(count):
        chosen: list[str] = []
        while sum(len(p.split()) for p in chosen) < WORDS:
            chosen.append(paragraph())
        yield _item(n, "\n".join(chosen))


def _item(number: int, text: str) -> RawItem:
    line = json.dumps({"id": f"bench-{number}", "text": text, "published": "2026-02-01"}).encode()
    return RawItem(
        content=line,
        sha256=sha256_hex(line),
        media_type="application/json",
        source="bench",
        locator=f"line {number + 1}",
        external_id=f"bench-{number}",
        published="2026-02-01",
        given_text=text,
    )

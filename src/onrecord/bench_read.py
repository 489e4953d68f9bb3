"""Speed of taking pages in, measured as whole processes: pages read and records of a web archive scanned a second.

The pages are made: an article of some 600 words between what stands round one on a news site, 130 kB each. A folder of saved
pages may be measured instead.
"""

import gzip
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import resources
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

from onrecord.ingest.sources import collect
from onrecord.model.documents import RawItem
from onrecord.model.errors import InputError
from onrecord.model.hashing import sha256_hex
from onrecord.read.reading import read_document

WORDS = 600
SEED = 20260131
# A page of an archive comes with so many records that are no pages: pictures, scripts, requests.
OTHERS = 4
WARM = 8


def bench_read(pages: int, workers: int, folder: Path | None = None) -> str:
    """One line of JSON: pages, kb_each, workers, pages_s (steady state), records_s of the archive, peak_mb of any process.

    `pages_cpu_s` and `records_cpu_s` are the same by processor seconds of one core, which other work on the machine changes less.

    `folder` holds saved pages (.html, .html.gz) to measure instead of made ones; InputError when it holds none.
    """
    made = list(_saved(folder) if folder is not None else _made(pages))
    with tempfile.TemporaryDirectory(prefix="onrecord-") as place:
        archive = Path(place, "bench.warc.gz")
        records = _write_archive(archive, made)
        before, start = _cpu(), time.perf_counter()
        items = [found for found in collect(str(archive)) if isinstance(found, RawItem)]
        scanned, scanned_cpu = time.perf_counter() - start, _cpu() - before
    context = get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        list(pool.map(_timed, items[: WARM * workers], chunksize=WARM))
        start = time.perf_counter()
        read = list(pool.map(_timed, items, chunksize=4))
        seconds = time.perf_counter() - start
    letters, read_cpu = sum(n for n, _ in read), sum(s for _, s in read)
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return json.dumps(
        {
            "bench": "read",
            "pages": len(items),
            "kb_each": round(sum(map(len, made)) / len(made) / 1000),
            "letters_each": round(letters / len(items)),
            "workers": workers,
            "pages_s": round(len(items) / seconds, 1),
            "pages_cpu_s": round(len(items) / read_cpu, 1),
            "records": records,
            "records_s": round(records / scanned),
            "records_cpu_s": round(records / scanned_cpu),
            "peak_mb": round(max(peaks) / 1024),
        }
    )


def bench_warc(records: int) -> str:
    """One line of JSON: how many records of a web archive are scanned a second, by the clock and by processor second of one core.

    The archive is made on disk, a page of some 130 kB among five records; scanning begins with starting the sandbox and ends with
    the last page in the hands of the caller. `pages` counts what came out.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-") as place:
        archive = Path(place, "bench.warc.gz")
        written = _write_archive(archive, _made(max(1, records // (1 + OTHERS))))
        before, start = _cpu(), time.perf_counter()
        pages = sum(isinstance(found, RawItem) for found in collect(str(archive)))
        seconds, used = time.perf_counter() - start, _cpu() - before
        size = archive.stat().st_size
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return json.dumps(
        {
            "bench": "warc",
            "records": written,
            "pages": pages,
            "mb": round(size / 2**20),
            "records_s": round(written / seconds),
            "records_cpu_s": round(written / used),
            "peak_mb": round(max(peaks) / 1024),
        }
    )


def _timed(item: RawItem) -> tuple[int, float]:
    """The letters of a page's article, and the processor seconds that reading it took."""
    start = time.process_time()
    document = read_document(item).document
    return len(document.text) if document else 0, time.process_time() - start


def _cpu() -> float:
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def _saved(folder: Path) -> Iterator[bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.name.lower().endswith((".html", ".htm", ".html.gz")))
    if not paths:
        raise InputError(f"There are no saved pages (.html, .html.gz) in {folder}; check the folder.")
    yield from (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths)


def _made(count: int) -> Iterator[bytes]:
    """Pages, each another one, the same on every machine."""
    prose = (resources.files("onrecord") / "bench_prose.txt").read_text(encoding="utf-8").splitlines()
    chance = random.Random(SEED)  # noqa: S311  # not for secrets: the same pages every time
    for number in range(count):
        chosen: list[str] = []
        while sum(len(line.split()) for line in chosen) < WORDS:
            chosen.append(chance.choice(prose))
        yield _page(number, chosen, chance).encode()


def _page(number: int, paragraphs: list[str], chance: random.Random) -> str:
    def links(count: int) -> str:
        return "".join(
            f'<li class="item"><a class="link" href="/s/{n}"><span>{chance.choice(paragraphs)[:60]}</span></a></li>'
            for n in range(count)
        )

    cards = "".join(f'<div class="card card-{n}"><img src="/i/{n}.jpg"><h3>{p[:70]}</h3><p>{p[:160]}</p></div>'
                    for n, p in enumerate(chance.choices(paragraphs, k=40)))  # fmt: skip
    script = f"<script>window.state = {json.dumps({'items': chance.choices(paragraphs, k=300)})};</script>"
    body = "".join(f"<p class='text'>{p} <a href='/t/{n}'>more</a></p>" for n, p in enumerate(paragraphs))
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Report {number} | Sample Wire</title>{script}"
        '<meta property="article:published_time" content="2026-01-31T10:00:00Z"></head><body>'
        f"<header><nav><ul>{links(120)}</ul></nav></header><main><article><h1>Report {number}</h1>{body}</article></main>"
        f'<aside class="related">{cards}</aside><footer><ul>{links(120)}</ul></footer>{script}</body></html>'
    )


def _write_archive(path: Path, pages: Iterable[bytes]) -> int:
    """Writes a web archive of the pages and what comes with them; the number of its records."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    count = 0
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for number, page in enumerate(pages):
            for part in range(1 + OTHERS):
                kind = "text/html" if part == 0 else "image/jpeg"
                http = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
                body = page if part == 0 else sha256_hex(page).encode() * 300
                address = f"https://bench.example/{number}/{part}"
                writer.write_record(writer.create_warc_record(address, "response", payload=BytesIO(body), http_headers=http))
                count += 1
    return count

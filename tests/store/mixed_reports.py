"""Reports of every size and kind, as a day of ingestion brings them: the material of the tests with faults."""

import random
from collections.abc import Callable
from dataclasses import replace

from onrecord.model.documents import Document, RawItem
from onrecord.model.hashing import content_id, sha256_hex
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction

Report = tuple[RawItem, Document, Extraction, tuple[Problem, ...]]
MEDIA = ("text/html", "text/plain", "application/pdf", "application/x-ndjson", "message/rfc822")


def mixed(make_report: Callable[..., tuple[RawItem, Document, Extraction]], number: int, seed: int = 0) -> list[Report]:
    """So many reports, each another document: short texts, long pages, bytes that do not compress, copies of the same bytes
    under another address, reports with trouble, reports without a claim.
    """  # fmt: skip
    chance = random.Random(seed)
    made: list[Report] = []
    for n in range(1, number + 1):
        item, doc, reading = make_report(n, "near the mill " * chance.choice((1, 1, 3, 40, 900)))
        if made and n % 10 == 0:
            content = made[-1][0].content  # the page of the report before, under another address
        else:
            content = doc.text.encode() + chance.randbytes(chance.choice((0, 10, 2_000, 30_000, 120_000 if n % 40 == 0 else 500)))
        url = f"https://press.example/{n}" if n % 3 else None
        item = replace(item, content=content, sha256=sha256_hex(content), media_type=chance.choice(MEDIA), url=url,
                       headers=("Content-Type: text/html",) if n % 7 == 0 else ())  # fmt: skip
        doc = replace(doc, document_id=content_id("doc", n), raw_sha256=item.sha256, url=url, title=f"Report {n}")
        claims = tuple(replace(claim, claim_id=content_id("clm", n), document_id=doc.document_id) for claim in reading.claims)
        reading = replace(reading, document_id=doc.document_id, claims=claims if n % 4 else ())
        met = (Problem(source=item.source, code="undated", message=f"{item.source} states no date."),) if n % 5 == 0 else ()
        made.append((item, doc, reading, met))
    return made

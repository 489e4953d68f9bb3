"""What cannot be right in the reports themselves: parts that contain each other in a circle, stories told over and over.

These are problems to be shown; the counts are used all the same, with the circle taken as counts of the same people.
"""

from collections.abc import Iterable, Mapping, Sequence

from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import ProblemSeverity, RelationKind
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction

# Relations that say that one count is inside another.
INSIDE = {RelationKind.SUBSET_OF, RelationKind.MAJORITY_OF}
# A live page is changed some dozens of times a day; more versions than this are a loop in a feed or an archive.
MANY_VERSIONS = 500
# A circle of more counts than this is shown by its first ones.
MOST_SHOWN = 4


def circular_parts(readings: Iterable[Extraction]) -> list[Problem]:
    """Counts that are said to be parts of one another, directly or around: each circle once."""
    found = []
    for reading in readings:
        claims = {c.claim_id: c for c in reading.claims}
        inside = {name: _wholes(claim, claims) for name, claim in claims.items()}
        found += [_circle(reading, [claims[name] for name in circle]) for circle in _circles(inside)]
    return found


def _wholes(claim: Claim, claims: Mapping[str, Claim]) -> list[str]:
    named = {r.other for r in claim.relations if r.kind in INSIDE} | ({claim.subset_of} if claim.subset_of else set())
    return sorted(name for name in named if name in claims)


def _circles(inside: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The circles of a graph, found by walking up from each record; every record is walked through once."""
    done: set[str] = set()
    circles: dict[frozenset[str], list[str]] = {}
    for start in sorted(inside):
        path: list[str] = []
        on_path: dict[str, int] = {}
        waiting = [(start, 0)]
        while waiting:
            name, depth = waiting.pop()
            for gone in path[depth:]:
                del on_path[gone]
                done.add(gone)
            del path[depth:]
            if name in on_path:
                circle = path[on_path[name] :]
                circles.setdefault(frozenset(circle), circle)
            elif name not in done:
                on_path[name] = len(path)
                path.append(name)
                waiting += [(whole, depth + 1) for whole in inside[name]]
        done |= on_path.keys()
    return list(circles.values())


def _circle(reading: Extraction, claims: Sequence[Claim]) -> Problem:
    first = min(claims, key=lambda c: (c.span.start, c.claim_id))
    shown = "; ".join(f"“{c.span.exact}”" for c in sorted(claims, key=lambda c: c.span.start)[:MOST_SHOWN])
    more = f" and {len(claims) - MOST_SHOWN} more" if len(claims) > MOST_SHOWN else ""
    return Problem(
        source=reading.document_id,
        code="parts_in_a_circle",
        message=f"Counts are said to be parts of one another: {shown}{more}. They are taken for the same people; check them.",
        subject=first.claim_id,
        span=first.span,
    )


def many_versions(origins: Mapping[str, Document]) -> list[Problem]:
    """Stories with more versions and copies than any newsroom makes; `origins` leads from a document to its story's first one."""
    counted: dict[str, int] = {}
    for origin in origins.values():
        counted[origin.document_id] = counted.get(origin.document_id, 0) + 1
    return [
        Problem(
            source=name,
            code="many_versions",
            message=f"This story is on record in {count:,} versions and copies; see if a feed or an archive repeats it.",
            severity=ProblemSeverity.NOTE,
            subject=name,
        )
        for name, count in sorted(counted.items())
        if count > MANY_VERSIONS
    ]

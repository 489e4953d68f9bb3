"""What tests of formats ask: the items and the problems, where bytes that nothing could be read from count as their problem."""

from collections.abc import Iterable

from onrecord.model.documents import RawItem
from onrecord.model.hashing import sha256_hex
from onrecord.model.problems import Problem


def told(found: Iterable[RawItem | Problem]) -> list[RawItem | Problem]:
    """Everything found in order; of unread bytes the problem, after a look at their custody."""
    return [_told(each) for each in found]


def _told(each: RawItem | Problem) -> RawItem | Problem:
    if isinstance(each, Problem) or each.problem is None:
        return each
    assert each.content
    assert each.problem.subject == each.sha256 == sha256_hex(each.content)
    return each.problem

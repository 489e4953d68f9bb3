"""Chains of places, each saying where the narrower one before it lies: "Saraya village in Mastung, Balochistan"."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.resolve.attach.choosing import Candidate, width
from onrecord.resolve.attach.cues import Cues
from onrecord.resolve.attach.wider import UNSURE

_JOINT = 40  # characters between two links of a chain of places


def linked(candidates: Sequence[Candidate], text: str, cues: Cues) -> list[Candidate]:
    """The candidates with the links of chains marked: in "Saraya village in Mastung, Balochistan" all but the first, narrowest.

    A later one is no link when the one before it is the wider ("from Iran in Quetta").
    """
    found: list[Candidate] = []
    before: Candidate | None = None
    for candidate in candidates:
        if candidate.kind in UNSURE:  # perhaps no place: it holds no listed one, and none holds it
            found.append(candidate)
            continue
        before, last = candidate, before
        is_link = False
        if last is not None and width(last) <= width(candidate):
            joint = text[last.span.end : candidate.span.start]
            chain = cues.chain if width(last) < width(candidate) else cues.narrow_chain
            is_link = len(joint) <= _JOINT and bool(joint.strip(" \n")) and chain.fullmatch(joint) is not None
        found.append(replace(candidate, is_link=True) if is_link else candidate)
    return found

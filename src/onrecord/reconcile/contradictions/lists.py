"""A report that speaks of 14 cities and then names 16: its number and its own list do not agree.

Only a list that claims to be whole is counted: the number, its noun, a colon, and names up to the full stop.
Source: claims_method §5, example 27; §7 (the group's statement of 31 January).
"""

import re
from collections.abc import Iterable, Mapping

from onrecord.model.documents import Document
from onrecord.model.enums import ContradictionKind
from onrecord.model.figures import Contradiction
from onrecord.model.hashing import content_id
from onrecord.reconcile.joining.tellings import publisher

# Shorter lists are examples more often than lists.
FEWEST_NAMES = 3
# As much of a list as a reader needs to find it again.
QUOTE_LENGTH = 140
NAME = re.compile(r"(?:the\s+)?[A-Z][\w'’.-]*(?:\s+(?:[A-Z][\w'’.-]*|of|the|de|al|el))*")


def list_lengths(
    documents: Iterable[Document],
    subjects: Mapping[str, str],
    units: Mapping[str, int],
    nouns: Iterable[str],
    struck: Iterable[str],
) -> list[Contradiction]:
    """A contradiction for every number of places that its own list does not bear out.

    `subjects` leads from a document to the event or campaign it tells of; `units` are number words, `nouns` what is listed. Of a
    report that tells of none, only lists of places that were `struck` are counted.
    """
    numbers = "|".join(sorted((re.escape(word) for word in units), key=len, reverse=True))
    named = "|".join(sorted((re.escape(noun) for noun in nouns), key=len, reverse=True))
    pattern = re.compile(rf"\b(?P<number>\d{{1,3}}|{numbers})\s+(?:\w+\s+)?(?P<noun>{named})\b[^:.;\n]{{0,60}}:\s*", re.I)
    harm = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, struck)))})\b", re.I)
    found = []
    for doc in documents:
        for match in pattern.finditer(doc.text):
            if doc.document_id not in subjects and not harm.search(match[0]):
                continue
            told = match["number"].casefold()
            number = int(told) if told.isdecimal() else units[told]
            names = _names(doc.text[match.end() :])
            if len(names) >= FEWEST_NAMES and len(names) != number:
                found.append(_disagreement(doc, match, number, len(names), subjects.get(doc.document_id, doc.document_id)))
    return found


def _names(text: str) -> list[str]:
    """The names of a list up to the end of its sentence; empty when anything in it is not a name."""
    listed = re.split(r"[.;\n](?:\s|$)", text, maxsplit=1)[0]
    items = [item.strip() for item in re.split(r",\s*(?:and\s+)?|\s+and\s+", listed) if item.strip()]
    return items if all(NAME.fullmatch(item) for item in items) else []


def _disagreement(doc: Document, match: re.Match[str], number: int, names: int, subject_id: str) -> Contradiction:
    quote = " ".join(doc.text[match.start() : match.start() + QUOTE_LENGTH].split())
    words = f"{publisher(doc)} speaks of {number} {match['noun']} and names {names}: “{quote}…”."
    return Contradiction(
        contradiction_id=content_id("con", "list", doc.document_id, str(match.start())),
        subject_id=subject_id,
        kind=ContradictionKind.ARITHMETIC,
        claim_ids=(),
        explanation=words,
        steps=(f"The list has {names} names, the number before it says {number}.",),
    )

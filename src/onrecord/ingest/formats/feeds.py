"""RSS and Atom feeds: each entry is a report of its own, with its headline, address and date."""

import html
import json
import re
from typing import Any

import feedparser

from onrecord.ingest.formats.jsons import headed_report
from onrecord.ingest.intake import Desk, Found
from onrecord.ingest.origins import Origin
from onrecord.ingest.sidecars import Said, words_of
from onrecord.model.enums import ProblemSeverity

RSS = "application/rss+xml"
_TAG = re.compile(rb"<(/?)(item|entry)(?=[\s>])")
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
# References to characters so far up that they may lie beyond the last one, U+10FFFF.
_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]{6,}|[0-9]{7,})\b;?")
END_OF_UNICODE, LONGEST_REFERENCE = 0x110000, 20
_NUL = re.compile(rb"\x00")
Entry = Any  # feedparser's records: dictionaries that also answer to attributes


def read_feed(content: bytes, origin: Origin, desk: Desk) -> Found:
    """The entries of a feed in its order. Entities are never resolved: a feed that declares some is refused."""
    if _ENTITY.search(_NUL.sub(b"", content[: 2**16])) or _ENTITY.search(content):
        what = (
            "declares XML entities, by which a file can exhaust memory or read other files; it was refused. Save it without them"
        )
        yield origin.trouble("xml_entities", what)
        return
    possible = _REFERENCE.sub(_possible, content)
    try:
        parsed = feedparser.parse(possible, resolve_relative_uris=False, sanitize_html=False)
    except LookupError:  # the parser stumbles over the end of a link that never began
        yield origin.trouble(
            "broken_feed", "cannot be read as a feed (its marks do not fit together); nothing was read. Save it anew"
        )
        return
    if parsed.bozo and not parsed.entries:
        what = f"cannot be read as a feed ({str(parsed.get('bozo_exception'))[:120]}); nothing was read. Save it anew"
        yield origin.trouble("broken_feed", what)
        return
    if not parsed.entries:
        yield origin.trouble("empty", "is a feed without entries; nothing was read")
    if parsed.bozo and not isinstance(parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        what = f"is damaged ({str(parsed.get('bozo_exception'))[:120]}); what could be read of it was"
        yield origin.trouble("broken_feed", what, ProblemSeverity.WARNING)
    about = Said(outlet=words_of(parsed.feed.get("title")), language=words_of(parsed.feed.get("language")))
    slices = _slices(content)
    most = desk.limits.members
    for number, entry in enumerate(parsed.entries[:most], 1):
        raw = slices[number - 1] if len(slices) == len(parsed.entries) else _as_json(entry)
        yield from headed_report(_body(entry), _said(entry).over(about), raw, RSS, origin.within(f"item {number}"))

    if len(parsed.entries) > most:
        yield origin.trouble("too_many_members", f"holds {len(parsed.entries):,} entries; only the first {most:,} were read")


def _slices(content: bytes) -> list[bytes]:
    """The bytes of each entry, from its first tag to the end of its last, told in one pass; what is not closed is left out."""
    found, start, name = [], -1, b""
    for tag in _TAG.finditer(content):
        if start < 0 and not tag[1]:
            start, name = tag.start(), tag[2]
        elif start >= 0 and tag[1] and tag[2] == name:
            end = content.find(b">", tag.end())
            if end < 0:
                break
            found.append(content[start : end + 1])
            start = -1
    return found


def _possible(reference: re.Match[bytes]) -> bytes:
    """The reference, or the sign for an unreadable character where it names none; feedparser fails on such."""
    digits = reference[1].decode()
    if len(digits) > LONGEST_REFERENCE:
        return b"&#xFFFD;"
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return reference[0] if number < END_OF_UNICODE else b"&#xFFFD;"


def _as_json(entry: Entry) -> bytes:
    """The entry's words where its bytes cannot be told apart from its neighbours'."""
    parts = {key: words_of(dict.get(entry, key)) for key in ("id", "link", "title", "published", "updated", "summary")}
    return json.dumps({**parts, "body": _body(entry)}, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _body(entry: Entry) -> str | None:
    """The whole text when the feed gives it, else the summary, as markup; None = neither."""
    parts = [(part.get("value") or "", part.get("type") or "") for part in entry.get("content") or []]
    detail = entry.get("summary_detail") or {}
    parts.append((entry.get("summary") or "", detail.get("type") or ""))
    value, kind = max(parts, key=lambda part: len(part[0]))
    if not value.strip():
        return None
    if kind == "text/plain" and not re.search(r"<[a-z]", value):
        return "".join(f"<p>{html.escape(line)}</p>\n" for line in value.splitlines() if line.strip())
    return value


def _said(entry: Entry) -> Said:
    source = entry.get("source") or {}
    return Said(
        external_id=words_of(entry.get("id")),
        title=_one_line(entry.get("title")),
        published=words_of(dict.get(entry, "published")) or words_of(dict.get(entry, "updated")),
        url=words_of(entry.get("link")),
        outlet=words_of(source.get("title")) if isinstance(source, dict) else None,
        language=words_of(entry.get("language")),
    )


def _one_line(title: object) -> str | None:
    """A headline without mark-up; feeds escape it once too often or too seldom."""
    words = words_of(title)
    if words is None:
        return None
    return words_of(" ".join(html.unescape(re.sub(r"<[^<>]{1,200}>", " ", words)).split()))

"""JSON documents: ninjs news items, JSON feeds, GDELT article lists and lists of reports."""

import html
import json
from collections.abc import Iterator
from typing import Any

from onrecord.ingest.intake import Desk, Found
from onrecord.ingest.jsonl import MOST_PARTS, has_too_many_parts, object_report, read_lines
from onrecord.ingest.origins import Origin
from onrecord.ingest.sidecars import Said, words_of

NINJS, JSON_FEED, JSON = "application/ninjs+json", "application/feed+json", "application/json"
# Keys under which lists of reports stand: GDELT's "articles", and what most programs write.
LISTS = ("articles", "items", "stories", "reports", "documents", "results", "data")
_NINJS_KEYS = {"headline", "headlines", "body_html", "body_text", "body_xhtml", "bodies", "versioncreated", "slugline"}
Json = Any  # what a stranger's file holds, checked where it is used


def read_json(content: bytes, origin: Origin, desk: Desk) -> Found:
    """The reports of a JSON file: one ninjs item, a JSON feed, a list of objects, or JSON lines under another name."""
    import io

    if has_too_many_parts(content):
        yield origin.trouble("too_large", f"holds over {MOST_PARTS:,} objects and lists; nothing was read. Split it")
        return
    try:
        loaded: Json = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        yield origin.trouble("broken_json", f"is not UTF-8 (byte {error.start}); convert the file")
        return
    except (ValueError, RecursionError) as error:
        if "Extra data" in str(error):
            yield from read_lines(io.BytesIO(content), origin, desk.intake.columns)
        else:
            yield origin.trouble("broken_json", f"is not JSON ({str(error)[:120]}); nothing was read. Save it anew")
        return
    yield from _read(loaded, content, origin, desk)


def is_known_document(fields: Json) -> bool:
    """Whether a JSON object is a whole document of a known kind, not a line of reports."""
    return isinstance(fields, dict) and (_is_ninjs(fields) or _is_feed(fields) or _list_in(fields) is not None)


def _read(loaded: Json, content: bytes, origin: Origin, desk: Desk) -> Found:
    if isinstance(loaded, dict) and _is_feed(loaded):
        yield from _feed(loaded, origin)
    elif isinstance(loaded, dict) and _is_ninjs(loaded):
        yield from _ninjs(loaded, content, origin)
    elif isinstance(loaded, list) or (isinstance(loaded, dict) and _list_in(loaded) is not None):
        entries: list[Json] = loaded if isinstance(loaded, list) else _list_in(loaded) or []
        yield from _listed(entries, origin, desk)
    elif isinstance(loaded, dict):
        yield from object_report(loaded, content, origin, desk.intake.columns)
    else:
        yield origin.trouble("broken_json", "holds no object and no list of objects; nothing was read")


def _is_ninjs(fields: dict[str, Json]) -> bool:
    return isinstance(fields.get("uri"), str) and bool(_NINJS_KEYS & fields.keys())


def _is_feed(fields: dict[str, Json]) -> bool:
    return str(fields.get("version", "")).startswith("https://jsonfeed.org/version/") and isinstance(fields.get("items"), list)


def _list_in(fields: dict[str, Json]) -> list[Json] | None:
    for key in LISTS:
        listed = fields.get(key)
        if isinstance(listed, list) and listed and all(isinstance(entry, dict) for entry in listed):
            return listed
    return None


def _listed(entries: list[Json], origin: Origin, desk: Desk) -> Found:
    if not entries:
        yield origin.trouble("empty", "holds an empty list; nothing was read")
    for number, entry in enumerate(entries, 1):
        place = origin.within(f"item {number}")
        if not isinstance(entry, dict):
            yield place.trouble("broken_line", "is not a JSON object and was skipped")
        elif _is_ninjs(entry):
            yield from _ninjs(entry, _bytes(entry), place)
        else:
            yield from object_report(entry, _bytes(entry), place, desk.intake.columns)


def _bytes(entry: Json) -> bytes:
    """The entry as one line of JSON, the same whatever the order and blanks in its file."""
    return json.dumps(entry, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _feed(feed: dict[str, Json], origin: Origin) -> Found:
    about = Said(outlet=words_of(feed.get("title")), language=words_of(feed.get("language")))
    if not feed["items"]:
        yield origin.trouble("empty", "is a feed without entries; nothing was read")
    for number, entry in enumerate(feed["items"], 1):
        place = origin.within(f"item {number}")
        if not isinstance(entry, dict):
            yield place.trouble("broken_line", "is not a JSON object and was skipped")
            continue
        said = Said(
            external_id=words_of(entry.get("id")),
            title=words_of(entry.get("title")),
            published=words_of(entry.get("date_published")),
            url=words_of(entry.get("url")) or words_of(entry.get("external_url")),
            language=words_of(entry.get("language")),
        )
        text = words_of(entry.get("content_text")) or words_of(entry.get("summary"))
        body = words_of(entry.get("content_html")) or _escaped(text)
        yield from headed_report(body, said.over(about), _bytes(entry), JSON_FEED, place)


def headed_report(body: str | None, said: Said, content: bytes, media_type: str, origin: Origin) -> Found:
    """An entry of a feed: its headline stands above its words, because it often carries the toll alone."""
    if said.title is None and body is None:
        yield origin.trouble("no_text", "has neither a title nor any text and was skipped")
        return
    head = f"<h1>{html.escape(said.title)}</h1>\n" if said.title else ""
    yield origin.item(content, media_type, said=said, html=head + (body or ""))
    if body is None:
        yield origin.note("headline_only", "has a headline and no text; only the headline was read")


def _escaped(text: str | None) -> str | None:
    if text is None:
        return None
    return "".join(f"<p>{html.escape(line)}</p>\n" for line in text.splitlines() if line.strip())


def _ninjs(fields: dict[str, Json], content: bytes, origin: Origin) -> Found:
    """One news item. Source: IPTC ninjs 1.x to 3.x."""
    markup, text = _bodies(fields)
    said = Said(
        external_id=words_of(fields.get("uri")),
        title=words_of(fields.get("headline")) or _first_value(fields.get("headlines")) or words_of(fields.get("title")),
        published=next(
            (w for key in ("firstcreated", "contentcreated", "versioncreated") if (w := words_of(fields.get(key)))), None
        ),
        url=words_of(fields.get("canonicalurl")) or words_of(fields.get("url")),
        outlet=_outlet(fields),
        language=words_of(fields.get("language")),
    )
    if markup is not None:
        yield origin.item(content, NINJS, said=said, html=markup)
    elif text is not None:
        yield origin.item(content, NINJS, said=said, text=text)
    else:
        yield from headed_report(None, said, content, NINJS, origin)


def _bodies(fields: dict[str, Json]) -> tuple[str | None, str | None]:
    """The item's body as markup and as text, the longest of each; None = it has none."""
    markups = [words_of(fields.get(key)) for key in ("body_html", "body_xhtml")]
    texts = [words_of(fields.get("body_text"))]
    for body in _objects(fields.get("bodies")):
        kind = str(body.get("contenttype", "text/html"))
        (markups if "html" in kind else texts).append(words_of(body.get("value")))
    return (max((m for m in found if m), key=len, default=None) for found in (markups, texts))  # type: ignore[return-value]  # a pair


def _objects(value: Json) -> Iterator[dict[str, Json]]:
    yield from (entry for entry in (value if isinstance(value, list) else []) if isinstance(entry, dict))


def _first_value(value: Json) -> str | None:
    return next((words for entry in _objects(value) if (words := words_of(entry.get("value")))), None)


def _outlet(fields: dict[str, Json]) -> str | None:
    for key in ("infosources", "infosource"):
        for source in _objects(fields.get(key)):
            if name := words_of(source.get("name")):
                return name
    return words_of(fields.get("copyrightholder"))

"""Archives: the files in a zip, and the pages in WARC and WACZ files with when they were captured."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from onrecord.ingest.intake import MB, Carrier, Desk, Found
from onrecord.ingest.origins import Origin
from onrecord.ingest.sandbox.frames import Frame
from onrecord.ingest.sandbox.keeping import ParsingError
from onrecord.ingest.sidecars import Said
from onrecord.model.enums import ProblemSeverity

# A zip in a zip is opened, one in that is not: nesting is how small files grow without bound.
DEEPEST = 2
_NAMES = {"text/plain": "page.txt", "application/pdf": "page.pdf"}


def read_zip(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    """What is in the members of a zip, each opened by its own kind; members that could harm are refused with the reason."""
    if origin.depth >= DEEPEST:
        yield origin.trouble(
            "nested_too_deep", "lies in an archive in an archive and was not opened; unpack it and add the folder"
        )
        return
    unpacked = 0
    try:
        for frame in desk.sandbox.run("zip", carrier):
            name = str(frame.header["name"])
            member = origin.within(_shown(name), name=name, deeper=True)
            if "refused" in frame.header:
                yield member.trouble(str(frame.header["refused"]), str(frame.header["what"]))
                continue
            unpacked += len(frame.body)
            if unpacked > desk.limits.unpacked_mb * MB:
                raise ParsingError("archive_bomb", f"unpacks to more than {desk.limits.unpacked_mb} MB; the rest was not read")
            yield from desk.open(frame.body, member, desk)
    except ParsingError as failure:
        yield origin.trouble(*failure.as_trouble("zip file"))


def _shown(name: str) -> str:
    """A member's name as it may stand in a message: without line breaks and control characters."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name)[:300]


def read_warc(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    """The pages of a WARC file: answers with status 2xx that are HTML, text or PDF. What is left out is counted in a note."""
    yield from _pages("warc", carrier, origin, desk)


def read_wacz(carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    """The pages of all WARC files in a WACZ package."""
    yield from _pages("wacz", carrier, origin, desk)


def _pages(task: str, carrier: Carrier, origin: Origin, desk: Desk) -> Found:
    counts: dict[str, int] = {}
    try:
        for frame in desk.sandbox.run(task, carrier):
            place = _place(frame, origin)
            if "broken" in frame.header:
                yield place.trouble("broken_record", _break(frame), ProblemSeverity.WARNING)
            elif "url" in frame.header:
                yield from _page(frame, place, desk)
            elif "counts" in frame.header:
                counts = json.loads(str(frame.header["counts"]))
    except ParsingError as failure:
        yield origin.trouble(*failure.as_trouble("web archive"))
    if left_out := sorted((number, reason) for reason, number in counts.items() if reason != "read"):
        listed = ", ".join(f"{number} {reason}" for number, reason in reversed(left_out))
        what = f"holds {sum(counts.values()):,} records; {counts.get('read', 0):,} were read, and left out were: {listed}"
        yield origin.note("records_left_out", what)
    elif not counts.get("read"):
        yield origin.trouble("empty", "holds no record that can be read; nothing was read")


def _place(frame: Frame, origin: Origin) -> Origin:
    member = frame.header.get("member")
    place = origin.within(_shown(str(member))) if member else origin
    offset = frame.header.get("offset", frame.header.get("broken"))
    return place if offset is None else place.within(f"offset {offset}")


def _break(frame: Frame) -> str:
    goes_on = frame.header.get("goes_on")
    rest = f"reading went on at offset {goes_on}" if goes_on is not None else "nothing behind it could be read"
    return f"is damaged at or behind this place ({frame.header.get('what')}); {rest}. Get the archive anew if that matters"


def _page(frame: Frame, place: Origin, desk: Desk) -> Found:
    if not frame.body.strip():
        yield place.note("empty", f"is an answer without content ({frame.header['url']})")
        return
    place = replace(
        place,
        name=_NAMES.get(str(frame.header["type"]), "page.html"),
        said=Said(url=str(frame.header["url"])).over(place.said),
        fetched_at=_moment(frame.header.get("date")),
        charset=str(frame.header["charset"]) if frame.header.get("charset") else None,
        depth=DEEPEST,
    )
    if frame.header.get("cut"):
        yield place.trouble("cut_off", "ends before its declared length; what there is was read", ProblemSeverity.WARNING)
    yield from desk.open(frame.body, place, desk)


def _moment(words: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(words))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

"""What stands at the head and foot of a report: title, byline, date stamp and the agency it is credited to."""

import functools
import re

from onrecord.languages import load_lexicon
from onrecord.model.spans import Span, cut
from onrecord.read.datelines import DATE, HEAD, Dateline, agencies, find_dateline

LONGEST_TITLE = 200
# A title has words; a single one is a section name.
FEWEST_TITLE_WORDS = 2
# Titles, bylines and stamps stand within the first lines that hold anything; sign-offs within the last.
HEAD_LINES, FOOT_LINES = 6, 4
STAMP_LINES = 12
LONGEST_SIGN_OFF = 120

_NAME = r"[A-Z\u00c0-\u00de][\w.'’\-]*"
# "By NAME [and NAME], [Title, Agency]": only names and the small words between them, so that "By Saturday night the …" is none.
_BYLINE = re.compile(
    rf"^(?:By|BY)[ :]+(?P<name>(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b){_NAME}"
    rf"(?:(?:,? (?:and|in|of|for|with|de|al|van|bin|&) |,? |, |/| \| )\(?{_NAME}\)?){{0,9}})[ \t]*$",
    re.MULTILINE,
)
_TIME = (
    r"(?:[,\s]*(?:at|-|–|\||/)?\s*\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[AaPp]\.?[Mm]\.?)?(?:\s*\(?[A-Z]{2,5}\)?)?(?:[+-]\d\d:?\d\d)?)?"
)
_NUMERIC_DATE = r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}"
_SIGN_OFF = re.compile(r"\((?:Additional |With )?(?:reporting|writing|editing|compiled|inputs?)\b", re.IGNORECASE)


def find_title(text: str, told: str | None) -> Span | None:
    """The title inside the text: the told one where it is the first line, else an early line that reads like a headline."""
    start = len(text) - len(text.lstrip())
    first = text[start:].split("\n", 1)[0].rstrip()
    if told is not None:
        return cut(text, start, start + len(first)) if first and _same_title(first, told) else None
    for span in _first_lines(text, HEAD_LINES):
        if _is_headline(span, text):
            return span
        if len(span.exact) > LONGEST_TITLE or find_dateline(span.exact + "\n"):
            break
    return None


def _same_title(first: str, told: str) -> bool:
    """Whether a line is the told title, which may carry the outlet's name behind a bar or dash."""
    line, title = (" ".join(words.casefold().replace("’", "'").split()) for words in (first, told))
    return line == title or (
        len(line) > 10 and re.match(r"\s*[|–—\-:»]", title.removeprefix(line)) is not None and title.startswith(line)
    )


def _is_headline(span: Span, text: str) -> bool:
    line = span.exact
    if len(line) > LONGEST_TITLE or len(line.split()) < FEWEST_TITLE_WORDS or not any(map(str.islower, line + "x")):
        return False
    if line.endswith((".", ",", ";", "”", '"')) or _BYLINE.match(line) or _stamp_pattern().fullmatch(line):
        return False
    is_alone = not text[span.end :].strip()
    return not is_alone and not find_dateline(line + "\n") and re.search(r"[A-Za-z]{3}", line) is not None


def _first_lines(text: str, number: int) -> list[Span]:
    spans = []
    for found in re.finditer(r"[^\n]*\S", text[: HEAD * 2]):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        spans.append(cut(text, start, found.end()))
        if len(spans) == number:
            break
    return spans


def find_byline(text: str, told: str | None) -> tuple[str | None, Span | None]:
    """Who wrote it, and the line that says so inside the head of the text; both None when it is not said."""
    if told and (at := text[:HEAD].find(told)) >= 0:
        return told, cut(text, at, at + len(told))
    found = _BYLINE.search(text[:HEAD])
    span = cut(text, *found.span()) if found else None
    return told or (found["name"] if found else None), span


def find_stamp(text: str) -> str | None:
    """A date of publication that stands on a line of its own near the top ("Published: Jan 31, 2026"); None = none does.

    A date of a later change counts only when no other is given.
    """
    changed = None
    for span in _first_lines(text, STAMP_LINES):
        if found := _stamp_pattern().fullmatch(span.exact):
            if not found["changed"]:
                return found["when"]
            changed = changed or found["when"]
    return changed


@functools.cache
def _stamp_pattern() -> re.Pattern[str]:
    labels = load_lexicon("en").terms("reports", "date_labels")
    kinds = {
        kind: "|".join(sorted((re.escape(word) for word, under in labels.items() if under == kind), key=len, reverse=True))
        for kind in ("published", "changed")
    }
    date = rf"(?:{DATE})"
    return re.compile(
        rf"(?i:(?P<changed>(?:{kinds['changed']})\b)|(?P<published>(?:{kinds['published']})\b))?\s*(?:on\b|:|-)?\s*"
        rf"(?P<when>{date}{_TIME}|(?(published){_NUMERIC_DATE}{_TIME}|(?(changed){_NUMERIC_DATE}{_TIME}|(?!))))"
        r"\s*(?:[|•·]\s*[^\n]{0,60}|by [^\n]{2,60})?"
    )


def wire_credit(text: str, byline: str | None, dateline: Dateline | None) -> str | None:
    """The agency that a report is credited to: in the dateline's brackets, the byline, or a sign-off; None when none is.

    Agencies that are only named in the report, or that only contributed to it, are not its source.
    """
    if dateline and dateline.credit:
        credit = dateline.credit.strip()
        parts = (agencies().get(part.strip()) for part in credit.split("/"))
        return next((part for part in parts if part), credit)
    if byline and (found := _agency_pattern().search(byline)):
        return agencies()[found[0]]
    foot = [line.strip() for line in text[-2 * HEAD :].split("\n") if line.strip()][-FOOT_LINES:]
    return next((agency for line in reversed(foot) if (agency := _signed(line))), None)


def _signed(line: str) -> str | None:
    """The agency whose sign-off a line is: "— AFP", "(PTI)", "Source: Reuters", "© 2026 The Associated Press"."""
    if _SIGN_OFF.match(line) and "editing by" in line.lower():
        return "Reuters"  # Source: the sign-off of the Reuters style guide, "(Reporting by …; Editing by …)"
    if len(line) > LONGEST_SIGN_OFF:
        return None
    found = _agency_pattern().search(line)
    if found is None:
        return None
    before, after = line[: found.start()].strip(" (—–-[*©_"), line[found.end() :].strip(" ).]*_—–-")
    introduced = re.fullmatch(
        r"(?:source|via|from|agency|(?:with )?inputs? from|(?:\(c\) |copyright )?(?:©|\(c\))?(?: ?\d{4})?(?: by)?)[: ]*",
        before,
        re.IGNORECASE,
    )
    closed = not after or re.match(r"(all rights|\d{4}|news agency)", after, re.IGNORECASE)
    return agencies()[found[0]] if introduced and closed else None


@functools.cache
def _agency_pattern() -> re.Pattern[str]:
    names = sorted(agencies(), key=len, reverse=True)
    return re.compile(r"(?<![\w])(?:" + "|".join(map(re.escape, names)) + r")(?![\w])")

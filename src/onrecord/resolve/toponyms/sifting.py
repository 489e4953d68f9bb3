"""Tells place names from the same words in names of persons and organisations and from ordinary words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from onrecord.resolve.toponyms.names import Found, Page, Token, run_of
from onrecord.resolve.toponyms.readings import readings_of
from onrecord.resolve.toponyms.words import Lead, Words, lead_to

_HAMLET = 2_000  # people; smaller places are seldom meant by "of X"
_SHORT = 3  # letters; such names in a text in capitals are mostly abbreviations


class Name(NamedTuple):
    """A name in its context. `standing`: 3 known everywhere, 2 a town, 1 any other; `lead` and `noun` are the words beside it."""

    found: Found
    standing: int
    lead: Lead
    noun: str | None = None
    site: bool = False
    ordinary: bool = False


@dataclass(slots=True)
class Sifted:
    """What was found: names surely places here, names that may be, and last words of persons' names (lower case)."""

    sure: list[Name] = field(default_factory=list)
    perhaps: list[Name] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)


def sift(page: Page, founds: Sequence[Found], words: Words) -> Sifted:
    """The names that may be places, in order, likeliest reading first; the rest is dropped."""
    sifted = Sifted()
    known = {found.span.exact: readings_of(found.named) for found in founds}
    company: set[int] = set()
    for found in founds:
        readings = known[found.span.exact]
        if readings.standing > 1 or not readings.places:
            company.update(range(found.first, found.last + 1))
    heard = _Heard(page=page, words=words, company=company)
    for found in founds:
        readings = known[found.span.exact]
        if not readings.places or found.span.exact.lower() in words.never or _is_street(page, found, words):
            continue
        if page.shouted or not _belongs_elsewhere(found, readings.standing, heard, sifted):
            whole = Found(span=found.span, first=found.first, last=found.last, named=readings.places)
            name = in_context(whole, page, words, readings.standing)
            (sifted.sure if _is_sure(page, name) else sifted.perhaps).append(name)
    return sifted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What names are judged by: the page, the word lists, and the words of other places and nationalities."""

    page: Page
    words: Words
    company: set[int]


def in_context(found: Found, page: Page, words: Words, standing: int) -> Name:
    """The name with what the words beside it say: preposition, noun of its kind, site."""
    text, end, low, noun = page.text, found.span.end, [], None
    if text[end : end + 1] == " ":
        low = [w.strip(".,;:'’\"”").lower() for w in text[end : end + 24].split(maxsplit=2)[:2]]
        noun = low[0] if low and low[0] in words.area_nouns else None
        if low and low[0] == "tribal" and noun is None and len(low) > 1 and low[1] in words.area_nouns:
            noun = low[1]
    return Name(
        found=found,
        standing=standing,
        lead=lead_to(text, found.span.start, words),
        noun=noun,
        site=bool(low) and low[0] in words.site_nouns,
        ordinary=_is_ordinary(found, page, words),
    )


def _is_ordinary(found: Found, page: Page, words: Words) -> bool:
    """Whether the name is a word of ordinary English; "US" in capitals is none."""
    exact = found.span.exact
    return found.first == found.last and exact.lower() in words.ordinary and (page.shouted or not exact.isupper())


def _is_sure(page: Page, name: Name) -> bool:
    """Whether the words alone put the name on the map."""
    lead, exact = name.lead, name.found.span.exact
    if name.ordinary:
        return (
            not page.shouted
            and lead.preposition in ("in", "near", "outside", "at")
            and not page.in_heading(name.found.span.start)
        )
    if page.shouted and (len(exact) <= _SHORT or (name.standing < 3 and lead.preposition in (None, "of", "to"))):
        return name.noun is not None and len(exact) > _SHORT
    if name.standing == 3 or name.noun is not None or lead.area_noun is not None:
        return True
    if lead.preposition is None:
        return False
    return lead.preposition != "of" or name.standing == 2 or any((n.place.population or 0) >= _HAMLET for n in name.found.named)


def _belongs_elsewhere(found: Found, standing: int, heard: _Heard, sifted: Sifted) -> bool:
    """Whether the capitalised words around make the name part of a person's or an organisation's name."""
    page, words, tokens = heard.page, heard.words, heard.page.tokens
    first, last = run_of(tokens, found.first, found.last)
    if _is_organisation([token.low for token in _joined_on(tokens, found.last)], words):
        return True
    if _heads_organisation(page, found, words):
        return True
    surname = tokens[last].low
    if _is_title(page, found, words):
        sifted.persons.add(surname)
        return True
    lows = [token.low for token in tokens[found.last + 1 : last + 1]]
    left = found.first == first or found.first - 1 in heard.company or _may_precede(page, found.first - 1, words)
    right = not lows or found.last + 1 in heard.company or _may_follow(lows, words)
    if left and right:
        return False
    if page.in_heading(found.span.start):
        led = lead_to(page.text, found.span.start, words).preposition is not None
        return standing < (2 if led else 3) or len(found.span.exact) <= _SHORT
    if last > found.last or standing < 3:
        sifted.persons.add(surname)
    return True


def _is_street(page: Page, found: Found, words: Words) -> bool:
    """Whether the next word makes it a street's name: "Colfax Avenue"; a street that is a place of its own is longer."""
    token = page.tokens[found.last]
    return token.gap == " " and page.tokens[found.last + 1].low in words.streets


def _joined_on(tokens: Sequence[Token], last: int) -> list[Token]:
    """The words after a name that a blank or hyphen joins to it: "China-Pakistan Economic Corridor"."""
    after = []
    while tokens[last].gap in (" ", "-"):
        last += 1
        after.append(tokens[last])
    return after


def _is_organisation(lows: Sequence[str], words: Words) -> bool:
    """Whether the capitalised words after a name end in a kind of organisation before a site or an office is named."""
    for low in lows[:4]:
        if low in words.organisation_nouns:
            return True
        if low in words.area_nouns or low in words.offices:
            return False
    return False


def _heads_organisation(page: Page, found: Found, words: Words) -> bool:
    """ "Bank of America", "Army of Islam": a capitalised organisation word before "of" and the name."""
    if found.first == 0:
        return False
    before = page.tokens[found.first - 1]
    return before.gap in (" of ", " of the ", " for ") and before.low in words.organisation_heads


def _is_title(page: Page, found: Found, words: Words) -> bool:
    """Whether a title stands right before the name ("Gen. Khan")."""
    index = found.first - 1
    if index < 0:
        return False
    before = page.tokens[index]
    between = page.text[before.end : found.span.start]
    return between in (" ", ". ") and before.low in words.titles and found.span.exact.lower() not in words.titles


def _may_precede(page: Page, index: int, words: Words) -> bool:
    """Whether a capitalised word may stand right before a place name without being part of a longer name."""
    token = page.tokens[index]
    low = token.low
    if low in words.openers or low in words.directions or low in words.area_nouns:
        return True
    return low in words.between_words or (low in words.ordinary and _opens_sentence(page, token.start))


def _opens_sentence(page: Page, start: int) -> bool:
    before = page.text[max(0, start - 3) : start].rstrip(" \"“'‘(")
    return not before or before[-1] in ".!?:\n”"


def _may_follow(lows: Sequence[str], words: Words) -> bool:
    """Whether the capitalised words after a place name leave it one: an area, a site, an office, a weekday, or the end in one."""
    low = lows[0]
    if low in words.area_nouns or low in words.offices or low in words.site_nouns or low in words.openers:
        return True
    if low in words.titles or low in words.directions or low in words.ordinary or low in words.never:
        return True  # days and months are among the words that are never a place: "in Mosul Wednesday"
    return lows[-1] in words.site_nouns

"""Tells place names from the same words in names of persons and organisations and from ordinary words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.model.mentions import NamedPlace, NameKind, PlaceKind
from onrecord.resolve.toponyms.names import Found, Page, Token, run_of
from onrecord.resolve.toponyms.words import Lead, Words, lead_to

_WORLD = frozenset({PlaceKind.COUNTRY, PlaceKind.CONTINENT, PlaceKind.SEA, PlaceKind.CAPITAL, PlaceKind.REGION})
_GREAT = 300_000  # people; a city or province that needs no introduction
_TOWN = 20_000  # people; known where the text is about its country
_HAMLET = 2_000  # people; smaller places are seldom meant by "of X"
_SHORT = 3  # letters; such names in a text in capitals are mostly abbreviations


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
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


def standing_of(named: Sequence[NamedPlace]) -> int:
    """How well known the best known reading is."""
    best = 1
    for n in named:
        if n.name_kind in (NameKind.OTHER, NameKind.DEMONYM):
            continue
        people = n.place.population or 0
        if n.place.kind in _WORLD or (n.place.kind is not PlaceKind.ADM_2 and people >= _GREAT):
            return 3
        if people >= _TOWN or n.place.kind in (PlaceKind.QUARTER, PlaceKind.TERRAIN, PlaceKind.FACILITY, PlaceKind.ADM_1):
            best = 2
    return best


def sift(page: Page, founds: Sequence[Found], words: Words) -> Sifted:
    """The names that may be places, in order; the rest is dropped."""
    sifted = Sifted()
    for found in founds:
        named = tuple(n for n in found.named if n.name_kind is not NameKind.DEMONYM)
        if not named:
            continue
        refused = not page.shouted and _belongs_elsewhere(page, found, named, words, sifted)
        if not refused:
            name = _in_context(page, found, named, words)
            (sifted.sure if _is_sure(page, name) else sifted.perhaps).append(name)
    return sifted


def _in_context(page: Page, found: Found, named: tuple[NamedPlace, ...], words: Words) -> Name:
    text, end = page.text, found.span.end
    after = text[end : end + 24].split(maxsplit=2) if text[end : end + 1] == " " else []
    low = [w.strip(".,;:'’\"”").lower() for w in after[:2]]
    noun = next((w for w in low[:1] if w in words.area_nouns), None)
    if noun is None and len(low) > 1 and low[0] in ("tribal", "and") and low[1] in words.area_nouns:
        noun = low[1] if low[0] == "tribal" else None
    return Name(
        found=Found(span=found.span, first=found.first, last=found.last, named=named),
        standing=standing_of(named),
        lead=lead_to(text, found.span.start, words),
        noun=noun,
        site=bool(low) and low[0] in words.site_nouns,
        ordinary=found.first == found.last and found.span.exact.lower() in words.ordinary,
    )


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


def _belongs_elsewhere(page: Page, found: Found, named: tuple[NamedPlace, ...], words: Words, sifted: Sifted) -> bool:
    """Whether the capitalised words around make the name part of a person's or an organisation's name."""
    tokens = page.tokens
    first, last = run_of(tokens, found.first, found.last)
    before = tokens[found.first - 1] if found.first > first else None
    after = tokens[found.last + 1] if found.last < last else None
    lows = [token.word.lower() for token in tokens[found.last + 1 : last + 1]]
    if _is_organisation([token.word.lower() for token in _joined_on(tokens, found.last)], words) or _heads_organisation(page, found, words):
        return True
    if _is_title(page, found, words):
        sifted.persons.add(tokens[last].word.lower())
        return True
    heading = page.in_heading(found.span.start)
    left = before is None or _may_precede(page, found.first - 1, words)
    right = after is None or _may_follow(lows, words)
    if left and right:
        return False
    if heading and standing_of(named) == 3 and len(found.span.exact) > _SHORT:
        return False
    if not heading:
        sifted.persons.add(tokens[last].word.lower())
    return True


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
    return before.gap in (" of ", " of the ", " for ") and before.word.lower() in words.organisation_heads


def _is_title(page: Page, found: Found, words: Words) -> bool:
    """Whether a title stands right before the name ("Gen. Khan")."""
    index = found.first - 1
    if index < 0:
        return False
    before = page.tokens[index]
    between = page.text[before.end : found.span.start]
    return between in (" ", ". ") and before.word.lower() in words.titles and found.span.exact.lower() not in words.titles


def _may_precede(page: Page, index: int, words: Words) -> bool:
    """Whether a capitalised word may stand right before a place name without being part of a longer name."""
    token = page.tokens[index]
    low = token.word.lower()
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
    if low in words.titles or low in words.directions or low in words.ordinary:
        return True
    return lows[-1] in words.site_nouns

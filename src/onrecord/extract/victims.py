"""Who the people are, by the words that name them: category (civilian, security, militant, mixed) and finer groups.

Source: the labels of the annotation guide. "People", "persons" and "men" are unknown unless other words say more; officials,
journalists, aid workers, politicians, prisoners and relatives are civilians; soldiers of any state are security.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence

from onrecord.languages import Lexicon
from onrecord.model.enums import Category, Group

# The last noun decides, but these say only that somebody belongs to what the other words name.
_LONGEST_PHRASE = 4
_OWNER = re.compile(r"(?:[^\W\d][\w'’-]*\s+){0,3}?(?P<rank>[^\W\d]+)\s+(?:of|from|in|to)\s+(?P<whose>.{2,90})", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@functools.cache
def _categories(lexicon: Lexicon) -> Mapping[str, Category]:
    return {word: Category(key) for word, key in lexicon.terms("victims", "category").items()}


@functools.cache
def _groups(lexicon: Lexicon) -> Mapping[str, tuple[Group, ...]]:
    found: dict[str, list[Group]] = {}
    for key, words in lexicon.lists["victims"]["group"].items():
        for word in words:
            found.setdefault(word, []).append(Group(key))
    return {word: tuple(listed) for word, listed in found.items()}


def is_person_word(word: str, lexicon: Lexicon) -> bool:
    """Whether the (lower-case) noun names people at all."""
    return word in _categories(lexicon)


def is_thing_word(word: str, lexicon: Lexicon) -> bool:
    """Whether the (lower-case) noun names something that is no person, so that a number before it counts nobody."""
    return word in _things(lexicon)


@functools.cache
def _things(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.words("victims", "things")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _hits(words: Sequence[str], lexicon: Lexicon) -> list[Category]:
    """Categories of the known words and phrases, left to right, the longest at each place."""
    table, found, at = _categories(lexicon), [], 0
    while at < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            category = table.get(" ".join(words[at : at + length]))
            if category is not None:
                found.append(category)
                at += length - 1
                break
        at += 1
    return found


def categorise(head: str, modifiers: str, after: str, lexicon: Lexicon) -> Category:
    """The category of a phrase from its last noun, the words before it and the words after it ("of the Taliban").

    The last noun decides where it is typed, unless it is a word such as "official" or "member" that a party's name or a force's
    name before it types more closely; otherwise the nearest typed modifier, then the first typed word behind it.
    """
    if is_of_fighters(f"{head} {after.strip()}", lexicon):
        return Category.MILITANT
    before = [c for c in _hits(_words(modifiers), lexicon) if c is not Category.UNKNOWN]
    whole = _hits(_words(f"{modifiers} {head}"), lexicon)
    last = _last_word(modifiers, head)
    if last in lexicon.words("victims", "flexible"):
        sided = [c for c in before if c in (Category.SECURITY, Category.MILITANT)]
        if sided:
            return sided[-1]
    typed = whole[-1] if whole and _ends_typed(f"{modifiers} {head}", lexicon) else Category.UNKNOWN
    if typed is Category.SECURITY and Category.MILITANT in before and Category.SECURITY not in before:
        return Category.MILITANT
    if typed is not Category.UNKNOWN:
        return typed
    if before:
        return before[-1]
    behind = [c for c in _hits(_words(after), lexicon) if c is not Category.UNKNOWN]
    return behind[0] if behind else Category.UNKNOWN


def is_of_fighters(people: str, lexicon: Lexicon) -> bool:
    """Whether the ranks or members are those of whom the words behind name as fighters: "officers of the rebel army"."""
    owner = _OWNER.fullmatch(people.casefold())
    if owner is None or owner["rank"] not in lexicon.words("victims", "ranks"):
        return False
    return Category.MILITANT in _hits(_words(owner["whose"]), lexicon)


def _last_word(modifiers: str, head: str) -> str:
    words = _words(f"{modifiers} {head}")
    return words[-1] if words else ""


def _ends_typed(text: str, lexicon: Lexicon) -> bool:
    """Whether the text ends in a known word or phrase for people."""
    words = _words(text)
    return any(" ".join(words[-length:]) in _categories(lexicon) for length in range(1, min(_LONGEST_PHRASE, len(words)) + 1))


def groups_of(words: str, lexicon: Lexicon) -> tuple[Group, ...]:
    """The finer groups that the words name, in the order of the vocabulary."""
    table, listed = _groups(lexicon), _words(words)
    found: set[Group] = set()
    for length in range(1, _LONGEST_PHRASE):
        for at in range(len(listed) - length + 1):
            found.update(table.get(" ".join(listed[at : at + length]), ()))
    return tuple(group for group in Group if group in found) if found else ()


def combined(categories: Iterable[Category]) -> Category:
    """One category for a coordination: the common one, mixed when they differ, unknown when one is not known."""
    kinds = set(categories)
    if len(kinds) == 1:
        return kinds.pop()
    return Category.UNKNOWN if Category.UNKNOWN in kinds else Category.MIXED

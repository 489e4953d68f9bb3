"""How many people the victims' own words tell, where readers took a name for many or a pair for one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.extract.victims import is_person_word
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.enums import Qualifier

_SURE = 0.5  # the score from which a claim does not wait
# "cinematographer Tam Hutchins": a name that ends like a plural.
_NAMED = re.compile(r"(?:[\w'’.-]+\s+){0,3}?(?P<noun>[\w-]+)\s+(?:[A-Z][\w.'’-]+\s+){1,3}[A-Z][\w.'’-]*s")
# "a colonel in the Revolutionary Guards": one of many.
_OF_MANY = re.compile(r"(?:(?:an?|the)\s+)?(?:[\w-]+\s+){0,3}?(?P<noun>[\w-]+)\s+(?:in|of|from|with)\s+.+", re.DOTALL)
_NO_ONE = re.compile(r"(?:no[- ]one|nobody)\b")
_TRADE = re.compile(r"(?!(?:an|elder|form|great|late|oth|und|young)er)\w{3,}(?:er|ist|or)")
_AND = re.compile(r"\band\b|,|&")
# "a boy and a 30-year-old man", "Boy, 17, and man".
_WHO = r"(?:(?:an?|the|his|her|their|my)\s+)?(?:[\w-]+\s+){0,2}?(?P<%s>[\w-]+)(?:,\s+\d{1,3}(?:\s+months)?,?)?"
_PAIR = re.compile(rf"{_WHO % 'one'}\s+and\s+{_WHO % 'other'}", re.IGNORECASE)
_BOTH = re.compile(
    r"(?:aunt|baby|boy|brother|child|dad|daughter|father|girl|grandfather|grandmother|husband|infant|man|mother|mum|nephew|niece|"
    r"passer-by|sister|son|teenager|toddler|uncle|wife|woman|\d+-year-old)"
)


def as_told(claims: Sequence[Claim], lexicon: Lexicon) -> list[Claim]:
    """The claims in their order, one person where one is named and two where a pair is, unless its second is told apart."""
    return [_counted(claim, claims, lexicon) for claim in claims]


def _counted(claim: Claim, claims: Sequence[Claim], lexicon: Lexicon) -> Claim:
    people, count = claim.victims.span, claim.count
    if count.low != 0 and _NO_ONE.match(claim.span.exact.lower()):
        return replace(claim, count=replace(count, low=0, high=0, qualifier=Qualifier.EXACT))
    if people is None:
        return claim
    implied = count.span is None and count.qualifier is Qualifier.VAGUE and (count.low, count.high) == (2, None)
    if implied and _is_one(people.exact, lexicon):
        return replace(claim, count=replace(count, low=1, high=1, qualifier=Qualifier.EXACT))
    pair = _PAIR.fullmatch(people.exact) if (count.low, count.high) == (1, 1) else None
    if pair is None or not (_BOTH.fullmatch(pair["one"].lower()) and _BOTH.fullmatch(pair["other"].lower())):
        return claim
    second = people.start + pair.start("other")
    apart = (c for c in claims if c is not claim and c.effect is claim.effect and (c.score is None or c.score >= _SURE))
    if any(c.victims.span is not None and c.victims.span.start <= second < c.victims.span.end for c in apart):
        return claim
    return replace(claim, count=replace(count, span=None, low=2, high=2))


def _is_one(words: str, lexicon: Lexicon) -> bool:
    """Whether the words name one person: a noun for one and a name, or a title and those it is one of."""
    named = _NAMED.fullmatch(words)
    noun = named["noun"].lower() if named and not _AND.search(words) else ""
    if _TRADE.fullmatch(noun) or (noun and not noun.endswith("s") and is_person_word(noun, lexicon)):
        return True
    of_many = _OF_MANY.fullmatch(words)
    return of_many is not None and of_many["noun"].lower() in lexicon.words("attribution", "titles")

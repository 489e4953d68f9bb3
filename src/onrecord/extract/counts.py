"""How many people the words mean: number words in a sentence, and their literal bounds.

"at least 21" is 21 or more, "dozens" 24 to 99, "about 40" 35 to 45, "nearly 200" 180 to 199. A number is stored with the word
that bounds it (`cue`), so that a policy can read it otherwise later. Source: claims_method §3, column "literal".
"""

import functools
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.languages import Lexicon, NumberWords
from onrecord.model.claims import Count
from onrecord.model.enums import Qualifier

# 1,200 · 4 500 · 4.500 · 1,00,000 (Indian grouping) · 1.9 · 21
_NUMERAL = r"\d{1,3}(?:[,.\u00a0\u202f\u2009\u0020]\d{3})+(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+\.\d+|\d+"
_MOST_DIGITS = 11  # more people than ever lived are no count of people
_GROUPED = re.compile(r"\d{1,3}(?:[,.\s]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|during|from|until|till|by|of|to|between|and|late|early|mid|year|before|after|around|his|her|the)[\s-]+$"
    r"|\d\s*,?\s*$|,\s*$|\($"
)
_COUNTED_AFTER_YEAR = re.compile(r"\s+(?:[a-z-]+\s+)?(?:people|persons|men|women|children|killed|dead|were|others|[a-z]+s)\b")
_LABEL, _LABEL_SIGN = re.compile(r"([\w.]+)[\s-]+$"), re.compile(r"[a-z][-/]$|[$€£₹#]\s*$|\d[.:,/-]$")
_IN_AREA = re.compile(r"\b(?:region|district|division|sector|zone|ward)\s+$")
_PEOPLE_AFTER = re.compile(r"\s+(?:people|persons|(?:wo)?men|children|civilians|others|police(?:men)?|[a-z]+(?:ers|nts|els))\b")
LEFT_OUT = re.compile(r"\b(?:all|everyone|everybody) (?:but|except)(?: for)?\s+$")  # "all but 12 were freed": 12 were not
_PARENT_OF = re.compile(r"\b(?:mother|father|mom|dad|parents?|grandmother|grandfather)[\s-]of[\s-]$")
_MEASURE_SIGN = re.compile(r"\s*%|:\d|/\d|[.,]\d|-\d{2,4}\b|-?(?:th|st|nd|rd)\b|[\s-]*y(?:/o|o|r)\b|['’′]s\b")
_AGES = re.compile(r"-?(?:,|\s+and|\s+or)\s+(?:\d{1,2}|\w+)-(?:year|month|week)-old")
_SECOND_AGE, _AGES_END = re.compile(r"[a-z.\"]\s*,\s*\d{1,2}\s+and\s+$"), re.compile(r"\s*(?:[,.;)]|$)")
_CALLED, _A_CALL = re.compile(r"\b(?:call|dial|phon)\w*\s+$"), re.compile(r"\s+(?:call|dispatch|operator)")
_MEASURE = re.compile(r"[\s-]*(?:to[\s-]+)?([a-z'.]+(?:-old)?)")
_MEASURE_PHRASE = re.compile(r"[\s-]*(?:per\s+cent|full\s+days|or\s+\w+\s+(?:days|years|hours))\b")
_AT = re.compile(r"\bat\s+$")
_HOUR = re.compile(r"(?:[.:]\d\d)?\s*(?:[ap]\.?m|in the|hrs|,|o')")
_STANDS = r"(?:st(?:ands?|ood|anding)|puts?|remain(?:s|ed)|reported|placed|estimated)\s+(?:\w+\s+)?"
_STANDS_AT = re.compile(rf"\b(?:{_STANDS}|(?:toll|number|count|figure|tally|total|dead)\s+(?:of\s+(?:[\w-]+\s+){{1,3}})?)at\s+$")
_HOURS = 24  # of a day: "at 52," is no clock time
_DAYS_ON = re.compile(r"\s*(?:,|and)\s*\d")  # "July 27, 28 and 29" are days, "July 27, 28 died" a count
_MAY, _MAY_AS_MONTH = re.compile(r"\bmay\s+$"), re.compile(r"\bM(?:ay|AY)\s+$")
# "The toll rose from 9 to 14" is 14 now, no range.
_CHANGED = re.compile(r"\b(?:r[io]se\w*|climb\w*|jump\w*|increas\w+|fell|dropp\w+|up|down|toll|number|dead|killed|wounded)\s$")
_NAME_COMMA, _AFTER_AGE = re.compile(r"[a-z.\"]\s*,\s*$"), re.compile(r"\s*[,)]|\s+and\b(?!\s+(?:injur|wound|kill))")
_NAME_BRACKET, _BRACKET_END = re.compile(r"[a-z.]\s*\($"), re.compile(r"\s*(?:\)|,\s*of\b)")
_NUMBER_WORDS = re.compile(r"\d[\d.,\s]*\d|\d|[^\W\d]+")
_NO_DIGIT = re.compile(r"\D")
_YEARS = range(1900, 2100)
_MOST_PEOPLE = 10**10  # more than everybody alive: no count of people
_KEPT = 2048  # sentences whose counting words are kept: gate, grammar and tagger ask for the same ones
_BEYOND_COUNT = 10.0**15  # "hundred hundred hundred …" goes no further, so that no number grows beyond all bounds


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CountWords:
    """Counting words in a text: `start:end` with their modifiers, `core` where the number itself begins."""

    start: int
    end: int
    core: int
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grammar:
    anywhere: re.Pattern[str]
    in_sentence: re.Pattern[str]
    zero: re.Pattern[str]
    share: re.Pattern[str]
    month_before: re.Pattern[str]
    month_after: re.Pattern[str]


def read_count(words: str, lexicon: Lexicon) -> Count | None:
    """The literal bounds of counting words such as "at least 21" or "dozens of"; None when they name no number.

    The result has no span. Shares ("most of") have no bounds of their own: low and high are None until the whole is known.
    """
    numbers = lexicon.numbers
    grammar = _grammar(numbers)
    plain = " ".join(words.casefold().split())
    share = grammar.share.match(plain)
    if share:
        return Count(low=None, high=None, qualifier=Qualifier.RANGE, cue=share[0])
    found = grammar.anywhere.search(plain)
    zero = grammar.zero.search(plain)
    if zero and (found is None or (zero.start() <= found.start() and not (found["mods"] or "").startswith("no"))):
        return Count(low=0, high=0, qualifier=Qualifier.EXACT, cue=zero[0])
    if found:
        return _bounds(found, numbers)
    if plain in numbers.single or plain.split(" ")[0] in numbers.single:
        return Count(low=1, high=1, qualifier=Qualifier.EXACT)
    return None


@functools.lru_cache(maxsize=_KEPT)
def find_counts(text: str, lexicon: Lexicon) -> tuple[CountWords, ...]:
    """Every expression of `text` that may count people, in order; ages, dates, clock times, money and measures are left out.

    Articles ("a soldier"), "no", "some" and other words that count only before a noun are left to the grammar.
    """
    return tuple(_found(text, lexicon.numbers))


def _found(text: str, numbers: NumberWords) -> Iterator[CountWords]:
    lower = _same_length_lower(text)
    pattern = _grammar(numbers).in_sentence
    match = pattern.search(lower)
    while match:
        if match["between"] and _CHANGED.search(lower[: match.start()]) and (later := pattern.match(lower, match.start("high"))):
            match = later
        end = match.end()
        if _counts_nobody(text, lower, match, numbers):
            day = re.match(r"\d{1,2}(?=\s\d)", lower[match.start() : end])  # "January 31 200 people": a day, then a count
            end = match.start() + day.end() if day else end
        else:
            count = _bounds(match, numbers)
            if count is not None:
                core = match.start("low") if match["between"] else match.start("core")
                yield CountWords(start=match.start(), end=end, core=core, count=count)
        match = pattern.search(lower, end)


def _same_length_lower(text: str) -> str:
    """Lower case with the offsets kept: the few letters that grow when lowered stay as they are."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@functools.cache
def _grammar(numbers: NumberWords) -> _Grammar:
    mods = _any_of(numbers.modifiers)
    modifiers = rf"(?P<mods>(?:(?:{mods})\s+(?:of\s+)?(?:the\s+|a\s+(?=couple|pair))?){{0,3}})"
    tail = r"(?P<tail>\s?\+|[\s-](?:plus|odd)\b|\s+or\s+(?:more|so|fewer)\b)?"
    strong = [word for word in numbers.vague if word not in numbers.weak]
    patterns = []
    for vague in (list(numbers.vague), strong):
        number, upper = _number(numbers, vague), _number(numbers, strong)
        core = rf"(?P<core>{number})(?:(?:[-–—]|\s+(?:to|or)\s+)(?P<upper>{upper}))?"
        between = rf"(?:between|from)\s+(?P<low>{number})\s+(?:and|to)\s+(?P<high>{number})"
        single = rf"{modifiers}{core}{tail}"
        patterns.append(re.compile(rf"(?<!\w)(?={_opening(numbers)})(?:(?P<between>{between})|{single})(?![\w%])"))
    zero = re.compile(rf"(?<!\w)(?:{_any_of(numbers.zero)})(?!\w)(?!\s+(?:less|fewer|more)\s+than|\s+how\b)")
    share = re.compile(rf"(?:{_any_of(numbers.shares)})(?!\w)(?!\s+(?:a\s+)?(?:dozen|million|hundred))(?!\s+than)")
    months = _any_of(numbers.months)
    return _Grammar(
        anywhere=patterns[0],
        in_sentence=patterns[1],
        zero=zero,
        share=share,
        month_before=re.compile(rf"\b{months}\.?\s+(?:\d{{1,2}}\s*(?:-|–|to|and|or|(?P<comma>,))\s*)?$"),
        month_after=re.compile(rf"(?:\s+of)?[\s-]+({months})\b"),
    )


def _opening(numbers: NumberWords) -> str:
    """What counting words can begin with: a look at one word spares most words of a text the long pattern."""
    phrases = (*numbers.modifiers, *numbers.vague, *numbers.units, *numbers.multipliers, *numbers.dozens)
    opening = {re.split(r"[\s-]", phrase)[0] for phrase in phrases} | {"between", "from", "half", "a", "an", "quarter"}
    return rf"\d|(?:{_any_of(opening)})(?!\w)"


_Tree = dict[str, "_Tree"]
_END = ""  # the key in a tree that says that a word ends here


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; words that begin alike share their beginning, which matches faster."""
    tree: _Tree = {}
    for word in words:
        place = tree
        for character in word:
            place = place.setdefault(character, {})
        place[_END] = {}
    return _branches(tree)


def _branches(tree: _Tree) -> str:
    longer = [
        (r"\s+" if character == " " else re.escape(character)) + _branches(below)
        for character, below in sorted(tree.items())
        if character != _END
    ]
    if not longer:
        return ""
    joined = longer[0] if len(longer) == 1 and _END not in tree else f"(?:{'|'.join(longer)})"
    return f"{joined}?" if _END in tree else joined


def _number(numbers: NumberWords, vague: list[str]) -> str:
    """One number: a vague phrase, a numeral with or without a multiplier, or number words."""
    tens = _any_of([word for word, value in numbers.units.items() if value >= 20])
    ones = _any_of([word for word, value in numbers.units.items() if 0 < value < 10])
    small = rf"(?:(?:{tens})(?:[\s-]+(?:{ones}))?|(?:{_any_of(numbers.units)}))\b"
    multiplier = rf"(?:{_any_of(numbers.multipliers)})\b"
    dozen = rf"(?:{_any_of(numbers.dozens)})\b"
    half = r"(?:half\s+an?|(?:\w+)[\s-]and[\s-]a[\s-]half|a\s+quarter\s+of\s+an?)"
    lead = rf"(?:{half}|{_NUMERAL}|{small}|an?)"
    long = (
        rf"(?:{lead}[\s-]*)?{multiplier}(?:[\s-]+(?:and[\s-]+)?(?:{small}[\s-]+)?{multiplier})*(?:[\s-]+(?:and[\s-]+)?{small})?"
    )
    return rf"(?:(?:{_any_of(vague)})\b|(?:{lead}[\s-]*)?{dozen}|{long}|{_NUMERAL}|{small})"


def _bounds(match: re.Match[str], numbers: NumberWords) -> Count | None:
    if match["between"]:
        return _range(match["low"], match["high"], numbers)
    if match["upper"]:
        return _range(match["core"], match["upper"], numbers)
    core = " ".join(match["core"].split())
    kind, cue = _modifier(match, numbers)
    if core in numbers.vague:
        return _vague(core, kind, cue, numbers)
    value = _value(core, numbers)
    if value is None or value > _MOST_PEOPLE:
        return None
    return _bounded(value, kind, cue, core, numbers)


def _modifier(match: re.Match[str], numbers: NumberWords) -> tuple[str, str | None]:
    """The kind and the words of the modifier that bounds; one that only says "the" or "a total of" does not."""
    tail = (match["tail"] or "").strip(" -")
    if tail:
        kinds = {"odd": "just_over", "or so": "about", "or more": "at_least", "or fewer": "at_most"}
        return kinds.get(" ".join(tail.split()), "more_than" if tail in ("+", "plus") else "exactly"), tail
    rest = (match["mods"] or "").split()
    while rest:
        length = next((n for n in range(len(rest), 0, -1) if " ".join(rest[:n]) in numbers.modifiers), None)
        phrase = " ".join(rest[:length])
        kind, behind = numbers.modifiers[phrase] if length is not None else "exactly", rest[length:]
        if (  # "information about the two", "figures came up to more than 130"
            kind != "exactly"
            and not (kind == "about" and behind == ["the"])
            and not (kind == "at_most" and behind[:1] == ["more"])
        ):
            return kind, phrase
        rest = rest[length or 1 :]
    return "exactly", None


def _vague(core: str, kind: str, cue: str | None, numbers: NumberWords) -> Count:
    low, high = numbers.vague[core]
    words = core if cue is None else f"{cue} {core}"
    if kind in ("at_least", "more_than", "just_over"):
        high = None
    elif kind in ("at_most", "less_than"):
        low = 0
    return Count(low=low, high=high, qualifier=Qualifier.VAGUE, cue=words)


def _bounded(value: int, kind: str, cue: str | None, core: str, numbers: NumberWords) -> Count:
    wide = _margin(value, core, numbers)
    near = math.ceil(value / 4) if any(word in core for word in numbers.dozens) else math.ceil(value / 10)
    low, high, qualifier = {
        "exactly": (value, value, Qualifier.EXACT),
        "at_least": (value, None, Qualifier.AT_LEAST),
        "more_than": (value + 1, None, Qualifier.AT_LEAST),
        "at_most": (0, value, Qualifier.AT_MOST),
        "less_than": (0, max(value - 1, 0), Qualifier.AT_MOST),
        "about": (max(value - wide, 0), value + wide, Qualifier.ABOUT),
        "nearly": (max(value - near, 0), max(value - 1, 0), Qualifier.ABOUT),
        "just_over": (value + 1, value + wide, Qualifier.ABOUT),
        "part": (min(1, value), value, Qualifier.VAGUE),
    }[kind]
    return Count(low=low, high=high, qualifier=qualifier, cue=cue)


def _margin(value: int, core: str, numbers: NumberWords) -> int:
    """How far "about" reaches: half of the last place that was rounded, and no less than a tenth. Source: claims_method §3."""
    if any(word in core for word in numbers.dozens):
        return math.ceil(value / 4)
    zeros = len(str(value)) - len(str(value).rstrip("0")) if value else 0
    half: int = 10**zeros // 2
    return max(half, math.ceil(value / 10))


def _range(lower: str, upper: str, numbers: NumberWords) -> Count | None:
    low, high = _low_value(lower, numbers), _low_value(upper, numbers)
    if low is None or high is None:
        return None
    if low > high:  # "1990-95", "three or two": the words give no order to trust
        low, high = high, low
    return Count(low=low, high=high, qualifier=Qualifier.RANGE)


def _low_value(core: str, numbers: NumberWords) -> int | None:
    plain = " ".join(core.split())
    return numbers.vague[plain][0] if plain in numbers.vague else _value(plain, numbers)


def _value(core: str, numbers: NumberWords) -> int | None:
    """The number that the core names; None when it is none ("4.500.2")."""
    if _GROUPED.fullmatch(core):
        return int(_NO_DIGIT.sub("", core))
    total, current, seen = 0.0, 0.0, False
    for word in _NUMBER_WORDS.findall(core.replace("-", " ")):
        if word in ("a", "an", "and", "of"):
            continue
        if word in ("half", "quarter"):
            current, seen = current + (0.5 if word == "half" else 0.25), True
        elif word in numbers.units:
            current, seen = current + numbers.units[word], True
        elif word in numbers.multipliers or word in numbers.dozens:
            factor = numbers.multipliers.get(word) or numbers.dozens[word]
            current = min((current if seen else 1) * factor, _BEYOND_COUNT)
            if factor >= 1000:
                total, current, seen = total + current, 0.0, False
            else:
                seen = True
        else:
            number = _numeral(word)
            if number is None:
                return None
            current, seen = current + number, True
    value = total + current
    return int(value) if value == int(value) else None  # 1.85 counts nobody


def _numeral(word: str) -> float | None:
    if sum(map(str.isdigit, word)) > _MOST_DIGITS:
        return None
    if _GROUPED.fullmatch(word):
        return float(_NO_DIGIT.sub("", word))
    try:
        return float(word)
    except ValueError:
        return None


def _counts_nobody(text: str, lower: str, match: re.Match[str], numbers: NumberWords) -> bool:
    """Whether the words around say that the number is an age, date, year, time, measure, money or a label."""
    begin = match.start("low") if match["between"] else match.start("core")
    before, after = lower[max(0, begin - 24) : begin], lower[match.end() : match.end() + 24]
    core = lower[begin : match.end()]
    return (
        _is_label(before, after, numbers)
        or _is_measure(before, after, numbers)
        or _is_hour(core, before, after)
        or _is_date(text, core, (begin, match.end()), numbers)
        or (core.isdecimal() and (_is_year(core, before, after) or _is_age(before, after)))
        or (core == "one" and _is_pronoun(before, after))
        or (core.isdecimal() and len(core) == 3 and bool(_CALLED.search(before) or _A_CALL.match(after)))  # "called 911"
        or bool(_PARENT_OF.search(before))
        or bool(LEFT_OUT.search(before))
        or bool(re.match(r"0\d", core))
    )


def _is_label(before: str, after: str, numbers: NumberWords) -> bool:  # but "in the Donetsk region two people were killed"
    word = None if _IN_AREA.search(before) and _PEOPLE_AFTER.match(after) else _LABEL.search(before)
    return bool(word and word[1] in numbers.labels) or bool(_LABEL_SIGN.search(before))


def _is_measure(before: str, after: str, numbers: NumberWords) -> bool:
    word = _MEASURE.match(after)
    measures = word is not None and word[1].removesuffix("-old").rstrip(".") in numbers.not_people
    return measures or bool(_MEASURE_SIGN.match(after) or _MEASURE_PHRASE.match(after))


def _is_hour(core: str, before: str, after: str) -> bool:
    """ "at 7 pm", "at 6,", not "the toll stood at 7," nor any number that no clock shows."""
    if not _AT.search(before) or _STANDS_AT.search(before) or not _HOUR.match(after):
        return False
    return not (after.startswith(",") and core.isdecimal() and int(core) > _HOURS)


def _is_date(text: str, core: str, at: tuple[int, int], numbers: NumberWords) -> bool:
    grammar, (begin, end) = _grammar(numbers), at
    before, after = text[max(0, begin - 24) : begin], text[end : end + 24].lower()
    if _MAY.search(before.lower()):
        return bool(_MAY_AS_MONTH.search(before))
    if month := grammar.month_before.search(before.lower()):
        return core[0].isdecimal() and (not month["comma"] or len(core) == 4 or bool(_DAYS_ON.match(after)))
    follow = grammar.month_after.match(after)
    word = text[end + follow.start(1) : end + follow.end(1)] if follow else ""
    return word[:1].isupper() and not (word.isupper() and word in ("MAY", "MARCH"))


def _is_year(core: str, before: str, after: str) -> bool:
    """Four digits without a separator that look like a year, unless people follow ("2000 people", "1990 were killed")."""
    looks_so = len(core) == 4 and int(core) in _YEARS
    return looks_so and (bool(_BEFORE_YEAR.search(before)) or not _COUNTED_AFTER_YEAR.match(after))


def _is_age(before: str, after: str) -> bool:
    if _AGES.match(after) or (_SECOND_AGE.search(before) and _AGES_END.match(after)):  # "her 12- and 10-year-old sons"
        return True
    return bool(_NAME_COMMA.search(before) and _AFTER_AGE.match(after)) or bool(
        _NAME_BRACKET.search(before) and _BRACKET_END.match(after)
    )


def _is_pronoun(before: str, after: str) -> bool:  # "one of the deadliest", "one day", "no one", "one another": nobody is counted
    return bool(
        re.match(r"\s+of\s+(?:the|its|their|our|his)\s+(?:\w+\s+)?(?:most\b|\w+est\b|worst|least|main|major|biggest)", after)
        or re.match(r"\s+(?:another|way|thing)\b", after)
        or re.search(r"\b(?:no|any|every|each|some|this|that|the|which)[\s-]+$", before)
    )

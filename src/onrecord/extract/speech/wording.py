"""Attributions read from the order of words: "according to X", ", X said", "reports X", "Deaths rise: police"."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onrecord.extract.telling.matching import WordList, lowered
from onrecord.languages import Lexicon

Range = tuple[int, int]

_STOP = (
    r"(?=\s*(?:[,.;:!?\"“”()]|$)|\s+(?:that|on|at|while|who|after|as|when|saying|adding|to|during|but|citing|by|late|early"
    r"|yesterday|today|said|told|in\s+an?|in\s+the)\b)"
)
# "Musa Abubakar, who fled to the next village, said …": who is described speaks, and of what follows.
_DESCRIBED = re.compile(r"\W*(?P<name>[A-Z][^,.;:\"“”]{1,60}),\s+(?:who|whose)\b[^;:.\"“”]*$")
_TELLING = frozenset({"told", "tell", "tells"})  # their object hears
DASHES = frozenset("-–—")
# "Strike kills patients - WHO", at the end of a headline.
_DASHED = re.compile(r"\s(?P<cue>[-–—])\s(?P<name>[^\W\d][^,.;:\"“”–—]{1,40})$")
_BOUNDARY = re.compile(r";|[,–—]\s+(?:while|but|whereas|although|though)\b", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:\W*\b(?:and|but|however|meanwhile|earlier|later|also|while|that|as|though|although)\b\W*)+", re.IGNORECASE
)
_CAPITALS = (
    r"(?:[Tt]he\s+)?(?:(?!The\b|A\b|An\b|In\b|On\b|At\b|It\b|One\b|Two\b|Earlier\b|Meanwhile\b|Police\b)[A-Z][\w.'’-]*\s?){1,5}"
)
_NAME_AT_END = re.compile(
    r"(?:\b[Tt]he\s+)?\b[A-Z][\w.'’-]*(?:\s+(?:for|of|and|the|in|al-[\w-]+|[A-Z][\w.'’-]*)){1,7}$|\b[A-Z][\w.'’-]+$"
)
_WORD = re.compile(r"\w+")
_HAS = re.compile(r"(?:\b(?:has|have|had|also|further|later|meanwhile)\s+)+$")
_MOST_NAME_WORDS = 12
_MOST_CLOSING_WORDS = 8


# "Has claimed over 250 lives": what claims lives says nothing.
_TOLL = r"(?:(?<=claim)|(?<=claims)|(?<=claimed)|(?<=claiming))(?:\s+[\w,.'-]+){1,5}?\s+li(?:ves|fe)\b"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cued:
    """A pattern that only matches where one of the words `opens` stands, so that most texts need no search."""

    pattern: re.Pattern[str]
    opens: frozenset[str]

    def found(self, text: str, said: frozenset[str]) -> Iterator[re.Match[str]]:
        """The matches in the text; `said` are `words_in` it."""
        return iter(()) if said.isdisjoint(self.opens) else self.pattern.finditer(text)


def _cued(pattern: re.Pattern[str], phrases: Iterable[str]) -> Cued:
    return Cued(pattern=pattern, opens=frozenset(found[0] for phrase in phrases if (found := _WORD.match(phrase))))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wording:
    """The words and patterns of one language that attribute."""

    verbs: Mapping[str, str]
    object_verbs: frozenset[str]
    agent_verbs: frozenset[str]
    papers: frozenset[str]
    pronouns: frozenset[str]
    definite: re.Pattern[str]
    unfit: re.Pattern[str]
    carry: re.Pattern[str]
    before: Cued
    citing: re.Pattern[str]
    listed_verbs: WordList
    first_words: frozenset[str]
    trailing: Cued
    inverted: Cued
    reports: Cued
    agent: Cued
    continued: re.Pattern[str]
    raising: re.Pattern[str]
    no_statement: re.Pattern[str]
    no_name: re.Pattern[str]
    quoted: Cued
    closing: Cued
    after_colon: re.Pattern[str]
    before_colon: re.Pattern[str]
    revised: re.Pattern[str]
    own_count: re.Pattern[str]
    seeing: frozenset[str]
    entering: frozenset[str]


# "12 dead, police say; IS claims 30 killed": behind a semicolon the next speaker begins, as headlines have it.
_NEXT_SPEAKER = re.compile(
    r";\s+(?P<name>(?:the\s+)?[A-Za-z][\w'’.-]*(?:\s+[\w'’.-]+){0,3}?)\s+(?P<cue>claims?|claimed|puts?|reports?|reported|says?|said)\s[^;]+"
)
# "An earlier toll of 43 given by local leaders" is theirs, whoever else speaks in the sentence.
_A_TOLL = re.compile(r"\b(?:toll|figure|number|count|tally|estimate)s?\s+of\s+[^,;.:]{1,40}\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One attribution, offsets in the sentence. `reach` are the stretches the speaker answers for.

    `rank` says how far to trust it: 0 is read from the parse, 1 and above from the order of words. `via` is who was told.
    """

    cue: Range
    speaker: Range
    reach: tuple[Range, ...]
    rank: int = 0
    via: Range | None = None

    def width(self) -> int:
        """How many characters the speaker answers for."""
        return sum(end - start for start, end in self.reach)

    def holds(self, at: int) -> bool:
        """Whether the speaker answers for the words at this offset."""
        return any(start <= at < end for start, end in self.reach)


@functools.cache
def wording(lexicon: Lexicon) -> Wording:
    """The patterns of the lexicon's language, built once a process."""
    mine = functools.partial(lexicon.words, "attribution")
    build = functools.partial(re.compile, flags=re.IGNORECASE)
    verbs, closing_verbs = lexicon.terms("attribution", "verbs"), mine("closing_verbs")
    closes = rf"(?:(?:has|have|had|also|further|later|meanwhile)\s+)*(?P<cue>{any_of(closing_verbs)})(?!\w)"
    paper = (
        rf"(?:(?:an?|the|its|his|her|their)\s+)?(?:[\w'’-]+\s+){{0,3}}?(?:{any_of(mine('papers'))})\s+"
        r"(?:(?:issued|released|published|provided)\s+)?(?:by|from|of)\s+"
    )
    after = rf"(?P<name>(?:{paper})?(?:[^,.;:!?\"“”()]{{2,90}}?{_STOP}|(?:[^\s,.;:!?\"“”()]+\s+){{1,4}}[^\s,.;:!?\"“”()]+))"
    return Wording(
        verbs=verbs,
        object_verbs=mine("object_verbs"),
        agent_verbs=mine("agent_verbs"),
        papers=mine("papers"),
        pronouns=mine("pronouns"),
        definite=build(rf"(?:the|this|that)\s+(?:(?:{any_of(mine('vague_modifiers'))})\s+)?(?:{any_of(mine('definite'))})"),
        unfit=build(rf"(?:{any_of(mine('never_speakers'))}|(?:{any_of(mine('no_name_start'))})\b.*|\d.*|\W*)"),
        carry=build(rf"\W*(?:{any_of(mine('carry_on'))})\b"),
        before=_cued(build(rf"(?<!\w)(?P<cue>{any_of(mine('before_speaker'))})\s+{after}"), mine("before_speaker")),
        citing=build(r"cit(?:ing|ed|es)|quoting"),
        listed_verbs=WordList(verbs),
        first_words=frozenset(verb.partition(" ")[0] for verb in verbs),
        trailing=_cued(
            build(
                rf"(?:,\s+|[\"”]\s*)(?P<name>[^\W\d][^,.;:!?\"“”()]{{1,80}}?)\s+{closes}(?P<rest>[^,;:]{{0,90}})(?:$|;|,\s+\w+ing\b)"
            ),
            closing_verbs,
        ),
        inverted=_cued(build(rf"(?:,\s+|[\"”]\s*)(?P<cue>{any_of(closing_verbs)})\s+{after}"), closing_verbs),
        reports=_cued(re.compile(rf"\s(?P<cue>[Rr]eports|[Rr]eported)\s+(?P<name>{_CAPITALS})"), ("reports", "reported")),
        quoted=_cued(
            build(
                r"(?<!\w)(?P<cue>quot(?:ed|es|ing))\s+(?P<name>[^,.;:!?\"“”()]{2,90}?)\s+as\s+(?:saying|having said|stating)\b"
            ),
            ("quoted", "quotes", "quoting"),
        ),
        closing=_cued(build(rf"\s{closes}(?:\s+(?:on\s+)?[\w-]+|\s+in\s+an?\s+\w+(?:\s+on\s+\w+)?)?\W*$"), closing_verbs),
        no_name=build(rf".*\b(?:{any_of(mine('not_in_names'))})\b"),
        agent=_cued(build(rf"(?<!\w)(?P<cue>(?:{any_of(mine('agent_verbs'))})\s+by)\s+{after}"), mine("agent_verbs")),
        continued=build(r"(?<!\w)(?P<cue>(?:adding|counting|saying|noting|stressing|stating|claiming|confirming))\s+(?=\w)"),
        raising=build(
            r",\s+(?:bringing|raising|taking|pushing|lifting|driving)\s+(?=[^.;:]{0,60}\b(?:toll|number|total|count|tally)\b)"
        ),
        after_colon=re.compile(r"\w(?P<cue>:)\s+(?P<name>[^:,;\"“”]{3,60}?)\.?$"),
        before_colon=re.compile(r"^(?P<name>[^:,;\"“”.]{2,60}?)(?P<cue>:)\s+(?=\S+\s+\S+\s+\S)"),
        revised=build(
            rf"^(?:[^—–]{{2,40}}[—–]\s+)?(?P<name>[^,.;:\"“”—–]{{2,60}}?)\s+(?:(?:has|have|had)\s+)?(?P<cue>{any_of(mine('revising_verbs'))})"
            r"\s+[^:;\"“”]{2,120}(?P<colon>:)\s"
        ),
        own_count=re.compile(
            r"(?:^|(?<=[—–,;]\s))(?P<name>(?:[Tt]he\s+)?\w[^,.;:\"“”'’—–]{1,50}?)['’]s?\s+(?:[\w-]+\s+){0,3}?"
            r"(?P<cue>count|toll|figure|tally|estimate)\s+(?:is|was|stands\s+at|stood\s+at)\s"
        ),
        seeing=mine("seeing_verbs"),
        entering=mine("entering_verbs"),
        no_statement=build(rf"\s+(?:{any_of(mine('no_statement_after'))})\b|{_TOLL}"),
    )


def any_of(words: Iterable[str]) -> str:
    """An alternation of the words, longest first; a space stands for any white space."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def words_in(lower: str) -> frozenset[str]:
    """The words of a lower-cased text, for `Cued.found`."""
    return frozenset(_WORD.findall(lower))


def worded(text: str, said: frozenset[str], words: Wording, *, parsed: bool) -> Iterator[Frame]:
    """The attributions that word order shows; without a parse also plain "X said that …". `said` are `words_in` the text."""
    for match in words.before.found(text, said):
        rank = -1 if words.citing.fullmatch(match["cue"]) else 1
        yield Frame(cue=match.span("cue"), speaker=match.span("name"), reach=_clause_around(text, match.span()), rank=rank)
    for match in words.quoted.found(text, said):
        yield Frame(cue=match.span("cue"), speaker=match.span("name"), reach=((match.end(), len(text)),), rank=-1)
    for match in words.agent.found(text, said):
        toll = _A_TOLL.search(text, 0, match.start())
        reach, rank = ((toll.start(), match.start()), -1) if toll else ((0, match.start()), 3)
        yield Frame(cue=match.span("cue"), speaker=match.span("name"), reach=(reach,), rank=rank)
    for match in words.inverted.found(text, said):
        described = _DESCRIBED.match(text, 0, match.start())
        if described is None and match["cue"].lower() in _TELLING:
            continue  # "…, told the BBC": who is told says nothing
        behind, before = (match.end("cue"), len(text)), (0, match.start())
        speaker, reach = (match.span("name"), before) if described is None else (described.span("name"), behind)
        yield Frame(cue=match.span("cue"), speaker=speaker, reach=(reach,), rank=1)
    for match in words.reports.found(text, said):
        end = match.start("name") + len(match["name"].rstrip())
        yield Frame(cue=match.span("cue"), speaker=(match.start("name"), end), reach=((0, match.start("cue")),), rank=2)
    yield from _set_apart(text, words)
    for match in _NEXT_SPEAKER.finditer(text) if ";" in text else ():
        yield Frame(cue=match.span("cue"), speaker=match.span("name"), reach=((match.end("cue"), match.end()),), rank=0)
    yield from _counted(text, words)
    found = next(words.trailing.found(text, said), None)
    if found:
        yield Frame(cue=found.span("cue"), speaker=_last_pronoun(found, words), reach=((0, found.start()),), rank=2)
    if not parsed:
        yield from _leading_verbs(text, words)


def _set_apart(text: str, words: Wording) -> Iterator[Frame]:
    """The speakers that a colon or a dash sets apart: "police: 3 dead", "3 dead: police", "3 dead - police"."""
    dashed = _DASHED.search(text)
    if dashed:
        yield Frame(cue=dashed.span("cue"), speaker=dashed.span("name"), reach=((0, dashed.start()),), rank=2)
    for pattern in (words.after_colon, words.before_colon) if ":" in text else ():
        colon = pattern.search(text)
        if colon:
            reach = (0, colon.start("cue")) if pattern is words.after_colon else (colon.end(), len(text))
            yield Frame(cue=colon.span("cue"), speaker=colon.span("name"), reach=(reach,), rank=2)


def _counted(text: str, words: Wording) -> Iterator[Frame]:
    """ "The army corrected its count: 39 …", "the government's last count is 22 …"."""
    revised = words.revised.match(text) if ":" in text else None
    if revised:
        reach = ((revised.end("cue"), len(text)),)
        yield Frame(cue=revised.span("cue"), speaker=revised.span("name"), reach=reach, rank=2)
    own = words.own_count.search(text) if "'" in text or "’" in text else None
    if own:
        yield Frame(cue=own.span("cue"), speaker=own.span("name"), reach=((own.end(), len(text)),), rank=2)


def _last_pronoun(found: re.Match[str], words: Wording) -> Range:
    """The name, or its last word where that is a pronoun: "…, stronghold of the group he said"."""
    start, end = found.span("name")
    last = found["name"].rpartition(" ")[2]
    return (end - len(last), end) if last.casefold() in words.pronouns else (start, end)


def bare_closing(text: str, said: frozenset[str], words: Wording) -> Iterator[Frame]:
    """The speakers that may stand before a closing "said" when no comma sets them off, likeliest first."""
    found = next(words.closing.found(text, said), None)
    if not found:
        return
    before = text[: found.start()]
    name = _NAME_AT_END.search(before) if text != text.upper() else None
    starts = [name.start()] if name else []
    words_before = list(re.finditer(r"\S+", before))[-_MOST_CLOSING_WORDS:]
    starts += [m.start() for m in reversed(words_before) if m[0].lower() in ("the", "a", "an", "one")]
    starts += [m.start() for m in words_before[-2:]]
    for start in starts:
        yield Frame(cue=found.span("cue"), speaker=(start, found.start()), reach=((0, start),), rank=4)


def _leading_verbs(text: str, words: Wording) -> Iterator[Frame]:
    """The army said that … without a parse: the words before the verb, back to the last boundary, are the speaker."""
    lower = lowered(text)
    for start, end, _ in words.listed_verbs.find(lower):
        has = _HAS.search(lower, max(0, start - 20), start)
        stop = has.start() if has else start
        begin = max(text.rfind(mark, 0, stop) for mark in ',;:"“”.!?') + 1
        lead = _LEADING.match(text, begin, stop)
        begin = lead.end() if lead else begin
        name = text[begin:stop].strip()
        if 0 < len(name.split()) <= _MOST_NAME_WORDS:
            begin = text.index(name, begin)
            yield Frame(cue=(start, end), speaker=(begin, begin + len(name)), reach=((end, len(text)),), rank=2)


def _clause_around(text: str, cue: Range) -> tuple[Range, ...]:
    cuts = [0, *(m.start() for m in _BOUNDARY.finditer(text)), len(text)]
    start = max(c for c in cuts if c <= cue[0])
    end = min((c for c in cuts if c >= cue[1]), default=len(text))
    return (start, cue[0]), (cue[1], end)

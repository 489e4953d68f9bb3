"""Parties and speakers: from "the BLA", "the army" or "a police official" to rows of the actor table.

Names link by themselves; abbreviations also by the report's own definitions; "the army" by the report's country; "the
militants" only when the report names exactly one armed group. Otherwise the party stays unlisted (None).
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import ahocorasick_rs

from onrecord.atlas.actors import ActorTable, fold_actor_name
from onrecord.languages import Lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import ActorKind, ProblemSeverity
from onrecord.model.mentions import Actor
from onrecord.model.problems import Problem
from onrecord.model.spans import Span, cut
from onrecord.resolve.layout import lower

# Read as blanks inside names: hyphens, and blanks of every kind but the plain one.
_BLANKS = re.compile(f"[‐‑–{''.join(c for c in map(chr, range(0x3001)) if c.isspace() and c != ' ')}-]")
# What stands before the first letter is asked after it, so that the search leaps from one such letter to the next.
_ABBREVIATION = re.compile(r"[A-Z0-9](?<![\w-].)(?:(?<=[A-Z])[A-Z]{1,5}\s?\((?:[A-Z]{1,3}|Maoist)\)|[A-Za-z0-9&./-]{1,8})")
_DEFINED = re.compile(
    r"((?:[A-Z][\w'’.-]*|of|for|and|the|in|al|e|i|ul)(?:[\s-]+(?:[A-Z][\w'’.-]*|of|for|and|the|in|al|e|i|ul)){0,9})\s+\(([A-Z][A-Za-z-]{1,9})\)"
)
_IN_BRACKETS = re.compile(r"\s\([A-Z][A-Za-z-]{1,9}\)")
_LONGEST_DEFINITION = 250  # characters; a name of ten words and its abbreviation are shorter
_PERSON = re.compile(r"(?:[A-Z][\w'’-]+\.?\s?){1,3}")
_TITLED = re.compile(r"(?:[\s,]+[A-Z][\w'’.-]*|[\s,]+(?:official|officer|spokes\w+|chief|commander|leader))*[\s,]*")
_INTRODUCTION = 60  # characters before a name in which its bearer's office is given
_SHORT = 2  # abbreviations of two letters ("FC") mean a country's actor only in a report about that country
_NEARLY_SHORT = 3  # those of three ("ANA") also, where the report is known to be about other countries


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorWords:
    """Words that name an actor, and which; `actor_id` None = a name that is not in the table."""

    span: Span
    actor_id: str | None
    is_name: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActorContext:
    """What a report itself says about its parties.

    `countries` by how often the report speaks of them, most first (ISO 3166-1 alpha-2). `defined` leads from abbreviations
    that the report defines to actor ids (None = a name not in the table; `unlisted`: those of organisations). `spelled` are the
    actors that it names in full, `named` the names that its text has, `groups` the armed groups among them; `folded` is the
    text in the form of folded names.
    """

    table: ActorTable
    lexicon: Lexicon
    countries: tuple[str, ...] = ()
    defined: Mapping[str, str | None] = field(default_factory=dict)
    unlisted: frozenset[str] = frozenset()
    spelled: frozenset[str] = frozenset()
    named: tuple[ActorWords, ...] = ()
    groups: tuple[str, ...] = ()
    shouted: bool = False
    text: str = ""
    folded: str = ""

    @property
    def country(self) -> str | None:
        """The country that the report is mostly about; None = not known."""
        return self.countries[0] if self.countries else None


@functools.lru_cache(maxsize=4)
def _names(table: ActorTable) -> tuple[ahocorasick_rs.AhoCorasick, tuple[str, ...]]:
    names = tuple(table.by_name)
    return ahocorasick_rs.AhoCorasick(names), names


def read_context(text: str, table: ActorTable, lexicon: Lexicon, countries: tuple[str, ...]) -> ActorContext:
    """What the report says about its parties: definitions of abbreviations, and the armed groups it names."""
    folded = _folded(text)
    bare = ActorContext(table=table, lexicon=lexicon, countries=countries, shouted=text.isupper(), text=text, folded=folded)
    spelled_out = _spelled_out(text, folded, bare)
    spelled = {i for _, _, i in _full_names(spelled_out, bare) if i is not None}
    # A party named in full brings its country along ("the Israeli army … the IDF"), behind those of the places.
    homes = dict.fromkeys((*countries, *sorted(c for i in spelled if (c := table.by_id[i].country) is not None)))
    bare = replace(bare, countries=tuple(homes), spelled=frozenset(spelled))
    defined, unlisted = _definitions(text, bare)
    context = replace(bare, defined=defined, unlisted=unlisted)
    named = tuple(_apart(text, (*_full_names(spelled_out, context), *_abbreviations(text, context))))
    linked = dict.fromkeys(found.actor_id for found in named if found.actor_id)
    return replace(context, named=named, groups=tuple(i for i in linked if table.by_id[i].kind is ActorKind.ARMED_GROUP))


def _definitions(text: str, context: ActorContext) -> tuple[dict[str, str | None], frozenset[str]]:
    """The abbreviations that the report spells out, with their actors; and which of those without one name an organisation."""
    organisations = context.lexicon.terms("actors", "organisations")
    defined: dict[str, str | None] = {}
    unlisted: set[str] = set()
    for match in _defining(text):
        name, short = match[1], match[2]
        named = [found.actor_id for found in _named(name, _folded(name), context)]
        if named:
            defined[short] = named[-1]
        elif _are_initials(name, short):
            known = context.table.by_abbreviation.get(short, ())
            defined[short] = None if _contradicts(name, known) else _one_of(known, short, context)
            if defined[short] is None and any(word in organisations for word in name.lower().split()):
                unlisted.add(short)
    return defined, frozenset(unlisted)


def _defining(text: str) -> Iterator[re.Match[str]]:
    """Every name with its abbreviation in brackets behind it; the slow pattern is tried only before such brackets."""
    done = 0
    for brackets in _IN_BRACKETS.finditer(text):
        match = _DEFINED.search(text, max(done, brackets.start() - _LONGEST_DEFINITION), brackets.end())
        if match is not None:
            yield match
            done = match.end()


def _are_initials(name: str, abbreviation: str) -> bool:
    initials = "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())
    return initials.endswith(abbreviation.upper().replace("-", "")[:4])


def _contradicts(name: str, known: tuple[Actor, ...]) -> bool:
    """Whether a spelled-out name shares no weighty word with the actors that bear its abbreviation."""
    words = set(re.findall(r"\w{4,}", name.lower()))
    return not any(words & set(re.findall(r"\w{4,}", f"{actor.name} {' '.join(actor.aliases)}".lower())) for actor in known)


def find_actors(context: ActorContext) -> tuple[ActorWords, ...]:
    """Every actor that the report names, in order, and every "the army" or "the group" whose meaning is known."""
    text, named = context.text, context.named
    taken = [(found.span.start, found.span.end) for found in named]
    generic = _generic(text, context.folded, context)
    apart = [g for g in generic if not any(s < g.span.end and g.span.start < e for s, e in taken)]
    return tuple(sorted((*named, *apart), key=lambda found: found.span))


def link_actor(words: str, context: ActorContext) -> str | None:
    """The actor that a phrase means ("BLA spokesman Jeeyand", "the army", "the group"); None = none that is known."""
    folded = _folded(words)
    named = next((found.actor_id for found in _named(words, folded, context) if found.actor_id), None)
    if named is not None:
        return named
    meant = next((found.actor_id for found in _generic(words, folded, context)), None)
    return meant or _country_itself(words, context) or _introduced(words, context)


def _introduced(words: str, context: ActorContext) -> str | None:
    """Whom a bare name speaks for by its first mention: "Khan" is the police after "Police official Ibad Khan"."""
    if not _PERSON.fullmatch(words) or words.split()[-1].lower() in context.lexicon.terms("actors", "organisations"):
        return None
    first = re.search(rf"\b{re.escape(words.split()[-1])}\b", context.text)
    if first is None:
        return None
    before = context.text[max(0, first.start() - _INTRODUCTION) : first.start()]
    folded = _folded(before)
    for found in (*_named(before, folded, context), *_generic(before, folded, context)):
        if _TITLED.fullmatch(before, found.span.end):
            return found.actor_id
    return None


def _country_itself(words: str, context: ActorContext) -> str | None:
    """ "Russia" as a party or speaker is its government."""
    bearers = context.table.by_name.get(f"government of {fold_actor_name(words)}", ())
    return bearers[0].actor_id if len(bearers) == 1 else None


def _named(text: str, folded: str, context: ActorContext) -> Iterator[ActorWords]:
    """Names and abbreviations, the longest of overlapping ones, in order."""
    return _apart(text, (*_full_names(_spelled_out(text, folded, context), context), *_abbreviations(text, context)))


def _apart(text: str, found: Sequence[tuple[int, int, str | None]]) -> Iterator[ActorWords]:
    kept: list[tuple[int, int, str | None]] = []
    for start, end, actor_id in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        if not any(start < e and s < end for s, e, _ in kept):
            kept.append((start, end, actor_id))
    for start, end, actor_id in sorted(kept, key=lambda k: k[0]):
        yield ActorWords(span=cut(text, start, end), actor_id=actor_id)


def _folded(text: str) -> str:
    """The text in the form of folded names, letter for letter, so that offsets hold."""
    return _BLANKS.sub(" ", lower(text).replace("’", "'"))


def _spelled_out(text: str, folded: str, context: ActorContext) -> list[tuple[int, int, str]]:
    """Every name of the table that stands in the text, with its start and end; whose it is, the context decides."""
    automaton, names = _names(context.table)
    return [
        (start, end, names[index])
        for index, start, end in automaton.find_matches_as_indexes(folded, overlapping=True)
        if _is_whole(folded, start, end) and _is_name(text, start, end) and not _is_part(text, start, end, context)
    ]


def _full_names(spelled_out: Iterable[tuple[int, int, str]], context: ActorContext) -> Iterator[tuple[int, int, str | None]]:
    for start, end, name in spelled_out:
        yield start, end, _one_of(context.table.by_name[name], name, context)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether the stretch begins and ends at the edge of words."""
    return not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum()


def _is_part(text: str, start: int, end: int, context: ActorContext) -> bool:
    """Whether a name of one word ends a longer one of a kind of organisation ("Marib Dawn Brigade", where Dawn is a paper)."""
    after = re.match(r" ([A-Z][a-z]+)\b", text[end : end + 24]) if " " not in text[start:end] else None
    return after is not None and after[1].lower() in context.lexicon.terms("actors", "organisations")


def _is_name(text: str, start: int, end: int) -> bool:
    """Names begin with a capital, or small only as "al-Qaeda", "anti-balaka" and "government of Balochistan" do."""
    if text[start].islower() and " of " in text[start:end]:
        return any(letter.isupper() for letter in text[start:end])
    return not text[start].islower() or bool(re.match(r"(al|el|an|ash|as|ar|ad|anti|ex|so)[- ]", text[start:]))


def _abbreviations(text: str, context: ActorContext) -> Iterator[tuple[int, int, str | None]]:
    words = context.lexicon.terms("actors", "capitals")
    defined, known = context.defined, context.table.by_abbreviation
    for match in _ABBREVIATION.finditer(text):
        whole = match[0]
        if whole not in known and whole.isalnum() and whole not in defined:
            continue
        for short in (whole,) if whole.isalnum() else (whole, re.split(r"[ (]", whole.rstrip(".-/"), maxsplit=1)[0]):
            if short in defined:
                if defined[short] is not None or short in context.unlisted:
                    yield match.start(), match.start() + len(short), defined[short]
                break
            if short not in known or (context.shouted and short in words):
                continue
            actor_id = _one_of(known[short], short, context)
            if actor_id is not None:
                yield match.start(), match.start() + len(short), actor_id
                break


def _one_of(bearers: tuple[Actor, ...], name: str, context: ActorContext) -> str | None:
    """The bearer of a name that is meant: one of the report's countries first, then the only one; else None."""
    spelled = [a for a in bearers if a.actor_id in context.spelled]
    if len(spelled) == 1 and len(bearers) > 1:
        return spelled[0].actor_id
    at_home = [a for country in context.countries for a in bearers if a.country == country]
    if at_home:
        return at_home[0].actor_id
    if len(name) <= _SHORT or (len(name) <= _NEARLY_SHORT and context.countries and name.isupper()):
        bearers = tuple(a for a in bearers if a.country is None)
    exact = [a for a in bearers if a.name.lower() == name] or [a for a in bearers if a.country is None]
    if len(bearers) == 1 or len(exact) == 1:
        return (exact or list(bearers))[0].actor_id
    return None


@functools.lru_cache(maxsize=8)
def _generic_terms(lexicon: Lexicon) -> tuple[ahocorasick_rs.AhoCorasick, tuple[str, ...]]:
    terms = (*lexicon.terms("actors", "generic"), *lexicon.terms("actors", "groups"))
    return ahocorasick_rs.AhoCorasick(terms, implementation=ahocorasick_rs.Implementation.DFA), terms


def _generic(text: str, folded: str, context: ActorContext) -> Iterator[ActorWords]:
    """Unnamed parties whose meaning is known in this report; the longest of overlapping words."""
    automaton, terms = _generic_terms(context.lexicon)
    generic = context.lexicon.terms("actors", "generic")
    unknown = context.lexicon.terms("actors", "unknown")
    done = 0
    found = automaton.find_matches_as_indexes(folded, overlapping=True)
    for index, start, end in sorted(found, key=lambda m: (m[1], -m[2])):
        if start < done or not _is_whole(folded, start, end):
            continue
        before = folded[max(0, start - 14) : start].split()
        if before and before[-1] in unknown:
            continue
        term = terms[index]
        actor_id = _office(generic[term], context) if term in generic else _the_group(context)
        if actor_id is not None:
            done = end
            article = start - 4 if folded[max(0, start - 4) : start] == "the " else start
            yield ActorWords(span=cut(text, article, end), actor_id=actor_id, is_name=False)


def _office(what: str, context: ActorContext) -> str | None:
    """The country's own force or office; the table's rows for them are called "pk-military", "pk-police" and so on."""
    actor_id = f"{(context.country or '').lower()}-{what}"
    return actor_id if actor_id in context.table.by_id else None


def _the_group(context: ActorContext) -> str | None:
    return context.groups[0] if len(context.groups) == 1 else None


def unlisted_problems(doc: Document, found: Iterable[ActorWords], acting: Sequence[Span]) -> Iterator[Problem]:
    """A note for each organisation that the report defines, that speaks or acts in it, and that no row of the table lists.

    It stays unlinked until a person has added a row: two names may be one party. `acting` are the words of speakers and doers.
    """
    told: set[str] = set()
    for words in found:
        if words.actor_id is None and words.span.exact not in told and any(words.span.overlaps(span) for span in acting):
            told.add(words.span.exact)
            yield Problem(
                source=doc.source,
                code="unlisted_actor",
                message=f"“{words.span.exact}” acts or speaks here and is in no row of the actor table; review it and add a row.",
                severity=ProblemSeverity.NOTE,
                subject=words.span.exact,
                span=words.span,
            )

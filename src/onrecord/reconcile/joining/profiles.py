"""What a report is about: how rare the words of its headline and its first paragraphs are, which are names, and its gist.

A word weighs the more the fewer reports use it: reports at large (a list of the language) and the reports of this register.
The gist is taken against the middle of the register: that all tell of one war brings no two of them together.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import log, sqrt

from onrecord.model.documents import Document
from onrecord.model.enums import Effect, EventType, MentionRole
from onrecord.model.mentions import PlaceRef
from onrecord.model.register import Extraction
from onrecord.reconcile.joining.tellings import said_at

# Words from the top of a report that tell what it is about; below stands background.
MOST_WORDS = 250
# The share of reports that a word in no list is taken to be in; the rarest any word can be.
RAREST = 0.0003
# A register's own use of a word speaks only as far as the register is large: as if this many reports without it were added.
UNSEEN_REPORTS = 500
# A report of fewer different words than this is brief: a feed item, or a headline alone.
BRIEF = 80
# Reports are looked up by words as heavy as this; brief ones have few words, and need lighter ones too.
HEAVY, BRIEF_HEAVY = 0.5, 0.35
# A capital word that at most this share of reports at large uses is taken for a name.
NAME_SHARE = 0.002
# An outlet's name behind the headline: "Two shot in Arzan - Harbour Gazette".
OUTLET_IN_TITLE = re.compile(r"\s(?:[-|–—]|::)\s(?!.*\s(?:[-|–—]|::)\s).{2,60}$")
WORD = re.compile(r"[^\W\d_]+")
# A word within a sentence: a capital one is a name there; at the beginning it need not be ("Gunmen kill 12").
WITHIN = re.compile(r"(?:(?<=[^\W_] )|(?<=, ))[^\W\d_]+")
SHORT = 3  # letters: words so short are small in titles whose other words are all capital
# The middle of a register speaks only as far as the register is large: as if this many reports of the world's middle were added.
MIDDLE_REPORTS = 30
# A place from which two reports can be told apart: a town, a district or a province (UCDP where_prec).
PROVINCE_PREC = 4
# So many people told of make a number that another report on something else will hardly give: one is told of everywhere.
SEVERAL = 2

Middle = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tells:
    """What a reading found told: the kinds of act, how many people came to which harm (two or more), and how likely it is about
    conflict, 0..1."""

    acts: frozenset[EventType] = frozenset()
    counts: frozenset[tuple[Effect, int]] = frozenset()
    on_conflict: float = 0.0


NOTHING_TOLD = Tells()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What a reading says beside its words: the gist with the encoder's version (None = not asked for), places that
    tell reports apart, the words of wider ones (countries), and what it tells of."""

    encoder: str | None
    gist: tuple[int, ...]
    places: tuple[PlaceRef, ...]
    wide: frozenset[str] = frozenset()
    tells: Tells = NOTHING_TOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The words of one report with their weights: `title` and `body` scaled to length one, `names` unscaled.

    `plain` is the body's like by the list of the language alone, whatever the register holds. `day` is the day it was said;
    None = undated. `keys` are the words by which reports worth comparing with it are looked up. `gist` is scaled to length one,
    from the middle of the register; two are compared where `encoder` agrees. `places` are the towns, districts and provinces that
    it names, `sure` the names that surely are some, and of no country; only brief reports have these. `is_headline` = there is
    nothing below the headline.
    """

    document_id: str
    day: date | None
    title: Mapping[str, float]
    body: Mapping[str, float]
    names: Mapping[str, float]
    weights: Mapping[str, float]
    plain: Mapping[str, float]
    keys: frozenset[str]
    encoder: str | None = None
    gist: tuple[float, ...] = ()
    places: tuple[PlaceRef, ...] = ()
    sure: frozenset[str] = frozenset()
    tells: Tells = NOTHING_TOLD
    is_headline: bool = False

    @property
    def is_brief(self) -> bool:
        """Whether it is a headline with few words below, so that those of a great story must count in full."""
        return bool(self.title) and len(self.weights) < BRIEF


def profiles(
    documents: Iterable[Document],
    shares: Mapping[str, float],
    known: Mapping[str, float] | None = None,
    senses: Mapping[str, Sense] | None = None,
    middle: Middle | None = None,
) -> list[Profile]:
    """The profiles of all reports, by document id; `shares` leads from a word to the share of reports at large that use it.

    `known` None = words weigh by these very reports too; else it gives the weights, and words that it lacks weigh 1.
    `senses` leads from a document to the sense of its reading; `middle` None = that of these senses.
    """
    senses = senses or {}
    middle = middle_of(senses.values()) if middle is None else middle
    texts = [(doc, *_words(doc)) for doc in sorted(documents, key=lambda d: d.document_id)]
    if known is None:
        used = Counter(word for _, title, body in texts for word in {w.casefold() for w in (*title, *body)})
        weights = {word: _weight(shares.get(word, 0.0), count, len(texts)) for word, count in used.items()}
        made = [_profile(doc, title, body, weights, shares) for doc, title, body in texts]
    else:
        made = [_profile(doc, title, body, _by_list(title, body, known), shares) for doc, title, body in texts]
    return [_with_sense(p, senses[p.document_id], middle) if p.document_id in senses else p for p in made]


def sense_of(reading: Extraction) -> Sense:
    """What a reading says beside its words."""
    encoder, _, row = (reading.gist or "").partition(":")
    named = [(m, m.place) for m in reading.mentions if m.place is not None and m.role is not MentionRole.DATELINE]
    places = {p.place_id: p for _, p in named if p.place_id and p.latitude is not None and _tells_apart(p)}
    wide = frozenset(w.casefold() for m, p in named if not _tells_apart(p) for w in WORD.findall(m.span.exact))
    numbers = tuple(byte - 256 if byte > 127 else byte for byte in base64.b64decode(row))
    near = tuple(replace(places[i], span=None) for i in sorted(places))
    return Sense(encoder=encoder or None, gist=numbers, places=near, wide=wide, tells=_tells(reading))


def _tells(reading: Extraction) -> Tells:
    counted = ((c.effect, c.count.low) for c in reading.claims if c.count is not None)
    return Tells(
        acts=frozenset(m.type for m in reading.events),
        counts=frozenset((effect, low) for effect, low in counted if low is not None and low >= SEVERAL),
        on_conflict=reading.relevance or 0.0,
    )


def _tells_apart(place: PlaceRef) -> bool:
    return (place.where_prec or 9) <= PROVINCE_PREC


def middle_of(senses: Iterable[Sense]) -> Middle:
    """The middle of all gists that one encoder made, that which made most of them; () where there is none."""
    made: dict[str, list[tuple[int, ...]]] = {}
    for sense in senses:
        if sense.encoder is not None:
            made.setdefault(sense.encoder, []).append(sense.gist)
    rows = made[min(made, key=lambda name: (-len(made[name]), name))] if made else []
    return tuple(sum(column) / (len(rows) + MIDDLE_REPORTS) for column in zip(*rows, strict=True))


def _with_sense(profile: Profile, sense: Sense, middle: Middle) -> Profile:
    profile = replace(profile, places=sense.places, sure=profile.sure - sense.wide, tells=sense.tells)
    if sense.encoder is None:
        return profile
    apart = [x - m for x, m in zip(sense.gist, middle or (0.0,) * len(sense.gist), strict=True)]
    length = sqrt(sum(x * x for x in apart))
    gist = tuple(x / length for x in apart) if length else ()
    return replace(profile, encoder=sense.encoder if gist else None, gist=gist)


def _by_list(title: list[str], body: list[str], known: Mapping[str, float]) -> dict[str, float]:
    return {w: known.get(w, 1.0) for w in {word.casefold() for word in (*title, *body)}}


def weights_of(documents: Iterable[Document], shares: Mapping[str, float]) -> dict[str, float]:
    """The weight of every word of these reports: what `profiles` weighs them by."""
    texts = [_words(doc) for doc in documents]
    used = Counter(word for title, body in texts for word in {w.casefold() for w in (*title, *body)})
    return {word: _weight(shares.get(word, 0.0), count, len(texts)) for word, count in used.items()}


def _weight(share: float, users: int, reports: int) -> float:
    """1 for the rarest words, 0 for one that every report uses. The pair that is compared does not make a word common."""
    here = (users - 2) / (reports + UNSEEN_REPORTS)
    return log(max(share, here, RAREST)) / log(RAREST)


def always_leads(word: str, weights: Mapping[str, float], shares: Mapping[str, float]) -> bool:
    """Whether reports that use the word are looked up by it, brief and long ones alike (`Profile.keys`)."""
    return weights.get(word, 1.0) >= HEAVY and _weight(shares.get(word, 0.0), 0, 0) >= BRIEF_HEAVY


def _words(doc: Document) -> tuple[list[str], list[str]]:
    title = WORD.findall(OUTLET_IN_TITLE.sub("", doc.title or ""))
    return title, WORD.findall(article_text(doc))[:MOST_WORDS]


def article_text(doc: Document) -> str:
    """The words of the report without the page's furniture."""
    kept, at = [], 0
    for stretch in sorted(doc.furniture, key=lambda f: f.span):
        kept.append(doc.text[at : max(at, stretch.span.start)])
        at = max(at, stretch.span.end)
    return "".join([*kept, doc.text[at:]])


def _profile(
    doc: Document, title: list[str], body: list[str], weights: Mapping[str, float], shares: Mapping[str, float]
) -> Profile:
    moment = said_at(doc)
    heads = [w.casefold() for w in title]
    # The headline counts twice: it says what the report is about.
    everything = [*heads, *heads, *(w.casefold() for w in body)]
    names = {w.casefold() for w in (*title, *body) if w[0].isupper() and shares.get(w.casefold(), 0.0) <= NAME_SHARE}
    listed = {w: _weight(shares.get(w, 0.0), 0, 0) for w in set(everything)}
    is_brief = bool(heads) and len(listed) < BRIEF
    sought, least = (listed, BRIEF_HEAVY) if is_brief else (weights, HEAVY)
    return Profile(
        document_id=doc.document_id,
        day=moment.date() if moment else None,
        title=_scaled(heads, weights),
        body=_scaled(everything, weights),
        names={w: weights[w] for w in sorted(names)},
        weights={w: weights[w] for w in sorted(listed)},
        plain=_scaled(everything, listed),
        keys=frozenset(w for w in listed if sought[w] >= least),
        sure=_sure(article_text(doc)) & names if is_brief else frozenset(),
        is_headline=is_brief and len(body) <= len(WORD.findall(doc.title or "")),
    )


def _sure(text: str) -> frozenset[str]:
    """The words that are capital within a sentence and nowhere small; of lines whose words are all capital none."""
    small = {w for w in WORD.findall(text) if w[0].islower()}
    told = (line for line in text.split("\n") if any(w[0].islower() and len(w) > SHORT for w in WORD.findall(line)))
    return frozenset(w.casefold() for line in told for w in WITHIN.findall(line) if w[0].isupper() and w.casefold() not in small)


def _scaled(words: list[str], weights: Mapping[str, float]) -> dict[str, float]:
    counted = Counter(words)
    vector = {w: (1 + log(n)) * weights[w] for w, n in sorted(counted.items())}
    length = sqrt(sum(x * x for x in vector.values()))
    return {w: x / length for w, x in vector.items()} if length else {}

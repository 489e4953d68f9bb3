"""The first gate: texts that are plainly about other things are not read any further.

It asks words only, so that the bulk of a news stream costs less than a millisecond a report: which words stand in a report is
found in one pass each for harm, for conflict and for what the news is about. Any doubt opens it: what passes is read as ever.
"""

import functools
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from onrecord.extract.claims import FOUND_BY
from onrecord.extract.counts import find_counts
from onrecord.extract.disruptions import find_disruptions
from onrecord.extract.gates import PASSAGE, Sentence, casualty_words, paragraphs, people_words, relevance_words, weak_words
from onrecord.extract.tagging.relevance import UNASKED, topic, weighed
from onrecord.extract.telling.matching import WordList, lowered
from onrecord.languages import Lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import DisruptionKind
from onrecord.model.register import Extraction

# A report is on other things where no passage reaches the first figure by its words of harm (0..1) and its opening stays under
# the second by its topic words (log-odds); the fewer words of harm, the less the topic must say. All of a long report is asked
# besides, for its many words tell more surely. Chosen on 3,101 judged items of general news, 2,955 labelled passages and 2,800
# articles on war and crime: docs/performance.md tells what of each is passed over.
_OTHER_THINGS = ((0.35, -2.0), (0.25, -1.5))
_LONG_ON_OTHER_THINGS = (0.25, -0.5)
_LEAD, _LONG = 900, 300  # characters of the opening; words of a long report
_NEAR = 40  # characters around "life" and "lives", within which they are taken
# What the words of conflict in one paragraph may weigh together; less in one where a word is to mean no harm.
_UNTROUBLED, _PEACEFUL = 1.5, 0.5
# Stoppages of these are told of unrest, which the words of war need not tell of.
_STOPPED = frozenset({DisruptionKind.INTERNET, DisruptionKind.PHONE, DisruptionKind.CURFEW, DisruptionKind.RAIL})
_LETTERS = re.compile(r"[a-z]+")
_Stretch = tuple[int, int]


_Told = dict[int, set[str]]  # the words of a list that stand in each paragraph, by its number; those without are left out


def passed_over(doc: Document, lexicon: Lexicon) -> Extraction | None:
    """The reading of a report that is plainly about other things: irrelevant, nothing found; None = it must be read.

    Reports in other languages than the lexicon's are left to the readers, who say so. Of a report that is passed over no claim
    is lost that they would find, save where a word that mostly means no harm ("lost", "released") is all that tells of it; events
    and damage that it may mention in passing are left out.
    """
    if doc.language is not None and doc.language != lexicon.language:
        return None
    lower = lowered(doc.text)
    parts = tuple(paragraphs(doc))
    conflict = _told(parts, ((at, word) for at, _, word in relevance_words(lexicon)[0].find(lower)))
    by_words = _by_words(parts, conflict, lexicon)
    if by_words >= max(most for most, _ in _OTHER_THINGS) or _tells_of_harm(doc.text, lower, parts, conflict, lexicon):
        return None
    by_topic = _on_other_things(doc.text, parts, by_words, lexicon)
    if by_topic is None or _is_at_a_stand(doc, lower, parts, lexicon):
        return None
    return Extraction(
        document_id=doc.document_id,
        text_version=doc.text_version,
        reader=FOUND_BY,
        relevant=False,
        relevance=weighed(UNASKED, by_topic, lexicon),
    )


def _told(parts: Sequence[_Stretch], hits: Iterable[tuple[int, str]]) -> _Told:
    """The words by paragraph; those outside of the article are left out."""
    starts = [start for start, _ in parts]
    told: _Told = {}
    for at, word in hits:
        number = bisect_right(starts, at) - 1
        if number >= 0 and at < parts[number][1]:
            told.setdefault(number, set()).add(word)
    return told


def _by_words(parts: Sequence[_Stretch], conflict: _Told, lexicon: Lexicon) -> float:
    """What the words of harm say of the passage that they say most of (0..1); passages are paragraphs, as long as those read."""
    _, weights, bias = relevance_words(lexicon)
    most, length = -30.0, 0
    seen: set[str] = set()
    for number, (start, end) in enumerate(parts):
        seen |= conflict.get(number, set())
        length += end - start
        if length >= PASSAGE or number == len(parts) - 1:
            most = max(most, sum(weights[word] for word in sorted(seen)))
            seen, length = set(), 0
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, most + bias))))


def _on_other_things(text: str, parts: Sequence[_Stretch], by_words: float, lexicon: Lexicon) -> float | None:
    """What the topic words say (log-odds) where they and the words of harm say that the report is on other things, else None."""
    first = parts[0][0] if parts else 0
    most, least = _LONG_ON_OTHER_THINGS
    if by_words < most and text.count(" ") >= _LONG:
        by_topic = topic("\n".join([text[start:end] for start, end in parts]), lexicon)
        if by_topic < least:
            return by_topic
    opening = [text[start : min(end, first + _LEAD)] for start, end in parts if start < first + _LEAD]
    by_topic = topic("\n".join(opening), lexicon)
    return by_topic if any(by_words < most and by_topic < least for most, least in _OTHER_THINGS) else None


def _is_at_a_stand(doc: Document, lower: str, parts: Sequence[_Stretch], lexicon: Lexicon) -> bool:
    """Whether it may say that trains, telephones or the internet do not run, or that nobody may go out."""
    told = _told(parts, ((at, word) for at, _, word in _stopped_things(lexicon).find(lower)))
    sentences = (_as_sentence(doc, parts[number]) for number in sorted(told))
    return any(found.kind in _STOPPED for sentence in sentences for found in find_disruptions(doc, (sentence,), lexicon))


@functools.cache
def _stopped_things(lexicon: Lexicon) -> WordList:
    return WordList(word for word, kind in lexicon.terms("disruptions", "things").items() if DisruptionKind(kind) in _STOPPED)


def _as_sentence(doc: Document, part: _Stretch) -> Sentence:
    return Sentence(start=part[0], end=part[1], text=doc.text[slice(*part)], index=0, paragraph=0)


def _tells_of_harm(text: str, lower: str, parts: Sequence[_Stretch], conflict: _Told, lexicon: Lexicon) -> bool:
    """Whether a word of the text may tell of harm to people, as the gate for sentences takes it or more readily."""
    weak, tame, lives = weak_words(lexicon), lexicon.words("gates", "tame"), lexicon.words("effects", "life_nouns")
    hits = [(at, word) for at, _, word in casualty_words(lexicon).find(lower)]
    if any(_is_life_lost(lower, at, lexicon) if word in lives else word not in weak for at, word in hits):
        return True
    doubtful = _told(parts, (hit for hit in hits if hit[1] not in lives))
    for number in sorted(conflict.keys() | doubtful.keys()):
        start, end = parts[number]
        speaks, told = _weigh(conflict.get(number, ()), lexicon), doubtful.get(number, set())
        if speaks > _UNTROUBLED:
            return True
        if not told or (told <= tame and speaks <= _PEACEFUL and _is_at_large(lower[start:end], lexicon)):
            continue
        if people_words(lexicon).first(lower[start:end]) is not None or find_counts(text[start:end], lexicon):
            return True
    return False


def _is_life_lost(lower: str, at: int, lexicon: Lexicon) -> bool:
    around = lower[max(0, at - _NEAR) : at + _NEAR]
    return not lexicon.words("effects", "life_verbs").isdisjoint(_LETTERS.findall(around))


def _weigh(words: Iterable[str], lexicon: Lexicon) -> float:
    """What the words say for conflict; those that speak against it are left out."""
    weights = relevance_words(lexicon)[1]
    return sum(max(0.0, weights[word]) for word in sorted(words))


def _is_at_large(lower: str, lexicon: Lexicon) -> bool:
    """Whether a paragraph tells of no captives and no patients."""
    held = lexicon.words("effects", "custody") | lexicon.words("gates", "sickbed")
    return held.isdisjoint(_LETTERS.findall(lower))

"""Who answers for a claim where two readers hear different speakers: for each a sum of weights over its clues.

Clues are where the speaker stands, the attributing words, what kind of speaker it is, and whether the grammar of speech hears
it. The weights are a linear model fitted on labelled passages by `onrecord.refit.claim_weights` over all speakers of a passage
and stand in `claim_weights.toml`; the tagger's own certainty is weighed in here.
"""

import functools
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from onrecord.extract.gates import Sentence
from onrecord.extract.speech.wording import DASHES, wording
from onrecord.extract.tagging.wholes import asked_of
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution, Claim
from onrecord.model.spans import Span

_TAGGER = 1.0  # how much the tagger's certainty counts beside the clues; .8 to 1.2 did the same on the development set
_LEAST = 1e-3  # the least probability whose logarithm is taken
# How much of the tagger's belief in some speaker goes to the one weighed where it points to another, and where to none.
_OTHER, _NONE_POINTED = 0.05, 0.7
_WORD = re.compile(r"[a-z]+|\d+")
_GAP = 30  # characters a step of the distance between claim and attributing words
# How much more (log-odds) must speak for another speaker, or none, than for one heard in the sentence itself.
_LET_GO = 2.6
# The same where the speaker and the attributing words open the very clause: "JNIM, which said it had killed 40 troops".
_SAID_SO = 8.0
# Who is said to be silent on it does not say it: "the army has not confirmed the deaths of 28".
_SILENT = re.compile(
    r"\s+(?:(?:has|have|had|did|does|do|could|would)\s+(?:not|never)|(?:has|have|had)\s+yet\s+to|(?:declined|refused)\s+to)"
    r"\s+(?:\w+ly\s+)?(?:acknowledge|comment|confirm|report|respond|say|verif)\w*\b"
)
_TELLING = re.compile(r"\b(?:tells?|told|telling|informed|briefed)\s+(?:(?:the|an?)\s+)?$")
# How much more (log-odds) must speak for a speaker named in another sentence, whom the grammar does not hear in this one: on
# passages that the tagger had not learned from, 15 of 38 such speakers were right; never one at all was right there more often
# still, but less often on the development set.
_ELSEWHERE = 1.0
# Words that turn to something else than the sentence before: of 86 labelled claims whose sentence opens with a day, a month or a
# year none is said by somebody named in another sentence.
_MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_TURNS = re.compile(
    rf"\W*(?:on (?:\w+day|(?:\d+ )?{_MONTHS})|in (?:(?:early|mid|late)[ -])?(?:{_MONTHS}|(?:19|20)\d\d))\b|"
    r"\W*(?:meanwhile|separately|elsewhere|previously|in (?:a|an|another) (?:separate|similar|related|earlier|different|second)|"
    r"last (?:week|month|year)|(?:a|an|one|two|three|four|five|six|several|a few) (?:hours?|days?|weeks?|months?|years?) "
    r"(?:earlier|later|before|ago))\b"
)
_OPENED, _JOINED = 15, 80  # characters from the attributing words to the claim, and to one joined on by "and"
_BREAKS = re.compile(r"[,;:.!?\"“”()]")
_DISTANCES = {0: "same", 1: "previous", 2: "second", -1: "next"}


def clues(said: Attribution, claim: Claim, sentences: Sequence[Sentence], by_grammar: Attribution, lexicon: Lexicon) -> set[str]:
    """The clues that the speaker of `said` answers for the claim; `by_grammar` is whom the grammar of speech hears."""
    source = said.source_span
    if source is None or not sentences:
        return set()
    at, starts = asked_of(claim), [s.start for s in sentences]
    home, there = (sentences[max(bisect_right(starts, span.start) - 1, 0)] for span in (at, source))
    where = _DISTANCES.get(home.index - there.index, "before" if there.index < home.index else "after")
    return {
        f"where {where}",
        f"heard {_heard(source, by_grammar.source_span)} {where}",
        f"role {said.role.value}",
        f"role {said.role.value} {where}",
        f"headline {home.is_headline} {there.is_headline}",
        f"paragraph {home.paragraph == there.paragraph} {where}",
        f"claim {claim.effect.value}",
        f"index {min(home.index, 3)} of {min(len(sentences), 4)}",
        *_name_clues(source.exact, where, lexicon),
        *_cue_clues(said.cue_span, source, at, where),
        *(f"opening {word}" for word in _WORD.findall(home.lower, 0, 40)[:2]),
        *(f"opening {word} {where}" for word in _WORD.findall(home.lower, 0, 40)[:1]),
    }


def _heard(source: Span, by_grammar: Span | None) -> str:
    if by_grammar is None:
        return "none"
    return "this" if source.overlaps(by_grammar) else "other"


def _name_clues(name: str, where: str, lexicon: Lexicon) -> Iterator[str]:
    yield f"pronoun {name.casefold() in wording(lexicon).pronouns}"
    yield f"capital {name[:1].isupper()} {where}"
    yield f"words {min(len(name.split()), 4)}"
    yield from (f"name {word}" for word in _WORD.findall(name.lower()))


def _cue_clues(cue: Span | None, source: Span, at: Span, where: str) -> Iterator[str]:
    if cue is None:
        yield f"cue none {where}"
        return
    yield f"cue {cue.exact.lower()} {where == 'same'}"
    yield f"side {'left' if source.end <= at.start else 'right'} {'left' if cue.end <= source.start else 'right'} {where}"
    if where == "same":
        gap = at.start - cue.end if cue.end <= at.start else cue.start - at.end
        yield f"gap {min(max(gap, 0) // _GAP, 5)} {cue.end <= at.start}"


@functools.cache
def _weights(lexicon: Lexicon) -> Mapping[str, int]:
    """Clue → weight in whole hundredths, so that the same clues give the same sum on every machine."""
    return {clue: round(weight * 100) for clue, weight in lexicon.section("claim_weights", "speaker").items()}


def likeliest_speaker(
    known: Attribution,
    tagged: Attribution,
    none: float,
    claim: Claim,
    sentences: Sequence[Sentence],
    lexicon: Lexicon,
) -> Attribution:
    """The grammar's speaker, the tagger's, or none: for which most speaks. `none` is how sure the tagger is of none (0..1)."""
    weights = _weights(lexicon)
    if _is_told(tagged, sentences):
        return known
    if known.source_span is None and (_is_silent(tagged, sentences) or _is_left_behind(tagged, claim, sentences)):
        return known

    def weight(said: Attribution) -> float:
        seen = clues(said, claim, sentences, known, lexicon)
        share = 1.0
        if tagged.source_span is None:
            share = _NONE_POINTED
        elif said.source_span is not None and not said.source_span.overlaps(tagged.source_span):
            share = _OTHER
        odds = math.log(share * (1 - none) + _LEAST) - math.log(none + _LEAST)
        return (sum(filter(None, map(weights.get, seen))) + weights["bias"]) / 100 + _TAGGER * odds

    heard = [said for said in (known, tagged) if said.source_span is not None]
    if known.source_span is not None and tagged.source_span is not None and known.source_span.overlaps(tagged.source_span):
        heard = [known]  # one speaker, whose role the grammar tells by rule
    here = (
        _SAID_SO if _introduces(known, claim, sentences, lexicon) else _LET_GO if _is_heard_here(known, claim, sentences) else 0.0
    )
    elsewhere = _ELSEWHERE if known.source_span is None and not _is_heard_here(tagged, claim, sentences) else 0.0
    weights_of = [(weight(said) + (here if said is known else -elsewhere), said) for said in heard]
    best, said = max(weights_of, key=lambda pair: pair[0], default=(0.0, Attribution()))
    return said if best > 0 else Attribution()


def recalled(said: Attribution, claim: Claim, sentences: Sequence[Sentence]) -> Attribution:
    """Who says a claim of an earlier event: nobody who was only heard in another sentence (16 of some 330 labelled ones are)."""
    return said if _is_heard_here(said, claim, sentences) else Attribution()


def _is_told(said: Attribution, sentences: Sequence[Sentence]) -> bool:
    """Whether the words are whom somebody told it: "he told reporters in New York, noting that …"."""
    source = said.source_span
    home = next((s for s in sentences if source is not None and s.start <= source.start < s.end), None)
    return source is not None and home is not None and _TELLING.search(home.lower, 0, source.start - home.start) is not None


def _is_silent(said: Attribution, sentences: Sequence[Sentence]) -> bool:
    source = said.source_span
    home = next((s for s in sentences if source is not None and s.start <= source.start < s.end), None)
    return source is not None and home is not None and _SILENT.match(home.lower, source.end - home.start) is not None


def _is_left_behind(said: Attribution, claim: Claim, sentences: Sequence[Sentence]) -> bool:
    """Whether a speaker was named in an earlier paragraph only, or the claim's sentence turns to something else ("Meanwhile, …").

    Labelled passages have no paragraphs, so the tagger does not know them. Source: the labels' guide, "when unsure leave empty".
    """
    home = next((s for s in sentences if s.start <= asked_of(claim).start < s.end), None)
    there = next((s for s in sentences if said.source_span is not None and s.start <= said.source_span.start < s.end), None)
    if home is None or there is None or home is there or _is_heard_here(said, claim, sentences):
        return False
    return home.paragraph != there.paragraph or _TURNS.match(home.lower) is not None


def _is_heard_here(said: Attribution, claim: Claim, sentences: Sequence[Sentence]) -> bool:
    """Whether the speaker, or the attributing words of one named before ("he claimed"), stand in the claim's own sentence."""
    heard, at = said.cue_span or said.source_span, asked_of(claim)
    if said.source_span is None or heard is None:
        return False
    spans = (said.source_span, heard)
    return any(s.start <= at.start < s.end and any(s.start <= span.start < s.end for span in spans) for s in sentences)


def _introduces(said: Attribution, claim: Claim, sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    """Whether a speaker and attributing words stand right before the claim, with no break between these and it.

    A pronoun may stand for a speaker named elsewhere, of whom the tagger knows more. On labelled passages 275 of 299 such
    speakers are right, pronouns among the others.
    """
    source, cue, at = said.source_span, said.cue_span, claim.span
    if cue is not None and cue.exact in DASHES:  # the grammar hears it only where the name is of somebody who speaks
        return True
    if source is None or cue is None or source.exact.casefold() in wording(lexicon).pronouns:
        return False
    if cue.exact.lower().endswith(" by") and 0 <= cue.start - asked_of(claim).end < _OPENED:  # "a toll of 43 given by X"
        return True
    if not source.end <= cue.start <= cue.end <= at.start:
        return False
    home = next((s for s in sentences if s.start <= at.start < s.end), None)
    if home is None or source.start < home.start:
        return False
    between = home.lower[cue.end - home.start : at.start - home.start]
    near = len(between) < _OPENED or (len(between) < _JOINED and between.endswith(" and "))
    return near and not _BREAKS.search(between)

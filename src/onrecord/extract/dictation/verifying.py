"""From a model's statement to a claim: every quoted word is looked up in the text, and what does not stand there is left out.

What a model says of effect, category, certainty, scope and context is a judgement on words that stand there; bounds, the
speaker's role and stance, and the victims' groups come from the word lists, as for every other reader.
"""

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.extract.attribution import source_role
from onrecord.extract.claims import claim_id
from onrecord.extract.counts import CountWords
from onrecord.extract.dictation.answers import Fault, Implied, Statement
from onrecord.extract.dictation.counting import count_of, counts_nobody, implied_by
from onrecord.extract.dictation.windows import Range, Window
from onrecord.extract.gates import matches
from onrecord.extract.grammar.triggers import Frame
from onrecord.extract.relations import share_of
from onrecord.extract.speech.wording import wording
from onrecord.extract.tagging.decode import hull
from onrecord.extract.victims import groups_of
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution, Claim, Count, Relation, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Effect, Group, RelationKind, Stance
from onrecord.model.mentions import PartyRef, PlaceRef, TimeRef
from onrecord.model.spans import Span

_EITHER = frozenset({Effect.KILLED, Effect.INJURED})  # an effect word for the one is never one for the other
_MOST_PLACES = 12  # a clause is repeated in headline, caption and text; a quote that stands more often is a mere word
_WHOLE_OF_ALL = Effect.CASUALTIES


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verifier:
    """Checks the statements about one document; `numbers` are the expressions in its text that may count people."""

    doc: Document
    lexicon: Lexicon
    numbers: Sequence[CountWords]
    found_by: str

    def claims(self, statements: Sequence[Statement | None], window: Window, faults: Counter[Fault]) -> tuple[Claim, ...]:
        """The claims that the text bears out, in the order of the answer; whatever is left out is counted in `faults`."""
        made: dict[int, Claim] = {}
        keys: set[tuple[object, ...]] = set()
        for number, statement in enumerate(statements):
            found = self._claim(statement, window, keys, faults) if statement else None
            if isinstance(found, Claim):
                made[number] = found
                keys.add(_key(found))
            elif found is not None:
                faults[found] += 1
        parts = {n: s.part_of for n, s in enumerate(statements) if s and s.part_of is not None and n in made}
        return tuple(_linked(made, parts, self.lexicon, faults))

    def _claim(
        self, statement: Statement, window: Window, keys: set[tuple[object, ...]], faults: Counter[Fault]
    ) -> Claim | Fault:
        """The claim at the first place of its quote where it holds and was not told before; else why there is none."""
        trouble = Fault.QUOTE
        for quote in window.occurrences(statement.quote)[:_MOST_PLACES]:
            missed: Counter[Fault] = Counter()
            found = self._claim_at(statement, quote, window, missed)
            if isinstance(found, Fault):
                trouble = found
            elif _key(found) in keys:
                trouble = Fault.TWICE
            else:
                faults.update(missed)
                return found
        return trouble

    def _claim_at(self, said: Statement, quote: Span, window: Window, missed: Counter[Fault]) -> Claim | Fault:
        reach = window.around(quote)
        if reach is None:
            return Fault.WIDE
        effect = _nearest(window.occurrences(said.effect_words, reach), quote)
        if effect is None:
            return Fault.EFFECT
        if self._says_other(effect, said.effect):
            return Fault.OTHER_EFFECT
        victims = _nearest(window.occurrences(said.victims, reach), quote, effect) or _part(
            said.victims, window, (quote,), missed
        )
        count = self._count(said, victims, quote, (window, reach))
        if isinstance(count, Fault):
            return count
        return self._made(said, _Words(quote=quote, effect=effect, victims=victims), count, window, missed)

    def _count(self, said: Statement, victims: Span | None, quote: Span, where: tuple[Window, Range]) -> Count | Fault:
        """The bounds of the counting words near the victims; those a name or a bare noun implies where none are quoted."""
        window, reach = where
        words = _nearest(window.occurrences(said.count, reach), quote, *([victims] if victims else []))
        if said.count and words is None:
            return Fault.COUNT
        if words is not None:
            count = count_of(words, self.numbers, self.doc.text, self.lexicon)
            if counts_nobody(words, count, self.numbers, self.doc.text):
                return Fault.NOBODY
            if count is not None:
                return count
        if victims is None and said.implied is not Implied.NOBODY:
            return Fault.BARE
        return implied_by(said.implied, victims.exact if victims else "")

    def _says_other(self, effect: Span, claimed: Effect) -> bool:
        """Whether the effect words are words for the wounded where the statement says killed, or the other way round."""
        meanings = _meanings(self.lexicon)
        told = frozenset[Effect]().union(*(meanings[phrase] for phrase in matches(effect.exact, tuple(meanings))))
        return claimed in _EITHER and len(told) == 1 and claimed not in told and told <= _EITHER

    def _made(self, said: Statement, words: "_Words", count: Count, window: Window, missed: Counter[Fault]) -> Claim:
        doc, victims = self.doc, words.victims
        near = victims is not None and window.around(hull(doc.text, 0, victims, words.effect)) is not None
        place, time, perpetrator = (
            _part(part, window, (words.quote,), missed) for part in (said.place, said.time, said.perpetrator)
        )
        claim = Claim(
            claim_id="",
            document_id=doc.document_id,
            text_version=doc.text_version,
            span=hull(doc.text, words.effect.start, count.span, words.effect, *([victims] if near else [])),
            count=count,
            effect=said.effect,
            effect_span=words.effect,
            effect_detail=self.lexicon.terms("effects", "detail").get(words.effect.exact.casefold()),
            victims=Victims(span=victims, category=said.category, groups=self._groups(victims, count)),
            attribution=self._attribution(said, words.quote, window, missed),
            certainty=said.certainty,
            scope=said.scope,
            context=said.context,
            time=TimeRef(span=time) if time else None,
            place=PlaceRef(span=place) if place else None,
            perpetrator=PartyRef(span=perpetrator) if perpetrator else None,
            found_by=self.found_by,
        )
        return replace(claim, claim_id=claim_id(doc, claim))

    def _groups(self, victims: Span | None, count: Count) -> tuple[Group, ...]:
        words = [span.exact for span in (count.span, victims) if span]
        return groups_of(" ".join(words), self.lexicon)

    def _attribution(self, said: Statement, quote: Span, window: Window, missed: Counter[Fault]) -> Attribution:
        """The speaker where the text names one; without it the report's own voice, whatever the model says."""
        speaker = _part(said.speaker, window, (quote,), missed)
        if speaker is None:
            return Attribution()
        cue = _part(said.cue, window, (speaker, quote), missed)
        stance = wording(self.lexicon).verbs.get(cue.exact.casefold(), Stance.NEUTRAL) if cue else Stance.NEUTRAL
        return Attribution(
            source=speaker.exact,
            source_span=speaker,
            role=source_role(speaker.exact, self.lexicon),
            cue_span=cue,
            stance=Stance(stance),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Where the words of a claim stand; `victims` None = not named."""

    quote: Span
    effect: Span
    victims: Span | None


@functools.cache
def _meanings(lexicon: Lexicon) -> Mapping[str, frozenset[Effect]]:
    """Effect words and phrases → the effects that they can say; without those that mostly say something else ("shot", "lost")."""
    unsure = lexicon.words("effects", "weak") | lexicon.words("effects", "loose")
    found: dict[str, set[Effect]] = {}
    for frame in Frame:
        for phrase, effect in lexicon.terms("effects", frame.value).items():
            if phrase not in unsure:
                found.setdefault(phrase, set()).add(Effect(effect))
    return {phrase: frozenset(effects) for phrase, effects in found.items()}


def _key(claim: Claim) -> tuple[object, ...]:
    """What makes two claims of a document the same: the effect, and the counting or victims' words."""
    return claim.effect, claim.count.span or claim.victims.span or claim.effect_span


def _nearest(spans: Iterable[Span], *anchors: Span) -> Span | None:
    """The span nearest to the first anchor, then to the next ones; inside counts as touching, ties go to the earlier."""
    return min(spans, key=lambda span: (*(_gap(span, anchor) for anchor in anchors), span.start), default=None)


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _part(words: str, window: Window, anchors: tuple[Span, ...], missed: Counter[Fault]) -> Span | None:
    """Where words that a claim can do without stand; None when it names none, or counted as missed when they stand nowhere."""
    if not words:
        return None
    found = _nearest(window.occurrences(words), *anchors)
    if found is None:
        missed[Fault.WORDS] += 1
    return found


def _linked(made: dict[int, Claim], parts: dict[int, int], lexicon: Lexicon, faults: Counter[Fault]) -> Iterator[Claim]:
    """The claims with the wholes they are part of; a link to nothing, to itself, in a circle or to a smaller number goes."""
    kept: dict[int, int] = {}
    for number, whole in parts.items():
        if whole in made and _holds(made[whole], made[number]) and number not in _wholes(whole, kept):
            kept[number] = whole
        else:
            faults[Fault.LINK] += 1
    for number, claim in made.items():
        if number in kept:
            other = made[kept[number]]
            relation = Relation(kind=RelationKind.SUBSET_OF, other=other.claim_id)
            claim = replace(
                claim, count=_share(claim.count, other.count, lexicon), relations=(relation,), subset_of=other.claim_id
            )
        yield claim


def _wholes(number: int, kept: dict[int, int]) -> set[int]:
    """The claim itself and all that it is part of."""
    found = {number}
    while number in kept:
        number = kept[number]
        found.add(number)
    return found


def _holds(whole: Claim, part: Claim) -> bool:
    """A part has its whole's effect, or the whole is killed and injured together, and it is no larger."""
    if whole.claim_id == part.claim_id or whole.effect not in (part.effect, _WHOLE_OF_ALL):
        return False
    return part.count.low is None or whole.count.high is None or part.count.low <= whole.count.high


def _share(count: Count, whole: Count, lexicon: Lexicon) -> Count:
    """The bounds of "most of them" once the whole is known; any other count as it is."""
    kind = lexicon.numbers.shares.get(count.cue or "")
    if kind is None or whole.low is None:
        return count
    bounds = share_of(kind, whole)
    return replace(count, low=bounds.low, high=bounds.high, qualifier=bounds.qualifier)

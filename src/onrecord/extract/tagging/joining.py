"""Two readers on one text: the tagger's claims and the grammar's, joined claim by claim, each with a calibrated score.

The tagger tells what was done to how many of whom; the grammar, which hardly ever invents a speaker, tells who says so where it
found the same claim. A claim that only the grammar found is weighed by the tagger. Source: reader_trial §6, reader C.
"""

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.extract.attribution import attribute
from onrecord.extract.certainty import judge
from onrecord.extract.claims import claim_id
from onrecord.extract.gates import Sentence
from onrecord.extract.speech.wording import wording
from onrecord.extract.tagging.decode import TaggedClaim, TaggerReading, calibrated
from onrecord.extract.tagging.gate import worth_tagging
from onrecord.extract.tagging.marking import to_claim
from onrecord.extract.telling.matching import expression, lowered
from onrecord.extract.victims import groups_of
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution, Claim, Count, Relation
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Group, Qualifier, RelationKind, Scope
from onrecord.model.spans import Span

if TYPE_CHECKING:
    from onrecord.extract.tagging.tagger import Tagger

# How sure the tagger must be (0..1) to overrule the grammar: on the category, that somebody speaks, that nobody does.
# Chosen on the development set.
_SURE_CATEGORY = 0.9
_SURE_SPEAKER = 0.9
_SURE_OF_NONE = 0.9
_END = re.compile(r"[.!?…][\"”’)]*\s|\n")
_BODIES = "body_recovered"  # the effect detail of bodies found: whose they are is another question
# The share of numbers found by the grammar alone that are right where it ties them to a claim of both readers.
_TIED = 0.6
# The share of claims by the tagger alone that are right where the grammar reads the same number as another effect: 5 of 14 on
# the development set. One without a word for the effect in its sentence waits too: a figure rests on words, or on a person.
_CONTESTED = 0.38
# Words whose reading claims_method lays down (§5, examples 7 and 12) and that labels hardly hold: not for the tagger to doubt.
_BY_RULE = frozenset({"neutralised", "recaptured"})
# A claim is taken for part of another only where that one is likelier right than not.
_LIKELY = 0.5


def asked_of(claim: Claim) -> Span:
    """The words of a claim that its effect is weighed at: the count, else the victims, else the effect, else the clause."""
    return claim.count.span or claim.victims.span or claim.effect_span or claim.span


def join(
    doc: Document, grammar: Sequence[Claim], reading: TaggerReading, tagger: "Tagger", sentences: Sequence[Sentence]
) -> tuple[Claim, ...]:
    """Every claim that either reader found, in the order of the text, each once and with its score; `reading.weighed` answers
    for the grammar's claims in their order, `sentences` are those of the document with the parses."""
    stretches = worth_tagging(sentences)
    tagged = [to_claim(t, doc, tagger, stretches) for t in reading.claims]
    pairs = _pairs(tagged, grammar)
    merged: list[Claim] = []
    new_ids: dict[str, str] = {}
    for number, claim in enumerate(tagged):
        own = grammar[pairs[number]] if number in pairs else None
        line = tagger.settings.both if own else tagger.settings.tagger_alone
        home = next((s for s in sentences if s.start <= asked_of(claim).start < s.end), None)
        heard = own or _heard(claim, doc, home, sentences, tagger.lexicon)
        made = _merged(claim, heard, reading.claims[number], doc, tagger.lexicon)
        made = replace(made, scope=_scope(claim, heard, home, tagger.lexicon), score=calibrated(claim.score or 0.0, line))
        if own is None and (claim.effect_span is None or _contested(claim, grammar) or _is_aim(claim, home, tagger.lexicon)):
            made = replace(made, score=min(made.score or 0.0, _CONTESTED))
        if heard.effect_detail in _BY_RULE:
            made = replace(made, score=max(made.score or 0.0, _TIED))
        made = replace(made, claim_id=claim_id(doc, made))
        merged.append(made)
        if own:
            new_ids[own.claim_id] = made.claim_id
    wholes = ((c, merged[t.parent]) for c, t in zip(merged, reading.claims, strict=True) if t.parent is not None)
    parents = {part.claim_id: whole.claim_id for part, whole in wholes if (whole.score or 0.0) >= _LIKELY}
    taken = set(pairs.values())
    alone = [
        replace(claim, score=_alone(claim, p, new_ids.keys(), tagger))
        for number, (claim, p) in enumerate(zip(grammar, reading.weighed, strict=True))
        if number not in taken
    ]
    new_ids |= {claim.claim_id: claim.claim_id for claim in alone}
    everything = {c.claim_id: c for c in sorted((*alone, *merged), key=lambda c: c.score or 0.0)}  # of two readings the surer
    ordered = sorted(everything.values(), key=lambda c: (asked_of(c).start, c.span, c.effect, c.claim_id))
    return _without_circles([_related(claim, parents.get(claim.claim_id), new_ids) for claim in ordered], parents)


def same_claim(one: Claim, other: Claim) -> bool:
    """Whether two readers mean one claim: the same effect at the same counting words, else victims, else effect, else clause."""
    if one.effect is not other.effect:
        return False
    if one.count.span and other.count.span:
        return one.count.span.overlaps(other.count.span)
    if one.victims.span and other.victims.span and one.victims.span.overlaps(other.victims.span):
        return True
    if one.effect_span and other.effect_span:
        return one.effect_span.overlaps(other.effect_span)
    return one.span.overlaps(other.span)


def _pairs(tagged: Sequence[Claim], grammar: Sequence[Claim]) -> Mapping[int, int]:
    """Index of a tagged claim → index of the grammar's claim that is the same; each at most once.

    Those that agree on the victims' words go first, then the others in the order of the text.
    """
    pairs: dict[int, int] = {}
    for closely in (True, False):
        for number, claim in enumerate(tagged):
            free = (k for k in range(len(grammar)) if number not in pairs and k not in pairs.values())
            same = (k for k in free if same_claim(claim, grammar[k]))
            own = next((k for k in same if not closely or _same_people(claim, grammar[k])), None)
            if own is not None:
                pairs[number] = own
    return pairs


def _same_people(one: Claim, other: Claim) -> bool:
    return bool(one.victims.span and other.victims.span and one.victims.span.overlaps(other.victims.span))


def _count(claim: Claim, heard: Claim) -> Count:
    """The tagger's count words, unless they are implied or a share ("most of them"), whose whole only the grammar knows."""
    shared = heard.count.qualifier is Qualifier.RANGE and claim.count.qualifier is Qualifier.VAGUE
    return claim.count if claim.count.span and heard.count.span and not shared else heard.count


def _heard(claim: Claim, doc: Document, home: Sentence | None, sentences: Sequence[Sentence], lexicon: Lexicon) -> Claim:
    """A claim of the tagger alone with the speaker, certainty and context that the grammar of speech hears in its sentence."""
    claim = replace(claim, victims=replace(claim.victims, groups=()))
    if home is None:
        return claim
    said = attribute(home, claim.span, sentences[: home.index], doc, lexicon)
    certainty, _, context = judge(home, claim.span, claim.effect_span, said, doc, lexicon)
    return replace(claim, attribution=said, certainty=certainty, context=context)


def _merged(claim: Claim, heard: Claim, sure: TaggedClaim, doc: Document, lexicon: Lexicon) -> Claim:
    """The tagger's claim with what the grammar knows better.

    Implied counts, shares of a whole, certainty, context and groups are the grammar's; speaker and category too, unless the
    tagger is sure. Where the tagger's counting words stand outside the grammar's clause, the words are the grammar's.
    """
    inside = claim.count.span is None or heard.count.span is not None or heard.span.overlaps(claim.count.span)
    words = claim if inside else heard
    return replace(
        words,
        count=_count(claim, heard),
        victims=replace(words.victims, groups=_groups(words, heard, lexicon), category=_category(claim, heard, sure)),
        attribution=_speaker(claim, heard, sure, doc, lexicon),
        certainty=heard.certainty,
        context=heard.context,
        effect_detail=heard.effect_detail,
        perpetrator=claim.perpetrator or heard.perpetrator,
        relations=heard.relations,
        subset_of=heard.subset_of,
        found_by=claim.found_by if heard.found_by == claim.found_by else f"{claim.found_by} + {heard.found_by}",
    )


def _groups(claim: Claim, heard: Claim, lexicon: Lexicon) -> tuple[Group, ...]:
    """The groups that the victims' words name, of both readers: soldiers are not guessed where "members of the forces" died."""
    words = claim.victims.span.exact if claim.victims.span else ""
    named = {*heard.victims.groups, *groups_of(words, lexicon)}
    return tuple(group for group in Group if group in named)


def _contested(claim: Claim, grammar: Sequence[Claim]) -> bool:
    """Whether the grammar reads the same counting words as another effect."""
    words = claim.count.span
    numbers = [own.count.span for own in grammar if own.effect is not claim.effect and own.count.span]
    return words is not None and any(number.overlaps(words) for number in numbers)


def _is_aim(claim: Claim, home: Sentence | None, lexicon: Lexicon) -> bool:
    """Whether the effect is only what somebody set out for: "an operation in Khost to arrest a leader"."""
    if home is None or claim.effect_span is None:
        return False
    places = (claim.effect_span.start, asked_of(claim).start)
    return any(_aims(lexicon).search(home.lower[: max(at - home.start, 0)]) for at in places)


@functools.cache
def _aims(lexicon: Lexicon) -> re.Pattern[str]:
    undertakings = expression(lexicon.words("certainty", "undertakings")).pattern
    return re.compile(rf"(?:{undertakings})(?:\s+(?:in|of|near|across|at)\s[\w\s-]{{1,50}})?\s+to\s+(?:\w+ly\s+)?(?:\w+\s+)?$")


def _alone(claim: Claim, p: float, seconded: Collection[str], tagger: "Tagger") -> float:
    """How probable a claim is that only the grammar found: more so a number that it ties to a claim of both readers."""
    score = calibrated(p, tagger.settings.grammar_alone)
    tied = any(r.other in seconded for r in claim.relations)
    counted = claim.count.span is not None and claim.count.qualifier is not Qualifier.VAGUE
    return max(score, _TIED) if (tied and counted) or claim.effect_detail in _BY_RULE else score


def _category(claim: Claim, heard: Claim, sure: TaggedClaim) -> Category:
    """The grammar's category where it knows one, unless the tagger is sure of another; bodies stay unknown until told.

    "People" are not mixed because they are broken down later: the words for them decide.
    """
    known, told = heard.victims.category, claim.victims.category
    if heard.effect_detail == _BODIES or (known is not Category.UNKNOWN and sure.category_score < _SURE_CATEGORY):
        return known
    return known if told is Category.MIXED and known is Category.UNKNOWN else told


def _scope(claim: Claim, heard: Claim, home: Sentence | None, lexicon: Lexicon) -> Scope:
    """The tagger's scope, but background where the words say so, and no total over a period where the period is hours."""
    if heard.scope is Scope.BACKGROUND:
        return Scope.BACKGROUND
    if claim.scope is Scope.CUMULATIVE and home is not None and _hours(lexicon).search(lowered(home.text)):
        return Scope.INCIDENT
    return claim.scope


@functools.cache
def _hours(lexicon: Lexicon) -> re.Pattern[str]:
    return expression(lexicon.words("certainty", "short_window"))


def _speaker(claim: Claim, heard: Claim, sure: TaggedClaim, doc: Document, lexicon: Lexicon) -> Attribution:
    """The grammar's speaker, or that there is none, unless the tagger is sure that there is one.

    A speaker that the grammar carried over from another sentence is let go where the tagger is sure of none; one that it
    heard in the sentence itself never is: a lost source is worse than a doubtful one.
    """
    tagged, known = claim.attribution, heard.attribution
    if (tagged.source_span is None) == (known.source_span is None):
        return known
    if known.source_span is not None:
        carried = _between(known.source_span, claim.span, doc)
        return tagged if carried and sure.source_score >= _SURE_OF_NONE else known
    clause = tagged.source and any(word in wording(lexicon).verbs for word in tagged.source.casefold().split())
    return known if clause or sure.source_score < _SURE_SPEAKER else tagged  # "the army reported, officials" is no name


def _between(one: Span, other: Span, doc: Document) -> bool:
    """Whether a sentence ends between two spans."""
    first, last = sorted((one, other))
    return bool(_END.search(doc.text, min(first.end, last.start), last.start))


def _related(claim: Claim, parent: str | None, ids: Mapping[str, str]) -> Claim:
    """The claim with relations between joined claims only; the tagger's whole for this part goes before the grammar's."""
    kept = {replace(r, other=ids[r.other]) for r in claim.relations if r.other in ids and ids[r.other] != claim.claim_id}
    if parent is not None and parent != claim.claim_id:
        kept = {r for r in kept if r.kind is not RelationKind.SUBSET_OF or r.other == parent}
        kept.add(Relation(kind=RelationKind.SUBSET_OF, other=parent))
    whole = next((r.other for r in sorted(kept) if r.kind is RelationKind.SUBSET_OF), None)
    return replace(claim, relations=tuple(sorted(kept)), subset_of=whole)


def _without_circles(claims: Sequence[Claim], parents: Mapping[str, str]) -> tuple[Claim, ...]:
    """The claims, none of them part of itself by way of others: where the readers' links close a circle, the grammar's goes."""
    whole = {c.claim_id: c.subset_of for c in claims}
    for claim in claims:
        seen, at = [claim.claim_id], whole[claim.claim_id]
        while at is not None and at not in seen:
            seen.append(at)
            at = whole.get(at)
        if at is not None:
            circle = seen[seen.index(at) :]
            whole[next((c for c in circle if c not in parents), circle[-1])] = None
    return tuple(c if whole[c.claim_id] == c.subset_of else _freed(c) for c in claims)


def _freed(claim: Claim) -> Claim:
    kept = tuple(r for r in claim.relations if r.kind is not RelationKind.SUBSET_OF)
    return replace(claim, relations=kept, subset_of=None)

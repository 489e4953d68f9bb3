"""Two readers on one text: the tagger's claims and the grammar's, joined claim by claim, each with a calibrated score.

The tagger tells what was done to how many of whom; the grammar, which hardly ever invents a speaker, tells who says so where it
found the same claim. A claim that only the grammar found is weighed by the tagger. Source: reader_trial §6, reader C.
"""

import functools
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.extract.attribution import attribute
from onrecord.extract.certainty import judge, scope_of, without_record
from onrecord.extract.claims import claim_id
from onrecord.extract.counts import LEFT_OUT, find_counts
from onrecord.extract.gates import Sentence
from onrecord.extract.grammar.persons import (
    counts_list,
    is_listed,
    is_of_others,
    is_spoken_of,
    is_told_dead,
    spoken_of,
    told_of_others,
    told_one_by_one,
)
from onrecord.extract.speech.wording import wording
from onrecord.extract.tagging.decode import TaggedClaim, TaggerReading
from onrecord.extract.tagging.doubting import (
    is_beyond,
    is_next_clause,
    no_tolls,
    says_another,
    spelled_out,
    without_doubles,
)
from onrecord.extract.tagging.gate import worth_tagging
from onrecord.extract.tagging.marking import to_claim
from onrecord.extract.tagging.rivals.rivalry import (
    BY_RULE,
    contested,
    is_others_fate,
    is_read_as_hurt,
    is_set_free,
    mixes,
    same_number,
    same_people,
    says_otherwise,
    taken_by_doer,
    taken_by_speaker,
)
from onrecord.extract.tagging.scopes import Occurrence, alike, clues, likeliest, settled
from onrecord.extract.tagging.sides.siding import category_of, with_followers
from onrecord.extract.tagging.speakers import likeliest_speaker, recalled
from onrecord.extract.tagging.wholes import asked_of, chances, chosen, is_counted
from onrecord.extract.telling.matching import expression, lowered
from onrecord.extract.telling.parties import is_taken_by
from onrecord.extract.victims import groups_of
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution, Claim, Count, Relation
from onrecord.model.documents import Document
from onrecord.model.enums import Group, Qualifier, RelationKind, Scope
from onrecord.model.events import EventMention

if TYPE_CHECKING:
    from onrecord.extract.tagging.tagger import Tagger

# The share of numbers found by the grammar alone that are right where it ties them to a claim of both readers.
_TIED = 0.6
# The share of claims by the tagger alone that are right where the grammar reads the same number as another effect: 5 of 14 on
# the development set. One without a word for the effect in its sentence waits too: a figure rests on words, or on a person.
_CONTESTED = 0.38
# A claim is taken for part of another only where that one is likelier right than not.
_LIKELY = 0.5
# How probable a link must be to stand where the grammar's rules tell it, such as a day's figure inside a longer window's.
_POSSIBLE_LINK = 0.03
# How probable a link must be to make a doubtful end of it likely: chosen on the development set.
_SURE_LINK = 0.7


def join(
    doc: Document,
    grammar: Sequence[Claim],
    reading: TaggerReading,
    tagger: "Tagger",
    sentences: Sequence[Sentence],
    events: Sequence[EventMention] = (),
) -> tuple[Claim, ...]:
    """Every claim that either reader found, in the order of the text, each once and with its score; `reading.weighed` answers
    for the grammar's claims in their order, `sentences` are those of the document with the parses, `events` what it tells of."""
    stretches = worth_tagging(sentences)
    told = [spelled_out(to_claim(t, doc, tagger, stretches), doc, tagger.lexicon) for t in reading.claims]
    tagged = taken_by_doer(without_doubles(told), grammar, tagger.lexicon)
    pairs = _pairs(tagged, grammar, spoken_of(reading.claims, tagged, grammar))
    sure = [calibrated(c.score or 0.0, tagger.settings.tagger_alone) >= _LIKELY for c in tagged]
    merged: list[Claim] = []
    new_ids: dict[str, str] = {}
    waiting: set[str] = set()
    occurrences = [Occurrence(start=e.trigger.start, end=e.trigger.end, type=e.type, realis=e.realis) for e in events]
    for number, claim in enumerate(tagged):
        own = grammar[pairs[number]] if number in pairs else None
        line = tagger.settings.both if own else tagger.settings.tagger_alone
        home = next((s for s in sentences if s.start <= asked_of(claim).start < s.end), None)
        heard = own or _heard(claim, doc, home, sentences, tagger.lexicon)
        claim, heard = _whom(own, claim, heard, tagged, sure, grammar)
        made = taken_by_speaker(_merged(claim, heard, reading.claims[number], home, sentences, tagger.lexicon))
        if home is not None:
            by_rule = heard.scope if own else scope_of(home, made.span, doc, tagger.lexicon)
            made = _scoped(made, by_rule, reading.claims[number], home, doc, occurrences, sentences, tagger.lexicon)
        score = calibrated(claim.score or 0.0, line)
        beyond = says_another(claim, tagger.lexicon) or is_beyond(claim, home) or _counts_nobody(claim, home, tagger.lexicon)
        denied = own is None and (beyond or contested(claim, grammar) or is_others_fate(claim, grammar, doc.text))
        if denied or (own is None and (claim.effect_span is None or _is_aim(claim, home, tagger.lexicon))):
            score = min(score, _CONTESTED)
        plain = is_told_dead(own, claim, doc, tagger.lexicon) or is_set_free(claim, tagged, home)
        plain = plain or (own is not None and own.count.span is not None and is_taken_by(own, tagger.lexicon))
        if plain or heard.effect_detail in BY_RULE:
            score = max(score, _TIED)
        made = replace(made, score=score, claim_id=claim_id(doc, made))
        merged.append(made)
        if denied:
            waiting.add(made.claim_id)
        if own:
            new_ids[own.claim_id] = made.claim_id
    merged = alike(with_followers(merged, doc, tagger.lexicon), doc.text)
    listed = {c.claim_id for n, c in enumerate(merged) if n not in pairs and is_listed(c, merged)}
    listed |= no_tolls((*merged, *grammar), sentences, tagger.lexicon)
    merged = [replace(c, score=min(c.score or 0.0, _CONTESTED)) if c.claim_id in listed else c for c in merged]
    waiting |= listed
    taken = set(pairs.values())
    alone = [
        replace(claim, score=min(_alone(claim, p, new_ids.keys(), tagged, tagger, doc), _most(claim, listed)))
        for number, (claim, p) in enumerate(zip(grammar, reading.weighed, strict=True))
        if number not in taken
    ]
    new_ids |= {claim.claim_id: claim.claim_id for claim in alone}
    everything = {c.claim_id: c for c in sorted((*alone, *merged), key=lambda c: c.score or 0.0)}  # of two readings the surer
    ordered = sorted(everything.values(), key=lambda c: (asked_of(c).start, c.span, c.effect, c.claim_id))
    own_links = [_related(claim, new_ids) for claim in ordered]
    return _with_wholes(own_links, [m.claim_id for m in merged], waiting, reading, doc, tagger.lexicon, sentences)


def _scoped(
    made: Claim,
    by_rule: Scope,
    tagged: TaggedClaim,
    home: Sentence,
    doc: Document,
    occurrences: Sequence[Occurrence],
    sentences: Sequence[Sentence],
    lexicon: Lexicon,
) -> Claim:
    """The claim with the likeliest scope; of an earlier event only its own sentence names who says so."""
    told_in = without_record(home, made.span, lexicon)
    seen = clues(made, told_in, doc, by_rule, occurrences, len(sentences))
    scope = settled(likeliest(seen, tagged.scopes if told_in is home else {}, lexicon), home, made, lexicon)
    said = recalled(made.attribution, made, sentences) if scope is Scope.BACKGROUND else made.attribution
    return replace(made, scope=scope, attribution=said)


def _whom(
    own: Claim | None, claim: Claim, heard: Claim, tagged: Sequence[Claim], sure: Sequence[bool], grammar: Sequence[Claim]
) -> tuple[Claim, Claim]:
    """The tagger's claim and what the grammar heard, agreed on whom they are about: a list, one of it, "he", or other people."""
    if own is None:
        return claim, heard
    one = told_one_by_one(own, claim, tagged, sure)
    if one:
        heard, claim = replace(own, count=claim.count), replace(claim, victims=replace(claim.victims, span=one))
    elif counts_list(own, claim):
        claim = replace(claim, victims=own.victims, span=own.span)
    if is_spoken_of(own) and own.count.high is None:  # of how many "they" are only the tagger knows; "he" is one
        heard = replace(own, count=replace(claim.count, span=None))
    if told_of_others(own, claim, grammar):
        claim = replace(claim, victims=heard.victims, span=heard.span)
    return claim, heard


def same_claim(one: Claim, other: Claim) -> bool:
    """Whether two readers mean one claim: the same effect at the same counting words, else victims, else effect, else clause."""
    if one.effect is not other.effect or is_of_others(one, other):
        return False
    if one.count.span and other.count.span:
        return one.count.span.overlaps(other.count.span)
    if one.victims.span and other.victims.span and one.victims.span.overlaps(other.victims.span):
        return True
    if one.effect_span and other.effect_span:
        return one.effect_span.overlaps(other.effect_span)
    return one.span.overlaps(other.span)


def calibrated(p: float, line: tuple[float, float]) -> float:
    """A raw probability as the share of such claims that are right: a logistic line over its log-odds."""
    slope, shift = line
    raw = min(max(p, 1e-4), 1 - 1e-4)
    return round(1 / (1 + math.exp(-(slope * math.log(raw / (1 - raw)) + shift))), 4)


def _pairs(tagged: Sequence[Claim], grammar: Sequence[Claim], known: Mapping[int, int]) -> Mapping[int, int]:
    """Index of a tagged claim → index of the grammar's claim that is the same; each at most once.

    Those `known` go first, then those that agree on the victims' words, of these the likely ones of the tagger, then in the
    order of the text.
    """
    pairs: dict[int, int] = dict(known)
    for closely in (True, False):
        for number, claim in sorted(enumerate(tagged), key=lambda told: (told[1].score or 0.0) < _LIKELY):
            free = (k for k in range(len(grammar)) if number not in pairs and k not in pairs.values())
            same = (k for k in free if same_claim(claim, grammar[k]))
            own = next((k for k in same if not closely or same_people(claim, grammar[k])), None)
            if own is not None:
                pairs[number] = own
    return pairs


def _count(claim: Claim, heard: Claim) -> Count:
    """The tagger's count words, unless they are implied or a share ("most of them"), whose whole only the grammar knows."""
    if heard.count.high == 0:  # "unhurt", "no casualties": nobody
        return heard.count
    shared = heard.count.qualifier is Qualifier.RANGE and claim.count.qualifier is Qualifier.VAGUE
    return claim.count if claim.count.span and heard.count.span and not shared else heard.count


def _heard(claim: Claim, doc: Document, home: Sentence | None, sentences: Sequence[Sentence], lexicon: Lexicon) -> Claim:
    """A claim of the tagger alone with the speaker, certainty and context that the grammar of speech hears in its sentence."""
    claim = replace(claim, victims=replace(claim.victims, groups=()))
    if home is None:
        return claim
    said = attribute(home, asked_of(claim), sentences[: home.index], doc, lexicon)
    certainty, _, context = judge(home, claim.span, claim.effect_span, said, doc, lexicon)
    return replace(claim, attribution=said, certainty=certainty, context=context)


def _merged(
    claim: Claim, heard: Claim, sure: TaggedClaim, home: Sentence | None, sentences: Sequence[Sentence], lexicon: Lexicon
) -> Claim:
    """The tagger's claim with what the grammar knows better.

    Implied counts, shares of a whole, certainty, context and groups are the grammar's; speaker and category too, unless the
    tagger is sure. Where the tagger's counting words stand outside the grammar's clause, the words are the grammar's.
    """
    inside = claim.count.span is None or heard.count.span is not None or heard.span.overlaps(claim.count.span)
    words = claim if inside else heard
    category = category_of(claim, heard, sure.category_score, home, lexicon)
    return replace(
        words,
        count=_count(claim, heard),
        victims=replace(words.victims, groups=_groups(words, heard, lexicon), category=category),
        attribution=_speaker(claim, heard, sure, sentences, lexicon),
        certainty=heard.certainty,
        context=heard.context,
        effect_detail=heard.effect_detail,
        perpetrator=claim.perpetrator or heard.perpetrator,
        relations=heard.relations,
        subset_of=heard.subset_of,
        found_by=claim.found_by if heard.found_by == claim.found_by else f"{claim.found_by} + {heard.found_by}",
    )


def _groups(claim: Claim, heard: Claim, lexicon: Lexicon) -> tuple[Group, ...]:
    """The groups that the victims' words name, of both readers: soldiers are not guessed where "members of the forces" died.

    The words end before another number: of "74 women and 71 children" the 74 are women.
    """
    words = claim.victims.span.exact if claim.victims.span else ""
    further = next((c.start for c in find_counts(words, lexicon) if c.start > 0), None)
    words = words if claim.count.span is None else words[:further]
    named = {*heard.victims.groups, *groups_of(words, lexicon)}
    return tuple(group for group in Group if group in named)


def _counts_nobody(claim: Claim, home: Sentence | None, lexicon: Lexicon) -> bool:
    """Whether the number is one that counts no people, by the number grammar: an age, a date, "a mother of three"."""
    words = claim.count.span
    if home is not None and words is not None and LEFT_OUT.search(home.lower[: max(words.start - home.start, 0)]):
        return True  # "all but one were freed"
    if home is None or words is None or (claim.count.low or 0) < 2 or claim.count.qualifier is Qualifier.VAGUE:
        return False
    at = (words.start - home.start, words.end - home.start)
    return not any(c.start < at[1] and at[0] < c.end for c in find_counts(home.text, lexicon))


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


def _most(claim: Claim, listed: Collection[str]) -> float:
    return _CONTESTED if claim.claim_id in listed else 1.0


def _alone(claim: Claim, p: float, seconded: Collection[str], tagged: Sequence[Claim], tagger: "Tagger", doc: Document) -> float:
    """How probable a claim is that only the grammar found: more so a number that it ties to a claim of both readers, one whose
    word the tagger takes for more than it says, or somebody told dead in plain words."""
    score = calibrated(p, tagger.settings.grammar_alone)
    tied = any(r.other in seconded for r in claim.relations)
    counted = claim.count.span is not None and claim.count.qualifier is not Qualifier.VAGUE
    if any(same_number(claim, other) and (mixes(other, claim) or is_read_as_hurt(claim, other)) for other in tagged):
        return min(score, _CONTESTED)
    by_rule = claim.effect_detail in BY_RULE or says_otherwise(claim, tagged) or is_told_dead(claim, claim, doc, tagger.lexicon)
    return max(score, _TIED) if (tied and counted) or by_rule else score


def _speaker(claim: Claim, heard: Claim, sure: TaggedClaim, sentences: Sequence[Sentence], lexicon: Lexicon) -> Attribution:
    """The speaker for whom most speaks: the grammar's, the tagger's, or none."""
    tagged, known = claim.attribution, heard.attribution
    if tagged.source and any(word in wording(lexicon).verbs for word in tagged.source.casefold().split()):
        tagged = Attribution()  # "the army reported, officials" is no name
    if is_next_clause(tagged.source_span, claim, sentences):
        tagged = Attribution()
    none = sure.source_score if sure.source_span is None else 1 - sure.source_score
    return likeliest_speaker(known, tagged, none, claim, sentences, lexicon)


def _related(claim: Claim, ids: Mapping[str, str]) -> Claim:
    """The claim with the grammar's relations between joined claims only."""
    if not claim.relations and claim.subset_of is None:
        return claim
    kept = {replace(r, other=ids[r.other]) for r in claim.relations if r.other in ids and ids[r.other] != claim.claim_id}
    whole = next((r.other for r in sorted(kept) if r.kind is RelationKind.SUBSET_OF), None)
    return replace(claim, relations=tuple(sorted(kept)), subset_of=whole)


def _with_wholes(
    claims: Sequence[Claim],
    tagged: Sequence[str],
    waiting: Collection[str],
    reading: TaggerReading,
    doc: Document,
    lexicon: Lexicon,
    sentences: Sequence[Sentence],
) -> tuple[Claim, ...]:
    """The claims with the wholes that they are likely part of; one that waited for review and is surely part of a sure claim,
    or its whole, waits no longer, save those of `waiting`. `tagged` are the ids of the tagger's claims, in its order."""
    number = {claim.claim_id: n for n, claim in enumerate(claims)}
    linked = {n: number[c.subset_of] for n, c in enumerate(claims) if c.subset_of in number}
    at = [number.get(claim_id) for claim_id in tagged]
    told = {
        (part, whole): odds
        for part, claim in zip(at, reading.claims, strict=True)
        for other, odds in claim.wholes
        if part is not None and (whole := at[other]) is not None
    }
    likely = chances(claims, sentences, lowered(doc.text), linked, told, lexicon)
    claims = _upheld(claims, likely, waiting)
    sure = [n for n, c in enumerate(claims) if (c.score or 0.0) >= _LIKELY]
    by_grammar = {p: w for p, w in linked.items() if w in sure and likely.get(p, {}).get(w, 0.0) >= _POSSIBLE_LINK}
    links = by_grammar | chosen(likely, sure)
    return tuple(_part_of(c, claims[links[n]].claim_id if n in links else None) for n, c in enumerate(claims))


def _upheld(claims: Sequence[Claim], likely: Mapping[int, Mapping[int, float]], waiting: Collection[str]) -> list[Claim]:
    """The claims, doubtful ones that a sure link ties to a sure claim as probable as the grammar's tied numbers."""
    found = list(claims)
    for part, wholes in likely.items():
        whole = max(wholes, key=lambda w: (wholes[w], -w))
        sure = [(claims[n].score or 0.0) >= _LIKELY for n in (part, whole)]
        if wholes[whole] >= _SURE_LINK and sure[0] != sure[1]:
            doubtful = whole if sure[0] else part
            if is_counted(claims[doubtful]) and claims[doubtful].claim_id not in waiting:
                found[doubtful] = replace(claims[doubtful], score=_TIED)
    return found


def _part_of(claim: Claim, whole: str | None) -> Claim:
    if whole is None and not claim.relations and claim.subset_of is None:
        return claim
    kept = {r for r in claim.relations if r.kind is not RelationKind.SUBSET_OF}
    if whole is not None:
        kept.add(Relation(kind=RelationKind.SUBSET_OF, other=whole))
    return replace(claim, relations=tuple(sorted(kept)), subset_of=whole)

"""What happened: occurrences of violence, unrest and security operations, each with its trigger words, told once a document.

Triggers come from a list of words; weighted clues around a trigger decide which of several mentions tells the occurrence, of
what type it is and whether it happened; the words beside it name who did it, to whom and with what.
Source: architecture §3 (EventMention); claims_method §2.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.extract.attribution import attribute
from onrecord.extract.certainty import scope_of
from onrecord.extract.gates import Sentence
from onrecord.extract.telling.matching import Range
from onrecord.extract.telling.parties import claimant_of, parties, perpetrator_of, target_of, typed_by_doer, weapon_of
from onrecord.extract.telling.triggers import Trigger, TriggerWords, clues, find_triggers, realis_of, trigger_words
from onrecord.extract.telling.weights import NO_EVENT, weights
from onrecord.languages import Lexicon
from onrecord.model.documents import Document
from onrecord.model.enums import EventType, Realis
from onrecord.model.events import EventMention
from onrecord.model.hashing import content_id
from onrecord.model.mentions import PartyRef
from onrecord.model.spans import Span, cut

FOUND_BY = "triggers-2 en"

_CLAIM_REACH = 2  # sentences back from "the group claimed responsibility" to the attack that it claims
_NO_ATTACK = frozenset({EventType.AGREEMENT, EventType.THREAT, EventType.ARREST_RAID, EventType.PROTEST, EventType.CRACKDOWN})
_ATTACKS = frozenset({EventType.ARMED_ATTACK, EventType.BOMBING_IED, EventType.SABOTAGE, EventType.PRISON_BREAK})
# Labelled passages hold too few of these for clues to be weighed, so the first strong word for one counts.
_RARE = frozenset({EventType.PRISON_BREAK, EventType.SABOTAGE, EventType.HOSTAGE_TAKING})
_PLAIN = frozenset({Realis.HAPPENED, Realis.BACKGROUND})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Told:
    trigger: Trigger
    type: EventType
    realis: Realis
    target: Range | None = None  # offsets in the sentence
    claimed_by: Range | None = None  # offsets in the document

    def start(self) -> int:
        return self.trigger.sentence.start + self.trigger.at[0]


def find_events(doc: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[EventMention, ...]:
    """The occurrences that the sentences tell of, in the order of their triggers; places and times are left to resolve."""
    words = trigger_words(lexicon)
    triggers = [t for sentence in sentences for t in find_triggers(sentence, words)]
    told: list[_Told] = []
    for place, trigger in enumerate(triggers):
        seen = tuple(clues(triggers, place))
        infinitive = trigger.lower.endswith(" to ", 0, trigger.at[0])
        target = target_of(trigger.lower, trigger.at, trigger.is_verb or infinitive)
        kind = _kind(trigger, target, weights(lexicon, "type").best(seen), told, words)
        if kind is not None:
            if told and _is_heading_for(told[-1], kind, trigger, target):
                told.pop()
            told.append(_Told(trigger=trigger, type=kind, realis=_realis(trigger, seen, doc, lexicon), target=target))
    claimed = _responsibility(told, sentences, lexicon)
    return tuple(_mention(one, sentences, doc, lexicon) for one in claimed)


def _kind(trigger: Trigger, target: Range | None, weighed: str, told: Sequence[_Told], words: TriggerWords) -> EventType | None:
    """The type of the occurrence; None when the trigger tells none, or one that was told before.

    A target of its own (a prison, a railway line, a police post not hit before) outweighs the clues.
    """
    hit = trigger.lower[slice(*target)] if target else ""
    aimed = words.targets.first(hit)
    by_target = words.by_target[aimed[2]] if aimed else None
    if by_target and trigger.type in _ATTACKS and not any(one.type is by_target and one.target for one in told):
        return by_target
    if weighed != NO_EVENT:
        return EventType(weighed)
    new = [word for _, _, word in words.installations.find(hit)]
    if new and _is_meant(trigger, words) and not any(w in one.trigger.lower for one in told for w in new):
        return trigger.type
    rare = trigger.is_strong and trigger.type in _RARE and not any(one.trigger.word == trigger.word for one in told)
    return trigger.type if rare else None


def _is_meant(trigger: Trigger, words: TriggerWords) -> bool:
    """Whether the words beside a target say that something was done to it, or tried."""
    done = trigger.is_strong and trigger.is_verb
    return done or (trigger.type in _ATTACKS and realis_of(trigger, words) is Realis.FAILED)


def _is_heading_for(before: _Told, kind: EventType, trigger: Trigger, target: Range | None) -> bool:
    """Whether the mention before only announces this one: "Prison assault: a bid to storm the jail …"."""
    if before.type is not kind or before.target is not None:
        return False
    if before.trigger.sentence is trigger.sentence:
        return ":" in trigger.lower[before.trigger.at[1] : trigger.at[0]]
    heading = before.trigger.sentence.is_headline or before.trigger.lower.endswith(":")
    return heading and target is not None and trigger.sentence.index - before.trigger.sentence.index <= 1


def _realis(trigger: Trigger, seen: tuple[str, ...], doc: Document, lexicon: Lexicon) -> Realis:
    """What the words beside the trigger say outright ("foiled", "tried to"), else what the clues weigh up to."""
    said = realis_of(trigger, trigger_words(lexicon))
    scope = scope_of(trigger.sentence, _span(doc, trigger.sentence, trigger.at), doc, lexicon)
    weighed = Realis(weights(lexicon, "realis").best((*seen, f"scope {scope.value}", f"rule {said.value}")))
    return said if said is Realis.FAILED or (said not in _PLAIN and weighed is Realis.HAPPENED) else weighed


def _responsibility(told: list[_Told], sentences: Sequence[Sentence], lexicon: Lexicon) -> list[_Told]:
    """Each claim of responsibility goes to the nearest attack of its sentence, else to the last one of the two before."""
    result = list(told)
    attacks = [i for i, one in enumerate(told) if one.type not in _NO_ATTACK]
    for sentence in sentences if attacks else ():
        found = claimant_of(sentence.lower, parties(lexicon))
        if found is None:
            continue
        claimant = sentence.start + found[0], sentence.start + found[1]
        here = [i for i in attacks if told[i].trigger.sentence is sentence]
        near = [i for i in attacks if 0 < sentence.index - told[i].trigger.sentence.index <= _CLAIM_REACH]
        if here or near:
            best = min(here, key=lambda i: abs(told[i].start() - claimant[0])) if here else near[-1]
            result[best] = replace(result[best], claimed_by=claimant)
    return result


def _mention(one: _Told, sentences: Sequence[Sentence], doc: Document, lexicon: Lexicon) -> EventMention:
    trigger, sentence, words = one.trigger, one.trigger.sentence, parties(lexicon)
    span = _span(doc, sentence, trigger.at)
    doer = perpetrator_of(trigger.lower, trigger.at, trigger.is_verb, words)
    kind = typed_by_doer(one.type, span.exact, trigger.lower[slice(*doer)] if doer else "", lexicon)
    weapon = weapon_of(trigger.lower, trigger.at, words)
    return EventMention(
        event_mention_id=content_id("evm", doc.document_id, doc.text_version, span.start, span.end, kind.value),
        document_id=doc.document_id,
        text_version=doc.text_version,
        trigger=span,
        type=kind,
        realis=one.realis,
        perpetrator=PartyRef(span=_span(doc, sentence, doer)) if doer else None,
        target=_span(doc, sentence, one.target) if one.target else None,
        weapon=_span(doc, sentence, weapon) if weapon else None,
        claimed_by=PartyRef(span=cut(doc.text, *one.claimed_by)) if one.claimed_by else None,
        attribution=attribute(sentence, span, sentences[: sentence.index], doc, lexicon),
        found_by=FOUND_BY,
    )


def _span(doc: Document, sentence: Sentence, at: Range) -> Span:
    return cut(doc.text, sentence.start + at[0], sentence.start + at[1])

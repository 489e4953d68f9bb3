"""Claims: the people harmed, as drafts from the grammar and from a net of patterns under it, made into sourced claims."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.extract.gates import Sentence
from onrecord.extract.grammar.echoes import echoes, elided, figures_of
from onrecord.extract.grammar.frames import Harm, belongs_to_next, harms, is_purpose, may_be_harmed, none_told
from onrecord.extract.grammar.net import caught
from onrecord.extract.grammar.nouns import bearers
from onrecord.extract.grammar.own_hand import BY_OWN_HAND, by_own_hand, is_own_death
from onrecord.extract.grammar.parts import Part, among_the_dead, find_parts, wholes_before_dash
from onrecord.extract.grammar.phrases import SPOKEN_OF, Parsed, Phrase, described, parsed
from onrecord.extract.grammar.shares import Share, find_shares
from onrecord.extract.grammar.triggers import Frame, Trigger, find_triggers
from onrecord.extract.victims import categorise, groups_of
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim, Count, Victims
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Effect, Qualifier
from onrecord.model.hashing import content_id
from onrecord.model.mentions import PartyRef
from onrecord.model.spans import Span, cut

FOUND_BY = "grammar-1 en"

_ANNOUNCED = re.compile(r"\b(?:count|number|tally|toll|figure|list)\s+of\s+(?:the\s+)?$", re.IGNORECASE)
_SAME_KIND = ("", "others", "other", "more")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """A claim before it has a speaker: offsets are into the sentence; `parent` is the draft that it is part of."""

    sentence: Sentence
    count: Count
    count_at: tuple[int, int] | None
    victims_at: tuple[int, int] | None
    effect_at: tuple[int, int]
    effect: Effect
    detail: str | None
    agent_at: tuple[int, int] | None = None
    category: Category = Category.UNKNOWN
    words: str = ""
    noun: str = ""
    parent: "Draft | None" = None
    dangling: bool = False
    share: str | None = None
    whole: Count | None = None
    attributive: bool = False
    anchor: int = -1
    head: int = -1
    echo: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two drafts of a document the same."""
        return (self.sentence.index, self.effect, self.count_at or self.victims_at)


def draft_claims(sentence: Sentence, lexicon: Lexicon) -> tuple[Draft, ...]:
    """The claims of one parsed sentence, in the order of the text; none when it was not parsed."""
    if sentence.tokens is None:
        return ()
    here = parsed(sentence, lexicon)
    triggers = find_triggers(here.tokens, lexicon)
    found = _harms(triggers, here)
    dangling = among_the_dead(triggers, here)
    drafts = {id(harm): _draft(harm.phrase, harm, here) for harm in found}
    drafts |= {id(harm): replace(_draft(harm.phrase, harm, here), dangling=True) for harm in dangling}
    for whole, pieces in wholes_before_dash(found, here):
        drafts.setdefault(id(whole), _draft(whole.phrase, whole, here))
        for piece in pieces:
            drafts[id(piece)] = replace(drafts[id(piece)], parent=drafts[id(whole)])
    parts = [_part(part, drafts, here) for part in find_parts([*found, *dangling], triggers, here)]
    shares = [_share(share, here) for share in find_shares(triggers, here)]
    ordered = sorted(_without_doubles([*shares, *parts, *drafts.values()]), key=lambda d: (_position(d), d.effect_at))
    return tuple(_carried_on(ordered))


def without_repeats(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without what a share repeats ("most of the 14 dead" of 14 told before) or a counted noun only announces.

    "The count of militants killed: 39 were killed" tells one number of people, not a vague one beside it.
    """
    return [draft for number, draft in enumerate(drafts) if not _is_repeat(draft, number, drafts)]


def _is_repeat(draft: Draft, number: int, drafts: Sequence[Draft]) -> bool:
    if _is_spoken_of(draft):  # who is told dead already is not told again by "he"; who killed others is not one of them
        own = draft.detail == BY_OWN_HAND
        told = (d for d in drafts[:number] if d.effect is draft.effect and (d.count.low or 0) > 0)
        return any(not own or d.detail == BY_OWN_HAND for d in told)
    same = [d for d in drafts if d.sentence.index == draft.sentence.index and d is not draft]
    if draft.count_at is None:
        text, (start, end) = draft.sentence.text, span_of(draft)
        behind = [d.count_at for d in same if d.count_at and d.effect is draft.effect and ":" in text[end : d.count_at[0]]]
        return bool(behind) and bool(_ANNOUNCED.search(text, 0, start))
    shared = any(d.share and d.whole == draft.count and d.count_at and d.count_at[1] <= draft.count_at[0] for d in same)
    return shared and draft.share is None and any(told_again(d, draft) for d in drafts[:number])


def _is_spoken_of(draft: Draft) -> bool:
    people = draft.victims_at
    return people is not None and draft.count_at is None and draft.sentence.text[slice(*people)].lower() in SPOKEN_OF


def told_again(before: Draft, draft: Draft) -> bool:
    """Whether the draft gives the same number of the same people as one of a sentence before."""
    kinds = {before.category, draft.category}
    apart = before.sentence.index < draft.sentence.index and before.share is None and before.count_at is not None
    return (
        apart and before.count == draft.count and before.effect is draft.effect and (len(kinds) == 1 or Category.UNKNOWN in kinds)
    )


def _harms(triggers: Sequence[Trigger], here: Parsed) -> list[Harm]:
    """Everything that frames, net and echoes find in the sentence."""
    found = [harm for trigger in triggers for harm in harms(trigger, here)]
    found = [h for h in found if not belongs_to_next(h, triggers, here) and not _is_stray(h, found, here)]
    found = [h for h in found if not _is_told_by_verb(h, found)]
    for told, counted in list(figures_of(found, here)):
        found = [h for h in found if h is not told] + list(counted)
    found += [h for h in caught(found, triggers, here) if may_be_harmed(h.phrase, h.trigger, here)]
    found += list(elided(found, triggers, here))
    found += [Harm(trigger=t, phrase=p) for t, p in by_own_hand(triggers, here) if not is_purpose(t.anchor)]
    return found + list(echoes(found, here))


def _is_told_by_verb(harm: Harm, found: Sequence[Harm]) -> bool:
    """Whether "hostages" only says whom the sentence's verb tells of: "four hostages were released" abducts nobody anew."""
    if harm.trigger.meaning.frame is not Frame.PEOPLE or harm.trigger.meaning.effect is not Effect.ABDUCTED:
        return False
    return any(h is not harm and h.phrase.head == harm.phrase.head and h.trigger.meaning.frame is not Frame.PEOPLE for h in found)


def _part(part: Part, drafts: Mapping[int, Draft], here: Parsed) -> Draft:
    draft = _draft(part.phrase, Harm(trigger=part.trigger, phrase=part.phrase), here)
    return replace(draft, parent=drafts[id(part.whole)] if part.whole else None)


def _share(share: Share, here: Parsed) -> Draft:
    """A share has no bounds until its whole is known; on its own "most of" some people are at least two."""
    count = Count(low=2, high=None, qualifier=Qualifier.VAGUE, cue=here.text[slice(*share.at)])
    phrase = Phrase(head=share.trigger.anchor, count=count, count_at=share.at, victims_at=share.victims_at, noun=share.noun)
    draft = _draft(phrase, Harm(trigger=share.trigger, phrase=phrase), here)
    return replace(draft, share=share.kind, whole=share.whole.count if share.whole else None)


def _effect(harm: Harm, category: Category, here: Parsed) -> Effect:
    """Who is captured by the state's forces is arrested; soldiers, and whoever an armed group captures, are abducted."""
    meaning = harm.trigger.meaning
    if meaning.detail != "captured":
        return meaning.effect
    agent = here.text[slice(*harm.agent_at)] if harm.agent_at else ""
    by = categorise(agent.split(" ")[-1], agent.rpartition(" ")[0], "", here.lexicon) if agent else Category.UNKNOWN
    if category is Category.SECURITY or (by is Category.MILITANT and category is not Category.MILITANT):
        return Effect.ABDUCTED
    return Effect.ARRESTED


def _is_stray(harm: Harm, found: Sequence[Harm], here: Parsed) -> bool:
    """A bare number under a word such as "seized" counts people only where people were counted before it."""
    if here.tokens[harm.trigger.first].lower not in here.lexicon.words("effects", "loose") or harm.phrase.noun is not None:
        return False
    return not any(other.trigger.first < harm.trigger.first for other in found)


def _carried_on(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """ "Two soldiers were killed and three others wounded": bare numbers and "others" are of the kind named before.

    A semicolon ends that for bare numbers: "kills a rebel commander; Lebanon reports four dead".
    """
    kind, last = Category.UNKNOWN, None
    for draft in drafts:
        apart = last is not None and draft.noun == "" and _is_parted(last, draft)
        if draft.noun in _SAME_KIND and draft.category is Category.UNKNOWN:
            kind = Category.UNKNOWN if apart else kind
            draft = replace(draft, category=kind)
        elif draft.parent is None:
            kind = draft.category
        last = draft
        yield draft


def _is_parted(first: Draft, second: Draft) -> bool:
    """Whether a semicolon stands between, and the second has an effect word of its own behind it."""
    same = first.sentence.index == second.sentence.index
    return same and ";" in first.sentence.text[_position(first) : min(_position(second), second.effect_at[0])]


def _draft(phrase: Phrase, harm: Harm, here: Parsed) -> Draft:
    trigger = harm.trigger
    tokens = here.tokens
    effect_at = (tokens[trigger.first].start, tokens[trigger.last].end)
    victims_at = phrase.victims_at
    if victims_at and victims_at[0] >= effect_at[0] and victims_at[1] <= effect_at[1]:
        victims_at = None
    noun = phrase.noun if victims_at else None
    head = here.text[noun.start : noun.end] if noun is not None else ""
    before = here.text[victims_at[0] : noun.start] if victims_at and noun is not None else ""
    after = f"{here.text[noun.end : victims_at[1]]} {described(noun, here)}" if victims_at and noun is not None else ""
    category = categorise(head, before, after, here.lexicon)
    if category is Category.UNKNOWN:
        category = categorise("", bearers(trigger, here), "", here.lexicon)
    return Draft(
        sentence=here.sentence,
        count=none_told(phrase, trigger, here) or phrase.count,
        count_at=phrase.count_at,
        victims_at=victims_at,
        effect_at=effect_at,
        effect=_effect(harm, category, here),
        detail=BY_OWN_HAND if is_own_death(trigger, here) else trigger.meaning.detail,
        agent_at=harm.agent_at,
        category=category,
        words=f"{before} {head} {after}",
        noun=head.lower(),
        attributive=harm.attributive,
        anchor=trigger.anchor.i,
        head=phrase.head.i,
        echo=harm.echo,
    )


def _position(draft: Draft) -> int:
    return (draft.count_at or draft.victims_at or draft.effect_at)[0]


def _without_doubles(drafts: Iterable[Draft]) -> list[Draft]:
    kept: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        kept.setdefault(draft.key, draft)
    return list(kept.values())


def span_of(draft: Draft) -> tuple[int, int]:
    """The smallest stretch of the sentence that holds count, victims and effect."""
    places = [at for at in (draft.count_at, draft.victims_at, draft.effect_at) if at]
    return min(at[0] for at in places), max(at[1] for at in places)


def located(draft: Draft, at: tuple[int, int] | None, doc: Document) -> Span | None:
    """The span in the document of a stretch of the draft's sentence."""
    if at is None:
        return None
    return cut(doc.text, draft.sentence.start + at[0], draft.sentence.start + at[1])


def claim_id(doc: Document, claim: Claim) -> str:
    """The id of a claim: by its document and the words it rests on, whoever found it."""
    count, effect, victims = claim.count.span, claim.effect_span, claim.victims.span
    return content_id(
        "clm",
        doc.document_id,
        doc.text_version,
        claim.span.start,
        claim.span.end,
        count and count.start,
        claim.effect.value,
        effect and effect.start,
        victims and victims.start,
    )


def to_claim(draft: Draft, doc: Document, lexicon: Lexicon) -> Claim:
    """The claim of a draft, without its speaker and its relations."""
    span = located(draft, span_of(draft), doc)
    count = located(draft, draft.count_at, doc)
    effect = located(draft, draft.effect_at, doc)
    victims = located(draft, draft.victims_at, doc)
    agent = located(draft, draft.agent_at, doc)
    if span is None:
        raise ValueError("a draft always has effect words")
    claim = Claim(
        claim_id="",
        document_id=doc.document_id,
        text_version=doc.text_version,
        span=span,
        count=Count(span=count, low=draft.count.low, high=draft.count.high, qualifier=draft.count.qualifier, cue=draft.count.cue),
        effect=draft.effect,
        effect_span=effect,
        effect_detail=draft.detail,
        victims=Victims(span=victims, category=draft.category, groups=groups_of(draft.words, lexicon)),
        perpetrator=PartyRef(span=agent) if agent else None,
        found_by=FOUND_BY,
    )
    return replace(claim, claim_id=claim_id(doc, claim))

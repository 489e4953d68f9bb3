"""What speaks against a claim that the tagger reads, its number or its effect.

The network is as sure of a wrong claim as of a right one, so words that say something else make its claim wait for a person.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.extract.counts import read_count
from onrecord.extract.gates import Sentence
from onrecord.extract.victims import is_person_word, is_thing_word
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Effect, Qualifier
from onrecord.model.spans import Span, cut

# Effects that one word may tell of as well as another: "captured", "12 casualties".
_KIN = (
    frozenset({Effect.ABDUCTED, Effect.ARRESTED}),
    frozenset({Effect.KILLED, Effect.CASUALTIES}),
    frozenset({Effect.INJURED, Effect.CASUALTIES}),
)
# Who shoots himself is hit, whether he lives or not: the outcome is told in other words, if at all.
TO_SELF = re.compile(r"(?:accidentally\s+)?(\w+)\s+(?:him|her|my|them)?sel(?:f|ves)\b")
_POOL = re.compile(r"\b(?:of|among|amongst)\s+(?:(?:the|these|those|all|some|about|a total of)\s+)*$")
_ABOARD = re.compile(r"\s*(?:[\w-]+\s+){0,3}(?:aboard|on board)\b")
_APART = re.compile(r"[;.!?]\s|,\s")
_DEATH_SENTENCE = re.compile(r"(?:[\w-]+\s+){0,3}\bsentenc\w+\s+(?:[\w-]+\s+){0,8}?to\s+death\b")
_SUCCUMBED = re.compile(r"\b(?P<verb>succumb(?:s|ed|ing)?)\s+to\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_OF_BODIES = re.compile(r"\s+of\s+(?:the|their|those)\s+(?:bodies|corpses|remains)\b")
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))"
_ORDINALS = re.compile(rf"(?:the\s+)?{_ORDINAL}")
_NTH = re.compile(rf"\bthe\s+{_ORDINAL}\s+(?:[\w-]+\s+)?[\w-]*$")
_IN_ROW = re.compile(
    r"[^.;]{0,70}\b(?:since\b|this\s+(?:week|month|year)|so\s+far|to\s+(?:be|die)\b|in\s+(?:as\s+many|less\s+than|under|the\s+(?:past|last)))"
)
# Deeds of which "not" tells that they were not done; of the dead and hurt it tells that nobody was.
_DONE_TO = frozenset({Effect.ABDUCTED, Effect.ARRESTED, Effect.DISPLACED, Effect.FREED, Effect.SURRENDERED})
_NOT_YET = re.compile(r"(?:\bnot|n['’]t|\bnever|\byet\s+to)\s+(?:yet\s+)?(?:(?:be|been|being)\s+)?(?:(?!only)\w+ly\s+)?$")
_ASKED_FOR = re.compile(
    r"\b(?:demand(?:s|ed|ing)?|seek(?:s|ing)?|sought|call(?:s|ed|ing)?\s+for|information\s+(?:that\s+)?(?:leading|leads?)\s+to)\s+"
    r"(?:the\s+)?(?:immediate\s+)?(?:(?:arrest|execution|freeing|release)s?\s+of\s+(?:all\s+|the\s+)?)?$"
)
_SOMEBODY = re.compile(r"\s+(?:a|an|his|her|the|their)\s+(?!(?:highest|largest|most|number|same)\b)")
_FATALLY = re.compile(r"(?:badly|critically|fatally|seriously|severely)\b")
_HARDLY = re.compile(r"\b(?:hardly|scarcely)\s+any\s+(?:[\w-]+\s+){1,3}(?:(?:had|have|has|been|were|was)\s+){0,2}$")
_DOES = re.compile(r"(?:shot|beat|hacked)(?: to)? (?:dead|death)|shot and killed|gunned down|killed|murdered|abducted|kidnapped")
_WHO = re.compile(r",?\s+who\s+(?:(?:has|had|allegedly|reportedly|later|then|also)\s+)*")
_WHOM = re.compile(r"\s+(?:(?:the|a|an|his|her|their|its|two|three|four|five|six|seven|eight|nine|ten|\d+)\s|[A-Z])")
_LIKELIER = re.compile(r"\b(?:(?:more|less|most|twice\s+as)\s+likely\s+to|(?:risks?|chances?|fear)\s+of|afraid\s+to)\s+$")
_OF_OR_AT = re.compile(r"(?<=\w),?\s+(?:aboard|and|at|from|in|of|on|who|with)\s")
_NOUNS = re.compile(r"\s+([a-z]+)(?:\s+([a-z]+))?")
# "87 soldiers, a figure that could not be confirmed": what is said of a number counts nobody.
_FIGURE = re.compile(r"(?:a\s+|the\s+)?(?:figure|number|toll|total|claim)")
_SAID_OF_IT = re.compile(r"\s+(?:that|which|the|he|she|it|they|not|[\w-]+ed)\b")
_INCLUDED = re.compile(
    r"\b(?:the|those)\s+(?P<fate>wounded|injured|hurt)\s+(?:also\s+|were\s+)?includ(?:ed?|es|ing)\s+(?:an?\s+)?$", re.I
)
_SET_FREE = re.compile(
    r"[^.;]{0,120}?\b(?P<words>(?:(?:re)?gained|won)\s+(?:his|her|their)\s+(?:freedom|liberty)|freed|released|rescued|liberated|escaped)\b"
)
# "Twelve bodies and 31 injured were brought in": the injured are no bodies, though "three of the injured died".
_HURT, _REMAINS = re.compile(r"(?:injured|wounded|hurt)"), re.compile(r"(?:dead\s+)?(?:bod(?:y|ies)|corpses?|remains)")
_SURVIVORS = re.compile(r"(?<!cancer )(?<!genocide )(?<!holocaust )\bsurvivors?$")
_EITHER = re.compile(
    r"(?:dead|killed|died|injured|wounded)\s+or\s+(?:dead|hurt|injured|killed|missing|wounded)\b|dead\s+and\s+(?:injured|wounded)\b"
)
_KIN_NOUN = (
    r"(?:mother|mom|mum|father|dad|parent|husband|wife|son|daughter|brother|sister|uncle|aunt|nephew|niece|grandmother|grandfather|"
    r"grandson|granddaughter|man|woman|boy|girl|baby|infant|toddler|child|teenager)"
)
_PAIR = re.compile(
    rf"(?:(?:a|an|the|his|her|their)\s+)?(?:[\w-]+\s+){{0,3}}{_KIN_NOUN}\s+and\s+(?:(?:a|an|the|his|her|their)\s+)?(?:[\w-]+\s+){{0,2}}{_KIN_NOUN}"
)
_TO = re.compile(r"\s+to\s+(?P<last>\S+)$")
_WENT_FROM = re.compile(
    r"\b(?:r[io]se\w*|climb\w*|jump\w*|increas\w+|fell|dropp\w+|up|down|toll|number|dead|killed|wounded)\s+(?:from\s+)?\S+$"
)
_WITHIN = r"(?:after|at|before|by|during|for|in|of|on|over|since|throughout|until|within)"  # "during a night vigil" is no rate
_PERIOD = r"(?:hour|day|night|week|month|year)"
# What is told of a number that counts nobody harmed: an arrest wanted, a town's people, families that the dead came from.
_NO_TOLL = re.compile(
    r"\b(?:warrants?\s+for\s+the\s+arrest\s+of|home\s+to|(?:dead|killed|victims|injured|wounded)\s+(?:were|are|was)\s+(?:all\s+)?from)"
    r"\s+(?:an?\s+|the\s+|about\s+|around\s+|some\s+|more\s+than\s+)?$"
)
_EACH = re.compile(
    rf"\s*(?:(?!{_WITHIN}\s)[\w-]+\s+){{0,3}}?(?:(?:a|an|per|each|every)\s+{_PERIOD}\b(?!\s+(?:ago|earlier|later|before|after|old|on)\b)|(?:daily|weekly|monthly)\b)"
    r"|\s*(?:[\w-]+\s+){0,2}?(?:per\s+(?:100|1,?000|10,?000|100,?000|million)|for\s+(?:each|every)\s+\d[\d,]*)\b"
)
_AVERAGE = re.compile(rf"\b(?:(?:average|rate)\s+of|on\s+average,?|(?:each|every)\s+{_PERIOD},?)\s+(?:[\w-]+\s+){{0,2}}$")


def without_doubles(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, a pair told as two ("a man and a woman") one person where its second is a claim as well."""
    return [replace(c, count=replace(c.count, low=1, high=1)) if _is_told_apart(c, claims) else c for c in claims]


def _is_told_apart(claim: Claim, others: Sequence[Claim]) -> bool:
    pair = claim.victims.span
    if pair is None or (claim.count.low, claim.count.high) != (2, 2) or not _PAIR.fullmatch(pair.exact.lower()):
        return False
    seconds = (o.victims.span for o in others if o is not claim and o.effect is claim.effect)
    return any(span is not None and pair.start < span.start and span.end <= pair.end for span in seconds)


def says_another(claim: Claim, lexicon: Lexicon) -> bool:
    """Whether the effect's own words tell of another effect only: "shot" of no dead, "still held" of nobody set free."""
    if claim.effect_span is None:
        return False
    words = claim.effect_span.exact.lower()
    if claim.effect is Effect.FREED and words in lexicon.words("effects", "hold_verbs"):
        return True
    if claim.effect is Effect.KILLED and words in lexicon.words("effects", "living"):
        return True
    to_self = TO_SELF.match(words)
    told = _effects(lexicon).get(to_self[1] if to_self else words, frozenset())
    return bool(told) and claim.effect not in told and not any(claim.effect in kin and told & kin for kin in _KIN)


def spelled_out(claim: Claim, doc: Document, lexicon: Lexicon) -> Claim:
    """The claim with what its words say outright.

    That is two people where "a mother and her son" are read as one; injured where casualties not split are read and people were
    hurt ("injuries"), killed where the wounded die ("succumbs to injuries"), freed where captives are ("released detainees"), and
    casualties where nobody splits them ("30 soldiers dead or wounded"), hurt where "the wounded included two women".
    """
    if claim.count.low == claim.count.high == 1 and claim.victims.span and _PAIR.fullmatch(claim.victims.span.exact.lower()):
        claim = replace(claim, count=replace(claim.count, low=2, high=2))
    claim = _as_freed(_as_risen(claim, doc, lexicon), doc, lexicon)
    words = claim.effect_span.exact.lower() if claim.effect_span else ""
    died = (
        _SUCCUMBED.search(doc.text, 0, claim.effect_span.start) if claim.effect_span and claim.effect is Effect.INJURED else None
    )
    if died:
        return replace(claim, effect=Effect.KILLED, effect_span=cut(doc.text, *died.span("verb")))
    if claim.effect in (Effect.KILLED, Effect.INJURED) and claim.effect_span and _EITHER.match(doc.text, claim.effect_span.start):
        return replace(claim, effect=Effect.CASUALTIES)
    number = claim.count.span
    listed = _INCLUDED.search(doc.text, 0, number.start) if number is not None and claim.effect is Effect.KILLED else None
    if listed:
        return replace(claim, effect=Effect.INJURED, effect_span=cut(doc.text, *listed.span("fate")))
    told = _effects(lexicon).get(words)
    if told == frozenset({Effect.FREED}) and claim.effect in (Effect.ARRESTED, Effect.ABDUCTED):
        return replace(claim, effect=Effect.FREED)
    hurt = claim.effect is Effect.CASUALTIES and words.startswith(("injur", "wound"))
    return replace(claim, effect=Effect.INJURED) if hurt and told == frozenset({Effect.INJURED}) else claim


def _as_risen(claim: Claim, doc: Document, lexicon: Lexicon) -> Claim:
    """The claim with the later number alone where a toll went from one to the other: "has risen from 41 to 46"."""
    number = claim.count.span
    later = _TO.search(number.exact) if number is not None and claim.count.qualifier is Qualifier.RANGE else None
    if number is None or later is None or not _WENT_FROM.search(doc.text, 0, number.start + later.start()):
        return claim
    words = cut(doc.text, number.start + later.start("last"), number.end)
    read = read_count(words.exact, lexicon)
    return claim if read is None else replace(claim, count=replace(read, span=words))


def _as_freed(claim: Claim, doc: Document, lexicon: Lexicon) -> Claim:
    """The claim with the word that sets free, where the one read is that of the taking: "kidnapped in July was freed"."""
    words = claim.effect_span
    if words is None or claim.effect is not Effect.FREED:
        return claim
    taken = _effects(lexicon).get(words.exact.lower(), frozenset()) & {Effect.ABDUCTED, Effect.ARRESTED}
    freed = _SET_FREE.match(doc.text, words.end) if taken else None
    return replace(claim, effect_span=cut(doc.text, *freed.span("words"))) if freed else claim


@functools.cache
def _effects(lexicon: Lexicon) -> Mapping[str, frozenset[Effect]]:
    """The words and phrases that tell what befell people, each with every effect that it may tell of."""
    found: dict[str, set[Effect]] = {}
    for frame in ("patient", "experiencer", "state", "event"):
        for words, effect in lexicon.terms("effects", frame).items():
            found.setdefault(words, set()).add(Effect(effect))
    return {words: frozenset(effects) for words, effects in found.items()}


def is_beyond(claim: Claim, home: Sentence | None) -> bool:
    """Whether the effect befalls others than those counted, or nobody yet.

    The number is only what they are out of ("of the 45 on board, 30 died", "57 had been aboard"), or the effect stands behind a
    semicolon ("lost both legs; her brother was killed"), or they are sentenced to death.
    """
    number, effect = claim.count.span or claim.victims.span, claim.effect_span
    if home is None or number is None or effect is None:
        return False
    at = number.start - home.start
    sentenced = any(m.start() <= at < m.end() for m in _DEATH_SENTENCE.finditer(home.lower))
    if claim.effect is Effect.KILLED and sentenced and not home.lower[: max(at, 0)].endswith("of "):
        return True
    first, last = sorted((number, effect))
    between = home.text[max(first.end - home.start, 0) : max(last.start - home.start, 0)]
    if ";" in between or _ABOARD.match(home.lower, number.end - home.start):
        return True
    if _is_doer(claim, home) or _LIKELIER.search(home.lower, 0, max(effect.start - home.start, 0)):
        return True
    is_pool = _POOL.search(home.lower[: max(number.start - home.start, 0)]) is not None
    return is_pool and number is first and _APART.search(between) is not None


def _is_doer(claim: Claim, home: Sentence) -> bool:
    """Whether the people are who did it to somebody named behind: "a man who shot dead Olivia", "two gunmen killed the guard"."""
    people, effect = claim.victims.span, claim.effect_span
    if people is None or effect is None or effect.start <= people.end:
        return False
    between = home.lower[people.end - home.start : effect.start - home.start]
    if between == " " and _DOES.fullmatch(effect.exact.lower()):  # "five killed 13 injured" has lost its comma
        return _SOMEBODY.match(home.lower, effect.end - home.start) is not None
    return _WHO.fullmatch(between) is not None and _WHOM.match(home.text, effect.end - home.start) is not None


def is_next_clause(source: Span | None, claim: Claim, sentences: Sequence[Sentence]) -> bool:
    """Whether the speaker opens the clause behind the claim's semicolon: "… killing three; the group said it did it"."""
    home = None if source is None else _home(source, sentences)
    if source is None or home is None or not home.start <= claim.span.end <= source.start:
        return False
    return home.text[: source.start - home.start].rstrip().endswith(";")


def no_tolls(claims: Sequence[Claim], sentences: Sequence[Sentence], lexicon: Lexicon) -> set[str]:
    """The ids of claims that count nobody harmed as told.

    These are people a day or on average ("37 people a day"), some of the bodies told of before, captives who are only called so
    while they are set free ("freed 30 detained protesters"), "the fifth politician murdered since January", those of whom it is
    told that it has not happened ("who has not been arrested"), what is no person ("two dead whales"), survivors whom
    rescuers pull out, the injured beside bodies, and people whom a number counts by the same words.
    """
    told = (_is_rate, _is_numbered, _is_not_done, _is_wanted, _did_it, _live)
    return {
        c.claim_id
        for c in claims
        if any(test(c, sentences) for test in told)
        or _is_called(c, claims)
        or _is_counted_too(c, claims)
        or _counts_things(c, sentences, lexicon)
    }


def _counts_things(claim: Claim, sentences: Sequence[Sentence], lexicon: Lexicon) -> bool:
    """Whether the noun counted, or where none was read the one right behind number and effect, names no people."""
    people, number, effect = claim.victims.span, claim.count.span, claim.effect_span
    home = None if number is None else _home(number, sentences)
    if number is None or home is None or claim.count.high == 0:
        return False
    if people is not None and _FIGURE.fullmatch(people.exact.lower()):
        return _SAID_OF_IT.match(home.lower, people.end - home.start) is not None
    if people is not None:
        counted = home.lower[number.end - home.start : people.end - home.start]
        return is_thing_word("".join(_OF_OR_AT.split(counted)[0].split()[-1:]), lexicon)
    end = effect.end if effect is not None and 0 <= effect.start - number.end <= 1 else number.end
    noun = _NOUNS.match(home.lower, end - home.start)
    return noun is not None and is_thing_word(noun[1], lexicon) and not is_person_word(noun[2] or "", lexicon)


def _is_wanted(claim: Claim, sentences: Sequence[Sentence]) -> bool:
    """Whether the deed is only asked for ("demanded the arrest of the leaders"), or was not as bad ("not fatally wounded")."""
    effect = claim.effect_span
    home = None if effect is None else _home(effect, sentences)
    if effect is None or home is None:
        return False
    before = home.lower[: min(effect, claim.count.span or effect).start - home.start]
    spared = claim.count.high == 0 and _FATALLY.match(effect.exact.lower()) is not None
    return spared or _ASKED_FOR.search(before) is not None or _HARDLY.search(before) is not None


def _live(claim: Claim, _: Sequence[Sentence]) -> bool:
    people, effect = claim.victims.span, claim.effect_span
    if people is not None and effect is not None and _HURT.fullmatch(people.exact.lower()):
        return claim.effect is Effect.KILLED and _REMAINS.fullmatch(effect.exact.lower()) is not None
    told = people is not None and _SURVIVORS.search(people.exact.lower()) is not None
    taken = claim.effect is Effect.ARRESTED and (effect is None or not effect.exact.lower().startswith(("arrest", "detain")))
    return told and (claim.effect is Effect.KILLED or taken)


def _did_it(claim: Claim, sentences: Sequence[Sentence]) -> bool:
    home = None if claim.effect_span is None else _home(claim.effect_span, sentences)
    return home is not None and _is_doer(claim, home)


def _is_not_done(claim: Claim, sentences: Sequence[Sentence]) -> bool:
    effect = claim.effect_span
    home = None if effect is None else _home(effect, sentences)
    if effect is None or home is None or claim.count.high == 0:
        return False
    return claim.effect in _DONE_TO and _NOT_YET.search(home.lower, 0, effect.start - home.start) is not None


def _is_rate(claim: Claim, sentences: Sequence[Sentence]) -> bool:
    number = claim.count.span
    home = None if number is None else _home(number, sentences)
    if number is None or home is None:
        return False
    if _ORDINALS.fullmatch(number.exact.lower()) or _OF_BODIES.match(home.lower, number.end - home.start):
        return True
    before, words = home.lower[: number.start - home.start], number.exact.lower()
    if _NO_TOLL.search(before) or (claim.effect is Effect.KILLED and _INCLUDED.search(before)):
        return True
    return bool(
        _EACH.match(home.lower, number.end - home.start)
        or _AVERAGE.search(before)
        or "average" in words
        or words.startswith(("each ", "every "))
    )


def _is_called(claim: Claim, others: Sequence[Claim]) -> bool:
    number, effect = claim.count.span, claim.effect_span
    if claim.effect not in (Effect.ARRESTED, Effect.ABDUCTED) or number is None or effect is None or effect.start < number.end:
        return False
    freed = (o for o in others if o.effect is Effect.FREED and o.count.span is not None and o.count.span.overlaps(number))
    return any(o.victims.span is not None and o.victims.span.contains(effect) for o in freed)


def _is_counted_too(claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether people without a number are those whom a number counts by the same words: "41 bodies of our comrades"."""
    people, effect = claim.victims.span, claim.effect_span
    if claim.count.span is not None or claim.count.qualifier is not Qualifier.VAGUE or people is None or effect is None:
        return False
    same = (o for o in others if o.count.span is not None and o.effect is claim.effect and o.effect_span == effect)
    return any(o.victims.span == people for o in same)


def _is_numbered(claim: Claim, sentences: Sequence[Sentence]) -> bool:
    people = claim.victims.span
    home = None if people is None else _home(people, sentences)
    if people is None or home is None or claim.count.span is not None:
        return False
    before = home.lower[: people.start - home.start + len(people.exact.split()[0])]
    return bool(_NTH.search(before) and _IN_ROW.match(home.lower, people.start - home.start))


def _home(span: Span, sentences: Sequence[Sentence]) -> Sentence | None:
    return next((s for s in sentences if s.start <= span.start < s.end), None)

"""Claims that wait because the words around them say otherwise: a share, a rank, a label, what was missed or escaped, whose kin.

Found among the claims of some 15,000 items of general news that were read for it; each class has its test. In all of them the
network is as sure as it is of the right ones.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from onrecord.extract.gates import Sentence
from onrecord.model.claims import Attribution, Claim
from onrecord.model.enums import Effect
from onrecord.model.spans import Span

# The score (0..1) that such a claim keeps: under the usual threshold for review (.5).
WAITS = 0.38
_SURE = 0.5  # the score from which a claim does not wait
_Test = Callable[[Claim, Sentence], bool]

# Before a number that counts nobody: "one in six killed", "the world No. 1", "aged 16 and 17", "the FBI's 10 most wanted".
_NO_NUMBER = re.compile(
    r"\b(?:(?:one|two|three|four|nine|\d+)\s+(?:in|out\s+of)(?:\s+every)?|no\.|nos\.|aged?\s+(?:between\s+)?\d+\s+(?:and|or|to))\s*$"
)
# "Hundreds die each summer", "the rate at which people die": a rate, no toll.
_EACH = re.compile(r"\s*(?:[\w-]+\s+){0,8}?(?:a|each|every|per)\s+(?:minute|season|summer|winter)\b(?!\s+(?:ago|earlier|later))")
_RATE = re.compile(r"\brate\s+(?:at\s+which|of)\b[^.;]*$")
_IN_RANK = re.compile(r"\s+most[\s-]wanted\b")
_FEW = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_SHARE = re.compile(rf"(?:one|two|three|[123])\s+(?:in|out\s+of)(?:\s+every)?\s+{_FEW}\b")
# "10 US mass shootings": what is counted is no people.
_EVENTS = re.compile(
    r"\s+(?:(?!(?:in|of|by|from|during|after|at|on|to|and|with|as|people|killed|dead|wounded|injured|shot|others?)\b)[\w-]+\s+){0,2}"
    r"(?:attacks|bombings|crashes|explosions|incidents|massacres|murders|shootings|stabbings|strikes)\b(?!\s+victims)"
)
# "two million pupils regularly missing school": nobody is gone.
_MISSED = re.compile(
    r"\s+(?:(?:at\s+least\s+)?(?:half|most|all|some|part)\s+of\s+|(?:the|their|his|her|a|out\s+on)\s+)*"
    r"(?:appointments?|births?|classes|deadlines?|exams?|flights?|games?|lessons|match(?:es)?|meals?|meetings?|opportunit\w+|"
    r"payments?|penalt\w+|out\s+on|school|season|sleep|tests?|tournaments?|training|work)\b"
)
_TRIED = re.compile(r"\battempt\w*\s+to\b|\btr(?:y|ies|ied|ying)\s+to\b")
_SAYS = re.compile(r"\s+(?:said|says|told\s+\w+|announced|confirmed|tweeted)(?:\s+(?:on\s+)?\w+)?\W*$")
_NEXT_CLAUSE = re.compile(r",\s+(?:an?|the)\s+$")
_WHOSE = re.compile(
    r",?\s+whose\s+(?:[\w-]+\s+){0,3}?(?:aunt|boy|brother|child|children|cousin|daughter|father|friend|girl|husband|mother|mum|nephew|niece|"
    r"parent|partner|sister|son|uncle|wife)s?\b"
)
_OTHERS_THAN = re.compile(r"\s+(?:gather|grieve|march|mourn|pray|protest|rall(?:y|ied)|remember)(?:s|ed|ing)?\b")
_AFTER = re.compile(r"\s+(?:after|following)\s+(?:[\w'’-]+\s+)*?$")
_SUSPECTS = re.compile(r"\b(?:accused|assailant|attacker|defendant|gunm[ae]n|killer|perpetrator|shooter|suspect)s?$")
_IN_A = re.compile(r"\s+(?:in|behind|of|for|over)\s+(?:(?:an?|the|that|this|last\s+\w+['’]s)\s+)?$")
_DEADLY = re.compile(r"(?:deadly|fatal)\b")
_KILLER = re.compile(r"(?:the\s+)?(?:\w+\s+)?(?:killer|murderer)s?\b(?!['’]s)")
_ESCAPED = re.compile(
    r"\b(?:avoid|escap)(?:e|es|ed|ing)\s+(?:any\s+|serious\s+|major\s+|worse\s+)*$|\bescap\w+\s+without\s+(?:any\s+)?$"
)
_STRIKING = re.compile(r"\b(?:an|and|its|most|the|visually)\s+$")
_CARRIED = re.compile(r"\b(?:carrying|transporting)\s+(?:about\s+|around\s+|at\s+least\s+|more\s+than\s+|nearly\s+|some\s+)?$")
# Effect words of which the first tells no death or wound, the second no flight.
_SAVED = re.compile(r"(?:rescu(?:e|es|ed|ing)|sav(?:e|es|ed|ing)|sack(?:s|ed|ing)?|fir(?:e|es|ed|ing)|raped?)")
_STUCK = re.compile(r"(?:rescu(?:e|es|ed|ing)|sav(?:e|es|ed|ing)|strand(?:ed|ing)|medically\s+evacuated)")
_KIN_OF = re.compile(
    r"\b(?:brother|daughter|famil(?:y|ies)|father|friend|husband|mother|parent|partner|relative|sister|son|widow(?:er)?|wife|wives)s?\s+of\s+"
    r"(?:an?\s+|the\s+)?$"
)
_WHEN = re.compile(r"\b(?:when|where|while)\s+(?:an?\s+|the\s+|two\s+|three\s+)?$")
_IN_LIST = re.compile(r",|\band\b|\d")
_SUFFERED = frozenset({Effect.KILLED, Effect.INJURED, Effect.CASUALTIES})
# A label before a headline's colon is no speaker: "Ukraine war: …", "Hospital attack: …".
_TOPIC = re.compile(
    r"\b(?:arrests?|assassination|attacks?|blasts?|bombings?|clash(?:es)?|collapse|conflict|coup|crackdown|crash|cris[ei]s|deaths?|"
    r"disaster|earthquake|explosions?|fire|floods?|hostages?|hurricane|inquest|invaded|invasion|killings?|massacre|murders?|protests?|"
    r"quake|raids?|refugees?|riots?|round-?up|shelling|shootings?|siege|stabbings?|storm|strikes?|terror|trial|unrest|violence|wars?|"
    r"wildfires?)\b"
)


def doubted(claims: Iterable[Claim], sentences: Sequence[Sentence]) -> tuple[Claim, ...]:
    """The claims of a report, in their order; those spoken against wait, labels of headlines are speakers of none."""
    claims = [_without_label(claim, sentences) for claim in claims]
    claims = [_waiting(claim) if _counts_nobody(claim, claims, sentences) else claim for claim in claims]
    return tuple(_waiting(claim) if _is_told_twice(claim, claims) else claim for claim in claims)


def _waiting(claim: Claim) -> Claim:
    return replace(claim, score=WAITS if claim.score is None else min(claim.score, WAITS))


def _counts_nobody(claim: Claim, claims: Sequence[Claim], sentences: Sequence[Sentence]) -> bool:
    home = _home(claim.effect_span or claim.span, sentences)
    if home is None:
        return False
    if claim.count.high == 0:  # "the world No. 1 was detained" does not say that nobody was
        return claim.count.span is not None and home.lower.startswith("no. ", claim.count.span.start - home.start)
    if any(test(claim, home) for test in _TESTS) or _is_beside(claim, claims):
        return True
    return any(_is_of_another(claim, other, home) for other in claims if other is not claim and other.effect is claim.effect)


def _is_no_number(claim: Claim, home: Sentence) -> bool:
    """ "One in six killed", "the world No. 1 was detained", "aged 16 and 17 died", "the 10 most wanted"."""
    number = claim.count.span
    if number is None or not home.start <= number.start < home.end:
        return False
    start, end = number.start - home.start, number.end - home.start
    if _EACH.match(home.lower, end):
        return True
    if _NO_NUMBER.search(home.lower[:start]) or _IN_RANK.match(home.lower, end):
        return True
    return _SHARE.match(home.lower, start) is not None or (
        claim.victims.span is not None and _EVENTS.match(home.lower, end) is not None
    )


def _is_another_word(claim: Claim, home: Sentence) -> bool:
    """Whether the effect's words say something else here: missing school, saved, tried, a killer, an arresting picture."""
    effect = claim.effect_span
    if effect is None:
        return False
    words, before = effect.exact.lower(), home.lower[: effect.start - home.start]
    if claim.effect is Effect.MISSING:
        return _MISSED.match(home.lower, effect.end - home.start) is not None
    if claim.effect is Effect.DISPLACED:
        return _STUCK.fullmatch(words) is not None
    if claim.effect is Effect.ARRESTED:
        return words == "bailed" or (words == "arresting" and _STRIKING.search(before) is not None)
    if claim.effect not in _SUFFERED:
        return False
    if claim.count.span is None and _RATE.search(before):
        return True
    if claim.effect is Effect.INJURED and _ESCAPED.search(before):
        return True
    behind = any(s is not None and s.start > effect.start for s in (claim.victims.span, claim.count.span))
    doer = _KILLER.match(words) is not None and not behind  # not so "the killer of 12"
    return doer or bool(_SAVED.fullmatch(words) or _TRIED.search(words))


def _is_speaker(claim: Claim, _: Sentence) -> bool:
    """Whether those harmed are only who says so: "abducting 30 others, residents and a local official said"."""
    people, source = claim.victims.span, claim.attribution.source_span
    return people is not None and source is not None and source.contains(people)


def _is_of_others(claim: Claim, home: Sentence) -> bool:
    """Whether it befell others than those named: "X, whose son was killed", "hundreds mourn a family killed"."""
    people, effect, number = claim.victims.span, claim.effect_span, claim.count.span
    if effect is None or (people is None and number is None):
        return False
    first = people if number is None or (people is not None and people.start < number.start) else number
    arrests = claim.effect is Effect.ARRESTED and effect.exact.lower() in ("arrest", "arrests")
    if first is not None and arrests and effect.end <= first.start:
        return _AFTER.match(home.lower[: first.start - home.start], effect.end - home.start) is not None
    if people is None:
        return False
    if number is not None and number.end <= people.start and _OTHERS_THAN.match(home.lower, number.end - home.start):
        return True
    if people.end <= effect.start:
        between = home.lower[people.end - home.start : effect.start - home.start]
        suspect = _SUSPECTS.search(people.exact.lower()) and _DEADLY.match(effect.exact.lower()) and _IN_A.fullmatch(between)
        return bool(suspect) or (_WHOSE.match(home.lower, people.end - home.start) is not None and between.count(",") < 2)
    speaks = _SAYS.match(home.lower, people.end - home.start)
    return speaks is not None and _NEXT_CLAUSE.search(home.lower[: people.start - home.start]) is not None


_TESTS: tuple[_Test, ...] = (_is_no_number, _is_another_word, _is_of_others, _is_speaker)


def _is_of_another(claim: Claim, other: Claim, home: Sentence) -> bool:
    """Whether it befell those of the other claim: their family is named, or all on a ship of whom some are missing."""
    people, others, number = claim.victims.span, other.victims.span, claim.count.span
    if (other.score is not None and other.score < _SURE) or not home.start <= other.span.start < home.end:
        return False
    if people is not None and others is not None and _KIN_OF.search(_between(home, people.start, others.start)):
        return True
    same = claim.effect_span is not None and claim.effect_span == other.effect_span
    if same and people is not None and others is not None and _WHEN.search(_between(home, people.end, others.start)):
        return True  # "a singer was at home when a man was shot"
    if number is None or other.count.span is None or not _CARRIED.search(home.lower[: max(number.start - home.start, 0)]):
        return False
    return other.count.span != number and home.start <= other.count.span.start < home.end


def _between(home: Sentence, start: int, end: int) -> str:
    """The words from one place of the document to another, lower case; none where they stand the other way round."""
    return home.lower[max(start - home.start, 0) : max(end - home.start, 0)]


def _is_told_twice(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether a surer claim tells the same effect of the very same number or, without one, by one word of the same people."""

    def is_same(other: Claim) -> bool:
        return claim.count.span == other.count.span and (claim.count.span is not None or _is_same_person(claim, other))

    standing = [c for c in claims if c is not claim and c.effect is claim.effect and (c.score is None or c.score >= _SURE)]
    mine = (1.0 if claim.score is None else claim.score, -claim.span.start, -claim.span.end)
    return any(is_same(c) and mine < (1.0 if c.score is None else c.score, -c.span.start, -c.span.end) for c in standing)


def _is_same_person(claim: Claim, other: Claim) -> bool:
    people, others = claim.victims.span, other.victims.span
    told = claim.effect_span is not None and claim.effect_span == other.effect_span and claim.count.low == other.count.low
    if not told or people is None or others is None or people.end != others.end:
        return False
    longer = max(people, others, key=lambda span: span.end - span.start)
    return not _IN_LIST.search(longer.exact[: abs(people.start - others.start)])


def _is_beside(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether its number has another effect and its effect a nearer number: 14 injured of "14 were killed and nine injured"."""
    number, effect = claim.count.span, claim.effect_span
    if number is None or effect is None:
        return False
    own = any(
        c.effect is not claim.effect
        and (c.score or 1.0) >= _SURE
        and c.count.span is not None
        and c.count.span.overlaps(number)
        and c.effect_span is not None
        and _gap(c.count.span, c.effect_span) < _gap(number, effect)
        for c in claims
    )
    return own and any(
        c.effect is claim.effect
        and c.count.span is not None
        and not c.count.span.overlaps(number)
        and c.effect_span is not None
        and c.effect_span.overlaps(effect)
        and _gap(c.count.span, c.effect_span) < _gap(number, effect)
        for c in claims
    )


def _gap(one: Span, other: Span) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def _without_label(claim: Claim, sentences: Sequence[Sentence]) -> Claim:
    """The claim without a speaker that is only what a headline is about."""
    source = claim.attribution.source_span
    home = None if source is None else _home(source, sentences)
    if source is None or home is None or source.start != home.start:
        return claim
    is_label = home.text[source.end - home.start :].startswith(":") and _TOPIC.search(source.exact.lower()) is not None
    return replace(claim, attribution=Attribution()) if is_label else claim


def _home(span: Span, sentences: Sequence[Sentence]) -> Sentence | None:
    return next((s for s in sentences if s.start <= span.start < s.end), None)

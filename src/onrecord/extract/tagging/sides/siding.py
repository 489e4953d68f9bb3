"""Whose side the victims of a claim are on: by the words on them, by who lost them, and by those whom they follow."""

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.extract.attribution import source_role
from onrecord.extract.gates import Sentence
from onrecord.extract.speech.wording import wording
from onrecord.extract.victims import categorise, is_of_fighters
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import Category, Group, SourceRole

# How sure the tagger must be (0..1) to overrule the grammar on the category. Chosen on the development set.
_SURE_CATEGORY = 0.9
_FORCES = frozenset({Group.SOLDIERS, Group.POLICE, Group.PARAMILITARY})
_SIDES = (Category.SECURITY, Category.MILITANT)
_BODIES = "body_recovered"  # the effect detail of bodies found: whose they are is another question
# Who lost men, as far as the words right before tell: "the army lost", "the rebels have lost", "said it lost".
_LOST = re.compile(
    r"(?:^|[,;:.—“\"]\s*|\b(?:that|who|which|said|says|while|but|and)\s+)(?P<who>(?:[\w'’-]+\s+){0,5}?)"
    r"(?:(?:has|have|had|also|itself|already)\s+)*(?:lose|loses|losing|lost)\s+(?:[“\"‘'])?$"
)
_MEN = frozenset({"", "men", "members", "people", "side"})
_OWN = {
    SourceRole.MILITARY: Category.SECURITY,
    SourceRole.POLICE: Category.SECURITY,
    SourceRole.ARMED_GROUP: Category.MILITANT,
}
_SAID_TO_BE = re.compile(
    r"\s*(?:of|among|amongst)\s+(?:the|those)\s+(?:[\w-]+\s+)?(?:dead|deceased|killed|slain|victims|casualties|wounded|injured|hurt)\s+"
    r"(?:were|are|had\s+been)\s+(?P<people>(?:[\w-]+\s+){0,2}?[a-z-]+)(?=[,.;]|\s+(?:and|who|from|when|while|as|in|the)\b|\s*$)"
)
_HIS_MEN = re.compile(
    r"\s+of\s+(?:his|her)\s+(?:men|fighters|followers|aides|comrades|associates|accomplices|bodyguards|guards)\b"
)
_OF_THEM = re.compile(
    r"\s+of\s+(?:them|whom)\s+(?:(?:after|at|by|during|from|in|near|on|since|when|while)\b|(?:were\s+)?(?P<who>[A-Z][a-z]+)\b(?!\s+[a-z]+s\b))"
)
# "Eight militants, two of them women", "12 soldiers, including a woman": parts by sex and age are of the side of the whole.
_AMONG = re.compile(r"[^.;]{0,60}?,?\s+(?:including|among\s+them|among\s+whom)\s+(?:at\s+least\s+)?")
_OF_AGE = re.compile(r"(?P<them>\s+of\s+(?:them|whom))?\s+(?:young\s+|teenage\s+)?(?:wom[ae]n|girls?|boys?|teenagers?|minors?)\b")
_OF_ITS_OWN = re.compile(r"\s+of\s+(?:its|their|his|her|our)\s+own\b")
_SUBJECT = re.compile(
    r"(?P<who>(?:[\w'’-]+\s+){1,6}?)(?:on\s+\w+day\s+)?(?:has\s+|have\s+)?(?:attacked|killed|repelled|struck)\b"
)
_SUSPECTS = ("suspect", "suspects")
_GUARDS = ("bodyguards", "bodyguard", "escorts", "guards")
_AND = frozenset({"and", ", and", "along with", "together with", ",", "and another"})


def _borrows(claim: Claim, home: Sentence | None, lexicon: Lexicon) -> bool:
    """Whether the victims' words stand behind what somebody says next: "acknowledged three deaths and said eight militants …"."""
    number, people = claim.count.span, claim.victims.span
    if home is None or number is None or people is None or people.start <= number.end:
        return False
    between = home.lower[number.end - home.start : people.start - home.start].split()
    return any(word in wording(lexicon).verbs for word in between)


def _said_to_be(claim: Claim, home: Sentence | None, lexicon: Lexicon) -> Category | None:
    """What the counted ones are said to have been ("14 of the dead were herders"), whatever the whole was; None = not said."""
    number = claim.count.span
    found = _SAID_TO_BE.match(home.lower, number.end - home.start) if home is not None and number is not None else None
    if found is None:
        return None
    *before, noun = found["people"].split()
    told = categorise(noun, " ".join(before), "", lexicon)
    return None if told is Category.UNKNOWN else told


def category_of(claim: Claim, heard: Claim, sure: float, home: Sentence | None, lexicon: Lexicon) -> Category:
    """Whose side the victims are on: as they are said to have been, else the grammar's word, unless the tagger is sure (0..1).

    Bodies stay unknown until told. "People" are not mixed because they are broken down later, and nobody is a fighter whom no
    words name: the words decide. On passages that the network had not learned from it was right against the grammar's militants
    in none of 6 cases and with forces against civilians in 1 of 5, so these stand however sure it is.
    """
    if told := _said_to_be(claim, home, lexicon):
        return told
    if claim.victims.span is not None and is_of_fighters(claim.victims.span.exact, lexicon):
        return Category.MILITANT
    if told := _own_loss(claim, heard, home, lexicon):
        return told
    known, told = heard.victims.category, claim.victims.category
    if heard.found_by == claim.found_by:
        known = _by_words(claim, told, sure, lexicon)
    if _borrows(claim, home, lexicon):
        return heard.victims.category
    if told is Category.MILITANT and _are_forces(claim, heard, lexicon):
        return Category.SECURITY  # conscripts are no militants because some die beside them
    if (beside := _beside_forces(claim, known, told, lexicon)) is not None:
        return beside
    stands = known is Category.MILITANT or (known is Category.CIVILIAN and told is Category.SECURITY)
    if stands or heard.effect_detail == _BODIES or (known is not Category.UNKNOWN and sure < _SURE_CATEGORY):
        return known
    nameless = claim.victims.span is None and heard.victims.span is None
    toll = heard.effect_span is not None and heard.effect_span.exact.lower().endswith("toll")
    if nameless and toll and told is Category.UNKNOWN:
        return known  # "the civilian death toll": the word beside it, which names nobody
    wordless = nameless and told in _SIDES
    return known if (told is Category.MIXED or wordless) and known is Category.UNKNOWN else told


def _beside_forces(claim: Claim, known: Category, told: Category, lexicon: Lexicon) -> Category | None:
    """Whom the tagger takes for forces because policemen are told of beside them: passers-by are civilians, of suspects nobody
    knows; None where the words name nobody such."""
    if known is not Category.UNKNOWN or told is not Category.SECURITY:
        return None
    if _people(claim).endswith(_SUSPECTS):
        return Category.UNKNOWN
    return Category.CIVILIAN if _by_words(claim, told, 0.0, lexicon) is Category.CIVILIAN else None


def _own_loss(claim: Claim, heard: Claim, home: Sentence | None, lexicon: Lexicon) -> Category | None:
    """Whose men are lost: of whom the words say that they lost them ("the army lost 40 men, a rebel said"), else of who speaks of
    their own ("the army said it lost two men"); None = nobody's own."""
    number = claim.count.span
    before = home.lower[: max(number.start - home.start, 0)] if home is not None and number is not None else ""
    own = number is not None and home is not None and _OF_ITS_OWN.match(home.lower, number.end - home.start)
    people = "" if own else "".join(_people(claim).split()[-1:])
    lost = _LOST.search(before)
    if people not in _MEN or lost is None:
        return None
    if loser := _OWN.get(source_role(lost["who"], lexicon)):
        return loser
    opening = _SUBJECT.match(before)
    roles = (
        heard.attribution.role,
        claim.attribution.role,
        source_role(opening["who"], lexicon) if opening else SourceRole.OTHER,
    )
    return next((_OWN[role] for role in roles if role in _OWN), None)


def _by_words(claim: Claim, told: Category, sure: float, lexicon: Lexicon) -> Category:
    """What the victims' words say where only the tagger reads them, and is not sure: assailants are no forces; else `told`."""
    words = claim.victims.span.exact.split() if claim.victims.span else []
    if not words or sure >= _SURE_CATEGORY or told is Category.CIVILIAN:
        return told
    named = categorise(words[-1], " ".join(words[:-1]), "", lexicon)
    return told if named is Category.UNKNOWN else named


def _are_forces(claim: Claim, heard: Claim, lexicon: Lexicon) -> bool:
    """Whether the victims' words name a state's forces and nobody who fights them."""
    if heard.victims.category is Category.SECURITY and not _FORCES.isdisjoint(heard.victims.groups):
        return True
    guessed = heard.found_by == claim.found_by or heard.victims.category is Category.UNKNOWN
    words = claim.victims.span.exact.split() if claim.victims.span and guessed else []
    return bool(words) and categorise(words[-1], " ".join(words[:-1]), "", lexicon) is Category.SECURITY


def with_followers(claims: Sequence[Claim], doc: Document, lexicon: Lexicon) -> list[Claim]:
    """The claims, those on the side of others who are named only by them: somebody's men ("its leader and eight of his men"), a
    fighter's guards, and parts without a noun of their own ("1,300 civilians were killed, 403 of them by the army")."""
    found: list[Claim] = []
    for claim in claims:
        leader = found[-1] if found else None
        if leader is not None and leader.effect is claim.effect and _follows(claim, leader, doc, lexicon):
            claim = replace(claim, victims=replace(claim.victims, category=leader.victims.category))
        found.append(claim)
    return found


def _follows(claim: Claim, leader: Claim, doc: Document, lexicon: Lexicon) -> bool:
    number, before = claim.count.span, leader.victims.span
    if number is None:
        return False
    named = _OF_THEM.match(doc.text, number.end)
    if named is not None:  # a nationality is no side: "ten peacekeepers, eight of them Togolese"
        return named["who"] is None or categorise(named["who"].lower(), "", "", lexicon) is Category.UNKNOWN
    between = doc.text[before.end : number.start].strip().lower() if before is not None else ""
    aged = _OF_AGE.match(doc.text, number.end) if before is not None and leader.victims.category in _SIDES else None
    if aged and before is not None and (aged["them"] or _AMONG.fullmatch(doc.text, before.end, number.start)):
        return True
    guards = leader.victims.category is Category.MILITANT and _people(claim).endswith(_GUARDS)
    return between in _AND and (guards or _HIS_MEN.match(doc.text, number.end) is not None)


def _people(claim: Claim) -> str:
    return claim.victims.span.exact.lower() if claim.victims.span else ""

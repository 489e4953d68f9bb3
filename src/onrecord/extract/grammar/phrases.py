"""People as a noun phrase counts and names them: "at least 21 people", "a family of five", "Constable Omid Rahi"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.extract.counts import CountWords, find_counts, read_count
from onrecord.extract.gates import Sentence
from onrecord.extract.parsing.words import Word, Words
from onrecord.extract.victims import is_person_word, is_thing_word
from onrecord.languages import Lexicon
from onrecord.model.claims import Count
from onrecord.model.enums import Qualifier

_IDENTIFIED = ("identified", "named", "belonging", "working", "employed", "affiliated", "loyal", "serving")
NOUNS = ("NN", "NNS", "NNP", "NNPS", "CD", "JJ", "DT", "VBN", "VBD", "FW", "JJS", "RB", "PDT", "VBG")
_UP_TO_NOUN = ("nummod", "quantmod", "compound", "amod", "number", "advmod", "npadvmod", "det", "predet", "nmod", "prep", "pobj")
_ARTICLES = ("a", "an", "another", "one", "no", "some", "both", "neither", "all", "any", "many", "several", "each")
FIGURES = frozenset("number numbers toll count total tally figure figures".split())  # what tells of people and is none
ONE = Count(low=1, high=1, qualifier=Qualifier.EXACT)
ONE_PERSON = frozenset(("him", "her"))  # one of the people counted only beside others: "him and four clerks"
SPOKEN_OF = frozenset(("he", "she", "they"))  # who dies is told, whoever was spoken of before
_SUBJECT = ("nsubj", "nsubjpass")
_NAMERS = ("alias", "aka")  # behind which one person's other name stands
_ONE_OR_MANY = ("personnel", "staff")  # "a Levies Force personnel was killed" is one
_PLURAL_HEADS = frozenset("people police personnel troops staff crew army military family cattle population enemy youth".split())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parsed:
    """A parsed sentence with its count expressions; offsets are into `text`. `caseless` = letter case tells no names."""

    sentence: Sentence
    text: str
    tokens: Words
    counts: tuple[CountWords, ...]
    lexicon: Lexicon
    caseless: bool

    def token_at(self, offset: int) -> Word | None:
        """The token that covers the character at `offset`."""
        low, high = 0, len(self.tokens) - 1
        while low <= high:
            middle = (low + high) // 2
            token = self.tokens[middle]
            if offset < token.start:
                high = middle - 1
            elif offset >= token.end:
                low = middle + 1
            else:
                return token
        return None


def parsed(sentence: Sentence, lexicon: Lexicon) -> Parsed:
    """The sentence with its count expressions found."""
    counts = find_counts(sentence.text, lexicon)
    text = sentence.text
    caseless = len(text) > 20 and text in (text.lower(), text.upper())
    return Parsed(sentence=sentence, text=text, tokens=sentence.tokens or (), counts=counts, lexicon=lexicon, caseless=caseless)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phrase:
    """Counted people: bounds, where the count stands (None = implied) and where the victims' words stand (None = none).

    `noun` names the people; None when only a number stands.
    """

    head: Word
    count: Count
    count_at: tuple[int, int] | None
    victims_at: tuple[int, int] | None
    noun: Word | None = None

    @property
    def explicit(self) -> bool:
        """Whether counting words stand in the text."""
        return self.count_at is not None

    @property
    def start(self) -> int:
        """Where the phrase begins in its sentence."""
        return min(at[0] for at in (self.count_at, self.victims_at, (self.head.start, 0)) if at)

    @property
    def end(self) -> int:
        """Where the phrase ends in its sentence."""
        return max(at[1] for at in (self.count_at, self.victims_at, (0, self.head.end)) if at)


def described(noun: Word, here: Parsed) -> str:
    """What is said of the people right behind their name: ", a homeopath", ", identified as a tailor", "(CRPF)"."""
    named = noun.tag in ("NNP", "NN")
    found = [c for c in noun.rights if (c.dep == "appos" and named) or (c.dep in ("acl", "relcl") and c.lower in _IDENTIFIED)]
    return " ".join(here.text[min(t.start for t in c.subtree()) : max(t.end for t in c.subtree())] for c in found)


def child(token: Word, *deps: str) -> Word | None:
    """The first child with one of the dependencies; None when there is none."""
    return next((c for c in token.children if c.dep in deps), None)


def of_object(token: Word) -> Word | None:
    """The noun of an of-phrase that hangs on the token; None when there is none."""
    for prep in token.children:
        if prep.dep == "prep" and prep.lower == "of":
            return child(prep, "pobj")
    return None


def read_phrase(head: Word, here: Parsed) -> Phrase | None:
    """The people that the phrase under `head` counts; None when it names no people."""
    covering = next((c for c in here.counts if c.start < head.end and head.start < c.end and c.core <= head.start), None)
    if covering is None:
        covering = next((c for c in here.counts if c.start <= head.start < c.end), None)
    if covering is not None and (not _is_name(head) or head.lower in here.lexicon.numbers.vague):  # "Several killed"
        return _counted_by_itself(head, covering, here)
    if head.lower in here.lexicon.numbers.zero and (count := read_count(head.lower, here.lexicon)) is not None:
        return Phrase(head=head, count=count, count_at=(head.start, head.end), victims_at=None)
    before = _count_before(head, here)
    if before is not None:
        return _with_victims(head, before.count, (before.start, before.end), here)
    article = _article(head)
    if article is not None:
        count = read_count(article.lower, here.lexicon)
        if count is not None and not (count.low == count.high == 1 and head.tag == "NNS" and head.lower not in _ONE_OR_MANY):
            return _with_victims(head, count, (article.start, article.end), here)
    return _implied(head, here)


def _is_name(token: Word) -> bool:
    return token.tag in ("NNP", "NNPS") and not token.like_num


def _counted_by_itself(head: Word, words: CountWords, here: Parsed) -> Phrase:
    """ "dozens of people", "11 of them", "two": the number is the head, the people stand in its of-phrase."""
    inner = of_object(head)
    if inner is None:
        last = here.token_at(words.end - 1)
        inner = of_object(last) if last is not None else None
    at = (words.start, words.end)
    if inner is None or inner.tag == "PRP" or inner.lower in ("whom", "which"):
        return Phrase(head=head, count=words.count, count_at=at, victims_at=None)
    start = max(words.end, _left(inner).start)
    nested = _count_before(inner, here)
    if nested is not None and nested.start >= words.end:
        start = nested.end
    return Phrase(head=head, count=words.count, count_at=at, victims_at=trimmed(start, inner.end, here), noun=inner)


def _count_before(head: Word, here: Parsed) -> CountWords | None:
    """The count that modifies the noun; the nearest when several stand before it."""
    left = _left(head).start
    for words in reversed(here.counts):
        if words.end <= head.start and (
            (left <= words.core and _modifies(here.token_at(words.core), head)) or _is_quoted(words, head, here)
        ):
            return words
    return None


def _is_quoted(words: CountWords, head: Word, here: Parsed) -> bool:
    """A number in quotation marks before its noun: "'more than 20' insurgent bodies"."""
    between = here.text[words.end : head.start]
    return len(between) < 30 and between[:1] in ("'", '"', "”", "’") and not any(c in between[1:] for c in ",;.:'\"”’")


def _modifies(token: Word | None, head: Word) -> bool:
    for _ in range(4):
        if token is None:
            return False
        if token == head:
            return True
        if token.dep not in _UP_TO_NOUN:
            return False
        token = token.head
    return bool(token == head)


def _left(head: Word) -> Word:
    """The leftmost token of the phrase before the head, not counting clauses."""
    first = head
    for kid in head.lefts:
        if kid.dep in ("relcl", "advcl", "ccomp", "cc", "conj", "punct", "mark", "nsubj", "nsubjpass", "aux", "auxpass", "prep"):
            if kid.dep not in ("punct", "prep"):
                first = head
            continue
        if first == head or kid.i < first.i:
            first = min((kid, *kid.subtree()), key=lambda t: t.i)
            break
    return first


def _article(head: Word) -> Word | None:
    """The determiner that counts ("a", "no", "some"); None for "the" and bare nouns."""
    for kid in head.lefts:
        if kid.dep in ("det", "predet", "nummod", "amod", "advmod") and kid.lower in _ARTICLES:
            return kid
    return None


def _with_victims(head: Word, count: Count, at: tuple[int, int], here: Parsed) -> Phrase | None:
    if is_thing_word(head.lower, here.lexicon):
        return None
    return Phrase(head=head, count=count, count_at=at, victims_at=trimmed(at[1], end_of_name(head), here), noun=head)


def end_of_name(head: Word) -> int:
    """Behind the head, and behind its of-phrase where that says who they are ("members of a family")."""
    inner = of_object(head)
    if inner is not None and inner.i - head.i <= 8:
        return inner.end
    return head.end


def _implied(head: Word, here: Parsed) -> Phrase | None:
    """A name or a bare noun: one person, or at least two."""
    if head.tag not in ("NN", "NNS", "NNP", "NNPS") or is_thing_word(head.lower, here.lexicon) or head.lower in FIGURES:
        return None
    at = trimmed(_left(head).start, end_of_name(head), here)
    count = ONE if _is_told_as_one(head) else implied_count(head)
    return Phrase(head=head, count=count, count_at=None, victims_at=at, noun=head)


def _is_told_as_one(head: Word) -> bool:
    """ "A staff was shot": a word for many with a verb for one."""
    verb = head.head
    return head.lower == "staff" and any(c.lower in ("was", "is", "has") and c.dep in ("aux", "auxpass") for c in verb.lefts)


def implied_count(head: Word) -> Count:
    """One for a name or a singular noun, at least two for a plural. Source: claims_method §3, bare plural."""
    if head.lower in _NAMERS:
        return ONE
    plural_name = head.tag == "NNPS" and head.lower.endswith(("s", "men", "people"))
    if head.tag == "NNS" or plural_name or head.lower in _PLURAL_HEADS:
        return Count(low=2, high=None, qualifier=Qualifier.VAGUE)
    return ONE


def trimmed(start: int, end: int, here: Parsed) -> tuple[int, int] | None:
    """The stretch without blanks, articles, a leading "of" or commas at its edges; None when nothing is left."""
    while True:
        while start < end and not here.text[start].isalnum():
            start += 1
        while end > start and here.text[end - 1].isspace():
            end -= 1
        word = here.text[start:end].split(" ", 1)[0].lower()
        if word not in ("of", "the", "a", "an") or start + len(word) >= end:
            return (start, end) if start < end else None
        start += len(word)


def spoken_of(pronoun: Word) -> Phrase:
    """The people whom "he", "she" or "they" stands for."""
    count = Count(low=2, high=None, qualifier=Qualifier.VAGUE) if pronoun.lower == "they" else ONE
    return Phrase(head=pronoun, count=count, count_at=None, victims_at=(pronoun.start, pronoun.end))


def expand(head: Word, here: Parsed) -> Iterator[Phrase]:
    """The phrase under `head` and those coordinated with it: "two soldiers and a guard" are two, "him and four clerks" too."""
    heads = [head, *(token for token in conjuncts(head) if token.tag in NOUNS)]
    phrases = [(token, read_phrase(token, here)) for token in heads]
    if head.lower in ONE_PERSON and any(phrase and phrase.explicit for _, phrase in phrases[1:]):
        phrases[0] = head, Phrase(head=head, count=ONE, count_at=None, victims_at=(head.start, head.end))
    if len(phrases) > 1 and (_are_names(phrases) or _are_people(phrases, here)):
        yield _list_of_names([p for _, p in phrases if p], here)
        return
    shared: Phrase | None = None
    for token, phrase in phrases:
        if phrase is None:
            continue
        bare = not phrase.explicit and child(token, "det", "poss") is None and token.tag == "NNS"
        if shared is not None and bare and shared.explicit and shared.count.low != 1:
            continue
        shared = shared or phrase
        yield phrase


def _are_names(phrases: Sequence[tuple[Word, Phrase | None]]) -> bool:
    return all(token.tag in ("NNP", "NNPS") and phrase and not phrase.explicit for token, phrase in phrases)


def _are_people(phrases: Sequence[tuple[Word, Phrase | None]], here: Parsed) -> bool:
    """Whether a coordination without numbers names one person after the other: "her husband and son", "Rashid and his aide".

    Two words may tell of one person ("founder and chief"), so each further one needs a name, a determiner, a word that stands
    for somebody else than the first, or a verb for many. Where letter case tells no names, titles look like people.
    """
    if here.caseless or not all(phrase and phrase.count == ONE for _, phrase in phrases):
        return False
    if any(phrase and phrase.explicit for _, phrase in phrases[1:]):
        return False
    verb = phrases[0][0].head
    auxiliaries = {c.lower for c in verb.lefts if c.dep in ("aux", "auxpass")} if phrases[0][0].dep in _SUBJECT else set()
    if not auxiliaries.isdisjoint(("was", "is", "has")):
        return False
    if phrases[0][1] and phrases[0][1].explicit:  # "a man, woman and child were killed", "the deaths of a mother and son"
        bare = all(child(t, "det", "poss") is None for t, _ in phrases[1:])
        people = all(t.tag == "NN" and is_person_word(t.lower, here.lexicon) for t, _ in phrases)
        many = not auxiliaries.isdisjoint(("were", "are", "have")) or (verb.lower == "of" and verb.head.tag == "NNS")
        return many and bare and people
    apart = here.lexicon.words("victims", "relatives")
    others = [token for token, _ in phrases[1:]]
    told = all(_is_name(t) or child(t, "det", "poss") is not None or t.lower in apart for t in others)
    return told or not auxiliaries.isdisjoint(("were", "are", "have"))


def conjuncts(head: Word) -> Iterator[Word]:
    """The tokens coordinated with `head`, in order."""
    for kid in head.rights:
        if kid.dep == "conj":
            yield kid
            yield from conjuncts(kid)


def _list_of_names(phrases: Sequence[Phrase], here: Parsed) -> Phrase:
    number = len(phrases)
    spans = [phrase.victims_at for phrase in phrases if phrase.victims_at]
    at = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None
    count = Count(low=number, high=number, qualifier=Qualifier.EXACT)
    return Phrase(head=phrases[0].head, count=count, count_at=None, victims_at=at, noun=phrases[0].head)

"""Who says so: the speaker of a statement, the words that attribute it, and how the reporter stands to the speaker.

A sentence is read as a set of frames: a cue ("said", "according to"), its speaker, and the stretch of words that the
speaker answers for. A statement belongs to the narrowest frame that holds it. Without a frame that holds it a statement is
the report's own voice: a speaker is never guessed from another statement of the sentence.
Source: claims_method §2.1 (Statement), architecture §3.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.extract.gates import Sentence
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution
from onrecord.model.documents import Document
from onrecord.model.enums import SourceRole, Stance
from onrecord.model.spans import Span, cut

_NAME_STOP = (
    r"(?=\s*(?:[,.;:!?\"“”()]|$)|\s+(?:that|on|at|while|who|after|as|when|saying|adding|to|during|but|citing|by|late|early"
    r"|yesterday|today|in\s+an?|in\s+the)\b)"
)
_BOUNDARY = re.compile(r";|[,–—]\s+(?:while|but|whereas|although|though)\b", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:\W*\b(?:and|but|however|meanwhile|earlier|later|also|while|that|as|though|although)\b\W*)+", re.IGNORECASE
)
_FRAMES_KEPT = 256  # sentences whose frames are remembered: a document's worth, because each is asked once a claim
_MOST_BACK = 6  # sentences that a pronoun may look back over

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """One attribution in a sentence, offsets in the sentence; `rank` 0 is read from the parse, higher from word order alone."""

    cue: Range
    speaker: Range
    reach: tuple[Range, ...]
    rank: int = 0
    via: Range | None = None

    def width(self) -> int:
        return sum(end - start for start, end in self.reach)

    def holds(self, start: int) -> bool:
        return any(a <= start < b for a, b in self.reach)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Patterns:
    verbs: dict[str, str]
    object_verbs: frozenset[str]
    before: re.Pattern[str]
    verb: re.Pattern[str]
    trailing: re.Pattern[str]
    inverted: re.Pattern[str]
    agent: re.Pattern[str]
    carry: re.Pattern[str]
    pronouns: frozenset[str]
    definite: re.Pattern[str]
    never: re.Pattern[str]


def attribute(sentence: Sentence, span: Span, previous: Sequence[Sentence], doc: Document, lexicon: Lexicon) -> Attribution:
    """The speaker who answers for the words of `span`; an empty Attribution when the report itself does.

    `previous` are the sentences before, oldest first. A pronoun or a definite description ("the group") is traced to the
    speaker named before; where none is, the words themselves are the source.
    """
    frame, home = _governing(sentence, span, lexicon), sentence
    if frame is None and not sentence.is_headline:
        carried = _carried(sentence, previous, lexicon)
        if carried is None:
            return Attribution()
        frame, home = carried
    if frame is None:
        return Attribution()
    earlier = [s for s in previous if s.start < home.start]
    start, end = _named(home, frame, earlier, lexicon)
    return _attribution(doc.text, frame, home, cut(doc.text, start, end), lexicon)


def source_role(name: str, lexicon: Lexicon) -> SourceRole:
    """What kind of speaker a name or description denotes; other when no word of it tells."""
    plain = _plain(name)
    if lexicon.terms("attribution", "roles").get(plain) == SourceRole.UNNAMED_OFFICIAL:
        return SourceRole.UNNAMED_OFFICIAL
    for section in ("roles", "weak_roles"):
        for key, pattern in _role_patterns(lexicon, section):
            if pattern.search(plain):
                return SourceRole(key)
    return SourceRole.OTHER


def _plain(name: str) -> str:
    words = re.findall(r"[\w.'’-]+", name.casefold())
    return " ".join(word.strip(".") for word in words[words[:1] in (["the"], ["a"]) :])


@functools.cache
def _role_patterns(lexicon: Lexicon, section: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed: dict[str, list[str]] = {}
    for word, key in lexicon.terms("attribution", section).items():
        listed.setdefault(key, []).append(word)
    return tuple((key, re.compile(rf"(?<!\w)(?:{_any_of(words)})(?!\w)")) for key, words in listed.items())


def _any_of(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@functools.cache
def _patterns(lexicon: Lexicon) -> _Patterns:
    verbs = dict(lexicon.terms("attribution", "verbs"))
    said = rf"(?:(?:has|have|had|also|further|later)\s+)*(?P<cue>{_any_of(verbs)})(?!\w)"
    after = rf"(?P<name>[^,.;:!?\"“”()]{{2,90}}?){_NAME_STOP}"
    mine = functools.partial(lexicon.words, "attribution")
    build = functools.partial(re.compile, flags=re.IGNORECASE)
    return _Patterns(
        verbs=verbs,
        object_verbs=mine("object_verbs"),
        before=build(rf"(?<!\w)(?P<cue>{_any_of(mine('before_speaker'))})\s+{after}"),
        verb=build(rf"(?<!\w){said}"),
        trailing=build(rf"[,\"”]\s*(?P<name>[^,.;:!?\"“”()]{{2,80}}?)\s+{said}(?P<rest>[^,;:]{{0,90}})$"),
        inverted=build(rf"[,\"”]\s*(?P<cue>{_any_of(verbs)})\s+{after}"),
        agent=build(rf"(?<!\w)(?P<cue>(?:{_any_of(verbs)})\s+by)\s+{after}"),
        carry=build(rf"\W*(?:{_any_of(mine('carry_on'))})\b"),
        pronouns=mine("pronouns"),
        definite=build(rf"(?:the|this|that|these)\s+(?:\S+\s+)?(?:{_any_of(mine('definite'))})"),
        never=build(rf"(?:{_any_of(mine('never_speakers'))})\b.*"),
    )


def _governing(sentence: Sentence, span: Span, lexicon: Lexicon) -> _Frame | None:
    at = span.start - sentence.start
    holding = [frame for frame in _frames(sentence, lexicon) if frame.holds(at)]
    return min(holding, key=lambda frame: (frame.rank, frame.width(), frame.cue), default=None)


@functools.lru_cache(maxsize=_FRAMES_KEPT)
def _frames(sentence: Sentence, lexicon: Lexicon) -> tuple[_Frame, ...]:
    patterns = _patterns(lexicon)
    found = list(_parsed(sentence, patterns)) if sentence.tokens is not None else []
    found += _worded(sentence.text, patterns, parsed=sentence.tokens is not None)
    good = []
    for frame in found:
        name = sentence.text[slice(*frame.speaker)]
        if name.strip() and not patterns.never.fullmatch(name) and re.search(r"\w", name):
            good.append(frame)
    return tuple(good)


# --- frames from the parse -------------------------------------------------------------------------------------------


def _parsed(sentence: Sentence, patterns: _Patterns) -> Iterator[_Frame]:
    for token in sentence.tokens:
        form = token.lower_
        if form not in patterns.verbs or not token.tag_.startswith("VB"):
            continue
        speaker, passive = _speaker_of(token)
        if speaker is None:
            continue
        reach = _reach(token, speaker, passive, form in patterns.object_verbs)
        if reach:
            yield _Frame(cue=(token.idx, token.idx + len(token)), speaker=_phrase(speaker), reach=reach, via=_listener(token))


def _speaker_of(verb: Any) -> tuple[Any, bool]:  # Any: spaCy tokens have no types of their own
    """The token that heads the speaker's name, and whether it is the agent of a passive."""
    children = list(verb.children)
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in children):
        agents = [grand for c in children if c.dep_ == "agent" for grand in c.children if grand.dep_ == "pobj"]
        return (agents[0], True) if agents else (None, True)
    subjects = [c for c in children if c.dep_ == "nsubj"]
    if subjects:
        subject = subjects[0]
        if subject.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
            return verb.head, False
        return subject, False
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return verb.head, False
    if verb.dep_ in ("conj", "advcl", "xcomp") and verb.head.pos_ in ("VERB", "AUX") and verb.head.i != verb.i:
        if verb.dep_ == "xcomp" or (verb.dep_ == "advcl" and verb.tag_ != "VBG"):
            return None, False
        return _speaker_of(verb.head)[0], False
    return None, False


def _reach(verb: Any, speaker: Any, passive: bool, takes_object: bool) -> tuple[Range, ...]:  # Any: spaCy tokens
    """The stretches that the speaker answers for: the clause said, or the object where the verb may take one."""
    own = {t.i for t in speaker.subtree} if speaker.i != verb.head.i else {speaker.i}
    said = [c for c in verb.children if c.dep_ in ("ccomp", "parataxis") or (c.dep_ == "xcomp" and takes_object)]
    if passive:
        said = [c for c in verb.children if c.dep_ != "agent"]
    elif not said and verb.dep_ == "parataxis":
        outside = {t.i for t in verb.subtree}
        return _runs(verb.head.doc, {t.i for t in verb.head.subtree} - outside)
    elif not said and takes_object:
        said = [c for c in verb.children if c.dep_ in ("dobj", "prep", "oprd", "dative", "advcl", "attr", "acl", "dep")]
        if not any(c.dep_ in ("dobj", "oprd", "attr") for c in said):
            return ()
    held = {t.i for c in said for t in c.subtree} - own - {verb.i}
    return _runs(verb.doc, held)


def _runs(parse: Any, indexes: set[int]) -> tuple[Range, ...]:  # Any: a spaCy Doc
    runs: list[list[int]] = []
    for i in sorted(indexes):
        token = parse[i]
        if runs and parse[i - 1].i in indexes and i > 0:
            runs[-1][1] = token.idx + len(token)
        else:
            runs.append([token.idx, token.idx + len(token)])
    return tuple((start, end) for start, end in runs)


def _phrase(head: Any) -> Range:  # Any: a spaCy token
    """The words of a name: the head with what stands before it, its of- and in-phrases and appositions, no clauses."""
    kept = {head.i}
    for child in head.children:
        if child.dep_ in ("relcl", "acl", "punct", "conj", "cc", "advcl", "parataxis"):
            continue
        if child.i < head.i or child.dep_ in ("prep", "appos", "nummod", "compound", "flat"):
            kept |= {t.i for t in child.subtree}
    first = last = head.i
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    parse = head.doc
    return parse[first].idx, parse[last].idx + len(parse[last])


def _listener(verb: Any) -> Range | None:  # Any: a spaCy token
    """Who was told: "told AFP". None when nobody is named."""
    if verb.lower_ not in ("told", "tells", "tell", "telling"):
        return None
    for child in verb.children:
        if child.dep_ in ("dobj", "dative") and child.pos_ == "PROPN":
            return _phrase(child)
    return None


# --- frames from the order of words ----------------------------------------------------------------------------------


def _worded(text: str, patterns: _Patterns, *, parsed: bool) -> Iterator[_Frame]:
    for match in patterns.before.finditer(text):
        yield _Frame(cue=match.span("cue"), speaker=match.span("name"), reach=_clause_around(text, match.span()), rank=1)
    for match in patterns.agent.finditer(text):
        yield _Frame(cue=match.span("cue"), speaker=match.span("name"), reach=((0, match.start()),), rank=3)
    for match in patterns.inverted.finditer(text):
        yield _Frame(cue=match.span("cue"), speaker=match.span("name"), reach=((0, match.start()),), rank=1)
    found = patterns.trailing.search(text)
    if found:
        yield _Frame(cue=found.span("cue"), speaker=found.span("name"), reach=((0, found.start()),), rank=2)
    if not parsed:
        yield from _leading_verbs(text, patterns)


def _leading_verbs(text: str, patterns: _Patterns) -> Iterator[_Frame]:
    """ "The army said that …" without a parse: the words before the verb, back to the last boundary, are the speaker."""
    for match in patterns.verb.finditer(text):
        begin = max(text.rfind(mark, 0, match.start()) for mark in ',;:"“”.!?') + 1
        lead = _LEADING.match(text, begin, match.start())
        begin = lead.end() if lead else begin
        name = text[begin : match.start()].strip()
        if not 0 < len(name.split()) <= 12:
            continue
        begin = text.index(name, begin)
        yield _Frame(cue=match.span("cue"), speaker=(begin, begin + len(name)), reach=((match.end(), len(text)),), rank=2)


def _clause_around(text: str, cue: Range) -> tuple[Range, ...]:
    cuts = [0, *(m.start() for m in _BOUNDARY.finditer(text)), len(text)]
    start = max(c for c in cuts if c <= cue[0])
    end = min((c for c in cuts if c >= cue[1]), default=len(text))
    return ((start, cue[0]), (cue[1], end))


# --- across sentences ------------------------------------------------------------------------------------------------


def _carried(sentence: Sentence, previous: Sequence[Sentence], lexicon: Lexicon) -> tuple[_Frame, Sentence] | None:
    """The frame of the sentence directly before, when this one clearly goes on with the same statement."""
    if not previous or not _patterns(lexicon).carry.match(sentence.text):
        return None
    before = previous[-1]
    frames = _frames(before, lexicon)
    if before.is_headline or not frames or before.end > sentence.start:
        return None
    return min(frames, key=lambda frame: (frame.rank, -frame.width(), frame.cue)), before


def _named(home: Sentence, frame: _Frame, previous: Sequence[Sentence], lexicon: Lexicon) -> Range:
    """The speaker's named form, in offsets of the document."""
    patterns = _patterns(lexicon)
    own = (home.start + frame.speaker[0], home.start + frame.speaker[1])
    if not _points_back(home.text[slice(*frame.speaker)], patterns):
        return own
    for sentence in (home, *reversed(previous[-_MOST_BACK:])):
        for other in reversed(_frames(sentence, lexicon)):
            name = sentence.text[slice(*other.speaker)]
            if sentence.start + other.speaker[1] <= own[0] and not _points_back(name, patterns):
                return sentence.start + other.speaker[0], sentence.start + other.speaker[1]
    return own


def _points_back(name: str, patterns: _Patterns) -> bool:
    return name.casefold() in patterns.pronouns or bool(patterns.definite.fullmatch(name))


def _attribution(text: str, frame: _Frame, home: Sentence, source: Span, lexicon: Lexicon) -> Attribution:
    cue = cut(text, home.start + frame.cue[0], home.start + frame.cue[1])
    via = cut(text, home.start + frame.via[0], home.start + frame.via[1]) if frame.via else None
    return Attribution(
        source=source.exact,
        source_span=source,
        role=source_role(source.exact, lexicon),
        cue_span=cue,
        via_span=via,
        stance=Stance(_patterns(lexicon).verbs.get(cue.exact.casefold(), Stance.NEUTRAL)),
    )

"""Who says so: the speaker of a statement, the words that attribute it, and how the reporter stands to the speaker.

A sentence is read as a set of frames: a cue ("said", "according to"), its speaker, and the stretch of words that the
speaker answers for. A statement belongs to the narrowest frame that holds it. Without a frame that holds it a statement is
the report's own voice: a speaker is never guessed from another statement of the sentence.
Source: claims_method §2.1 (Statement), architecture §3.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from onrecord.extract.gates import Sentence
from onrecord.extract.speech.frames import parsed_frames, trimmed
from onrecord.extract.speech.wording import DASHES, Frame, Range, Wording, bare_closing, worded, wording, words_in
from onrecord.extract.telling.matching import WordList
from onrecord.languages import Lexicon
from onrecord.model.claims import Attribution
from onrecord.model.documents import Document
from onrecord.model.enums import SourceRole, Stance
from onrecord.model.spans import Span, cut

_NAMES_KEPT = 256  # speakers whose role is remembered, because each is asked once a claim
_FRAMES_KEPT = 256  # sentences whose frames are remembered: a document's worth, because each is asked once a claim
_CLOSING = 40  # a verb of saying within so many characters of the end closes its sentence
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE_AMID = re.compile(
    rf"(?<!on )(?<!in )(?<!since )(?<!of )(?<!until )\b(?:{_MONTH} \d{{1,2}},?|\d{{1,2}} {_MONTH}) \d{{4}}\s+(?=[A-Z])"
)
_YEAR_AMID = re.compile(r"\d{4}\s+[A-Z]")
_MOST_BACK = 6  # sentences that a pronoun may look back over


_HEADLINE_SPEAKERS = frozenset(
    {SourceRole.POLICE, SourceRole.GOVERNMENT, SourceRole.MILITARY, SourceRole.UN, SourceRole.MEDIA, SourceRole.HOSPITAL}
    | {SourceRole.UNNAMED_OFFICIAL, SourceRole.ACTIVIST_MONITOR, SourceRole.NGO, SourceRole.WITNESS}
)
# Only people see: "the year saw 20 dead" names no speaker.
_EYES = frozenset(
    {SourceRole.HOSPITAL, SourceRole.WITNESS, SourceRole.LOCAL_RESIDENT, SourceRole.RELATIVE, SourceRole.MEDIA}
    | {SourceRole.POLICE, SourceRole.UNNAMED_OFFICIAL}
)
_GROUPS = frozenset({SourceRole.ARMED_GROUP, SourceRole.ACTIVIST_MONITOR, SourceRole.NGO})
# What stands behind a name and is none of it: a day, a clause on the speaker (", who asked not to be named").
_BEHIND_NAME = re.compile(
    r"\s+(?:late\s+|early\s+)?on\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|,\s+(?:who|whose|whom|which)\b.*$", re.DOTALL
)
# "The group" is never one person or an office, whoever spoke last.
_COLLECTIVE = re.compile(r"(?:the|this|that)\s+(?:group|outfit|movement)", re.IGNORECASE)
_NO_GROUPS = frozenset(SourceRole) - _GROUPS - {SourceRole.OTHER, SourceRole.UN}
_THEIRS = re.compile(r"(?:the|this)\s+(?:group|outfit|organi[sz]ation|movement)['’]s\s", re.IGNORECASE)
# A titled name that opens a sentence ("President Hassan Sheikh visited …"): whom "he" behind it means.
_TITLED = re.compile(r"(?:(?:[\w.'’-]+\s+){1,6}?[a-z]+\s+(?:[A-Z][\w.'’-]*\s+){1,3}|(?:[A-Z][\w.'’-]*\s+){2,6})(?=[a-z,])")
_OWN_WORDS = ("we", "i")  # in a quotation these are whom it is of
# Who is one person is no house, paper or force: the last word of its name, or letters alone ("the BBC", "AFP").
_BODIES = re.compile(
    r"(?:agency|ministry|department|organi[sz]ation|observatory|network|union|association|committee|commission|council|cent(?:er|re)|"
    r"office|government|police|army|military|navy|force|forces|front|movement|group|party|news|times|post|tribune|herald|daily|"
    r"television|tv|radio|media|press|website|channel|newspaper|court|hospital|reuters|telegram|twitter|facebook|[A-Z]{2,})$"
)
_NAMES_HEAD = re.compile(r"\s(?:of|for|in|at|from|with|to|on|who|which)\s|,")
_SURNAME = re.compile(r"[A-Z][\w'’-]+$")
_TITLED_WORDS = 6  # words before a surname among which its title may stand: "government spokesman Shahid Rind"


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
    behind = _BEHIND_NAME.search(doc.text[start:end])
    source = cut(doc.text, start, start + behind.start() if behind else end)
    return _attribution(doc.text, frame, home, source, earlier, lexicon)


def speakers_in(sentence: Sentence, doc: Document, lexicon: Lexicon) -> tuple[Attribution, ...]:
    """Everybody who is heard in a sentence, by the words that name them there, in the order of the text."""
    found: dict[Span, Attribution] = {}
    for frame in _frames(sentence, lexicon):
        source = cut(doc.text, sentence.start + frame.speaker[0], sentence.start + frame.speaker[1])
        found.setdefault(source, _attribution(doc.text, frame, sentence, source, (), lexicon))
    return tuple(found[source] for source in sorted(found))


@functools.lru_cache(maxsize=_NAMES_KEPT)
def source_role(name: str, lexicon: Lexicon) -> SourceRole:
    """What kind of speaker a name or description denotes; other when no word of it tells."""
    plain = _plain(name)
    if lexicon.terms("attribution", "roles").get(plain) == SourceRole.UNNAMED_OFFICIAL:
        return SourceRole.UNNAMED_OFFICIAL
    for words, roles, order in _role_words(lexicon):
        told = {roles[word] for _, _, word in words.find_all(plain)}
        if told:
            return min(told, key=order.index)
    return SourceRole.OTHER


def _plain(name: str) -> str:
    words = re.findall(r"[\w.'’-]+", name.casefold())
    return " ".join(word.strip(".") for word in words[words[:1] in (["the"], ["a"]) :])


@functools.cache
def _role_words(lexicon: Lexicon) -> tuple[tuple[WordList, Mapping[str, SourceRole], tuple[SourceRole, ...]], ...]:
    """The words that tell a speaker's role, what each tells, and which role counts where several are told: sure words first."""
    sections = [lexicon.terms("attribution", name) for name in ("roles", "weak_roles")]
    roles = [{word: SourceRole(key) for word, key in section.items()} for section in sections]
    roles[0].update(dict.fromkeys(lexicon.words("attribution", "states"), SourceRole.GOVERNMENT))
    return tuple((WordList(table), table, tuple(dict.fromkeys(table.values()))) for table in roles)


def _governing(sentence: Sentence, span: Span, lexicon: Lexicon) -> Frame | None:
    """The frame that answers for the words, with the carrier of a nested attribution as `via`."""
    at = span.start - sentence.start
    frames = _frames(sentence, lexicon)
    holding = [frame for frame in frames if frame.holds(at)]
    best = min(holding, key=lambda frame: (frame.rank, frame.width(), frame.cue), default=None)
    if best is not None and sentence.text[slice(*best.speaker)].casefold() in _OWN_WORDS:
        best = next((f for f in sorted(holding, key=lambda f: f.rank) if f is not best and f.holds(best.cue[0])), best)
    if best is None or best.via is not None:
        return best
    name = sentence.text[slice(*best.speaker)]
    others = [f for f in holding if sentence.text[slice(*f.speaker)] != name]
    outer = [f for f in others if f.holds(best.cue[0]) or best.rank < 0]
    carrier = min(outer, key=lambda frame: (frame.rank, frame.width(), frame.cue), default=None)
    return replace(best, via=carrier.speaker) if carrier else best


@functools.lru_cache(maxsize=_FRAMES_KEPT)
def _frames(sentence: Sentence, lexicon: Lexicon) -> tuple[Frame, ...]:
    words = wording(lexicon)
    found = list(parsed_frames(sentence.tokens, words)) if sentence.tokens is not None else []
    said = words_in(sentence.lower)
    heard = worded(sentence.text, said, words, parsed=sentence.tokens is not None)
    found += [trimmed(f, sentence.tokens) for f in heard] if sentence.tokens is not None else heard
    good = [frame for frame in found if _is_fit(frame, sentence.text, words, lexicon)]
    if not any(frame.cue[1] > len(sentence.text) - _CLOSING for frame in good):
        good += _closing(sentence.text, said, words, lexicon)
    floor = _lost_headline(sentence.text)
    good = [_cut_off(frame, max(floor, _clause_start(sentence.text, frame))) for frame in good]
    return (*good, *_continued(sentence.text, good, words))


def _closing(text: str, said: frozenset[str], words: Wording, lexicon: Lexicon) -> list[Frame]:
    """ "… killed dozens SANA said": the shortest stretch before the verb that names a known kind of speaker."""
    for frame in bare_closing(text, said, words):
        name = text[slice(*frame.speaker)]
        if not words.no_name.match(name) and source_role(name, lexicon) is not SourceRole.OTHER:
            return [frame]
    return []


def _lost_headline(text: str) -> int:
    """Where the body begins when a headline and its date have run into the first sentence; 0 when they have not."""
    found = _DATE_AMID.search(text) if _YEAR_AMID.search(text) else None
    return found.end() if found else 0


def _clause_start(text: str, frame: Frame) -> int:
    """A semicolon ends what "…; the mayor said" answers for, unless it stands within a quotation."""
    before = text[: min(frame.cue[0], frame.speaker[0])]
    return max((m.end() for m in re.finditer(";", before) if not _is_quoted(before[: m.start()])), default=0)


def _is_quoted(before: str) -> bool:
    """Whether a quotation is open at the end of the words."""
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _cut_off(frame: Frame, floor: int) -> Frame:
    if floor == 0:
        return frame
    reach = tuple((max(start, floor), end) for start, end in frame.reach if end > floor)
    return replace(frame, reach=reach) if frame.speaker[0] >= floor else frame


def _is_fit(frame: Frame, text: str, words: Wording, lexicon: Lexicon) -> bool:
    """Whether the words can be a speaker, and the cue a verb of saying where it stands."""
    name = text[slice(*frame.speaker)].strip()
    if not name or words.unfit.fullmatch(name) or words.no_statement.match(text, frame.cue[1]):
        return False
    if text[slice(*frame.cue)] in DASHES:  # an outlet's name behind a dash is where it stood
        return source_role(name, lexicon) in _HEADLINE_SPEAKERS - {SourceRole.MEDIA}
    if text[slice(*frame.cue)] == ":":
        is_where = frame.speaker < frame.cue and name.casefold() in _places(lexicon)
        return len(name.split()) <= 5 and not is_where and source_role(name, lexicon) in _HEADLINE_SPEAKERS
    cue = text[slice(*frame.cue)].lower()
    if cue in words.seeing and source_role(name, lexicon) not in _EYES:
        return False
    if cue in words.entering and source_role(name, lexicon) is SourceRole.OTHER:
        return False
    return frame.rank <= 1 or not words.no_name.match(name)


def _places(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.words("attribution", "states") | lexicon.words("attribution", "where_labels")


def _continued(text: str, frames: Sequence[Frame], words: Wording) -> Iterator[Frame]:
    """ ", adding that …", ", bringing the toll to …" after a frame: the same speaker goes on."""
    taken = {frame.cue[0] for frame in frames}
    for match in words.continued.finditer(text) if frames else ():
        before = [f for f in frames if f.cue[1] <= match.start() and f.speaker[1] <= match.start()]
        if before and match.start("cue") not in taken:
            last = max(before, key=lambda frame: frame.cue)
            yield Frame(cue=match.span("cue"), speaker=last.speaker, reach=((match.end(), len(text)),), rank=1)
    raised = words.raising.search(text) if frames else None
    told = [f for f in frames if raised and f.cue[1] <= raised.start() and f.speaker[1] <= raised.start()]
    if raised and told:
        last = max(told, key=lambda frame: frame.cue)
        yield Frame(cue=last.cue, speaker=last.speaker, reach=((raised.end(), len(text)),), rank=2)


# --- across sentences ------------------------------------------------------------------------------------------------


def _carried(sentence: Sentence, previous: Sequence[Sentence], lexicon: Lexicon) -> tuple[Frame, Sentence] | None:
    """The frame of the sentence directly before, when this one clearly goes on with the same statement in the paragraph."""
    if not previous or not wording(lexicon).carry.match(sentence.text):
        return None
    before = previous[-1]
    frames = _frames(before, lexicon)
    if before.is_headline or not frames or before.end > sentence.start or before.paragraph != sentence.paragraph:
        return None
    return min(frames, key=lambda frame: (frame.rank, -frame.width(), frame.cue)), before


def _named(home: Sentence, frame: Frame, previous: Sequence[Sentence], lexicon: Lexicon) -> Range:
    """The speaker's named form, in offsets of the document; the words themselves when nobody was named before."""
    words = wording(lexicon)
    own = (home.start + frame.speaker[0], home.start + frame.speaker[1])
    if not _points_back(home.text[slice(*frame.speaker)], words):
        return own
    described: Range | None = None
    is_group = bool(_COLLECTIVE.fullmatch(home.text[slice(*frame.speaker)]))
    is_one = home.text[slice(*frame.speaker)].casefold() in ("he", "she")
    for sentence in (home, *reversed(previous[-_MOST_BACK:])):
        for other in sorted(_frames(sentence, lexicon), key=lambda f: f.speaker, reverse=True):
            name, at = (
                sentence.text[slice(*other.speaker)],
                (sentence.start + other.speaker[0], sentence.start + other.speaker[1]),
            )
            if (
                at[1] > own[0]
                or (is_group and source_role(name, lexicon) in _NO_GROUPS)
                or (is_one and (_are_many(name) or _is_body(name)))
            ):
                continue
            if not _points_back(name, words):
                return at
            if described is None and name.casefold() not in words.pronouns:
                described = at
        opening = _TITLED.match(sentence.text) if is_one else None
        titled = opening is not None and not lexicon.words("attribution", "titles").isdisjoint(opening[0].casefold().split())
        if opening is not None and titled and sentence.start + opening.end() <= own[0]:
            return sentence.start, sentence.start + len(opening[0].rstrip())
    is_pronoun = home.text[slice(*frame.speaker)].casefold() in words.pronouns
    return described if described and is_pronoun else own


def _are_many(name: str) -> bool:
    """Whether the words name more than one: "the gunmen", "residents and an official"; "he" is none of them."""
    last = name.split()[-1] if name.split() else ""
    return " and " in name or (last.islower() and last.endswith(("s", "men", "people", "police")))


def _is_body(name: str) -> bool:
    head = _NAMES_HEAD.split(name, maxsplit=1)[0].split()
    return bool(head) and bool(_BODIES.fullmatch(head[-1]) or _BODIES.fullmatch(head[-1].lower()))


def _points_back(name: str, words: Wording) -> bool:
    return name.casefold() in words.pronouns or bool(words.definite.fullmatch(name))


def _role(text: str, source: Span, home: Sentence, previous: Sequence[Sentence], lexicon: Lexicon) -> SourceRole:
    """The role of the name itself, else of what it was introduced with: "Interior Minister Mohsin Naqvi … Naqvi said"."""
    role = source_role(source.exact, lexicon)
    if role is not SourceRole.OTHER:
        return role
    if _SURNAME.match(source.exact):
        return _titled(text[: source.start], source.exact, lexicon)
    if not _THEIRS.match(source.exact):
        return role
    for sentence in (home, *reversed(previous[-_MOST_BACK:])):
        for frame in sorted(_frames(sentence, lexicon), key=lambda f: f.speaker, reverse=True):
            named = source_role(sentence.text[slice(*frame.speaker)], lexicon)
            if sentence.start + frame.speaker[1] <= source.start and named in _GROUPS:
                return named
    return role


def _titled(before: str, name: str, lexicon: Lexicon) -> SourceRole:
    """The role that a title gives to the name where the text first tells it; other when none does."""
    titles = lexicon.words("attribution", "titles")
    at = before.find(f" {name}")
    while at >= 0:
        words = re.split(r"[^\w\s.'’-]|\n", before[max(0, at - 80) : at])[-1].split()[-_TITLED_WORDS:]
        last = max((n for n, word in enumerate(words) if word.casefold() in titles), default=None)
        if last is not None and all(word[:1].isupper() for word in words[last + 1 :]):
            return source_role(" ".join(words[: last + 1]), lexicon)
        at = before.find(f" {name}", at + 1)
    return SourceRole.OTHER


def _attribution(
    text: str, frame: Frame, home: Sentence, source: Span, previous: Sequence[Sentence], lexicon: Lexicon
) -> Attribution:
    cue = cut(text, home.start + frame.cue[0], home.start + frame.cue[1])
    via = cut(text, home.start + frame.via[0], home.start + frame.via[1]) if frame.via else None
    return Attribution(
        source=source.exact,
        source_span=source,
        role=_role(text, source, home, previous, lexicon),
        cue_span=cue,
        via_span=via,
        stance=Stance(wording(lexicon).verbs.get(cue.exact.casefold(), Stance.NEUTRAL)),
    )

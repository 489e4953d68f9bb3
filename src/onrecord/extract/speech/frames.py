"""Attributions read from the parse: subjects of verbs of saying, agents of passives, and the clauses that they answer for."""

from collections.abc import Iterator
from dataclasses import replace

from onrecord.extract.parsing.words import Word, Words
from onrecord.extract.speech.wording import Frame, Range, Wording

_LEAST_STATEMENT = 4  # words after a verb of saying that can be a statement: "confirmed the triple murder"
_OBJECTS = ("dobj", "oprd", "attr", "dep")
_CLOSING_WORDS = 6  # words after a verb of saying that ends its sentence: "said on Sunday in a statement"


def parsed_frames(tokens: Words, wording: Wording) -> Iterator[Frame]:
    """The frames that the parse shows, in the order of their verbs."""
    for token in tokens:
        if token.lower not in wording.first_words or not token.tag.startswith("VB"):
            continue
        particle = next((c for c in token.children if c.dep == "prt"), None)
        form = f"{token.lower} {particle.lower}" if particle is not None else token.lower
        speaking = _speaking_of(token, wording)
        if speaking is not None:
            yield speaking
        if form not in wording.verbs or speaking is not None or _is_negated(token):
            continue
        speaker, passive = _speaker_of(token, wording)
        if speaker is None or (passive and form not in wording.agent_verbs) or _is_another(speaker, token):
            continue
        reach, rank = _reach(token, speaker, passive, form in wording.object_verbs)
        if reach:
            cue = token.start, token.end
            yield Frame(cue=cue, speaker=phrase(speaker), reach=reach, rank=rank, via=_listener(token))


def _speaking_of(verb: Word, wording: Wording) -> Frame | None:
    """ "The agency speaks of 40 dead": the speaker answers for what stands behind the preposition; None for other verbs."""
    of = next((c for c in verb.rights if c.dep == "prep" and f"{verb.lower} {c.lower}" in wording.verbs), None)
    subject, passive = _speaker_of(verb, wording)
    if subject is None or of is None or passive or _is_negated(verb):
        return None
    return Frame(cue=(verb.start, of.end), speaker=phrase(subject), reach=((of.end, _last(verb).end),), rank=0)


def _is_another(speaker: Word, verb: Word) -> bool:
    """Whether who speaks only looks like an apposition of somebody before: "… killed a couple and their son, the office said".

    A real one is closed by a comma: "Mr Khan, the mayor, said".
    """
    named = next((c for c in speaker.rights if c.dep == "appos"), None)
    if named is None or not speaker.i < named.i < verb.i:
        return False
    first, last = min(t.i for t in named.subtree()), max(t.i for t in named.subtree())
    return last == verb.i - 1 and verb.parse[first - 1].text == "," and verb.parse[last].text != ","


def _is_negated(verb: Word) -> bool:
    """Whether nobody says it: "has not confirmed the deaths of 28", "did not comment on the killing"."""
    return any(c.dep == "neg" for c in verb.children)


def _last(verb: Word) -> Word:
    """The last word of the clause before another subject takes over ("…, while the police speak of 24")."""
    own = [t for t in verb.subtree() if t.i >= verb.i]
    other = next((t.i for t in own if t.i > verb.i and t.dep == "mark" and t.head is not verb), own[-1].i + 1)
    return max((t for t in own if t.i < other), key=lambda t: t.i)


def _speaker_of(verb: Word, wording: Wording) -> tuple[Word | None, bool]:
    """The token that heads the speaker's name, and whether it is the agent of a passive; None when there is none."""
    children = list(verb.children)
    if any(c.dep in ("auxpass", "nsubjpass") for c in children):
        agents = [grand for c in children if c.dep == "agent" for grand in c.children if grand.dep == "pobj"]
        return (agents[0], True) if agents else (None, True)
    subject = next((c for c in children if c.dep == "nsubj"), None)
    if subject is not None:
        relative = subject.lower in ("who", "which", "that") and verb.dep == "relcl"
        return (verb.head if relative else subject), False
    if verb.dep == "acl" and verb.tag == "VBG" and verb.head.lower in wording.papers:
        return verb.head, False
    follows = verb.dep == "conj" or (verb.dep == "advcl" and verb.tag == "VBG")
    if follows and verb.head.tag.startswith(("VB", "MD")) and verb.head.i != verb.i:
        return _speaker_of(verb.head, wording)[0], False
    return None, False


def _reach(verb: Word, speaker: Word, passive: bool, takes_object: bool) -> tuple[tuple[Range, ...], int]:
    """What the speaker answers for, and the rank: the clause said, the object where the verb takes one, or what stands before."""
    own = {speaker.i} if speaker.i == verb.head.i else {t.i for t in speaker.subtree()}
    said = [c for c in verb.children if (c.dep == "ccomp" and not _is_set_off(c, verb)) or (c.dep == "xcomp" and takes_object)]
    if passive:
        said = [c for c in verb.children if c.dep != "agent"]
    elif not said and verb.dep == "parataxis" and not (takes_object and _objects(verb)):
        outside = {t.i for t in verb.subtree()}
        return _runs(verb.parse, {t.i for t in verb.head.subtree()} - outside), 0
    elif not said and verb.dep == "relcl" and speaker.i > verb.head.i and _is_perfect(verb):
        return _runs(verb.parse, {t.i for t in verb.head.subtree()} - {t.i for t in verb.subtree()}), 0
    elif not said and takes_object:
        said = [c for c in verb.children if c.dep in (*_OBJECTS, "prep", "dative", "acl")] if _objects(verb) else []
    held = {t.i for c in said for t in c.subtree()} - own - {verb.i}
    if held:
        return _runs(verb.parse, held), 0
    before = _before(verb, speaker)
    return (before, 1) if before else (_after(verb, speaker), 3)


def _is_set_off(clause: Word, verb: Word) -> bool:
    """Whether a semicolon parts the clause from the verb behind it: it is then a sentence of its own."""
    return clause.i < verb.i and any(t.text == ";" for t in verb.parse[clause.i : verb.i])


def _objects(verb: Word) -> list[Word]:
    return [c for c in verb.children if c.dep in _OBJECTS]


def _is_perfect(verb: Word) -> bool:
    """ "The ten dead the army has given" is a clause of the noun; "…, the army reported" only looks like one to the parse."""
    return any(c.dep == "aux" and c.lower in ("has", "have", "had") for c in verb.children)


def _before(verb: Word, speaker: Word) -> tuple[Range, ...]:
    """Everything before "X said" or "said X" where the sentence ends with it, as in text that has lost its commas."""
    parse = verb.parse
    first = min(verb.i, *(t.i for t in speaker.subtree()))
    last = max(verb.i, speaker.i)
    closing = sum(1 for t in parse[last + 1 :] if t.is_alpha)
    if first < 3 or closing > _CLOSING_WORDS or verb.tag == "VBG":
        return ()
    return ((0, parse[first].start),)


def _after(verb: Word, speaker: Word) -> tuple[Range, ...]:
    """Everything after "X said" where the parse lost the clause; never after a verb form that is a noun as often."""
    parse = verb.parse
    finite = verb.tag in ("VBD", "VBZ") or any(c.dep == "aux" and c.lower in ("has", "have", "had") for c in verb.children)
    far = verb.i - max(t.i for t in speaker.subtree()) > _CLOSING_WORDS
    if not finite or far or speaker.i > verb.i or len(parse) - verb.i < _LEAST_STATEMENT:
        return ()
    return ((verb.end, parse[-1].end),)


def _runs(parse: Words, indexes: set[int]) -> tuple[Range, ...]:
    runs: list[list[int]] = []
    for i in sorted(indexes):
        token = parse[i]
        if runs and i - 1 in indexes:
            runs[-1][1] = token.end
        else:
            runs.append([token.start, token.end])
    return tuple((start, end) for start, end in runs)


def phrase(head: Word) -> Range:
    """The words of a name: the head with what stands before it, its prepositional phrases and appositions, no clauses."""
    kept = {head.i}
    for child in head.children:
        if child.tag == "HYPH" or child.text == "-":  # "Al-Shabaab", whatever the parse calls its hyphen
            kept.add(child.i)
        if child.dep in ("relcl", "acl", "punct", "conj", "cc", "advcl", "parataxis"):
            continue
        if child.i < head.i or child.dep in ("prep", "appos", "nummod", "compound", "flat"):
            kept |= {t.i for t in child.subtree()}
    first = last = head.i
    while first - 1 in kept:
        first -= 1
    while last + 1 in kept:
        last += 1
    parse = head.parse
    return parse[first].start, parse[last].end


def trimmed(frame: Frame, tokens: Words) -> Frame:
    """The frame with its speaker cut to one noun phrase, where no comma says where the name ends ("According to X three …")."""
    inside = [t for t in tokens if frame.speaker[0] <= t.start < frame.speaker[1]]
    heads = [t for t in inside if t.dep == "pobj" and t.head.start < frame.speaker[0]]
    if not heads:
        return frame
    end = phrase(heads[0])[1]
    for part in heads[1:]:  # "the vice-president", which the parse may take apart at the hyphen
        end = max(end, phrase(part)[1]) if part.start == end else end
    if not frame.speaker[0] < end < frame.speaker[1]:
        return frame
    reach = tuple((end if start == frame.speaker[1] else start, stop) for start, stop in frame.reach)
    return replace(frame, speaker=(frame.speaker[0], end), reach=reach)


def _listener(verb: Word) -> Range | None:
    """Who was told ("told AFP"); None when nobody is named."""
    if not verb.lower.startswith(("told", "tell")):
        return None
    for child in verb.children:
        if child.dep in ("dobj", "dative") and child.tag.startswith("NNP"):
            return phrase(child)
    return None

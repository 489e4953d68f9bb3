"""Passages to ask about: whole paragraphs, as many as fit, and where quoted words stand in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.extract import gates
from onrecord.extract.gates import Sentence
from onrecord.languages import Lexicon
from onrecord.model.spans import Span, cut

LONGEST = 2500  # characters of one passage: small models lose count of longer ones, and the answer must fit as well

Range = tuple[int, int]
# Writings that models change without meaning to; the words are always cut from the text as it has them.
_SAME = {ord(other): group[0] for group in ("'’‘`´", '"“”„«»', "-‐‑–—−") for other in group[1:]}
# Characters without a width, which models leave out: joiners, marks of direction, soft hyphens.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """Some sentences of a document that are asked about together; spans refer to `document`, the whole text.

    `stretches` are the ranges of the document that the window covers, one where only blanks lie between its sentences. `plain`
    holds their words in plain writing, one blank for many, a line for each stretch; its character `i` stands at `places[i]`.
    """

    document: str
    sentences: tuple[Sentence, ...]
    stretches: tuple[Range, ...]
    plain: str
    places: tuple[int, ...]

    @property
    def text(self) -> str:
        """What the model is shown: the words as they stand, with an empty line where something was left out between them."""
        return "\n\n".join(self.document[start:end] for start, end in self.stretches)

    def occurrences(self, words: str, within: Range | None = None) -> tuple[Span, ...]:
        """Every place where the words stand as whole words, in order; `within` limits it to a range of the document.

        Numbers are whole numbers: "200" does not stand in "1,200" nor in "200,000".
        """
        sought = " ".join("".join(c for c in words if c not in _INVISIBLE).split()).translate(_SAME)
        if not any(c.isalnum() for c in sought):
            return ()
        low, high = within or (0, len(self.document))
        ranges = ((self.places[at], self.places[to - 1] + 1) for at, to in _found(self.plain, sought))
        return tuple(cut(self.document, start, end) for start, end in ranges if low <= start and end <= high)

    def around(self, span: Span) -> Range | None:
        """The range of the sentences that the span touches; None when they are more than two: that is no clause."""
        touched = [s for s in self.sentences if s.start < span.end and span.start < s.end]
        return (touched[0].start, touched[-1].end) if 0 < len(touched) <= 2 else None

    def halves(self) -> tuple["Window", ...]:
        """The window in two, for a model that could not answer for the whole; empty when it is one sentence."""
        middle = len(self.sentences) // 2
        parts = (self.sentences[:middle], self.sentences[middle:])
        return tuple(_window(self.document, part) for part in parts) if middle else ()


def windows(text: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Window, ...]:
    """The passages worth a question, in order: those in which a sentence speaks of harm to people."""
    grouped = (_window(text, tuple(group)) for group in _groups(sentences))
    return tuple(w for w in grouped if any(gates.speaks_of_casualties(s.text, lexicon) for s in w.sentences))


def _groups(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Whole paragraphs up to the longest size; a paragraph longer than that is cut between sentences."""
    group: list[Sentence] = []
    for paragraph in _paragraphs(sentences):
        if group and _size([*group, *paragraph]) > LONGEST:
            yield group
            group = []
        for sentence in paragraph:
            if group and _size([*group, sentence]) > LONGEST:
                yield group
                group = []
            group.append(sentence)
    if group:
        yield group


def _paragraphs(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    paragraph: list[Sentence] = []
    for sentence in sentences:
        if paragraph and sentence.paragraph != paragraph[-1].paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(sentence)
    if paragraph:
        yield paragraph


def _size(sentences: Sequence[Sentence]) -> int:
    return sum(s.end - s.start + 2 for s in sentences)


def _window(document: str, sentences: tuple[Sentence, ...]) -> Window:
    stretches: list[Range] = []
    for sentence in sentences:
        if stretches and not document[stretches[-1][1] : sentence.start].strip():
            stretches[-1] = (stretches[-1][0], sentence.end)
        else:
            stretches.append((sentence.start, sentence.end))
    plain, places = _plain(document, stretches)
    return Window(
        document=document,
        sentences=sentences,
        stretches=tuple(stretches),
        plain=plain,
        places=places,
    )


def _plain(document: str, stretches: Sequence[Range]) -> tuple[str, tuple[int, ...]]:
    """The stretches in plain writing, a line each, and where each character stands in the document."""
    plain: list[str] = []
    places: list[int] = []
    for start, end in stretches:
        for at, character in enumerate(document[start:end], start):
            written = " " if character.isspace() else character
            if character in _INVISIBLE or (written == " " and plain and plain[-1] in " \n"):
                continue
            plain.append(written)
            places.append(at)
        plain.append("\n")
        places.append(end)
    return "".join(plain).translate(_SAME), tuple(places)


def _found(plain: str, sought: str) -> Iterator[Range]:
    at = plain.find(sought)
    while at >= 0:
        to = at + len(sought)
        if not (
            _goes_on(plain[at - 1 : at], sought[0], plain[at - 2 : at - 1])
            or _goes_on(plain[to], sought[-1], plain[to + 1 : to + 2])
        ):
            yield at, to
        at = plain.find(sought, at + 1)


def _goes_on(beside: str, edge: str, beyond: str) -> bool:
    """Whether a word or number goes on over the edge of what was found: "men" in "women", "200" in "1,200"."""
    if edge.isalnum() and (beside.isalnum() or beside == "_"):
        return True
    return edge.isdigit() and beside in (".", ",") and beyond.isdigit()

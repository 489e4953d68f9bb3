"""Passages to ask about: whole paragraphs, as many as fit, and where quoted words stand in them."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.extract import gates
from onrecord.extract.gates import Sentence
from onrecord.languages import Lexicon
from onrecord.model.spans import Span, cut

LONGEST = 2500  # characters of one passage: small models lose count of longer ones, and the answer must fit as well

Range = tuple[int, int]
# Writings that models change without meaning to; the words are always cut from the text as it has them.
_SAME = ("'’‘`´", '"“”„«»', "-‐‑–—−")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """Some sentences of a document that are asked about together; `document` is the whole text that spans refer to."""

    document: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """What the model is shown: the words as they stand, with an empty line where something was left out between them."""
        return "\n\n".join(self.document[start:end] for start, end in self.stretches())

    def stretches(self) -> tuple[Range, ...]:
        """The window as ranges of the document, one range where only blanks lie between its sentences."""
        found: list[Range] = []
        for sentence in self.sentences:
            if found and not self.document[found[-1][1] : sentence.start].strip():
                found[-1] = (found[-1][0], sentence.end)
            else:
                found.append((sentence.start, sentence.end))
        return tuple(found)

    def occurrences(self, words: str, within: Range | None = None) -> tuple[Span, ...]:
        """Every place where the words stand as whole words, in order; `within` limits it to a range of the document."""
        pattern = _pattern(words) if len(words) <= LONGEST * 2 else None
        if pattern is None:
            return ()
        low, high = within or (0, len(self.document))
        parts = ((max(start, low), min(end, high)) for start, end in self.stretches())
        return tuple(
            cut(self.document, *m.span())
            for start, end in parts
            if start < end
            for m in pattern.finditer(self.document, start, end)
        )

    def around(self, span: Span) -> Range | None:
        """The range of the sentences that the span touches; None when they are more than two: that is no clause."""
        touched = [s for s in self.sentences if s.start < span.end and span.start < s.end]
        return (touched[0].start, touched[-1].end) if 0 < len(touched) <= 2 else None

    def halves(self) -> tuple["Window", ...]:
        """The window in two, for a model that could not answer for the whole; empty when it is one sentence."""
        middle = len(self.sentences) // 2
        parts = (self.sentences[:middle], self.sentences[middle:])
        return tuple(Window(document=self.document, sentences=part) for part in parts) if middle else ()


def windows(text: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Window, ...]:
    """The passages worth a question, in order: those in which a sentence speaks of harm to people."""
    grouped = (Window(document=text, sentences=tuple(group)) for group in _groups(sentences))
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


@functools.lru_cache(maxsize=512)
def _pattern(words: str) -> re.Pattern[str] | None:
    """The words, whatever the blanks and the kind of quotation marks and dashes between them; None when they hold no word.

    Numbers are whole numbers: "200" does not stand in "1,200" nor in "200,000".
    """
    plain = " ".join(words.split())
    if not any(c.isalnum() for c in plain):
        return None
    body = "".join(_written(c) for c in plain)
    before = (r"(?<!\w)" if plain[0].isalnum() else "") + (r"(?<!\d[.,])" if plain[0].isdigit() else "")
    after = (r"(?!\w)" if plain[-1].isalnum() else "") + (r"(?![.,]\d)" if plain[-1].isdigit() else "")
    return re.compile(before + body + after)


def _written(character: str) -> str:
    if character == " ":
        return r"\s+"
    same = next((group for group in _SAME if character in group), None)
    return f"[{re.escape(same)}]" if same else re.escape(character)

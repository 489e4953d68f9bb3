"""Words in a document: where they stand and what they say.

Source: W3C Web Annotation, TextPositionSelector and TextQuoteSelector (code points, end exclusive).
"""

from dataclasses import dataclass

from onrecord.model.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of `Document.text`: code points, half open, and the words themselves.

    `text[start:end] == exact` always; `start < end`. An absent span is None, never an empty one.
    """

    start: int
    end: int
    exact: str

    def __post_init__(self) -> None:
        """Refuse a span that cannot be: empty, negative, or of another length than its words."""
        if self.start < 0 or self.end - self.start != len(self.exact) or not self.exact:
            raise InputError(f"Span {self.start}:{self.end} does not fit its words {self.exact!r}; cut it from the text.")

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


def cut(text: str, start: int, end: int) -> Span:
    """The span of `text[start:end]`; raises InputError when it is empty or out of range."""
    return Span(start=start, end=end, exact=text[start:end])

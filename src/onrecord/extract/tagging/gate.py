"""Which stretches of a document the learned reader reads.

Only sentences that speak of casualties: reading those around them as well takes twice as long and found more that is wrong
than right (docs/quality.md). What else the report tells, the word lists find.
"""

from collections.abc import Sequence

from onrecord.extract.gates import Sentence
from onrecord.model.spans import Span

Stretch = tuple[int, int]

# Relevance by words from which the tagger is not asked, and that under which the topic words are asked whether it is worth while;
# they say no under these log-odds. Chosen on judged items of general news: two of three texts of the stream are passed over, none
# of the 1,035 relevant ones that were learned from; on the 400 measured items nothing was lost either.
SURE, AGAINST, OFF_TOPIC = 0.9, 0.35, -2.0
_LEAD = 900  # characters: about one window of the tagger


def worth_tagging(sentences: Sequence[Sentence]) -> tuple[Stretch, ...]:
    """The stretches of the text to read, code points, in order: the sentences that a gate let through to the parser."""
    return tuple((s.start, s.end) for s in sentences if s.tokens is not None)


def lead(sentences: Sequence[Sentence]) -> tuple[Stretch, ...]:
    """The stretches of the first sentences, about one window of them: what a report is about stands there."""
    return tuple((s.start, s.end) for s in sentences if s.start - sentences[0].start < _LEAD)


def lies_in(span: Span, stretches: Sequence[Stretch]) -> bool:
    """Whether the words begin inside one of the stretches."""
    return any(start <= span.start < end for start, end in stretches)


def within(span: Span | None, stretches: Sequence[Stretch]) -> Span | None:
    """The span when one of the stretches holds all of it, else None."""
    return span if span and any(start <= span.start and span.end <= end for start, end in stretches) else None

"""Which stretches of a document are worth the learned reader's time."""

from collections.abc import Sequence

from onrecord.extract.gates import Sentence

Stretch = tuple[int, int]

# Relevance by words below which a document without a sentence on casualties is not read further.
_SURELY_OTHER = 0.05


def worth_tagging(sentences: Sequence[Sentence], relevance: float) -> tuple[Stretch, ...]:
    """The stretches of the text to read, code points: all of it, or none where the words surely tell of other things."""
    if relevance < _SURELY_OTHER and not any(s.tokens is not None for s in sentences):
        return ()
    return tuple((s.start, s.end) for s in sentences)

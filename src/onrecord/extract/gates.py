"""Gates: which sentences are worth a parse, and whether a document reports conflict at all.

A gate is a set of words looked up in microseconds; what passes is parsed once and read by every later step.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sentence:
    """One sentence of a document: `doc.text[start:end] == text`.

    `index` counts the sentences, `paragraph` the paragraphs of the document. `tokens` is the spaCy parse, or None when no gate
    let the sentence through. A token stands at `sentence.start + token.idx` of the document; for a sentence in capitals
    the tokens hold the lower-cased words, so take words from `text`, not from the tokens.
    """

    start: int
    end: int
    text: str
    index: int
    paragraph: int
    is_headline: bool = False
    tokens: Any = None  # Any: a spaCy Doc; spaCy has no types of its own

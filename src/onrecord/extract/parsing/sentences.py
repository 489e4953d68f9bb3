"""From texts to parsed words, by the weights of a spaCy pipeline of tok2vec, tagger and parser."""

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.extract.parsing.arcs import ArcReader
from onrecord.extract.parsing.vectors import Encoder, Floats, WordVectors
from onrecord.extract.parsing.words import Form, Word, linked, words_of
from onrecord.model.errors import InputError

_TOGETHER = 64  # texts read at once: enough to fill the matrices, few enough for memory
_FORMS_KEPT = 50_000  # spellings remembered, some 20 MB


class SentenceParser:
    """Reads sentences with the pipeline's weights. Build once a process: what it keeps changes speed, never a result."""

    def __init__(self, language: Any) -> None:  # Any: a spaCy Language; spaCy has no types of its own
        """Take a pipeline. Raises InputError when it has no tok2vec, tagger and parser of the small models' kind."""
        parts = dict(language.pipeline)
        if missing := {"tok2vec", "tagger", "parser"} - parts.keys():
            raise InputError(f"The parser lacks {', '.join(sorted(missing))}; use one of spaCy's small models.")
        from spacy.attrs import DEP, HEAD, ORTH, SPACY  # here, because loading spaCy takes a second that `--help` need not pay

        embed, encode = parts["tok2vec"].model.layers
        self._vectors, self._encode = WordVectors(embed), Encoder(encode)
        tags = parts["tagger"].model.get_ref("softmax")
        self._tag_weights, self._tag_bias = tags.get_param("W").T, tags.get_param("b")
        self._tags: tuple[str, ...] = tuple(parts["tagger"].labels)
        self._arcs = ArcReader(parts["parser"], language.make_doc("none"))
        self._language = language
        self._read_first = [ORTH, SPACY, *self._vectors.attributes]
        self._read_last = [HEAD, DEP]
        self._forms: dict[int, Form] = {}

    def read(self, texts: Sequence[str]) -> list[list[Word]]:
        """The words of each text, in order."""
        return [words for batch in _batches(texts) for words in self._read(batch)]

    def _read(self, texts: Sequence[str]) -> Iterator[list[Word]]:
        docs = [self._language.make_doc(text) for text in texts]
        lengths = [len(doc) for doc in docs]
        known = np.concatenate([doc.to_array(self._read_first) for doc in docs])
        vectors = self._encode(self._vectors.of(np.ascontiguousarray(known[:, 2:])), lengths)
        self._arcs.annotate(docs, vectors)
        arcs = np.concatenate([doc.to_array(self._read_last) for doc in docs])
        tags = self._tags_of(vectors)
        forms, spaced = [self._form(orth) for orth in known[:, 0].tolist()], known[:, 1].tolist()
        heads, deps = arcs[:, 0].astype(np.int64).tolist(), self._names(arcs[:, 1])
        first = 0
        for length in lengths:
            part = slice(first, first + length)
            yield linked(words_of(forms[part], spaced[part], tags[part], deps[part]), heads[part])
            first += length

    def _tags_of(self, vectors: Floats) -> list[str]:
        scores = vectors @ self._tag_weights
        scores += self._tag_bias
        return [self._tags[best] for best in scores.argmax(axis=1).tolist()]

    def _names(self, labels: NDArray[np.uint64]) -> list[str]:
        strings = self._language.vocab.strings
        names = {label: str(strings[label]) for label in set(labels.tolist())}
        return [names[label] for label in labels.tolist()]

    def _form(self, orth: int) -> Form:
        form = self._forms.get(orth)
        if form is None:
            if len(self._forms) >= _FORMS_KEPT:
                self._forms.clear()
            known = self._language.vocab[orth]
            form = Form(
                text=known.text,
                lower=known.lower_,
                is_punct=known.is_punct,
                is_alpha=known.is_alpha,
                like_num=known.like_num,
            )
            self._forms[orth] = form
        return form


@functools.lru_cache(maxsize=4)  # a process reads with one parser; tests may load more
def sentence_parser(language: Any) -> SentenceParser:  # Any: a spaCy Language
    """The reader for a pipeline, built once."""
    return SentenceParser(language)


def _batches(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    rest = iter(texts)
    while batch := tuple(itertools.islice(rest, _TOGETHER)):
        yield batch

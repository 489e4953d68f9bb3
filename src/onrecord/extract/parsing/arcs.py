"""Heads and relations: spaCy's transition parser, stepped from here.

The states, the moves and the weights are spaCy's. Its own loop lets go of Python's lock and takes it back for every addition,
which costs more than the additions; stepping all sentences together with numpy costs half. Source: decision 0006.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from onrecord.extract.parsing.vectors import Floats


class ArcReader:
    """Gives parsed documents their heads and relations."""

    def __init__(self, component: Any, blank: Any) -> None:  # Any: a spaCy DependencyParser and one of its documents
        """Take a trained parser; `blank` is any document of its vocabulary, never changed."""
        model = component.model
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        weights, padding = lower.get_param("W"), lower.get_param("pad")
        features, hidden, pieces, inputs = weights.shape
        self._component = component
        self._narrow = model.get_ref("tok2vec").layers[-1]
        # The pieces one behind the other, so that two blocks are compared instead of pairs of numbers.
        self._lower = np.ascontiguousarray(weights.transpose(3, 0, 2, 1).reshape(inputs, features * pieces * hidden))
        self._padding = np.ascontiguousarray(padding[0].transpose(0, 2, 1).reshape(-1))
        self._lower_bias = np.ascontiguousarray(lower.get_param("b").T.reshape(-1))
        self._upper = np.ascontiguousarray(upper.get_param("W").T)
        self._upper_bias = upper.get_param("b")
        self._features, self._hidden = features, hidden
        # Says which words a state looks at. It keeps nothing of the document that it was made for.
        self._words_seen = model.predict([blank]).get_token_ids

    def annotate(self, docs: Sequence[Any], vectors: Floats) -> None:  # Any: spaCy Docs
        """Sets heads and relations of the documents; `vectors` has a row for each of their words, in order."""
        seen = self._seen(vectors)
        states = self._component.moves.init_batch(docs)
        running = list(states)
        nth = np.arange(self._features, dtype=np.int32) + self._features  # row 0 is the word that is not there (-1)
        while running:
            places = self._words_seen(running)
            places *= self._features
            places += nth
            summed = np.add.reduce(seen.take(places, axis=0, mode="clip"), axis=1)
            summed += self._lower_bias
            scores = np.maximum(summed[:, : self._hidden], summed[:, self._hidden :]) @ self._upper
            scores += self._upper_bias
            running = self._component.transition_states(running, scores)
        self._component.set_annotations(docs, states)

    def _seen(self, vectors: Floats) -> Floats:
        """What each word adds to a state in each of the places where a state can look."""
        mapped = np.empty((len(vectors) + 1, self._lower.shape[1]), dtype=np.float32)
        mapped[0] = self._padding
        np.dot(self._narrow.predict(vectors), self._lower, out=mapped[1:])
        return mapped.reshape(len(mapped) * self._features, -1)

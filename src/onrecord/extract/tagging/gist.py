"""What a report tells, as a short row of numbers: reports of one happening point the same way though they share hardly a word.

A sentence encoder that nobody trained further, over the headline and the first words below it. The row is kept with the reading,
so that reconciling compares rows and needs no network. Each report is a batch of one on one thread: the same words, the same row.
"""

import base64
import hashlib

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from onrecord.extract.telling.matching import plain
from onrecord.model.documents import Document

# Pieces that are read, with [CLS] and [SEP]: a headline and a short paragraph. More takes longer and tells of the background.
_PIECES = 96
# Characters that surely hold so many pieces.
_LEAD = 1200
# The numbers of a row lie within ±.3; this makes whole numbers of a byte of them.
_STEPS = 400
# Longer reports are compared by their words alone: no row is made of them.
_LONGEST = 200
_CLS, _SEP = 101, 102  # of the BERT vocabulary


class Gist:
    """The encoder of one language. Build once a process; it keeps no state and may be called from any thread."""

    def __init__(self, weights: bytes, tokenizer: bytes, language: str) -> None:
        """`weights` are those of `gist.onnx`, `tokenizer` the tagger's."""
        self._language = language
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._encoder = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str(tokenizer.decode())
        self._version = hashlib.sha256(weights).hexdigest()[:8]

    def of(self, doc: Document) -> str | None:
        """The version of the encoder and, in base 64, one signed byte for each number; None for a report without words or
        of more than 200, or in another language. Two rows are compared only where the versions agree.
        """
        if doc.language not in (None, self._language) or len(doc.text.split()) > _LONGEST:
            return None
        body = doc.text[:_LEAD].strip()
        title = (doc.title or "").strip()
        words = f"{title}. {body.removeprefix(title).strip()}" if title else body
        ids = self._tokenizer.encode(plain(words), add_special_tokens=False).ids[: _PIECES - 2]
        if not ids:
            return None
        (row,) = self._encoder.run(None, {"ids": np.asarray([[_CLS, *ids, _SEP]], dtype=np.int64)})
        small = np.clip(np.round(np.asarray(row) * _STEPS), -127, 127).astype(np.int8)
        return f"{self._version}:{base64.b64encode(small.tobytes()).decode()}"

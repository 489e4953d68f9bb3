"""The room's entry: a document is put to a model passage by passage, and its verified answers come back as claims."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.extract.counts import find_counts
from onrecord.extract.dictation.answers import Fault, read_answer
from onrecord.extract.dictation.prompt import VERSION, question, schema
from onrecord.extract.dictation.verifying import Verifier
from onrecord.extract.dictation.windows import Range, Window, windows
from onrecord.extract.gates import Sentence
from onrecord.extract.tagging.gate import lies_in
from onrecord.extract.telling.matching import plain
from onrecord.languages import Lexicon
from onrecord.model.claims import Claim
from onrecord.model.documents import Document
from onrecord.model.enums import ProblemSeverity
from onrecord.model.errors import OnRecordError
from onrecord.model.problems import Problem
from onrecord.model.register import Extraction
from onrecord.model.spans import Span

Ask = Callable[[str, Mapping[str, object]], str]
"""A question and the JSON Schema of its answer → the answer. Raises OSError when this question got no answer, and an
OnRecordError when none ever will (a wrong address, a wrong key)."""

_GIVE_UP = 2  # unanswered passages in a row: the server is down, and a long report must not wait for each of its passages
_PARTS = (Fault.WORDS, Fault.LINK)
_ANSWERS = (Fault.UNREADABLE, Fault.TOO_LONG)
_STATEMENTS = tuple(fault for fault in Fault if fault not in (*_PARTS, *_ANSWERS))


def dictate(
    doc: Document, sentences: Sequence[Sentence], ask: Ask, lexicon: Lexicon, reader: str = "llm"
) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    """The claims that a model finds in a document and the text bears out, in the order of the text, and what went wrong.

    `reader` names the model and where it runs ("llm qwen3-8b at localhost:8000"); it goes into `found_by`. Scores are None: a
    model's answers are not calibrated. Only passages that speak of harm are asked about,
    and only in the lexicon's language.
    """
    reading = _read(doc, sentences, ask, lexicon, reader)
    return reading.in_order(), tuple(_problems(doc, reader, reading, instead=None))


def dictated(
    read: Extraction, doc: Document, sentences: Sequence[Sentence], ask: Ask, lexicon: Lexicon, reader: str = "llm"
) -> Extraction:
    """Another reader's extraction with its claims as the model tells them; the problems of the dictation are added.

    In a passage for which the model gave no usable answer the claims of the other reader stand, so that a server that is down
    loses nothing; each claim's `found_by` says who found it. Events and disruptions stay as they are.
    """
    reading = _read(doc, sentences, ask, lexicon, reader)
    kept = without_links([c for c in read.claims if not lies_in(c.span, reading.heard)])
    claims = {claim.claim_id: claim for claim in (*kept, *reading.claims)}
    return replace(
        read,
        reader=f"{reader} {VERSION} + {read.reader}",
        claims=tuple(sorted(claims.values(), key=_place)),
        problems=(*read.problems, *_problems(doc, reader, reading, instead=read.reader)),
    )


def without_links(claims: Sequence[Claim]) -> list[Claim]:
    """The claims without relations to claims that are not among them."""
    ids = {claim.claim_id for claim in claims}
    kept = []
    for claim in claims:
        relations = tuple(r for r in claim.relations if r.other in ids)
        kept.append(replace(claim, relations=relations, subset_of=claim.subset_of if claim.subset_of in ids else None))
    return kept


def _read(doc: Document, sentences: Sequence[Sentence], ask: Ask, lexicon: Lexicon, reader: str) -> "_Reading":
    is_ours = doc.language is None or doc.language == lexicon.language  # no word list could check the bounds of another
    asked = windows(doc.text, sentences, lexicon) if is_ours else ()
    numbers = find_counts(doc.text, lexicon) if asked else ()
    reading = _Reading(verifier=Verifier(doc=doc, lexicon=lexicon, numbers=numbers, found_by=f"{reader} {VERSION}"), ask=ask)
    for window in asked:
        reading.read(window)
    return reading


def _place(claim: Claim) -> tuple[Span, str, str]:
    return claim.span, claim.effect.value, claim.claim_id


@dataclass(slots=True, kw_only=True, eq=False)
class _Reading:
    """What has been read of one document so far; grows passage by passage. `heard` are the stretches with usable answers."""

    verifier: Verifier
    ask: Ask
    claims: list[Claim] = field(default_factory=list)
    heard: list[Range] = field(default_factory=list)
    faults: Counter[Fault] = field(default_factory=Counter)
    passages: int = 0
    unanswered: int = 0
    unreadable: int = 0
    in_a_row: int = 0
    trouble: str = ""

    def read(self, window: Window, again: bool = True) -> None:
        """Asks about a window; one that gets no readable answer is asked about once more in two halves."""
        self.passages += 1
        answer = self._answer(window)
        if answer is None:
            self.unanswered += 1
            return
        read = read_answer(answer)
        halves = window.halves() if read.statements is None and again else ()
        if halves:
            self.passages -= 1
            for half in halves:
                self.read(half, again=False)
            return
        self.faults.update(read.faults)
        if read.statements is None:
            self.unreadable += 1
        else:
            self.heard.extend(window.stretches)
            self.claims.extend(self.verifier.claims(read.statements, window, self.faults))

    def in_order(self) -> tuple[Claim, ...]:
        """The claims in the order of the text, each once."""
        return tuple(sorted({claim.claim_id: claim for claim in self.claims}.values(), key=_place))

    def _answer(self, window: Window) -> str | None:
        if self.in_a_row >= _GIVE_UP:
            return None
        try:
            answer = self.ask(plain(question(window.text, self.verifier.doc)), schema())
        except OSError as trouble:
            self.in_a_row += 1
            self.trouble = str(trouble)
            return None
        except OnRecordError as trouble:  # the other passages would get the same
            self.in_a_row = _GIVE_UP
            self.trouble = str(trouble)
            return None
        self.in_a_row = 0
        return answer


def _problems(doc: Document, reader: str, reading: _Reading, instead: str | None) -> Iterator[Problem]:
    """What the reader of the register must know: passages without an answer, answers without sense, statements left out.

    `instead` names the reader whose claims stand where the model gave none; None = nobody read there, and content is lost.
    """
    passages = _number(reading.passages, "passage")
    severity = ProblemSeverity.ERROR if instead is None else ProblemSeverity.WARNING
    stands_in = f" There the claims are those of {instead}." if instead else ""
    if reading.unanswered:
        message = f"{reader} did not answer for {reading.unanswered} of {passages}: {reading.trouble}{stands_in}"
        yield _problem(doc, "llm_unanswered", message, severity)
    if reading.unreadable:
        why = _listed(reading.faults, _ANSWERS)
        message = f"{reader} gave no usable answer for {reading.unreadable} of {passages}: {why}. Try a larger model.{stands_in}"
        yield _problem(doc, "llm_unreadable", message, severity)
    dropped = sum(reading.faults[fault] for fault in _STATEMENTS)
    parts = sum(reading.faults[fault] for fault in _PARTS)
    if dropped or parts:
        total = _number(len(reading.claims) + dropped, "statement")
        told = [f"{dropped} of {total} left out ({_listed(reading.faults, _STATEMENTS)})"] if dropped else []
        told += [f"{_number(parts, 'detail')} left out ({_listed(reading.faults, _PARTS)})"] if parts else []
        message = f"{reader}: {'; '.join(told)}. Nothing of them is on record; compare with the report."
        yield _problem(doc, "llm_left_out", message, ProblemSeverity.WARNING)


def _listed(faults: Counter[Fault], of: Sequence[Fault]) -> str:
    return ", ".join(f"{faults[fault]} × {fault.value}" for fault in of if faults[fault])


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _problem(doc: Document, code: str, message: str, severity: ProblemSeverity) -> Problem:
    return Problem(source=doc.source, code=code, message=message, severity=severity, subject=doc.document_id)

"""What a claim covers: the event reported, a total over a period, or an earlier event."""

from datetime import UTC, datetime

import pytest

from onrecord.extract.certainty import scope_of
from onrecord.extract.gates import split
from onrecord.extract.tagging.scopes import Occurrence, clues, likeliest
from onrecord.languages import load_lexicon
from onrecord.model.claims import Claim, Count
from onrecord.model.documents import Document
from onrecord.model.enums import Effect, EventType, Qualifier, Realis, Scope
from onrecord.model.spans import cut

LEXICON = load_lexicon("en")


def scope(text: str, words: str, low: int, told: dict[Scope, float] | None = None) -> Scope:
    at = text.index(words)
    seen = clues_of(text, words, low, ())
    assert at >= 0
    return likeliest(seen, told or {}, LEXICON)


def clues_of(text: str, words: str, low: int, occurrences: tuple[Occurrence, ...]) -> set[str]:
    doc = Document(
        document_id="d",
        text_version="1",
        text=text,
        raw_sha256="0",
        source="test",
        language="en",
        published_at=datetime(2026, 3, 4, tzinfo=UTC),
    )
    sentences = split(doc)
    span = cut(text, text.index(words), text.index(words) + len(words))
    home = next(s for s in sentences if s.start <= span.start < s.end)
    count = Count(span=span, low=low, high=low, qualifier=Qualifier.EXACT)
    claim = Claim(claim_id="c", document_id="d", text_version="1", span=span, count=count, effect=Effect.KILLED, found_by="test")
    return clues(claim, home, doc, scope_of(home, span, doc, LEXICON), occurrences, len(sentences))


@pytest.mark.parametrize(
    ("text", "words", "low", "expected"),
    [
        ("Gunmen killed six villagers near the ford on Monday.", "killed six villagers", 6, Scope.INCIDENT),
        ("The war has killed more than 250,000 people since 2011.", "killed more than 250,000 people", 250001, Scope.CUMULATIVE),
        ("A similar attack killed 14 worshippers in 2012.", "killed 14 worshippers", 14, Scope.BACKGROUND),
    ],
)
def test_what_a_claim_covers(text: str, words: str, low: int, expected: Scope) -> None:
    assert scope(text, words, low) is expected


def test_the_tagger_can_tip_the_scales() -> None:
    told = {Scope.INCIDENT: -9.0, Scope.CUMULATIVE: -9.0, Scope.BACKGROUND: 0.0}
    text = "Gunmen killed six villagers near the ford."
    assert scope(text, "killed six villagers", 6) is Scope.INCIDENT
    assert scope(text, "killed six villagers", 6, {s: 3 * p for s, p in told.items()}) is Scope.BACKGROUND


def test_occurrences_that_are_recalled_are_clues() -> None:
    text = "Gunmen killed six villagers near the ford."
    raid = Occurrence(start=0, end=6, type=EventType.ARMED_ATTACK, realis=Realis.BACKGROUND)
    assert "event document all" in clues_of(text, "killed six villagers", 6, (raid,))
    assert "event near background" in clues_of(text, "killed six villagers", 6, (raid,))
    assert "event elsewhere" in clues_of(text, "killed six villagers", 6, ())

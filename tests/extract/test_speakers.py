"""Who answers for a claim where the readers hear different speakers."""

import pytest

from onrecord.extract.gates import split
from onrecord.extract.tagging.speakers import clues, likeliest_speaker
from onrecord.languages import load_lexicon
from onrecord.model.claims import Attribution, Claim, Count
from onrecord.model.documents import Document
from onrecord.model.enums import Effect, Qualifier, SourceRole, Stance
from onrecord.model.spans import Span, cut

LEXICON = load_lexicon("en")
TEXT = "Shelling killed 12 people in Veln, hospital officials said. A resident described the scene."
NOBODY = Attribution()


def words(of: str) -> Span:
    return cut(TEXT, TEXT.index(of), TEXT.index(of) + len(of))


def says(name: str, cue: str, role: SourceRole) -> Attribution:
    return Attribution(source=name, source_span=words(name), role=role, cue_span=words(cue), stance=Stance.NEUTRAL)


OFFICIALS = says("hospital officials", "said", SourceRole.HOSPITAL)
RESIDENT = says("A resident", "described", SourceRole.LOCAL_RESIDENT)
DOC = Document(document_id="d", text_version="1", text=TEXT, raw_sha256="0", source="test", language="en")
CLAIM = Claim(
    claim_id="c",
    document_id="d",
    text_version="1",
    span=words("killed 12 people"),
    count=Count(span=words("12"), low=12, high=12, qualifier=Qualifier.EXACT),
    effect=Effect.KILLED,
    effect_span=words("killed"),
    found_by="test",
)


@pytest.mark.parametrize(
    ("known", "tagged", "none", "expected"),
    [
        (OFFICIALS, OFFICIALS, 0.02, OFFICIALS),
        (OFFICIALS, RESIDENT, 0.1, OFFICIALS),
        (NOBODY, OFFICIALS, 0.02, OFFICIALS),
        (NOBODY, NOBODY, 0.99, NOBODY),
        (RESIDENT, NOBODY, 0.999, NOBODY),
    ],
)
def test_the_speaker_for_whom_most_speaks(known: Attribution, tagged: Attribution, none: float, expected: Attribution) -> None:
    assert likeliest_speaker(known, tagged, none, CLAIM, split(DOC), LEXICON) == expected


def test_a_speaker_is_known_by_place_cue_and_kind() -> None:
    seen = clues(OFFICIALS, CLAIM, split(DOC), OFFICIALS, LEXICON)
    assert {"where same", "heard this same", "role hospital", "cue said True", "name officials"} <= seen
    assert "where next" in clues(RESIDENT, CLAIM, split(DOC), OFFICIALS, LEXICON)


def test_nobody_has_no_clues() -> None:
    assert clues(NOBODY, CLAIM, split(DOC), OFFICIALS, LEXICON) == set()
    assert clues(OFFICIALS, CLAIM, (), OFFICIALS, LEXICON) == set()

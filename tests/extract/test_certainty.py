"""How sure the words are, what a count covers, and what kind of harm it was."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from onrecord.extract import gates
from onrecord.extract.certainty import judge
from onrecord.languages import load_lexicon
from onrecord.model.claims import Attribution
from onrecord.model.documents import Document
from onrecord.model.enums import Certainty, Context, Scope, Stance
from onrecord.model.spans import cut

Judged = tuple[Certainty, Scope, Context]
PUBLISHED = datetime(2026, 1, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def judged() -> Callable[..., Judged]:
    """Judges the words `about`, whose effect word is `effect`."""

    def read(text: str, about: str, effect: str, attribution: Attribution | None = None) -> Judged:
        doc = Document(
            document_id="d", text_version="1", text=text, raw_sha256="0", source="test", language="en", published_at=PUBLISHED
        )
        start = text.index(about)
        home = next(s for s in gates.split(doc) if s.start <= start < s.end)
        at = text.index(effect, start)
        spans = cut(text, start, start + len(about)), cut(text, at, at + len(effect))
        return judge(home, *spans, attribution or Attribution(), doc, load_lexicon("en"))

    return read


@pytest.mark.parametrize(
    ("text", "about", "effect", "certainty"),
    [
        ("Four traders were killed in Tarvan.", "Four traders were killed", "killed", Certainty.ASSERTED),
        ("Four traders were reportedly killed in Tarvan.", "Four traders were reportedly killed", "killed", Certainty.CLAIMED),
        ("Four traders are feared dead after the raid.", "Four traders are feared dead", "dead", Certainty.POSSIBLE),
        ("Four traders may have been killed.", "Four traders may have been killed", "killed", Certainty.POSSIBLE),
        ("The group threatened to kill four traders.", "kill four traders", "kill", Certainty.HYPOTHETICAL),
        ("If shells had hit the school, children would have died.", "children would have died", "died", Certainty.HYPOTHETICAL),
        ("Gunmen tried to abduct four traders.", "abduct four traders", "abduct", Certainty.FAILED),
        ("The army denied that four traders were killed.", "four traders were killed", "killed", Certainty.DENIED),
    ],
)
def test_hedge_decides_certainty(judged: Callable[..., Judged], text: str, about: str, effect: str, certainty: Certainty) -> None:
    assert judged(text, about, effect)[0] is certainty


def test_distancing_verb_makes_a_claim(judged: Callable[..., Judged]) -> None:
    claimed = Attribution(stance=Stance.DISTANCING)
    assert judged("The front claimed it killed four traders.", "killed four traders", "killed", claimed)[0] is Certainty.CLAIMED


def test_hedge_of_another_clause_does_not_count(judged: Callable[..., Judged]) -> None:
    text = "The driver may have fled, but two guards were killed."
    assert judged(text, "two guards were killed", "killed")[0] is Certainty.ASSERTED


@pytest.mark.parametrize(
    ("text", "about", "scope"),
    [
        ("Nine soldiers were killed on Saturday.", "Nine soldiers were killed", Scope.INCIDENT),
        ("Over the preceding 48 hours, 108 fighters were killed.", "108 fighters were killed", Scope.INCIDENT),
        ("More than 400 people have been killed since 2011.", "400 people have been killed", Scope.CUMULATIVE),
        ("Over the past year 60 teachers were killed.", "60 teachers were killed", Scope.CUMULATIVE),
        ("The five-year war has killed 3,000 people.", "killed 3,000 people", Scope.CUMULATIVE),
        ("In 2025, a bus bombing left two dead, and rebels took hundreds hostage.", "took hundreds hostage", Scope.BACKGROUND),
        ("Last year 23 people were killed there.", "23 people were killed", Scope.BACKGROUND),
        ("In 2026, nine people were killed.", "nine people were killed", Scope.INCIDENT),
    ],
)
def test_time_words_decide_what_a_count_covers(judged: Callable[..., Judged], text: str, about: str, scope: Scope) -> None:
    assert judged(text, about, about.split()[-1])[1] is scope


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Militants killed two guards at the dam.", Context.CONFLICT),
        ("Two people were killed when a bus overturned.", Context.ACCIDENT),
        ("Two people were killed by the floods.", Context.DISASTER),
        ("Two people were killed in a robbery, detectives said.", Context.CRIME),
        ("Two people were killed.", Context.CONFLICT),
        ("Two people were killed in a storm.", Context.DISASTER),
        ("Two people were killed as men tried to storm the hall.", Context.CONFLICT),
    ],
)
def test_words_around_decide_the_context(judged: Callable[..., Judged], text: str, context: Context) -> None:
    about = "killed two" if "killed two" in text else "Two people were killed"
    assert judged(text, about, "killed")[2] is context

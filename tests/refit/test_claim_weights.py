"""The weights of parts and scopes: labels become claims, fitting finds the clue that tells, and the file reads back."""

import tomllib

from onrecord.extract import gates
from onrecord.languages import load_lexicon
from onrecord.model.enums import Effect, Scope
from onrecord.pipeline import load_parser
from onrecord.refit.claim_weights import (
    Choice,
    Shown,
    as_toml,
    claims_of,
    fit_choices,
    fit_scopes,
    scopes_in,
    speakers_for,
    wholes_in,
)
from onrecord.refit.passages import read_labels
from onrecord.training.event_weights import document_of

TEXT = "Shelling killed 12 people in Veln, including three children."
LABEL = (
    '{"id": "own-1", "text": "' + TEXT + '", "relevant": true, "claims": ['
    '{"quote": "killed 12 people", "quote_span": [9, 25], "count_span": [16, 18], "low": 12, "high": 12, "qualifier": "exact",'
    ' "outcome": "killed", "outcome_span": [9, 15], "who": "unknown", "who_span": [19, 25], "groups": [], "scope": "incident",'
    ' "certainty": "asserted", "context": "conflict", "source_role": "none", "subset_of": null},'
    '{"quote": "three children", "quote_span": [45, 59], "count_span": [45, 50], "low": 3, "high": 3, "qualifier": "exact",'
    ' "outcome": "killed", "outcome_span": [9, 15], "who": "civilian", "who_span": [51, 59], "groups": ["children"],'
    ' "scope": "incident", "certainty": "asserted", "context": "conflict", "source_role": "none", "subset_of": 0}]}'
)


def test_labels_become_choices_and_scopes() -> None:
    lexicon = load_lexicon("en")
    (line,) = read_labels([LABEL], "own")
    doc, claims = document_of(line), claims_of(line)
    sentences = gates.parse(gates.split(doc), load_parser(), lexicon)
    assert [(c.effect, c.count.low) for c in claims] == [(Effect.KILLED, 12), (Effect.KILLED, 3)]
    (choice,) = wholes_in(line, claims, doc, sentences, lexicon)
    assert choice.right == 0
    assert {"before1 including", "grammar this"} <= choice.options[0]
    assert [one.scope for one in scopes_in(line, claims, doc, sentences, lexicon)] == [Scope.INCIDENT, Scope.INCIDENT]


def test_speakers_heard_around_a_claim_become_a_choice() -> None:
    lexicon = load_lexicon("en")
    said = LABEL.replace("children.", "children, rescuers said.").replace(
        '"source_role"', '"source_span": [61, 69], "source_role"'
    )
    (line,) = read_labels([said], "own")
    doc = document_of(line)
    first, _ = speakers_for(line, claims_of(line), doc, gates.parse(gates.split(doc), load_parser(), lexicon), lexicon)
    assert first.right == 0
    assert {"name rescuers", "where same", "cue said True"} <= first.options[0]


def test_fitting_finds_the_clue_that_tells_and_the_file_reads_back() -> None:
    part, no_part = frozenset({"before1 including"}), frozenset({"before1 another"})
    wholes = fit_choices([Choice(options=(part, no_part), right=0), Choice(options=(no_part,), right=None)] * 20)
    scopes = fit_scopes(
        [
            Shown(clues=frozenset({"tense has"}), scope=Scope.CUMULATIVE),
            Shown(clues=frozenset({"tense plain"}), scope=Scope.INCIDENT),
        ]
        * 20
    )
    assert wholes["before1 including"] > 1 > -1 > wholes["before1 another"]
    read = tomllib.loads(as_toml({"whole": wholes, "scope": scopes}))
    assert read["whole"]["before1 including"] == wholes["before1 including"]
    assert "cumulative" in read["scope"]["tense has"]

"""Times that are another deed's: when people were taken who are freed now, and what "since" counts from."""

from datetime import date

import pytest

from onrecord.evaluation.numbers import Case
from onrecord.languages import load_lexicon
from onrecord.model.spans import cut
from onrecord.pipeline import load_tools, read_item
from onrecord.resolve.attach.cues import load_cues
from onrecord.resolve.attach.earlier import happened_then, is_of_earlier_fate
from onrecord.settings import load_settings


def _when(text: str) -> dict[tuple[int | None, str], tuple[date | None, date | None]]:
    settings = load_settings(workers=1)
    tools = load_tools(settings.cache, "joined", settings.weights, settings.places)
    found = read_item(Case(case_id="own", text=text, published="2026-03-14", wanted=()).item("own"), tools).extraction
    assert found is not None
    return {(c.count.low, c.effect.value): (c.time.date_start, c.time.date_end) if c.time else (None, None) for c in found.claims}


def test_the_year_of_the_abduction_is_not_that_of_the_release() -> None:
    """Each deed keeps its own time."""
    told = _when("Two aid workers who were abducted in Dadaab in 2011 have been released, their families said.")
    assert told[2, "abducted"] == (date(2011, 1, 1), date(2011, 12, 31))
    assert told[2, "freed"] == (None, None)


def test_since_an_event_counts_from_its_day() -> None:
    """ "Since the coup of February 2021" is no February."""
    told = _when("The junta has killed 6,800 civilians since the coup of February 2021, a monitor said.")
    assert told[6800, "killed"] == (date(2021, 2, 1), date(2026, 3, 14))


@pytest.mark.parametrize(
    ("text", "number", "days"),
    (
        (
            "The attack was the deadliest since 2019, when 49 people were killed at a base in Indelimane.",
            49,
            (date(2019, 1, 1), date(2019, 12, 31)),
        ),
        (
            "It was the first such raid since March 2024, when gunmen killed 11 worshippers in Kaduna.",
            11,
            (date(2024, 3, 1), date(2024, 3, 31)),
        ),
        ("More than 300 people have been killed since January.", 301, (date(2026, 1, 1), date(2026, 3, 14))),
    ),
)
def test_what_happened_then_did_not_happen_since(text: str, number: int, days: tuple[date, date]) -> None:
    """The month that is counted from is the time of what happened in it."""
    assert _when(text)[number, "killed"] == days


def test_a_clause_that_opens_with_a_time_keeps_it() -> None:
    """Semicolons part what happened then from what happened later."""
    told = _when("In May 2014, 17 people were abducted; on June 3, 12 were freed.")
    assert told[17, "abducted"] == (date(2014, 5, 1), date(2014, 5, 31))
    assert told[12, "freed"] == (date(2025, 6, 3), date(2025, 6, 3))


@pytest.mark.parametrize(
    ("text", "number", "day"),
    (
        ("Suspected jihadists attacked a camp at Nampala before dawn on Friday, killing 17 soldiers.", 17, date(2026, 3, 13)),
        ("The blast occurred around 2am on Monday, killing five people, police said.", 5, date(2026, 3, 9)),
        ("Gunmen stormed the village at about 9 pm (2000 GMT) on Tuesday and killed 11 people.", 11, date(2026, 3, 10)),
    ),
)
def test_an_hour_is_of_the_day_named_behind_it(text: str, number: int, day: date) -> None:
    """Neither of the day of the report, nor of all days until then."""
    assert _when(text)[number, "killed"] == (day, day)


def test_the_words_decide() -> None:
    """Only a time between an earlier fate and the perfect is the fate's, only ", when" right behind a time points at it."""
    text = "Those held since May have been freed. Since May, rebels freed ten; since June, when two died, none."
    may, june = (cut(text, text.index(m), text.index(m) + len(m)) for m in ("since May", "since June"))
    freed, died = (cut(text, text.rindex(w) if w == "died" else text.index(w), text.index(w) + len(w)) for w in ("freed", "died"))
    fate = load_cues(load_lexicon("en")).fate
    assert is_of_earlier_fate(may, freed, text.lower(), fate)
    assert not is_of_earlier_fate(june, died, text.lower(), fate)
    assert happened_then(june, died, text.lower())
    assert not happened_then(may, freed, text.lower())


def test_the_next_paragraph_dates_nothing_counted_before_it() -> None:
    """What a later paragraph tells of Thursday says nothing of a total."""
    told = _when(
        "Western officials estimate that about 250,000 Russian soldiers have died.\n\n"
        "The two sides exchanged prisoners of war on Thursday, the first swap in four months."
    )
    assert [days for (_, effect), days in told.items() if effect == "killed"] == [(None, None)]


def test_the_day_of_a_dateline_is_the_reports_own() -> None:
    """A report filed on 12 March tells of Wednesday where it says so, and its dateline is no words for when people died."""
    settings = load_settings(workers=1)
    tools = load_tools(settings.cache, "joined", settings.weights, settings.places)
    text = (
        "OUAGADOUGOU, March 12 (Sahel Wire) - Suspected jihadists killed at least 41 soldiers in attacks on two army bases in "
        "northern Burkina Faso, security sources said."
    )
    found = read_item(Case(case_id="own", text=text, published="2026-03-14", wanted=()).item("own"), tools).extraction
    assert found is not None
    (claim,) = (c for c in found.claims if c.count.low == 41)
    assert claim.time is None or claim.time.span is None


def test_the_words_that_open_a_sentence_come_before_another_paragraph() -> None:
    """A group that has fought "since 2007" in the paragraph above killed nobody since then here."""
    told = _when(
        "Al-Shabaab, which has been fighting to topple the government since 2007, did not claim responsibility.\n\n"
        "Last week, nine people were killed and 47 injured when gunmen stormed a hotel in Kismayo; three attackers were shot."
    )
    assert told[9, "killed"] == told[47, "injured"] == (date(2026, 3, 2), date(2026, 3, 8))

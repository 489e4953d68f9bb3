"""Unlabelled texts cut for teaching: what the run time would read, each draw the same."""

from onrecord.training.distilling.windows import BRIEF, LONGEST, windows

LONG = " ".join(
    f"The council of ward {n} met about parking and bins for an hour on a grey morning. Gunmen killed {n} people in ward {n}."
    for n in range(10, 40)
)


def test_long_texts_give_only_what_speaks_of_casualties() -> None:
    """As the tagger reads them: sentences without harm are left out, and no window is longer than it may be."""
    found = windows([LONG])
    assert len(found) > 1
    assert all("parking" not in w.text and len(w.text) <= LONGEST for w in found)
    assert sum(w.text.count("killed") for w in found) == 30


def test_brief_texts_are_taken_whole() -> None:
    """Whether they are on conflict is told by all of their words."""
    text = "A fair in Lowmoor drew a crowd. Nobody was hurt."
    assert len(text) < BRIEF
    assert [w.text for w in windows([text])] == [text]


def test_a_draw_is_the_same_every_time_and_no_larger_than_asked() -> None:
    """The seed decides, not the process."""
    assert windows([LONG], 2) == windows([LONG], 2)
    assert len(windows([LONG], 2)) == 2

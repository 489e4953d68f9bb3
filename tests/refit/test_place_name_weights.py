"""The weights of whole names are learned from rows alone, and only they change in the file."""

from importlib import resources

from onrecord.refit.place_names import OWN, Row, fit, with_weights


def rows() -> list[Row]:
    made = []
    for right, name in ((True, "lead in"), (False, "person")):
        made += [Row(features=frozenset({"bias", name, OWN + name}), right=right, counts=1.0)] * 20
    return made


def test_what_marks_places_weighs_for_them() -> None:
    weights = fit(rows())
    assert weights["lead in"] > 1 > -1 > weights["person"]
    assert not any(name.startswith(OWN) for name in weights)


def test_same_rows_give_the_same_weights() -> None:
    assert fit(rows()) == fit(rows())


def test_word_lists_stay_as_people_wrote_them() -> None:
    text = (resources.files("onrecord.languages") / "en" / "place_names.toml").read_text(encoding="utf-8")
    changed = with_weights(text, {"lead in": 1.5})
    assert changed.split("[weights]")[0] == text.split("[weights]")[0]
    assert changed.endswith('[weights]\n"lead in" = 1.5\n')

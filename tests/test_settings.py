"""Settings: file, then environment, then flags; what does not fit is refused by name."""

from pathlib import Path

import pytest

from onrecord.model.errors import InputError
from onrecord.settings import load_settings


def test_flag_overrides_environment_and_environment_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "onrecord.toml").write_text('store = "file.db"\npolicy = "from-file"\nworkers = 3\n')
    monkeypatch.setenv("ONRECORD_STORE", "environment.db")
    monkeypatch.setenv("ONRECORD_POLICY", "from-environment")
    settings = load_settings(store=Path("flag.db"), workers=None)
    assert (settings.store, settings.policy, settings.workers) == (Path("flag.db"), "from-environment", 3)


@pytest.mark.parametrize(
    ("flags", "words"), [({"workers": 0}, "workers"), ({"reader": "oracle"}, "reader"), ({"log_level": "LOUD"}, "log_level")]
)
def test_setting_that_does_not_fit_is_refused_by_name(flags: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=f"Setting {words}"):
        load_settings(**flags)


def test_unknown_setting_in_the_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "onrecord.toml").write_text('stor = "typo.db"\n')
    with pytest.raises(InputError, match="stor"):
        load_settings()

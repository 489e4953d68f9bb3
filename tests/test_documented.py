"""Every command and every setting is documented; the README shows the two commands a newcomer needs (house style R35)."""

from pathlib import Path

import click
import pytest

from onrecord.cli import main
from onrecord.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def command_names(group: click.Group, prefix: str = "onrecord") -> list[str]:
    names = []
    for name, command in sorted(group.commands.items()):
        names.extend(command_names(command, f"{prefix} {name}") if isinstance(command, click.Group) else [f"{prefix} {name}"])
    return names


@pytest.mark.parametrize("name", command_names(main))
def test_command_is_documented(name: str) -> None:
    assert f"`{name}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", command_names(main))
def test_command_says_what_it_does(name: str) -> None:
    command: click.Command = main
    for part in name.split()[1:]:
        assert isinstance(command, click.Group)
        command = command.commands[part]
    assert command.help and len(command.help) > 20
    assert all(option.help for option in command.params if isinstance(option, click.Option) and option.name != "form")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_setting_is_documented(name: str) -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert f"| `{name}` | `ONRECORD_{name.upper()}` |" in text


def test_readme_names_the_two_commands_first() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40])
    assert "./onrecord demo" in first_screen
    assert "./onrecord test" in first_screen


def test_every_document_that_readme_links_exists() -> None:
    import re

    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"

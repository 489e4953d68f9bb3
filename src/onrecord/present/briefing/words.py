"""The fixed words of a briefing in other languages: one gettext file each in `locale/`, read as it is.

Only headings and notes are translated. Sentences, quotes and numbers stay as they were made and are marked as English, so that
a page in another direction shows them right. A word that is not translated stays English, and a test names it.
"""

import functools
import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from onrecord.model.errors import InputError

# Languages written from right to left, of those that may be asked for. Source: Unicode CLDR, characterOrder.
RIGHT_TO_LEFT = {"ar", "fa", "he", "ps", "sd", "ug", "ur"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language a briefing can be printed in: its ISO 639-1 code, its direction ("ltr", "rtl") and how it says fixed words."""

    code: str
    direction: str
    say: Callable[[str], str]


def language_codes() -> tuple[str, ...]:
    """The languages there are, English first."""
    files = (resources.files("onrecord") / "present" / "briefing" / "locale").iterdir()
    return ("en", *sorted(f.name.removesuffix(".po") for f in files if f.name.endswith(".po")))


def language(code: str) -> Language:
    """The named language. Raises InputError for one that is not there."""
    if code not in language_codes():
        raise InputError(f"There are no words for the language {code!r}; choose one of: {', '.join(language_codes())}.")
    catalog = {} if code == "en" else catalog_of(code)
    direction = "rtl" if code in RIGHT_TO_LEFT else "ltr"
    return Language(code=code, direction=direction, say=lambda words: catalog.get(words) or words)


@functools.cache
def catalog_of(code: str) -> dict[str, str]:
    """The translated words of a language by their English; words without a translation are left out."""
    from babel.messages.pofile import read_po

    text = (resources.files("onrecord") / "present" / "briefing" / "locale" / f"{code}.po").read_bytes()
    catalog = read_po(io.BytesIO(text), locale=code)
    return {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}

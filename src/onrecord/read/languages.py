"""The language a text is in, told from its first words."""

import functools
import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Enough letters to tell a language by; fewer are left untold.
ENOUGH = 60
# As much as is looked at: telling gains nothing from more.
LOOKED_AT = 1000
# Below this probability the language is left untold.
SURE = 0.7
SHAPE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]+)*$")


def tell_language(text: str, said: str | None) -> str | None:
    """ISO 639-1 of the text: what the carrier or page says, else what the words look like; None = could not be told."""
    shape = SHAPE.match((said or "").strip().lower())
    if shape:
        return shape[1]
    prose = text[:LOOKED_AT]
    if sum(map(str.isalpha, prose)) < ENOUGH:
        return None
    # Capitals mislead the letter statistics.
    language, probability = _identifier().classify(prose.lower() if prose.isupper() else prose)
    return str(language) if probability >= SURE else None


@functools.cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

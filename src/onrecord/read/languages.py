"""The language a text is in: what its carrier says, else what its first words look like, else what its page says."""

import functools
import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Enough letters to tell a language by; fewer are left untold.
ENOUGH = 60
# As much as is looked at: more gains nothing and takes longer than all else here.
LOOKED_AT = 500
# Below this probability the language is left untold.
SURE = 0.7
# Small words that no other language has in this mixture. Where they are so large a share of a text's first words, and so many
# different ones, its letters are not asked, which takes longer than all else here: of 4,827 such feed items all are English.
_SMALL_WORDS = frozenset(
    (
        "after and are at been by for from had has have his is its not of that the their they this to was were which who will "
        "with would"
    ).split()
)
SMALL_WORDS, DIFFERENT = 0.15, 5
_SHAPE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*$")
# ISO 639-2 codes and names that carriers use instead of ISO 639-1.
LONG_CODES = {
    "eng": "en", "english": "en", "ara": "ar", "arabic": "ar", "urd": "ur", "urdu": "ur", "fas": "fa", "per": "fa",
    "persian": "fa", "pus": "ps", "pashto": "ps", "fra": "fr", "fre": "fr", "french": "fr", "spa": "es", "spanish": "es",
    "rus": "ru", "russian": "ru", "ukr": "uk", "ukrainian": "uk", "deu": "de", "ger": "de", "german": "de",
}  # fmt: skip


def tell_language(text: str, carrier: str | None, page: str | None = None) -> str | None:
    """ISO 639-1 of the text; None = could not be told.

    The carrier's word counts first. A page's own comes last: templates often name a language that the article is not in.
    """
    return _code(carrier) or _looks_like(text) or _code(page)


def _code(said: str | None) -> str | None:
    words = (said or "").strip().lower()
    if words in LONG_CODES:
        return LONG_CODES[words]
    shape = _SHAPE.match(words)
    return LONG_CODES.get(shape[1], shape[1]) if shape and shape[1] not in ("und", "mul", "zxx") else None


def _looks_like(text: str) -> str | None:
    prose = text[:LOOKED_AT]
    if _is_plainly_english(prose):
        return "en"
    if sum(map(str.isalpha, prose)) < ENOUGH:
        return None
    # Capitals mislead the letter statistics.
    language, probability = _identifier().classify(prose.lower() if prose.isupper() else prose)
    return str(language) if probability >= SURE else None


def _is_plainly_english(prose: str) -> bool:
    """Whether the small words alone say that it is English; they say nothing of short texts."""
    words = prose.lower().split()
    small = [word for word in words if word in _SMALL_WORDS]
    return len(small) > SMALL_WORDS * len(words) and len(set(small)) >= DIFFERENT


@functools.cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

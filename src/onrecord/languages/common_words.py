"""How common a word is: the share of reports at large that use it, from a list measured over news of several kinds."""

import csv
import functools
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from onrecord.model.errors import NotFoundError

PER = 10_000


@functools.cache
def load_common_words(language: str) -> Mapping[str, float]:
    """Lower-case word → share of reports that use it, 0..1; words in fewer than one of a thousand are not listed.

    Raises NotFoundError for a language without such a list.
    """
    file = resources.files("onrecord.languages").joinpath(language, "common_words.csv")
    if not language.isalpha() or not file.is_file():
        raise NotFoundError(f"There is no list of common words for {language!r}; add languages/{language}/common_words.csv.")
    rows = csv.reader(file.read_text(encoding="utf-8").splitlines()[1:])
    return MappingProxyType({word: int(share) / PER for word, share in rows})

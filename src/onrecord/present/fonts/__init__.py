"""The letters that many machines lack: Noto Naskh Arabic, for Arabic, Urdu, Persian and Pashto, under the SIL Open Font License.

Subsets of the regular and bold cuts: WOFF2 for pages, TrueType for PDF. Other scripts are set in what the machine has.
"""

import base64
import functools
import re
from importlib import resources
from importlib.resources.abc import Traversable

FAMILY = "Noto Naskh Arabic"
# The letters that the files have; a browser loads a file only for a page that has one of these.
RANGE = "U+0600-06FF, U+FB50-FBC1, U+FDF2, U+FDFA-FDFD, U+FE70-FEFC"
ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufbc1\ufdf2\ufdfa-\ufdfd\ufe70-\ufefc]")
CUTS = {400: "noto-naskh-arabic-400.woff2", 700: "noto-naskh-arabic-700.woff2"}


def folder() -> Traversable:
    """Where the files are."""
    return resources.files("onrecord") / "present" / "fonts"


@functools.cache
def font(name: str) -> bytes:
    """One of the files for pages."""
    return (folder() / name).read_bytes()


def faces(address: dict[int, str]) -> str:
    """The style rules that name the font; `address` = where each cut (weight) is found."""
    rule = '@font-face {{ font-family: "{}"; font-weight: {}; font-display: swap; unicode-range: {}; src: url("{}") {}; }}\n'
    return "".join(rule.format(FAMILY, weight, RANGE, address[weight], 'format("woff2")') for weight in CUTS)


def held(text: str) -> str:
    """The style rules with the font inside, for a page that has to stand alone; "" where the text needs none of its letters."""
    if not ARABIC.search(text):
        return ""
    return faces({weight: "data:font/woff2;base64," + base64.b64encode(font(name)).decode() for weight, name in CUTS.items()})

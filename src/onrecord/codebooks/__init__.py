"""Shelf: policies and coding schemes, data only, and their loader."""

import functools
import tomllib
from dataclasses import dataclass, fields
from importlib import resources

from onrecord.model.errors import CodebookError

# What each switch of a policy may say; a value outside these is a spelling mistake and must not pass silently.
CHOICES = {
    "low": ("lowest_root",),
    "high": ("highest_root",),
    "best": ("none",),
    "possible": ("raises_high",),
    "denied": ("zero_for_denier",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How many tellers' bounds become one figure: a named, versioned rule that is shown beside every number.

    `low`, `high` and `best` name the rule for each bound; `possible` and `denied` say what hedged and denied counts may do.
    `says` is the rule in a sentence. Source: claims_method §3 (policy object) and §4.6.
    """

    name: str
    version: int
    says: str
    low: str
    high: str
    best: str
    possible: str
    denied: str

    @property
    def label(self) -> str:
        """Name and version as shown beside a figure: "range 1"."""
        return f"{self.name} {self.version}"


def policy_names() -> tuple[str, ...]:
    """The policies on the shelf, sorted."""
    files = resources.files(__name__).joinpath("policies").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml")))


@functools.cache
def load_policy(name: str) -> Policy:
    """The named policy, e.g. "range". Raises CodebookError for a name that is not on the shelf or a file that is broken."""
    if name not in policy_names():
        raise CodebookError(f"There is no policy called {name!r}; choose one of: {', '.join(policy_names())}.")
    text = resources.files(__name__).joinpath("policies", f"{name}.toml").read_text(encoding="utf-8")
    return parse_policy(text, f"policies/{name}.toml")


def parse_policy(text: str, where: str) -> Policy:
    """The policy written in `text` (TOML); `where` names the file in errors. Raises CodebookError when it does not fit."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise CodebookError(f"{where} is not TOML ({trouble}); mend it.") from trouble
    expected = {f.name: f.type for f in fields(Policy)}
    if set(table) != set(expected):
        wrong = ", ".join(sorted(set(table) ^ set(expected)))
        raise CodebookError(f"{where} must have exactly the keys {', '.join(expected)}; missing or unknown: {wrong}.")
    for key, allowed in CHOICES.items():
        if table[key] not in allowed:
            raise CodebookError(f"{where}: {key} = {table[key]!r} is not known; choose one of: {', '.join(allowed)}.")
    if not isinstance(table["version"], int) or table["version"] < 1:
        raise CodebookError(f"{where}: version must be a whole number from 1, got {table['version']!r}.")
    return Policy(**table)

"""Shelf: policies and coding schemes, data only, and their loader."""

import functools
from importlib import resources

from onrecord.codebooks.policy import Independence, Pick, Policy, Words, parse_policy
from onrecord.model.errors import CodebookError

__all__ = ["Independence", "Pick", "Policy", "Words", "load_policies", "load_policy", "parse_policy", "policy_names"]

# The policy that is used when nobody names one; it is listed first.
DEFAULT = "range"


def policy_names() -> tuple[str, ...]:
    """The policies on the shelf, the default first, then sorted."""
    files = resources.files(__name__).joinpath("policies").iterdir()
    names = (f.name.removesuffix(".toml") for f in files if f.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


@functools.cache
def load_policy(name: str) -> Policy:
    """The named policy, e.g. "range". Raises CodebookError for a name that is not on the shelf or a file that is broken."""
    if name not in policy_names():
        raise CodebookError(f"There is no policy called {name!r}; choose one of: {', '.join(policy_names())}.")
    text = resources.files(__name__).joinpath("policies", f"{name}.toml").read_text(encoding="utf-8")
    return parse_policy(text, f"policies/{name}.toml")


def load_policies() -> tuple[Policy, ...]:
    """Every policy on the shelf, the default first."""
    return tuple(load_policy(name) for name in policy_names())

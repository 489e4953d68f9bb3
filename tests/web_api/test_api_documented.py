"""Every list and every parameter of the API is in docs/api.md (house style R35)."""

from pathlib import Path

import pytest

from onrecord.web.api.routes import LISTINGS, Listing

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
OF_ALL = {"as_of", "recorded_as_of", "policy", "limit", "cursor"}


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_list_is_documented_with_its_filters(listing: Listing) -> None:
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{listing.name}` |")]
    missing = [name for name in listing.asked.model_fields if name not in OF_ALL and f"`{name}`" not in line]
    assert not missing


def test_what_all_lists_take_is_documented() -> None:
    assert all(f"`{name}`" in PAGE for name in OF_ALL)

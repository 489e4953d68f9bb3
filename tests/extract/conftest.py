"""What the tests of reading share."""

from collections.abc import Callable

import pytest

from onrecord.evaluation.numbers import Case
from onrecord.evaluation.running import sure_part
from onrecord.model.claims import Claim
from onrecord.model.register import Extraction
from onrecord.pipeline import load_tools, read_item
from onrecord.settings import load_settings


@pytest.fixture(scope="session")
def reading() -> Callable[[str], Extraction]:
    """What the default reader gives of a text without what waits for review."""
    settings = load_settings(workers=1)
    tools = load_tools(settings.cache, "joined", settings.weights, settings.places)

    def read(text: str) -> Extraction:
        found = read_item(Case(case_id="own", text=text, published=None, wanted=()).item("own"), tools).extraction
        assert found is not None
        return sure_part(found, settings.review_below)

    return read


@pytest.fixture(scope="session")
def standing(reading: Callable[[str], Extraction]) -> Callable[[str], tuple[Claim, ...]]:
    """The claims of a text that do not wait for review, as the default reader gives them."""
    return lambda text: reading(text).claims

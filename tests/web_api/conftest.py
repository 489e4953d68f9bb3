"""Fixtures of the API's tests: the sample register at rest, and an app over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_register import fill
from starlette.testclient import TestClient

from onrecord.settings import Settings
from onrecord.web.app import create_app


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register at rest, for tests that only look."""
    return fill(tmp_path_factory.mktemp("api") / "register.db")


@pytest.fixture(scope="session")
def api(register: Path) -> Iterator[TestClient]:
    """The app over it, on this machine's own address."""
    with TestClient(create_app(Settings(store=register)), base_url="http://127.0.0.1") as client:
        yield client

"""Questions that nobody thought of: the API never fails, and never answers otherwise than its description says."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import checks as checking
from schemathesis.specs.openapi import checks as openapi_checks
from starlette.testclient import TestClient

from onrecord.settings import Settings
from onrecord.web.app import create_app

CHECKS = (
    checking.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.negative_data_rejection,
    openapi_checks.unsupported_method,
)


# Building the questions of an operation takes longer than asking them; the fast test asks one operation in this many.
SKIPPED = 7


def ask(register: Path, cases: int, every: int = 1) -> int:
    """Asks one operation in `every`, `cases` questions in all; gives how many were asked."""
    app = create_app(Settings(store=register))
    app.servers = [{"url": "http://127.0.0.1"}]
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"host": "127.0.0.1"})
    operations = [found.ok() for found in schema.get_all_operations()][::every]
    each = -(-cases // len(operations))
    asked = 0
    for operation in operations:

        @settings(max_examples=each, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
        @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode)))
        def question(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(headers={"host": "127.0.0.1"}, checks=CHECKS)

        question()
    return asked


def test_a_hundred_questions_are_answered_as_described(register: Path) -> None:
    assert ask(register, 100, SKIPPED) >= 100


@pytest.mark.slow
def test_two_thousand_questions_are_answered_as_described(register: Path) -> None:
    assert ask(register, 2_000) >= 2_000


def test_description_is_there_for_all(api: TestClient) -> None:
    assert api.get("/api/v1/openapi.json").status_code == 200

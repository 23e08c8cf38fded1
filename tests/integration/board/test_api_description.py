"""The API keeps its own description: requests made from it get what it promises.

Schemathesis makes requests that fit the description and requests that do not; none may crash the board, and every
answer must have a status, a media type and a body the description knows. The story behind it is made up.
"""

import asyncio
import contextlib
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp

from services.runtime.admin import serve

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET = settings(
    max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip
HOSTILE = (
    "/api/v1/recommendations?area=" + "x" * 101,
    "/api/v1/recommendations?q=" + "x" * 5000,
    "/api/v1/recommendations?limit=0",
    "/api/v1/recommendations?limit=100000000000000000000000",
    "/api/v1/recommendations?limit=-1",
    "/api/v1/recommendations/99999999999999999999999999",
    "/api/v1/recommendations/1;drop table board.series",
    "/api/v1/recommendations?as-of=2026-13-01",
    "/api/v1/recommendations?as-of=2026-01-01' OR '1'='1",
    "/api/v1/indicators?verdict={{7*7}}",
    "/api/v1/indicators?recommendation=1e9",
    "/api/v1/indicators/' OR 1=1 --",
    "/api/v1/indicators/{{7*7}}",
    "/api/v1/indicators/../../etc/passwd",
    "/api/v1/series?limit=1001",
    "/api/v1/series?source=%00",
    "/api/v1/series/%00",
    "/api/v1/series?after=" + "a" * 301,
    "/api/v1/series/" + "a" * 301,
    "/api/v1/series?source=%ff%fe",
    "/api/v1/milestones?timing=never",
    "/api/v1/revisions?series=" + "a" * 301,
    "/api/v1/changes?after=1",
    "/nl/?q=" + "x" * 101,
    "/nl/?area=%00",
    "/nl/milestones/'; drop table board.series; --/",
    "/nl/indicators/{{7*7}}/",
    "/nl/recommendations/1e3/",
    "/nl/recommendations.csv?as-of=0000-00-00",
    "/fr/",
)


async def test_hostile_questions_get_a_clear_refusal(app: ASGIApp) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as reader:
        for path in HOSTILE:
            answer = await reader.get(path)
            assert 400 <= answer.status_code < 500, f"{path[:60]}: {answer.status_code}"
            if path.startswith("/api/") and answer.status_code != 400:
                assert answer.json()["detail"], path
            assert "Traceback" not in answer.text
        assert (await reader.get("/nl/?q={{7*7}}%27%20OR%201=1")).status_code == 200


async def test_requests_made_from_the_description_get_what_it_promises(app: ASGIApp) -> None:
    async with serve(app, "127.0.0.1", 0) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as reader:
        for _ in range(100):
            with contextlib.suppress(httpx.ConnectError):
                described = (await reader.get("/api/v1/openapi.json")).json()
                break
            await asyncio.sleep(0.05)
        asked = await asyncio.to_thread(ask_everything, described, str(reader.base_url))
    assert {"/api/v1/recommendations", "/api/v1/series/{series_id}", "/api/v1/changes"} <= asked


def ask_everything(described: dict[str, Any], site: str) -> set[str]:
    """Ask every operation some questions, and some that do not; returns the paths asked."""
    schema = schemathesis.openapi.from_dict(described)
    asked = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        asked.add(operation.path)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            if mode is GenerationMode.POSITIVE or list(operation.iter_parameters()):
                ask(operation, mode, site)
    return asked


def ask(operation: APIOperation, mode: GenerationMode, site: str) -> None:
    @QUIET
    @given(case=operation.as_strategy(generation_mode=mode))
    def keeps_its_word(case: Case) -> None:
        case.call_and_validate(base_url=site, checks=CHECKS)

    keeps_its_word()

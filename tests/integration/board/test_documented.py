"""Every documented example is asked for: status, media type and shape are those the documentation shows.

Examples stand in docs/open-data.md (commands with their answers, and addresses in the text) and in the description of
the API (parameters, and the answers to faults). The story behind the answers is made up.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import schemathesis
from starlette.types import ASGIApp

from services.board.export.bundle import make_bundle
from services.board.web.moment import Moment
from services.runtime.agenda import AgendaIndex, load_agenda
from tests.integration.board.conftest import NOW, Board
from tests.integration.board.documented import ANSWERS, addresses_of, examples_of, misfits
from tests.integration.board.story import BODY_SHA256

PAGE = (Path(__file__).parents[3] / "docs" / "open-data.md").read_text(encoding="utf-8")
MEDIA = {
    "csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png", "svg": "image/svg+xml", "atom": "application/atom+xml", "ics": "text/calendar",
    "json": "application/json", "jsonld": "application/ld+json", "zip": "application/zip", "": "text/html",
}  # fmt: skip
# What stands for a name in an address of the text
NAMES = {
    "areas/ID": "areas/future-oriented-skills",
    "ID": "digital-skills-basic",
    "KIND": "indicators",
    "HASH": BODY_SHA256,
    "…": "future-oriented-skills",
}


@pytest.fixture
def reader(app: ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test", follow_redirects=True)


def media_type(answer: httpx.Response) -> str:
    return answer.headers.get("content-type", "").split(";")[0]


async def test_every_command_gets_the_answer_that_stands_behind_it(reader: httpx.AsyncClient) -> None:
    examples = examples_of(PAGE)
    assert {example.form for example in examples} >= set(ANSWERS)
    for example in examples:
        answer = await reader.get(example.path, headers=example.headers)
        told, found = example.answer, f"{example.path}: {answer.status_code}"
        if example.form == "http":
            status, *lines = told.splitlines()
            assert status == f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}", found
            for name, value in (line.split(": ", 1) for line in lines):
                assert answer.headers[name] == value, f"{found}: {name}"
            continue
        assert answer.status_code == (status_of(told) if example.form == "json" else 200), found
        if example.form:
            assert media_type(answer) in (ANSWERS[example.form], "application/vnd.sdmx.data+csv"), found
        if example.form == "json":
            assert misfits(httpx.Response(200, text=told).json(), answer.json()) == [], found
        if example.form == "csv":
            assert answer.text.splitlines()[0] == told.splitlines()[0], found


def status_of(told: str) -> int:
    """A fault is told by its form: words for what is not there, a list for what cannot be answered."""
    if told.startswith('{"detail": ['):
        return 422
    return 404 if told.startswith('{"detail"') else 200


async def test_every_address_of_the_text_answers_with_what_its_name_promises(
    board: Board, reader: httpx.AsyncClient, tmp_path: Path
) -> None:
    await make_bundle(tmp_path / "open-data", board.database, AgendaIndex(load_agenda()), Moment(NOW))
    found = addresses_of(PAGE)
    assert {"/open-data/latest.zip", "/raw/HASH"} <= set(found)
    for written in found:
        path = re.sub("|".join(NAMES), lambda name: NAMES[name[0]], written)
        if path in ("/api/v1", "/series"):  # parts of addresses
            continue
        answer = await reader.get(path)
        assert answer.status_code == 200, f"{written}: {answer.status_code}"
        ending = path.split("?")[0].rsplit("/", 1)[-1].rpartition(".")[2] if "." in path else ""
        if not path.startswith(("/raw/", "/api/v1/sdmx")):
            assert media_type(answer) == MEDIA[ending], written


def operations(described: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every path of the description with its parameters."""
    return [(path, item["get"].get("parameters", [])) for path, item in described["paths"].items()]


async def test_every_example_of_the_description_is_answered_as_it_says(reader: httpx.AsyncClient) -> None:
    described = (await reader.get("/api/v1/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(described)
    asked = 0
    for path, parameters in operations(described):
        named = {one["name"]: one["schema"]["examples"] for one in parameters if one["in"] == "path"}
        here = path.format(**{name: quote(str(examples[0]), safe="") for name, examples in named.items()})
        plain = [(one["name"], one["schema"].get("examples", ())) for one in parameters if one["in"] == "query"]
        for query in ({}, *({name: example} for name, examples in plain for example in examples)):
            answer = await reader.get(here, params=query or None)
            assert answer.status_code == 200, f"{path} {query}: {answer.status_code}"
            assert media_type(answer) in {kind.split(";")[0] for kind in media_of(described, path)}, path
            if "json" in media_type(answer):
                schema[path]["GET"].validate_response(schemathesis.Response.from_httpx(answer, verify=False))
            asked += 1
    assert asked > len(described["paths"])


def media_of(described: dict[str, Any], path: str) -> set[str]:
    return set(described["paths"][path]["get"]["responses"]["200"]["content"])


async def test_the_faults_of_the_description_are_those_that_come(reader: httpx.AsyncClient) -> None:
    schemas = (await reader.get("/api/v1/openapi.json")).json()["components"]["schemas"]
    missing = schemas["Missing"]["properties"]["detail"]["examples"]
    assert [(await reader.get("/api/v1/recommendations/500")).json()["detail"]] == missing
    fault = {name: one["examples"][0] for name, one in schemas["Fault"]["properties"].items()}
    assert (await reader.get("/api/v1/recommendations?as-of=2016-01-01")).json()["detail"] == [fault]


def test_what_is_not_as_documented_is_found() -> None:
    documented = {"id": "a", "value": 1.5, "list": [{"text": "…"}], "end": None}
    assert misfits(documented, {"id": "a", "value": 2, "list": [{"text": "b"}], "end": "c", "more": 1}) == []
    wrong = {"id": "b", "value": "2", "list": []}
    assert misfits(documented, wrong) == [
        "answer.end is missing", 'answer.id is "b"', 'answer.value is "2"', "answer.list is empty",
    ]  # fmt: skip

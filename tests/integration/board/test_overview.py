"""Sets, milestones and bodies on a real database: empty, in part, and with the answers of bodies; input is made up."""

import csv
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.base import Text
from schemas.policy import AnswerStatus, RecommendationStatus
from schemas.stats import MilestoneStatus
from schemas.verdicts import Verdict
from services.board.domain.standing import Standing
from services.board.domain.totals import Headline
from services.board.web.app import web_app
from services.board.web.moment import Moment
from services.board.web.queries.overview import Overview, read_overview
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.clock import FixedClock
from services.runtime.metrics import Metrics
from tests.builders.assessments import digital_skills
from tests.builders.milestones import milestone
from tests.builders.recommendations import rolled_up
from tests.integration.board.conftest import NOW, Board
from tests.integration.board.pages import KINDS, faults, words
from tests.integration.board.story import answer, settings_of

INDEX = AgendaIndex(load_agenda())
EVIL = '<script>alert("x")</script>{{ 7*7 }}'


@pytest.fixture
async def reader(board: Board, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on a board that has not received anything yet."""
    app = web_app(settings_of(tmp_path), INDEX.agenda, board.database, FixedClock(NOW), Metrics())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as client:
        yield client


async def overview(board: Board) -> Overview:
    async with board.database.transaction() as connection:
        return await read_overview(connection, INDEX, Moment(NOW))


async def test_every_page_works_on_an_empty_database(reader: httpx.AsyncClient) -> None:
    for lang, path in product(("nl", "en"), KINDS):
        page = await reader.get(f"/{lang}{path}")
        assert faults(page, lang) == [], path
    assert "Not reckoned yet" in words(await reader.get("/en/recommendations/15/"))
    assert "107 nog niet te meten" in words(await reader.get("/nl/"))


async def test_an_empty_board_knows_nothing_and_says_so_of_all(board: Board) -> None:
    whole = (await overview(board)).whole()
    assert whole.totals.headline is Headline.not_known_yet
    assert whole.totals.recommendations[Standing.not_known_yet] == 107
    assert whole.totals.milestones[MilestoneStatus.not_checked] == sum(whole.totals.milestones.values())
    assert all(row.grounds for row in whole.rows)


async def test_a_roll_up_from_before_its_figures_is_not_told_as_having_none(
    board: Board, reader: httpx.AsyncClient
) -> None:
    unfilled = {"members": (), "headline": None, "headline_member": None, "distribution": {}}
    rolled = rolled_up(digital_skills(), **unfilled, status=RecommendationStatus.not_known_yet)
    await board.send("policy.recommendation.v1", "15", rolled)
    await board.catch_up()
    page = words(await reader.get("/en/recommendations/15/"))
    assert "Not reckoned yet" in page
    assert "There is no indicator" not in page
    fifteen = next(row for row in (await overview(board)).rows if row.recommendation.number == 15)
    assert fifteen.state is None


async def test_an_indicator_of_two_recommendations_counts_once_for_their_area(board: Board) -> None:
    # digital-skills-basic serves 15 directly, and is a context figure for 20 of the same area
    await board.send("policy.recommendation.v1", "15", rolled_up(digital_skills()))
    await board.catch_up()
    area = (await overview(board)).of(INDEX.area("future-oriented-skills").recommendations).totals
    assert area.indicators[Verdict.off_track] == 1
    assert (area.measured, area.headline) == (1, Headline.too_little_measured)
    fifteen = (await overview(board)).of((15,)).totals
    assert (fifteen.size, fifteen.headline) == (1, Headline.off_track)


async def test_the_register_and_a_newer_answer_are_read_as_one(board: Board) -> None:
    known = INDEX.agenda.milestones[0]
    await board.send("policy.milestone.v1", known.id, milestone(id=known.id, recommendations=known.recommendations))
    planned = answer(item=known.id, planned_date=date(2027, 5, 1), as_of=datetime(2026, 10, 1, tzinfo=UTC))
    await board.send("policy.answer.v1", f"{planned.body}/{known.id}", planned)
    await board.catch_up()
    heard = next(line.state for line in (await overview(board)).milestones if line.state.id == known.id)
    assert (heard.status, heard.planned, heard.due_basis) == ("announced", date(2027, 5, 1), "legal")
    withdrawn = planned.model_copy(
        update={"status": AnswerStatus.withdrawn, "as_of": datetime(2026, 10, 2, tzinfo=UTC)}
    )
    await board.send("policy.answer.v1", f"{planned.body}/{known.id}", withdrawn)
    await board.catch_up()
    heard = next(line.state for line in (await overview(board)).milestones if line.state.id == known.id)
    assert (heard.status, heard.due_basis) == ("not_checked", "legal")


async def test_a_milestone_of_a_newer_edition_has_its_page(board: Board, reader: httpx.AsyncClient) -> None:
    await board.send("policy.milestone.v1", "m999-1", milestone(owner="nobody-known", depends_on=("m999-0",)))
    await board.catch_up()
    page = await reader.get("/en/milestones/m999-1/")
    assert faults(page, "en") == []
    assert "This waits for another milestone, which is not done yet." in words(page)
    assert "A made-up decree is published" in words(await reader.get("/en/milestones/"))
    assert (await reader.get("/en/milestones/m999-0/")).status_code == 404


async def test_only_what_is_known_to_be_undone_is_called_late(board: Board, reader: httpx.AsyncClient) -> None:
    await board.send("policy.milestone.v1", "m999-1", milestone())
    await board.send("policy.milestone.v1", "m999-2", milestone(id="m999-2", status=MilestoneStatus.open))
    await board.catch_up()
    late = (await reader.get("/api/v1/milestones?timing=overdue")).json()
    unchecked = (await reader.get("/api/v1/milestones?timing=to_check")).json()
    assert [found["id"] for found in late] == ["m999-2"]
    assert "m999-1" in [found["id"] for found in unchecked]
    body = (await reader.get("/api/v1/bodies/digitaal-vlaanderen")).json()
    assert (body["overdue"], {"m999-1", "m999-2"} <= set(body["milestones"])) == (1, True)


async def test_what_a_body_accepted_is_told_apart_from_what_is_proposed(
    board: Board, reader: httpx.AsyncClient
) -> None:
    accepted = answer(body="education", accepts_ownership=True)
    await board.send("policy.answer.v1", "education/digital-skills-basic/BE2", accepted)
    await board.catch_up()
    body = (await reader.get("/api/v1/bodies/education")).json()
    assert (body["accepted"], 15 in body["leads"]) == (1, True)
    assert f"{len(body['leads'])} (accepted: 1)" in words(await reader.get("/en/bodies/"))


async def test_text_from_outside_is_never_markup_on_any_page(board: Board, reader: httpx.AsyncClient) -> None:
    evil = Text(en=EVIL, nl=EVIL)
    made_up: dict[str, Any] = {"title": evil, "done_when": evil, "status_note": evil, "due_note": evil}
    hostile = milestone(**made_up, recurrence=EVIL, owner="digitaal-vlaanderen", reference=EVIL)
    await board.send("policy.milestone.v1", "m999-1", hostile)
    await board.send("policy.answer.v1", "x/m999-1", answer(item="m999-1", body=EVIL, reason=EVIL))
    state = rolled_up(digital_skills(title=evil))
    await board.send("policy.recommendation.v1", "15", state)
    await board.catch_up()
    paths = ("/milestones/", "/milestones/m999-1/", "/bodies/digitaal-vlaanderen/", "/recommendations/15/", "/")
    for lang, path in product(("nl", "en"), paths):
        page = await reader.get(f"/{lang}{path}")
        assert faults(page, lang, hostile=True) == [], path
    assert "&lt;script&gt;" in (await reader.get("/nl/milestones/m999-1/")).text
    assert "{{ 7*7 }}" in (await reader.get("/nl/recommendations/15/")).text


async def test_a_roll_up_that_names_no_member_and_one_without_milestones_have_pages(
    board: Board, reader: httpx.AsyncClient
) -> None:
    headless = rolled_up(digital_skills(), members=(), headline_member="gone/BE2")
    nothing = {"status": RecommendationStatus.not_known_yet, "headline": None, "headline_member": None, "members": ()}
    await board.send("policy.recommendation.v1", "15", headless)
    assert not INDEX.serving(17), "the agenda names no indicator for it"
    await board.send("policy.recommendation.v1", "17", rolled_up(digital_skills(), number=17, **nothing))
    await board.catch_up()
    assert "Rests on figures." in words(await reader.get("/en/recommendations/15/"))
    assert "There is no indicator. There are no milestones." in words(await reader.get("/en/recommendations/17/"))


@pytest.mark.parametrize(
    "path",
    [
        "/areas/no-such-area/",
        "/areas/..%2f..%2fetc/",
        "/priorities/stand-firm/",
        "/building-blocks/0/",
        "/building-blocks/51/",
        "/building-blocks/x/",
        "/building-blocks/99999999999999999999999/",
        "/milestones/'; drop table board.milestones; --/",
        "/bodies/no-such-body/",
    ],
)
async def test_an_unknown_address_is_a_page_that_says_so(reader: httpx.AsyncClient, path: str) -> None:
    page = await reader.get(f"/nl{path}")
    assert page.status_code == 404
    assert "Deze pagina bestaat niet" in page.text


async def test_the_table_to_download_has_a_reason_in_every_line(reader: httpx.AsyncClient) -> None:
    lines = list(csv.DictReader((await reader.get("/en/recommendations.csv")).text.splitlines()))
    assert [line["number"] for line in lines] == [str(number) for number in range(1, 108)]
    assert {line["reason"] for line in lines} == {"Not reckoned yet; Koers has not received anything about it."}


async def test_filters_take_any_text_and_narrow_what_is_shown(reader: httpx.AsyncClient) -> None:
    for query in ("cell=%27%3B--&block=21", "block=-1", "block=x", "cell={{7*7}}"):
        assert "0 van 107 getoond." in words(await reader.get(f"/nl/?{query}"))
    assert "7 van 107 getoond." in words(await reader.get("/nl/?cell=stand-firm.education-training"))
    assert "4 of 107 shown." in words(await reader.get("/en/?block=8"))
    assert "0 of" in words(await reader.get("/en/milestones/?area=x&timing=never"))
    assert (await reader.get("/en/milestones/?area=%00x")).status_code == 400


async def test_every_address_the_api_names_answers(reader: httpx.AsyncClient) -> None:
    described = (await reader.get("/api/v1/openapi.json")).json()["paths"]
    for name, count in {"areas": 8, "cells": 12, "building-blocks": 50, "actions": 32}.items():
        assert {f"/api/v1/{name}"} <= described.keys()
        items = (await reader.get(f"/api/v1/{name}")).json()
        assert len(items) == count, name
        for item in (items[0], items[-1]):
            found = await reader.get(item["href"])
            assert found.status_code == 200, item["href"]
            assert found.json()["href"] == item["href"]
    for name in ("milestones", "bodies"):
        items = (await reader.get(f"/api/v1/{name}")).json()
        assert (await reader.get(items[0]["href"])).json()["href"] == items[0]["href"]
        assert (await reader.get(f"/api/v1/{name}/no-such-thing")).status_code == 404
    assert (await reader.get("/api/v1/milestones?timing=never")).status_code == 422


async def test_the_api_tells_what_the_pages_tell(board: Board, reader: httpx.AsyncClient) -> None:
    await board.send("policy.recommendation.v1", "15", rolled_up(digital_skills()))
    await board.catch_up()
    area = (await reader.get("/api/v1/areas/future-oriented-skills")).json()
    assert (area["totals"]["headline"], area["totals"]["measured"], area["totals"]["size"]) == (
        "too_little_measured",
        1,
        24,
    )
    assert [found["challenge"]["id"] for found in area["challenges"]][-1] == "responsive-education"
    assert area["challenges"][-1]["totals"]["recommendations"]["off_track"] == 1
    assert (await reader.get("/api/v1/agenda")).json()["totals"]["size"] == 107
    rows = (await reader.get("/api/v1/recommendations")).json()
    assert all(row["reason"]["nl"] and row["reason"]["en"] and row["grounds"] for row in rows)
    one = (await reader.get("/api/v1/recommendations/15")).json()
    assert one["grounds"] == ["lead_figure"]
    assert one["reason"]["en"] == "The lead figure decides: At least basic digital skills, Flemish Region."
    block = (await reader.get("/api/v1/building-blocks/21")).json()
    assert (block["named"], block["name"], block["recommendations"]) == (False, None, [])
    cell = (await reader.get("/api/v1/cells/steer-intercept.services-government")).json()
    assert (54 in cell["recommendations"], cell["likely_intended_recommendations"]) == (False, [54])

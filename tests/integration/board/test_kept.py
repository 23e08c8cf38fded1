"""A page is made again when something is stored, on another day, and not in between. Input is made up."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from services.board.web.app import web_app
from services.runtime.agenda import load_agenda
from services.runtime.clock import FixedClock
from services.runtime.metrics import Metrics
from tests.builders.milestones import poll
from tests.integration.board.conftest import NOW, Board
from tests.integration.board.pages import words
from tests.integration.board.story import settings_of, tell

PAGE = "/en/indicators/digital-skills-basic/"


@pytest.fixture
async def clock(board: Board) -> FixedClock:
    await tell(board)
    return FixedClock(NOW)


def reader(board: Board, folder: Path, clock: FixedClock, **changes: object) -> httpx.AsyncClient:
    settings = settings_of(folder).model_copy(update=changes)
    app = web_app(settings, load_agenda(), board.database, clock, Metrics())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test")


async def forget_answers(board: Board) -> None:
    """Behind the projector's back, so that a page which is made again shows it."""
    async with board.database.transaction() as connection:
        await connection.execute("DELETE FROM board.answers")


async def test_a_page_is_made_again_as_soon_as_something_is_stored(
    board: Board, tmp_path: Path, clock: FixedClock
) -> None:
    async with reader(board, tmp_path, clock) as client:
        first = await client.get(PAGE)
        assert "We start" in words(first)
        await forget_answers(board)
        kept = await client.get(PAGE)
        assert (kept.text, kept.headers) == (first.text, first.headers)
        await board.send("stats.poll.v1", "made-up", poll(recipe="made-up"))
        await board.catch_up()
        assert "We start" not in words(await client.get(PAGE))


async def test_another_address_and_another_day_are_other_pages(board: Board, tmp_path: Path, clock: FixedClock) -> None:
    async with reader(board, tmp_path, clock) as client:
        await client.get(PAGE)
        await forget_answers(board)
        assert "We start" not in words(await client.get(f"{PAGE}?vintages=1"))
        assert "We start" in words(await client.get(PAGE))
        clock.advance(timedelta(days=1))
        assert "We start" not in words(await client.get(PAGE))


async def test_where_verdicts_wait_for_their_day_nothing_is_kept(
    board: Board, tmp_path: Path, clock: FixedClock
) -> None:
    async with reader(board, tmp_path, clock, reaction_days=3) as client:
        await client.get(PAGE)
        await forget_answers(board)
        assert "We start" not in words(await client.get(PAGE))


async def test_many_readers_at_once_get_the_same_page_and_a_page_that_is_not_there_is_not_kept(
    board: Board, tmp_path: Path, clock: FixedClock
) -> None:
    async with reader(board, tmp_path, clock) as client:
        found = await asyncio.gather(*(client.get("/nl/") for _ in range(5)))
        assert {(page.status_code, page.text) for page in found} == {(200, found[0].text)}
        assert [(await client.get("/nl/indicators/none/")).status_code for _ in range(2)] == [404, 404]
        again = await client.get("/nl/", headers={"if-none-match": found[0].headers["etag"]})
        assert again.status_code == 304

"""`This figure is wrong`, and what moved or not: reported, limited, answered in public, forgotten. Input is made up."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from schemas.base import Text
from services.board.desk.corrections import Outcome, answer, read_waiting
from services.board.desk.limits import PER_READER, WITHIN, Readers
from services.runtime.clock import FixedClock
from services.runtime.errors import ConfigError
from tests.integration.board.conftest import NOW, Board
from tests.integration.board.pages import words
from tests.integration.board.test_as_of import pages, tell_twice

REPORT = {
    "about": "/nl/indicators/digital-skills-basic/",
    "wrong": "The value of 2025 is <b>not</b> 61.2.",
    "address": "a@b.example",
}
ANSWER = Text(nl="Klopt, verbeterd.", en="True, corrected.")


async def test_a_report_is_kept_answered_in_public_and_its_address_forgotten(board: Board, app: ASGIApp) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as reader:
        sent = await reader.post("/en/report/", data=REPORT)
        assert (sent.status_code, sent.headers["location"]) == (303, "/en/corrections/?thanks=1")
        waiting = await reader.get("/en/corrections/?thanks=1")
        assert "your report is number 1" in words(waiting)
        assert "Not answered yet." in words(waiting)
        assert "61.2" not in waiting.text
        assert "a@b.example" not in waiting.text
        async with board.database.transaction() as connection:
            (found,) = await read_waiting(connection)
            assert (found.report, found.address) == (REPORT["wrong"], "a@b.example")
            assert await answer(connection, 1, Outcome.corrected, ANSWER, NOW) == "a@b.example"
            with pytest.raises(ConfigError):
                await answer(connection, 1, Outcome.no_fault, ANSWER, NOW)
        assert await board.rows("SELECT address FROM desk.corrections") == [(None,)]
        assert "Klopt, verbeterd." in words(await reader.get("/nl/corrections/"))
        assert "Klopt" not in words(await reader.get("/nl/corrections/?as-of=2026-11-01"))
        for wrong, why in (
            ({"wrong": "short"}, "some more words"),
            ({"wrong": "x" * 2001}, "below 2000"),
            ({"address": "nobody"}, "cannot be read"),
            ({"about": "//evil.example/"}, "an address of this board"),
            ({"about": "https://evil.example/"}, "an address of this board"),
        ):
            refused = await reader.post("/en/report/", data=REPORT | wrong)
            assert (refused.status_code, why in refused.text) == (422, True), wrong
        trapped = await reader.post("/en/report/", data=REPORT | {"website": "x"})
        assert trapped.status_code == 303
        elsewhere = await reader.post("/en/report/", data=REPORT, headers={"sec-fetch-site": "cross-site"})
        assert elsewhere.status_code == 405
        assert (await reader.post("/en/report/", data={"wrong": "x" * 50_000})).status_code == 405
        codes = [(await reader.post("/en/report/", data=REPORT)).status_code for _ in range(PER_READER)]
        assert codes == [303] * (PER_READER - 1) + [429]
        assert await board.rows("SELECT count(*) FROM desk.corrections") == [(PER_READER,)]


def test_a_reader_may_write_again_after_an_hour_and_another_at_once() -> None:
    readers, clock = Readers(), FixedClock(NOW)
    assert all(readers.may_write("203.0.113.1", clock.now()) for _ in range(PER_READER))
    assert not readers.may_write("203.0.113.1", clock.now())
    assert readers.may_write("203.0.113.2", clock.now())
    clock.advance(WITHIN - timedelta(seconds=1))
    assert not readers.may_write("203.0.113.1", clock.now())
    clock.advance(timedelta(seconds=1))
    assert readers.may_write("203.0.113.1", clock.now())


async def test_what_changed_before_the_board_began_is_no_news(board: Board, app: ASGIApp, tmp_path: Path) -> None:
    # The story of `app` is told at once: its verdict turned in the figures of 2025, before the board began
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as reader:
        start = words(await reader.get("/en/"))
        assert "No verdict has changed in the last 90 days." in start
        assert "This board began to watch on 2 November 2026. Verdicts that had already turned by then: 1." in start
        changed = words(await reader.get("/en/changed/"))
        assert "Verdicts that had already turned when this board began to watch on 2 November 2026: 1" in changed
        assert (await reader.get("/api/v1/changes")).json() == []
        quiet = words(await reader.get("/en/quiet/"))
        assert "nothing seen yet, 8 years after the agenda" in quiet
        assert "Basic and digital skills" not in quiet
        assert "2027" in words(await reader.get("/nl/calendar/"))
        assert "of 107 recommendations are not known yet" in words(await reader.get("/en/unknown/"))


async def test_what_changes_before_the_readers_eyes_is_news(board: Board, tmp_path: Path) -> None:
    await tell_twice(board)
    async with pages(board, tmp_path) as reader:
        told = "1 October 2026 : At least basic digital skills, Flemish Region : on track → off track since 2025"
        assert told in words(await reader.get("/en/"))
        assert told in words(await reader.get("/en/changed/"))
        (change,) = (await reader.get("/api/v1/changes")).json()
        assert (change["before"], change["verdict"]) == ("on_track", "off_track")
        assert (await reader.get("/api/v1/changes?recommendation=1")).json() == []

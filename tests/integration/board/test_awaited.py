"""Whose answer is awaited and until when, as the mails asked; events are made up."""

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from starlette.types import ASGIApp

from schemas.alerts import AlertState, AlertTransition
from tests.integration.board.conftest import NOW, Board
from tests.integration.board.pages import faults, words
from tests.integration.board.story import answer

ITEM = "digital-skills-basic/BE2"
MAILED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
ASKED = AlertTransition(
    alert_id=f"verdict_worsened:{ITEM}", subject=ITEM, reason="asked for an answer", actor="koers", at=MAILED,
    bodies=("education",), answer_by=date(2026, 11, 20),
)  # fmt: skip
UNTIL = "answer awaited until 20 November 2026"
PAGES = (
    "/indicators/digital-skills-basic/",
    "/recommendations/15/",
    "/areas/future-oriented-skills/",
    "/bodies/education/",
)


@pytest.fixture
def reader(app: ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://board.test")


async def tell(board: Board, *events: AlertTransition) -> None:
    for event in events:
        await board.send("alert.lifecycle.v1", event.alert_id, event)
    await board.catch_up()


async def awaited(board: Board, at: datetime = NOW) -> list[tuple[str, date]]:
    rows = await board.rows("SELECT body, answer_by FROM board.awaited_at(%s)", at)
    return [(body, until) for body, until in rows]


def moved(to: AlertState, actor: str, *, days: int = 1) -> AlertTransition:
    return ASKED.model_copy(
        update={"to_state": to, "actor": actor, "at": MAILED + timedelta(days=days), "bodies": (), "answer_by": None}
    )


async def test_every_page_it_concerns_tells_whose_answer_is_awaited(board: Board, reader: httpx.AsyncClient) -> None:
    await tell(board, ASKED)
    for path in PAGES:
        page = await reader.get(f"/en{path}")
        assert faults(page, "en") == [], path
        assert UNTIL in words(page), path
    start = words(await reader.get("/en/"))
    assert "(proposed) : 1 answer, awaited until 20 November 2026" in start
    assert "antwoord verwacht tot 20 november 2026" in words(await reader.get("/nl/indicators/digital-skills-basic/"))
    assert "awaited until" not in words(await reader.get("/en/recommendations/1/"))


async def test_where_nobody_was_asked_nothing_is_awaited(reader: httpx.AsyncClient) -> None:
    assert "No answer is awaited." in words(await reader.get("/en/"))
    assert "awaited until" not in words(await reader.get("/en/indicators/digital-skills-basic/"))


async def test_a_day_that_has_passed_is_told_as_passed_and_a_past_day_as_it_was(
    board: Board, reader: httpx.AsyncClient
) -> None:
    await tell(board, ASKED.model_copy(update={"answer_by": date(2026, 10, 31)}))
    page = "/en/indicators/digital-skills-basic/"
    assert "an answer was awaited until 31 October 2026, and has not come" in words(await reader.get(page))
    assert (await awaited(board, MAILED - timedelta(days=1)), await awaited(board, MAILED)) == (
        [],
        [("education", date(2026, 10, 31))],
    )


async def test_a_reminder_names_a_later_day_and_the_same_event_twice_changes_nothing(board: Board) -> None:
    later = ASKED.model_copy(update={"at": MAILED + timedelta(days=9), "answer_by": date(2026, 12, 1)})
    await tell(board, ASKED, later, ASKED)
    assert await awaited(board) == [("education", date(2026, 12, 1))]


@pytest.mark.parametrize(
    "ended",
    [
        moved(AlertState.acknowledged, "body:education"),
        moved(AlertState.snoozed, "body:education"),
        moved(AlertState.resolved, "koers"),
    ],
)
async def test_an_answer_of_the_body_and_the_end_of_the_alert_end_it(board: Board, ended: AlertTransition) -> None:
    await tell(board, ended, ASKED)  # whichever comes first
    assert await awaited(board) == []


@pytest.mark.parametrize(
    "other",
    [
        moved(AlertState.acknowledged, "body:cjm"),
        moved(AlertState.escalated, "koers"),
        moved(AlertState.acknowledged, "body:education", days=-1),
    ],
)
async def test_what_another_body_or_nobody_said_does_not(board: Board, other: AlertTransition) -> None:
    await tell(board, ASKED, other)
    assert await awaited(board) == [("education", date(2026, 11, 20))]


async def test_a_public_answer_ends_it_whoever_confirmed_it(board: Board) -> None:
    said = answer(body="education", as_of=MAILED + timedelta(hours=1))
    await board.send("policy.answer.v1", f"education/{ITEM}", said)
    await tell(board, ASKED)
    assert await awaited(board) == []

"""Any past day as it was known then, on pages and in answers; and what waits for its publication. Input is made up."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from schemas.verdicts import Cause, Verdict
from services.board.web.app import web_app
from services.board.web.asked import day_asked
from services.board.web.links import carry_in_answer, carry_in_page
from services.board.web.refusals import Refused
from services.board.web.rendering import renderers
from services.runtime.agenda import load_agenda
from services.runtime.clock import FixedClock
from services.runtime.metrics import Metrics
from tests.builders.assessments import digital_skills
from tests.builders.milestones import milestone
from tests.builders.recommendations import rolled_up
from tests.integration.board.conftest import NOW, Board
from tests.integration.board.pages import KINDS, faults, words
from tests.integration.board.story import answer, settings_of

EARLY = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
OWN_LINK = re.compile(r'(?:href|src|srcset)="((?:/(?:nl|en)/|\?)[^"]*)"')
INDICATOR = "/en/indicators/digital-skills-basic/"


async def tell_twice(board: Board) -> None:
    """On track in March, off track in October; a milestone and an answer that change too."""
    known = digital_skills()
    good = digital_skills(
        verdict=Verdict.on_track, episode=known.episode.model_copy(update={"id": "7" * 64, "cause": Cause.revision})
    )
    for made, at in ((good, EARLY), (known, LATER)):
        await board.send("policy.assessment.v1", made.key, made, at=at)
        await board.send("policy.recommendation.v1", "15", rolled_up(made), at=at)
        await board.catch_up()
    shown = {"id": "m001-1", "recommendations": (1,)}
    await board.send("policy.milestone.v1", "m001-1", milestone(**shown), at=EARLY)
    await board.catch_up()
    await board.send("policy.milestone.v1", "m001-1", milestone(**shown, status="done", as_of="2026-09-30"), at=LATER)
    for reason, at in (("We look into it.", EARLY), ("We act.", LATER)):
        said = answer(reason=reason, as_of=at)
        await board.send("policy.answer.v1", f"{said.body}/{said.item}", said)
    await board.catch_up()


def pages(board: Board, folder: Path, **changes: object) -> httpx.AsyncClient:
    settings = settings_of(folder).model_copy(update=changes)
    app: ASGIApp = web_app(settings, load_agenda(), board.database, FixedClock(NOW), Metrics())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test")


async def test_a_past_day_is_shown_as_it_was_known(board: Board, tmp_path: Path) -> None:
    await tell_twice(board)
    async with pages(board, tmp_path) as reader:
        then, now = words(await reader.get(f"{INDICATOR}?as-of=2026-03-01")), words(await reader.get(INDICATOR))
        assert ("This is what was known on 1 March 2026" in then, "was known on 1" in now) == (True, False)
        assert ("On track:" in then, "Off track:" in then) == (True, False)
        assert "Off track:" in now
        assert ("We look into it." in then, "We act." in then) == (True, False)
        assert ("We look into it." in now, "We act." in now) == (False, True)
        assert "not checked yet" in words(await reader.get("/en/milestones/m001-1/?as-of=2026-05-01"))
        assert "done" in words(await reader.get("/en/milestones/m001-1/"))
        assert "0 on track, 0 at risk, 0 off track" in words(await reader.get("/en/?as-of=2026-02-28"))
        assert "1 on track, 0 at risk, 0 off track" in words(await reader.get("/en/?as-of=2026-09-30"))
        listed = (await reader.get("/api/v1/recommendations/15?as-of=2026-09-30")).json()
        assert listed["standing"] == "on_track"
        item = (await reader.get("/api/v1/indicators?as-of=2026-09-30")).text
        assert '"href":"/api/v1/indicators/digital-skills-basic?as-of=2026-09-30"' in item
        # Every link of every kind of page stays on the day, apart from the way back to the present
        for path in KINDS:
            if path.startswith("/mails/"):
                continue
            page = await reader.get(f"/en{path}{'&' if '?' in path else '?'}as-of=2026-09-30")
            assert faults(page, "en") == [], path
            assert page.text.count('rel="latest-version"') == 1, path
            strayed = [link for link in OWN_LINK.findall(page.text) if "as-of=2026-09-30" not in link]
            assert len(strayed) == 1, f"{path}: {strayed}"


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-03", "still to come"),
        ("9999-12-31", "still to come"),
        ("2018-07-03", "published on 4 July 2018"),
        ("0001-01-01", "published on 4 July 2018"),
        ("yesterday", "Give a day"),
        ("2026-02-30", "Give a day"),
        ("20260301", "Give a day"),
        ("1", "Give a day"),
        ("2026-03-01T00:00", "Give a day"),
        ("2026-W10-1", "Give a day"),
        ("'; drop table board.series; --", "Give a day"),
        ("{{ 7*7 }}", "Give a day"),
    ],
)
def test_a_day_that_cannot_be_looked_at_is_refused_with_its_reason(day: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        day_asked(day, date(2026, 11, 2))
    assert why in renderers()["en"].t(f"refused.{refused.value.why}")


async def test_a_refused_day_is_told_to_people_and_to_programs(app: ASGIApp) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as reader:
        page = await reader.get("/nl/?as-of=2030-01-01")
        assert page.status_code == 422
        assert "Die dag moet nog komen" in page.text
        told = await reader.get("/api/v1/recommendations?as-of=2030-01-01")
        assert told.status_code == 422
        assert told.json()["detail"][0]["where"] == "query.as-of"
        assert "still to come" in told.json()["detail"][0]["fault"]


async def test_a_new_verdict_waits_for_its_owner_where_so_set_and_the_page_says_so(
    board: Board, tmp_path: Path
) -> None:
    await tell_twice(board)
    async with pages(board, tmp_path, reaction_days=60) as reader:
        page = words(await reader.get(INDICATOR))
        assert "On track:" in page
        assert "A newer verdict is published on 30 November 2026" in page
        assert "1 on track, 0 at risk, 0 off track" in words(await reader.get("/en/"))
        history = (await reader.get("/api/v1/indicators/digital-skills-basic")).json()["history"]
        assert [step["verdict"] for step in history] == ["on_track"]
        assert "last-modified" not in (await reader.get("/en/")).headers
    async with pages(board, tmp_path / "later", reaction_days=30) as reader:
        page = words(await reader.get(INDICATOR))
        assert "Off track:" in page
        assert "A newer verdict" not in page


async def test_who_has_the_answer_already_is_told_so(app: ASGIApp, board: Board) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as reader:
        for path in ("/en/", INDICATOR, "/api/v1/recommendations", "/api/v1/indicators/digital-skills-basic"):
            first = await reader.get(path)
            tag, changed = first.headers["etag"], first.headers["last-modified"]
            for asked in ({"if-none-match": f'"x", W/{tag}'}, {"if-none-match": "*"}, {"if-modified-since": changed}):
                again = await reader.get(path, headers=asked)
                assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), path
            for asked in (
                {"if-none-match": '"another"', "if-modified-since": changed},
                {"if-modified-since": "Mon, 01 Jan 2018 00:00:00 GMT"},
                {"if-modified-since": "no date at all"},
            ):
                assert (await reader.get(path, headers=asked)).status_code == 200, path
        before = (await reader.get("/api/v1/recommendations/15")).headers["etag"]
        await board.send("policy.recommendation.v1", "15", rolled_up(digital_skills(verdict=Verdict.at_risk)))
        await board.catch_up()
        assert (await reader.get("/api/v1/recommendations/15")).headers["etag"] != before


async def test_a_board_on_which_nothing_can_arrive_says_since_when(board: Board, tmp_path: Path) -> None:
    await board.catch_up()
    for minutes, silent in ((4, False), (6, True)):
        seen = NOW - timedelta(minutes=minutes)
        await board.rows(
            "INSERT INTO board.projection (seen_at) VALUES (%s) "
            "ON CONFLICT (single) DO UPDATE SET seen_at = EXCLUDED.seen_at RETURNING 1",
            seen,
        )
        async with pages(board, tmp_path / str(minutes)) as reader:
            page = words(await reader.get("/en/how/"))
            assert ("Nothing new has come in since 2 November 2026" in page) == silent


def test_links_are_carried_on_and_nothing_else() -> None:
    day = date(2026, 3, 1)
    page = (
        '<a href="/en/x/#y">a</a> <a href="?state=met&amp;q=1#all">b</a> <img src="/nl/c.svg?v=1"> '
        '<link href="/static/style.css?v=1"> <a href="https://example.org/en/">c</a> <a href="#main">d</a> '
        '<a rel="latest-version" href="/en/x/">e</a> <a href="/raw/ab">f</a>'
    )
    assert carry_in_page(page, day) == (
        '<a href="/en/x/?as-of=2026-03-01#y">a</a> <a href="?state=met&amp;q=1&amp;as-of=2026-03-01#all">b</a> '
        '<img src="/nl/c.svg?v=1&amp;as-of=2026-03-01"> <link href="/static/style.css?v=1"> '
        '<a href="https://example.org/en/">c</a> <a href="#main">d</a> <a rel="latest-version" href="/en/x/">e</a> '
        '<a href="/raw/ab">f</a>'
    )
    body = rb'{"href":"/api/v1/a","next":"/api/v1/b?after=1","next":null,"text":"\"href\":\"/api/v1/c\""}'
    assert carry_in_answer(body, day) == (
        rb'{"href":"/api/v1/a?as-of=2026-03-01","next":"/api/v1/b?after=1&as-of=2026-03-01","next":null,'
        rb'"text":"\"href\":\"/api/v1/c\""}'
    )

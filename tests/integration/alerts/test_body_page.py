"""The page of a body: all that is asked, one form for its milestones, what is coming, a diary and a printed page."""

import re
from datetime import date
from typing import cast

import httpx
import pytest
from icalendar import Calendar

from schemas.stats import DueBasis, MilestoneStatus
from tests.builders.milestones import milestone
from tests.integration.alerts.reader import BODY, SITE, confirm
from tests.integration.alerts.world import World

FIRST, SECOND = "milestone_due:m999-1", "milestone_due:m999-2"
ASKED = {"status": MilestoneStatus.not_checked, "due": date(2026, 8, 31), "due_basis": DueBasis.proposal}
EFFECTS = """
SELECT (SELECT count(*) FROM alerts.flips), (SELECT count(*) FROM alerts.answers), (SELECT count(*) FROM alerts.mails),
       (SELECT count(*) FROM alerts.submissions), (SELECT count(*) FROM alerts.nonces)
"""


def page_of(world: World, body: str = BODY) -> str:
    """The path of a body's page."""
    return world.links.body_url(body, "nl").removeprefix(SITE)


def nonce_in(page: str) -> str:
    """What makes the form count once."""
    found = re.search(r'name="nonce" value="([0-9a-f]{24})"', page)
    assert found
    return found[1]


@pytest.fixture
async def asked(told: World) -> World:
    """Two milestones of which nothing is known are asked about, beside the off-track indicator."""
    await told.take(milestone(id="m999-1", owner=BODY, **ASKED), milestone(id="m999-2", owner=BODY, **ASKED))
    return told


async def test_everything_of_a_body_stands_on_one_page(asked: World, reader: httpx.AsyncClient) -> None:
    page = (await reader.get(page_of(asked))).text.replace("\u00a0", " ")
    for words in (
        "Alles voor Departement Onderwijs en Vorming", "61,2 % in 2025", "4,6 procentpunt", "Uit koers",
        "Een verzonnen decreet is gepubliceerd", "Nieuw cijfer verwacht", "december 2027",
    ):  # fmt: skip
        assert words in page, words
    assert len(re.findall(r'href="https://alerts.example.org/a/', page)) == 3
    assert "<script" not in page
    fields = set(re.findall(r'<input id="([^"]+)"', page))
    assert fields == set(re.findall(r'<label for="([^"]+)"', page))
    english = (await reader.get(page_of(asked), params={"lang": "en"})).text
    assert "Everything for Department of Education and Training" in english


async def test_looking_changes_nothing(asked: World, reader: httpx.AsyncClient) -> None:
    before = await asked.rows(EFFECTS)
    for path in ("", "/diary.ics", "/sheet.pdf"):
        assert (await reader.get(page_of(asked) + path)).status_code == 200
        assert (await reader.head(page_of(asked) + path)).status_code == 200
    assert await asked.rows(EFFECTS) == before


async def test_one_form_answers_about_several_milestones_and_is_confirmed_once(
    asked: World, reader: httpx.AsyncClient
) -> None:
    form = {
        "nonce": nonce_in((await reader.get(page_of(asked))).text),
        f"status_{FIRST}": "done",
        f"evidence_url_{FIRST}": "https://example.org/decree",
        f"status_{SECOND}": "measure_planned",
        f"planned_date_{SECOND}": "2027-06-30",
    }
    assert (await reader.post(page_of(asked), data=form)).status_code == 202
    assert (await reader.post(page_of(asked), data=form)).status_code == 409
    await confirm(asked, reader)
    assert await asked.rows("SELECT item, document->>'status' FROM alerts.answers ORDER BY item") == [
        ("m999-1", "done"), ("m999-2", "measure_planned")
    ]  # fmt: skip
    page = (await reader.get(page_of(asked))).text
    assert "30 juni 2027" in page
    assert FIRST not in page, "it is done, so nothing is asked about it any more"


async def test_a_fault_in_one_keeps_all_back_and_comes_back_filled_in(asked: World, reader: httpx.AsyncClient) -> None:
    before = await asked.rows(EFFECTS)
    form = {
        "nonce": nonce_in((await reader.get(page_of(asked))).text),
        f"status_{FIRST}": "done",
        f"status_{SECOND}": "measure_planned",
        f"reason_{SECOND}": "<i>soon</i>",
    }
    answer = await reader.post(page_of(asked), data=form)
    assert answer.status_code == 422
    assert "Vul dit in." in answer.text
    assert "&lt;i&gt;soon&lt;/i&gt;" in answer.text
    for nothing in ({"nonce": form["nonce"]}, {**form, f"planned_date_{SECOND}": "2027-06-30", "nonce": "guess"}):
        assert (await reader.post(page_of(asked), data=nothing)).status_code == 422
    assert await asked.rows(EFFECTS) == before


async def test_a_body_answers_only_about_what_is_asked_of_it(asked: World, reader: httpx.AsyncClient) -> None:
    other = page_of(asked, "cjm")
    form = {"nonce": "0" * 24, f"status_{FIRST}": "done"}
    assert (await reader.post(other, data=form)).status_code == 422
    assert await asked.rows("SELECT count(*) FROM alerts.submissions") == [(0,)]


async def test_the_diary_holds_the_next_release_under_a_lasting_id(asked: World, reader: httpx.AsyncClient) -> None:
    answer = await reader.get(page_of(asked) + "/diary.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = [cast(dict[str, object], event) for event in Calendar.from_ical(answer.text).walk("VEVENT")]
    [release] = [event for event in events if "Nieuw cijfer verwacht" in str(event["summary"])]
    assert release["dtstart"].dt == date(2027, 12, 1)  # type: ignore[attr-defined]
    again = Calendar.from_ical((await reader.get(page_of(asked) + "/diary.ics")).text).walk("VEVENT")
    assert [str(event["uid"]) for event in events] == [str(event["uid"]) for event in again]


async def test_the_sheet_is_one_page(asked: World, reader: httpx.AsyncClient) -> None:
    answer = await reader.get(page_of(asked) + "/sheet.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/Count 1" in answer.content
    assert len(answer.content) < 100_000

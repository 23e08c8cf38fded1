"""Everything to take away, read back by other programs: tables, feeds, calendar, SDMX, pictures. Input is made up."""

import csv
import io
import xml.etree.ElementTree as ET
from itertools import product
from pathlib import Path

import httpx
from icalendar import Calendar
from openpyxl import load_workbook
from starlette.types import ASGIApp

from schemas.verdicts import Verdict
from services.runtime.agenda import load_agenda
from tests.builders.assessments import digital_skills, text
from tests.builders.milestones import milestone
from tests.integration.board.conftest import Board
from tests.integration.board.test_as_of import pages, tell_twice

ATOM = "{http://www.w3.org/2005/Atom}"
HERE = "/indicators/digital-skills-basic/"
TABLES = (
    "/recommendations", "/recommendations/15/indicators", "/areas", "/challenges", "/priorities", "/building-blocks",
    "/indicators", f"{HERE}figures", f"{HERE}verdicts", f"{HERE}lines", f"{HERE}changes", "/milestones", "/bodies",
    "/actions", "/sources",
)  # fmt: skip


def client(app: ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test")


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def test_every_table_is_there_in_both_forms_and_linked_from_its_page(app: ASGIApp) -> None:
    async with client(app) as reader:
        for lang, path in product(("nl", "en"), TABLES):
            as_csv, as_sheet = [await reader.get(f"/{lang}{path}.{form}") for form in ("csv", "xlsx")]
            assert (as_csv.status_code, as_sheet.status_code) == (200, 200), path
            sheet = load_workbook(io.BytesIO(as_sheet.content)).worksheets[0]
            assert sheet.max_row == len(list(csv.reader(io.StringIO(as_csv.text, newline="")))), path
            assert "attachment" in as_csv.headers["content-disposition"]
        assert len(rows_of(await reader.get("/en/recommendations.csv"))) == 107
        chosen = rows_of(await reader.get("/en/recommendations.csv?state=off_track"))
        assert [row["number"] for row in chosen] == ["15"]
        (latest,) = [r for r in rows_of(await reader.get(f"/en{HERE}figures.csv")) if r["series_id"].endswith("PC_IND")
                     and r["role"] == "own"]  # fmt: skip
        assert (latest["published_value"], latest["licence"] != "", latest["recorded"]) == ("61.20", True, "yes")
        page = (await reader.get(f"/en{HERE}")).text
        for link in ("figures.csv", "figures.xlsx", "verdicts.csv", "chart.png", "chart.svg"):
            assert f'href="/en{HERE}{link}"' in page, link
        for wrong in ("/en/nothing.csv", "/en/areas.pdf", f"/en{HERE}secrets.csv", "/en/indicators/none/figures.csv"):
            assert (await reader.get(wrong)).status_code == 404, wrong
        assert (await reader.get(f"/en{HERE}chart.png")).content.startswith(b"\x89PNG")
        frame = await reader.get(f"/nl/embed{HERE}")
        assert "frame-ancestors *" in frame.headers["content-security-policy"]
        assert "<script" not in frame.text
        assert "frame-ancestors 'none'" in (await reader.get(f"/nl{HERE}")).headers["content-security-policy"]
        sdmx = rows_of(await reader.get("/api/v1/sdmx/indicators/digital-skills-basic"))
        assert [(row["TIME_PERIOD"], row["OBS_VALUE"]) for row in sdmx if row["REF_AREA"] == "BE2"] == [
            ("2021", "54.5"), ("2023", "61.0"), ("2025", "61.2")
        ]  # fmt: skip
        assert len(rows_of(await reader.get("/api/v1/sdmx/indicators"))) == len(sdmx)


async def entries(reader: httpx.AsyncClient, path: str) -> list[tuple[str, str]]:
    answer = await reader.get(path)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    assert all(feed.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))
    found = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    assert len(ids) == len(set(ids))
    return [(entry.findtext(f"{ATOM}title") or "", entry.findtext(f"{ATOM}updated") or "") for entry in found]


async def test_feeds_tell_what_changed_for_all_an_area_a_body_and_a_recommendation(
    board: Board, tmp_path: Path
) -> None:
    await tell_twice(board)
    evil = digital_skills(verdict=Verdict.at_risk, title=text("<b>]]>&\x0b", "<b>]]>&\x0b"))
    await board.send("policy.assessment.v1", evil.key, evil)
    await board.catch_up()
    async with pages(board, tmp_path) as reader:
        every = await entries(reader, "/en/feed.atom")
        assert ("<b>]]>&: at risk", "2026-11-02T08:00:00Z") in every
        assert ("At least basic digital skills, Flemish Region: off track", "2026-10-01T09:00:00Z") in every
        assert any(title.endswith(": done") for title, _ in every)
        own = await entries(reader, "/nl/recommendations/15/feed.atom")
        assert "Minstens digitale basisvaardigheden, Vlaams Gewest: uit koers" in [title for title, _ in own]
        assert not any(title.endswith(": klaar") for title, _ in own)
        agenda = load_agenda()
        fifteen = next(r for r in agenda.recommendations if r.number == 15)
        for path in (f"/nl/areas/{fifteen.area}/feed.atom", f"/nl/bodies/{fifteen.lead}/feed.atom"):
            assert any("uit koers" in title for title, _ in await entries(reader, path)), path
        other = next(area for area in agenda.areas if area.id != fifteen.area and 1 not in area.recommendations)
        assert await entries(reader, f"/nl/areas/{other.id}/feed.atom") == []
        then = await entries(reader, "/en/feed.atom?as-of=2026-09-30")
        assert not any("off track" in title for title, _ in then)


async def test_the_calendar_holds_releases_and_due_dates(board: Board, app: ASGIApp) -> None:
    step = milestone(id="m001-1", recommendations=(1,), due="2027-03-31")
    await board.send("policy.milestone.v1", step.id, step)
    await board.catch_up()
    async with client(app) as reader:
        answer = await reader.get("/nl/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    events = {str(event["uid"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    release = events["release-digital-skills-basic-BE2-2027-12@koers"]
    assert (str(release["dtstart"].dt), str(release["dtend"].dt)) == ("2027-12-01", "2028-01-01")
    due = events["due-m001-1-2027-03-31@koers"]
    assert (str(due["dtstart"].dt), str(due["url"])) == ("2027-03-31", "http://board.test/nl/milestones/m001-1/")

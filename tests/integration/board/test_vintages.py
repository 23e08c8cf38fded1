"""What was published before, in page, chart, picture and file. Earlier values and their days are made up."""

import csv
import io
import re
from datetime import UTC, datetime

import httpx
import pytest
from starlette.types import ASGIApp

from tests.builders.assessments import EUROSTAT
from tests.builders.snapshots import snapshot
from tests.integration.board.conftest import Board
from tests.integration.board.pages import faults, words

HERE = "/en/indicators/digital-skills-basic/"
# After 61.20, which the story has from 8 October 2025. The assessment was made of what was read until 1 September 2026,
# so the last of these is in none yet
READ = (
    ("58.00", datetime(2026, 1, 5, 9, 0, tzinfo=UTC)),
    ("60.1", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
    ("60.10", datetime(2026, 4, 1, 9, 0, tzinfo=UTC)),
    ("61.20", datetime(2026, 8, 1, 9, 0, tzinfo=UTC)),
    ("63.70", datetime(2026, 10, 20, 9, 0, tzinfo=UTC)),
)


@pytest.fixture
async def reader(board: Board, app: ASGIApp) -> httpx.AsyncClient:
    for version, (value, at) in enumerate(READ, start=10):
        await board.send(
            "stats.series.v1", EUROSTAT, snapshot({"2025": value}, series_id=EUROSTAT, version=version, at=at)
        )
    await board.catch_up()
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test")


async def test_the_earlier_figures_of_a_period_are_shown_when_they_are_asked_for(reader: httpx.AsyncClient) -> None:
    plain = await reader.get(HERE)
    assert 'href="/en/indicators/digital-skills-basic/?vintages=1#chart"' in plain.text
    assert "58.0" not in words(plain).split("Revisions by the publisher")[0]
    asked = await reader.get(f"{HERE}?vintages=1")
    assert faults(asked, "en") == []
    told = words(asked).split("Figures published earlier", 1)[1].split("Show the present figures only")[0]
    assert re.findall(r"([\d.]+)%", told) == ["61.20", "58.00", "60.10"]
    assert "from 5 January 2026 until 2 March 2026" in told
    assert "from 2 March 2026 until 1 August 2026" in told
    assert "thin behind it what was published earlier" in asked.text
    assert "63.7" not in told


async def test_svg_and_png_draw_them_with_a_legend(reader: httpx.AsyncClient) -> None:
    page = (await reader.get(f"{HERE}?vintages=1")).text
    (address,) = re.findall(r'<img src="([^"]*chart\.svg[^"]*)"', page)
    drawn = (await reader.get(address.replace("&amp;", "&"))).text
    assert "published earlier" in drawn
    plain = await reader.get(f"{HERE}chart.svg")
    assert "published earlier" not in plain.text
    pictures = [(await reader.get(f"{HERE}chart.png{query}")).content for query in ("", "?vintages=1")]
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert pictures[0] != pictures[1]


async def test_the_file_tells_until_when_each_stood(reader: httpx.AsyncClient) -> None:
    rows = list(csv.DictReader(io.StringIO((await reader.get(f"{HERE}figures.csv?vintages=1")).text, newline="")))
    earlier = [
        (row["value"], row["published_value"], row["replaced_at"][:10]) for row in rows if row["role"] == "earlier"
    ]
    assert earlier == [
        ("61.2", "61.20", "2026-01-05"),
        ("58.0", "58.00", "2026-03-02"),
        ("60.1", "60.10", "2026-08-01"),
    ]
    assert {row["replaced_at"] for row in rows if row["role"] != "earlier"} == {""}
    plain = list(csv.DictReader(io.StringIO((await reader.get(f"{HERE}figures.csv")).text, newline="")))
    assert (plain, len(plain)) == ([row for row in rows if row["role"] != "earlier"], len(rows) - 3)
    assert (await reader.get(f"{HERE}figures.xlsx?vintages=1")).status_code == 200


async def test_what_cannot_be_read_as_yes_or_no_is_refused(reader: httpx.AsyncClient) -> None:
    assert (await reader.get(f"{HERE}?vintages=perhaps")).status_code == 422


async def test_where_nothing_was_revised_no_link_leads_there_and_the_page_says_so(app: ASGIApp) -> None:
    reader = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test")
    assert "vintages" not in (await reader.get(HERE)).text
    assert "This board knows no earlier version of these figures." in words(await reader.get(f"{HERE}?vintages=1"))

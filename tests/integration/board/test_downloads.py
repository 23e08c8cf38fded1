"""Everything to take away, read back by other programs: tables, feeds, calendar, SDMX, pictures. Input is made up."""

import csv
import hashlib
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from itertools import product
from pathlib import Path

import httpx
import pyarrow.parquet as pq
from icalendar import Calendar
from openpyxl import load_workbook
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef
from starlette.types import ASGIApp

from schemas.verdicts import Verdict
from services.board.export.bundle import make_bundle
from services.board.web.moment import Moment
from services.runtime.agenda import AgendaIndex, load_agenda
from tests.builders.assessments import digital_skills, text
from tests.builders.milestones import milestone
from tests.integration.board.conftest import NOW, Board
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


async def test_the_bulk_download_holds_everything_twice_with_checksums(
    board: Board, app: ASGIApp, tmp_path: Path
) -> None:
    folder = tmp_path / "open-data"
    made = await make_bundle(folder, board.database, AgendaIndex(load_agenda()), Moment(NOW))
    assert made.path.name == "koers-open-data-2026-11-02.zip"
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "out")
    out = tmp_path / "out" / made.path.stem
    for line in (out / "checksums.sha256").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest, name
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    readme = (out / "README.md").read_text()
    for parquet in sorted(out.glob("*.parquet")):
        as_csv = list(csv.reader(io.StringIO(parquet.with_suffix(".csv").read_text(), newline="")))
        table = pq.read_table(parquet)
        assert table.column_names == as_csv[0], parquet.name
        assert table.num_rows == len(as_csv) - 1, parquet.name
        assert f"| `{parquet.stem}` | {table.num_rows} |" in readme
    assert pq.read_table(out / "recommendations-nl.parquet").num_rows == 107
    (figure,) = pq.read_table(out / "observations.parquet").to_pylist()
    assert (figure["period"], figure["value"], figure["number"]) == ("2025-01-01/P1Y", "61.20", 61.2)
    async with client(app) as reader:
        page = await reader.get("/nl/data/")
        assert made.path.name in page.text
        newest = await reader.get("/open-data/latest.zip", follow_redirects=True)
        assert newest.content == made.path.read_bytes()
        assert made.sha256 in (await reader.get(f"/open-data/{made.path.name}.sha256")).text
        for wrong in ("/open-data/..%2fmail%2f1.eml", "/open-data/koers-open-data-2020-01-01.zip", "/open-data/x"):
            assert (await reader.get(wrong)).status_code == 404, wrong


async def test_linked_data_is_read_by_a_program_that_knows_rdf(app: ASGIApp) -> None:
    dcat, skos = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://www.w3.org/2004/02/skos/core#")
    async with client(app) as reader:

        async def graph(path: str) -> Graph:
            answer = await reader.get(path)
            assert answer.headers["content-type"].startswith("application/ld+json"), path
            return Graph().parse(data=answer.text, format="json-ld")

        catalogue = await graph("/catalogue.jsonld")
        (entry,) = catalogue.subjects(RDF.type, dcat.Catalog)
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license):
            assert catalogue.value(entry, needed) or list(catalogue.objects(entry, needed)), needed
        for dataset in catalogue.objects(entry, dcat.dataset):
            assert {text.language for text in catalogue.objects(dataset, DCTERMS.title)} == {"nl", "en"}
            for distribution in catalogue.objects(dataset, dcat.distribution):
                address = str(catalogue.value(distribution, dcat.accessURL))
                path = address.removeprefix("http://board.test")
                assert (await reader.get(path)).status_code == (404 if path.endswith("latest.zip") else 200), path
        words = await graph("/glossary.jsonld")
        concepts = set(words.subjects(RDF.type, skos.Concept))
        assert len(concepts) > 25
        assert all({t.language for t in words.objects(c, skos.definition)} == {"nl", "en"} for c in concepts)
        for page in (HERE, "/recommendations/15/", "/areas/future-oriented-skills/", "/bodies/education/",
                     "/milestones/m001-2/", "/"):  # fmt: skip
            html = (await reader.get(f"/nl{page}")).text
            (link,) = re.findall(r'type="application/ld\+json" href="([^"]+)"', html)
            found = await graph(link)
            for status in found.objects(None, URIRef("https://schema.org/creativeWorkStatus")):
                assert status in concepts, status
        thing = await reader.get("/id/indicators/digital-skills-basic", headers={"accept-language": "en"})
        assert (thing.status_code, thing.headers["location"]) == (303, f"/en{HERE}")
        for wrong in (
            "/id/indicators/none",
            "/id/secrets/1",
            "/id/recommendations/x",
            "/id/recommendations/108.jsonld",
        ):
            assert (await reader.get(wrong)).status_code in (404, 422), wrong


async def test_long_lists_come_in_parts_that_lead_to_each_other(app: ASGIApp) -> None:
    async with client(app) as reader:
        for path, key in (("recommendations", "number"), ("indicators", "id"), ("milestones", "id")):
            whole = [item[key] for item in (await reader.get(f"/api/v1/{path}")).json()]
            found, following, turns = [], f"/api/v1/{path}?limit=90", 0
            while following and turns < 20:
                part = await reader.get(following)
                found += [item[key] for item in part.json()]
                following, turns = part.links.get("next", {}).get("url", ""), turns + 1
            assert found == whole, path
        refused = await reader.get("/api/v1/recommendations?after=nothing")
        assert (refused.status_code, refused.json()["detail"][0]["where"]) == (422, "query.after")
        measured = (await reader.get("/api/v1/recommendations?state=off_track&area=future-oriented-skills")).json()
        assert [item["number"] for item in measured] == [15]
        off = (await reader.get("/api/v1/indicators?verdict=off_track&recommendation=15")).json()
        assert [item["id"] for item in off] == ["digital-skills-basic"]

"""The numbered edge cases of Statbel: views of be.STAT, files of open data, places, calendar."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from schemas.period import Period
from schemas.stats import PollOutcome, PollReport
from services.ingest.access import OpenDataAccess
from services.ingest.connectors.statbel.calendar import (
    expected_on,
    known_releases,
    period_of_code,
    read_calendar,
    releases_of,
    rhythm_of,
    with_calendar,
)
from services.ingest.connectors.statbel.connector import Statbel
from services.ingest.connectors.statbel.files import StatbelFiles
from services.ingest.connectors.statbel.opendata import decode_file
from services.ingest.connectors.statbel.refnis import known_places, read_mergers, read_tree
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.labels import clean, period_of
from services.ingest.fakes import FakeFetcher
from services.ingest.fetch import HttpFetcher
from services.ingest.outlook import next_release
from services.ingest.poll import Poller
from services.ingest.recipe import Recipe
from services.runtime.clock import FixedClock
from tests.builders.ingest import Bench, fetched, recorded, sample, shipped
from tests.builders.source_server import Served, SourceServer

LFS = shipped("statbel.labour_force")
VAT = shipped("statbel.vat_registrations")
PERMITS = shipped("statbel.building_permits")
BE2_RATE = "statbel:labour_force?age=Y15-64&geo=BE2&measure=employment_rate&sex=T"
DWELLINGS = "statbel:building_permits?geo=BE2&measure=dwelling_res_new"
LIMIT = 60_000_000
FILE = "/Building permits/TF_BUILDING_PERMITS.zip"


def permits() -> bytes:
    return gzip.decompress(recorded("statbel/TF_BUILDING_PERMITS_levels12.txt.gz"))


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "."), body)
    return file.getvalue()


def access(**changes: Any) -> OpenDataAccess:
    assert isinstance(PERMITS.access, OpenDataAccess)
    return PERMITS.access.model_copy(update=changes)


def lfs(quarters: Mapping[str, float | None], **rename: str) -> bytes:
    """A made-up answer of the labour-force view: the Flemish rate by quarter."""
    rows = [
        {
            "Kwartaal": quarter,
            "België": "België",
            "Gewest": "Vlaams Gewest \xa0",
            "Geslacht": None,
            "Werkgelegenheidsgraad": value,
            "Werkloosheidsgraad": 0.04,
            "Activiteitsgraad": 0.74,
        }
        for quarter, value in quarters.items()
    ]
    return json.dumps({"facts": [{rename.get(k, k): v for k, v in row.items()} for row in rows]}).encode()


class Statbels:
    """A desk that takes bodies of a recipe in turn."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(folder)

    async def take(self, recipe: Recipe, body: bytes) -> PollReport:
        entry = self.bench.archive.add(body, replace_time(fetched(recipe.id), self.bench))
        self.bench.clock.advance(timedelta(days=1))
        return await self.bench.desk.take(recipe, entry)

    def figures(self, series_id: str) -> dict[str, str | None]:
        return {o.period.label: o.value for o in self.bench.snapshots(series_id)[-1].observations}


def replace_time(fetch: Any, bench: Bench) -> Any:
    return fetch.model_copy(update={"retrieved_at": bench.clock.now()})


@pytest.fixture
def statbel(tmp_path: Path) -> Statbels:
    return Statbels(tmp_path)


SOUND = {"1ste kwartaal 2024": 0.71, "2de kwartaal 2024": 0.706}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html><title>captcha</title></html>", "html"),
        (b"", "empty"),
        (b'{"facts": [', "json_malformed"),
        (b'{"facts": []}', "empty"),
        (b'{"error": "gone"}', "not_facts"),
    ],
)
async def test_statbel_rule_01_a_page_an_empty_body_and_half_a_body_with_200(
    statbel: Statbels, body: bytes, reason: str
) -> None:
    await statbel.take(LFS, lfs(SOUND))
    before = len(statbel.bench.broker.records("stats.series.v1"))
    report = await statbel.take(LFS, body)
    assert report.outcome is PollOutcome.quarantined
    assert (report.reason or "").startswith(f"{reason}:")
    assert len(statbel.bench.broker.records("stats.series.v1")) == before


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (lfs(SOUND, Kwartaal="Trimestre", Gewest="Région", Geslacht="Sexe"), "wrong_language"),
        (lfs(SOUND, Kwartaal="Quarter", Gewest="Region", Geslacht="Gender"), "wrong_language"),
        (lfs(SOUND, Werkgelegenheidsgraad="Werkzaamheidsgraad"), "changed_shape"),
        (lfs(SOUND, Geslacht="Leeftijd"), "changed_shape"),
    ],
)
async def test_statbel_rule_02_a_view_renamed_or_in_another_language_is_never_guessed(
    statbel: Statbels, body: bytes, reason: str
) -> None:
    report = await statbel.take(LFS, body)
    assert report.outcome is PollOutcome.quarantined
    assert (report.reason or "").startswith(f"{reason}:")
    assert statbel.bench.snapshots() == []


@pytest.mark.parametrize("gone", [b"", b"null", b"[]", b'{"published": false}'])
def test_statbel_rule_02_a_datasource_that_is_gone_is_no_stamp(gone: bytes) -> None:
    with pytest.raises(NotData):
        Statbel().validators(gone)


@pytest.mark.parametrize(
    ("locale", "columns", "quarter", "region"),
    [
        ("nl", ("Kwartaal", "Gewest", "Aantal"), "1ste kwartaal 2024", "Vlaams Gewest"),
        ("fr", ("Trimestre", "Région", "Nombre"), "1er trimestre 2024", "Région flamande"),
        ("en", ("Quarter", "Region", "Number"), "1st quarter 2024", "Flanders region"),
    ],
)
def test_statbel_rule_02_a_view_is_read_in_its_own_language(
    locale: str, columns: tuple[str, str, str], quarter: str, region: str
) -> None:
    layout = {
        "period": columns[0],
        "dimensions": {"geo": {"column": columns[1], "codes": {region: "BE2"}, "total": "BE"}},
        "measures": {columns[2]: "n"},
    }
    view = {"kind": "bestat", "layout": layout, "locale": locale}
    made = Recipe.model_validate({**LFS.model_dump(), "access": view})
    row = dict(zip(columns, (quarter, region, 5.0), strict=True))
    answer = Statbel().decode(made, json.dumps({"facts": [row, {**row, columns[1]: None}]}).encode())
    assert {codes[0]: cells[0][:2] for codes, cells in answer.series.items()} == {
        "BE2": (Period.parse("2024-Q1"), "5.0"),
        "BE": (Period.parse("2024-Q1"), "5.0"),
    }


async def test_statbel_rule_03_windows_are_merged_with_what_came_before(statbel: Statbels) -> None:
    await statbel.take(LFS, lfs({"1ste kwartaal 2024": 0.71, "2de kwartaal 2024": 0.706, "3de kwartaal 2024": 0.71}))
    report = await statbel.take(LFS, lfs({"3de kwartaal 2024": 0.71, "4de kwartaal 2024": 0.726}))
    assert report.changes == {"added": 3}
    assert list(statbel.figures(BE2_RATE).values()) == ["71.0", "70.6", "71.0", "72.6"]


async def test_statbel_rule_03_a_missed_window_leaves_a_hole_and_invents_nothing(statbel: Statbels) -> None:
    await statbel.take(LFS, lfs({"4de kwartaal 2022": 0.70}))
    await statbel.take(LFS, lfs({"4de kwartaal 2023": 0.714}))
    assert statbel.figures(BE2_RATE) == {"2022-Q4": "70.0", "2023-Q4": "71.4"}


def test_statbel_rule_03_the_recorded_windows_overlap_without_conflict() -> None:
    text = gzip.decompress(recorded("statbel/lfs_quarterly_long.csv.gz")).decode("utf-8-sig")
    found: dict[tuple[str, ...], set[str]] = {}
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        found.setdefault((row["refnis"], row["period"], row["sex"], row["metric"]), set()).add(row["value_pct"])
    assert (len(rows), len(rows) - len(found)) == (432, 108)
    assert all(len(values) == 1 for values in found.values())


async def test_statbel_rule_04_rows_told_twice_count_once_and_contradictions_are_refused(statbel: Statbels) -> None:
    body = json.loads(lfs(SOUND))
    twice = {"facts": [*body["facts"], *body["facts"]]}
    assert (await statbel.take(LFS, json.dumps(twice).encode())).observations == 6
    other = {"facts": [*body["facts"], {**body["facts"][0], "Werkgelegenheidsgraad": 0.5}]}
    report = await statbel.take(LFS, json.dumps(other).encode())
    assert (report.reason or "").startswith("conflict:")


def test_statbel_rule_05_typography_is_no_difference() -> None:
    assert clean("Vlaams Gewest \xa0") == "Vlaams Gewest"
    assert clean("Brussels Hoofdstedelijk Gewest \xa0") == "Brussels Hoofdstedelijk Gewest"
    assert clean("Digitale\xa0vaardigheden  d’ICT") == "Digitale vaardigheden d'ICT"


async def test_statbel_rule_06_null_is_the_total_and_no_total_is_made_up(statbel: Statbels) -> None:
    answer = Statbel().decode(LFS, recorded("statbel/lfs_577e7eeb_nl_2024_DERIVED_facts_shape.json"))
    assert answer.series["BE", "T", "employment_rate"][0][1] == "0.662"
    regions = {codes[0] for codes in Statbel().decode(VAT, sample("statbel", "btw_maandcijfers_raw.json")).series}
    assert regions == {"BE1", "BE2", "BE3"}


def test_statbel_rule_07_abroad_and_unknown_are_kept_out_of_flanders() -> None:
    facts = json.loads(sample("statbel", "btw_maandcijfers_raw.json"))["facts"]
    assert {clean(fact["Gewest"]) for fact in facts} >= {"Buitenland", "Onbekend"}
    answer = Statbel().decode(VAT, sample("statbel", "btw_maandcijfers_raw.json"))
    assert answer.series["BE2", "A", "stock"][0][1] == "30740.0"


async def test_statbel_rule_08_fractions_become_percentages_and_a_percentage_again_is_refused(
    statbel: Statbels,
) -> None:
    await statbel.take(LFS, lfs(SOUND))
    assert list(statbel.figures(BE2_RATE).values()) == ["71.0", "70.6"]
    report = await statbel.take(LFS, lfs({"1ste kwartaal 2024": 71.0, "2de kwartaal 2024": 70.6}))
    assert (report.reason or "").startswith("out_of_limits:")


def test_statbel_rule_08_deletions_are_negative_in_the_monthly_view() -> None:
    answer = Statbel().decode(VAT, sample("statbel", "btw_maandcijfers_raw.json"))
    assert answer.series["BE2", "A", "deleted"][0][1] == "-172.0"


async def test_statbel_rule_09_noise_beyond_the_printed_decimal_is_no_change(statbel: Statbels) -> None:
    await statbel.take(LFS, lfs({"1ste kwartaal 2024": 0.7099999999999999}))
    report = await statbel.take(LFS, lfs({"1ste kwartaal 2024": 0.7100000000000001}))
    assert (report.outcome, statbel.figures(BE2_RATE)) == (PollOutcome.unchanged, {"2024-Q1": "71.0"})


async def test_statbel_rule_10_a_figure_that_becomes_null_is_missing_and_not_zero(statbel: Statbels) -> None:
    await statbel.take(LFS, lfs(SOUND))
    report = await statbel.take(LFS, lfs({**SOUND, "2de kwartaal 2024": None}))
    assert report.changes == {"suppressed": 1}
    assert statbel.figures(BE2_RATE)["2024-Q2"] is None


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("2008", "2008"),
        ("Januari 2021", "2021-01"),
        ("January 2025", "2025-01"),
        ("Janvier 2024", "2024-01"),
        ("Januar 2024", "2024-01"),
        ("Août 2024", "2024-08"),
        ("1ste kwartaal 2024", "2024-Q1"),
        ("2de kwartaal 2024", "2024-Q2"),
        ("2nd quarter 2024", "2024-Q2"),
        ("3rd quarter 2024", "2024-Q3"),
        ("4th quarter 2023", "2023-Q4"),
        ("1er trimestre 2024", "2024-Q1"),
        ("3e trimestre 2024", "2024-Q3"),
        ("4de trimester 2024", "2024-Q4"),
        ("2. Quartal 2024", "2024-Q2"),
    ],
)
def test_statbel_rule_11_months_quarters_and_years_in_four_languages(label: str, period: str) -> None:
    assert period_of(label) == Period.parse(period)


JUNE_2025 = date(2025, 6, 1)


def test_statbel_rule_12_the_tree_of_places_is_whole() -> None:
    places = known_places()
    rows = [place for found in places.rows.values() for place in found]
    levels = {level: sum(p.level == level for p in rows) for level in (1, 2, 3, 4)}
    assert (len(rows), levels) == (2769, {1: 3, 2: 11, 3: 48, 4: 2707})
    assert sum(p.level == 4 and p.last == date(9999, 12, 31) for p in rows) == 581


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("01000", "BE"),
        ("02000", "BE2"),
        ("70000", "BE2"),
        ("71000", "BE2"),
        ("20001", "BE2"),
        ("20002", "BE3"),
        ("25000", "BE3"),
        ("23000", "BE2"),
        ("21000", "BE1"),
        ("21004", "BE1"),
        ("44086", "BE2"),
        ("82039", "BE3"),
        ("99999", None),
    ],
)
def test_statbel_rule_12_limburg_is_flemish_nivelles_walloon_and_brussels_itself(code: str, region: str | None) -> None:
    assert known_places().region(code, JUNE_2025) == region


def test_statbel_rule_12_a_code_has_parents_of_their_time() -> None:
    before, after = (known_places().at("23000", date(year, 6, 1)) for year in (1994, 1996))
    assert before
    assert after
    assert (before.parent, after.parent) == ("20000", "20001")


def test_statbel_rule_12_mergers_unite_only_what_is_whole() -> None:
    places = known_places()
    assert (len(set(places.merged.values())), places.today("44012"), places.today("11002")) == (14, "44086", "11002")
    united = places.united({"44012": Decimal(3), "44048": Decimal(4), "11002": Decimal(9), "11007": None})
    assert united == {"44086": Decimal(7), "11002": None}
    assert places.united({"11002": Decimal(9), "44086": Decimal(1)}) == {"11002": Decimal(9), "44086": Decimal(1)}
    assert places.united({"44012": Decimal(3)}) == {"44086": None}


def test_statbel_rule_12_a_table_that_lost_its_zeros_is_refused() -> None:
    lossy = recorded("statbel/refnis_LOSSY_head40.csv").decode().replace(",", "|").encode()
    with pytest.raises(NotData) as caught:
        read_tree(lossy)
    assert caught.value.reason == "lost_zero"
    with pytest.raises(NotData) as caught:
        decode_file(permits().replace(b'"02000"|"VLAAMS', b'"2000"|"VLAAMS'), access(), LIMIT)
    assert caught.value.reason == "lost_zero"


def test_statbel_rule_12_other_tables_of_places_are_refused() -> None:
    for body, reason in ((b"a|b\n1|2\n", "not_refnis"), (recorded("statbel/REFNIS_2019.csv"), "bad_encoding")):
        with pytest.raises(NotData) as caught:
            read_tree(body)
        assert caught.value.reason == reason
    with pytest.raises(NotData, match="became"):
        read_mergers(b"x,y\nA (11002), B (11003)\n")


def months_and_years(answer: Answer) -> tuple[dict[str, int], set[str]]:
    cells = answer.series["02000", "dwelling_res_new"]
    return {p.label: int(v or 0) for p, v, _ in cells}, {p.frequency for p, _, _ in cells}


def test_statbel_rule_13_the_total_of_the_year_is_not_counted_beside_its_months() -> None:
    months, kinds = months_and_years(decode_file(permits(), access(), LIMIT))
    years, _ = months_and_years(decode_file(permits(), access(frequency="A"), LIMIT))
    in_2024 = [value for label, value in months.items() if label.startswith("2024")]
    assert (kinds, len(in_2024), sum(in_2024), years["2024"]) == ({"M"}, 12, 32_137, 32_137)


def test_statbel_rule_13_the_running_year_has_no_total() -> None:
    months, _ = months_and_years(decode_file(permits(), access(), LIMIT))
    years, _ = months_and_years(decode_file(permits(), access(frequency="A"), LIMIT))
    assert sorted(label for label in months if label.startswith("2025")) == [f"2025-{m:02d}" for m in range(1, 8)]
    assert max(years) == "2024"


def as_workbook(rows: Iterable[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for number, row in enumerate(rows):
        page.append([int(c) if number and i > 2 and c.isdigit() and i != 14 else c for i, c in enumerate(row)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_statbel_rule_14_one_table_in_every_dress_gives_one_answer() -> None:
    plain = b"\r\n".join(permits().split(b"\r\n")[:60])
    rows = list(csv.reader(io.StringIO(plain.decode()), delimiter="|"))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    expected = decode_file(plain, access(), LIMIT).series
    assert expected
    dresses = {
        "bom": b"\xef\xbb\xbf" + plain,
        "unquoted": plain.replace(b'"', b""),
        "semicolons": text.getvalue().encode(),
        "zip": zipped(BV_opendata_251021_114328__txt=plain),
        "workbook": as_workbook(rows),
        "workbook in a zip": zipped(TF__xlsx=as_workbook(rows)),
        "columns to spare": plain.replace(b"\r\n", b"|||\r\n"),
    }
    for name, body in dresses.items():
        assert decode_file(body, access(), LIMIT).series == expected, name


def test_statbel_rule_14_latin_1_is_declared_and_never_guessed() -> None:
    body = "REFNIS|TX_NL|CD_YEAR|MS_X\n02000|Vlaanderen ë|2024|5\n".encode("latin-1")
    assert decode_file(body, access(frequency="A", encoding="latin-1"), LIMIT).observations == 1
    with pytest.raises(NotData) as caught:
        decode_file(body, access(frequency="A"), LIMIT)
    assert caught.value.reason == "bad_encoding"


async def test_statbel_rule_14_names_with_blanks_brackets_and_a_year_that_flips() -> None:
    recorded_url = json.loads(recorded("statbel/faillissementen.json"))["url"]
    files = StatbelFiles(FakeFetcher(), FixedClock(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)))
    names = files.names("/BRI_Nace/TF_BANKRUPTCIES({year}).zip")
    assert names == [f"/BRI_Nace/TF_BANKRUPTCIES{year}.zip" for year in ("(2026)", "(2025)", "")]
    assert recorded_url.endswith(names[1])
    assert files.names(FILE) == ["/Building%20permits/TF_BUILDING_PERMITS.zip"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html>captcha</html>", "html"),
        (b"", "empty"),
        (zipped(x__txt=permits())[:20_000], "zip_damaged"),
        (zipped(a__txt=b"x", b__txt=b"y"), "many_files"),
        (zipped(a__zip=zipped(b__txt=b"x")), "nested_archive"),
        (permits().replace(b'"REFNIS"|', b'"PLAATS"|', 1), "missing_columns"),
        (permits().replace(b'"CD_YEAR"', b'"JAAR"', 1), "not_opendata"),
        (permits().replace(b'"MS_', b'"AANTAL_'), "not_opendata"),
        (permits().replace(b"|1996|1|", b"|1996|13|", 1), "bad_period"),
        (permits().replace(b"|1996|1|2311", b"|1996|1|veel", 1), "bad_value"),
        (b"\xef\xbb\xbf" + recorded("statbel/omgeving_head20.csv"), "missing_columns"),
    ],
)
async def test_statbel_rule_14_hostile_files_each_have_their_error_and_publish_nothing(
    statbel: Statbels, body: bytes, reason: str
) -> None:
    report = await statbel.take(PERMITS, body)
    assert report.outcome is PollOutcome.quarantined
    assert (report.reason or "").startswith(f"{reason}:"), report.reason
    assert statbel.bench.snapshots() == []


@asynccontextmanager
async def polled(bench: Bench, *answers: Served) -> AsyncIterator[tuple[Poller, SourceServer]]:
    async with SourceServer().running() as server:
        server.serve(FILE, *answers)
        async with HttpFetcher(server.url, spacing=0, agent="koers tests", attempts=1) as fetcher:
            yield Poller(bench.desk, StatbelFiles(fetcher, bench.clock)), server


def stamped(body: bytes, **changes: str) -> Served:
    """A file with the validators Statbel's server was recorded with."""
    found = json.loads(recorded("statbel/vastgoed-verkopen.json"))
    headers = {"Content-Type": "application/zip", "ETag": f'"{found["etag"]}"', "Last-Modified": found["last_modified"]}
    return Served(body, headers={**headers, **changes})


async def test_statbel_rule_15_an_unmoved_file_costs_one_304_and_publishes_nothing(tmp_path: Path) -> None:
    bench, body = Bench(tmp_path), zipped(BV__txt=permits())
    async with polled(bench, stamped(body), Served(b"", status=304)) as (poller, server):
        first = await poller.poll(PERMITS)
        published = len(bench.broker.records("stats.series.v1"))
        bench.clock.advance(timedelta(days=1))
        second = await poller.poll(PERMITS)
    assert (first.outcome, first.series, second.outcome) == (PollOutcome.changed, 4, PollOutcome.unchanged)
    assert server.asked[1].headers["if-none-match"] == '"6943cfb4-2bbe86"'
    assert server.asked[1].headers["if-modified-since"] == "Thu, 18 Dec 2025 09:56:04 GMT"
    assert (len(bench.archive.entries()), len(bench.broker.records("stats.series.v1"))) == (1, published)


async def test_statbel_rule_15_the_same_bytes_under_a_new_etag_change_nothing(tmp_path: Path) -> None:
    bench, body = Bench(tmp_path), zipped(BV__txt=permits())
    async with polled(bench, stamped(body), stamped(body, ETag='"69451d63-2bbe86"')) as (poller, _):
        await poller.poll(PERMITS)
        published = len(bench.broker.records("stats.series.v1"))
        bench.clock.advance(timedelta(days=1))
        assert (await poller.poll(PERMITS)).outcome is PollOutcome.unchanged
    assert len(bench.broker.records("stats.series.v1")) == published


async def test_statbel_rule_15_validators_may_be_missing_and_a_revision_is_told(tmp_path: Path) -> None:
    assert json.loads(recorded("statbel/vergunningen-goedkeuringen.json"))["etag"] is None
    old = permits()
    line = next(row for row in old.split(b"\r\n") if row.startswith(b'"02000"') and b"|2025|7|" in row)
    cells = line.split(b"|")
    new = old.replace(line, b"|".join([*cells[:6], str(int(cells[6]) + 1).encode(), *cells[7:]]))
    bench, kind = Bench(tmp_path), {"Content-Type": "application/zip"}
    bodies = (Served(zipped(BV__txt=body), headers=kind) for body in (old, new))
    async with polled(bench, *bodies) as (poller, server):
        await poller.poll(PERMITS)
        bench.clock.advance(timedelta(days=1))
        report = await poller.poll(PERMITS)
    assert "if-none-match" not in server.asked[1].headers
    assert report.changes == {"revised": 1}


def test_statbel_rule_15_the_definition_is_part_of_the_identity() -> None:
    assert LFS.dimensions.constants == {"age": "Y15-64"}
    assert "2017" in LFS.title


def test_statbel_calendar_reads_every_recorded_line() -> None:
    lines = known_releases()
    irregular = [line for line in lines if line.period is None or line.remark]
    assert (len(lines), sum(line.code == "-" for line in lines), len(irregular)) == (518, 20, 25)
    assert sum(line.day is None for line in lines) == 2


@pytest.mark.parametrize(
    ("code", "period", "remark"),
    [
        ("m-2025-08", "2025-08", ""),
        ("t-2024-04", "2024-Q4", ""),
        ("y-2024", "2024", ""),
        ("Y-2023", "2023", ""),
        ("2025", "2025", ""),
        ("s-2024-02", "2024-S2", ""),
        ("w-2025-31", "2025-W31", ""),
        ("2008-2022", "2008-01-01/P15Y", ""),
        ("2024-2025", "2024-01-01/P2Y", ""),
        ("m-2024-10+11+12", "2024-10-01/P3M", ""),
        ("m-2025-01-02-03", "2025-01-01/P3M", ""),
        ("m-2024-12 + 2024 prov", "2024-12", "2024 prov"),
        ("w-2025-31/32", "2025-07-28/P2W", ""),
        ("Revisie y-2023", "2023", "revisie"),
        ("y-2024 2de ramingen", "2024", "2de ramingen"),
        ("y-2025 prov", "2025", "prov"),
    ],
)
def test_statbel_calendar_codes_of_every_recorded_form(code: str, period: str, remark: str) -> None:
    assert period_of_code(code) == (Period.parse(period), remark)


@pytest.mark.parametrize(
    "code", ["", "2022-2008", "y-0000", "t-2024-05", "m-2024-13", "m-2024-01+03", "q-2024-01", "binnenkort"]
)
def test_statbel_calendar_other_codes_are_refused(code: str) -> None:
    with pytest.raises(NotData) as caught:
        period_of_code(code)
    assert caught.value.reason == "bad_period"


def test_statbel_calendar_matches_by_period_and_words_as_titles_become_headlines() -> None:
    found = releases_of(known_releases(), ["vacature"], "Q")
    assert [(r.period.label if r.period else "", str(r.day)) for r in found] == [
        ("2024-Q4", "2025-03-11"),
        ("2025-Q1", "2025-06-11"),
        ("2025-Q2", "2025-09-11"),
        ("2025-Q3", "2025-12-11"),
    ]
    assert expected_on(known_releases(), ["vacature"], Period.parse("2025-Q3")) == date(2025, 12, 11)
    assert expected_on(known_releases(), ["vacature"], Period.parse("2025-Q4")) is None


def test_statbel_calendar_is_the_rhythm_of_a_recipe() -> None:
    (made,) = with_calendar([LFS], known_releases())
    assert made.rhythm.lag_days == 72
    assert next_release(made.rhythm, Period.parse("2025-Q3")) == "2026-03"
    assert with_calendar([LFS], []) == [LFS]
    assert rhythm_of(releases_of(known_releases(), ["vacature"], "Q")[:1]) is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html></html>", "html"),
        (b'{"entries": []}', "not_calendar"),
        (b'{"entries": [{"datum": "1 mei 2025"}]}', "not_calendar"),
        (b'{"entries": [{"datum_text": "31 juni 2025", "naam": "x", "periode": "-"}]}', "bad_day"),
        (b'{"entries": [{"datum_text": "1 mei 2025", "naam": "x", "periode": "??"}]}', "bad_period"),
    ],
)
def test_statbel_hostile_calendars_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        read_calendar(body)
    assert caught.value.reason == reason

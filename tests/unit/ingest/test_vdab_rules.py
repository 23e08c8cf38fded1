"""The numbered edge cases of Arvastat and of VDAB's lists; those of the Vacature API are in test_vdab_vacancies."""

import csv
import io
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from schemas.period import Period
from schemas.stats import PollOutcome, PollReport
from services.ingest.connectors.vdab.shortages import join, newest_list, normalised, read_list
from services.ingest.connectors.vdab.vacancy import vacancy_of
from services.ingest.decode.arvastat import decode_totals, decode_workbook
from services.ingest.decode.errors import NotData
from services.ingest.decode.labels import period_of
from services.ingest.drop import DropPoller
from services.ingest.outlook import next_release, seems_frozen
from tests.builders.ingest import NOW, Bench, recorded, sample, shipped

LIMIT = 20_000_000
HEAD = ("Hoofdberoepsgroep", "Beroepsgroep", "Beroep", "Totaal")
OCCUPATIONS = shipped("vdab.arvastat_occupations")
WINDOW = "mei 2025 - april 2026"


def export(
    *rows: tuple[str | int | None, ...],
    title: str = "Ontvangen vacatures",
    period: str = WINDOW,
    preamble: int = 1,
    head: tuple[str, ...] = HEAD,
) -> bytes:
    """A made-up export, its header after so many further rows."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Data"
    for row in [(title,), (), (), (period,), *[()] * preamble, head, *rows]:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class Drop:
    """The drop folder of the occupations, with a desk behind it."""

    def __init__(self, folder: Path) -> None:
        self.bench, self.age = Bench(folder), 1000
        self.folder = folder / "drop" / "vdab" / "arvastat_occupations"
        self.folder.mkdir(parents=True)
        self.poller = DropPoller(self.bench.desk, folder / "drop")

    async def put(self, name: str, body: bytes) -> PollReport:
        path = self.folder / name
        path.write_bytes(body)
        self.age -= 1
        os.utime(path, (1_700_000_000 - self.age, 1_700_000_000 - self.age))
        return await self.poller.poll(OCCUPATIONS)

    def figures(self, occupation: str) -> dict[str, str | None]:
        found = [s for s in self.bench.snapshots() if s.dimensions["occupation"] == occupation]
        return {str(o.period): o.value for o in found[-1].observations}


def test_vdab_rule_01_the_next_file_is_expected_in_its_month_and_missed_when_late() -> None:
    rhythm = shipped("vdab.arvastat_construction_received").rhythm
    assert next_release(rhythm, Period.parse("2026-10")) == "2026-12"
    assert not seems_frozen(rhythm, Period.parse("2026-10"), NOW)
    assert seems_frozen(rhythm, Period.parse("2026-01"), NOW)


async def test_vdab_rule_01_a_folder_without_a_file_says_what_it_waits_for(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    report = await drop.poller.poll(OCCUPATIONS)
    assert "waiting for a file in vdab/arvastat_occupations/" in (report.reason or "")


@pytest.mark.parametrize("preamble", [0, 1, 4, 30])
def test_vdab_rule_02_the_header_is_found_wherever_it_stands(preamble: int) -> None:
    answer = decode_workbook(export(("A", "B", "C", 5), preamble=preamble), LIMIT)
    assert list(answer.series) == [("received", "A", "B", "C")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (export(("A", "B", "C", 5), title="Werkzoekenden zonder werk"), "unknown_table"),
        (export(("A", "B", "C", 5), title="Postes vacants reçus"), "unknown_table"),
        (export(("A", "B", "C", 5), head=("Groep", *HEAD[1:])), "unknown_table"),
        (export(("A", "B", "C", 5), head=(*HEAD[:3], "Aantal")), "unknown_table"),
        (export(("A", "B", "C", 5), head=("Main", "Group", "Job", "Total")), "unknown_table"),
        (export(("A", "B", "C", 5), period="binnenkort"), "bad_period"),
        (b"<!DOCTYPE html><html>captcha</html>", "html"),
        (export(("A", "B", "C", 5))[:900], "zip_damaged"),
        (b"Hoofdberoepsgroep;Beroep\nA;5\n", "not_workbook"),
        (b"", "empty"),
    ],
)
async def test_vdab_rule_02_hostile_exports_each_have_their_error_and_publish_nothing(
    tmp_path: Path, body: bytes, reason: str
) -> None:
    drop = Drop(tmp_path)
    report = await drop.put("vacatures_202604_all.xlsx", body)
    assert report.outcome is PollOutcome.quarantined
    assert (report.reason or "").startswith(f"{reason}:")
    assert drop.bench.snapshots() == []


async def test_vdab_rule_02_a_file_name_that_lies_changes_nothing(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    await drop.put("open_vacatures_201801_maand.xlsx", export(("A", "B", "C", 5)))
    (snapshot,) = drop.bench.snapshots()
    assert snapshot.dimensions["measure"] == "received"
    assert drop.figures("C") == {"2025-05-01/P12M": "5"}


def test_vdab_rule_02_a_title_that_lies_is_found_by_its_header() -> None:
    monthly = export(("January 2018", "A", "B", "C", 5), head=("Maand", *HEAD), title="Open vacatures")
    answer = decode_workbook(monthly, LIMIT)
    assert [(codes[0], str(cells[0][0])) for codes, cells in answer.series.items()] == [("open", "2018-01-01/P1M")]
    with pytest.raises(NotData) as caught:
        decode_workbook(export(("January 2018", "A", "B", "C", 5)), LIMIT)
    assert caught.value.reason == "bad_line"


def test_vdab_rule_03_window_month_and_stock_are_three_things() -> None:
    window = decode_workbook(recorded("vdab/SYNTHETIC_LAYOUT_ontvangen_201712.xlsx"), LIMIT)
    month = decode_workbook(recorded("vdab/SYNTHETIC_LAYOUT_ontvangen_maand_2018.xlsx"), LIMIT)
    stock = decode_workbook(recorded("vdab/SYNTHETIC_LAYOUT_open_maand_2018.xlsx"), LIMIT)
    kinds = [({str(c[0])[-4:] for cells in a.series.values() for c in cells}, {k[0] for k in a.series})
             for a in (window, month, stock)]  # fmt: skip
    assert kinds == [({"P12M"}, {"received"}), ({"/P1M"}, {"received"}), ({"/P1M"}, {"open"})]


def test_vdab_rule_03_the_window_is_the_sum_of_its_months() -> None:
    assert str(period_of(WINDOW)) == "2025-05-01/P12M"
    assert sum(window_of(totals("monthly_totals.csv"), "2025-05", "2026-04")) == 17_868
    assert sum(window_of(totals("monthly_totals.csv"), "2025-01", "2025-12")) == 18_363


@pytest.mark.parametrize(
    ("label", "month"),
    [
        ("January 2018", "2018-01"),
        ("MAY 2018", "2018-05"),
        ("mei 2018", "2018-05"),
        ("Mrt 2016", "2016-03"),
        ("Mei 2016", "2016-05"),
        ("Okt 2016", "2016-10"),
        ("Oct. 2016", "2016-10"),
        ("Maart\xa02016", "2016-03"),
    ],
)
def test_vdab_rule_04_months_in_dutch_and_english_long_and_short(label: str, month: str) -> None:
    assert period_of(label) == Period.parse(month)


def test_vdab_rule_04_every_short_label_of_the_recording_is_its_month() -> None:
    rows = list(csv.DictReader(io.StringIO(sample("vdab", "monthly_totals.csv").decode())))
    assert len(rows) == 124
    for row in rows:
        expected = Period(date.fromisoformat(row["period_end"]).replace(day=1), 1, "M")
        assert period_of(row["period_short"]) == period_of(row["period_label"]) == expected


def test_vdab_rule_05_the_total_is_the_sum_of_the_rows() -> None:
    answer = decode_workbook(recorded("vdab/SYNTHETIC_LAYOUT_ontvangen_201712.xlsx"), LIMIT)
    assert (len(answer.series), sum(int(c[0][1] or 0) for c in answer.series.values())) == (76, 11_710)
    with pytest.raises(NotData) as caught:
        decode_workbook(export(("A", "B", "C", 5), (), ("Totaal", None, None, 6)), LIMIT)
    assert caught.value.reason == "bad_total"


async def test_vdab_rule_06_a_dash_is_no_zero(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    await drop.put("a.xlsx", export(("A", "B", "C", "-"), ("A", "B", "D", 0), ("A", "B", "E", 9), ("Totaal", 11)))
    assert [drop.figures(name)["2025-05-01/P12M"] for name in "CDE"] == [None, "0", "9"]


@pytest.mark.parametrize(("total", "sound"), [(9, True), (12, True), (8, False), (13, False)])
def test_vdab_rule_06_a_total_may_hold_what_is_hidden_and_no_more(total: int, sound: bool) -> None:
    body = export(("A", "B", "C", "-"), ("A", "B", "E", 9), ("Totaal", total))
    if sound:
        assert decode_workbook(body, LIMIT).observations == 2
    else:
        with pytest.raises(NotData, match="sum to 9"):
            decode_workbook(body, LIMIT)


async def test_vdab_rule_07_the_selection_is_part_of_the_identity(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    await drop.put("a.xlsx", export(("A", "B", "C", 5)))
    (snapshot,) = drop.bench.snapshots()
    assert snapshot.dimensions["circuit"] == "neczu_direct"
    assert shipped("vdab.vacancies").dimensions.constants["circuit"] != "neczu_direct"


async def test_vdab_rule_08_overlapping_exports_agree_or_the_conflict_is_told(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    await drop.put("vacatures_202604_all.xlsx", export(("A", "B", "C", 5), ("A", "B", "D", 7)))
    again = await drop.put("vacatures_202604_all-2.xlsx", export(("A", "B", "D", 7), ("A", "B", "E", 8)))
    assert again.changes == {"added": 1}
    other = await drop.put("vacatures_202604_all-31.xlsx", export(("A", "B", "C", 6)))
    assert other.changes == {"revised": 1}
    assert [drop.figures(name)["2025-05-01/P12M"] for name in "CDE"] == ["6", "7", "8"]
    within = await drop.put("vacatures_202604_all-32.xlsx", export(("A", "B", "C", 6), ("A", "B", "C", 7)))
    assert (within.outcome, (within.reason or "")[:8]) == (PollOutcome.quarantined, "conflict")


async def test_vdab_rule_09_a_new_label_is_a_new_series_and_the_old_one_stands(tmp_path: Path) -> None:
    drop = Drop(tmp_path)
    await drop.put("a.xlsx", export(("A", "B", "Datawetenschapper", 5)))
    report = await drop.put("b.xlsx", export(("A", "B", "Data scientist", 6), period="juni 2025 - mei 2026"))
    assert report.changes == {"added": 1}
    assert drop.figures("Datawetenschapper") == {"2025-05-01/P12M": "5"}


def test_vdab_rule_10_one_posting_moves_a_month_by_nine_tenths_and_the_year_by_little() -> None:
    received, stock = totals("monthly_totals.csv"), totals("open_monthly_totals.csv")
    assert [received[f"2018-{m:02d}"] for m in (3, 4, 5)] == [2296, 3988, 2092]
    assert [stock[f"2018-{m:02d}"] for m in (3, 4, 5)] == [4494, 6966, 5225]
    before = sum(window_of(received, "2017-04", "2018-03"))
    after = sum(window_of(received, "2017-05", "2018-04"))
    assert received["2018-04"] / received["2018-05"] > 1.9
    assert after / before < 1.13
    dips = sum(received[f"{y}-07"] < min(received[f"{y}-06"], received[f"{y}-08"]) for y in range(2016, 2026))
    assert dips == 10


def test_vdab_rule_11_tension_is_people_per_open_vacancy_and_lower_is_tighter() -> None:
    rows = list(csv.DictReader(io.StringIO(recorded("vdab/press_values_flanders_total.csv").decode())))
    value = {(row["period"], row["metric"]): float(row["value"]) for row in rows}
    people, jobs = value["2018-07", "nwwz_end_month"], value["2018-07", "vacancies_open_end_month"]
    assert round(people / jobs, 1) == 3.9
    assert value["2015", "tension_nwwz_per_open_vacancy"] > value["2019", "tension_nwwz_per_open_vacancy"]


def test_vdab_rule_11_tables_of_job_seekers_are_not_read_as_vacancies() -> None:
    for title in ("Werkzoekenden zonder werk", "NWWZ", "Spanningsratio"):
        with pytest.raises(NotData, match="none that Koers knows"):
            decode_workbook(export(("A", "B", "C", 5), title=title), LIMIT)


def test_vdab_rule_15_the_documented_detail_is_read_without_its_texts() -> None:
    document = json.loads(recorded("vdab/vacature_detail_example_redacted.json"))
    found = vacancy_of(document, date(2026, 1, 1))
    assert (found.jobs, found.geo, found.published) == (1, "BE3", date(2012, 3, 28))
    assert (found.occupation, found.code, found.domains) == ("Vertegenwoordiger", None, ())
    assert not any(mark in found.model_dump_json() for mark in ("removed", "redacted", "Technisch", "MOESKROEN"))


def test_vdab_code_lists_have_every_domain_and_reuse_letters() -> None:
    rows = list(csv.DictReader(io.StringIO(recorded("vdab/vindeenjob_code_lists.csv").decode("utf-8-sig"))))
    domains = {row["code"]: row["omschrijving"] for row in rows if row["code"].startswith("JOBCAT")}
    assert (len(rows), len(domains), domains["JOBCAT10"]) == (88, 24, "ICT")
    assert {row["list"] for row in rows if row["code"] == "D"} >= {"arbeidsduur", "arbeidsregime"}


def test_vdab_shortage_list_of_2026_is_whole() -> None:
    edition = newest_list()
    assert (edition.year, len(edition.titles), len(set(edition.groups.values()))) == (2026, 227, 11)


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("Verantwoordelijke ICT", "ICT verantwoordelijke"),
        ("ICT architect", "Architect ICT"),
        ("Integratie expert ICT", "integratie-expert ICT"),
        ("Software ontwikkelaar", "SOFTWARE  ontwikkelaar"),
        ("Industriële beroepen", "Industriele beroepen"),
    ],
)
def test_vdab_shortage_titles_are_joined_whatever_their_case_hyphen_and_place_of_ict(listed: str, written: str) -> None:
    assert normalised(listed) == normalised(written)


def test_vdab_shortage_titles_of_other_words_are_not_guessed_at() -> None:
    assert normalised("Support medewerker ICT") != normalised("ICT-supportmedewerker")
    assert normalised("Verpleegkundige") != normalised("Hoofdverpleegkundige")


def test_vdab_shortage_join_tells_what_is_unmatched_on_either_side() -> None:
    rows = csv.DictReader(io.StringIO(recorded("vdab/vacatures_2017_occupations_subset.csv").decode("utf-8-sig")))
    titles = [row["beroep"] for row in rows]
    found = join(newest_list(), titles)
    assert len(found.matched) + len(found.unmatched_source) == len(set(titles))
    assert len(set(found.matched.values())) + len(found.unmatched_list) == 227
    assert "Bouwkundig tekenaar" in found.matched
    assert "Architect" in found.unmatched_source
    assert "Data engineer" in found.unmatched_list


def test_vdab_shortage_sub_titles_mean_that_specialisation_only() -> None:
    found = join(newest_list(), ["Apotheker", "Apotheker: ziekenhuisapotheker"])
    assert found.unmatched_source == ("Apotheker",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("jaar,groep,beroep\n2026,a,b\n", "not_shortage_list"),
        ("year,hoofdgroep,beroep\n", "empty"),
        ("year,hoofdgroep,beroep\n2026,a,\n", "bad_line"),
        ("year,hoofdgroep,beroep\n2026,a,b\n2027,a,c\n", "conflict"),
        ("year,hoofdgroep,beroep\n2026,a,ICT architect\n2026,a,Architect ICT\n", "conflict"),
        ("<html></html>", "not_shortage_list"),
    ],
)
def test_vdab_hostile_shortage_lists_are_refused(text: str, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        read_list(text.encode())
    assert caught.value.reason == reason


def totals(name: str) -> Counter[str]:
    (cells,) = decode_totals(sample("vdab", name), "x").series.values()
    return Counter({period.label: int(value or 0) for period, value, _ in cells})


def window_of(months: Counter[str], first: str, last: str) -> list[int]:
    return [value for label, value in months.items() if first <= label <= last]


def test_vdab_rule_09_both_releases_of_competent_occur_in_one_recorded_body() -> None:
    document = json.loads(recorded("vdab/detail_response_20250901_texts_removed.json"))
    old, new = codes_in(document, "code", "M1"), codes_in(document, "id", "a7")
    found = [vacancy_of({**_REFERENCE, "functie": {"beroepsprofiel": p}}, date(2025, 9, 1)) for p in (old[0], new[0])]
    assert [(v.code, v.competent) for v in found] == [
        ("M120101-1", "1"),
        ("a70593df-d746-4c33-8cca-267e45d62435", "2"),
    ]


_REFERENCE = {"vacatureReferentie": {"interneReferentie": "made-up"}}


def codes_in(item: object, name: str, start: str) -> list[dict[str, str]]:
    """Every `{name: value}` below whose value begins so."""
    if isinstance(item, dict):
        own = [{name: item[name]}] if str(item.get(name, "")).startswith(start) else []
        return own + [found for value in item.values() for found in codes_in(value, name, start)]
    return [found for value in item for found in codes_in(value, name, start)] if isinstance(item, list) else []


def test_vdab_rule_02_the_monthly_table_by_studies_has_its_own_dimension() -> None:
    rows = (("January 2018", "Bachelor ICT", 5), ("February 2018", "Bachelor ICT", 6), (None, "Totaal", 11))
    answer = decode_workbook(export(*rows, head=("Maand", "Studies detail", "Totaal")), LIMIT)
    assert answer.dimensions == ("measure", "study")
    assert [cell[:2] for cell in answer.series["received", "Bachelor ICT"]] == [
        (Period.parse("2018-01"), "5"),
        (Period.parse("2018-02"), "6"),
    ]


async def test_vdab_rule_02_a_table_by_studies_is_no_table_by_occupation(tmp_path: Path) -> None:
    body = export(("Bachelor ICT", 5), head=("Studies detail", "Totaal"))
    report = await Drop(tmp_path).put("a.xlsx", body)
    assert (report.reason or "").startswith("unknown_table:")

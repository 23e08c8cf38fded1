"""Arvastat exports: type by title and header, windows are no months, totals must add up."""

import io
import zipfile

import openpyxl
import pytest

from schemas.period import Period
from services.ingest.decode.arvastat import decode_totals, decode_workbook
from services.ingest.decode.errors import NotData, TooLarge
from tests.builders.ingest import recorded, sample

LIMIT = 20_000_000
YEAR_2018 = [2333, 1512, 2296, 3988, 2092, 1721, 999, 2325, 2631, 1844, 1505, 1053]


def test_totals_received() -> None:
    answer = decode_totals(sample("vdab", "monthly_totals.csv"), "received")
    values = {cell[0].label: int(cell[1] or 0) for cell in answer.series[("received",)]}
    assert len(values) == 124
    assert [values[f"2018-{month:02d}"] for month in range(1, 13)] == YEAR_2018
    window = [n for label, n in values.items() if "2025-05" <= label <= "2026-04"]
    assert (len(window), sum(window)) == (12, 17_868)
    assert sum(n for label, n in values.items() if label.startswith("2025")) == 18_363
    assert sum(n for label, n in values.items() if label.startswith("2017")) == 18_973


def test_totals_open() -> None:
    answer = decode_totals(sample("vdab", "open_monthly_totals.csv"), "open")
    values = {cell[0].label: cell[1] for cell in answer.series[("open",)]}
    assert [values[m] for m in ("2018-03", "2018-04", "2018-05")] == ["4494", "6966", "5225"]


def test_a_table_of_a_year_is_a_window_of_twelve_months() -> None:
    answer = decode_workbook(recorded("vdab/SYNTHETIC_LAYOUT_ontvangen_201712.xlsx"), LIMIT)
    assert len(answer.series) == 76
    assert {cell[0] for cells in answer.series.values() for cell in cells} == {Period.parse("2017-01-01/P12M")}
    assert sum(int(cells[0][1] or 0) for cells in answer.series.values()) == 11_710
    assert answer.series["received", "Bouwberoepen", "Bouwtechnici", "Architect"][0][1] == "7"


def test_a_monthly_table_has_english_months_in_its_first_column() -> None:
    answer = decode_workbook(recorded("vdab/SYNTHETIC_LAYOUT_ontvangen_maand_2018.xlsx"), LIMIT)
    cells = answer.series["received", "TOTAL", "TOTAL", "TOTAL"]
    assert [(str(cell[0]), int(cell[1] or 0)) for cell in cells] == [
        (f"2018-{month:02d}-01/P1M", value) for month, value in enumerate(YEAR_2018, start=1)
    ]


def test_stock_and_flow_are_different_measures() -> None:
    answer = decode_workbook(recorded("vdab/SYNTHETIC_LAYOUT_open_maand_2018.xlsx"), LIMIT)
    assert answer.series["open", "TOTAL", "TOTAL", "TOTAL"][3][1] == "6966"


def workbook(*rows: tuple[str | float | None, ...], title: str = "Ontvangen vacatures", sheet: str = "Data") -> bytes:
    """A made-up export."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in [(title,), (), (), ("mei 2025 - april 2026",), (), *rows]:
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEAD = ("Hoofdberoepsgroep", "Beroepsgroep", "Beroep", "Totaal")


def test_secret_counts_are_cells_without_value() -> None:
    answer = decode_workbook(workbook(HEAD, ("A", "B", "C", "-"), ("A", "B", "D", 0), ("Totaal", 0)), LIMIT)
    assert [cells[0][1] for cells in answer.series.values()] == [None, "0"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (workbook(HEAD, ("A", "B", "C", 5), (None, None, "Totaal", 6)), "bad_total"),
        (workbook(HEAD, ("A", "B", "C", 5), title="Werkzoekenden"), "unknown_table"),
        (workbook(("Studies detail", "Totaal"), ("A", 5)), "unknown_table"),
        (workbook((*HEAD[:3], "Aantal"), ("A", "B", "C", 5)), "unknown_table"),
        (workbook(HEAD, ("A", "B", "C", 5), sheet="Blad1"), "unknown_sheet"),
        (workbook(HEAD, ("A", "B", "C", 5), ("A", "B", "C", 6)), "conflict"),
        (workbook(HEAD, ("A", "B", "C", "=2+3")), "bad_cell"),
        (workbook(HEAD, ("A", "B", "C", 1.5)), "bad_cell"),
        (workbook(HEAD, ("A", "B", "C", "nan")), "bad_cell"),
        (workbook(HEAD, ("A", "B", 5)), "bad_line"),
        (workbook(HEAD), "empty"),
        (b"PK\x03\x04 no archive", "zip_damaged"),
    ],
)
def test_other_workbooks_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        decode_workbook(body, LIMIT)
    assert caught.value.reason == reason


def test_a_zip_without_sheets_is_no_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(NotData) as caught:
        decode_workbook(file.getvalue(), LIMIT)
    assert caught.value.reason == "not_workbook"


def test_a_workbook_that_would_fill_the_memory_is_refused_packed() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(30_000_000))
    with pytest.raises(TooLarge):
        decode_workbook(file.getvalue(), LIMIT)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("maand,aantal\n1,2\n", "not_csv"),
        ("period_end,vacatures\n2016-13-01,5\n", "not_csv"),
        ("period_end,vacatures\n2016-01-31,5\n2016-01-31,6\n", "conflict"),
        ("period_end,vacatures\n", "conflict"),
    ],
)
def test_other_totals_are_refused(text: str, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        decode_totals(text.encode(), "received")
    assert caught.value.reason == reason

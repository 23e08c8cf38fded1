"""Workbooks by their layout. All figures are made up."""

from datetime import date, datetime

import pytest

from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData, TooLarge
from services.ingest.decode.formats import Hints, decode_as
from services.ingest.decode.table import TableLayout
from tests.unit.ingest.decode.workbooks import rewritten, workbook

HEAD = ("geo", "period", "value")
LAYOUT = TableLayout(dimensions={"geo": "geo"}, period="period", value="value")
SHEET = "xl/worksheets/sheet1.xml"


def decoded(body: bytes, layout: TableLayout | None = LAYOUT, limit: int = 20_000_000) -> Answer:
    return decode_as("xlsx", body, Hints(table=layout, limit=limit))


def cells(answer: Answer) -> dict[str, str | None]:
    return {
        f"{' '.join(codes)} {period.label}": value
        for codes, found in answer.series.items()
        for period, value, _ in found
    }


def refusal(body: bytes, layout: TableLayout | None = LAYOUT) -> str:
    with pytest.raises(NotData) as caught:
        decoded(body, layout)
    return caught.value.reason


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (198.0, "198"),
        (12.3, "12.3"),
        (115.7400000000004, "115.74"),
        (0.1 + 0.2, "0.3"),
        (1e20, "100000000000000000000"),
        (1e-7, "0.0000001"),
        (7, "7"),
        ("5.10", "5.10"),
        (None, None),
        ("-", None),
    ],
)
def test_numbers_without_the_noise_of_binary_arithmetic(cell: object, value: str | None) -> None:
    assert cells(decoded(workbook(HEAD, ("BE", 2024, cell)))) == {"BE 2024": value}


def test_a_sheet_by_name_and_a_header_further_down() -> None:
    body = workbook(("Titel",), (), HEAD, ("BE", "2024-Q1", 1.5), sheet="Cijfers", others=["Uitleg"])
    layout = LAYOUT.model_copy(update={"sheet": "Cijfers", "header": 3})
    assert cells(decoded(body, layout)) == {"BE 2024-Q1": "1.5"}
    assert refusal(body, LAYOUT.model_copy(update={"sheet": "Tabel"})) == "unknown_sheet"


def test_a_header_of_the_usual_words_needs_no_layout() -> None:
    assert cells(decoded(workbook(HEAD, ("BE", 2024, 1)), None)) == {"BE 2024": "1"}


def test_dates_as_periods() -> None:
    body = workbook(HEAD, ("BE", date(2024, 5, 31), 1), ("BE", datetime(2024, 6, 30), 2))
    assert cells(decoded(body)) == {"BE 2024-05-31": "1", "BE 2024-06-30": "2"}
    assert cells(decoded(body, LAYOUT.model_copy(update={"frequency": "M"}))) == {"BE 2024-05": "1", "BE 2024-06": "2"}


def test_codes_that_are_numbers_get_their_digits_back_since_a_number_has_no_zeros_to_lose() -> None:
    layout = TableLayout.model_validate(
        {"dimensions": {"refnis": {"column": "nis", "digits": 5}}, "period": "year", "value": "n"}
    )
    assert cells(decoded(workbook(("nis", "year", "n"), (2000, 2024, 1), ("11002", 2024, 2)), layout)) == {
        "02000 2024": "1",
        "11002 2024": "2",
    }
    assert refusal(workbook(("nis", "year", "n"), ("2000", 2024, 1)), layout) == "lost_zero"


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    body = workbook(HEAD, ("BE", 2024, 1), ("BE", 2025, 2))
    for wrong in ("A1", "A1:XFD1048576"):
        assert len(cells(decoded(rewritten(body, SHEET, '<dimension ref="A1:C3"', f'<dimension ref="{wrong}"')))) == 2


@pytest.mark.parametrize("where", ["A1048576", "XFD3", "XFD1048576"])
def test_a_cell_far_away_costs_neither_memory_nor_time(where: str) -> None:
    row = "".join(character for character in where if character.isdigit())
    body = workbook(HEAD, ("BE", 2024, 1))
    far = f'<row r="{row}"><c r="{where}"><v>1</v></c></row></sheetData>'
    assert refusal(rewritten(body, SHEET, "</sheetData>", far)) in ("too_large", "bad_line")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (workbook(HEAD, ("BE", 2024, "=1+1")), "formula"),
        (workbook(HEAD, ("BE", 2024, "about 5")), "bad_value"),
        (workbook(HEAD, ("BE", 2024, True)), "bad_value"),
        (workbook(HEAD, ("BE", "soon", 1)), "bad_period"),
        (workbook(HEAD, ("BE", 2024, 1), ("BE", 2024, 2)), "conflict"),
        (workbook(("a", "b")), "missing_columns"),
        (workbook(), "empty"),
        (b"PK\x03\x04 no archive", "zip_damaged"),
        (b"geo,period,value\n", "not_xlsx"),
        (workbook(HEAD, ("BE", 2024, 1))[:-40], "zip_damaged"),
    ],
)
def test_what_is_no_such_table_is_refused(body: bytes, reason: str) -> None:
    assert refusal(body) == reason


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"])
def test_entities_in_any_part_are_refused(member: str) -> None:
    body = workbook(HEAD, ("BE", 2024, 1))
    opening = {
        SHEET: "<worksheet",
        "xl/workbook.xml": "<workbook ",
        "[Content_Types].xml": "<Types",
        "xl/styles.xml": "<styleSheet",
    }[member]
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert refusal(rewritten(body, member, opening, laughs + opening)) == "xml_entities"


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        decoded(workbook(HEAD, *(("BE", 2000 + n, n) for n in range(900))), limit=10_000)

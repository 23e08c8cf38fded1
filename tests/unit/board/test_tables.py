"""Tables to take away: no cell is a formula, numbers stay numbers, and periods are written as SDMX writes them."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from schemas.period import Period
from services.board.web.tables.figures import figures_table, judged_table, lines_table
from services.board.web.tables.sdmx import COLUMNS, sdmx_table, time_period
from services.board.web.tables.table import Form, Table, harmless, render
from tests.builders.assessments import digital_skills

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1", "\n=1", " =1", "\xa0=1", "＝1",
    '=HYPERLINK("https://example.org")', "-", "--1", "\x00=1", "+cmd",
)  # fmt: skip
FORMS: tuple[Form, ...] = ("csv", "xlsx")


def cells(table: Table, form: Form) -> list[list[object]]:
    """The table read back by another program."""
    file = render(table, form)
    if form == "csv":
        return [list(row) for row in csv.reader(io.StringIO(file.decode(), newline=""))]
    sheet = load_workbook(io.BytesIO(file)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize(("formula", "form"), list(product(FORMULAS, FORMS)))
def test_what_begins_as_a_formula_is_text(formula: str, form: Form) -> None:
    (_, (found,)) = cells(Table("made-up", ("a",), [(formula,)]), form)
    assert str(found).startswith("'")


@pytest.mark.parametrize("text", ["-4.6", "+3", "-1e5", "2021-01-01/P1Y", "a=b", "61.20", "", "e-mail"])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12))
def test_no_text_is_ever_a_formula(text: str) -> None:
    written = harmless(text)
    begins = written.lstrip()
    assert not begins.startswith(("=", "@")) or written.startswith("'")
    assert "\x00" not in written


def test_kinds_of_cells_in_both_forms() -> None:
    moment = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
    table = Table("kinds", ("a", "b", "c", "d", "e", "f"), [(1, 2.5, True, None, date(2026, 9, 1), moment)])
    assert cells(table, "csv")[1] == ["1", "2.5", "yes", "", "2026-09-01", "2026-09-01T08:00:00+00:00"]
    assert cells(table, "xlsx")[1] == [1, 2.5, "yes", None, datetime(2026, 9, 1), "2026-09-01T08:00:00+00:00"]


def test_every_figure_has_unit_flags_source_and_retrieval_time() -> None:
    a = digital_skills()
    rows = [dict(zip(figures_table(a, {}, "nl").columns, row, strict=True)) for row in figures_table(a, {}, "nl").rows]
    own = [row for row in rows if row["role"] == "own"]
    assert [(row["period_label"], row["value"], row["published_value"]) for row in own] == [
        ("2021", 54.5, "54.5"), ("2023", 61.0, "61"), ("2025", 61.2, "61.20")
    ]  # fmt: skip
    for row in rows:
        assert (row["unit"], bool(row["source"]), bool(row["raw_sha256"])) == ("percent", True, True)
        assert row["retrieved_at"] == "2026-09-01T08:00:00+00:00"
    assert [row[7] for row in judged_table(a).rows] == ["on_track", "off_track"]
    assert {row[2] for row in lines_table(a).rows} <= {"path", "projection"}


@pytest.mark.parametrize(
    ("published", "sdmx"),
    [
        ("2023", "2023"),
        ("2023-Q1", "2023-Q1"),
        ("2023-S2", "2023-S2"),
        ("2023-10", "2023-10"),
        ("2023-W05", "2023-W05"),
        ("2023-01-15", "2023-01-15"),
        ("2022-2023", "2022-09-01/P1Y"),
        ("2018-2020", "2018-01-01/P3Y"),
        ("2024-02-01/P3M", "2024-02-01/P3M"),
    ],
)
def test_periods_as_sdmx_writes_them(published: str, sdmx: str) -> None:
    assert time_period(Period.parse(published)) == sdmx


def test_sdmx_rows_name_structure_dimensions_and_status() -> None:
    a = digital_skills()
    flagged = replace(a.chart.points[-1], flags="bpe", value=None)
    chart = a.chart.model_copy(update={"points": (a.chart.points[0], flagged), "comparators": ()})
    table = sdmx_table([a.model_copy(update={"chart": chart})])
    assert (table.columns, COLUMNS[0]) == (COLUMNS, "STRUCTURE[;]")
    first, second = (dict(zip(COLUMNS, row, strict=True)) for row in table.rows)
    assert (first["FREQ"], first["INDICATOR"], first["REF_AREA"], first["TIME_PERIOD"], first["OBS_VALUE"]) == (
        "A", "digital-skills-basic", "BE2", "2021", 54.5
    )  # fmt: skip
    assert (first["OBS_STATUS[]"], second["OBS_STATUS[]"], second["OBS_VALUE"]) == ("A", "B;P;E;M", None)

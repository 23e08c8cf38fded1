"""Statbel's open data, on recorded lines of the building permits; made-up tables say so."""

import io
import zipfile

import pytest

from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.formats import decode_as
from tests.builders.ingest import recorded

PERMITS = "statbel/TF_BUILDING_PERMITS_levels12_since_2023.txt"


def value(answer: Answer, measure: str, period: str, refnis: str) -> str | None:
    (found,) = [
        cell[1]
        for codes, cells in answer.series.items()
        if {"refnis": refnis, "measure": measure}.items() <= answer.named(codes).items()
        for cell in cells
        if cell[0].label == period
    ]
    return found


@pytest.fixture(scope="module")
def permits() -> bytes:
    """The lines of nation and regions since 2023, zipped as the download is, under a name with a time in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("BV_opendata_251021_114328.txt", recorded(PERMITS))
    return packed.getvalue()


def test_codes_are_texts_of_five_digits(permits: bytes) -> None:
    answer = decode_as("statbel-opendata", permits)
    assert answer.dimensions == ("refnis", "measure")
    assert {codes[0] for codes in answer.series} == {"01000", "02000", "03000", "04000"}


def test_period_0_is_the_whole_year_and_not_one_more_part(permits: bytes) -> None:
    answer = decode_as("statbel-opendata", permits)
    assert value(answer, "dwelling_res_new", "2024", "02000") == "32137"
    months = [int(value(answer, "dwelling_res_new", f"2024-{m:02d}", "02000") or 0) for m in range(1, 13)]
    assert sum(months) == 32137


def test_the_running_year_has_no_total_yet(permits: bytes) -> None:
    answer = decode_as("statbel-opendata", permits)
    labels = {cell[0].label for cells in answer.series.values() for cell in cells}
    assert "2025-07" in labels
    assert "2025" not in labels
    assert "2025-08" not in labels


def made_up(*rows: str, header: str = "CD_YEAR|CD_QUARTER|CD_REFNIS|CD_NACE|TX_NACE_NL|MS_NUM") -> bytes:
    return "\r\n".join([header, *rows, ""]).encode("utf-8-sig")


def test_a_mark_bare_cells_quarters_and_codes_without_texts() -> None:
    answer = decode_as("statbel-opendata", made_up("2024|Q4|02000|01.11|Teelt|7", "2024|1|02000|01.11|Teelt|"))
    (series,) = answer.series.items()
    assert series[0] == ("02000", "01.11", "num")
    assert [(cell[0].label, cell[1]) for cell in series[1]] == [("2024-Q4", "7"), ("2024-Q1", None)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (made_up("2024|Q4|2000|01.11|Teelt|7"), "lost_zero"),
        (made_up("2024|Q4|02000|01.11|7"), "bad_line"),
        (made_up("2024|Q4|02000|01.11|x|1", "2024|Q4|02000|01.11|x|2"), "conflict"),
        (made_up(header="LVL_REFNIS|CD_REFNIS|TX_REFNIS_NL"), "not_opendata"),
        (made_up("2024|Q4|02000|01.11|Teelt|7").replace(b"|", b";"), "not_opendata"),
        (recorded(PERMITS)[:-30], "bad_line"),
    ],
)
def test_what_is_no_such_table_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        decode_as("statbel-opendata", body)
    assert caught.value.reason == reason

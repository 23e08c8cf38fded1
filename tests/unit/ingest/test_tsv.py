"""Eurostat's TSV of before and after 2022; numbers from the reference of the source."""

import pytest

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell
from services.ingest.decode.errors import NotData
from services.ingest.decode.tsv import decode_tsv
from tests.builders.ingest import recorded, sample


def cells(answer: Answer, *codes: str) -> dict[str, Cell]:
    return {cell[0].label: cell for cell in answer.series[codes]}


def test_bulk_table_of_2020_newest_first_without_frequency() -> None:
    answer = decode_tsv(sample("eurostat", "trng_lfse_04__bulk_tsv_2020__excerpt.tsv"))
    assert answer.dimensions == ("unit", "sex", "age", "geo")
    found = cells(answer, "PC", "T", "Y25-64", "BE2")
    assert [found[year][1] for year in ("2019", "2018", "2017")] == ["8.6", "8.7", "8.7"]
    assert found["2017"][2].letters == "b"
    assert len(found) == 20
    women = cells(answer, "PC", "F", "Y25-64", "BE2")
    assert [women[year][1] for year in ("2019", "2018", "2017")] == ["9.1", "9.2", "8.8"]


def test_a_missing_value_with_a_flag_is_a_cell_and_one_without_is_none() -> None:
    found = cells(
        decode_tsv(sample("eurostat", "trng_lfse_04__bulk_tsv_2020__excerpt.tsv")), "PC", "F", "Y25-64", "BG31"
    )
    assert found["2019"][1:] == (None, ("u", None))
    assert found["2006"][1:] == (None, ("bu", None))
    assert found["2018"][1:] == ("1.7", ("u", None))
    assert not {"2000", "2001", "2002"} & found.keys()


def test_api_table_of_2025_oldest_first_with_frequency() -> None:
    answer = decode_tsv(recorded("eurostat/trng_lfse_04__api_tsv_2025__excerpt.tsv"))
    assert answer.dimensions == ("freq", "unit", "sex", "age", "geo")
    found = cells(answer, "A", "PC", "F", "Y18-64", "BE2")
    assert (found["2023"][1], found["2024"][1:]) == ("19.4", ("24.2", ("b", None)))
    assert found["2021"][2].letters == "b"
    assert (answer.scope.codes, answer.scope.first) == (None, Period.parse("2000"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_tsv"),
        ("a,b,c\t2020", "not_tsv"),
        ("geo\\time\t2020\t20xx\nBE\t1\t2", "bad_period"),
        ("unit,geo\\time\t2020\nBE\t1", "bad_line"),
        ("geo\\time\t2020\nBE\t1\t2", "bad_line"),
        ("geo\\time\t2020\nBE\tabout 5", "bad_cell"),
    ],
)
def test_other_tables_are_refused(text: str, reason: str) -> None:
    with pytest.raises(NotData) as caught:
        decode_tsv(text.encode())
    assert caught.value.reason == reason


def test_flags_may_stand_close_or_apart_and_hold_confidentiality() -> None:
    answer = decode_tsv(b"geo\\time\t2020 \t2021 \t2022 \t2023 \nBE\t0n\t0 n\t: c\t12.50 p|C\n")
    assert [cell[1:] for cell in answer.series[("BE",)]] == [
        ("0", ("n", None)),
        ("0", ("n", None)),
        (None, ("c", None)),
        ("12.50", ("p", "C")),
    ]

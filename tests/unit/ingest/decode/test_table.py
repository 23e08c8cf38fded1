"""Plain tables by their layout: delimiters, signs, encodings, periods, codes. Figures are made up unless said."""

import pytest
from pydantic import ValidationError

from schemas.period import Period
from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData
from services.ingest.decode.formats import Hints, decode_as
from services.ingest.decode.table import TableLayout
from tests.builders.ingest import recorded

LONG = TableLayout(dimensions={"geo": "geo"}, period="period", value="value")


def decoded(body: str | bytes, layout: TableLayout | None = LONG) -> Answer:
    return decode_as("csv", body if isinstance(body, bytes) else body.encode(), Hints(table=layout))


def cells(answer: Answer) -> dict[str, str | None]:
    return {
        f"{' '.join(codes)} {period.label}".strip(): value
        for codes, found in answer.series.items()
        for period, value, _ in found
    }


def refusal(body: str | bytes, layout: TableLayout | None = LONG) -> str:
    with pytest.raises(NotData) as caught:
        decoded(body, layout)
    return caught.value.reason


def test_a_long_table() -> None:
    assert cells(decoded("geo,period,value\nBE,2024,5.10\nBE,2025,\nFR,2024,-3\n")) == {
        "BE 2024": "5.10",
        "BE 2025": None,
        "FR 2024": "-3",
    }


def test_a_header_of_the_usual_words_needs_no_layout() -> None:
    answer = decoded("geo,Sex,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\nBE,F,2024,1.0,b,\nBE,M,2024,,,C\n", None)
    assert answer.dimensions == ("geo", "sex")
    assert [cells[0][1:] for cells in answer.series.values()] == [("1.0", ("b", None)), (None, ("", "C"))]
    assert refusal("a,b\n1,2\n", None) == "missing_columns"
    assert refusal("Age,age,period,value\nY,Z,2024,1\n", None) == "bad_header"


def test_without_a_layout_an_empty_cell_is_a_dimension_left_out() -> None:
    assert set(decoded("geo,age,period,value\nBE,,2024,1\nBE,Y65,2024,2\n", None).series) == {("BE", ""), ("BE", "Y65")}


def test_a_measure_a_column() -> None:
    layout = TableLayout(dimensions={"geo": "Regio"}, period="Jaar", measures={"Aantal": "n", "Aandeel (%)": "share"})
    assert cells(decoded("Jaar,Regio,Aantal,Aandeel (%)\n2024,BE,7,12.5\n", layout)) == {
        "BE n 2024": "7",
        "BE share 2024": "12.5",
    }


def test_a_period_a_column() -> None:
    layout = TableLayout(dimensions={"geo": "geo"})
    text = "geo,name,2023,2024-Q1,maart 2024\nBE,x,1,2,\n"
    assert cells(decoded(text, layout)) == {"BE 2023": "1", "BE 2024-Q1": "2", "BE 2024-03": None}
    assert refusal("geo,2024,2024-A1\nBE,1,2\n", layout) == "conflict"
    assert refusal("geo,name\nBE,x\n", layout) == "missing_columns"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567,80", "1234567.80"),
        ("-1.234", "-1234"),
        ("0,5", "0.5"),
        ("12", "12"),
        ("112,0 dagen", "112.0"),
        ("-", None),
        ("..", None),
    ],
)
def test_decimal_comma_thousands_and_units(text: str, value: str | None) -> None:
    layout = LONG.model_copy(update={"delimiter": ";", "decimal": ",", "thousands": ".", "suffix": "dagen"})
    assert cells(decoded(f"geo;period;value\nBE;2024;{text}\n", layout)) == {"BE 2024": value}


@pytest.mark.parametrize("text", ["1.23", "1.2345", "12.34,5", "1.234.56", "1,2,3", "1234.567", ".123"])
def test_thousands_that_are_none_are_refused(text: str) -> None:
    layout = LONG.model_copy(update={"delimiter": ";", "decimal": ",", "thousands": "."})
    assert refusal(f"geo;period;value\nBE;2024;{text}\n", layout) == "bad_value"


def test_a_no_break_blank_between_thousands() -> None:
    layout = LONG.model_copy(update={"thousands": " "})
    assert cells(decoded("geo,period,value\nBE,2024,1\u202f234\u00a0567.5\n", layout)) == {"BE 2024": "1234567.5"}


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-8"),
        ("utf-16-le", "utf-16-le"),
        ("utf-32", "utf-8"),
        ("cp1252", "cp1252"),
        ("latin-1", "latin-1"),
    ],
)
def test_encodings(encoding: str, declared: str) -> None:
    text = "geo,period,value\nCité d'été,2024,1\n"
    layout = LONG.model_copy(update={"encoding": declared})
    assert cells(decoded(text.encode(encoding), layout)) == {"Cité d'été 2024": "1"}


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        ("geo,period,value\nCité,2024,1\n".encode("cp1252"), "utf-8"),
        ("geo,period,value\nBE,2024,1\n".encode("utf-16-le"), "utf-8"),
        (b"geo,period,value\nB\x81,2024,1\n", "cp1252"),
        (b"geo,period,value\nBE,2024,1\n", "no-such-encoding"),
        (b"\xff\xfeg\x00e\x00o\x00,", "utf-8"),
        (b"geo,period,value\nB\x00E,2024,1\n", "cp1252"),
    ],
)
def test_another_encoding_than_the_declared_one_is_refused(body: bytes, declared: str) -> None:
    assert refusal(body, LONG.model_copy(update={"encoding": declared})) in ("bad_encoding", "missing_columns")


def test_rows_above_the_header_and_blank_ones() -> None:
    text = "Een titel\n\nBron: verzonnen\ngeo,period,value\n\nBE,2024,1\n,,\n"
    assert cells(decoded(text, LONG.model_copy(update={"header": 4}))) == {"BE 2024": "1"}


def test_year_and_part_in_two_columns() -> None:
    layout = TableLayout(period="CD_YEAR", part="CD_PERIOD", value="n")
    text = "CD_YEAR,CD_PERIOD,n\n2024,0,78\n2024,1,5\n2024,12,8\n2024,Q3,7\n2024,Y,78\n"
    assert cells(decoded(text, layout)) == {
        "2024": "78",
        "2024-01": "5",
        "2024-12": "8",
        "2024-Q3": "7",
    }
    assert refusal("CD_YEAR,CD_PERIOD,n\n2024,13,1\n", layout) == "bad_period"
    quarters = layout.model_copy(update={"parts": "Q"})
    assert cells(decoded("CD_YEAR,CD_PERIOD,n\n2024,3,1\n", quarters)) == {"2024-Q3": "1"}


@pytest.mark.parametrize(
    ("frequency", "label"), [(None, "2024-05-31"), ("M", "2024-05"), ("Q", "2024-Q2"), ("S", "2024-S1"), ("A", "2024")]
)
def test_periods_given_as_a_day_within_them(frequency: str | None, label: str) -> None:
    layout = LONG.model_copy(update={"frequency": frequency})
    assert list(cells(decoded("geo,period,value\nBE,2024-05-31,1\n", layout))) == [f"BE {label}"]


def test_labels_are_given_codes_and_some_rows_are_left_out() -> None:
    layout = TableLayout.model_validate(
        {
            "dimensions": {
                "geo": {"column": "Gewest", "codes": {"Vlaams Gewest": "BE2"}, "ignore": ["Onbekend"], "empty": "BE"}
            },
            "period": "Maand",
            "value": "n",
        }
    )
    text = "Gewest,Maand,n\nVlaams Gewest \u00a0,Januari 2021,1\n,Januari 2021,3\nOnbekend,Januari 2021,2\n"
    assert cells(decoded(text, layout)) == {"BE2 2021-01": "1", "BE 2021-01": "3"}
    assert refusal("Gewest,Maand,n\nVlaanderen,Januari 2021,1\n", layout) == "unknown_label"


def test_codes_keep_their_leading_zero_and_one_that_lost_it_is_found() -> None:
    layout = TableLayout.model_validate(
        {"dimensions": {"refnis": {"column": "nis", "digits": 5}}, "period": "year", "value": "n"}
    )
    assert cells(decoded("nis,year,n\n02000,2024,1\n", layout)) == {"02000 2024": "1"}
    assert refusal("nis,year,n\n2000,2024,1\n", layout) == "lost_zero"


def test_flags_in_columns_of_their_own() -> None:
    layout = TableLayout(period="period", value="value", flags="flags", conf="conf")
    (series,) = decoded("period,value,flags,conf\n2023,1,bu,\n2024,,p|N,\n2025,,,C\n", layout).series.values()
    assert [flags for _, _, flags in series] == [("bu", None), ("p", "N"), ("", "C")]


def test_a_file_of_the_flemish_government_with_mark_semicolons_and_decimal_commas() -> None:
    layout = TableLayout(
        dimensions={"level": "Type bevoegde overheid", "authority": "Bevoegde overheid (eerste aanleg)"},
        period="Jaar indiening",
        part="Maand",
        measures={"Doorlooptijd aanvraag vanaf indienen tot beslissen (eerste aanleg)": "days"},
        delimiter=";",
        decimal=",",
        suffix="dagen",
    )
    body = recorded("statbel/vlaanderen_omgevingsrapportering_head400.csv")
    with pytest.raises(NotData) as caught:
        decoded(body, layout)
    assert caught.value.reason == "bad_period"
    assert "row 2" in caught.value.message
    yearly = layout.model_copy(update={"period": "Maand", "part": None})
    found = cells(decoded(body, yearly))
    assert found["Andere overheden Agentschap Natuur en Bos days 2022-12"] == "112.0"
    assert found["Andere overheden Agentschap Natuur en Bos days 2020-08"] is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("geo,period\nBE,2024\n", "missing_columns"),
        ("geo,geo,period,value\nBE,BE,2024,1\n", "missing_columns"),
        ("geo,period,value\nBE,2024\n", "bad_line"),
        ("geo,period,value\nBE,2024,1,9\n", "bad_line"),
        ("geo,period,value\n,2024,1\n", "bad_line"),
        ("geo,period,value\nBE,20x4,1\n", "bad_period"),
        ("geo,period,value\nBE,2024,about 5\n", "bad_value"),
        ("geo,period,value\nBE,2024,1e999\n", "not_finite"),
        ("geo,period,value\nBE,2024,NaN\n", "not_finite"),
        ("geo,period,value\nBE,2024,=1+1\n", "formula"),
        ("geo,period,value\nBE,2024,1\nBE,2024,2\n", "conflict"),
        ('geo,period,value\n"BE,2024,1\n', "not_csv"),
        (f"geo,period,value\n{'B' * 200_000},2024,1\n", "not_csv"),
        ("<html><body>geo,period,value</body></html>", "html"),
        ('{"error": [{"status": 400, "id": 140, "label": "WRONG"}]}', "source_error"),
    ],
)
def test_what_is_no_such_table_is_refused(text: str, reason: str) -> None:
    assert refusal(text) == reason


def test_a_header_of_a_million_columns_ends_soon() -> None:
    assert refusal("geo,period,value," + ",".join(f"c{n}" for n in range(1_000_000)), None) == "too_large"
    assert refusal("geo,period,value\n" + "," * 1_000_000) == "too_large"


def test_what_says_that_there_is_no_value_may_look_like_one() -> None:
    """9999 as missing, as some publishers have it."""
    assert cells(decoded("geo,period,value\nBE,2024,9999\n", LONG.model_copy(update={"missing": ("9999",)}))) == {
        "BE 2024": None
    }


def test_rows_that_agree_count_once() -> None:
    assert cells(decoded("geo,period,value\nBE,2024,1\nBE,2024,1\n")) == {"BE 2024": "1"}


@pytest.mark.parametrize(
    "layout",
    [
        {"period": "p"},
        {"period": "p", "value": "v", "measures": {"m": "m"}},
        {"value": "v"},
        {"period": "p", "value": "v", "decimal": ",", "thousands": ","},
        {"period": "p", "value": "v", "delimiter": "::"},
        {"period": "p", "value": "v", "header": 0},
        {"period": "p", "value": "v", "colour": "red"},
    ],
)
def test_a_layout_that_cannot_be_is_refused(layout: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TableLayout.model_validate(layout)


def test_a_file_speaks_only_of_the_series_it_holds_over_its_periods() -> None:
    scope = decoded("geo,period,value\nBE,2023,1\nFR,2025,2\n").scope
    assert (scope.codes, scope.first, scope.last) == (None, Period.parse("2023"), Period.parse("2025"))

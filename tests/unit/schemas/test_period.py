"""One parser for every notation, one canonical form, one order; a period stands at its mid-point."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.base import Model
from schemas.period import Period


@pytest.mark.parametrize(
    ("published", "canonical", "label"),
    [
        ("2023", "2023-01-01/P1Y", "2023"),
        ("2034-A1", "2034-01-01/P1Y", "2034"),
        ("2023-S2", "2023-07-01/P6M", "2023-S2"),
        ("2023S1", "2023-01-01/P6M", "2023-S1"),
        ("2036-T3", "2036-09-01/P4M", "2036-T3"),
        ("2024-Q4", "2024-10-01/P3M", "2024-Q4"),
        ("2023Q1", "2023-01-01/P3M", "2023-Q1"),
        ("2023-01", "2023-01-01/P1M", "2023-01"),
        ("2023-M11", "2023-11-01/P1M", "2023-11"),
        ("2023M01", "2023-01-01/P1M", "2023-01"),
        ("2020-W53", "2020-12-28/P1W", "2020-W53"),
        ("2023W20", "2023-05-15/P1W", "2023-W20"),
        ("2040-D365", "2040-12-30/P1D", "2040-12-30"),
        ("2023-01-15", "2023-01-15/P1D", "2023-01-15"),
        ("2015M07D03", "2015-07-03/P1D", "2015-07-03"),
        ("2022-2023", "2022-09-01/P1Y", "2022-2023"),
        ("2018-2020", "2018-01-01/P3Y", "2018-2020"),
        ("2006_2008", "2006-01-01/P3Y", "2006-2008"),
        ("2025-05-01/P12M", "2025-05-01/P12M", "2025-05/2026-04"),
    ],
)
def test_every_published_notation_has_one_canonical_form(published: str, canonical: str, label: str) -> None:
    period = Period.parse(published)
    assert (str(period), period.label) == (canonical, label)
    assert Period.parse(canonical) == period


@pytest.mark.parametrize(
    "text", ["", "23", "2023-Q5", "2023-S3", "2023-13", "2021-W53", "2023-D366", "9999M99", "LTAA", "2020-2018"]
)
def test_what_is_no_period_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        Period.parse(text)


@pytest.mark.parametrize(
    "hostile",
    [
        "9999", "0001", "0000", "2020-01-01/P0Y", "2020-01-01/P9000Y", "2020-01-01/P99999999999999999999Y",
        "2020-01-01/P999999999D", "2020-02-29/P1Y", "2023-01-31/P1M", "2020-02-30/P1D", "20" * 4000,
    ],
)  # fmt: skip
def test_a_period_that_the_calendar_cannot_end_is_refused_when_it_is_read(hostile: str) -> None:
    with pytest.raises(ValueError, match="period"):
        Period.parse(hostile)


@pytest.mark.parametrize("edge", ["1000", "2999", "2998-2999", "2999-12-31", "2024-02-29"])
def test_the_outermost_periods_have_an_end_a_position_and_a_label(edge: str) -> None:
    period = Period.parse(edge)
    assert (period.label, period.start < period.end) == (edge, True)
    assert period.start.year - 1 < period.position < period.end.year


@pytest.mark.parametrize(
    ("published", "position"),
    # An annual figure stands at its year; a span at its middle; a quarter, a month and a school year where they lie.
    [("2025", 2025.0), ("2018-2020", 2019.0), ("2023-Q1", 2022.623), ("2023-01", 2022.542), ("2022-2023", 2022.666)],
)
def test_a_period_stands_at_its_mid_point_minus_one_half(published: str, position: float) -> None:
    assert Period.parse(published).position == pytest.approx(position, abs=5e-4)


def test_order_is_by_frequency_then_start_never_as_text() -> None:
    months = [Period.parse(f"2023-{m}") for m in ("02", "10", "01")]
    years = [Period.parse("2022"), Period.parse("2021")]
    ordered = [p.label for p in sorted([*years, *months])]
    assert ordered == ["2023-01", "2023-02", "2023-10", "2021", "2022"]


def test_the_end_is_the_first_day_after() -> None:
    assert Period.parse("2024-Q4").end == date(2025, 1, 1)
    assert Period.parse("2022-2023").end == date(2023, 9, 1)
    assert Period.parse("2020-W53").end == date(2021, 1, 4)


def test_a_model_reads_any_notation_and_writes_the_canonical_one() -> None:
    class Row(Model):
        period: Period

    assert Row.model_validate_json('{"period": "2024-Q4"}').model_dump_json() == '{"period":"2024-10-01/P3M"}'


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from(["1Y", "3M", "1M", "1W", "1D", "12M", "3Y"]))
def test_the_canonical_form_survives(start: date, duration: str) -> None:
    start = start.replace(day=1) if duration[-1] in "YM" else start
    text = f"{start.isoformat()}/P{duration}"
    assert str(Period.parse(text)) == text

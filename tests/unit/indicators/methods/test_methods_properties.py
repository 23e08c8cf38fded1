"""What holds for any numbers: no method fails or makes something that is no number, and none depends on the unit."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.methods.composite_index import Group, Measure, scores
from services.indicators.domain.methods.destatis import forecast
from services.indicators.domain.methods.digital_decade import baseline
from services.indicators.domain.methods.progress_measure import BEST, WORST, Case, Status, progress_measure
from services.indicators.domain.methods.sdg_index import Bounds, trend
from services.indicators.domain.methods.un_progress import outlook, outlook_without_target

numbers = st.floats(allow_nan=False, allow_infinity=False)
positive = st.floats(min_value=0.01, max_value=1e6)
years = st.integers(min_value=1990, max_value=2040)
directions = st.sampled_from([1, -1])


def is_number(value: float | None) -> bool:
    return value is None or math.isfinite(value)


cases = st.builds(
    Case,
    base_year=st.none() | years,
    base=st.none() | numbers,
    year=st.none() | years,
    value=st.none() | numbers,
    direction=directions,
    target=st.none() | numbers,
    target_year=years,
    limit=st.none() | numbers,
)


@given(cases)
def test_progress_measure(case: Case) -> None:
    found = progress_measure(case)
    assert is_number(found.value)
    assert (found.score is None) == (found.status is Status.not_available) == bool(found.reason)
    assert found.score is None or WORST <= found.score <= BEST


@given(numbers, numbers, numbers, years, numbers, years, numbers)
def test_arrow(lower: float, optimum: float, green: float, y0: int, v0: float, y1: int, v1: float) -> None:
    try:
        found = trend(Bounds(lower, optimum, green), (y0, v0), (y1, v1))
    except ValueError:
        assert lower == optimum or not math.isfinite(optimum - lower)
        return
    assert all(is_number(score) and 0 <= score <= 100 for score in (found.first, found.last, found.green))
    assert all(is_number(rate) for rate in (found.actual, found.required, found.ratio))
    assert (found.arrow is None) == bool(found.reason)


@given(years, numbers, years, numbers, years, numbers, directions, st.booleans())
def test_chart_of_the_un(
    base_year: int, base: float, year: int, value: float, due: int, target: float, direction: int, percent: bool
) -> None:
    found = outlook((base_year, base), (year, value), (due, target), direction, percent=percent)
    assert is_number(found.share)
    assert is_number(found.expected)
    assert (found.category is None) == bool(found.reason)
    assert is_number(outlook_without_target((base_year, base), (year, value), direction).share)


@given(st.dictionaries(years, numbers, max_size=8), numbers, years, directions)
def test_weather(history: dict[int, float], target: float, due: int, direction: int) -> None:
    found = forecast(sorted(history.items()), target, due, direction)
    assert all(is_number(number) for number in (found.change, found.projected, found.shortfall))
    assert (found.weather is None) == bool(found.reason)


@given(st.dictionaries(years, st.floats(min_value=-10, max_value=110), max_size=8))
def test_baseline(history: dict[int, float]) -> None:
    points = sorted(history.items())
    found = baseline(points)
    if found is not None:
        assert found.at(points[-1][0]) == pytest.approx(points[-1][1])
        assert all(0 <= found.at(year) <= 100 for year in range(1990, 2041))


@given(numbers, numbers, numbers)
def test_composite(first: float, second: float, third: float) -> None:
    measures = tuple(Measure(name, 1 / 3, (name,), 0, 33) for name in "abc")
    whole = Group("whole", 1, (Group("d", 1, (Group("s", 1, measures),)),))
    found = list(scores(whole, {("a",): first, ("b",): second, ("c",): third}))
    assert all(is_number(score.score) for score in found)


@given(positive, positive, positive, directions, st.floats(min_value=0.5, max_value=1000))
def test_no_verdict_depends_on_the_unit(base: float, value: float, target: float, direction: int, unit: float) -> None:
    one = progress_measure(Case(2015, base, 2020, value, direction, target))
    other = progress_measure(Case(2015, base * unit, 2020, value * unit, direction, target * unit))
    if one.value is not None and other.value is not None and abs(one.value) < 1e6:
        assert other.value == pytest.approx(one.value, rel=1e-6, abs=1e-9)


@given(st.floats(min_value=0, max_value=100), st.floats(min_value=0, max_value=100))
def test_an_arrow_is_the_same_on_a_turned_scale(first: float, last: float) -> None:
    up = trend(Bounds(0, 128, 64), (2015, first), (2019, last))
    down = trend(Bounds(128, 0, 64), (2015, 128 - first), (2019, 128 - last))
    assert (down.first, down.last) == (pytest.approx(up.first), pytest.approx(up.last))

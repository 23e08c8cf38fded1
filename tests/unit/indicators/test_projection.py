"""Pace, projection, band and arrival. All input is made up; the t quantiles are those of any statistical table."""

import math

import pytest

from schemas.assessment import Assessment
from tests.unit.indicators.builders import History, indicator, judge, target, tolerance


def judged(history: History, **changes: object) -> Assessment:
    fields = {"target": target(100), "path": "linear", "tolerance": tolerance(0.001)} | changes
    return judge(indicator(**fields), history)


def test_pace_and_what_is_needed() -> None:
    pace = judged({"2020": "0", "2023": "24", "2025": "30"}).pace
    assert pace is not None
    assert (pace.per_year, pace.latest, pace.needed_per_year) == (6, 3, 14)
    assert (pace.first.label, pace.latest_first and pace.latest_first.label) == ("2020", "2023")
    assert not pace.standstill


@pytest.mark.parametrize(("newest", "standstill"), [("25.2", True), ("28", False), ("20", True)])
def test_a_standstill_is_less_than_a_quarter_of_the_average(newest: str, standstill: bool) -> None:
    # 24 in 2023; an average of about 5 a year since 2020 against 0.6, 2 and -2 in the last two years
    pace = judged({"2020": "0", "2023": "24", "2025": newest}).pace
    assert pace is not None
    assert pace.standstill is standstill


def test_the_pace_is_carried_on_to_the_target_year() -> None:
    found = judged({"2020": "0", "2023": "24", "2025": "30"}).projection
    assert found is not None
    assert (found.year, found.value) == (2030, 60)
    assert found.arrival_year == pytest.approx(2025 + 70 / 6)


def test_the_band_is_that_of_a_random_walk_with_drift() -> None:
    # Yearly steps 1, 3, 1, 3 about a drift of 2: four squares of 1 over 3 degrees of freedom, t = 1.638.
    # One year ahead sqrt(1 x (1 + 1/4)), six years ahead sqrt(6 x (1 + 6/4))
    found = judged({"2020": "0", "2021": "1", "2022": "4", "2023": "5", "2024": "8"})
    spread = 1.638 * math.sqrt(4 / 3)
    now, *later = found.chart.projection
    assert (now.position, now.value, now.low, now.high) == (2024, 8, 8, 8)
    assert (later[0].position, later[0].value) == (2025, 10)
    assert later[0].high - later[0].value == pytest.approx(spread * math.sqrt(1.25))
    assert later[-1].position == 2030
    assert later[-1].value - later[-1].low == pytest.approx(spread * math.sqrt(15))


def test_with_two_values_the_tolerance_is_all_that_is_known_of_the_noise() -> None:
    # 80 % noise of 2 in each value, five years ahead of five: 2 x sqrt((1 + 1)² + 1²)
    found = judged({"2020": "0", "2025": "30"}, tolerance=tolerance(2)).projection
    assert found is not None
    assert found.high - found.value == pytest.approx(2 * math.sqrt(5))


def test_the_projection_stays_within_the_limits() -> None:
    found = judged({"2020": "40", "2025": "90"}, limits={"min": 0, "max": 100}).projection
    assert found is not None
    assert (found.value, found.high) == (100, 100)


@pytest.mark.parametrize("newest", ["0", "-5", "100"])
def test_without_a_pace_towards_the_target_there_is_no_arrival(newest: str) -> None:
    found = judged({"2020": "0", "2025": newest}).projection
    assert found is not None
    assert found.arrival_year is None


def test_growth_is_carried_on_as_growth() -> None:
    # Doubling in five years: 10, 20, 40; 100 is reached after log2(5) more
    found = judged({"2020": "10", "2025": "20"}, path="cagr", unit="count").projection
    assert found is not None
    assert found.value == pytest.approx(40)
    assert found.arrival_year == pytest.approx(2025 + 5 * math.log2(5))


@pytest.mark.parametrize("history", [{"2020": "0"}, {"2020": "0", "2030": "90"}, {"2020": "0", "2031": "90"}])
def test_before_the_second_value_and_from_the_target_year_on_nothing_is_projected(history: History) -> None:
    found = judged(history)
    assert (found.projection, found.chart.projection) == (None, ())


def test_without_a_path_the_pace_is_that_of_five_years() -> None:
    pace = judge(indicator(), {"2010": "0", "2018": "10", "2019": "20", "2024": "30"}).pace
    assert pace is not None
    assert (pace.per_year, pace.first.label, pace.needed_per_year) == (2, "2019", None)

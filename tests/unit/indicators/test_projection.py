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
    # Yearly steps 1, 3, 1, 3 about a drift of 2: four squares of 1. Alike levels step 10 % of 8, thrice:
    # (3 x 0.8² + 4) / (3 + 3) = 0.98667, t of 6 = 1.440. One year ahead sqrt(1 x (1 + 1/4)), six sqrt(6 x (1 + 6/4))
    found = judged({"2020": "0", "2021": "1", "2022": "4", "2023": "5", "2024": "8"})
    spread = 1.440 * math.sqrt(5.92 / 6)
    now, *later = found.chart.projection
    assert (now.position, now.value, now.low, now.high) == (2024, 8, 8, 8)
    assert (later[0].position, later[0].value) == (2025, 10)
    assert later[0].high - later[0].value == pytest.approx(spread * math.sqrt(1.25))
    assert later[-1].position == 2030
    assert later[-1].value - later[-1].low == pytest.approx(spread * math.sqrt(15))


@pytest.mark.parametrize(
    ("newest", "limits", "usual"),
    [
        ("50", {"min": 0, "max": 100}, 1.25),  # 0.025 x sqrt(50 x 50)
        ("10", {"min": 0, "max": 100}, 0.75),  # 0.025 x sqrt(10 x 90)
        ("30", {"min": -100, "max": 100}, 0.025 * math.sqrt(130 * 70)),
        ("30", {"min": 0}, 3),  # a level: 10 % of it
        ("30", None, 3),
    ],
)
def test_two_values_stray_as_alike_indicators_do(newest: str, limits: dict[str, int] | None, usual: float) -> None:
    # One step tells nothing of spread: t of 3 = 1.638, a year ahead of five, sqrt(1 x (1 + 1/5))
    found = judged({"2020": "5", "2025": newest}, limits=limits).chart.projection[1]
    assert found.high - found.value == pytest.approx(1.638 * usual * math.sqrt(1.2))


def test_three_values_need_not_be_as_far_apart_as_they_happen_to_be() -> None:
    # Digital skills in Flanders, 54.5, 61.0, 61.2: drift 1.675, squares (6.5 - 3.35)² / 2 and (0.2 - 3.35)² / 2, usual
    # step 0.025 x sqrt(61.2 x 38.8) = 1.2182; (3 x 1.2182² + 9.9225) / 4 = 3.5937, t of 4 = 1.533, sqrt(5 x 9/4)
    found = judged(
        {"2021": "54.5", "2023": "61.0", "2025": "61.2"}, target=target(80), limits={"min": 0, "max": 100}
    ).projection
    assert found is not None
    half = 1.533 * math.sqrt(3.5937) * math.sqrt(11.25)
    assert (found.low, found.high) == (pytest.approx(69.575 - half, abs=1e-3), pytest.approx(69.575 + half, abs=1e-3))


def test_a_pace_that_runs_into_a_limit_stays_there_with_the_band_about_it() -> None:
    # 10 a year from 90: 140 in 2030, so 100; usual step 0.025 x sqrt(90 x 10) = 0.75, sqrt(5 x (1 + 5/5))
    found = judged({"2020": "40", "2025": "90"}, limits={"min": 0, "max": 100}).projection
    assert found is not None
    assert (found.value, found.high) == (100, 100)
    assert found.low == pytest.approx(100 - 1.638 * 0.75 * math.sqrt(10))


def test_on_a_growth_path_the_usual_step_is_a_part_of_the_level() -> None:
    # Doubling in five years; 10 % of 20 is 0.1 on the scale of logarithms, sqrt(5 x (1 + 5/5))
    found = judged({"2020": "10", "2025": "20"}, path="cagr", unit="count").projection
    assert found is not None
    assert found.high == pytest.approx(40 * math.exp(1.638 * 0.1 * math.sqrt(10)))
    assert found.low == pytest.approx(40 / math.exp(1.638 * 0.1 * math.sqrt(10)))


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

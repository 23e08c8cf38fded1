"""Worked numbers of published methods: straight line, growth ratio, UN projection, logistic path.

Poverty: Statistics Canada, global SDG set, row 1-2-1 (14.5 in 2015, 10.2 in 2023, target 7.25 in 2030); published
growth ratio 0.952590. ICT specialists: European Commission, Digital Decade trajectories, 9.3702 million in 2022 to 20
million in 2030. The other cases are worked examples with round numbers.
"""

import pytest

from schemas.assessment import Assessment, OtherMethod
from schemas.verdicts import Verdict
from services.indicators.domain.other_methods import cagr_ratio, un_progress
from services.indicators.domain.paths import Growth, Linear, Logistic, Path
from tests.unit.indicators.builders import History, indicator, judge, target, tolerance

POVERTY: History = {"2015": "14.5", "2023": "10.2"}
TAKE_UP: History = {"2015": "10", "2022": "40"}


def poverty(path: str, history: History = POVERTY) -> Assessment:
    declared = target(7.25, operator="<=")
    return judge(indicator(direction="down", target=declared, path=path, tolerance=tolerance(0.01)), history)


def method(found: Assessment, name: str) -> OtherMethod:
    return next(method for method in found.other_methods if method.method == name)


def test_straight_line_of_the_flemish_skills_54_to_61() -> None:
    # Statbel as quoted in the press: 54 % in 2021, 61 % in 2023; target 80 % in 2030
    path = Path(2021, 54, 2030, 80)
    assert path.at(2023) == pytest.approx(59.778, abs=5e-4)
    assert 61 - path.at(2023) == pytest.approx(1.222, abs=5e-4)
    assert path.ratio(2023, 61) == pytest.approx(1.2115, abs=5e-5)


@pytest.mark.parametrize(("year", "published"), [(2023, 10.698925), (2026, 14.6851), (2029, 18.671275), (2030, 20.0)])
def test_straight_line_is_the_published_ideal_path_of_ict_specialists(year: int, published: float) -> None:
    assert Path(2022, 9.3702, 2030, 20).at(year) == pytest.approx(published, abs=1e-6)


@pytest.mark.parametrize(("value", "published"), [(10.2, 0.952590), (10.4, 0.901090)])
def test_growth_ratio_as_published(value: float, published: float) -> None:
    assert cagr_ratio(14.5, value, 7.25, 8, 15, -1) == pytest.approx(published, abs=5e-7)
    assert Path(2015, 14.5, 2030, 7.25, Growth()).ratio(2023, value) == pytest.approx(published, abs=5e-7)


@pytest.mark.parametrize(("value", "published"), [(10.2, 0.9658), (10.4, 0.9275)])
def test_un_projection(value: float, published: float) -> None:
    assert un_progress(14.5, value, 7.25, 8, 15) == pytest.approx(published, abs=5e-5)


def test_growth_ratio_binds_where_the_path_is_growth() -> None:
    found = poverty("cagr")
    assert found.ratio == pytest.approx(0.952590, abs=5e-7)
    assert found.verdict is Verdict.on_track
    assert poverty("cagr", {"2015": "14.5", "2023": "10.4"}).verdict is Verdict.at_risk


def test_beside_the_growth_ratio_the_straight_line_is_shown() -> None:
    line = method(poverty("cagr", {"2015": "14.5", "2023": "10.4"}), "linear")
    assert line.value == pytest.approx(1.0603, abs=5e-5)
    assert (line.verdict, line.agrees) == ("on_track", False)


def test_a_straight_line_shows_growth_ratio_and_un_beside_it() -> None:
    found = poverty("linear")
    assert found.ratio == pytest.approx(1.1121, abs=5e-5)
    assert found.gap == pytest.approx(0.433, abs=5e-4)
    assert found.projection is not None
    assert found.projection.value == pytest.approx(6.44, abs=5e-3)
    assert found.projection.arrival_year == pytest.approx(2028.5, abs=0.05)
    assert method(found, "cagr").agrees
    assert method(found, "un").agrees


def test_take_up_shows_why_growth_does_not_suit_shares() -> None:
    found = judge(indicator(target=target(80), path="linear", tolerance=tolerance(1)), TAKE_UP)
    assert found.ratio == pytest.approx(0.9184, abs=5e-5)
    assert found.gap == pytest.approx(-2.667, abs=5e-4)
    assert found.verdict is Verdict.at_risk
    growth, un = method(found, "cagr"), method(found, "un")
    assert (growth.value, growth.agrees) == (pytest.approx(1.4729, abs=5e-5), False)
    assert (un.value, un.agrees) == (pytest.approx(2.6435, abs=5e-5), False)
    assert "methods_disagree" in {caveat.code for caveat in found.caveats}


def test_ict_specialists_of_the_union_differ_by_method() -> None:
    # 6.5502 million in 2015, 9.3702 in 2022, 20 in 2030
    assert cagr_ratio(6.5502, 9.3702, 20, 7, 15, 1) == pytest.approx(0.6793, abs=5e-5)
    assert Path(2015, 6.5502, 2030, 20).ratio(2022, 9.3702) == pytest.approx(0.4493, abs=5e-5)


def test_logistic_path_of_take_up() -> None:
    path = Path(2015, 10, 2030, 80, Logistic(100))
    assert path.at(2022) == pytest.approx(37.170, abs=5e-4)
    assert path.ratio(2022, 40) == pytest.approx(1.0714, abs=5e-5)


def test_logistic_path_of_skills_asks_more_than_the_line() -> None:
    logistic, line = Path(2015, 60, 2030, 80, Logistic(100)), Path(2015, 60, 2030, 80, Linear())
    assert logistic.at(2022) == pytest.approx(70.333, abs=5e-4)
    assert line.at(2022) == pytest.approx(69.333, abs=5e-4)
    assert line.ratio(2022, 70) == pytest.approx(1.0714, abs=5e-5)


def test_a_declared_logistic_path_binds() -> None:
    found = judge(indicator(target=target(80), path="logistic", tolerance=tolerance(1)), TAKE_UP)
    assert found.expected == pytest.approx(37.170, abs=5e-4)
    assert found.gap == pytest.approx(2.830, abs=5e-4)
    assert found.verdict is Verdict.on_track
    assert len(found.chart.path) == 16  # a curve is drawn year by year, 2015 to 2030


@pytest.mark.parametrize(
    ("base", "value", "goal", "years"), [(0, 5, 10, 5), (5, 5, 0, 5), (5, -5, 10, 5), (5, 6, 5, 5), (5, 6, 10, 0.5)]
)
def test_growth_ratio_is_undefined_rather_than_doctored(base: float, value: float, goal: float, years: float) -> None:
    assert cagr_ratio(base, value, goal, years, 10, 1) is None


def test_growth_ratio_of_negative_values_keeps_its_sign() -> None:
    # From -10 to -8 towards -5, up is better: magnitudes shrink as they must, (0.8^(1/5) - 1) / (0.5^(1/10) - 1)
    assert cagr_ratio(-10, -8, -5, 5, 10, 1) == pytest.approx(0.043647 / 0.066967, abs=1e-4)

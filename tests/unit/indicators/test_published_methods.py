"""Methods that bind, by worked numbers, and the published methods that stand beside them in an assessment.

Poverty: Statistics Canada, global SDG set, row 1-2-1 (14.5 in 2015, 10.2 in 2023, target 7.25 in 2030); published
growth ratio 0.952590 and score 2.518556. The other cases are worked examples with round numbers.
"""

import pytest

from schemas.assessment import Assessment, OtherMethod
from schemas.verdicts import Verdict
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


def test_flemish_skills_fall_off_track_two_years_later() -> None:
    # As a series to 2025: 54.5 % in 2021, 61.2 % in 2025
    path = Path(2021, 54.5, 2030, 80)
    assert path.at(2025) == pytest.approx(65.833, abs=5e-4)
    assert 61.2 - path.at(2025) == pytest.approx(-4.633, abs=5e-4)
    found = judge(indicator(target=target(80), path="linear", tolerance=tolerance(1)), {"2021": "54.5", "2025": "61.2"})
    assert found.ratio == pytest.approx(0.5912, abs=5e-5)
    assert found.verdict is Verdict.off_track
    assert found.projection is not None
    assert found.projection.value == pytest.approx(69.575)


@pytest.mark.parametrize(("value", "published"), [(10.2, 0.952590), (10.4, 0.901090)])
def test_growth_ratio_as_published(value: float, published: float) -> None:
    assert Path(2015, 14.5, 2030, 7.25, Growth()).ratio(2023, value) == pytest.approx(published, abs=5e-7)


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
    growth, un = method(found, "cagr"), method(found, "un")
    assert (growth.status, growth.verdict, growth.agrees) == ("substantial_progress", "on_track", True)
    assert (growth.value, growth.score) == (pytest.approx(0.952590, abs=5e-7), pytest.approx(2.518556, abs=5e-7))
    assert (un.status, un.verdict, un.agrees) == ("met_or_nearly", "on_track", True)


def test_take_up_shows_why_growth_does_not_suit_shares() -> None:
    found = judge(indicator(target=target(80), path="linear", tolerance=tolerance(1)), TAKE_UP)
    assert found.ratio == pytest.approx(0.9184, abs=5e-5)
    assert found.gap == pytest.approx(-2.667, abs=5e-4)
    assert found.verdict is Verdict.at_risk
    growth, un = method(found, "cagr"), method(found, "un")
    assert (growth.value, growth.agrees) == (pytest.approx(1.4729, abs=5e-5), False)
    assert (un.value, un.agrees) == (pytest.approx(2.6435, abs=5e-5), False)
    assert "methods_disagree" in {caveat.code for caveat in found.caveats}


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


class TestTheArrow:
    """Defined where the indicator has two limits and a dated target, which is then the green threshold."""

    LIMITS = {"min": 0, "max": 100}

    def arrow(self, value: str, **changes: object) -> OtherMethod:
        about = indicator(target=target(80), path="linear", tolerance=tolerance(1), limits=self.LIMITS, **changes)
        return method(judge(about, {"2020": "40", "2025": value}), "sdg_index")

    @pytest.mark.parametrize(
        ("value", "arrow", "verdict", "ratio", "agrees"),
        [
            ("60", "↑", "on_track", 1.0, True),
            ("52", "➚", "at_risk", 0.6, True),
            ("44", "→", "off_track", 0.2, True),
            ("36", "↓", "moving_away", -0.2, True),
            ("59.5", "➚", "at_risk", 0.975, False),  # on track for us from 0.95 on
        ],
    )
    def test_halfway_from_40_to_80(self, value: str, arrow: str, verdict: str, ratio: float, agrees: bool) -> None:
        found = self.arrow(value)
        assert (found.status, found.verdict, found.agrees) == (arrow, verdict, agrees)
        assert (found.value, found.score) == (pytest.approx(ratio), pytest.approx(float(value)))

    def test_where_less_is_better_the_scale_is_turned(self) -> None:
        less = target(20, operator="<=")
        about = indicator(direction="down", target=less, path="linear", limits=self.LIMITS)
        found = method(judge(about, {"2020": "60", "2025": "40"}), "sdg_index")
        assert (found.status, found.score) == ("↑", pytest.approx(60))

    @pytest.mark.parametrize("limits", [None, {"min": 0}, {"max": 100}, {"min": 5, "max": 5}])
    def test_without_two_limits_there_is_none(self, limits: dict[str, float] | None) -> None:
        found = judge(indicator(target=target(80), path="linear", limits=limits), {"2020": "40", "2025": "60"})
        assert "sdg_index" not in {one.method for one in found.other_methods}


class TestWithoutATarget:
    """The progress measure looks at growth a year from 2015 on, and at the limit in the wanted direction."""

    def growth(self, history: History, **changes: object) -> OtherMethod:
        return method(judge(indicator(tolerance=tolerance(0.5), **changes), history), "cagr")

    def test_children_covered_near_their_limit(self) -> None:
        # Statistics Canada, global SDG set, row 1-3-1: 90 % in 2015, 93.2 % in 2021, limit 100
        history = {"2012": "80", "2015": "90", "2021": "93.2"}
        found = self.growth(history, limits={"min": 0, "max": 100})
        assert (found.status, found.verdict, found.agrees) == ("substantial_progress", "on_track", True)
        assert (found.value, found.score) == (pytest.approx(0.005840, abs=5e-7), pytest.approx(2.815387, abs=5e-7))
        assert self.growth(history).status == "moderate_progress"

    def test_decline_is_the_wrong_way(self) -> None:
        found = self.growth({"2017": "93.4", "2021": "92.7"}, limits={"min": 0, "max": 100})
        assert (found.status, found.verdict, found.agrees) == ("deterioration", "moving_away", True)
        assert found.score == pytest.approx(-2.734869, abs=5e-7)

    @pytest.mark.parametrize(
        "history",
        [
            {"2015": "0", "2020": "5"},
            {"2015": "-1", "2020": "5"},
            {"2013": "4", "2014": "5"},
            {"2015": "5", "2018": "5 b"},
            {"2015-Q1": "5", "2020-Q1": "6"},
        ],
        ids=["zero base", "two signs", "before 2015", "after a break", "quarters"],
    )
    def test_it_is_left_out_where_it_says_nothing(self, history: History) -> None:
        frequency = "quarterly" if "2015-Q1" in history else "annual"
        found = judge(indicator(frequency=frequency), history)
        assert "cagr" not in {one.method for one in found.other_methods}

    def test_a_standing_target_is_not_judged_as_if_there_were_none(self) -> None:
        found = judge(indicator(target=target(80, None)), {"2015": "40", "2020": "60"})
        assert found.other_methods == ()


@pytest.mark.parametrize(("base", "goal"), [("0", 10), ("5", 0)])
def test_no_zero_is_replaced_beside_our_own_verdict(base: str, goal: float) -> None:
    less = goal < float(base)
    about = indicator(
        direction="down" if less else "up", target=target(goal, operator="<=" if less else ">="), path="linear"
    )
    found = judge(about, {"2020": base, "2025": "4"})
    assert "cagr" not in {one.method for one in found.other_methods}

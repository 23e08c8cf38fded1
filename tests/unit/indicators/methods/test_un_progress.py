"""The progress chart of the UN: worked numbers, classes, and the exceptions. Input without a source is made up."""

import pytest

from services.indicators.domain.methods.un_progress import Chart, Outlook, outlook, outlook_without_target


def judged(
    base: float, value: float, target: float, direction: int = 1, *, year: float = 2020, percent: bool = False
) -> Outlook:
    """From 2010, towards 2030."""
    return outlook((2010, base), (year, value), (2030, target), direction, percent=percent)


@pytest.mark.parametrize(
    ("value", "expected", "share", "category"),
    [(10.2, 7.4977, 0.9658, Chart.met_or_nearly), (10.4, 7.7758, 0.9275, Chart.fair_progress)],
)
def test_poverty_as_worked(value: float, expected: float, share: float, category: Chart) -> None:
    # Statistics Canada, global SDG set, row 1-2-1: 14.5 in 2015, value in 2023, target 7.25 in 2030
    found = outlook((2015, 14.5), (2023, value), (2030, 7.25), -1, percent=True)
    assert found.expected == pytest.approx(expected, abs=1e-4)
    assert found.share == pytest.approx(share, abs=5e-5)
    assert found.category is category


@pytest.mark.parametrize(
    ("base", "value", "goal", "share"), [(10, 40, 80, 2.6435), (60, 70, 80, 1.1743)], ids=["take-up", "skills"]
)
def test_shares_as_worked(base: float, value: float, goal: float, share: float) -> None:
    found = outlook((2015, base), (2022, value), (2030, goal), 1, percent=True)
    assert found.share == pytest.approx(share, abs=5e-5)


def test_take_up_would_pass_all_there_is() -> None:
    found = outlook((2015, 10), (2022, 40), (2030, 80), 1, percent=True)
    assert found.expected == pytest.approx(195, abs=0.5)


@pytest.mark.parametrize(
    ("target", "category"),
    [
        (4.15, Chart.met_or_nearly),  # 1 doubles in ten years, and again: 4 of 4.15, so 0.952 of the way
        (4.16, Chart.fair_progress),  # 0.949
        (30.9, Chart.fair_progress),  # 0.1003
        (31.1, Chart.stagnation),  # 0.0997
    ],
)
def test_the_cuts(target: float, category: Chart) -> None:
    assert judged(1, 2, target).category is category


def test_regression_is_the_last_class() -> None:
    assert judged(2, 1, 3).category is Chart.stagnation


def test_a_met_target_is_met_even_where_no_growth_is_defined() -> None:
    assert judged(0, 5, 5).category is Chart.met_or_nearly
    assert judged(9, 3, 5, -1).category is Chart.met_or_nearly


def test_a_percentage_within_one_point_of_all_or_nothing_has_met_it() -> None:
    assert judged(98.5, 99, 100, percent=True).category is Chart.met_or_nearly
    assert judged(98.5, 98.9, 100, percent=True).category is Chart.fair_progress
    assert judged(4, 1, 0, -1, percent=True).category is Chart.met_or_nearly
    assert judged(98.5, 99, 100).category is Chart.fair_progress


def test_past_the_target_year_nothing_is_carried_on() -> None:
    found = judged(1, 1.5, 2, year=2031)
    assert (found.expected, found.share) == (1.5, 0.5)


@pytest.mark.parametrize(
    "found",
    [
        judged(0, 5, 10),
        judged(5, -5, 10),
        judged(5, 4, 5),
        judged(5, 6, 10, year=2010.5),
        judged(1e-300, 1e300, 1e301, year=2011),
    ],
)
def test_what_has_no_class_says_why(found: Outlook) -> None:
    assert (found.share, found.category) == (None, None)
    assert found.reason


class TestWithoutTarget:
    @pytest.mark.parametrize(
        ("growth", "category"),
        [(0.03, Chart.met_or_nearly), (0.01, Chart.fair_progress), (0.004, Chart.stagnation), (-0.1, Chart.stagnation)],
    )
    def test_by_growth_a_year(self, growth: float, category: Chart) -> None:
        up = outlook_without_target((2020, 1), (2021, 1 + growth), 1)
        assert (up.share, up.category) == (pytest.approx(growth, abs=1e-12), category)
        down = outlook_without_target((2020, 1), (2021, 1 - growth), -1)
        assert (down.share, down.category) == (pytest.approx(growth, abs=1e-12), category)

    def test_not_from_zero(self) -> None:
        assert outlook_without_target((2020, 0), (2021, 1), 1).category is None
        assert outlook_without_target((2020, 1), (2020, 2), 1).category is None

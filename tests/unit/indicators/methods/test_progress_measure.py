"""The progress measure of Statistics Canada and Open SDG: worked rows as published, every guard, every class.

Rows named like `1-2-1` are of Statistics Canada's global SDG set. The other input is made up, with growth rates that
can be told without a computer.
"""

from typing import Any

import pytest

from services.indicators.domain.methods.growth import growth_rate
from services.indicators.domain.methods.progress_measure import Case, Progress, Status, limit_factor, progress_measure


def judged(base: float | None, value: float | None, direction: int = 1, years: float = 1, **more: Any) -> Progress:
    """Judge a value `years` after a base in 2015."""
    return progress_measure(Case(2015, base, 2015 + years, value, direction, **more))


class TestWorkedRows:
    @pytest.mark.parametrize(
        ("value", "ratio", "score", "status"),
        [
            (10.2, 0.952590, 2.518556, Status.substantial_progress),
            (10.4, 0.901090, 2.150695, Status.moderate_progress),
        ],
    )
    def test_poverty_1_2_1(self, value: float, ratio: float, score: float, status: Status) -> None:
        found = judged(14.5, value, -1, 8, target=7.25, target_year=2030)
        assert found.value == pytest.approx(ratio, abs=5e-7)
        assert found.score == pytest.approx(score, abs=5e-7)
        assert found.status is status

    def test_its_growth_rates(self) -> None:
        assert growth_rate(14.5, 10.2, 8) == pytest.approx(-0.043017, abs=5e-7)
        assert growth_rate(14.5, 7.25, 15) == pytest.approx(-0.045158, abs=5e-7)

    def test_children_covered_1_3_1_near_its_limit(self) -> None:
        found = judged(90, 93.2, 1, 6, limit=100)
        assert found.value == pytest.approx(0.005840, abs=5e-7)
        assert limit_factor(90, 100) * 0.015 == pytest.approx(0.005604, abs=5e-7)
        assert limit_factor(90, 100) * 0.005 == pytest.approx(0.001868, abs=5e-7)
        assert found.status is Status.substantial_progress
        assert found.score == pytest.approx(2.815387, abs=5e-7)

    def test_older_persons_1_3_1_fall(self) -> None:
        found = progress_measure(Case(2017, 93.4, 2021, 92.7, 1, limit=100))
        assert found.value == pytest.approx(-0.001879, abs=5e-7)
        assert found.score == pytest.approx(-2.734869, abs=5e-7)
        assert found.status is Status.deterioration

    @pytest.mark.parametrize(
        ("row", "case", "ratio"),
        [
            ("2-b-1", Case(2015, 81124, 2023, 0, -1, target=0), 1.42),
            ("2-c-1", Case(2015, 0.79, 2024, 0, -1, target=0.5), 33.29),
        ],
    )
    def test_a_fall_to_zero_reads_as_an_absurd_ratio(self, row: str, case: Case, ratio: float) -> None:
        found = progress_measure(case)
        assert found.value == pytest.approx(ratio, abs=5e-3), row
        assert (found.score, found.status) == (5, Status.target_achieved)


@pytest.mark.parametrize(
    ("base", "factor"), [(60, 0.896488), (90, 0.373622), (93.4, 0.261518), (100, 0), (150, 0.953929), (200, 1), (0, 1)]
)
def test_limit_factor_as_worked(base: float, factor: float) -> None:
    assert limit_factor(base, 100) == pytest.approx(factor, abs=5e-7)
    assert limit_factor(-base, -100) == limit_factor(base, 100)


def test_a_limit_of_zero_shrinks_nothing() -> None:
    assert limit_factor(0, 0) == limit_factor(7, 0) == 1


class TestClassesWithTarget:
    @pytest.mark.parametrize(
        ("value", "ratio", "status"),
        [
            (2, 1.0, Status.target_achieved),
            (1.95, 0.95, Status.substantial_progress),
            (1.94, 0.94, Status.moderate_progress),
            (1.625, 0.625, Status.moderate_progress),
            (1.5, 0.5, Status.limited_progress),
            (1.0, 0.0, Status.limited_progress),
            (0.75, -0.25, Status.deterioration),
        ],
    )
    def test_growth_from_1_towards_2_within_a_year(self, value: float, ratio: float, status: Status) -> None:
        found = judged(1, value, target=2, target_year=2016)
        assert (found.value, found.status) == (pytest.approx(ratio, abs=1e-12), status)

    @pytest.mark.parametrize(
        ("value", "score"), [(1.625, 7.1429 * 0.625 - 4.2857), (1.5, 4.1667 * 0.5 - 2.5), (0.25, -5), (1.0, -2.5)]
    )
    def test_the_score_follows_two_lines(self, value: float, score: float) -> None:
        assert judged(1, value, target=2, target_year=2016).score == pytest.approx(score, abs=1e-12)

    def test_a_met_target_is_achieved_whatever_the_trend(self) -> None:
        found = judged(4, 3, target=2, target_year=2016)
        assert (found.value, found.score, found.status) == (pytest.approx(-0.5), 5, Status.target_achieved)

    def test_a_met_target_is_achieved_even_where_no_growth_is_defined(self) -> None:
        assert judged(3, 3, years=0, target=2) == Progress(None, 5, Status.target_achieved)
        assert judged(-1, 3, target=2) == Progress(None, 5, Status.target_achieved)
        assert judged(2, 2, target=2) == Progress(None, 5, Status.target_achieved)

    def test_a_limit_beside_a_target_is_ignored(self) -> None:
        assert judged(90, 91, target=95, limit=100) == judged(90, 91, target=95)

    def test_falling_away_from_a_target_that_was_the_base_is_deterioration(self) -> None:
        assert judged(2, 1, target=2) == Progress(None, -5, Status.deterioration)

    def test_the_wanted_direction_counts_not_the_side_of_the_target(self) -> None:
        # From 1 to 2 doubles; the target of 0.5, where less is better, asks to halve
        assert judged(1, 2, -1, target=0.5, target_year=2016).value == pytest.approx(-2)


class TestClassesWithoutTarget:
    @pytest.mark.parametrize(
        ("growth", "status", "score"),
        [
            (0.0175, Status.substantial_progress, 3.75),
            (0.03, Status.substantial_progress, 5),
            (0.0151, Status.substantial_progress, 2.55),
            (0.01, Status.moderate_progress, 1.25),
            (0.0051, Status.moderate_progress, 0.025),
            (0.002, Status.limited_progress, -1.5),
            (0.0, Status.limited_progress, -2.5),
            (-0.01, Status.deterioration, -3.75),
            (-0.03, Status.deterioration, -5),
        ],
    )
    def test_by_growth_a_year(self, growth: float, status: Status, score: float) -> None:
        found = judged(1, 1 + growth)
        assert (found.value, found.status) == (pytest.approx(growth, abs=1e-12), status)
        assert found.score == pytest.approx(score, abs=1e-9)

    def test_holding_the_limit_is_on_track_and_leaving_it_is_not(self) -> None:
        assert judged(100, 100, limit=100) == Progress(0, 5, Status.substantial_progress)
        left = judged(100, 99, limit=100)
        assert (left.status, left.score) == (Status.deterioration, pytest.approx(-3.75))

    def test_near_a_lower_limit_as_near_an_upper_one(self) -> None:
        # 150 stands as far above a lower limit of 100 as 50 stands below an upper one
        assert limit_factor(150, 100) == pytest.approx(limit_factor(50, 100))
        assert judged(101, 100.9, -1, limit=100).status is Status.substantial_progress


class TestGuards:
    def test_a_zero_base_is_replaced_and_so_is_a_zero_target(self) -> None:
        assert judged(0, 1).value == pytest.approx(999)
        # From 2 the published 0.001 asks for a fall of 99.95 %, of which half of 2 is a good half
        assert judged(2, 1, -1, target=0, target_year=2016).value == pytest.approx(0.5 / 0.9995)

    def test_what_koers_says_itself_replaces_nothing(self) -> None:
        assert growth_rate(0, 1, 1) is None

    def test_negative_values_keep_the_sense_of_the_direction(self) -> None:
        # From -10 to -8 is up by a fifth of the magnitude, and the target of -5 asks for half
        assert judged(-10, -8, target=-5, target_year=2016).value == pytest.approx(0.2 / 0.5)
        assert judged(-10, -8, -1).status is Status.deterioration

    @pytest.mark.parametrize(
        ("found", "reason"),
        [
            (judged(None, 5), "two values"),
            (judged(5, None), "two values"),
            (progress_measure(Case(None, 5, 2020, 6, 1)), "two values"),
            (judged(5, 6, years=0), "less than one year"),
            (judged(5, 6, years=-3), "less than one year"),
            (judged(5, -6), "differ in sign"),
            (judged(-5, 6), "differ in sign"),
            (judged(5, 6, -1, target=-5), "differ in sign"),
            (judged(5, 6, target=9, target_year=2015), "target year is the base year"),
        ],
    )
    def test_what_is_not_available_says_why(self, found: Progress, reason: str) -> None:
        assert (found.value, found.score, found.status) == (None, None, Status.not_available)
        assert reason in found.reason

    def test_growth_beyond_all_numbers_has_a_class_but_no_value(self) -> None:
        assert judged(1e-300, 1e300) == Progress(None, 5, Status.substantial_progress)

"""The two lines of the Digital Decade, and the logistic fit behind one. Input without a source is made up."""

import math
from dataclasses import replace

import pytest

from services.indicators.domain.methods.digital_decade import baseline, ideal_path
from services.indicators.domain.methods.logistic_fit import fit

# European Commission, Digital Decade trajectories: households covered by 5G in the Union, %
COVERAGE = [(2019, 0.0), (2020, 13.9), (2021, 65.8), (2022, 81.2)]

History = list[tuple[float, float]]


def curve(pace: float, midpoint: float, years: range, ceiling: float = 100) -> History:
    return [(float(year), ceiling / (1 + math.exp(-pace * (year - midpoint)))) for year in years]


class TestCoverage:
    def test_the_fit_as_worked(self) -> None:
        found = fit(COVERAGE, 100)
        assert found is not None
        assert found.pace == pytest.approx(1.902303, abs=5e-7)
        assert found.midpoint == pytest.approx(2020.7968, abs=5e-5)

    def test_the_baseline_keeps_the_pace_and_moves_to_the_last_observation(self) -> None:
        found = baseline(COVERAGE)
        assert found is not None
        assert found.pace == pytest.approx(1.902303, abs=5e-7)
        assert found.level == pytest.approx(math.log(81.2 / 18.8))
        assert found.midpoint == pytest.approx(2021.2309, abs=5e-5)
        assert found.at(2022) == pytest.approx(81.2)

    @pytest.mark.parametrize(("year", "published"), [(2023, 96.660418), (2024, 99.487078), (2030, 99.999994)])
    def test_the_baseline_as_published(self, year: int, published: float) -> None:
        found = baseline(COVERAGE)
        assert found is not None
        assert found.at(year) == pytest.approx(published, abs=1e-4)

    def test_a_fit_that_stops_early_stays_within_six_ten_thousandths(self) -> None:
        found = baseline(COVERAGE)
        assert found is not None
        early = replace(found, pace=1.902276)
        published = {2019: 1.414927, 2020: 8.774044, 2021: 39.192169, 2023: 96.660418}
        furthest = max(abs(early.at(year) - value) for year, value in published.items())
        assert 1e-4 < furthest < 6e-4


@pytest.mark.parametrize("pace", [-1.5, -0.2, 0.05, 0.4, 3.0])
@pytest.mark.parametrize("ceiling", [1.0, 100.0, 2.5e6])
def test_points_on_a_curve_give_that_curve_back(pace: float, ceiling: float) -> None:
    history = curve(pace, 2018.3, range(2014, 2024), ceiling)
    found = fit(history, ceiling)
    assert found is not None
    assert (found.pace, found.midpoint) == (pytest.approx(pace), pytest.approx(2018.3))
    shifted = baseline(history, ceiling)
    assert shifted is not None
    assert shifted.at(2030) == pytest.approx(curve(pace, 2018.3, range(2030, 2031), ceiling)[0][1])


def test_no_curve_nearby_lies_closer_to_the_points() -> None:
    history: History = [(2015, 3), (2016, 9), (2017, 8), (2018, 30), (2019, 55), (2020, 61), (2021, 90)]
    found = fit(history, 100)
    assert found is not None

    def distance(pace: float, midpoint: float) -> float:
        return sum((value - 100 / (1 + math.exp(-pace * (year - midpoint)))) ** 2 for year, value in history)

    best = distance(found.pace, found.midpoint)
    for turn in range(8):
        pace, midpoint = math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)
        assert distance(found.pace + 1e-3 * pace, found.midpoint + 1e-3 * midpoint) > best


def test_a_history_that_stands_still_gives_a_flat_curve() -> None:
    found = baseline([(2020, 60), (2021, 60), (2022, 60)])
    assert found is not None
    assert (found.pace, found.at(2030)) == (pytest.approx(0, abs=1e-9), pytest.approx(60))


@pytest.mark.parametrize(
    "history",
    [
        [],
        [(2021, 40.0), (2022, 50.0)],
        [(2020, 20.0), (2021, 40.0), (2022, 100.0)],
        [(2020, 20.0), (2021, 40.0), (2022, 0.0)],
        [(2020, 0.0), (2021, 0.0), (2022, 40.0)],
        [(2020, 100.0), (2021, 0.0), (2022, 40.0)],
        [(2022, 20.0), (2022, 30.0), (2022, 40.0)],
        [(2020, 1e200), (2021, 20.0), (2022, 40.0)],
    ],
    ids=["none", "two", "full", "nought", "one inside", "one inside between", "one year", "beyond reason"],
)
def test_no_baseline_where_the_points_settle_none(history: History) -> None:
    assert baseline(history) is None


@pytest.mark.parametrize(("year", "published"), [(2023, 10.698925), (2026, 14.6851), (2029, 18.671275), (2030, 20.0)])
def test_the_ideal_path_of_ict_specialists_as_published(year: int, published: float) -> None:
    # Millions, from 9.3702 in 2022 to 20 in 2030: 1.328725 a year
    assert ideal_path((2022, 9.3702), (2030, 20)).at(year) == pytest.approx(published, abs=1e-9)

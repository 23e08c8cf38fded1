"""The projection of Destatis: the worked number, the weather, and which points count. Other input is made up."""

import pytest

from services.indicators.domain.methods.destatis import Forecast, Weather, forecast

# European Commission, Digital Decade trajectories: ICT specialists of the Union, millions
SPECIALISTS = [(2017, 7.1796), (2018, 7.5736), (2019, 7.8537), (2020, 8.4227), (2021, 8.9270), (2022, 9.3702)]


def straight(change: float, *, last: float = 50, points: int = 6) -> list[tuple[int, float]]:
    """A history that ends in 2025 and moves by the same every year."""
    return [(2025 - back, last - change * back) for back in reversed(range(points))]


def test_ict_specialists_as_worked() -> None:
    found = forecast(SPECIALISTS, 20, 2030, 1)
    assert found.change == pytest.approx(0.43812)
    assert found.projected == pytest.approx(12.87516)
    assert found.shortfall == pytest.approx(0.6703, abs=5e-5)
    assert found.weather is Weather.cloud


@pytest.mark.parametrize(
    ("change", "shortfall", "weather"),
    [
        (2.5, -0.25, Weather.sun),
        (1.92, 0.04, Weather.sun),
        (1.9, 0.05, Weather.clouded_sun),
        (1.62, 0.19, Weather.clouded_sun),
        (1.5, 0.25, Weather.cloud),
        (0, 1, Weather.thunder),
        (-1, 1.5, Weather.thunder),
    ],
)
def test_the_weather_from_50_in_2025_towards_60_in_2030(change: float, shortfall: float, weather: Weather) -> None:
    up = forecast(straight(change), 60, 2030, 1)
    assert (up.shortfall, up.weather) == (pytest.approx(shortfall), weather)
    down = forecast(straight(-change), 40, 2030, -1)
    assert (down.shortfall, down.weather) == (pytest.approx(shortfall), weather)


def test_a_reached_target_is_sun_whatever_the_trend() -> None:
    assert forecast(straight(-3), 50, 2030, 1) == Forecast(-3, 35, None, Weather.sun)


def test_only_the_last_six_years_count() -> None:
    assert forecast([(2000 + year, 999.0) for year in range(20)] + straight(1), 60, 2030, 1).change == 1


def test_years_must_follow_each_other() -> None:
    assert forecast([(2019, 0.0), *straight(1, points=4)], 60, 2030, 1).change == 1
    gap = forecast([(2021, 40.0), *straight(1, points=3)], 60, 2030, 1)
    assert (gap.weather, gap.reason) == (None, "needs 4 consecutive years, has 3")
    assert forecast([], 60, 2030, 1).reason == "needs 4 consecutive years, has 0"


def test_nothing_is_projected_once_the_target_year_is_there() -> None:
    found = forecast(straight(1), 60, 2025, 1)
    assert (found.weather, found.reason) == (None, "the target year is over")


def test_nothing_is_projected_beyond_all_numbers() -> None:
    assert forecast([(2022, 1e308), (2023, 0.0), (2024, 0.0), (2025, -1e308)], 60, 2030, 1).weather is None

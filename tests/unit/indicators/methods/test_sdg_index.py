"""The trend arrows of the SDG Index: worked rows of the 2019 report for Europe, and every branch by made-up numbers."""

import pytest

from services.indicators.domain.methods.sdg_index import Arrow, Bounds, Trend, trend

TRANSFER = Bounds(lower=25.6, optimum=0, green=15)
# Made up: scores equal values, green from 60 on
PLAIN = Bounds(lower=0, optimum=100, green=60)


def plain(first: float, last: float, first_year: int = 2010, last_year: int = 2020) -> Trend:
    return trend(PLAIN, (first_year, first), (last_year, last))


class TestWorkedRows:
    def test_germany_poverty_after_transfers(self) -> None:
        found = trend(TRANSFER, (2015, 16.7), (2017, 16.1))
        assert (found.first, found.last) == (pytest.approx(34.7656, abs=5e-5), pytest.approx(37.1094, abs=5e-5))
        assert found.green == pytest.approx(41.4063, abs=5e-5)
        assert found.actual == pytest.approx(1.171875)
        assert found.required == pytest.approx(0.442708, abs=5e-7)
        assert found.arrow is Arrow.on_track

    def test_spain_poverty_at_550(self) -> None:
        # Bounds as in the published row: 21 to 0, green from 1 on
        found = trend(Bounds(21, 0, 1), (2015, 2.75), (2019, 2.42))
        assert (found.first, found.last) == (pytest.approx(86.9048, abs=5e-5), pytest.approx(88.4762, abs=5e-5))
        assert found.green == pytest.approx(95.2381, abs=5e-5)
        assert found.actual == pytest.approx(0.392857, abs=5e-7)
        assert found.required == pytest.approx(0.555556, abs=5e-7)
        assert found.ratio == pytest.approx(0.707, abs=5e-4)
        assert found.arrow is Arrow.moderate

    def test_spain_poverty_after_transfers(self) -> None:
        found = trend(TRANSFER, (2015, 22.1), (2018, 21.5))
        assert found.actual == pytest.approx(0.78125)
        assert found.required == pytest.approx(1.848958, abs=5e-7)
        assert found.ratio == pytest.approx(0.423, abs=5e-4)
        assert found.arrow is Arrow.stagnating

    def test_belgium_poverty_after_transfers_falls_back(self) -> None:
        assert trend(TRANSFER, (2015, 14.9), (2018, 16.4)).arrow is Arrow.decreasing


@pytest.mark.parametrize(
    ("first", "last", "arrow"),
    [
        (80, 70, Arrow.on_track),  # green at both ends, whatever the trend
        (50, 60, Arrow.on_track),  # green is reached
        (80, 50, Arrow.decreasing),  # green is lost
        (50, 49, Arrow.decreasing),
        (40, 50, Arrow.on_track),  # 1 a year, 1 a year required
        (40, 45, Arrow.moderate),  # half of what is required
        (40, 44, Arrow.stagnating),
        (40, 40, Arrow.stagnating),
    ],
)
def test_every_branch(first: float, last: float, arrow: Arrow) -> None:
    assert plain(first, last).arrow is arrow


def test_a_score_is_kept_within_0_and_100() -> None:
    assert (PLAIN.score(-5), PLAIN.score(105)) == (0, 100)
    assert plain(105, 150).actual == 0


def test_less_is_better_where_the_lower_bound_is_above_the_optimum() -> None:
    turned = Bounds(lower=100, optimum=0, green=40)
    assert trend(turned, (2010, 60), (2020, 50)) == plain(40, 50)


def test_what_has_no_arrow_says_why() -> None:
    assert (plain(40, 50, 2020, 2020).arrow, plain(40, 50, 2020, 2020).reason) == (
        None,
        "the last year is not after the first",
    )
    late = plain(40, 50, 2030, 2031)
    assert (late.arrow, late.required, late.reason) == (None, None, "the first year is not before 2030")


def test_a_late_start_still_shows_what_is_reached_or_lost() -> None:
    assert plain(50, 70, 2030, 2031).arrow is Arrow.on_track
    assert plain(50, 40, 2030, 2031).arrow is Arrow.decreasing


def test_nothing_is_scored_between_equal_bounds() -> None:
    with pytest.raises(ValueError, match="nothing can be scaled between 5 and 5"):
        Bounds(5, 5, 5).score(5)
    with pytest.raises(ValueError, match="nothing can be scaled"):
        Bounds(-1e308, 1e308, 0).score(0)

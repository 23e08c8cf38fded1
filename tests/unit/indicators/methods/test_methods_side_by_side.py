"""The same numbers under several methods, each figure worked out beforehand.

Poverty: Statistics Canada, global SDG set, row 1-2-1. Specialists: European Commission, Digital Decade trajectories.
The shares are worked examples with round numbers.
"""

from typing import NamedTuple

import pytest

from schemas.assessment import Assessment
from services.indicators.domain.methods.progress_measure import Case, progress_measure
from services.indicators.domain.methods.un_progress import outlook
from services.indicators.domain.paths import Path
from tests.unit.indicators.builders import indicator, judge, target


class Row(NamedTuple):
    """From `base` in 2015 to `value` in `year`, target in 2030; then what each method makes of it."""

    base: float
    value: float
    year: int
    target: float
    growth_ratio: float
    pace_ratio: float
    un_share: float | None
    gap: float
    speed_up: float
    projected: float
    arrives: float


TABLE = {
    "poverty": Row(14.5, 10.2, 2023, 7.25, 0.9526, 1.1121, 0.9658, 0.433, 0.784, 6.44, 2028.5),
    "poverty, two tenths more": Row(14.5, 10.4, 2023, 7.25, 0.9011, 1.0603, 0.9275, 0.233, 0.878, 6.81, 2029.1),
    "take-up": Row(10, 40, 2022, 80, 1.4729, 0.9184, 2.6435, -2.667, 1.167, 74.3, 2031.3),
    "skills": Row(60, 70, 2022, 80, 1.1499, 1.0714, 1.1743, 0.667, 0.875, 81.4, 2029.0),
}


@pytest.fixture(params=TABLE.values(), ids=TABLE.keys())
def row(request: pytest.FixtureRequest) -> Row:
    found: Row = request.param
    return found


def direction(row: Row) -> int:
    return 1 if row.target > row.base else -1


def judged(row: Row) -> Assessment:
    operator = ">=" if direction(row) > 0 else "<="
    about = indicator(
        direction="up" if direction(row) > 0 else "down", target=target(row.target, operator=operator), path="linear"
    )
    return judge(about, {"2015": str(row.base), str(row.year): str(row.value)})


def test_growth_ratio(row: Row) -> None:
    found = progress_measure(Case(2015, row.base, row.year, row.value, direction(row), row.target))
    assert found.value == pytest.approx(row.growth_ratio, abs=5e-5)


def test_pace_ratio_and_gap_to_the_line(row: Row) -> None:
    line = Path(2015, row.base, 2030, row.target)
    assert line.ratio(row.year, row.value) == pytest.approx(row.pace_ratio, abs=5e-5)
    assert direction(row) * (row.value - line.at(row.year)) == pytest.approx(row.gap, abs=5e-4)


def test_chart_of_the_un(row: Row) -> None:
    found = outlook((2015, row.base), (row.year, row.value), (2030, row.target), direction(row), percent=True)
    assert found.share == pytest.approx(row.un_share, abs=5e-5)


def test_needed_speed_up_projection_and_arrival(row: Row) -> None:
    found = judged(row)
    assert found.pace is not None
    assert found.pace.needed_per_year is not None
    assert found.pace.needed_per_year / found.pace.per_year == pytest.approx(row.speed_up, abs=5e-4)
    assert found.projection is not None
    assert found.projection.value == pytest.approx(row.projected, abs=0.05)
    assert found.projection.arrival_year == pytest.approx(row.arrives, abs=0.05)


def test_ict_specialists_of_the_union_are_moderate_by_growth_and_far_off_the_line() -> None:
    # Millions: 6.5502 in 2015, 9.3702 in 2022, target 20 in 2030
    growth = progress_measure(Case(2015, 6.5502, 2022, 9.3702, 1, 20))
    assert (growth.value, growth.status) == (pytest.approx(0.6793, abs=5e-5), "moderate_progress")
    found = judge(indicator(target=target(20), path="linear"), {"2015": "6.5502", "2022": "9.3702"})
    assert found.ratio == pytest.approx(0.4493, abs=5e-5)
    assert found.pace is not None
    assert found.pace.needed_per_year is not None
    assert found.pace.needed_per_year / found.pace.per_year == pytest.approx(3.30, abs=5e-3)

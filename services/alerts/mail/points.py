"""Looking up published values of an assessment's history, for the comparisons a mail makes in words."""

from schemas.assessment import Assessment
from schemas.chart import Point
from schemas.period import Period


def usable(a: Assessment) -> list[Point]:
    """The points with a value, oldest first."""
    return sorted((p for p in a.chart.points if p.value is not None), key=lambda p: p.period.position)


def value_at(a: Assessment, period: Period) -> float | None:
    """The value of a period, None where the history has none."""
    return next((p.value for p in a.chart.points if p.period == period), None)


def change(a: Assessment, first: Period, last: Period) -> float | None:
    """The difference between two periods in the indicator's unit; None where either has no value."""
    start, end = value_at(a, first), value_at(a, last)
    return None if start is None or end is None else end - start


def last_change(a: Assessment) -> tuple[Point, Point] | None:
    """The newest two values where the newest one is judged and no break lies between them."""
    points = usable(a)
    if a.latest is None or len(points) < 2 or points[-1].period != a.latest.period or points[-1].is_break:
        return None
    return points[-2], points[-1]


def target_gap(a: Assessment) -> float:
    """The distance to the target itself, negative where short of it; 0 where either is not known."""
    if a.latest is None or a.latest.value is None or a.target is None:
        return 0.0
    gap = a.latest.value - a.target.value
    return gap if a.direction == "up" else -gap

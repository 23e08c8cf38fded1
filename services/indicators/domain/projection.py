"""Where the observed pace leads by the target year, and how sure that can be."""

import math
from itertools import pairwise

from schemas.assessment import Baseline, Pace, Projection
from schemas.chart import BandPoint
from schemas.indicator import Indicator
from services.indicators.domain.line import Segment, years_before
from services.indicators.domain.paths import Linear, Path, Scale, years_between
from services.indicators.domain.ruling import CHANGE_YEARS, sign_of
from services.indicators.domain.tolerance import tolerance_at

# Below this share of the average pace the newest stretch is called a standstill
STANDSTILL_SHARE = 0.25
# Upper 10 % points of Student's t for 1 to 30 degrees of freedom, then the normal distribution
_T90 = (
    3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341,
    1.337, 1.333, 1.330, 1.328, 1.325, 1.323, 1.321, 1.319, 1.318, 1.316, 1.315, 1.314, 1.313, 1.311, 1.310,
)  # fmt: skip
_Z90 = 1.2816

Marks = tuple[tuple[float, float], ...]


def pace_of(indicator: Indicator, current: Segment, baseline: Baseline | None, path: Path | None) -> Pace | None:
    """Average change per year and the newest stretch: since the baseline on a path, else over five years.

    `needed_per_year` is the change from now to the goal, given while its year lies ahead. None with fewer than two
    values.
    """
    if not current:
        return None
    last, sign = current[-1], sign_of(indicator)
    if path and baseline:
        first, start, value = baseline.period, path.start, baseline.value
    else:
        before = years_before(current, len(current) - 1, CHANGE_YEARS)
        first, start, value = before.period, before.position, before.number
    if last.position <= start:
        return None
    per_year = (last.number - value) / (last.position - start)
    stretch = current[-2] if len(current) > 1 and current[-2].position >= start else None
    latest = (last.number - stretch.number) / (last.position - stretch.position) if stretch else None
    hidden = stretch is not None and latest is not None and stretch.position > start
    flat = hidden and sign * (latest or 0.0) < STANDSTILL_SHARE * sign * per_year
    needed = (path.goal - last.number) / (path.end - last.position) if path and last.position < path.end else None
    return Pace(
        per_year=per_year,
        first=first,
        last=last.period,
        needed_per_year=needed,
        latest=latest,
        latest_first=stretch.period if stretch else None,
        standstill=flat and sign * per_year > 0,
    )


def project(
    indicator: Indicator, current: Segment, path: Path | None
) -> tuple[Projection, tuple[BandPoint, ...]] | None:
    """The pace since the baseline carried on to the target year on the path's own scale, kept within the limits.

    The 80 % band is that of a random walk with drift, var(h) = s² h (1 + h / n), with s² from the steps between the
    values, h years ahead and n years observed (Hyndman and Athanasopoulos, drift method), by Student's t. It is never
    narrower than what measurement noise alone gives, the tolerance being read as the 80 % noise of each value; with
    two values only, that is all there is. None without a path, before its start or from its end on.
    """
    marks = _marks(current, path) if path else ()
    if path is None or len(marks) < 2 or not path.start < marks[-1][0] < path.end:
        return None
    scale = _usable_scale(path.scale, marks)
    steps = tuple((position, scale.to(value)) for position, value in marks)
    drift = (steps[-1][1] - steps[0][1]) / (steps[-1][0] - steps[0][0])
    noise = tolerance_at(indicator, marks[-1][1]) * scale.slope(marks[-1][1]) / _Z90
    band = tuple(_band(indicator, scale, steps, drift, noise, to) for to in years_between(marks[-1][0], path.end))
    end = band[-1]
    missing = scale.to(path.goal) - steps[-1][1]
    wanted = sign_of(indicator) * (path.goal - marks[-1][1]) > 0 and missing * drift > 0
    arrival = steps[-1][0] + missing / drift if wanted else None
    year = int(path.end)
    return Projection(year=year, value=end.value, low=end.low, high=end.high, arrival_year=arrival), band


def _marks(current: Segment, path: Path) -> Marks:
    """Base and values as (position, value), from the start of the path on."""
    later = tuple((reading.position, reading.number) for reading in current if reading.position > path.start)
    return ((path.start, path.base), *later)


def _usable_scale(scale: Scale, marks: Marks) -> Scale:
    """The path's scale, or the straight line where a value lies outside it."""
    try:
        for _, value in marks:
            scale.to(value)
    except ValueError:
        return Linear()
    return scale


def _band(indicator: Indicator, scale: Scale, steps: Marks, drift: float, noise: float, to: float) -> BandPoint:
    ahead, observed = to - steps[-1][0], steps[-1][0] - steps[0][0]
    middle = steps[-1][1] + drift * ahead
    walk = _spread(steps, drift) * math.sqrt(ahead * (1 + ahead / observed))
    measured = _Z90 * noise * math.hypot(1 + ahead / observed, ahead / observed) if ahead else 0.0
    half = max(walk, measured)
    low, high = sorted((scale.back(middle - half), scale.back(middle + half)))
    return BandPoint(
        position=to,
        value=_limited(indicator, scale.back(middle)),
        low=_limited(indicator, low),
        high=_limited(indicator, high),
    )


def _spread(steps: Marks, drift: float) -> float:
    """80 % half-width of one year's step; 0 with a single step, which tells nothing about spread."""
    pairs = list(pairwise(steps))
    freedom = len(pairs) - 1
    if freedom == 0:
        return 0.0
    squares = sum((y1 - y0 - drift * (t1 - t0)) ** 2 / (t1 - t0) for (t0, y0), (t1, y1) in pairs)
    quantile = _T90[freedom - 1] if freedom <= len(_T90) else _Z90
    return quantile * math.sqrt(squares / freedom)


def _limited(indicator: Indicator, value: float) -> float:
    limits = indicator.limits
    low = limits.min if limits and limits.min is not None else -math.inf
    high = limits.max if limits and limits.max is not None else math.inf
    return min(max(value, low), high)

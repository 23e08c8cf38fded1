"""Where the observed pace leads by the target year, and how sure that can be."""

import math
from dataclasses import dataclass

from schemas.assessment import Baseline, Pace, Projection
from schemas.chart import BandPoint
from schemas.indicator import Indicator, Limits
from services.indicators.domain.line import Segment, years_before
from services.indicators.domain.paths import Linear, Path, Scale, years_between
from services.indicators.domain.ruling import CHANGE_YEARS, sign_of
from services.indicators.domain.spread import Marks, usual_step, yearly_spread

# Below this share of the average pace the newest stretch is called a standstill
STANDSTILL_SHARE = 0.25


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


@dataclass(frozen=True, slots=True)
class Outlook:
    """A random walk with drift through the values so far, on a scale on which they move evenly.

    `first` and `last` are (position in years, place on the scale) of `figures` values. `drift` and `spread` are per
    year on the scale; `spread` is half the 80 % band of one year's step.
    """

    limits: Limits | None
    scale: Scale
    first: tuple[float, float]
    last: tuple[float, float]
    figures: int
    drift: float
    spread: float

    def at(self, position: float) -> BandPoint:
        """The pace carried on to a position, from the last value on, and its 80 % band, all within the limits.

        var(h) = s² h (1 + h / n), h years ahead of n years observed (Hyndman and Athanasopoulos, drift method). Where
        the pace runs into a limit it stays there, and the band lies about the limit.
        """
        ahead, observed = position - self.last[0], self.last[0] - self.first[0]
        middle = self.last[1] + self.drift * ahead
        value = self.scale.back(middle)
        held = _limited(self.limits, value)
        if held != value:
            middle = self.scale.to(held)
        half = self.spread * math.sqrt(ahead * (1 + ahead / observed))
        low, high = sorted((self.scale.back(middle - half), self.scale.back(middle + half)))
        low, high = _limited(self.limits, low), _limited(self.limits, high)
        return BandPoint(position=position, value=held, low=low, high=high)

    def arrival(self, goal: float) -> float | None:
        """The position at which the pace reaches the goal; None where it does not lead there."""
        missing = self.scale.to(goal) - self.last[1]
        return self.last[0] + missing / self.drift if missing * self.drift > 0 else None


def outlook(limits: Limits | None, values: Marks, path: Path | None) -> Outlook | None:
    """The walk through the path's base and the values since, on the path's scale; without a path through all values.

    `values` are (position in years, value), oldest first. None with fewer than two marks.
    """
    marks = values
    if path:
        marks = ((path.start, path.base), *(mark for mark in values if mark[0] > path.start))
    if len(marks) < 2:
        return None
    scale = _usable_scale(path.scale if path else Linear(), marks)
    steps = tuple((position, scale.to(value)) for position, value in marks)
    drift = (steps[-1][1] - steps[0][1]) / (steps[-1][0] - steps[0][0])
    newest = marks[-1][1]
    usual = usual_step(limits, newest) * scale.slope(newest)
    return Outlook(limits, scale, steps[0], steps[-1], len(steps), drift, yearly_spread(steps, drift, usual))


def project(
    indicator: Indicator, current: Segment, path: Path | None
) -> tuple[Projection, tuple[BandPoint, ...]] | None:
    """The pace since the baseline carried on to the target year on the path's own scale, and the band on the way.

    None without a path, before its start or from its end on.
    """
    values = tuple((reading.position, reading.number) for reading in current)
    walk = outlook(indicator.limits, values, path) if path else None
    if path is None or walk is None or walk.last[0] >= path.end:
        return None
    band = tuple(walk.at(position) for position in years_between(walk.last[0], path.end))
    end = band[-1]
    wanted = sign_of(indicator) * (path.goal - current[-1].number) > 0
    arrival = walk.arrival(path.goal) if wanted else None
    return Projection(year=int(path.end), value=end.value, low=end.low, high=end.high, arrival_year=arrival), band


def _usable_scale(scale: Scale, marks: Marks) -> Scale:
    """The path's scale, or the straight line where a value lies outside it."""
    try:
        for _, value in marks:
            scale.to(value)
    except ValueError:
        return Linear()
    return scale


def _limited(limits: Limits | None, value: float) -> float:
    low = limits.min if limits and limits.min is not None else -math.inf
    high = limits.max if limits and limits.max is not None else math.inf
    return min(max(value, low), high)

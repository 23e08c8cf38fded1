"""A logistic curve fitted by least squares on the levels, so that a zero or a full level in it is no trouble."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from services.indicators.domain.paths import Logistic

Points = Sequence[tuple[float, float]]
# A single value on the slope lets any steepness through
MINIMUM_INSIDE = 2
_ROUNDS = 500
_SETTLED = 1e-12
# Levenberg-Marquardt: the first damping of a step, and the factor by which it changes
_DAMPING, _FACTOR = 1e-3, 10.0
# Where the first guess keeps values that have no logit, as a share of the ceiling
_EDGE = 0.005


@dataclass(frozen=True, slots=True)
class Curve:
    """An S-curve below a ceiling: on the logit scale it stands at `level` in `year` and moves by `pace` a year."""

    pace: float
    level: float
    year: float
    scale: Logistic

    def at(self, year: float) -> float:
        """The value the curve gives for a year."""
        return self.scale.back(self.level + self.pace * (year - self.year))

    @property
    def midpoint(self) -> float:
        """The year of half the ceiling. Raises ZeroDivisionError for a flat curve."""
        return self.year - self.level / self.pace


def fit(history: Points, ceiling: float) -> Curve | None:
    """The curve of least squared distance to the (year, value) points, by Levenberg and Marquardt's method.

    None where the points do not settle it: fewer than two of them strictly between nought and the ceiling, or none of
    another year.
    """
    if sum(0 < value < ceiling for _, value in history) < MINIMUM_INSIDE:
        return None
    origin, scale = history[-1][0], Logistic(ceiling)
    points = [(year - origin, value) for year, value in history]
    guess = _straight_on_logits(points, scale)
    if guess is None:
        return None
    (level, pace), damping = guess, _DAMPING
    error = _error(points, ceiling, level, pace)
    for _ in range(_ROUNDS):
        step = _step(points, ceiling, level, pace, damping)
        if step is None:
            return None
        if max(map(abs, step)) <= _SETTLED * max(1.0, abs(level), abs(pace)):
            return Curve(pace, level, origin, scale)
        tried = _error(points, ceiling, level + step[0], pace + step[1])
        if tried < error:
            level, pace, error, damping = level + step[0], pace + step[1], tried, damping / _FACTOR
        else:
            damping *= _FACTOR
    return None


def _straight_on_logits(points: Points, scale: Logistic) -> tuple[float, float] | None:
    """Level and pace of the straight line through the logits: where the search begins."""
    low, high = scale.ceiling * _EDGE, scale.ceiling * (1 - _EDGE)
    logits = [(time, scale.to(min(max(value, low), high))) for time, value in points]
    middle = sum(time for time, _ in logits) / len(logits)
    mean = sum(logit for _, logit in logits) / len(logits)
    spread = sum((time - middle) * (time - middle) for time, _ in logits)
    if spread == 0:
        return None
    pace = sum((time - middle) * (logit - mean) for time, logit in logits) / spread
    return mean - pace * middle, pace


def _share(position: float) -> float:
    """The standard logistic function, for any number."""
    if position >= 0:
        return 1 / (1 + math.exp(-position))
    power = math.exp(max(position, -700.0))
    return power / (1 + power)


def _error(points: Points, ceiling: float, level: float, pace: float) -> float:
    rests = (value - ceiling * _share(level + pace * time) for time, value in points)
    return sum(rest * rest for rest in rests)


def _step(points: Points, ceiling: float, level: float, pace: float, damping: float) -> tuple[float, float] | None:
    """The damped Gauss-Newton step for level and pace; None where the points say nothing about one of them."""
    aa = ab = bb = ra = rb = 0.0
    for time, value in points:
        share = _share(level + pace * time)
        slope, rest = ceiling * share * (1 - share), value - ceiling * share
        aa, ab, bb = aa + slope * slope, ab + slope * slope * time, bb + slope * slope * time * time
        ra, rb = ra + slope * rest, rb + slope * time * rest
    aa, bb = aa * (1 + damping), bb * (1 + damping)
    whole = aa * bb - ab * ab
    return ((bb * ra - ab * rb) / whole, (aa * rb - ab * ra) / whole) if whole > 0 else None

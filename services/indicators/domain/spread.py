"""How far an indicator may stray from its pace: by its own steps, and by those of alike indicators where it has few."""

import math
from collections.abc import Sequence
from itertools import pairwise

from schemas.indicator import Limits

# Alike indicators count as this many steps of the indicator's own; docs/backtest.md says how well it does
PRIOR_STEPS = 3
# Standard deviation of a year's step: of a bounded measure, in parts of sqrt((value - low) (high - value)); of a level,
# in parts of the value
BOUNDED_STEP = 0.025
LEVEL_STEP = 0.10
# Nearer to a limit than this part of the range, the usual step grows no smaller
_NEAREST = 0.005
# Upper 10 % points of Student's t for 1 to 30 degrees of freedom, then the normal distribution
_T90 = (
    3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341,
    1.337, 1.333, 1.330, 1.328, 1.325, 1.323, 1.321, 1.319, 1.318, 1.316, 1.315, 1.314, 1.313, 1.311, 1.310,
)  # fmt: skip
_Z90 = 1.2816

Marks = Sequence[tuple[float, float]]


def usual_step(limits: Limits | None, value: float) -> float:
    """Standard deviation of one year's step of indicators with such limits at `value`, in their unit.

    Between two limits it follows the variance of a proportion, so that 5 % moves less than 50 %; elsewhere it is a part
    of the value.
    """
    if limits is None or limits.min is None or limits.max is None:
        return LEVEL_STEP * abs(value)
    low, high = limits.min, limits.max
    edge = _NEAREST * (high - low)
    inside = min(max(value, low + edge), high - edge)
    return BOUNDED_STEP * math.sqrt((inside - low) * (high - inside))


def yearly_spread(marks: Marks, drift: float, usual: float) -> float:
    """80 % half-width of one year's step about the drift, on the scale of the marks.

    The variance of the own steps, shrunk towards that of alike indicators and spread by Student's t with the degrees of
    freedom of both: the moderated variance of Smyth (2004), Linear models and empirical Bayes methods for assessing
    differential expression in microarray experiments, Statistical Applications in Genetics and Molecular Biology 3(1).
    """
    steps = list(pairwise(marks))
    squares = sum((y1 - y0 - drift * (t1 - t0)) ** 2 / (t1 - t0) for (t0, y0), (t1, y1) in steps)
    freedom = PRIOR_STEPS + len(steps) - 1
    quantile = _T90[freedom - 1] if freedom <= len(_T90) else _Z90
    return quantile * math.sqrt((PRIOR_STEPS * usual**2 + squares) / freedom)

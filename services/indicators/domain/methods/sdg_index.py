"""The trend arrows of the SDG Index: the pace of a normalised score against the pace that reaches green by 2030.

Source: SDSN and IEEP, Europe Sustainable Development Report 2019, methodology; its published arrows.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from services.indicators.domain.methods.min_max import clipped, scaled

GOAL_YEAR = 2030
MODERATE_FROM = 0.5


class Arrow(StrEnum):
    """The published arrows, best first."""

    on_track = "↑"
    moderate = "➚"
    stagnating = "→"
    decreasing = "↓"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a value is scored against: `lower` scores 0, `optimum` 100, and the goal is achieved from `green` on.

    `lower` above `optimum` means that less is better.
    """

    lower: float
    optimum: float
    green: float

    def score(self, value: float) -> float:
        """The value from 0 to 100. Raises ValueError where lower bound and optimum are equal."""
        return clipped(scaled(value, self.lower, self.optimum))


@dataclass(frozen=True, slots=True)
class Trend:
    """Scores at both ends and at the green threshold, change per year as seen and as required, and the arrow.

    `reason` says why there is no arrow.
    """

    first: float
    last: float
    green: float
    actual: float | None = None
    required: float | None = None
    arrow: Arrow | None = None
    reason: str = ""

    @property
    def ratio(self) -> float | None:
        """Actual over required change; None where none is required."""
        if self.actual is None or self.required is None or self.required <= 0:
            return None
        ratio = self.actual / self.required
        return ratio if math.isfinite(ratio) else None


def trend(bounds: Bounds, first: tuple[float, float], last: tuple[float, float], goal_year: float = GOAL_YEAR) -> Trend:
    """The trend from one (year, value) to a later one. Raises ValueError as `Bounds.score` does."""
    scores = bounds.score(first[1]), bounds.score(last[1]), bounds.score(bounds.green)
    if last[0] <= first[0]:
        return Trend(*scores, reason="the last year is not after the first")
    actual = (scores[1] - scores[0]) / (last[0] - first[0])
    required = (scores[2] - scores[0]) / (goal_year - first[0]) if goal_year > first[0] else None
    arrow = _arrow(*scores, actual, required)
    return Trend(*scores, actual, required, arrow, "" if arrow else f"the first year is not before {goal_year:g}")


def _arrow(first: float, last: float, green: float, actual: float, required: float | None) -> Arrow | None:
    if last >= green and (first >= green or actual >= 0):
        return Arrow.on_track
    if actual < 0:
        return Arrow.decreasing
    if required is None:
        return None
    if required <= 0 or actual >= required:
        return Arrow.on_track
    return Arrow.moderate if actual >= MODERATE_FROM * required else Arrow.stagnating

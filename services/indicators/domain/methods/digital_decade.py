"""The two lines of the Digital Decade: the ideal path to a target, and the baseline that past performance leads to.

Source: European Commission, Report on the State of the Digital Decade 2023, projected trajectories.
"""

from collections.abc import Sequence
from dataclasses import replace

from services.indicators.domain.methods.logistic_fit import Curve, fit
from services.indicators.domain.paths import Path

MINIMUM_POINTS = 3


def ideal_path(start: tuple[float, float], target: tuple[float, float]) -> Path:
    """The straight line from the first (year, value) to the target; the start must lie before it."""
    return Path(*start, *target)


def baseline(history: Sequence[tuple[float, float]], ceiling: float = 100.0) -> Curve | None:
    """The logistic curve fitted to a history of (year, value), oldest first, shifted through its last observation.

    The fit decides the steepness alone. None for fewer than three points, where no curve settles, or where the last
    observation is not strictly between nought and the ceiling.
    """
    if len(history) < MINIMUM_POINTS or not 0 < history[-1][1] < ceiling:
        return None
    found = fit(history, ceiling)
    if found is None:
        return None
    year, value = history[-1]
    return replace(found, year=year, level=found.scale.to(value))

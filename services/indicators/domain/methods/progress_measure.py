"""The progress measure of Statistics Canada, used by Open SDG: observed growth over required growth, with a score.

Source: Open SDG, Progress Measurement Methodology (docs/progress-methodology.md), and its code, which settles what the
text leaves open: a zero base or target is replaced by 0.001, a limit only counts without a target, and a target that is
met is achieved whatever the trend.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from services.indicators.domain.methods.growth import finite, growth_rate

BASE_YEAR = 2015
TARGET_YEAR = 2030
ZERO_STANDS_FOR = 0.001
LIMIT_POWER = 4.44
BEST, WORST = 5.0, -5.0
_WITH_TARGET = (0.95, 0.60)
_WITHOUT_TARGET = (0.015, 0.005)


class Status(StrEnum):
    """The published classes, best first."""

    target_achieved = "target_achieved"
    substantial_progress = "substantial_progress"
    moderate_progress = "moderate_progress"
    limited_progress = "limited_progress"
    deterioration = "deterioration"
    not_available = "not_available"


@dataclass(frozen=True, slots=True)
class Case:
    """One series: `direction` is +1 where more is better and -1 where less is; None is what is not known or not set.

    `limit` is the natural limit of the indicator in the wanted direction.
    """

    base_year: float | None
    base: float | None
    year: float | None
    value: float | None
    direction: int
    target: float | None = None
    target_year: float = TARGET_YEAR
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """`value` is the growth ratio with a target and the growth per year without; `score` runs from -5 to +5.

    `value` is None where there is none or it lies beyond all numbers. `reason` says why the status is not available.
    """

    value: float | None
    score: float | None
    status: Status
    reason: str = ""


def progress_measure(case: Case) -> Progress:
    """Judge one series as published. Never raises for finite numbers."""
    if case.base_year is None or case.base is None or case.year is None or case.value is None:
        return Progress(None, None, Status.not_available, "there are no two values to compare")
    value, reason = _value(case, case.base_year, case.base, case.year, case.value)
    if _achieved(case, case.value):
        return Progress(None if value is None else finite(value), BEST, Status.target_achieved)
    if value is None:
        return Progress(None, None, Status.not_available, reason)
    factor = limit_factor(case.base, case.limit) if case.target is None and case.limit is not None else 1.0
    status = _status(value, _WITHOUT_TARGET if case.target is None else _WITH_TARGET, factor)
    score = _score_without_target(value, status, factor) if case.target is None else _score_with_target(value)
    return Progress(finite(value), score, status)


def limit_factor(base: float, limit: float) -> float:
    """C, by which the thresholds shrink near a natural limit: 1 far from it, 0 at it."""
    distance, edge = abs(base), abs(limit)
    if distance >= 2 * edge:
        return 1.0
    share = distance / edge
    return 1.0 - math.pow(share if share <= 1 else 2 - share, LIMIT_POWER)


def _achieved(case: Case, value: float) -> bool:
    if case.target is None:
        return False
    target = case.target or ZERO_STANDS_FOR
    return value >= target if case.direction > 0 else value <= target


def _value(case: Case, base_year: float, base: float, year: float, value: float) -> tuple[float | None, str]:
    """The growth ratio, or without a target the growth; else why there is none."""
    if year - base_year < 1:
        return None, "there is less than one year between base and current value"
    sign = math.copysign(1, base) if base else 1.0
    start = base or ZERO_STANDS_FOR
    observed = growth_rate(start, value, year - base_year)
    if observed is None:
        return None, "base and current value differ in sign"
    if case.target is None:
        return sign * case.direction * observed, ""
    required = growth_rate(start, case.target or ZERO_STANDS_FOR, case.target_year - base_year)
    if required is None:
        return None, "base and target differ in sign, or the target year is the base year"
    return _ratio(sign * case.direction * observed, abs(required))


def _ratio(observed: float, required: float) -> tuple[float | None, str]:
    """No growth required, as from a base that is the target, makes any growth boundless."""
    if required == 0:
        return (math.copysign(math.inf, observed), "") if observed else (None, "no growth is required and none is seen")
    ratio = observed / required
    return (None, "both growth rates lie beyond all numbers") if math.isnan(ratio) else (ratio, "")


def _status(value: float, cuts: tuple[float, float], factor: float) -> Status:
    high, middle = (cut * factor for cut in cuts)
    if value >= high:
        return Status.substantial_progress
    if value >= middle:
        return Status.moderate_progress
    return Status.limited_progress if value >= 0 else Status.deterioration


def _score_with_target(ratio: float) -> float:
    """The two published lines; they meet at a ratio of 0.6 but for the rounding of their coefficients."""
    if ratio >= _WITH_TARGET[1]:
        return min(7.1429 * ratio - 4.2857, BEST)
    return max(4.1667 * ratio - 2.5, WORST)


def _score_without_target(growth: float, status: Status, factor: float) -> float:
    """Growth on the scale without a limit, so that the classes keep their scores."""
    if status is Status.deterioration:
        return max(125 * growth - 2.5, WORST)
    if factor == 0:
        return BEST
    if status is Status.substantial_progress:
        return min(500 * growth / factor - 5, BEST)
    return 250 * growth / factor - 1.25 if status is Status.moderate_progress else 500 * growth / factor - 2.5

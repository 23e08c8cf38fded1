"""The progress chart of the UN Statistics Division: growth carried on to the target year, as a share of the way.

Source: UNSD, Sustainable Development Goals Progress Chart, Technical Note 2023, as Eustat restates it with its
exceptions (metodología, EUSTAT-DES).
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from services.indicators.domain.methods.growth import growth_rate

NEARLY_MET = 0.95
FAIR = 0.10
SUBSTANTIAL_GROWTH = 0.02
FAIR_GROWTH = 0.005
# A percentage this close to a target of 0 or 100 has met it
CLOSE = 1.0


class Chart(StrEnum):
    """The three published classes, best first."""

    met_or_nearly = "met_or_nearly"
    fair_progress = "fair_progress"
    stagnation = "stagnation"


@dataclass(frozen=True, slots=True)
class Outlook:
    """`share` is the part of the way from base to target that the growth covers by the target year.

    Without a target it is the growth per year in the wanted direction. `expected` is the value the growth leads to.
    """

    share: float | None
    category: Chart | None
    expected: float | None = None
    reason: str = ""


def outlook(
    base: tuple[float, float], last: tuple[float, float], target: tuple[float, float], direction: int, *, percent: bool
) -> Outlook:
    """Judge the (year, value) at the base and last against a target.

    A last value past the target year is judged at that year. `percent`: the values are percentages, so that a target of
    0 or 100 is met one point from it.
    """
    (first_year, start), (year, value), (target_year, goal) = base, last, target
    expected = _carried_on(start, value, year - first_year, max(0.0, target_year - year))
    share = (expected - start) / (goal - start) if expected is not None and goal != start else None
    share = share if share is not None and math.isfinite(share) else None
    if direction * (value - goal) >= 0 or (percent and goal in (0, 100) and abs(value - goal) <= CLOSE):
        return Outlook(share, Chart.met_or_nearly, expected)
    if share is None:
        return Outlook(None, None, expected, "the growth from base to last value is not defined or leads nowhere")
    return Outlook(share, _class(share, NEARLY_MET, FAIR), expected)


def outlook_without_target(base: tuple[float, float], last: tuple[float, float], direction: int) -> Outlook:
    """Judge the growth per year where no target is set."""
    growth = growth_rate(base[1], last[1], last[0] - base[0])
    if growth is None or not math.isfinite(growth) or last[0] - base[0] < 1:
        return Outlook(None, None, reason="the growth from base to last value is not defined")
    wanted = direction * math.copysign(1, base[1]) * growth
    return Outlook(wanted, _class(wanted, SUBSTANTIAL_GROWTH, FAIR_GROWTH))


def _carried_on(base: float, value: float, years: float, ahead: float) -> float | None:
    """The value after `ahead` more years of the growth so far; None where that is not defined or beyond all numbers."""
    growth = growth_rate(base, value, years) if years >= 1 else None
    if growth is None:
        return None
    try:
        expected = value * math.pow(1 + growth, ahead)
    except OverflowError:
        return None
    return expected if math.isfinite(expected) else None


def _class(measure: float, high: float, middle: float) -> Chart:
    if measure >= high:
        return Chart.met_or_nearly
    return Chart.fair_progress if measure >= middle else Chart.stagnation

"""The projection of Destatis for the German sustainability strategy: five yearly changes carried on, as weather.

Source: Statistisches Bundesamt, Indicators of the German Sustainability Strategy, notes on the status symbols.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CHANGES = 5
MINIMUM_POINTS = 4
SUN_BELOW = 0.05
CLOUDED_TO = 0.20


class Weather(StrEnum):
    """The published symbols, best first."""

    sun = "sun"
    clouded_sun = "clouded_sun"
    cloud = "cloud"
    thunder = "thunder"


@dataclass(frozen=True, slots=True)
class Forecast:
    """`change` per year, the value `projected` for the target year, and the shortfall as a share of what is left.

    `shortfall` is negative where the projection passes the target, None where the target is reached.
    """

    change: float | None
    projected: float | None
    shortfall: float | None
    weather: Weather | None
    reason: str = ""


def forecast(history: Sequence[tuple[int, float]], target: float, target_year: int, direction: int) -> Forecast:
    """Judge the (year, value) of a history, oldest first, against a target; `direction` +1 where more is better.

    Looks at the last six consecutive years; fewer than four are too few.
    """
    recent = _consecutive(history)
    if len(recent) < MINIMUM_POINTS:
        return Forecast(None, None, None, None, f"needs {MINIMUM_POINTS} consecutive years, has {len(recent)}")
    year, value = recent[-1]
    change = (value - recent[0][1]) / (year - recent[0][0])
    projected = value + change * (target_year - year)
    if not math.isfinite(projected):
        return Forecast(None, None, None, None, "the projection lies beyond all numbers")
    if direction * (value - target) >= 0:
        return Forecast(change, projected, None, Weather.sun)
    if target_year <= year:
        return Forecast(change, None, None, None, "the target year is over")
    shortfall = direction * (target - projected) / abs(target - value)
    return Forecast(change, projected, shortfall, _weather(shortfall, direction * change))


def _consecutive(history: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """The newest points without a year between them missing, six at the most."""
    recent: list[tuple[int, float]] = []
    for year, value in reversed(history):
        if len(recent) > CHANGES or (recent and recent[0][0] - year != 1):
            break
        recent.insert(0, (year, value))
    return recent


def _weather(shortfall: float, progress: float) -> Weather:
    if shortfall < SUN_BELOW:
        return Weather.sun
    if shortfall <= CLOUDED_TO:
        return Weather.clouded_sun
    return Weather.cloud if progress > 0 else Weather.thunder

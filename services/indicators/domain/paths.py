"""The way from the baseline to the target: straight on the scale the agenda declares, or the policy's own steps."""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Protocol

# Far beyond any statistic, and far enough from the end of the range of numbers; a pace between two days may lead there
_FARTHEST = 300.0


class Scale(Protocol):
    """A scale on which progress is even. `name` is the agenda's word for the path."""

    @property
    def name(self) -> str: ...

    def to(self, value: float) -> float:
        """The value on the scale. Raises ValueError outside its range."""

    def back(self, position: float) -> float:
        """The value a position on the scale stands for."""

    def ratio(self, made: float, needed: float) -> float:
        """Progress made over progress needed, both per year on the scale."""

    def slope(self, value: float) -> float:
        """How far the scale moves per unit of value."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Even steps in the unit itself; r is pace made over pace needed."""

    name: str = "linear"

    def to(self, value: float) -> float:
        return value

    def back(self, position: float) -> float:
        return position

    def ratio(self, made: float, needed: float) -> float:
        return made / needed

    def slope(self, value: float) -> float:
        return 1.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Even growth; r is the ratio of the compound annual growth rates (Eurostat, Statistics Canada, Open SDG)."""

    name: str = "cagr"

    def to(self, value: float) -> float:
        return math.log(value)

    def back(self, position: float) -> float:
        return math.exp(min(position, _FARTHEST))

    def ratio(self, made: float, needed: float) -> float:
        return math.expm1(min(made, _FARTHEST)) / math.expm1(min(needed, _FARTHEST))

    def slope(self, value: float) -> float:
        return 1 / value


@dataclass(frozen=True, slots=True)
class Logistic:
    """Even steps in the logit below a ceiling: slow, fast, saturating (Digital Decade)."""

    ceiling: float
    name: str = "logistic"

    def to(self, value: float) -> float:
        if not 0 < value < self.ceiling:
            raise ValueError(f"{value} lies outside 0 to {self.ceiling}")
        return math.log(value / (self.ceiling - value))

    def back(self, position: float) -> float:
        return self.ceiling / (1 + math.exp(-max(position, -_FARTHEST)))

    def ratio(self, made: float, needed: float) -> float:
        return made / needed

    def slope(self, value: float) -> float:
        return self.ceiling / (value * (self.ceiling - value))


@dataclass(frozen=True, slots=True)
class Path:
    """The path from (`start`, `base`) to (`end`, `goal`); positions in years, values in the indicator's unit.

    `steps` are corners between, for a path of milestones. After `end` the path asks for the goal itself.
    Needs `start` < `end` and a base and goal inside the range of the scale.
    """

    start: float
    base: float
    end: float
    goal: float
    scale: Scale = field(default_factory=Linear)
    steps: tuple[tuple[float, float], ...] = ()

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Positions and values where the path bends on its scale."""
        return ((self.start, self.base), *self.steps, (self.end, self.goal))

    def at(self, position: float) -> float:
        """What the path asks for at a position; the base before its start."""
        if position >= self.end:
            return self.goal
        corners = self.corners
        index = max(1, bisect_right([corner[0] for corner in corners], position))
        (t0, y0), (t1, y1) = corners[index - 1], corners[index]
        share = max(0.0, (position - t0) / (t1 - t0))
        low, high = self.scale.to(y0), self.scale.to(y1)
        return y0 if low == high else self.scale.back(low + (high - low) * share)

    def ratio(self, position: float, value: float) -> float | None:
        """Progress made over progress needed by then: 1 on the path; None where none is needed or at the start."""
        years = position - self.start
        expected = self.at(position)
        if years <= 0 or expected == self.base:
            return None
        if value == expected:
            return 1.0
        made, needed = self._progress(value, years), self._progress(expected, years)
        if made is None or not needed:
            return (value - self.base) / (expected - self.base)
        return self.scale.ratio(made, needed)

    def _progress(self, value: float, years: float) -> float | None:
        """Progress per year since the base on the scale; None for a value outside its range."""
        try:
            return (self.scale.to(value) - self.scale.to(self.base)) / years
        except ValueError:
            return None


def years_between(start: float, end: float) -> tuple[float, ...]:
    """`start`, every whole year between, and `end`: where a curve is drawn."""
    whole = range(math.floor(start) + 1, math.ceil(end))
    return (start, *(float(year) for year in whole), end)

"""The way from the baseline to the target: straight on the scale the agenda declares, or the policy's own steps."""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
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


@dataclass(frozen=True)
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

    @cached_property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Positions and values where the path bends on its scale."""
        return ((self.start, self.base), *self.steps, (self.end, self.goal))

    @cached_property
    def _turns(self) -> tuple[float, ...]:
        return tuple(position for position, _ in self.corners)

    @cached_property
    def _levels(self) -> tuple[float, ...]:
        return tuple(self.scale.to(value) for _, value in self.corners)

    def at(self, position: float) -> float:
        """What the path asks for at a position; the base before its start."""
        if position <= self.start:
            return self.base
        return self.goal if position >= self.end else self.scale.back(self._asked(position))

    def ratio(self, position: float, value: float) -> float | None:
        """Progress made over progress needed by then: 1 on the path; None where none is needed or at the start."""
        return self.measure(position, value)[1]

    def measure(self, position: float, value: float) -> tuple[float, float | None]:
        """What the path asks for, and the ratio of the progress made to that needed by then."""
        years = position - self.start
        if years <= 0:
            return self.base, None
        asked, start = self._asked(position), self._levels[0]
        expected = self.goal if position >= self.end else self.scale.back(asked)
        if value == expected or expected == self.base:
            return expected, None if expected == self.base else 1.0
        needed = asked - start
        try:
            made = self.scale.to(value) - start
        except ValueError:
            return expected, (value - self.base) / (expected - self.base)
        return expected, self.scale.ratio(made / years, needed / years) if needed else None

    def _asked(self, position: float) -> float:
        """Where the path stands on its scale at a position behind its start."""
        turns, levels = self._turns, self._levels
        if position >= self.end:
            return levels[-1]
        index = bisect_right(turns, position)
        before, low, high = turns[index - 1], levels[index - 1], levels[index]
        return low + (high - low) * ((position - before) / (turns[index] - before))


def years_between(start: float, end: float) -> tuple[float, ...]:
    """`start`, every whole year between, and `end`: where a curve is drawn."""
    whole = range(math.floor(start) + 1, math.ceil(end))
    return (start, *(float(year) for year in whole), end)

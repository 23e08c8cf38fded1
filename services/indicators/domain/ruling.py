"""What a basis makes of a history: every period judged, and the numbers the newest one was judged by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from schemas.assessment import Baseline, Benchmark
from schemas.indicator import Indicator, Target
from schemas.verdicts import Basis, Undetermined
from services.indicators.domain.line import Line, Segment
from services.indicators.domain.paths import Path
from services.indicators.domain.reading import Reading
from services.indicators.domain.standing import Standing, nearness

CHANGE_YEARS = 5
_MEETS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": lambda over, near: over >= -near,
    ">": lambda over, near: over > near,
    "<=": lambda over, near: over <= near,
    "<": lambda over, near: over < -near,
    "=": lambda over, near: abs(over) <= near,
}


class Judged(NamedTuple):
    """One period: the value with the doubts of all it was compared with, and how it stands.

    `standing` None: undetermined, for `reason`. `gap` is signed so that negative is behind.
    """

    reading: Reading
    standing: Standing | None = None
    reason: Undetermined | None = None
    expected: float | None = None
    gap: float | None = None
    ratio: float | None = None
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A history judged by one basis, oldest period first; the rest is what binds the newest segment.

    `basis` is None where there is nothing to judge by. `goal` is the target's value in the indicator's unit. `reason`
    says why nothing could be judged at all. `notes` are codes of caveats about the method.
    """

    basis: Basis | None
    judged: tuple[Judged, ...] = ()
    reason: Undetermined | None = None
    goal: float | None = None
    baseline: Baseline | None = None
    path: Path | None = None
    benchmark: Benchmark | None = None
    notes: tuple[str, ...] = ()

    def closed(self, target: Target | None) -> "Ruling":
        """What a break behind the newest value leaves: the judged history, and a goal that needs no start."""
        kept = None if target is None or target.relative_to else self.goal
        return replace(self, goal=kept, baseline=None, path=None, benchmark=None, notes=())


def sign_of(indicator: Indicator) -> int:
    """+1 where more is better, -1 where less is."""
    return 1 if indicator.direction == "up" else -1


def unjudged(reading: Reading, *, restarted: bool) -> Judged:
    """A value with nothing before it: after a break it cannot be compared, at the very start it is one point."""
    return Judged(reading, reason=Undetermined.incomparable if restarted else Undetermined.too_few_points)


def reached(indicator: Indicator, value: float, goal: float) -> bool:
    """Whether a value meets the target, or lies past the level from which no progress is expected."""
    return goal_test(indicator, goal)(value)


def goal_test(indicator: Indicator, goal: float) -> Callable[[float], bool]:
    """`reached` for one goal, made once for all values of a history."""
    meets = _MEETS[indicator.target.operator if indicator.target else ">="]
    if indicator.saturation is None:
        return lambda value: meets(value - goal, nearness(value, goal))
    return lambda value: meets(value - goal, nearness(value, goal)) or saturated(indicator, value, goal)


def saturated(indicator: Indicator, value: float, goal: float) -> bool:
    """Whether a value lies past a saturation level that comes before the goal."""
    sign, level = sign_of(indicator), indicator.saturation
    return level is not None and sign * (goal - level) > 0 and sign * (value - level) >= -nearness(value, level)


def baseline_of(indicator: Indicator, history: Line, segment: Segment) -> Baseline:
    """The declared start, unless a break lies behind it or it is of another place; else the segment's first value."""
    declared, first = indicator.baseline, segment[0]
    if declared is None or declared.geo != history.geo or history.broken(declared.period, first.period):
        return Baseline(period=first.period, value=first.number, shown=first.shown or f"{first.number:g}")
    same = next((reading for reading in segment if reading.period == declared.period), None)
    shown = same.shown if same and same.value == declared.value else None
    return Baseline(
        period=declared.period, value=declared.value, shown=shown or f"{declared.value:g}", note=declared.note
    )


def rebased(indicator: Indicator, history: Line) -> bool:
    """Whether the declared baseline had to give way to a break."""
    declared = indicator.baseline
    if declared is None or declared.geo != history.geo or not history.segments:
        return False
    return history.broken(declared.period, history.segments[-1][0].period)


def goal_of(indicator: Indicator, baseline: Baseline) -> float:
    """The target's value; a relative one is times the baseline. Raises ValueError without a target."""
    if indicator.target is None:
        raise ValueError(f"{indicator.id} has no target")
    relative = indicator.target.relative_to == "baseline"
    return indicator.target.value * (baseline.value if relative else 1)

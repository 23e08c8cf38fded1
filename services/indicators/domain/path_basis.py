"""Basis path: a dated target to reach, judged against the way there."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas.assessment import Baseline
from schemas.indicator import Indicator, Target
from schemas.verdicts import Basis, Undetermined
from services.indicators.domain.line import Line, Segment, years_before
from services.indicators.domain.paths import Growth, Linear, Logistic, Path, Scale
from services.indicators.domain.reading import Reading
from services.indicators.domain.ruling import (
    CHANGE_YEARS,
    Judged,
    Ruling,
    baseline_of,
    goal_of,
    goal_test,
    rebased,
    sign_of,
    unjudged,
)
from services.indicators.domain.standing import AgainstLevel, OnPath, nearness
from services.indicators.domain.tolerance import tolerance_at


@dataclass(frozen=True, slots=True)
class Aim:
    """What binds one segment: its baseline, its goal, and the path between.

    No path can be drawn from a baseline that is the goal, lies past it, or is not before the target year. `met` tells
    whether a value reaches the goal.
    """

    baseline: Baseline
    start: float
    goal: float
    met: Callable[[float], bool]
    path: Path | None = None


def judge_path(indicator: Indicator, target: Target, year: int, history: Line) -> Ruling:
    """Judge every period from the baseline of its segment on."""
    judged: list[Judged] = []
    aim: Aim | None = None
    for number, segment in enumerate(history.segments):
        aim = _aim(indicator, year, history, segment)
        judged += _segment(indicator, year, segment, aim, restarted=number > 0)
    if aim is None:
        return Ruling(Basis.path, goal=None if target.relative_to else target.value)
    notes = ["rebased"] if rebased(indicator, history) else []
    if aim.path and aim.path.scale.name != indicator.path and indicator.path in ("cagr", "logistic"):
        notes.append("linear_instead")
    reason = None if judged else Undetermined.too_few_points
    return Ruling(
        Basis.path, tuple(judged), reason, goal=aim.goal, baseline=aim.baseline, path=aim.path, notes=tuple(notes)
    )


def is_due(indicator: Indicator, year: int, reading: Reading) -> bool:
    """Whether the value speaks for the whole target year; a last known figure never ends as missed."""
    if reading.period.end.year <= year:
        return False
    last = indicator.last_known_end
    return last is None or reading.period.end > last.end


def _aim(indicator: Indicator, year: int, history: Line, segment: Segment) -> Aim:
    baseline = baseline_of(indicator, history, segment)
    goal = goal_of(indicator, baseline)
    start, end, met = baseline.period.position, float(year), goal_test(indicator, goal)
    if start >= end or sign_of(indicator) * (goal - baseline.value) <= 0:
        return Aim(baseline, start, goal, met)
    scale, drawn = _scale(indicator, baseline.value, goal)
    path = Path(start, baseline.value, end, drawn, scale, _between(indicator, start, end))
    return Aim(baseline, start, goal, met, path)


def _between(indicator: Indicator, start: float, end: float) -> tuple[tuple[float, float], ...]:
    """The corners of a path of milestones."""
    steps = indicator.steps if indicator.path == "milestones" else ()
    return tuple((step.period.position, step.value) for step in steps if start < step.period.position < end)


def _scale(indicator: Indicator, base: float, goal: float) -> tuple[Scale, float]:
    """The declared scale where baseline and goal lie inside it, else the straight line; with the goal it can draw.

    A goal at the ceiling of a logistic path needs a declared level that is as good as it (`saturation`).
    """
    if indicator.path == "cagr" and min(base, goal) > 0:
        return Growth(), goal
    if indicator.path == "logistic":
        declared = indicator.limits.max if indicator.limits else None
        ceiling = 100.0 if declared is None else declared
        below = indicator.saturation if goal >= ceiling and indicator.saturation is not None else goal
        if 0 < base < ceiling and 0 < below < ceiling:
            return Logistic(ceiling), below
    return Linear(), goal


def _segment(indicator: Indicator, year: int, segment: Segment, aim: Aim, *, restarted: bool) -> list[Judged]:
    return [
        _judge(indicator, year, segment, index, aim, restarted=restarted)
        for index, reading in enumerate(segment)
        if reading.position >= aim.start
    ]


def _judge(indicator: Indicator, year: int, segment: Segment, index: int, aim: Aim, *, restarted: bool) -> Judged:
    reading, value = segment[index], segment[index].number
    first = reading.position <= aim.start
    met, due = aim.met(value), is_due(indicator, year, reading)
    if first and (restarted or not (met or due)):
        return unjudged(reading, restarted=restarted)
    if aim.path is None and not (met or due):
        return _stay(indicator, segment, index, aim)
    expected, ratio = aim.path.measure(reading.position, value) if aim.path else (aim.goal, None)
    gap = sign_of(indicator) * (value - expected)
    tolerance = tolerance_at(indicator, expected)
    standing = OnPath(gap, tolerance, ratio, met, due, nearness(value, expected))
    return Judged(reading, standing, None, expected, gap, ratio, tolerance)


def _stay(indicator: Indicator, segment: Segment, index: int, aim: Aim) -> Judged:
    """A value that falls short of a goal its baseline was past: what was left to do was to stay there."""
    reading, sign = segment[index], sign_of(indicator)
    if sign * (aim.baseline.value - aim.goal) <= 0:
        return Judged(reading, reason=Undetermined.no_target)
    gap, tolerance = sign * (reading.number - aim.goal), tolerance_at(indicator, aim.goal)
    change = sign * (reading.number - years_before(segment, index, CHANGE_YEARS).number)
    standing = AgainstLevel(-gap, tolerance, change, near=nearness(reading.number, aim.goal))
    return Judged(reading, standing, None, aim.goal, gap, None, tolerance)

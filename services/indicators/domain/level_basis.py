"""Bases hold and direction: a level to stay at, or no more than the way the figures should go."""

from schemas.indicator import Indicator
from schemas.verdicts import Basis
from services.indicators.domain.line import Line, Segment, years_before
from services.indicators.domain.ruling import (
    CHANGE_YEARS,
    Judged,
    Ruling,
    baseline_of,
    goal_of,
    reached,
    rebased,
    sign_of,
    unjudged,
)
from services.indicators.domain.standing import AgainstLevel, Trend, nearness
from services.indicators.domain.tolerance import tolerance_at


def judge_hold(indicator: Indicator, history: Line) -> Ruling:
    """Judge every period against the level to hold; one value is enough, unless a break lies before it."""
    judged: list[Judged] = []
    baseline, goal = None, None
    for number, segment in enumerate(history.segments):
        baseline = baseline_of(indicator, history, segment)
        goal = goal_of(indicator, baseline)
        judged += [_held(indicator, segment, index, goal, restarted=number > 0) for index in range(len(segment))]
    notes = ("rebased",) if rebased(indicator, history) else ()
    if goal is None and indicator.target and not indicator.target.relative_to:
        goal = indicator.target.value
    return Ruling(Basis.hold, tuple(judged), goal=goal, baseline=baseline, notes=notes)


def judge_direction(indicator: Indicator, history: Line) -> Ruling:
    """Judge every period by its change over five years, or since the start of its segment where that is shorter.

    A target without a year counts as met where it is reached.
    """
    judged: list[Judged] = []
    goal = None
    for number, segment in enumerate(history.segments):
        if indicator.target:
            baseline = baseline_of(indicator, history, segment)
            goal = goal_of(indicator, baseline)
        judged += [_moved(indicator, segment, index, goal, restarted=number > 0) for index in range(len(segment))]
    return Ruling(Basis.direction, tuple(judged), goal=goal)


def _held(indicator: Indicator, segment: Segment, index: int, goal: float, *, restarted: bool) -> Judged:
    reading, value = segment[index], segment[index].number
    if index == 0 and restarted:
        return unjudged(reading, restarted=True)
    gap = sign_of(indicator) * (value - goal)
    # Past a saturation level nothing is short, though the goal lies further
    right = reached(indicator, value, goal)
    tolerance = tolerance_at(indicator, goal)
    change = None
    if index:
        change = sign_of(indicator) * (value - years_before(segment, index, CHANGE_YEARS).number)
    standing = AgainstLevel(0.0 if right else -gap, tolerance, change, near=nearness(value, goal))
    return Judged(reading, standing, None, goal, gap, None, tolerance)


def _moved(indicator: Indicator, segment: Segment, index: int, goal: float | None, *, restarted: bool) -> Judged:
    reading, value = segment[index], segment[index].number
    met = goal is not None and reached(indicator, value, goal)
    if index == 0 and (restarted or not met):
        return unjudged(reading, restarted=restarted)
    before = years_before(segment, index, CHANGE_YEARS).number
    tolerance = tolerance_at(indicator, before)
    change = sign_of(indicator) * (value - before)
    return Judged(reading, Trend(change, tolerance, met, nearness(value, before)), tolerance=tolerance)

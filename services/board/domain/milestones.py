"""Where a milestone stands today: a promise may be overdue, a date nobody accepted has only passed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.policy import Answer
from schemas.stats import MilestoneState, MilestoneStatus
from services.runtime.milestones import Phase, as_it_stands, phase_of, waits_for


class Timing(StrEnum):
    """In the order in which a reader wants to see them.

    `overdue` and `to_check` are past a binding date; only of the first is it known that it is not done, and nobody is
    called late for what nobody has looked at. `passed` is past a date that binds nobody.
    `waiting`: not due before another milestone is done.
    """

    overdue = "overdue"
    to_check = "to_check"
    passed = "passed"
    ahead = "ahead"
    waiting = "waiting"
    undated = "undated"
    done = "done"


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone as it stands with what bodies have answered, its timing, and the ids of those it waits for."""

    state: MilestoneState
    timing: Timing
    waits_for: tuple[str, ...] = ()


def lines_of(register: Iterable[MilestoneState], answers: Iterable[Answer], today: date) -> list[MilestoneLine]:
    """In the order of the register."""
    said: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        said[answer.item].append(answer)
    stand = {state.id: as_it_stands(state, said[state.id], today) for state in register}
    return [_line(state, waits_for(state, stand), today) for state in stand.values()]


def by_timing(lines: Iterable[MilestoneLine]) -> dict[Timing, list[MilestoneState]]:
    """The milestones by where they stand in time, the nearest date first."""
    found: dict[Timing, list[MilestoneState]] = {timing: [] for timing in Timing}
    for line in sorted(lines, key=lambda one: (one.state.due or date.max, one.state.id)):
        found[line.timing].append(line.state)
    return found


def _line(state: MilestoneState, waits: tuple[str, ...], today: date) -> MilestoneLine:
    return MilestoneLine(state, _timing(state, phase_of(state, today, waiting=bool(waits))), waits)


def _timing(state: MilestoneState, phase: Phase) -> Timing:
    if phase in (Phase.done, Phase.waiting):
        return Timing(phase)
    if state.due is None:
        return Timing.undated
    if phase is Phase.overdue:
        return Timing.to_check if state.status is MilestoneStatus.not_checked else Timing.overdue
    return Timing.passed if phase is Phase.asked else Timing.ahead

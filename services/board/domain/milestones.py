"""What a milestone's date means today: a promise may be overdue, a date nobody accepted has only passed."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from schemas.policy import Answer, AnswerStatus
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus

_BINDING = (DueBasis.legal, DueBasis.policy, DueBasis.accepted)


class Timing(StrEnum):
    """In the order in which a reader wants to see them.

    `overdue` and `to_check` are past a binding date; only of the first is it known that it is not done, and nobody is
    called late for what nobody has looked at. `passed` is past a date that binds nobody.
    """

    overdue = "overdue"
    to_check = "to_check"
    passed = "passed"
    ahead = "ahead"
    undated = "undated"
    done = "done"


def timing_of(milestone: MilestoneState, today: date) -> Timing:
    """Where it stands in time. On its day a milestone is still ahead."""
    if milestone.status is MilestoneStatus.done:
        return Timing.done
    if milestone.due is None:
        return Timing.undated
    if milestone.due >= today:
        return Timing.ahead
    if milestone.due_basis not in _BINDING:
        return Timing.passed
    return Timing.to_check if milestone.status is MilestoneStatus.not_checked else Timing.overdue


def by_timing(milestones: Iterable[MilestoneState], today: date) -> dict[Timing, list[MilestoneState]]:
    """The milestones by where they stand in time, the nearest date first."""
    found: dict[Timing, list[MilestoneState]] = {timing: [] for timing in Timing}
    for state in sorted(milestones, key=lambda m: (m.due or date.max, m.id)):
        found[timing_of(state, today)].append(state)
    return found


def as_answered(milestone: MilestoneState, answer: Answer | None) -> MilestoneState:
    """The register's state with what the body concerned says of it, as the roll-ups count it: the newest stands.

    Done is done; a planned measure with a date is announced for that date, which then binds the body.
    """
    if answer is None or (milestone.as_of and answer.as_of.date() < milestone.as_of):
        return milestone
    if answer.status is AnswerStatus.done:
        change: dict[str, object] = {"status": MilestoneStatus.done}
    elif answer.status is AnswerStatus.measure_planned and answer.planned_date:
        planned = {"due": answer.planned_date, "due_basis": DueBasis.accepted}
        change = {"status": MilestoneStatus.announced, **planned}
    else:
        return milestone
    return milestone.model_copy(update={**change, "as_of": answer.as_of.date()})

"""What a milestone's date means: answers folded into the register, rounds that come again, and what waits for what."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from schemas.policy import Answer, AnswerStatus
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus

# How long before a binding date its owner is told
NOTICE = timedelta(days=30)
BINDING = frozenset({DueBasis.legal, DueBasis.policy, DueBasis.accepted})
_FIXED = frozenset({DueBasis.legal, DueBasis.policy})
_SILENT = frozenset({AnswerStatus.not_ours, AnswerStatus.disputed, AnswerStatus.withdrawn})
_NOT_BEGUN = frozenset({MilestoneStatus.not_checked, MilestoneStatus.open})
_DURATION = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", re.ASCII)
_LONGEST = 100


class Phase(StrEnum):
    """Where a milestone stands on a day; `asked`: its owner is to be asked, as nothing binds or is known."""

    done = "done"
    waiting = "waiting"
    ahead = "ahead"
    asked = "asked"
    due = "due"
    overdue = "overdue"


def next_after(day: date, recurrence: str) -> date:
    """The day one ISO 8601 duration (years, months, weeks, days) later: 29 February plus a year is 28 February.

    Years and months are added first; a day that the month does not have becomes its last. Raises ValueError for another
    form, for no time at all, and for more than a hundred years.
    """
    found = _DURATION.fullmatch(recurrence)
    years, months, weeks, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    days += 7 * weeks
    if not 0 < years * 366 + months * 31 + days <= _LONGEST * 366:
        raise ValueError(f"{recurrence!r} is no duration such as P1Y, P6M or P5Y")
    whole = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(days=days)


def as_it_stands(register: MilestoneState, answers: Iterable[Answer], today: date | None) -> MilestoneState:
    """The register's milestone with what bodies have answered about it, in its present round.

    Of the status the newest word stands, the register's or a body's. A date a body named replaces one that was only
    proposed, and binds it; beside a legal or policy date it is `planned`. A recurring milestone that was done is due
    one duration later; from then on whether it was done again is not known, unless the register has looked since.
    """
    state = register
    for answer in sorted(answers, key=lambda found: found.as_of):
        state = _answered(state, register, answer)
    return _in_round(state, today)


def waits_for(milestone: MilestoneState, others: Mapping[str, MilestoneState]) -> tuple[str, ...]:
    """The milestones it depends on that have never been done, as far as is known."""
    return tuple(name for name in milestone.depends_on if not (name in others and _ever_done(others[name])))


def phase_of(milestone: MilestoneState, today: date, *, waiting: bool) -> Phase:
    """Where it stands, as it stands (`as_it_stands`): overdue only on a date that binds, and never while it waits.

    A proposed date is asked about once it has come; so is a milestone without date of which nothing is known.
    """
    due, done = milestone.due, milestone.status is MilestoneStatus.done
    if done and (milestone.recurrence is None or due is None or due - today > NOTICE):
        return Phase.done
    if waiting:
        return Phase.waiting
    if due is None:
        return Phase.asked if milestone.status is MilestoneStatus.not_checked else Phase.ahead
    if milestone.due_basis not in BINDING:
        return Phase.asked if due <= today else Phase.ahead
    if due < today:
        return Phase.overdue
    return Phase.due if due - today <= NOTICE else Phase.ahead


def _answered(state: MilestoneState, register: MilestoneState, answer: Answer) -> MilestoneState:
    if answer.status in _SILENT:
        return state
    day = answer.as_of.date()
    newest = register.as_of is None or day >= register.as_of
    if answer.status is AnswerStatus.done:
        done = {"status": MilestoneStatus.done, "status_note": None, "as_of": day, "done_on": day}
        return state.model_copy(update=done) if newest else state
    named = answer.accepts_date or answer.planned_date
    if named is None:
        return state
    fixed = register.due is not None and register.due_basis in _FIXED
    update: dict[str, object] = {"planned": named} if fixed else {"due": named, "due_basis": DueBasis.accepted}
    if newest and state.status in _NOT_BEGUN:
        update |= {"status": MilestoneStatus.announced, "as_of": day}
    return state.model_copy(update=update)


def _in_round(state: MilestoneState, today: date | None) -> MilestoneState:
    done = state.status is MilestoneStatus.done
    last = state.done_on or (state.as_of if done else None)
    if state.recurrence is None or last is None:
        return state
    named = state.due if state.due_basis is DueBasis.accepted and state.due and state.due > last else None
    due = named or next_after(last, state.recurrence)
    status = state.status
    if done and today is not None and due <= today:
        looked = state.as_of is not None and state.as_of >= due
        status = MilestoneStatus.open if looked else MilestoneStatus.not_checked
    basis = state.due_basis or DueBasis.proposal
    return state.model_copy(update={"due": due, "due_basis": basis, "status": status, "done_on": last})


def _ever_done(milestone: MilestoneState) -> bool:
    return milestone.status is MilestoneStatus.done or milestone.done_on is not None

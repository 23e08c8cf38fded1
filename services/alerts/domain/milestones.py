"""What a milestone's date means for alerting: a promise may be overdue, what is unknown or proposed is asked once."""

import hashlib
from collections.abc import Sequence
from datetime import date

from schemas.alerts import AlertKind
from schemas.assessment import Owner
from schemas.stats import DueBasis, MilestoneState
from services.alerts.domain.addressing import told_to
from services.alerts.domain.decision import Decision, Handled, Known, opened, resolved
from services.runtime.milestones import Phase, phase_of

_KINDS = (AlertKind.milestone_due, AlertKind.milestone_overdue)
_KIND_OF = {
    Phase.asked: AlertKind.milestone_due,
    Phase.due: AlertKind.milestone_due,
    Phase.overdue: AlertKind.milestone_overdue,
}


def episode_of(milestone: MilestoneState, phase: Phase, today: date) -> str:
    """The identity of this stretch of the milestone's life, as sha256; another date or kind begins another.

    Where a body expects it after the date that binds, a new one begins when that day has passed too.
    """
    parts = [milestone.id, str(_KIND_OF.get(phase)), str(milestone.due)]
    if phase is Phase.overdue and milestone.planned and milestone.planned < today:
        parts.append(str(milestone.planned))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def decide(
    milestone: MilestoneState,
    owners: Sequence[Owner],
    today: date,
    handled: Handled | None,
    known: Known,
    waits: Sequence[str] = (),
) -> Decision:
    """Compare with what was handled.

    `milestone` as it stands with its answers, `owners` empty where none is known, `waits` what it depends on and that
    was never done.
    """
    phase = phase_of(milestone, today, waiting=bool(waits))
    episode = episode_of(milestone, phase, today)
    if handled and handled.episode == episode:
        return Decision(handled, "no difference", refresh=True)
    now = Handled(episode=episode)
    kind = _KIND_OF.get(phase)
    if kind is None:
        reason = (
            f"waits for {', '.join(waits)}" if phase is Phase.waiting else "done" if phase is Phase.done else "not due"
        )
        return Decision(now, reason, resolved(_KINDS, known, reason), refresh=True)
    if phase is Phase.asked and kind in known and milestone.recurrence is None:
        return Decision(now, "asked before", refresh=True)
    basis = milestone.due_basis or DueBasis.proposal
    reason = f"{kind.value}: {milestone.due or 'no date'} ({basis.value}), {milestone.status.value}"
    others = tuple(other for other in _KINDS if other is not kind)
    moves = (opened(kind, known, reason), *resolved(others, known, f"superseded by {kind.value}"))
    return Decision(now, reason, moves, told_to(kind, owners), refresh=True)

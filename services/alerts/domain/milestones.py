"""What a milestone's date means today: a promise may be overdue, a date we proposed is only asked about."""

import hashlib
from datetime import date, timedelta

from schemas.alerts import AlertKind
from schemas.assessment import Owner
from schemas.policy import Answer, AnswerStatus
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus
from services.alerts.domain.decision import Decision, Handled, Known, Notice, opened, resolved
from services.alerts.mail.content import DeskReason

NOTICE = timedelta(days=30)
_KINDS = (AlertKind.milestone_due, AlertKind.milestone_overdue)


def merged(milestone: MilestoneState, answer: Answer | None) -> MilestoneState:
    """The register's state with the owner's newer answer: done, or a date of its own, which then binds it."""
    if answer is None or (milestone.as_of and answer.as_of.date() < milestone.as_of):
        return milestone
    if answer.status is AnswerStatus.done:
        return milestone.model_copy(update={"status": MilestoneStatus.done})
    if answer.planned_date:
        return milestone.model_copy(update={"due": answer.planned_date, "due_basis": DueBasis.accepted})
    return milestone


def due_kind(milestone: MilestoneState, today: date) -> AlertKind | None:
    """Overdue only on a legal, policy or accepted date, due shortly before; a proposed date is due once past."""
    if milestone.status is MilestoneStatus.done or milestone.due is None:
        return None
    if milestone.due_basis in (None, DueBasis.proposal):
        return AlertKind.milestone_due if milestone.due <= today else None
    if milestone.due < today:
        return AlertKind.milestone_overdue
    return AlertKind.milestone_due if milestone.due - today <= NOTICE else None


def episode_of(milestone: MilestoneState, kind: AlertKind | None) -> str:
    """The identity of this stretch of the milestone's life, as sha256; a new date or kind begins another."""
    return hashlib.sha256(f"{milestone.id}|{kind}|{milestone.due}".encode()).hexdigest()


def decide(
    milestone: MilestoneState, owner: Owner | None, today: date, handled: Handled | None, known: Known
) -> Decision:
    """Compare with what was handled; `milestone` as merged with the answer, `owner` None where none is known."""
    kind = due_kind(milestone, today)
    episode = episode_of(milestone, kind)
    if handled and handled.episode == episode:
        return Decision(handled, "no difference", refresh=True)
    now = Handled(episode=episode)
    if kind is None:
        reason = "done" if milestone.status is MilestoneStatus.done else "not due"
        return Decision(now, reason, resolved(_KINDS, known, reason), refresh=True)
    basis = milestone.due_basis or DueBasis.proposal
    reason = f"{kind.value}: {milestone.due} ({basis.value}), {milestone.status.value}"
    others = tuple(other for other in _KINDS if other is not kind)
    notice = Notice(kind, (owner,)) if owner else Notice(kind, desk=DeskReason.no_owner)
    moves = (opened(kind, known, reason), *resolved(others, known, f"superseded by {kind.value}"))
    return Decision(now, reason, moves, (notice,), refresh=True)

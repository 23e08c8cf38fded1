"""What the alert service tells: the life of an alert, transition by transition."""

from datetime import date, datetime
from enum import StrEnum

from schemas.base import Event, Sha256


class AlertKind(StrEnum):
    """Why somebody is written to; the last four go to the data team (the desk)."""

    verdict_worsened = "verdict_worsened"
    target_missed = "target_missed"
    gap_widening = "gap_widening"
    milestone_due = "milestone_due"
    milestone_overdue = "milestone_overdue"
    target_to_define = "target_to_define"
    series_break = "series_break"
    revision_changed_verdict = "revision_changed_verdict"
    data_stale = "data_stale"
    source_changed_shape = "source_changed_shape"
    source_unreachable = "source_unreachable"
    quarantine = "quarantine"


class AlertState(StrEnum):
    """Where an alert stands in its life."""

    open = "open"
    acknowledged = "acknowledged"
    snoozed = "snoozed"
    escalated = "escalated"
    disputed = "disputed"
    reassigned = "reassigned"
    resolved = "resolved"
    reopened = "reopened"


class AlertTransition(Event):
    """Topic `alert.lifecycle.v1`, key alert id: one flip, with the role (never the person) that made it.

    `episode` is the episode of the assessment the alert service has now handled; the reconciler compares it with the
    newest one. Without `kind` no alert has moved: an episode was handled without alerting, or `bodies` were sent a mail
    that asks them to answer by the day of `answer_by`.
    """

    alert_id: str
    subject: str
    kind: AlertKind | None = None
    from_state: AlertState | None = None
    to_state: AlertState | None = None
    reason: str
    actor: str
    at: datetime
    episode: Sha256 | None = None
    bodies: tuple[str, ...] = ()
    answer_by: date | None = None

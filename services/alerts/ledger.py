"""Writes down what was decided: alerts, flips, notices, what is handled now, and the events that tell of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from schemas.alerts import AlertKind, AlertState, AlertTransition
from schemas.assessment import Owner
from services.alerts.domain.age import Document
from services.alerts.domain.decision import ACTIVE, DRIFT_KINDS, Decision, Handled, Move, Notice
from services.alerts.domain.routing import DESK
from services.alerts.mail.content import DeskReason
from services.alerts.store import answers, intents, notifications, outbox, register, subjects
from services.alerts.store.subjects import Sort
from services.alerts.texts import phrase
from services.runtime.clock import Clock
from services.runtime.database import Connection
from services.runtime.metrics import Metrics

ACTOR = "koers"
DESK_NAME = phrase("Koers data desk")
DESK_OWNER = Owner(body=DESK, name=DESK_NAME, recommendations=())
_MILESTONE_KINDS = (AlertKind.milestone_due, AlertKind.milestone_overdue)
_REFRESHED: dict[Sort, tuple[AlertKind, ...]] = {
    "assessment": DRIFT_KINDS,
    "milestone": _MILESTONE_KINDS,
    "source": (AlertKind.source_unreachable, AlertKind.quarantine, AlertKind.source_changed_shape),
}


class Ledger:
    """The one writer of alerts. Every method works inside the caller's transaction and commits nothing."""

    def __init__(self, clock: Clock, metrics: Metrics, *, group_wait: timedelta) -> None:
        self._clock, self._metrics, self._group_wait = clock, metrics, group_wait

    async def apply(
        self, connection: Connection, sort: Sort, subject: str, document: Document, decision: Decision,
        before: Handled | None, *, trace: str | None = None,
    ) -> None:  # fmt: skip
        """Write a decision about one subject, whose alerts the caller has locked by reading their states."""
        at = self._clock.now()
        known = await register.states(connection, sort, subject)
        decision = await _taken_back(connection, subject, decision)
        episode = decision.handled.episode if sort == "assessment" else None
        if decision.refresh:
            await register.refresh(connection, sort, subject, _REFRESHED[sort], document)
        for move in decision.moves:
            told = tuple(o.body for n in decision.notices if n.kind is move.kind for o in n.owners or (DESK_OWNER,))
            await self._move(connection, sort, subject, document, move, known.get(move.kind), episode, told, trace)
        for notice in decision.notices:
            await self._notify(connection, subject, notice, decision.handled.episode, at)
        await subjects.save_handled(connection, sort, subject, decision.handled)
        if episode and not decision.moves and (before is None or before.episode != episode):
            await self._report_handled(connection, subject, decision.reason, episode, trace)

    async def flip(
        self, connection: Connection, alert: register.Alert, to_state: AlertState, *, reason: str, actor: str
    ) -> None:
        """Move an alert for another reason than a new document: an answer, or a day that has come."""
        at = self._clock.now()
        await register.set_state(connection, alert.alert_id, to_state, at)
        await register.add_flip(connection, alert.alert_id, alert.state, to_state, reason=reason, actor=actor, at=at)
        event = AlertTransition(
            alert_id=alert.alert_id, subject=alert.subject, kind=alert.kind, from_state=alert.state, to_state=to_state,
            reason=reason, actor=actor, at=at,
        )  # fmt: skip
        await outbox.add(connection, outbox.LIFECYCLE, alert.alert_id, event, at)

    async def _move(
        self, connection: Connection, sort: Sort, subject: str, document: Document, move: Move,
        from_state: AlertState | None, episode: str | None, bodies: tuple[str, ...], trace: str | None,
    ) -> None:  # fmt: skip
        at = self._clock.now()
        alert_id = register.alert_id_of(move.kind, subject)
        await register.move(connection, alert_id, move.kind, sort, subject, move.to_state, document, at)
        await register.add_flip(
            connection, alert_id, from_state, move.to_state, reason=move.reason, actor=ACTOR, at=at, episode=episode
        )
        event = AlertTransition(
            alert_id=alert_id, subject=subject, kind=move.kind, from_state=from_state, to_state=move.to_state,
            reason=move.reason, actor=ACTOR, at=at, episode=episode, bodies=bodies,
        )  # fmt: skip
        await outbox.add(connection, outbox.LIFECYCLE, alert_id, event, at, trace)
        if move.to_state in ACTIVE and from_state not in ACTIVE:
            self._metrics.alerts_opened.labels(move.kind.value).inc()

    async def _notify(
        self, connection: Connection, subject: str, notice: Notice, episode: str | None, at: datetime
    ) -> None:
        alert_id = register.alert_id_of(notice.kind, subject)
        own = notice.kind in (*DRIFT_KINDS, *_MILESTONE_KINDS, AlertKind.revision_changed_verdict)
        # A matter of the desk is told once a day at most, however often it comes and goes.
        occasion = episode if own and episode else f"{at:%Y-%m-%d}"
        disowned = await answers.disowned(connection, subject, [owner.body for owner in notice.owners])
        for owner in notice.owners or (DESK_OWNER,):
            await notifications.save(connection, alert_id, owner)
            await intents.add(
                connection, alert_id, owner.body, occasion, at=at, due_at=at + notice.after + self._group_wait,
                previous=notice.previous, hold=notice.hold,
                desk=DeskReason.reassigned if owner.body in disowned else notice.desk,
            )  # fmt: skip

    async def _report_handled(
        self, connection: Connection, subject: str, reason: str, episode: str, trace: str | None
    ) -> None:
        """Tell the reconciler that an episode needed no alert."""
        at = self._clock.now()
        key = f"handled:{subject}"
        event = AlertTransition(alert_id=key, subject=subject, reason=reason, actor=ACTOR, at=at, episode=episode)
        await outbox.add(connection, outbox.LIFECYCLE, key, event, at, trace)


async def _taken_back(connection: Connection, subject: str, decision: Decision) -> Decision:
    """That a revision took a verdict back is told to those who were told that verdict; others never heard of it."""
    kept: list[Notice] = []
    for notice in decision.notices:
        if notice.kind is AlertKind.revision_changed_verdict:
            heard = await notifications.drifts_told(connection, subject)
            told = {body for body, known in heard.items() if known.mailed_verdict == notice.previous}
            kept += [replace(notice, owners=owners)] if (owners := _of(notice.owners, told)) else []
        else:
            kept.append(notice)
    return replace(decision, notices=tuple(kept))


def _of(owners: tuple[Owner, ...], bodies: set[str]) -> tuple[Owner, ...]:
    return tuple(owner for owner in owners if owner.body in bodies)

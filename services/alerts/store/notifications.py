"""What each body knows of an alert: what it was told and answered, and what it owes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import class_row

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Heir, Owner
from schemas.base import Text
from services.alerts.domain.decision import DRIFT_KINDS
from services.alerts.store.register import alert_id_of
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Notification:
    """One alert as one body knows it."""

    alert_id: str
    body: str
    name: dict[str, str]
    accepted: bool
    recommendations: list[int]
    answered_at: datetime | None
    snoozed_until: date | None
    mailed_at: datetime | None
    mailed_verdict: str | None
    mailed_period: str | None
    mailed_shown: str | None
    successors: list[dict[str, Any]]
    unanswered_since: datetime | None

    @property
    def owner(self) -> Owner:
        """The body as the contracts write it."""
        return Owner(
            body=self.body,
            name=Text(**self.name),
            accepted=self.accepted,
            recommendations=tuple(self.recommendations),
            successors=tuple(Heir.model_validate(heir) for heir in self.successors),
        )


async def save(connection: Connection, alert_id: str, owner: Owner) -> None:
    """A body is concerned by an alert; what it answered and was told before stays."""
    await connection.execute(
        "INSERT INTO alerts.notifications (alert_id, body, name, accepted, recommendations, successors) "
        "VALUES (%s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (alert_id, body) DO UPDATE SET name = EXCLUDED.name, accepted = EXCLUDED.accepted, "
        "recommendations = EXCLUDED.recommendations, successors = EXCLUDED.successors",
        (
            alert_id,
            owner.body,
            owner.name.model_dump_json(),
            owner.accepted,
            list(owner.recommendations),
            json.dumps([heir.model_dump() for heir in owner.successors]),
        ),
    )


async def of_alert(connection: Connection, alert_id: str) -> dict[str, Notification]:
    """All bodies an alert concerns."""
    async with connection.cursor(row_factory=class_row(Notification)) as cursor:
        await cursor.execute("SELECT * FROM alerts.notifications WHERE alert_id = %s ORDER BY body", (alert_id,))
        return {row.body: row for row in await cursor.fetchall()}


async def note_answer(connection: Connection, alert_id: str, body: str, at: datetime, snoozed: date | None) -> None:
    """A body has answered; `snoozed` is the day it wants to be asked again."""
    await connection.execute(
        "UPDATE alerts.notifications SET answered_at = %s, snoozed_until = %s, unanswered_since = NULL "
        "WHERE alert_id = %s AND body = %s",
        (at, snoozed, alert_id, body),
    )


async def forget_answer(connection: Connection, alert_id: str, body: str) -> None:
    """A body has taken back what it answered."""
    await connection.execute(
        "UPDATE alerts.notifications SET answered_at = NULL, snoozed_until = NULL WHERE alert_id = %s AND body = %s",
        (alert_id, body),
    )


async def drifts_told(connection: Connection, subject: str) -> dict[str, Notification]:
    """Each body's last mail about a drift of this subject, by body."""
    found: dict[str, Notification] = {}
    for kind in DRIFT_KINDS:
        for body, known in (await of_alert(connection, alert_id_of(kind, subject))).items():
            last = found.get(body)
            if known.mailed_at and (last is None or last.mailed_at is None or last.mailed_at < known.mailed_at):
                found[body] = known
    return found


async def wake(connection: Connection, alert_id: str, body: str) -> None:
    """The day a body wanted to be asked again has come."""
    await connection.execute(
        "UPDATE alerts.notifications SET snoozed_until = NULL WHERE alert_id = %s AND body = %s", (alert_id, body)
    )


async def note_mail(
    connection: Connection, alert_id: str, body: str, at: datetime, *, verdict: str | None, period: str | None,
    shown: str | None, owes_answer: bool,
) -> None:  # fmt: skip
    """A body has been told this much; `owes_answer` when it was itself, and has not been asked in vain before."""
    await connection.execute(
        "UPDATE alerts.notifications SET mailed_at = %s, mailed_verdict = %s, mailed_period = %s, mailed_shown = %s, "
        "unanswered_since = CASE WHEN %s THEN coalesce(unanswered_since, %s) ELSE unanswered_since END "
        "WHERE alert_id = %s AND body = %s",
        (at, verdict, period, shown, owes_answer, at, alert_id, body),
    )


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An alert a body has been written to about and has not answered."""

    alert_id: str
    body: str
    since: datetime


async def unanswered(connection: Connection, kinds: Iterable[AlertKind]) -> Sequence[Unanswered]:
    """What bodies owe an answer to, of these kinds; alerts that have ended are owed none."""
    async with connection.cursor(row_factory=class_row(Unanswered)) as cursor:
        await cursor.execute(
            "SELECT alert_id, body, unanswered_since AS since FROM alerts.notifications JOIN alerts.alerts "
            "USING (alert_id) WHERE unanswered_since IS NOT NULL AND kind = ANY(%s) AND state <> %s "
            "ORDER BY alert_id, body",
            ([kind.value for kind in kinds], AlertState.resolved),
        )
        return await cursor.fetchall()


async def snoozed_until(connection: Connection, today: date) -> list[tuple[str, str]]:
    """The (alert, body) to wake on this day, locked; alerts that have ended stay asleep."""
    cursor = await connection.execute(
        "SELECT alert_id, body FROM alerts.notifications JOIN alerts.alerts USING (alert_id) "
        "WHERE snoozed_until <= %s AND state <> %s ORDER BY alert_id, body FOR UPDATE",
        (today, AlertState.resolved),
    )
    return [(str(alert_id), str(body)) for alert_id, body in await cursor.fetchall()]

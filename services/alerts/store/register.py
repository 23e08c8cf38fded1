"""Alerts, their flips, and what each body knows of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import class_row

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Assessment, Heir, Owner
from schemas.base import Text
from schemas.policy import AnswerStatus
from schemas.verdicts import Verdict
from services.alerts.domain.age import Document
from services.alerts.domain.decision import DRIFT_KINDS
from services.alerts.store.subjects import Sort, parse
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as it stands, with the document it stands on and the verdict that was settled last."""

    alert_id: str
    kind: AlertKind
    sort: Sort
    subject: str
    state: AlertState
    document: Document
    settled: Verdict | None


@dataclass(frozen=True, slots=True)
class Flip:
    """One step in an alert's life."""

    from_state: str | None
    to_state: str
    reason: str
    actor: str
    at: datetime


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


_READ = """
SELECT a.kind, a.sort, a.subject, a.state, a.document::text, s.settled
FROM alerts.alerts a LEFT JOIN alerts.subjects s USING (sort, subject) WHERE alert_id = %s
"""
_LOCKED = """
SELECT a.kind, a.sort, a.subject, a.state, a.document::text, s.settled
FROM alerts.alerts a LEFT JOIN alerts.subjects s USING (sort, subject) WHERE alert_id = %s FOR UPDATE OF a
"""


def alert_id_of(kind: AlertKind, subject: str) -> str:
    """There is one alert per kind and subject."""
    return f"{kind.value}:{subject}"


async def states(connection: Connection, sort: Sort, subject: str) -> dict[AlertKind, AlertState]:
    """The subject's alerts, locked until the transaction ends."""
    cursor = await connection.execute(
        "SELECT kind, state FROM alerts.alerts WHERE sort = %s AND subject = %s FOR UPDATE", (sort, subject)
    )
    return {AlertKind(kind): AlertState(state) for kind, state in await cursor.fetchall()}


async def all_states(connection: Connection, sort: Sort) -> dict[str, dict[AlertKind, AlertState]]:
    """By subject, its alerts; all of this sort are locked until the transaction ends."""
    cursor = await connection.execute(
        "SELECT subject, kind, state FROM alerts.alerts WHERE sort = %s ORDER BY alert_id FOR UPDATE", (sort,)
    )
    found: dict[str, dict[AlertKind, AlertState]] = {}
    for subject, kind, state in await cursor.fetchall():
        found.setdefault(str(subject), {})[AlertKind(kind)] = AlertState(state)
    return found


async def load(connection: Connection, alert_id: str, *, lock: bool = False) -> Alert | None:
    """One alert."""
    cursor = await connection.execute(_LOCKED if lock else _READ, (alert_id,))
    row = await cursor.fetchone()
    if row is None:
        return None
    kind, sort, subject, state, document, settled = row
    verdict = Verdict(settled) if settled else None
    return Alert(alert_id, AlertKind(kind), sort, subject, AlertState(state), parse(sort, document), verdict)


async def move(
    connection: Connection, alert_id: str, kind: AlertKind, sort: Sort, subject: str, state: AlertState,
    document: Document, at: datetime,
) -> None:  # fmt: skip
    """Put an alert into a state, on this document; makes it when it is not there."""
    await connection.execute(
        "INSERT INTO alerts.alerts (alert_id, kind, sort, subject, state, document, opened_at, changed_at) "
        "VALUES (%(id)s, %(kind)s, %(sort)s, %(subject)s, %(state)s, %(document)s, %(at)s, %(at)s) "
        "ON CONFLICT (alert_id) DO UPDATE "
        "SET state = EXCLUDED.state, document = EXCLUDED.document, changed_at = EXCLUDED.changed_at",
        {
            "id": alert_id,
            "kind": kind,
            "sort": sort,
            "subject": subject,
            "state": state,
            "document": document.model_dump_json(exclude_none=True),
            "at": at,
        },
    )
    await _owe_nothing_when_over(connection, alert_id, state)


async def set_state(connection: Connection, alert_id: str, state: AlertState, at: datetime) -> None:
    """Put an existing alert into a state."""
    await connection.execute(
        "UPDATE alerts.alerts SET state = %s, changed_at = %s WHERE alert_id = %s", (state, at, alert_id)
    )
    await _owe_nothing_when_over(connection, alert_id, state)


async def _owe_nothing_when_over(connection: Connection, alert_id: str, state: AlertState) -> None:
    """Nobody owes an answer about what has ended."""
    if state is AlertState.resolved:
        await connection.execute(
            "UPDATE alerts.notifications SET unanswered_since = NULL WHERE alert_id = %s", (alert_id,)
        )


async def refresh(
    connection: Connection, sort: Sort, subject: str, kinds: Iterable[AlertKind], document: Document
) -> None:
    """Let the subject's alerts of these kinds that have not ended stand on a newer document."""
    await connection.execute(
        "UPDATE alerts.alerts SET document = %s WHERE sort = %s AND subject = %s AND kind = ANY(%s) AND state <> %s",
        (document.model_dump_json(exclude_none=True), sort, subject, [k.value for k in kinds], AlertState.resolved),
    )


async def add_flip(
    connection: Connection, alert_id: str, before: AlertState | None, after: AlertState, *, reason: str, actor: str,
    at: datetime, episode: str | None = None,
) -> None:  # fmt: skip
    """Write down a step, for ever."""
    await connection.execute(
        "INSERT INTO alerts.flips (alert_id, from_state, to_state, reason, actor, at, episode) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (alert_id, before, after, reason, actor, at, episode),
    )


async def flips(connection: Connection, alert_id: str) -> Sequence[Flip]:
    """An alert's life, oldest first."""
    async with connection.cursor(row_factory=class_row(Flip)) as cursor:
        await cursor.execute(
            "SELECT from_state, to_state, reason, actor, at FROM alerts.flips WHERE alert_id = %s ORDER BY flip_id",
            (alert_id,),
        )
        return await cursor.fetchall()


async def save_notification(connection: Connection, alert_id: str, owner: Owner) -> None:
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


async def notifications(connection: Connection, alert_id: str) -> dict[str, Notification]:
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


async def active_of(connection: Connection, body: str) -> list[Alert]:
    """The alerts a body is concerned by that have not ended, oldest first."""
    cursor = await connection.execute(
        "SELECT alert_id FROM alerts.notifications JOIN alerts.alerts a USING (alert_id) "
        "WHERE body = %s AND a.state <> %s ORDER BY a.opened_at, alert_id",
        (body, AlertState.resolved),
    )
    found = [await load(connection, str(alert_id)) for (alert_id,) in await cursor.fetchall()]
    return [alert for alert in found if alert]


async def drifts_told(connection: Connection, subject: str) -> dict[str, Notification]:
    """Each body's last mail about a drift of this subject, by body."""
    found: dict[str, Notification] = {}
    for kind in DRIFT_KINDS:
        for body, known in (await notifications(connection, alert_id_of(kind, subject))).items():
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


async def leading(
    connection: Connection, body: str, recommendations: Iterable[int], *, but: str
) -> dict[int, tuple[str, Assessment]]:  # fmt: skip
    """By recommendation, the drift of its lead indicator that the body was told and that has not ended."""
    found: dict[int, tuple[str, Assessment]] = {}
    for number in recommendations:
        cursor = await connection.execute(
            "SELECT alert_id, document::text FROM alerts.alerts JOIN alerts.notifications n USING (alert_id) "
            "WHERE sort = 'assessment' AND n.body = %s AND n.mailed_at IS NOT NULL AND state <> %s AND alert_id <> %s "
            "AND kind = ANY(%s) AND document->'links' @> %s::jsonb ORDER BY alert_id LIMIT 1",
            (
                body, AlertState.resolved, but, [kind.value for kind in DRIFT_KINDS],
                json.dumps([{"number": number, "lead": True}]),
            ),
        )  # fmt: skip
        if row := await cursor.fetchone():
            found[number] = (str(row[0]), Assessment.read(str(row[1]).encode()))
    return found


async def promised_before(
    connection: Connection, kinds: Iterable[AlertKind], today: date
) -> list[tuple[str, str, date]]:  # fmt: skip
    """The (alert, body, day) of measures planned for a day that has passed, where the alert still stands."""
    cursor = await connection.execute(
        "SELECT alert_id, n.body, (w.document->>'planned_date')::date FROM alerts.alerts a "
        "JOIN alerts.notifications n USING (alert_id) JOIN alerts.answers w ON w.body = n.body AND w.item = a.subject "
        "WHERE a.kind = ANY(%s) AND a.state <> %s AND (w.document->>'planned_date')::date < %s "
        "AND w.document->>'status' = %s ORDER BY alert_id, n.body",
        ([kind.value for kind in kinds], AlertState.resolved, today, AnswerStatus.measure_planned),
    )
    return [(str(alert_id), str(body), day) for alert_id, body, day in await cursor.fetchall()]


async def snoozed_until(connection: Connection, today: date) -> list[tuple[str, str]]:
    """The (alert, body) to wake on this day, locked; alerts that have ended stay asleep."""
    cursor = await connection.execute(
        "SELECT alert_id, body FROM alerts.notifications JOIN alerts.alerts USING (alert_id) "
        "WHERE snoozed_until <= %s AND state <> %s ORDER BY alert_id, body FOR UPDATE",
        (today, AlertState.resolved),
    )
    return [(str(alert_id), str(body)) for alert_id, body in await cursor.fetchall()]

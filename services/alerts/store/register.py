"""Alerts and their flips."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from psycopg.rows import class_row

from schemas.alerts import AlertKind, AlertState
from schemas.assessment import Assessment
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


async def active_of(connection: Connection, body: str) -> list[Alert]:
    """The alerts a body is concerned by that have not ended, oldest first."""
    cursor = await connection.execute(
        "SELECT alert_id FROM alerts.notifications JOIN alerts.alerts a USING (alert_id) "
        "WHERE body = %s AND a.state <> %s ORDER BY a.opened_at, alert_id",
        (body, AlertState.resolved),
    )
    found = [await load(connection, str(alert_id)) for (alert_id,) in await cursor.fetchall()]
    return [alert for alert in found if alert]


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

"""Alerts as an operator looks at them: one line each, or one with everything that hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row, dict_row

from schemas.alerts import AlertKind, AlertState
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Line:
    """One alert: `told` is, for each body, the state of its newest mail and why the desk got it, or what mutes it."""

    fingerprint: str
    alert_id: str
    kind: str
    subject: str
    state: str
    opened_at: datetime
    changed_at: datetime
    told: dict[str, str]


_LINES = """
WITH newest AS (
    SELECT DISTINCT ON (i.alert_id, i.body) i.alert_id, i.body,
        CASE WHEN m.mail_id IS NOT NULL
                THEN m.state || coalesce(' (desk: ' || coalesce(m.desk_reason, i.desk_reason) || ')', '')
            WHEN i.muted_by IS NOT NULL THEN 'muted by ' || i.muted_by
            ELSE 'due ' || to_char(i.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' END AS how
    FROM alerts.intents i LEFT JOIN alerts.mails m USING (mail_id)
    ORDER BY i.alert_id, i.body, i.intent_id DESC
)
SELECT a.fingerprint, a.alert_id, a.kind, a.subject, a.state, a.opened_at, a.changed_at,
    coalesce((SELECT jsonb_object_agg(n.body, n.how) FROM newest n WHERE n.alert_id = a.alert_id), '{}') AS told
FROM alerts.alerts a
WHERE (%(states)s::text[] IS NULL OR a.state = ANY(%(states)s))
    AND (%(kind)s::text IS NULL OR a.kind = %(kind)s)
    AND (%(body)s::text IS NULL
        OR EXISTS (SELECT FROM alerts.intents i WHERE i.alert_id = a.alert_id AND i.body = %(body)s))
ORDER BY a.changed_at DESC, a.alert_id
"""


async def lines(
    connection: Connection, *, states: Sequence[AlertState] | None, kind: AlertKind | None, body: str | None
) -> Sequence[Line]:  # fmt: skip
    """Alerts in these states (None: all), the newest change first."""
    async with connection.cursor(row_factory=class_row(Line)) as cursor:
        wanted = None if states is None else [state.value for state in states]
        await cursor.execute(_LINES, {"states": wanted, "kind": kind, "body": body})
        return await cursor.fetchall()


async def find(connection: Connection, name: str) -> list[str]:
    """The ids of the alerts an operator may mean: by id, or by the beginning of a fingerprint."""
    cursor = await connection.execute(
        "SELECT alert_id FROM alerts.alerts WHERE alert_id = %s OR (length(%s) >= 3 AND starts_with(fingerprint, %s)) "
        "ORDER BY alert_id",
        (name, name, name),
    )
    return [str(alert_id) for (alert_id,) in await cursor.fetchall()]


async def mails_of(connection: Connection, alert_id: str) -> list[dict[str, Any]]:
    """Every notice of an alert with the mail it went into, oldest first."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            "SELECT i.body, i.occasion, i.prompt, i.muted_by, i.due_at, m.mail_id, m.state, m.hold_reason, "
            "coalesce(m.desk_reason, i.desk_reason) AS desk_reason, m.sent_at, m.last_error "
            "FROM alerts.intents i LEFT JOIN alerts.mails m USING (mail_id) WHERE i.alert_id = %s ORDER BY i.intent_id",
            (alert_id,),
        )
        return await cursor.fetchall()


async def find_mails(connection: Connection, name: str) -> list[str]:
    """The ids of the mails whose id begins like this."""
    cursor = await connection.execute(
        "SELECT mail_id FROM alerts.mails WHERE length(%s) >= 3 AND starts_with(mail_id, %s) ORDER BY mail_id",
        (name, name),
    )
    return [str(mail_id) for (mail_id,) in await cursor.fetchall()]

"""Silences as they are kept: for ever, since what was not told must have a reason that can be looked up."""

from collections.abc import Sequence
from datetime import datetime

from schemas.alerts import AlertKind
from services.alerts.domain.silences import Scope, Silence
from services.runtime.database import Connection

_NOT_OVER = """
SELECT silence_id, kind, body, subject, recommendation, area, source, actor, reason, starts_at, ends_at
FROM alerts.silences WHERE ends_at > %s ORDER BY silence_id
"""


async def add(
    connection: Connection, scope: Scope, *, actor: str, reason: str, starts_at: datetime, ends_at: datetime
) -> int:  # fmt: skip
    """Keep a silence; returns its number."""
    cursor = await connection.execute(
        "INSERT INTO alerts.silences "
        "(kind, body, subject, recommendation, area, source, actor, reason, starts_at, ends_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING silence_id",
        (
            scope.kind, scope.body, scope.subject, scope.recommendation, scope.area, scope.source,
            actor, reason, starts_at, ends_at,
        ),
    )  # fmt: skip
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def not_over(connection: Connection, now: datetime) -> Sequence[Silence]:
    """Those that hold now or will."""
    cursor = await connection.execute(_NOT_OVER, (now,))
    return [
        Silence(number, Scope(AlertKind(kind) if kind else None, *scope), actor, reason, starts_at, ends_at)
        for number, kind, *scope, actor, reason, starts_at, ends_at in await cursor.fetchall()
    ]


async def end(connection: Connection, silence_id: int, now: datetime) -> bool:
    """End a silence now; False when it is not there or over. What it kept back is looked at again at once."""
    cursor = await connection.execute(
        "UPDATE alerts.silences SET ends_at = greatest(starts_at, %s) WHERE silence_id = %s AND ends_at > %s",
        (now, silence_id, now),
    )
    await connection.execute(
        "UPDATE alerts.intents SET due_at = %s WHERE mail_id IS NULL AND muted_by = %s", (now, f"silence {silence_id}")
    )
    return cursor.rowcount == 1

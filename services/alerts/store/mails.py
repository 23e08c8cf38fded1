"""The mail outbox: claimed by lease with one conditional update, so that any number of senders is safe."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg.rows import class_row

from services.alerts.domain.decision import HoldReason
from services.alerts.domain.routing import CANARY
from services.alerts.mail.content import DeskReason
from services.runtime.database import Connection

Kind = Literal["alerts", "overview", "canary"]
End = Literal["sent", "failed", "withdrawn"]
STATES = ("queued", "held", "sending", "sent", "failed", "withdrawn")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; what it tells stands in its intents, or for an overview or a canary in `details`.

    `step` says to which step of the body's escalation it goes, None for the body itself; `route` to which part of it.
    """

    mail_id: str
    kind: Kind
    body: str
    details: dict[str, Any]
    desk_reason: str | None
    created_at: datetime
    attempts: int
    step: int | None
    route: str | None


async def add(
    connection: Connection, mail_id: str, kind: Kind, body: str, at: datetime, *,
    details: dict[str, Any] | None = None, hold: HoldReason | None = None, desk: DeskReason | None = None,
    step: int | None = None, route: str | None = None,
) -> None:  # fmt: skip
    """Put a mail into the outbox, once."""
    await connection.execute(
        "INSERT INTO alerts.mails "
        "(mail_id, kind, body, details, desk_reason, state, hold_reason, created_at, not_before, step, route) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (mail_id) DO NOTHING",
        (mail_id, kind, body, json.dumps(details or {}), desk, "held" if hold else "queued", hold, at, at, step, route),
    )


async def hold_queued(connection: Connection) -> int:
    """Hold whatever waits and was not released by a person; the canary is never held."""
    cursor = await connection.execute(
        "UPDATE alerts.mails SET state = 'held', hold_reason = %s "
        "WHERE state = 'queued' AND released_by IS NULL AND kind <> %s",
        (HoldReason.mail_mode, CANARY),
    )
    return cursor.rowcount


_CLAIM = """
UPDATE alerts.mails SET state = 'sending', lease = %(lease)s, lease_until = %(until)s, attempts = attempts + 1
WHERE mail_id = (
    SELECT m.mail_id FROM alerts.mails m
    WHERE ((m.state = 'queued' AND m.not_before <= %(now)s) OR (m.state = 'sending' AND m.lease_until <= %(now)s))
      AND NOT EXISTS (
        SELECT 1 FROM alerts.mails o
        WHERE o.body = m.body AND o.state IN ('queued', 'sending')
          AND (o.created_at, o.mail_id) < (m.created_at, m.mail_id)
      )
    ORDER BY m.created_at, m.body, m.mail_id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING mail_id, kind, body, details, desk_reason, created_at, attempts, step, route
"""


async def claim(connection: Connection, lease: str, now: datetime, until: datetime) -> Mail | None:
    """Take the oldest mail of a body, until the lease ends; None when there is nothing to send now."""
    async with connection.cursor(row_factory=class_row(Mail)) as cursor:
        await cursor.execute(_CLAIM, {"lease": lease, "now": now, "until": until})
        return await cursor.fetchone()


async def renew(connection: Connection, mail_id: str, lease: str, until: datetime) -> bool:
    """Begin the lease anew; False when the mail is no longer ours."""
    cursor = await connection.execute(
        "UPDATE alerts.mails SET lease_until = %s WHERE mail_id = %s AND lease = %s AND state = 'sending'",
        (until, mail_id, lease),
    )
    return cursor.rowcount == 1


async def load(connection: Connection, mail_id: str) -> Mail | None:
    """One mail, in whatever state."""
    async with connection.cursor(row_factory=class_row(Mail)) as cursor:
        await cursor.execute(
            "SELECT mail_id, kind, body, details, desk_reason, created_at, attempts, step, route "
            "FROM alerts.mails WHERE mail_id = %s",
            (mail_id,),
        )
        return await cursor.fetchone()


async def finish(
    connection: Connection, mail_id: str, lease: str, state: End, at: datetime,
    error: str | None = None, *, desk: DeskReason | None = None,
) -> bool:  # fmt: skip
    """Mark the end of a mail, and why the desk got it; False when the lease is no longer ours."""
    cursor = await connection.execute(
        "UPDATE alerts.mails SET state = %s, sent_at = %s, last_error = coalesce(%s, last_error), "
        "desk_reason = coalesce(%s, desk_reason), lease = NULL WHERE mail_id = %s AND lease = %s",
        (state, at if state == "sent" else None, error, desk, mail_id, lease),
    )
    return cursor.rowcount == 1


async def retry(connection: Connection, mail_id: str, lease: str, not_before: datetime, error: str) -> None:
    """Put a mail back, to be sent later."""
    await connection.execute(
        "UPDATE alerts.mails SET state = 'queued', not_before = %s, last_error = %s, lease = NULL "
        "WHERE mail_id = %s AND lease = %s",
        (not_before, error, mail_id, lease),
    )


async def postpone(connection: Connection, mail_id: str, lease: str, not_before: datetime) -> None:
    """Put a mail back that nobody has tried to send, until its reader is there."""
    await connection.execute(
        "UPDATE alerts.mails SET state = 'queued', not_before = %s, attempts = attempts - 1, lease = NULL "
        "WHERE mail_id = %s AND lease = %s",
        (not_before, mail_id, lease),
    )


async def redirect_to_desk(
    connection: Connection, mail_id: str, lease: str, reason: DeskReason, error: str
) -> None:  # fmt: skip
    """Put a mail back, for the desk."""
    await connection.execute(
        "UPDATE alerts.mails SET state = 'queued', desk_reason = %s, attempts = 0, last_error = %s, lease = NULL "
        "WHERE mail_id = %s AND lease = %s",
        (reason, error, mail_id, lease),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mails stand where, how many of them are to be sent now, and since when the oldest of those is due.

    What waits for its reader's office hours is not to be sent now; what a relay has put off is.
    """

    by_state: dict[str, int]
    pending: int
    oldest_due: datetime | None


_DUE = """
SELECT count(*), min(not_before) FROM alerts.mails
WHERE state IN ('queued', 'sending') AND (not_before <= %s OR attempts > 0)
"""


async def tally(connection: Connection, now: datetime) -> Tally:
    """Count the outbox."""
    cursor = await connection.execute("SELECT state, count(*) FROM alerts.mails GROUP BY state")
    counts = {str(state): int(count) for state, count in await cursor.fetchall()}
    cursor = await connection.execute(_DUE, (now,))
    pending, oldest = await cursor.fetchone() or (0, None)
    return Tally(counts, int(pending), oldest)


async def newest_canary(connection: Connection) -> datetime | None:
    """When the newest canary that reached the relay set out, at the other end of the chain."""
    cursor = await connection.execute(
        "SELECT max((details->>'set_out')::timestamptz) FROM alerts.mails WHERE kind = 'canary' AND state = 'sent'"
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def forget_canaries(connection: Connection, before: datetime) -> None:
    """Delete canaries that have ended; one an hour would be most of the table."""
    await connection.execute(
        "DELETE FROM alerts.mails WHERE kind = 'canary' AND created_at < %s "
        "AND state IN ('sent', 'failed', 'withdrawn')",
        (before,),
    )


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that waits for a person."""

    mail_id: str
    kind: Kind
    body: str
    hold_reason: str
    created_at: datetime
    alerts: list[str]


async def held(connection: Connection) -> Sequence[HeldMail]:
    """All mails that wait for a person, oldest first, with the alerts they tell."""
    async with connection.cursor(row_factory=class_row(HeldMail)) as cursor:
        await cursor.execute(
            "SELECT mail_id, kind, m.body, m.hold_reason, m.created_at, "
            "coalesce(array_agg(DISTINCT alert_id) FILTER (WHERE alert_id IS NOT NULL), '{}') AS alerts "
            "FROM alerts.mails m LEFT JOIN alerts.intents USING (mail_id) WHERE m.state = 'held' "
            "GROUP BY mail_id ORDER BY m.created_at, m.body, mail_id"
        )
        return await cursor.fetchall()


async def release(
    connection: Connection, mail_ids: Sequence[str] | None, *, actor: str, at: datetime
) -> list[str]:  # fmt: skip
    """Let held mails go (None: all of them); returns those that were held."""
    cursor = await connection.execute(
        "UPDATE alerts.mails SET state = 'queued', released_by = %s, not_before = %s "
        "WHERE state = 'held' AND (%s::text[] IS NULL OR mail_id = ANY(%s)) RETURNING mail_id",
        (actor, at, mail_ids, mail_ids),
    )
    return sorted(str(mail_id) for (mail_id,) in await cursor.fetchall())


async def drop(connection: Connection, mail_ids: Sequence[str], *, reason: str) -> list[str]:
    """Take held mails back for good; returns those that were held."""
    cursor = await connection.execute(
        "UPDATE alerts.mails SET state = 'withdrawn', last_error = %s "
        "WHERE state = 'held' AND mail_id = ANY(%s) RETURNING mail_id",
        (reason, list(mail_ids)),
    )
    return sorted(str(mail_id) for (mail_id,) in await cursor.fetchall())

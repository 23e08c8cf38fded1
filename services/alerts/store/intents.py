"""What bodies are to be told, until it is put into mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psycopg.rows import class_row

from schemas.verdicts import Verdict
from services.alerts.domain.decision import HoldReason
from services.alerts.domain.routing import DESK
from services.alerts.mail.content import DeskReason, Prompt, Reminder
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Intent:
    """One alert to tell one body, for one occasion (an episode, or a day it asked for).

    `prompt` is None where it is news; `step` says to which step of the body's escalation it goes, None for itself.
    """

    intent_id: int
    alert_id: str
    body: str
    occasion: str
    previous: str | None
    hold_reason: str | None
    desk_reason: str | None
    created_at: datetime
    due_at: datetime
    prompt: str | None
    day: date | None
    step: int | None
    muted_by: str | None

    @property
    def reminder(self) -> Reminder | None:
        """What prompts it; None where it is news."""
        return Reminder(prompt=Prompt(self.prompt), day=self.day) if self.prompt else None


_WAITING = """
SELECT intent_id, alert_id, body, occasion, previous, hold_reason, desk_reason, created_at, due_at, prompt, day, step,
    muted_by
FROM alerts.intents WHERE mail_id IS NULL AND body = %s AND due_at <= %s ORDER BY intent_id FOR UPDATE
"""
_OF_MAIL = """
SELECT intent_id, alert_id, body, occasion, previous, hold_reason, desk_reason, created_at, due_at, prompt, day, step,
    muted_by
FROM alerts.intents WHERE mail_id = %s ORDER BY intent_id
"""


async def add(
    connection: Connection, alert_id: str, body: str, occasion: str, *, at: datetime, due_at: datetime,
    previous: Verdict | None = None, hold: HoldReason | None = None, desk: DeskReason | None = None,
    reminder: Reminder | None = None, step: int | None = None,
) -> bool:  # fmt: skip
    """Promise to tell; False, and nothing done, when this was promised for this occasion before."""
    prompt, day = (reminder.prompt, reminder.day) if reminder else (None, None)
    cursor = await connection.execute(
        "INSERT INTO alerts.intents (alert_id, body, occasion, previous, hold_reason, desk_reason, created_at, due_at, "
        "prompt, day, step) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (alert_id, body, occasion) DO NOTHING",
        (alert_id, body, occasion, previous, hold, desk, at, due_at, prompt, day, step),
    )
    return cursor.rowcount == 1


async def due_bodies(connection: Connection, now: datetime) -> list[str]:
    """Bodies with something to tell whose waiting time is over."""
    cursor = await connection.execute(
        "SELECT DISTINCT body FROM alerts.intents WHERE mail_id IS NULL AND due_at <= %s ORDER BY body", (now,)
    )
    return [str(body) for (body,) in await cursor.fetchall()]


async def count_for_owners(connection: Connection, until: datetime) -> int:
    """Notices to others than the desk that a batch up to this moment holds."""
    cursor = await connection.execute(
        "SELECT count(*) FROM alerts.intents "
        "WHERE mail_id IS NULL AND due_at <= %s AND body <> %s AND desk_reason IS NULL",
        (until, DESK),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def waiting_of(connection: Connection, body: str, until: datetime) -> Sequence[Intent]:
    """A body's notices up to this moment, oldest first."""
    async with connection.cursor(row_factory=class_row(Intent)) as cursor:
        await cursor.execute(_WAITING, (body, until))
        return await cursor.fetchall()


async def postpone(
    connection: Connection, intent_id: int, due_at: datetime, *, muted_by: str | None = None
) -> None:  # fmt: skip
    """This notice is not to be told before this moment; `muted_by` says what keeps it."""
    await connection.execute(
        "UPDATE alerts.intents SET due_at = %s, muted_by = %s WHERE intent_id = %s", (due_at, muted_by, intent_id)
    )


async def put_into(connection: Connection, mail_id: str, intents: Sequence[Intent]) -> None:
    """These notices are told by this mail."""
    await connection.execute(
        "UPDATE alerts.intents SET mail_id = %s WHERE intent_id = ANY(%s)",
        (mail_id, [intent.intent_id for intent in intents]),
    )


async def of_mail(connection: Connection, mail_id: str) -> Sequence[Intent]:
    """What a mail tells, in the order in which it came up."""
    async with connection.cursor(row_factory=class_row(Intent)) as cursor:
        await cursor.execute(_OF_MAIL, (mail_id,))
        return await cursor.fetchall()


async def bodies_told(connection: Connection, alert_id: str, occasion: str) -> frozenset[str]:
    """Everybody who is, or will be, told of this alert on this occasion."""
    cursor = await connection.execute(
        "SELECT body FROM alerts.intents WHERE alert_id = %s AND occasion = %s", (alert_id, occasion)
    )
    return frozenset(str(body) for (body,) in await cursor.fetchall())


async def count_pending(connection: Connection, now: datetime, wait: timedelta) -> int:
    """Notices that will be put into a mail within the waiting time."""
    cursor = await connection.execute(
        "SELECT count(*) FROM alerts.intents WHERE mail_id IS NULL AND due_at <= %s", (now + wait,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0

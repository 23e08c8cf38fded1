"""Events on their way to the broker: written with the rows they tell of, published afterwards in the same order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from schemas.alerts import AlertTransition
from schemas.base import Event
from schemas.policy import Answer
from services.alerts.store import deployment
from services.runtime.database import Connection
from services.runtime.records import Message

LIFECYCLE = "alert.lifecycle.v1"
ANSWERS = "policy.answer.v1"
_EVENTS: dict[str, type[AlertTransition] | type[Answer]] = {LIFECYCLE: AlertTransition, ANSWERS: Answer}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One event; `again` when an earlier broker had it already."""

    event_id: int
    topic: str
    key: str
    event: str
    at: datetime
    traceparent: str | None
    again: bool

    def message(self, epoch: str) -> Message:
        """As it is sent. What is sent again says so, since nobody may act on it anew."""
        event: Event = _EVENTS[self.topic].read(self.event.encode())
        run = f"epoch-{epoch}" if self.again else None
        return Message(self.topic, self.key, event, "alerts", self.at, self.traceparent, run)


async def add(
    connection: Connection, topic: str, key: str, event: Event, at: datetime, traceparent: str | None = None
) -> None:
    """Promise to publish an event. Order holds per key when the caller has locked what the key stands for."""
    await connection.execute(
        "INSERT INTO alerts.outbox (topic, key, event, at, traceparent) VALUES (%s, %s, %s, %s, %s)",
        (topic, key, event.model_dump_json(exclude_none=True), at, traceparent),
    )


async def take(connection: Connection, limit: int) -> Sequence[Outgoing]:
    """The next events to publish, in order. One relay at a time: empty when another holds the lock."""
    cursor = await connection.execute("SELECT pg_try_advisory_xact_lock(hashtext('koers.alerts.relay'))")
    row = await cursor.fetchone()
    if not row or not row[0]:
        return []
    async with connection.cursor(row_factory=class_row(Outgoing)) as rows:
        await rows.execute(
            "SELECT event_id, topic, key, event::text, at, traceparent, again FROM alerts.outbox "
            "WHERE published_at IS NULL ORDER BY event_id LIMIT %s",
            (limit,),
        )
        return await rows.fetchall()


async def published(connection: Connection, events: Sequence[Outgoing], at: datetime) -> None:
    """The broker has these."""
    await connection.execute(
        "UPDATE alerts.outbox SET published_at = %s WHERE event_id = ANY(%s)", (at, [e.event_id for e in events])
    )


async def rewind_for(connection: Connection, epoch: str, at: datetime) -> int:
    """Publish everything once more when the broker's data is another than that of the last time; returns how much."""
    if await deployment.get(connection, "relay_epoch", lock=True) == epoch:
        return 0
    await deployment.put(connection, "relay_epoch", epoch, at)
    cursor = await connection.execute(
        "UPDATE alerts.outbox SET published_at = NULL, again = true WHERE published_at IS NOT NULL"
    )
    return cursor.rowcount


async def count_waiting(connection: Connection) -> int:
    """Events the broker does not have yet."""
    cursor = await connection.execute("SELECT count(*) FROM alerts.outbox WHERE published_at IS NULL")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0

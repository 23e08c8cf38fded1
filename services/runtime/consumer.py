"""Consuming into PostgreSQL: records, rows and offsets move in one transaction, by compare-and-set, per epoch."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from psycopg import sql
from pydantic import ValidationError

from services.runtime.broker import Position, Producer, Reader
from services.runtime.database import Connection, Database
from services.runtime.errors import BadRecord, PermanentError
from services.runtime.health import Loop
from services.runtime.metrics import Metrics
from services.runtime.records import Record

log = structlog.get_logger()

Handle = Callable[[Connection, Sequence[Record]], Awaitable[None]]
Check = Callable[[Record], object]


@dataclass(frozen=True, slots=True)
class DeadLetterLimits:
    """When so much is bad that the code must be wrong, not the data: then the consumer stops.

    `run` consecutive bad records of one partition, or more than `share` of the last `window` records of the consumer.
    """

    run: int = 50
    share: float = 0.5
    window: int = 200


@dataclass(slots=True)
class BadRecordBrake:
    """Counts good and bad records against the limits."""

    limits: DeadLetterLimits
    runs: dict[Position, int] = field(default_factory=lambda: defaultdict(int))
    recent: list[bool] = field(default_factory=list)

    def note(self, position: Position, *, bad: bool) -> None:
        """Count one record. Raises PermanentError when a limit is passed."""
        self.runs[position] = self.runs[position] + 1 if bad else 0
        self.recent = [*self.recent[-self.limits.window + 1 :], bad]
        share = sum(self.recent) / len(self.recent)
        full = len(self.recent) >= self.limits.window
        if self.runs[position] > self.limits.run or (full and share > self.limits.share):
            raise PermanentError(
                f"stopped at {position[0]}[{position[1]}]: {self.runs[position]} bad records in a row, {share:.0%} of "
                f"the last {len(self.recent)}; the writer or this consumer is wrong. Look at {position[0]}.dlq"
            )


async def send_dead_letter(
    producer: Producer, record: Record, *, service: str, reason: str, error: Exception, attempts: int = 1
) -> None:
    """Put the original key, bytes and headers on `<topic>.dlq`, with its origin and reason; no data in the headers.

    Returns when the broker has it. The caller commits only after that.
    """
    extra = {
        "x-dlq-origin-topic": record.topic,
        "x-dlq-origin-partition": str(record.partition),
        "x-dlq-origin-offset": str(record.offset),
        "x-dlq-origin-timestamp": str(record.timestamp_ms),
        "x-dlq-reason": reason,
        "x-dlq-exception": type(error).__name__,
        "x-dlq-service": service,
        "x-dlq-attempts": str(attempts),
        "x-dlq-trace": record.traceparent or "",
    }
    headers = [*record.headers.items(), *((name, text.encode()) for name, text in extra.items())]
    key = None if record.key is None else record.key.encode()
    await producer.forward(f"{record.topic}.dlq", key, record.value, headers)


class OffsetStore:
    """The consumed offsets of one consumer, kept in `<schema>.consumer_offsets`."""

    def __init__(self, schema: str, consumer: str, epoch: str) -> None:
        self._table = sql.Identifier(schema, "consumer_offsets")
        self._consumer, self._epoch = consumer, epoch

    async def load(self, connection: Connection, positions: Sequence[Position]) -> dict[Position, int]:
        """Where to read on; rows of another epoch begin anew at 0."""
        query = sql.SQL(
            "INSERT INTO {table} AS o (consumer, topic, partition, epoch, next_offset) VALUES (%s, %s, %s, %s, 0) "
            "ON CONFLICT (consumer, topic, partition) DO UPDATE SET epoch = EXCLUDED.epoch, "
            "next_offset = CASE WHEN o.epoch = EXCLUDED.epoch THEN o.next_offset ELSE 0 END RETURNING next_offset"
        ).format(table=self._table)
        offsets: dict[Position, int] = {}
        for topic, partition in sorted(positions):
            cursor = await connection.execute(query, (self._consumer, topic, partition, self._epoch))
            async for (offset,) in cursor:
                offsets[(topic, partition)] = int(offset)
        return offsets

    async def move(self, connection: Connection, position: Position, expected: int, following: int) -> bool:
        """Compare-and-set; False when somebody else has moved it, or the broker's data is another."""
        query = sql.SQL(
            "UPDATE {table} SET next_offset = %s WHERE consumer = %s AND topic = %s AND partition = %s "
            "AND next_offset = %s AND epoch = %s"
        ).format(table=self._table)
        cursor = await connection.execute(query, (following, self._consumer, *position, expected, self._epoch))
        return cursor.rowcount == 1


class Overtaken(Exception):
    """Another process has consumed these records: roll back and seek."""


class DatabaseConsumer:
    """Turns records into rows. Each batch is one transaction with its offsets, so nothing is lost and nothing doubled.

    `check` may raise BadRecord or ValidationError: that record becomes a dead letter and the rest goes on. `handle`
    gets the good records of a batch in order; an error there rolls the batch back and ends the process.
    `caught_up` is set once every partition has reached the end noted at start.
    """

    def __init__(
        self,
        *,
        name: str,
        schema: str,
        epoch: str,
        reader: Reader,
        dead_letters: Producer,
        database: Database,
        check: Check,
        handle: Handle,
        loop: Loop,
        metrics: Metrics,
        limits: DeadLetterLimits | None = None,
    ) -> None:
        self.name = name
        self.caught_up = asyncio.Event()
        self._offsets = OffsetStore(schema, name, epoch)
        self._reader, self._dead_letters, self._database = reader, dead_letters, database
        self._check, self._handle = check, handle
        self._loop, self._metrics = loop, metrics
        self._brake = BadRecordBrake(limits or DeadLetterLimits())
        self._next: dict[Position, int] = {}

    async def run(self, stop: asyncio.Event, *, batch: int = 500) -> None:
        """Consume until `stop` is set. Raises PermanentError, TransientError or what `handle` raised."""
        start_ends = await self._reader.ends()
        await self._seek(list(start_ends))
        while not stop.is_set():
            records = await self._reader.fetch(timeout=0.5, limit=batch)
            if records:
                self._loop.beat(pending=len(records))
                with self._metrics.batch_seconds.labels(self.name).time():
                    await self._consume(records)
            ends = await self._reader.ends()
            lag = sum(max(0, end - self._next[position]) for position, end in ends.items())
            if all(self._next[position] >= end for position, end in start_ends.items()):
                self.caught_up.set()
            self._loop.beat(pending=lag, done=len(records))
            self._metrics.lag.labels(self.name).set(lag)

    async def _seek(self, positions: Sequence[Position]) -> None:
        async with self._database.transaction() as connection:
            self._next = await self._offsets.load(connection, positions)
        await self._reader.seek(self._next)

    async def _consume(self, records: Sequence[Record]) -> None:
        good = [record for record in records if await self._is_good(record)]
        try:
            async with self._database.transaction() as connection:
                for position, following in _following(records).items():
                    if not await self._offsets.move(connection, position, self._next[position], following):
                        raise Overtaken
                await self._handle(connection, good)
        except Overtaken:
            log.warning("overtaken", consumer=self.name)
            await self._seek(list(self._next))
            return
        self._next.update(_following(records))
        for record in records:
            self._metrics.consumed.labels(self.name, record.topic).inc()
        self._metrics.last_record.labels(self.name).set(time.time())

    async def _is_good(self, record: Record) -> bool:
        position = (record.topic, record.partition)
        try:
            self._check(record)
        except (BadRecord, ValidationError) as error:
            self._brake.note(position, bad=True)
            reason = "invalid" if isinstance(error, ValidationError) else "refused"
            await send_dead_letter(self._dead_letters, record, service=self.name, reason=reason, error=error)
            self._metrics.dead_letters.labels(self.name, record.topic, reason).inc()
            log.error("dead_letter", topic=record.topic, offset=record.offset, error=type(error).__name__)
            return False
        self._brake.note(position, bad=False)
        return True


def _following(records: Sequence[Record]) -> Mapping[Position, int]:
    """The offset behind the last record of each partition in a batch."""
    return {(r.topic, r.partition): r.offset + 1 for r in records}

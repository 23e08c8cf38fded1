"""One stage of the worker: a batch of records in, outputs acknowledged, then rows acknowledged; no Faust in here."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from pydantic import ValidationError

from schemas.assessment import Assessment
from schemas.base import Event
from services.indicators.guards.partitions import check_place
from services.indicators.guards.tables import Rows
from services.runtime.broker import Producer
from services.runtime.consumer import BadRecordBrake, send_dead_letter
from services.runtime.errors import BadRecord, PermanentError
from services.runtime.metrics import Metrics
from services.runtime.records import Message, Record

log = structlog.get_logger()

_REASONS: Mapping[type[Exception], str] = {ValidationError: "invalid", BadRecord: "refused"}


@dataclass(frozen=True, slots=True)
class Read:
    """A record with the event it holds."""

    record: Record
    event: Event


@dataclass(frozen=True)
class Outcome:
    """What one key's events cause: messages to send, and the key's new row, where it changes.

    `error` is a fault of ours that kept the events from being finished; what they brought is in the row all the same.
    """

    messages: Sequence[Message] = ()
    row: bytes | None = None
    error: Exception | None = None


class Work(Protocol):
    """What a stage does, by topic and by key; implementations are free of I/O.

    `table` names the table it keeps rows in, if any. `counts` holds the partition count of every topic whose records
    must lie where their key belongs. `within` is how long, in seconds, events may gather so that a key is worked on
    once for several.
    """

    @property
    def name(self) -> str: ...
    @property
    def topics(self) -> Sequence[str]: ...
    @property
    def table(self) -> str | None: ...
    @property
    def within(self) -> float: ...
    @property
    def counts(self) -> Mapping[str, int]: ...

    def read(self, record: Record) -> Event | None:
        """The event of a record, None where there is nothing to do. Raises BadRecord or ValidationError."""
        ...

    def handle(self, key: str, row: bytes | None, events: Sequence[Read]) -> Outcome:
        """What the events of one key cause, in order."""
        ...


@dataclass
class Stage:
    """Runs a Work on batches of records.

    A record or a key that cannot be worked on becomes a dead letter, acknowledged, and the rest goes on (G1). Outputs
    are acknowledged before rows are kept, and derive from row and events: what a crash cuts off is caused again,
    equal, by the same records.
    """

    work: Work
    producer: Producer
    rows: Rows | None
    brake: BadRecordBrake
    metrics: Metrics

    async def process(self, records: Sequence[Record]) -> None:
        """Returns when everything the records cause is with the broker.

        Raises PermanentError when too much is bad, TransientError when the broker does not acknowledge.
        """
        with self.metrics.batch_seconds.labels(self.work.name).time():
            await self._work(records)

    async def _work(self, records: Sequence[Record]) -> None:
        keys: dict[tuple[int, str], list[Read]] = defaultdict(list)
        for record in records:
            if (event := await self._read(record)) is not None:
                keys[record.partition, record.key or ""].append(Read(record, event))
        messages: list[Message] = []
        rows: dict[int, dict[str, bytes]] = defaultdict(dict)
        for (partition, key), events in keys.items():
            outcome = await self._handle(key, events)
            messages.extend(outcome.messages)
            if outcome.row is not None:
                rows[partition][key] = outcome.row
            await asyncio.sleep(0)
        await self._keep(messages, rows)
        self._count(records, messages)

    async def _read(self, record: Record) -> Event | None:
        try:
            if record.topic in self.work.counts:
                check_place(record, self.work.counts)
            event = self.work.read(record)
        except (BadRecord, ValidationError) as error:
            await self._refuse(record, error)
            return None
        if event is None:
            self.brake.note((record.topic, record.partition), bad=False)
        return event

    async def _handle(self, key: str, events: Sequence[Read]) -> Outcome:
        row = self.rows.get(key) if self.rows else None
        outcome = await self._try(key, row, events)
        if outcome is not None:
            return outcome
        messages: list[Message] = []
        for event in events:
            found = await self._try(key, row, [event], alone=True) or Outcome()
            messages.extend(found.messages)
            row = found.row or row
        return Outcome(messages, row)

    async def _try(self, key: str, row: bytes | None, events: Sequence[Read], *, alone: bool = False) -> Outcome | None:
        """None where the events have to be tried one by one, so that one bad record takes no good one with it."""
        try:
            outcome = self.work.handle(key, row, events)
        except PermanentError:
            raise
        except Exception as error:
            if not alone:
                return None
            outcome = Outcome(error=error)
        for read in events:
            if outcome.error is None:
                self.brake.note((read.record.topic, read.record.partition), bad=False)
            else:
                await self._refuse(read.record, outcome.error)
        return outcome

    async def _refuse(self, record: Record, error: Exception) -> None:
        reason = _REASONS.get(type(error), "failed")
        known = {"topic": record.topic, "offset": record.offset, "key": record.key, "reason": reason}
        log.error("dead_letter", stage=self.work.name, exc_info=error if reason == "failed" else None, **known)
        await send_dead_letter(
            self.producer, record, service=f"indicators.{self.work.name}", reason=reason, error=error
        )
        self.metrics.dead_letters.labels(self.work.name, record.topic, reason).inc()
        self.brake.note((record.topic, record.partition), bad=True)

    async def _keep(self, messages: Sequence[Message], rows: Mapping[int, Mapping[str, bytes]]) -> None:
        if messages:
            await self.producer.send(messages)
        if self.rows is not None:
            await asyncio.gather(*(self.rows.put(partition, found) for partition, found in rows.items()))

    def _count(self, records: Sequence[Record], messages: Sequence[Message]) -> None:
        for record in records:
            self.metrics.consumed.labels(self.work.name, record.topic).inc()
        self.metrics.last_record.labels(self.work.name).set_to_current_time()
        for message in messages:
            if isinstance(message.event, Assessment):
                self.metrics.assessments.labels(message.event.verdict).inc()

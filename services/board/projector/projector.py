"""The handler of the board's consumer: a batch of records becomes rows, topic by topic."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from services.board.projector import knowledge, registers, series
from services.board.projector.events import Received, receive
from services.board.projector.pulse import note_stored
from services.runtime.broker import Position
from services.runtime.clock import Clock
from services.runtime.database import Connection
from services.runtime.records import Record

Write = Callable[[Connection, Sequence[tuple[Any, Received]]], Awaitable[None]]

_WRITERS: Mapping[str, Write] = {
    "stats.series.v1": series.write_snapshots,
    "stats.revision.v1": registers.write_revisions,
    "stats.poll.v1": registers.write_polls,
    "policy.milestone.v1": registers.write_milestones,
    "policy.answer.v1": registers.write_answers,
    "policy.assessment.v1": knowledge.write_assessments,
    "policy.recommendation.v1": knowledge.write_recommendations,
    "alert.lifecycle.v1": registers.write_transitions,
}


class Projector:
    """Checks and stores records. What `check` has read is kept for `handle`, so that each record is parsed once.

    `batches` counts what was stored: while it stands still the tables have not changed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.batches = 0
        self._read: dict[tuple[Position, int], Received] = {}

    def check(self, record: Record) -> None:
        """Read a record. Raises BadRecord or ValidationError when it cannot be stored."""
        self._read[_place(record)] = receive(record)

    async def handle(self, connection: Connection, records: Sequence[Record]) -> None:
        """Write a batch, in order within each topic; nothing is committed here."""
        for topic, write in _WRITERS.items():
            received = [self._read[_place(record)] for record in records if record.topic == topic]
            if received:
                await write(connection, [(one.event, one) for one in received])
        await note_stored(connection, self._clock.now())
        self._read.clear()
        self.batches += 1


def _place(record: Record) -> tuple[Position, int]:
    return (record.topic, record.partition), record.offset

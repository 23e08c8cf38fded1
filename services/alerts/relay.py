"""Carries events from the outbox table to the broker, in order, and marks them only when the broker has them."""

from services.alerts.loops import Turn
from services.alerts.store import outbox
from services.runtime.broker import Producer
from services.runtime.clock import Clock
from services.runtime.database import Database


class Relay:
    """One at a time per database. A crash between acknowledgement and mark sends an event again, with the same id."""

    def __init__(self, database: Database, producer: Producer, clock: Clock, epoch: str) -> None:
        self._database, self._producer, self._clock, self._epoch = database, producer, clock, epoch

    async def start(self) -> int:
        """Give a broker whose data is another everything once more; returns how many events that are."""
        async with self._database.transaction() as connection:
            return await outbox.rewind_for(connection, self._epoch, self._clock.now())

    async def turn(self, limit: int = 200) -> Turn:
        """Publish what waits. Raises TransientError when the broker does not acknowledge; nothing is marked then."""
        async with self._database.transaction() as connection:
            events = await outbox.take(connection, limit)
            if events:
                await self._producer.send([event.message(self._epoch) for event in events])
                await outbox.published(connection, events, self._clock.now())
            waiting = await outbox.count_waiting(connection)
        return Turn(waiting, len(events))

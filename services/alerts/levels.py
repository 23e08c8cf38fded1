"""What alerting shows operations besides its mails: the alerts as they stand, and the events still on their way."""

from dataclasses import dataclass

from services.alerts.loops import Turn
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.metrics import Metrics


@dataclass
class Levels:
    """Counts the rows; does no work, so nothing ever waits for it."""

    database: Database
    clock: Clock
    metrics: Metrics

    async def turn(self) -> Turn:
        """Show what stands in the tables now."""
        async with self.database.transaction() as connection:
            cursor = await connection.execute("SELECT kind, state, count(*) FROM alerts.alerts GROUP BY kind, state")
            alerts = await cursor.fetchall()
            cursor = await connection.execute("SELECT count(*), min(at) FROM alerts.outbox WHERE published_at IS NULL")
            waiting, oldest = await cursor.fetchone() or (0, None)
        self.metrics.alerts.clear()
        for kind, state, count in alerts:
            self.metrics.alerts.labels(kind, state).set(count)
        self.metrics.events_waiting.set(waiting)
        self.metrics.events_oldest.set((self.clock.now() - oldest).total_seconds() if oldest else 0)
        return Turn(0)

"""What the board shows operations: the present verdicts, and when the newest became known."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from schemas.verdicts import Verdict
from services.runtime.database import Connection, Database
from services.runtime.metrics import Metrics


@dataclass
class Levels:
    """Reads the tables when they have changed; `stored` counts what was stored."""

    database: Database
    metrics: Metrics
    stored: Callable[[], int]
    _looked_at: int | None = None

    async def run(self, stop: asyncio.Event, *, every: float) -> None:
        """Look every `every` seconds until `stop` is set. Raises TransientError from the database."""
        while not stop.is_set():
            stored = self.stored()
            if stored != self._looked_at:
                async with self.database.transaction() as connection:
                    await self.show(connection)
                self._looked_at = stored
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every)

    async def show(self, connection: Connection) -> None:
        """Show what stands in the tables now."""
        cursor = await connection.execute(
            "SELECT verdict, count(*), extract(epoch FROM max(known_from))::float8 FROM board.assessments "
            "WHERE known_to IS NULL GROUP BY verdict"
        )
        found = {str(verdict): (int(count), float(newest)) for verdict, count, newest in await cursor.fetchall()}
        for verdict in Verdict:
            self.metrics.verdicts.labels(verdict.value).set(found.get(verdict.value, (0, 0.0))[0])
        if found:
            self.metrics.newest_assessment.set(max(newest for _, newest in found.values()))

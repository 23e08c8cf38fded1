"""How old the board is: when something was last stored, and when the projector was last in touch with the broker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.runtime.database import Connection, Database

KEPT: Final = timedelta(seconds=2)
SILENT: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Age:
    """`stored_at` is None before anything was stored, `seen_at` before the projector ever reached the broker.

    `batches` counts what was stored.
    """

    stored_at: datetime | None = None
    seen_at: datetime | None = None
    batches: int = 0

    def silent_since(self, now: datetime) -> datetime | None:
        """Since when nothing can have arrived; None while the projector is in touch, or where there is none yet."""
        return self.seen_at if self.seen_at and now - self.seen_at > SILENT else None


class Freshness:
    """Reads the age at most every two seconds, so that a page costs no query more."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[datetime, Age] | None = None

    async def age(self, now: datetime) -> Age:
        """The age at `now`. Raises TransientError when the database does not answer."""
        if self._known is None or not timedelta() <= now - self._known[0] < KEPT:
            return await self.read(now)
        return self._known[1]

    async def read(self, now: datetime) -> Age:
        """The age as it stands in the database. Raises TransientError when the database does not answer."""
        async with self._database.transaction() as connection:
            age = await _read(connection)
        self._known = (now, age)
        return age


async def _read(connection: Connection) -> Age:
    cursor = await connection.execute("SELECT stored_at, seen_at, batches FROM board.projection")
    row = await cursor.fetchone()
    return Age(*row) if row else Age()

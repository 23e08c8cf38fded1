"""Tells readers how old the board is: when something was last stored, when the broker was last reached."""

import asyncio
import contextlib
from datetime import datetime

from services.runtime.clock import Clock
from services.runtime.database import Connection, Database
from services.runtime.health import Loop

EVERY = 15.0

_NOTE = (
    "INSERT INTO board.projection AS p (stored_at, seen_at, batches) VALUES (%s, %s, %s) "
    "ON CONFLICT (single) DO UPDATE SET stored_at = coalesce(EXCLUDED.stored_at, p.stored_at), "
    "seen_at = coalesce(EXCLUDED.seen_at, p.seen_at), batches = p.batches + EXCLUDED.batches"
)


async def note_stored(connection: Connection, now: datetime) -> None:
    """A batch is being stored, so the broker was reached too; part of the batch's own transaction."""
    await connection.execute(_NOTE, (now, now, 1))


async def keep_pulse(database: Database, clock: Clock, consuming: Loop, stop: asyncio.Event) -> None:
    """Note every 15 seconds that the broker was reached, while the consuming loop turns. Raises TransientError."""
    seen = None
    while not stop.is_set():
        if consuming.beaten_at != seen:
            seen = consuming.beaten_at
            async with database.transaction() as connection:
                await connection.execute(_NOTE, (None, clock.now(), 0))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY)

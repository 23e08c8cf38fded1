"""Facts about this deployment that outlive every process."""

from datetime import datetime

from services.runtime.database import Connection

FIRST_START = "first_start"
FIRST_EDITION = "first_edition"
TOLD_EDITION = "told_edition"
_READ = "SELECT value FROM alerts.deployment WHERE name = %s"
_LOCKED = "SELECT value FROM alerts.deployment WHERE name = %s FOR UPDATE"


async def get(connection: Connection, name: str, *, lock: bool = False) -> str | None:
    """One fact; with `lock` nobody else can read it so, or change it, until the transaction ends."""
    cursor = await connection.execute(_LOCKED if lock else _READ, (name,))
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def put(connection: Connection, name: str, value: str, at: datetime) -> None:
    """Set one fact."""
    await connection.execute(
        "INSERT INTO alerts.deployment (name, value, at) VALUES (%s, %s, %s) "
        "ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, at = EXCLUDED.at",
        (name, value, at),
    )


async def is_collecting(connection: Connection) -> bool:
    """Whether the first start is still under way. It cannot end until this transaction has."""
    await connection.execute("SELECT pg_advisory_xact_lock_shared(hashtext('koers.alerts.decide'))")
    return await get(connection, FIRST_START) is None


async def decide_alone(connection: Connection) -> None:
    """Wait for everybody who takes in events, and let nobody begin until this transaction has ended."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('koers.alerts.decide'))")


async def end_collecting(connection: Connection, at: datetime) -> bool:
    """End the first start, alone; False when it has ended already."""
    await decide_alone(connection)
    if await get(connection, FIRST_START) is not None:
        return False
    await put(connection, FIRST_START, "done", at)
    return True

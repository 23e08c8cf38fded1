"""Series, for whoever wants the figures themselves."""

from dataclasses import dataclass
from datetime import datetime

from schemas.stats import SeriesSnapshot
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series in a list."""

    series_id: str
    source: str
    dataset: str
    recipe: str
    unit: str
    frequency: str
    version: int
    retrieved_at: datetime
    live: bool


async def read_series(connection: Connection, *, source: str | None, after: str, limit: int) -> list[SeriesLine]:
    """The next `limit` series behind `after`, in order of their ids."""
    cursor = await connection.execute(
        "SELECT series_id, source, dataset, recipe, unit, frequency, version, retrieved_at, live FROM board.series "
        "WHERE series_id > %s AND (%s::text IS NULL OR source = %s) ORDER BY series_id LIMIT %s",
        (after, source, source, limit),
    )
    return [SeriesLine(*row) for row in await cursor.fetchall()]


async def read_snapshot(connection: Connection, series_id: str) -> SeriesSnapshot | None:
    """The newest snapshot of a series."""
    cursor = await connection.execute("SELECT snapshot::text FROM board.series WHERE series_id = %s", (series_id,))
    row = await cursor.fetchone()
    return SeriesSnapshot.read(row[0].encode()) if row else None


async def read_media_type(connection: Connection, sha256: str) -> str | None:
    """The media type of a body some figure on the board was read from; None for any other body.

    A body that was quarantined is in the archive too, but is nobody's proof.
    """
    cursor = await connection.execute(
        "SELECT coalesce((SELECT snapshot->'raw'->>'media_type' FROM board.series WHERE raw_sha256 = %s LIMIT 1), "
        "(SELECT 'application/octet-stream' FROM board.observations WHERE raw_sha256 = %s LIMIT 1))",
        (sha256, sha256),
    )
    row = await cursor.fetchone()
    found: str | None = row[0] if row else None
    return found

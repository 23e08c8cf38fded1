"""Series, for whoever wants the figures themselves."""

from dataclasses import dataclass
from datetime import datetime

from schemas.period import Period
from schemas.stats import Observation, SeriesSnapshot
from services.board.web.moment import Moment
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


async def read_series(
    connection: Connection, moment: Moment, *, source: str | None, after: str, limit: int
) -> list[SeriesLine]:
    """The next `limit` series behind `after` of which some figure was known, in order of their ids."""
    cursor = await connection.execute(
        "SELECT series_id, source, dataset, recipe, unit, frequency, version, retrieved_at, live FROM board.series s "
        "WHERE series_id > %(after)s AND (%(source)s::text IS NULL OR source = %(source)s) "
        "AND (%(day)s::date IS NULL OR EXISTS (SELECT 1 FROM board.observations o "
        "WHERE o.series_id = s.series_id AND o.known_from <= %(at)s)) ORDER BY series_id LIMIT %(limit)s",
        moment.filled(after=after, source=source, day=moment.as_of, limit=limit),
    )
    return [SeriesLine(*row) for row in await cursor.fetchall()]


async def read_snapshot(connection: Connection, series_id: str, moment: Moment) -> SeriesSnapshot | None:
    """The newest snapshot of a series; on a past day with the figures that were known then. None where none was."""
    cursor = await connection.execute("SELECT snapshot::text FROM board.series WHERE series_id = %s", (series_id,))
    row = await cursor.fetchone()
    newest = SeriesSnapshot.read(row[0].encode()) if row else None
    if newest is None or moment.as_of is None:
        return newest
    known = await _known(connection, series_id, moment)
    return newest.model_copy(update={"observations": known}) if known else None


async def _known(connection: Connection, series_id: str, moment: Moment) -> tuple[Observation, ...]:
    cursor = await connection.execute(
        "SELECT period, value, obs_flags, conf, raw_sha256, suspect FROM board.observations "
        "WHERE series_id = %(series)s AND known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s) "
        "ORDER BY starts, period",
        moment.filled(series=series_id),
    )
    return tuple(
        Observation(period=Period.parse(period), value=value, obs_flags=flags, conf=conf, raw=raw, suspect=suspect)
        for period, value, flags, conf, raw, suspect in await cursor.fetchall()
    )


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

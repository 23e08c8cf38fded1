"""Writes snapshots: the newest of each series, and the bitemporal history of its observations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from psycopg import sql

from schemas.period import Period
from schemas.stats import SeriesSnapshot
from services.board.domain.observations import Content, Difference, Row, differ
from services.board.projector.bulk import Columns, folded, insert, unfolded
from services.board.projector.events import Received
from services.runtime.database import Connection

Version = tuple[int, str]

_SERIES: Columns = {
    "series_id": "text",
    "source": "text",
    "dataset": "text",
    "recipe": "text",
    "unit": "text",
    "frequency": "text",
    "version": "int",
    "content_sha256": "text",
    "raw_sha256": "text",
    "retrieved_at": "timestamptz",
    "published_at": "timestamptz",
    "live": "boolean",
    "snapshot": "jsonb",
}
_OBSERVATIONS: Columns = {
    "series_id": "text",
    "period": "text",
    "starts": "date",
    "ends": "date",
    "value": "text",
    "number": "double precision",
    "obs_flags": "text",
    "conf": "text",
    "suspect": "boolean",
    "raw_sha256": "text",
    "known_from": "timestamptz",
    "known_to": "timestamptz",
}
_ENDING: Columns = {"series_id": "text", "period": "text", "known_from": "timestamptz", "known_to": "timestamptz"}
_UPSERT = (
    "ON CONFLICT (series_id) DO UPDATE SET source = EXCLUDED.source, dataset = EXCLUDED.dataset, "
    "recipe = EXCLUDED.recipe, unit = EXCLUDED.unit, frequency = EXCLUDED.frequency, version = EXCLUDED.version, "
    "content_sha256 = EXCLUDED.content_sha256, raw_sha256 = EXCLUDED.raw_sha256, "
    "retrieved_at = EXCLUDED.retrieved_at, published_at = EXCLUDED.published_at, live = EXCLUDED.live, "
    "snapshot = EXCLUDED.snapshot"
)
_REOPEN = (
    "ON CONFLICT (series_id, period, known_from) DO UPDATE SET value = EXCLUDED.value, number = EXCLUDED.number, "
    "obs_flags = EXCLUDED.obs_flags, conf = EXCLUDED.conf, suspect = EXCLUDED.suspect, "
    "raw_sha256 = EXCLUDED.raw_sha256, known_to = EXCLUDED.known_to"
)


async def write_snapshots(connection: Connection, received: Sequence[tuple[SeriesSnapshot, Received]]) -> None:
    """Apply snapshots in order. A lower version changes nothing, nor does an equal one with an equal hash."""
    by_series: dict[str, list[tuple[SeriesSnapshot, Received]]] = defaultdict(list)
    for snapshot, carrier in received:
        by_series[snapshot.series_id].append((snapshot, carrier))
    versions = await _versions(connection, list(by_series))
    fresh = {series: kept for series, all_ in by_series.items() if (kept := _fresh(all_, versions.get(series)))}
    stored = await _open_rows(connection, [series for series in fresh if series in versions])
    await insert(connection, "series", _SERIES, [_series_row(*kept[-1]) for kept in fresh.values()], _UPSERT)
    differences = {
        series: differ(stored.get(series, ()), [snapshot for snapshot, _ in kept]) for series, kept in fresh.items()
    }
    await _write(connection, differences)


def _fresh(
    received: Sequence[tuple[SeriesSnapshot, Received]], known: Version | None
) -> list[tuple[SeriesSnapshot, Received]]:
    kept = []
    for snapshot, carrier in received:
        version = (snapshot.version, snapshot.content_sha256)
        if known is None or version[0] > known[0] or (version[0] == known[0] and version[1] != known[1]):
            kept.append((snapshot, carrier))
            known = version
    return kept


async def _versions(connection: Connection, series: list[str]) -> dict[str, Version]:
    cursor = await connection.execute(
        "SELECT series_id, version, content_sha256 FROM board.series WHERE series_id = ANY(%s)", (series,)
    )
    return {row[0]: (row[1], row[2]) for row in await cursor.fetchall()}


async def _open_rows(connection: Connection, series: list[str]) -> Mapping[str, list[Row]]:
    cursor = await connection.execute(
        "SELECT series_id, period, value, obs_flags, conf, suspect, raw_sha256, known_from FROM board.observations "
        "WHERE series_id = ANY(%s) AND known_to IS NULL",
        (series,),
    )
    rows: dict[str, list[Row]] = defaultdict(list)
    for series_id, period, value, flags, conf, suspect, raw, known_from in await cursor.fetchall():
        rows[series_id].append(Row(Period.parse(period), Content(value, flags, conf, suspect), raw, known_from))
    return rows


async def _write(connection: Connection, differences: Mapping[str, Difference]) -> None:
    removed = [_ending(series, row) for series, d in differences.items() for row in d.removed]
    closed = [_ending(series, row) for series, d in differences.items() for row in d.closed]
    same = sql.SQL("old.series_id = new.series_id AND old.period = new.period AND old.known_from = new.known_from")
    if removed:
        query = sql.SQL("DELETE FROM board.observations AS old USING {} WHERE {}").format(unfolded(_ENDING), same)
        await connection.execute(query, (folded(_ENDING, removed),))
    if closed:
        query = sql.SQL("UPDATE board.observations AS old SET known_to = new.known_to FROM {} WHERE {}").format(
            unfolded(_ENDING), same
        )
        await connection.execute(query, (folded(_ENDING, closed),))
    added = [_observation_row(series, row) for series, d in differences.items() for row in d.added]
    await insert(connection, "observations", _OBSERVATIONS, added, _REOPEN)


def _series_row(snapshot: SeriesSnapshot, carrier: Received) -> tuple[Any, ...]:
    return (
        snapshot.series_id,
        snapshot.source,
        snapshot.dataset,
        snapshot.recipe,
        snapshot.unit,
        snapshot.frequency,
        snapshot.version,
        snapshot.content_sha256,
        snapshot.raw.sha256,
        snapshot.retrieved_at,
        snapshot.published_at,
        snapshot.live,
        carrier.json,
    )


def _observation_row(series: str, row: Row) -> tuple[Any, ...]:
    number = None
    with suppress(ValueError, TypeError):
        number = float(row.content.value or "")
    return (
        series,
        str(row.period),
        row.period.start,
        row.period.end,
        row.content.value,
        number,
        row.content.obs_flags,
        row.content.conf,
        row.content.suspect,
        row.raw_sha256,
        row.known_from,
        row.known_to,
    )


def _ending(series: str, row: Row) -> tuple[Any, ...]:
    return (series, str(row.period), row.known_from, row.known_to)

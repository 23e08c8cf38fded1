"""Writes what is judged: assessments and roll-ups with the time they were valid."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import sql

from schemas.assessment import Assessment
from schemas.base import Event
from schemas.policy import RecommendationState
from services.board.domain.brief import Brief
from services.board.domain.stretches import Stretch, learn
from services.board.projector.bulk import Columns, insert
from services.board.projector.events import Received
from services.runtime.database import Connection

Key = str | int
Row = tuple[Any, ...]
Judged = Assessment | RecommendationState

_ASSESSMENTS: Columns = {
    "key": "text",
    "known_from": "timestamptz",
    "known_to": "timestamptz",
    "digest": "text",
    "edition": "int",
    "indicator": "text",
    "geo": "text",
    "verdict": "text",
    "brief": "jsonb",
    "assessment": "jsonb",
}
_RECOMMENDATIONS: Columns = {
    "number": "int",
    "known_from": "timestamptz",
    "known_to": "timestamptz",
    "digest": "text",
    "edition": "int",
    "status": "text",
    "headline": "text",
    "state": "jsonb",
}


@dataclass(frozen=True, slots=True)
class Learned:
    """One state to store: its key, the event itself, its digest, and the table's columns behind that."""

    key: Key
    event: Judged
    digest: str
    columns: Row
    received: Received


async def write_assessments(connection: Connection, received: Sequence[tuple[Assessment, Received]]) -> None:
    """Store assessments; the canary is none of the board's."""
    states = [Learned(a.key, a, _digest(a), _columns(a, carrier), carrier) for a, carrier in received if not a.canary]
    await _write(connection, "assessments", "key", _ASSESSMENTS, states)


def _columns(assessment: Assessment, carrier: Received) -> Row:
    brief = Brief.of(assessment, carrier.sent_at).model_dump_json(exclude_none=True)
    edition = assessment.agenda.edition
    return edition, assessment.indicator, assessment.geo, assessment.verdict.value, brief, carrier.json


async def write_recommendations(
    connection: Connection, received: Sequence[tuple[RecommendationState, Received]]
) -> None:
    """Store roll-ups."""
    states = [
        Learned(r.number, r, _digest(r), (r.agenda.edition, r.status.value, r.headline, carrier.json), carrier)
        for r, carrier in received
    ]
    await _write(connection, "recommendations", "number", _RECOMMENDATIONS, states)


async def _write(
    connection: Connection, table: LiteralString, key: LiteralString, columns: Columns, states: Sequence[Learned]
) -> None:
    by_key: dict[Key, list[Learned]] = defaultdict(list)
    for state in states:
        by_key[state.key].append(state)
    tails = await _tails(connection, table, key, columns, list(by_key))
    for name, learned in by_key.items():
        before = tails.get(name, [])
        after = _fold(before, learned)
        if after != before:
            await _replace(connection, table, key, columns, name, before, after)


def _fold(tail: list[Stretch[Row]], learned: Sequence[Learned]) -> list[Stretch[Row]]:
    """Learn one after the other; what was made from less than is shown now is not heard.

    That is an older edition of the agenda that runs beside a newer one, and every state on the way while the broker's
    data is being published again.
    """
    stretches = tail
    for one in learned:
        if stretches and stretches[-1].digest != one.digest and _is_older(one.event, stretches[-1]):
            continue
        stretches = learn(stretches, one.digest, one.columns, one.received.sent_at)
    return stretches


def _is_older(event: Judged, shown: Stretch[Row]) -> bool:
    """The document is the last column of both tables."""
    document = shown.state[-1].encode()
    if isinstance(event, Assessment):
        return event.is_older_than(Assessment.read(document))
    return event.is_older_than(RecommendationState.read(document))


async def _tails(
    connection: Connection, table: LiteralString, key: LiteralString, columns: Columns, keys: list[Key]
) -> Mapping[Key, list[Stretch[Row]]]:
    """The last two stretches of each key, oldest first."""
    names = sql.SQL(", ").join(sql.SQL("t.{}").format(_as_stored(name, kind)) for name, kind in columns.items())
    query = sql.SQL(
        "SELECT {names} FROM unnest(%s::{kind}[]) AS wanted(key) CROSS JOIN LATERAL (SELECT * FROM {table} "
        "WHERE {key} = wanted.key ORDER BY known_from DESC LIMIT 2) AS t ORDER BY t.known_from"
    ).format(names=names, kind=sql.SQL(columns[key]), table=sql.Identifier("board", table), key=sql.Identifier(key))
    cursor = await connection.execute(query, (keys,))
    tails: dict[Key, list[Stretch[Row]]] = defaultdict(list)
    for name, known_from, known_to, digest, *state in await cursor.fetchall():
        tails[name].append(Stretch(digest, tuple(state), known_from, known_to))
    return tails


def _as_stored(name: LiteralString, kind: LiteralString) -> sql.Composed:
    stored = sql.Identifier(name)
    return sql.SQL("{}::text").format(stored) if kind == "jsonb" else sql.Composed([stored])


async def _replace(
    connection: Connection,
    table: LiteralString,
    key: LiteralString,
    columns: Columns,
    name: Key,
    before: list[Stretch[Row]],
    after: list[Stretch[Row]],
) -> None:
    """Write the changed end of a history: what stood in the tail goes, what stands there now is put in its place."""
    kept = len([1 for old, new in zip(before, after, strict=False) if old == new])
    if kept < len(before):
        query = sql.SQL("DELETE FROM {} WHERE {} = %s AND known_from >= %s").format(
            sql.Identifier("board", table), sql.Identifier(key)
        )
        await connection.execute(query, (name, before[kept].known_from))
    rows = [(name, s.known_from, s.known_to, s.digest, *s.state) for s in after[kept:]]
    await insert(connection, table, columns, rows, "")


def _digest(event: Event) -> str:
    return hashlib.sha256(event.model_dump_json(exclude={"as_of"}, exclude_none=True).encode()).hexdigest()

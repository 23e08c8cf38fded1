"""Many rows in one statement: they travel as one JSON document and are unfolded by PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

import orjson
from psycopg import sql

from services.runtime.database import Connection

Columns = Mapping[LiteralString, LiteralString]


def unfolded(columns: Columns) -> sql.Composed:
    """`json_to_recordset(%s) AS new(series_id text, …)`: a table of the rows given as the statement's parameter."""
    typed = (sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns.items())
    return sql.SQL("json_to_recordset(%s::json) AS new({})").format(sql.SQL(", ").join(typed))


def folded(columns: Columns, rows: Sequence[Sequence[Any]]) -> str:
    """The rows as that parameter; a value of a jsonb column is given as its JSON text."""
    raw = [kind == "jsonb" for kind in columns.values()]
    documents = [
        {
            name: orjson.Fragment(value) if is_json else value
            for name, value, is_json in zip(columns, row, raw, strict=True)
        }
        for row in rows
    ]
    return orjson.dumps(documents).decode()


async def insert(
    connection: Connection,
    table: LiteralString,
    columns: Columns,
    rows: Sequence[Sequence[Any]],
    conflict: LiteralString,
) -> None:
    """Insert all rows into `board.table`; `conflict` is the ON CONFLICT clause. No key may stand twice in `rows`."""
    if not rows:
        return
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("INSERT INTO {} AS old ({}) SELECT {} FROM {} {}").format(
        sql.Identifier("board", table), names, names, unfolded(columns), sql.SQL(conflict)
    )
    await connection.execute(query, (folded(columns, rows),))

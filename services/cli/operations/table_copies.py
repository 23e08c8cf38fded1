"""Tables out of a database and into another, each as the lines that PostgreSQL writes, in the order of its key."""

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from schemas.base import Model
from services.runtime.errors import ConfigError, TransientError

SCHEMAS = ("alerts", "board", "desk")
CHUNK = 1 << 20
# Whatever the server's defaults, a row is written the same everywhere
_ONE_FORM = "-c timezone=UTC -c datestyle=ISO,YMD -c intervalstyle=postgres -c extra_float_digits=1"


class TableCopy(Model):
    """One table: rows, and the hash of its lines as PostgreSQL writes them, in the order of its primary key."""

    rows: int
    sha256: str


def connected(dsn: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection that writes values in one form. Raises TransientError when PostgreSQL does not answer."""
    try:
        return psycopg.connect(dsn, connect_timeout=15, options=_ONE_FORM)
    except psycopg.OperationalError as error:
        raise TransientError(f"PostgreSQL does not answer: {error}") from error


def refuse_full(dsn: str) -> None:
    """Raises ConfigError where a table of ours has rows."""
    with connected(dsn) as connection:
        there = [name for name in table_names(connection) if connection.execute(_any_row(name)).fetchone()]
    if there:
        raise ConfigError(f"the database is not empty ({', '.join(there[:3])} …): restore into a new one")


def table_names(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    """Every table of ours, those that others refer to first."""
    names = [
        str(name)
        for (name,) in connection.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1",
            (list(SCHEMAS),),
        )
    ]
    refers = {
        (str(child), str(parent))
        for child, parent in connection.execute(
            "SELECT c.relnamespace::regnamespace || '.' || c.relname, p.relnamespace::regnamespace || '.' || p.relname "
            "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid "
            "WHERE k.contype = 'f' AND k.conrelid <> k.confrelid"
        )
    }
    return list(_parents_first(names, refers))


def _parents_first(names: Sequence[str], refers: set[tuple[str, str]]) -> Iterator[str]:
    left = list(names)
    while left:
        free = [name for name in left if not any((name, other) in refers for other in left)]
        yield from free
        left = [name for name in left if name not in free]


def copy_out(connection: psycopg.Connection[tuple[object, ...]], name: str, folder: Path) -> TableCopy:
    """Write a table into its packed file."""
    with gzip.open(file_of(folder, name), "wb", compresslevel=6) as file:
        return digest_of(connection, name, file)


def digest_of(
    connection: psycopg.Connection[tuple[object, ...]], name: str, file: gzip.GzipFile | None = None
) -> TableCopy:
    """The rows and the hash of a table, and its lines into a file where one is given."""
    digest = hashlib.sha256()
    query = sql.SQL("COPY ({}) TO STDOUT").format(_all_rows(connection, name))
    with connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for part in copy:
                digest.update(part)
                if file:
                    file.write(bytes(part))
        return TableCopy(rows=cursor.rowcount, sha256=digest.hexdigest())


def copy_in(connection: psycopg.Connection[tuple[object, ...]], name: str, folder: Path) -> None:
    """Fill a table from its packed file; one that the backup does not have stays empty."""
    if not file_of(folder, name).exists():
        return
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(_identifier(name), _kept_columns(connection, name))
    with connection.cursor() as cursor, cursor.copy(query) as copy, gzip.open(file_of(folder, name), "rb") as lines:
        while part := lines.read(CHUNK):
            copy.write(part)


def _key(connection: psycopg.Connection[tuple[object, ...]], name: str) -> list[str]:
    rows = connection.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
        "WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int[], a.attnum::int)",
        (name,),
    )
    return [str(column) for (column,) in rows]


def set_sequences(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Numbers are given on behind the highest restored."""
    rows = connection.execute(
        "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns "
        "WHERE is_identity = 'YES' AND table_schema = ANY(%s)",
        (list(SCHEMAS),),
    ).fetchall()
    for name, column in rows:
        connection.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false) FROM {}").format(
                sql.Literal(name), sql.Literal(column), sql.Identifier(str(column)), _identifier(str(name))
            )
        )


def _all_rows(connection: psycopg.Connection[tuple[object, ...]], name: str) -> sql.Composed:
    order = sql.SQL(", ").join(
        sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(c)) for c in _key(connection, name)
    )
    columns = _kept_columns(connection, name)
    return sql.SQL("SELECT {} FROM {} ORDER BY {}").format(columns, _identifier(name), order)


def _kept_columns(connection: psycopg.Connection[tuple[object, ...]], name: str) -> sql.Composed:
    """The columns of a table that hold something of their own: what is generated follows from them, and takes none."""
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND attgenerated = '' ORDER BY attnum",
        (name,),
    )
    return sql.SQL(", ").join(sql.Identifier(str(column)) for (column,) in rows)


def _any_row(name: str) -> sql.Composed:
    return sql.SQL("SELECT 1 FROM {} LIMIT 1").format(_identifier(name))


def _identifier(name: str) -> sql.Identifier:
    return sql.Identifier(*name.split("."))


def file_of(folder: Path, name: str) -> Path:
    """Where a table's lines are kept."""
    return folder / f"{name}.copy.gz"

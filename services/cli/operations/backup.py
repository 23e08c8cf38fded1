"""`koers backup` and `koers restore`: archive, database with its offsets, and agenda, in one folder that proves itself.

The database is read in one transaction, the archive after it: what the tables point to is then in the archive, which
only ever grows. Kafka is no part of it: the topics are filled again from archive and database.
"""

import gzip
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from schemas.base import Model
from services.runtime.agenda import load_agenda
from services.runtime.archive_paths import archive_root
from services.runtime.clock import Clock
from services.runtime.database import applied, migrate
from services.runtime.errors import ConfigError, TransientError

SCHEMAS = ("alerts", "board", "desk")
_MANIFEST = "manifest.json"
_LEFT_OUT = shutil.ignore_patterns("lock")
_CHUNK = 1 << 20
# Whatever the server's defaults, a row is written the same everywhere
_ONE_FORM = "-c timezone=UTC -c datestyle=ISO,YMD -c intervalstyle=postgres -c extra_float_digits=1"


class TableCopy(Model):
    """One table: rows, and the hash of its lines as PostgreSQL writes them, in the order of its primary key."""

    rows: int
    sha256: str


class Manifest(Model):
    """What a backup holds, and in which state of the schema."""

    made_at: datetime
    agenda_edition: int
    migrations: tuple[str, ...]
    tables: dict[str, TableCopy]
    archive: dict[str, str]


def back_up(dsn: str, state: Path, target: Path, agenda_dir: Path | None, clock: Clock) -> Manifest:
    """Write a backup into an empty folder. Raises ConfigError, or TransientError when PostgreSQL does not answer."""
    if target.exists() and any(target.iterdir()):
        raise ConfigError(f"{target} is not empty: give a new folder for each backup")
    (target / "tables").mkdir(parents=True, exist_ok=True)
    agenda = load_agenda(agenda_dir)
    migrations = tuple(applied(dsn))
    with _connected(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = {name: _copy_out(connection, name, target / "tables") for name in table_names(connection)}
    source = archive_root(state)
    if source.exists():
        shutil.copytree(source, target / "archive", ignore=_LEFT_OUT)
    if agenda_dir:
        shutil.copytree(agenda_dir, target / "agenda")
    manifest = Manifest(
        made_at=clock.now(),
        agenda_edition=agenda.edition,
        migrations=migrations,
        tables=tables,
        archive=hashes(target / "archive"),
    )
    (target / _MANIFEST).write_text(manifest.model_dump_json(indent=2))
    return manifest


def restore(dsn: str, state: Path, source: Path) -> Manifest:
    """Fill an empty database and an empty archive from a backup, then bring the database to this version.

    Nothing is written before the backup has proved whole and both targets empty. Raises ConfigError, or TransientError.
    """
    manifest = _read(source)
    target = archive_root(state)
    if target.exists() and any(path.name != "lock" for path in target.iterdir()):
        raise ConfigError(f"{target} is not empty: restore into a new state folder")
    _refuse_full(dsn)
    missing = set(manifest.migrations) - set(migrate(dsn, manifest.migrations)) - set(applied(dsn))
    if missing:
        raise ConfigError(
            f"the backup is of a newer Koers (migrations {sorted(missing)}): restore it with that version"
        )
    with _connected(dsn) as connection:
        for name in table_names(connection):
            _copy_in(connection, name, source / "tables")
        _set_sequences(connection)
        found = {name: _digest(connection, name) for name in manifest.tables}
        if wrong := [name for name, copy in found.items() if copy != manifest.tables[name]]:
            raise ConfigError(f"after the restore these tables differ from the backup: {wrong}; nothing was kept")
    if (source / "archive").exists():
        shutil.copytree(source / "archive", target, dirs_exist_ok=True)
    migrate(dsn)
    return manifest


def _read(source: Path) -> Manifest:
    """The manifest of a backup that is whole."""
    try:
        manifest = Manifest.model_validate_json((source / _MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{source} holds no backup of Koers that can be read: {error}") from error
    if hashes(source / "archive") != manifest.archive:
        raise ConfigError(f"the archive in {source} is not what was backed up: take another backup")
    for name, copy in manifest.tables.items():
        digest = hashlib.sha256()
        try:
            with gzip.open(_file(source / "tables", name), "rb") as lines:
                while part := lines.read(_CHUNK):
                    digest.update(part)
        except (OSError, EOFError) as error:
            raise ConfigError(f"table {name} of the backup cannot be read: {error}") from error
        if digest.hexdigest() != copy.sha256:
            raise ConfigError(f"table {name} of the backup is damaged: take another backup")
    return manifest


def hashes(root: Path) -> dict[str, str]:
    """Every file below a folder, by its hash."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _connected(dsn: str) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(dsn, connect_timeout=15, options=_ONE_FORM)
    except psycopg.OperationalError as error:
        raise TransientError(f"PostgreSQL does not answer: {error}") from error


def _refuse_full(dsn: str) -> None:
    with _connected(dsn) as connection:
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


def _copy_out(connection: psycopg.Connection[tuple[object, ...]], name: str, folder: Path) -> TableCopy:
    with gzip.open(_file(folder, name), "wb", compresslevel=6) as file:
        return _digest(connection, name, file)


def _digest(
    connection: psycopg.Connection[tuple[object, ...]], name: str, file: gzip.GzipFile | None = None
) -> TableCopy:
    digest = hashlib.sha256()
    query = sql.SQL("COPY ({}) TO STDOUT").format(_all_rows(connection, name))
    with connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for part in copy:
                digest.update(part)
                if file:
                    file.write(bytes(part))
        return TableCopy(rows=cursor.rowcount, sha256=digest.hexdigest())


def _copy_in(connection: psycopg.Connection[tuple[object, ...]], name: str, folder: Path) -> None:
    if not _file(folder, name).exists():
        return
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(_identifier(name), _kept_columns(connection, name))
    with connection.cursor() as cursor, cursor.copy(query) as copy, gzip.open(_file(folder, name), "rb") as lines:
        while part := lines.read(_CHUNK):
            copy.write(part)


def _key(connection: psycopg.Connection[tuple[object, ...]], name: str) -> list[str]:
    rows = connection.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
        "WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int[], a.attnum::int)",
        (name,),
    )
    return [str(column) for (column,) in rows]


def _set_sequences(connection: psycopg.Connection[tuple[object, ...]]) -> None:
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


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.copy.gz"

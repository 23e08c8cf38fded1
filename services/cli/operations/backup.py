"""`koers backup` and `koers restore`: archive, database with its offsets, and agenda, in one folder that proves itself.

The database is read in one transaction, the archive after it: what the tables point to is then in the archive, which
only ever grows. Kafka is no part of it: the topics are filled again from archive and database.
"""

import gzip
import hashlib
import shutil
from datetime import datetime
from pathlib import Path

from schemas.base import Model
from services.cli.operations.table_copies import (
    CHUNK,
    TableCopy,
    connected,
    copy_in,
    copy_out,
    digest_of,
    file_of,
    refuse_full,
    set_sequences,
    table_names,
)
from services.runtime.agenda import load_agenda
from services.runtime.archive_paths import archive_root
from services.runtime.clock import Clock
from services.runtime.database import applied, migrate
from services.runtime.errors import ConfigError

_MANIFEST = "manifest.json"
_LEFT_OUT = shutil.ignore_patterns("lock")


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
    with connected(dsn) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = {name: copy_out(connection, name, target / "tables") for name in table_names(connection)}
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
    refuse_full(dsn)
    missing = set(manifest.migrations) - set(migrate(dsn, manifest.migrations)) - set(applied(dsn))
    if missing:
        raise ConfigError(
            f"the backup is of a newer Koers (migrations {sorted(missing)}): restore it with that version"
        )
    with connected(dsn) as connection:
        for name in table_names(connection):
            copy_in(connection, name, source / "tables")
        set_sequences(connection)
        found = {name: digest_of(connection, name) for name in manifest.tables}
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
            with gzip.open(file_of(source / "tables", name), "rb") as lines:
                while part := lines.read(CHUNK):
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

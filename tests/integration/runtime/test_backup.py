"""A backup restored into an empty system is the same system; a damaged one, or a full target, is refused untouched."""

import gzip
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from services.cli.operations.backup import Manifest, back_up, hashes, restore
from services.runtime.clock import FixedClock
from services.runtime.database import applied, migrate, pending
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import ConfigError

NOW = FixedClock(datetime(2026, 9, 1, 8, 0, tzinfo=UTC))
_ROWS = """
INSERT INTO alerts.consumer_offsets VALUES ('alerts', 'policy.assessment.v1', 3, 'epoch-1', 42);
INSERT INTO alerts.alerts VALUES ('a1', 'verdict_worsened', 'assessment', 'x/BE2', 'open',
    '{"note": "tab\\there, \\"quotes\\", ë"}', '2026-08-01 10:00+02', '2026-08-01 10:00+02');
INSERT INTO alerts.flips (alert_id, to_state, reason, actor, at) VALUES ('a1', 'open', 'worse', 'koers', now()),
    ('a1', 'acknowledged', E'a line\\nand another', 'body', now());
INSERT INTO board.observations VALUES ('s', '2025', '2025-01-01', '2026-01-01', '61.20', 61.2, '', NULL, false, 'r',
    '2026-01-01', NULL);
"""


@pytest.fixture
def full(database_url: str, tmp_path: Path) -> tuple[str, Path]:
    """A database with made-up rows, and a state folder with an archive."""
    migrate(database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute(_ROWS.encode())
    body = tmp_path / "state" / "archive" / "bodies" / "ab" / "cdef"
    body.parent.mkdir(parents=True)
    body.write_bytes(b"\x00 a publisher's bytes")
    (tmp_path / "state" / "archive" / "journal.jsonl").write_text('{"sequence": 1}\n')
    (tmp_path / "state" / "archive" / "lock").write_text("")
    return database_url, tmp_path / "state"


@pytest.fixture
def empty(postgres: EmbeddedPostgres) -> Iterator[str]:
    """Another database, empty."""
    with psycopg.connect(postgres.dsn, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
        yield postgres.dsn_of("restored")
        connection.execute("DROP DATABASE restored WITH (FORCE)")


@pytest.fixture
def made(full: tuple[str, Path], tmp_path: Path) -> Path:
    back_up(*full, tmp_path / "backup", None, NOW)
    return tmp_path / "backup"


def tables(dsn: str, folder: Path) -> Manifest:
    """Everything in a database, by the hashes a backup gives it."""
    return back_up(dsn, folder / "nothing", folder / "again", None, NOW)


def test_an_empty_system_becomes_the_same_system(
    full: tuple[str, Path], made: Path, empty: str, tmp_path: Path
) -> None:
    told = restore(empty, tmp_path / "new", made)
    assert told.tables["alerts.flips"].rows == 2
    assert tables(empty, tmp_path).tables == told.tables
    assert hashes(tmp_path / "new" / "archive") == hashes(full[1] / "archive") == told.archive
    assert pending(empty) == []


def test_numbers_go_on_behind_the_restored_ones(made: Path, empty: str, tmp_path: Path) -> None:
    restore(empty, tmp_path / "new", made)
    with psycopg.connect(empty) as connection:
        row = connection.execute(
            "INSERT INTO alerts.flips (alert_id, to_state, reason, actor, at) "
            "VALUES ('a1', 'resolved', 'better', 'koers', now()) RETURNING flip_id"
        ).fetchone()
    assert row == (3,)


def test_a_backup_of_an_older_version_is_loaded_into_its_schema_and_brought_up_to_date(
    made: Path, postgres: EmbeddedPostgres, empty: str, tmp_path: Path
) -> None:
    # As that version would have written it: without the last migration of the alerts
    old = [name for name in applied(empty_after(empty)) if name == "0001.schemas"]
    with psycopg.connect(postgres.dsn, autocommit=True) as connection:
        connection.execute("CREATE DATABASE older")
    try:
        dsn = postgres.dsn_of("older")
        migrate(dsn, old)
        with psycopg.connect(dsn) as connection:
            connection.execute("INSERT INTO board.consumer_offsets VALUES ('board', 't', 0, 'epoch-1', 7)")
        back_up(dsn, tmp_path / "nowhere", tmp_path / "older", None, NOW)
        with psycopg.connect(postgres.dsn, autocommit=True) as connection:
            connection.execute("DROP DATABASE older WITH (FORCE)")
            connection.execute("CREATE DATABASE older")
        restore(dsn, tmp_path / "newer", tmp_path / "older")
        assert pending(dsn) == []
        with psycopg.connect(dsn) as connection:
            assert connection.execute("SELECT next_offset FROM board.consumer_offsets").fetchall() == [(7,)]
            assert connection.execute("SELECT count(*) FROM alerts.alerts").fetchone() == (0,)
    finally:
        with psycopg.connect(postgres.dsn, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS older WITH (FORCE)")


def empty_after(dsn: str) -> str:
    """A database brought to this version."""
    migrate(dsn)
    return dsn


def test_what_is_damaged_is_refused_before_anything_is_written(made: Path, empty: str, tmp_path: Path) -> None:
    for harm in (_cut_table, _change_body, _lose_body, _change_rows, _no_manifest):
        copy = tmp_path / harm.__name__
        shutil.copytree(made, copy)
        harm(copy)
        with pytest.raises(ConfigError):
            restore(empty, tmp_path / "new", copy)
        assert not (tmp_path / "new").exists()
        with psycopg.connect(empty) as connection:
            assert connection.execute("SELECT to_regclass('alerts.alerts')").fetchone() == (None,)


def _cut_table(folder: Path) -> None:
    table = folder / "tables" / "alerts.flips.copy.gz"
    table.write_bytes(table.read_bytes()[:-6])


def _change_rows(folder: Path) -> None:
    table = folder / "tables" / "alerts.alerts.copy.gz"
    table.write_bytes(gzip.compress(gzip.decompress(table.read_bytes()).replace(b"open", b"shut")))


def _change_body(folder: Path) -> None:
    (folder / "archive" / "bodies" / "ab" / "cdef").write_bytes(b"other bytes")


def _lose_body(folder: Path) -> None:
    (folder / "archive" / "bodies" / "ab" / "cdef").unlink()


def _no_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps({"made_at": "yesterday"}))


def test_a_full_system_is_not_written_over(full: tuple[str, Path], made: Path, empty: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="database is not empty"):
        restore(full[0], tmp_path / "new", made)
    with pytest.raises(ConfigError, match="is not empty"):
        restore(empty, full[1], made)
    with pytest.raises(ConfigError, match="not empty"):
        back_up(full[0], full[1], made, None, NOW)

"""The embedded PostgreSQL keeps its data through every way to die and leaves nothing behind."""

import os
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from services.runtime.embedded.cluster import private_folder, programs, socket_folder
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import ConfigError, TransientError

Factory = Callable[[Path], EmbeddedPostgres]
Gone = Callable[[psutil.Process], bool]
Eventually = Callable[[Callable[[], bool]], None]


@pytest.fixture
def server_on() -> Iterator[Factory]:
    """Servers that are stopped after the test."""
    made: list[EmbeddedPostgres] = []

    def make(folder: Path) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(folder, settings={"fsync": "off"}))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def _run(dsn: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def _family(pid: int | None) -> list[psutil.Process]:
    assert pid is not None
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def test_it_lives_and_dies_without_losing_a_row_or_leaving_a_process(
    folder: Path, server_on: Factory, eventually: Eventually, gone: Gone
) -> None:
    server = server_on(folder / "pg")
    dsn = server.start()
    assert _run(dsn, "SELECT current_database()") == [("koers",)]
    _run(dsn, "CREATE TABLE kept AS SELECT 1 AS row")
    first = server.pid
    assert server.start() == dsn
    assert server.pid == first, "starting a running server does nothing"

    os.kill(first or 0, signal.SIGKILL)
    eventually(lambda: not server.running)
    assert server.start() == dsn, "clients find it again where it was"
    assert _run(dsn, "SELECT row FROM kept") == [(1,)]

    family = _family(server.pid)
    assert len(family) > 1
    server.stop()
    assert server.pid is None
    assert all(gone(process) for process in family)

    assert server_on(folder / "pg").start() == dsn
    assert _run(dsn, "SELECT row FROM kept") == [(1,)]


def test_only_its_own_account_can_reach_it(postgres: EmbeddedPostgres) -> None:
    assert _run(postgres.dsn, "SHOW listen_addresses") == [("",)]
    sockets = _run(postgres.dsn, "SHOW unix_socket_directories")[0][0]
    assert stat.S_IMODE(Path(str(sockets)).stat().st_mode) == 0o700


def test_its_habits_do_not_depend_on_the_machine(postgres: EmbeddedPostgres) -> None:
    assert _run(postgres.dsn, "SELECT lower('ÉCOLE'), 'a' > 'B', current_setting('timezone')") == [
        ("école", True, "UTC")
    ]
    assert int(str(_run(postgres.dsn, "SHOW server_version_num")[0][0])) >= 150_000


def test_one_folder_has_one_owner(postgres: EmbeddedPostgres, server_folder: Path, server_on: Factory) -> None:
    with pytest.raises(ConfigError, match="another Koers is using"):
        server_on(server_folder / "postgres").start()
    assert _run(postgres.dsn, "SELECT 1") == [(1,)], "the refused one must not disturb the owner"


def test_two_folders_have_two_servers(postgres: EmbeddedPostgres, folder: Path, server_on: Factory) -> None:
    other = server_on(folder / "pg")
    assert other.start() != postgres.dsn
    _run(other.dsn, "CREATE TABLE elsewhere ()")
    assert _run(postgres.dsn, "SELECT to_regclass('elsewhere')") == [(None,)]


def test_a_path_too_long_for_a_socket_works_and_leaves_no_folder(folder: Path, server_on: Factory) -> None:
    server = server_on(folder / ("long" * 30))
    dsn = server.start()
    sockets = socket_folder((folder / ("long" * 30)).resolve())
    assert _run(dsn, "SELECT 1") == [(1,)]
    assert sockets.exists()
    server.stop()
    assert not sockets.exists()


def test_a_killed_owner_takes_the_server_with_it(
    folder: Path, orphan: Callable[[str], psutil.Process], gone: Gone
) -> None:
    server = orphan(f"""
        from pathlib import Path
        from services.runtime.embedded.postgres import EmbeddedPostgres
        server = EmbeddedPostgres(Path({str(folder / "pg")!r}))
        server.start()
        print(server.pid, flush=True)
    """)
    assert gone(server)


def test_a_server_whose_guard_was_killed_is_replaced_at_the_next_start(
    folder: Path, server_on: Factory, gone: Gone
) -> None:
    server = server_on(folder / "pg")
    server.start()
    left = psutil.Process(server.pid)
    guard = left.parent()
    assert guard is not None
    guard.kill()
    guard.wait(5)
    assert not server.running
    server.start()
    assert server.pid != left.pid
    assert gone(left)
    assert _run(server.dsn, "SELECT 1") == [(1,)]


def test_a_first_start_that_was_killed_half_way_is_begun_again(folder: Path, server_on: Factory) -> None:
    half = folder / "pg" / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert _run(server_on(folder / "pg").start(), "SELECT 1") == [(1,)]
    assert not half.exists()


def test_a_server_that_cannot_start_is_reported_with_its_log(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "pg", settings={"no_such_setting": "1"}, timeout=0.5)
    with pytest.raises(TransientError, match=str(folder / "pg" / "server.log")):
        server.start()
    assert server.pid is None
    assert "no_such_setting" in (folder / "pg" / "server.log").read_text()


def test_a_cluster_of_a_version_that_is_not_installed_is_refused(folder: Path) -> None:
    (folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(ConfigError, match="made by PostgreSQL 9"):
        programs(folder)


def test_a_folder_somebody_else_made_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(ConfigError, match="belongs to somebody else"):
        private_folder(folder, None)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_database_is_new(database_url: str, time: str) -> None:
    _run(database_url, "CREATE TABLE once ()")
    assert _run(database_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]

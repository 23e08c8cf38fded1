"""PostgreSQL over TLS: every way in of ours checks the server's certificate and name, and tells no password."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
import trustme

from services.cli.operations.backup import back_up
from services.runtime.clock import SystemClock
from services.runtime.database import applied, migrate, open_database, pending
from services.runtime.embedded.account import choose, let_reach
from services.runtime.embedded.cluster import ROLE, private_folder
from services.runtime.embedded.guarded import GuardedProcess
from services.runtime.embedded.ports import free_ports
from services.runtime.errors import KoersError, TransientError

USER, PASSWORD = "over_the_net", "made-up-for-this-test"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Encrypted:
    """A server that lets nobody in without TLS and a password; the files of its authority and of another."""

    port: int
    authority: Path
    stranger: Path

    def dsn(self, *, mode: str = "verify-full", root: Path | None = None, password: str = PASSWORD) -> str:
        """Its address as an operator writes it."""
        query = f"sslmode={mode}&sslrootcert={quote(str(root or self.authority))}&connect_timeout=5"
        return f"postgresql://{USER}:{password}@{HOST}:{self.port}/koers?{query}"


def programs() -> Path:
    """Debian's PostgreSQL: that of the wheel was built without TLS. Where it is missing the test says so."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        reason = "PostgreSQL with TLS is not installed (Debian: postgresql)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return found[-1].parent


@pytest.fixture(scope="module")
def encrypted(server_folder: Path) -> Iterator[Encrypted]:
    folder = server_folder / "postgres-tls"
    folder.mkdir()
    (port,) = free_ports(1)
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    stranger.cert_pem.write_to_path(folder / "stranger.pem")
    certificate = authority.issue_cert(HOST)
    server, binaries, account = folder / "server", programs(), choose(folder)
    private_folder(server, account)
    if account:
        let_reach(account, server)
    owner = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    made = [
        str(binaries / "initdb"),
        "-D",
        str(server / "cluster"),
        "-U",
        ROLE,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
    ]
    subprocess.run(made, check=True, capture_output=True, cwd=server, **owner)  # type: ignore[call-overload]
    certificate.private_key_pem.write_to_path(server / "key.pem")
    (server / "chain.pem").write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
    (server / "hba.conf").write_text("local all all trust\nhostssl all all all scram-sha-256\n")
    for path in server.glob("*.*"):
        path.chmod(0o600)
        if account:
            shutil.chown(path, account.uid, account.gid)
    settings = {
        "fsync": "off", "listen_addresses": HOST, "port": str(port), "unix_socket_directories": str(server),
        "ssl": "on", "ssl_cert_file": str(server / "chain.pem"), "ssl_key_file": str(server / "key.pem"),
        "hba_file": str(server / "hba.conf"),
    }  # fmt: skip
    process = GuardedProcess(
        [str(binaries / "postgres"), "-D", str(server / "cluster"), *(f"--{n}={v}" for n, v in settings.items())],
        log=folder / "server.log", directory=server, stop_signal=signal.SIGINT,
        account=(account.uid, account.gid) if account else None,
    )  # fmt: skip
    local = f"postgresql://{ROLE}@/postgres?host={quote(str(server), safe='')}&port={port}"
    try:
        _prepare(local)
        yield Encrypted(port, folder / "ca.pem", folder / "stranger.pem")
    finally:
        process.stop()


def _prepare(dsn: str) -> None:
    """A database and a user that comes over the net, once the server answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
                connection.execute(f"CREATE ROLE {USER} SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
                connection.execute("CREATE DATABASE koers")
                return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)


async def test_services_jobs_and_backups_talk_to_it_encrypted(encrypted: Encrypted, tmp_path: Path) -> None:
    dsn = encrypted.dsn()
    migrate(dsn)
    assert pending(dsn) == []
    assert applied(dsn)
    async with open_database(dsn) as database, database.transaction() as connection:
        cursor = await connection.execute("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert await cursor.fetchone() in {(True, "TLSv1.3"), (True, "TLSv1.2")}
    made = back_up(dsn, tmp_path / "state", tmp_path / "backup", None, SystemClock())
    assert made.tables


@pytest.mark.parametrize(
    "fault",
    [{"mode": "disable"}, {"root": "stranger"}, {"password": "wrong-and-made-up"}],
    ids=["in the open", "an unknown authority", "a wrong password"],
)
async def test_what_cannot_be_trusted_is_refused_and_no_password_told(
    encrypted: Encrypted, fault: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    trusted = {**fault, "root": encrypted.stranger} if "root" in fault else fault
    dsn = encrypted.dsn(**trusted)  # type: ignore[arg-type]
    with pytest.raises(TransientError) as refused:
        async with open_database(dsn, patience=2.0):
            pass
    with pytest.raises((KoersError, psycopg.Error)) as unmigrated:
        migrate(dsn)
    told = capfd.readouterr()
    for words in (str(refused.value), str(refused.value.details), str(unmigrated.value), told.out, told.err):
        assert PASSWORD not in words
        assert "wrong-and-made-up" not in words

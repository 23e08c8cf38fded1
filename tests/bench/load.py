"""The board under load: the full agenda, 100,000 series stored, readers on loopback while the projector writes.

The agenda is judged on everything recorded. The 100,000 series beside it are made up, of a source named so, and are in
the benchmark's own folder only.
"""

import asyncio
import contextlib
import http.client
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import httpx
import orjson

from services.board.projector.projector import Projector
from services.runtime.clock import SystemClock
from services.runtime.database import open_database
from services.runtime.embedded.ports import free_ports
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.records import Record
from tests.bench.measure import percentile
from tests.builders.snapshots import snapshot
from tests.e2e.running import finish, start

SERIES = 100_000
POINTS = 20
PAGES = {
    "start": ("/nl/",),
    "indicator": ("/nl/indicators/digital-skills-basic/", "/nl/indicators/digital-skills-basic/chart.svg"),
}
_BATCH = 500
_READERS = 4
_SECONDS = 15.0
_WARM = 40
_EARLY = datetime(2026, 1, 1, tzinfo=UTC)


def run(folder: Path) -> Iterator[dict[str, object]]:
    """One line for filling, then for each kind of page alone, under load, and under load while the projector writes.

    A request of the indicator is its page and its chart together.
    """
    state = folder / "board"
    if finish(start(state)).code != 0:
        raise RuntimeError("the run that fills the board failed")
    server = EmbeddedPostgres(state / "postgres")
    dsn = server.start()
    try:
        begin = time.perf_counter()
        asyncio.run(_write(dsn, range(0, SERIES, _BATCH), version=1))
        yield {
            "bench": "board_filled",
            "series": SERIES,
            "points": POINTS,
            "seconds": round(time.perf_counter() - begin),
        }
        with _web(state, dsn) as port:
            for page, paths in PAGES.items():
                yield {"bench": "board_page_warm", "page": page, **_alone(port, paths)}
            for page, paths in PAGES.items():
                yield {"bench": "board_load", "page": page, "readers": _READERS, **_load(port, paths)}
            with _projector(dsn) as written:
                for page, paths in PAGES.items():
                    yield {"bench": "board_load_while_writing", "page": page, "readers": _READERS, **_load(port, paths)}
            yield {"bench": "board_written_meanwhile", "series_per_second": written()}
    finally:
        server.stop()


@contextlib.contextmanager
def _web(state: Path, dsn: str) -> Iterator[int]:
    """The process of the pages, as a deployment runs it."""
    port, admin = free_ports(2)
    settings = {
        "KOERS_POSTGRES": dsn,
        "KOERS_STATE_DIR": str(state),
        "KOERS_KAFKA": "127.0.0.1:1",
        "KOERS_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "KOERS_BOARD_PORT": str(port),
        "KOERS_ADMIN_PORT": str(admin),
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOERS_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "services.board", "web"],
        env=clean | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{port}/nl/", trust_env=False).is_success:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _alone(port: int, paths: Sequence[str]) -> dict[str, object]:
    """One reader, warm: the median of many requests and the bytes of the page."""
    found = [_ask(_connection(port), paths) for _ in range(3)]
    connection = _connection(port)
    found = [_ask(connection, paths) for _ in range(_WARM)]
    spent = [seconds for seconds, _ in found]
    return {
        "p50_ms": round(percentile(spent, 0.5) * 1000, 1),
        "p99_ms": round(percentile(spent, 0.99) * 1000, 1),
        "bytes": found[0][1],
    }


def _load(port: int, paths: Sequence[str]) -> dict[str, object]:
    """Some readers, each asking again as soon as it has its answer."""
    spent: list[float] = []
    end = time.perf_counter() + _SECONDS

    def read() -> None:
        connection = _connection(port)
        while time.perf_counter() < end:
            spent.append(_ask(connection, paths)[0])

    readers = [threading.Thread(target=read) for _ in range(_READERS)]
    begin = time.perf_counter()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    lasted = time.perf_counter() - begin
    return {
        "requests_per_second": round(len(spent) / lasted, 1),
        "p50_ms": round(percentile(spent, 0.5) * 1000, 1),
        "p99_ms": round(percentile(spent, 0.99) * 1000, 1),
    }


def _connection(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)


def _ask(connection: http.client.HTTPConnection, paths: Sequence[str]) -> tuple[float, int]:
    """Seconds for all of them, and the bytes of the first. Raises RuntimeError when one is not answered."""
    begin, sizes = time.perf_counter(), []
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        sizes.append(len(answer.read()))
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    return time.perf_counter() - begin, sizes[0]


@contextlib.contextmanager
def _projector(dsn: str) -> Iterator["Written"]:
    """A process that stores new versions of the made-up series, one batch after another."""
    spawned = multiprocessing.get_context("spawn")
    written = Written(spawned.Event(), spawned.Value("i", 0))
    process = spawned.Process(target=written.go_on, args=(dsn,))
    process.start()
    begin = time.perf_counter()
    while not written.batches.value and process.is_alive():
        time.sleep(0.1)
    try:
        yield written
    finally:
        written.seconds = time.perf_counter() - begin
        written.stop.set()
        process.join(timeout=60)


class Written:
    """What the writing process shares with this one."""

    def __init__(self, stop: Event, batches: "multiprocessing.sharedctypes.Synchronized[int]") -> None:
        self.stop, self.batches, self.seconds = stop, batches, 0.0

    def go_on(self, dsn: str) -> None:
        """Write until told to stop; every batch revises the last point of its series."""
        version = 2
        while not self.stop.is_set():
            asyncio.run(_write(dsn, range(0, SERIES, _BATCH), version=version, written=self))
            version += 1

    def __call__(self) -> int:
        """Series per second."""
        return round(self.batches.value * _BATCH / self.seconds)


async def _write(dsn: str, starts: range, *, version: int, written: Written | None = None) -> None:
    """Store a version of the series that begin at each of `starts`, as the projector does it with what it receives."""
    projector = Projector(SystemClock())
    async with open_database(dsn, size=1) as database:
        for number in starts:
            if written and written.stop.is_set():
                return
            records = _records(range(number, number + _BATCH), version)
            for record in records:
                projector.check(record)
            async with database.transaction() as connection:
                await projector.handle(connection, records)
            if written:
                written.batches.value += 1


def _records(numbers: range, version: int) -> list[Record]:
    """Made-up series of twenty years; a later version has another last value and a later day of retrieval."""
    values = {str(2005 + year): f"{30 + year}.0" for year in range(POINTS)}
    values[str(2004 + POINTS)] = f"{50 + version % 9}.{version % 10}"
    at = _EARLY + timedelta(hours=version)
    body = orjson.loads(snapshot(values, series_id="bench:made-up", version=version, at=at, source="bench").write())
    found = []
    for offset, number in enumerate(numbers):
        body["series_id"] = f"bench:made-up?number={number:06}"
        found.append(Record("stats.series.v1", 0, offset, body["series_id"], orjson.dumps(body)))
    return found

"""Memory stays bounded whatever a source sends: a body of a gigabyte is read up to the recipe's limit and refused."""

import asyncio
import contextlib
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

from schemas.stats import PollOutcome
from services.ingest.drop import DropPoller
from services.ingest.fetch import HttpFetcher
from services.ingest.poll import Poller
from tests.builders.ingest import Bench, recipe
from tests.builders.loopback import read_head, serving

GIGABYTE = 1_000_000_000
PIECE = b"x" * 65_536
LIMIT = 2_000_000


class Torrent:
    """A source that sends a gigabyte, as far as anybody reads."""

    def __init__(self) -> None:
        self.sent = 0
        self.url = ""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Torrent"]:
        async with serving(self._connected) as self.url:
            yield self

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {GIGABYTE}\r\n\r\n".encode())
        while self.sent < GIGABYTE:
            writer.write(PIECE)
            self.sent += len(PIECE)
            await writer.drain()


async def test_a_gigabyte_over_http_is_refused_at_the_limit(tmp_path: Path) -> None:
    own = recipe(
        source="digital_decade",
        dataset="d",
        access={"kind": "facts", "breakdown": "t", "unit": "pc"},
        size_limit=LIMIT,
        extra_slices=[{}],
    )
    bench = Bench(tmp_path)
    async with Torrent().running() as torrent, HttpFetcher(torrent.url, spacing=0, agent="koers tests") as fetcher:
        tracemalloc.start()
        try:
            report = await Poller(bench.desk, fetcher).poll(own)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert report.outcome is PollOutcome.quarantined
    assert report.reason == f"too_large: the body is longer than the limit of {LIMIT} bytes"
    assert torrent.sent < GIGABYTE / 20
    assert peak < 12 * LIMIT


async def test_a_gigabyte_in_the_drop_folder_is_refused_at_the_limit(tmp_path: Path) -> None:
    own = recipe(source="vdab", dataset="d", access={"kind": "drop", "format": "arvastat_totals"}, size_limit=LIMIT)
    folder = tmp_path / "drop" / "vdab" / "d"
    folder.mkdir(parents=True)
    with (folder / "huge.csv").open("wb") as file:
        file.truncate(GIGABYTE)
    bench = Bench(tmp_path)
    tracemalloc.start()
    try:
        report = await DropPoller(bench.desk, tmp_path / "drop").poll(own)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (report.outcome, (report.reason or "").partition(":")[0]) == (PollOutcome.quarantined, "too_large")
    assert peak < 12 * LIMIT

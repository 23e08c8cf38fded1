"""Two thousand recipes polled unchanged against a local server: requests, bytes, CPU seconds, and what is published.

The server answers every probe with the recorded dataflow and every request for data with a made-up table of one figure;
it runs in a process of its own, so the CPU seconds are those of polling.
"""

import asyncio
import json
import multiprocessing
import time
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from pathlib import Path

from schemas.series import SeriesId
from schemas.stats import PollOutcome
from services.ingest.connectors.base import Request
from services.ingest.fetch import Headers, HttpFetcher, Response
from services.ingest.poll import Poller
from services.ingest.recipe import Recipe
from tests.builders.ingest import Bench, jsonstat, recipe, recorded
from tests.builders.source_server import Served, SourceServer

RECIPES = 2_000


def run(folder: Path) -> Iterator[dict[str, object]]:
    """One line: what a round of unchanged polls costs."""
    folder.mkdir()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    server.start()
    try:
        yield asyncio.run(_measured(folder, here.recv()))
    finally:
        server.terminate()
        server.join()


async def _measured(folder: Path, url: str) -> dict[str, object]:
    recipes = [recipe(dataset=f"d{number}", extra_slices=()) for number in range(RECIPES)]
    wanted: Mapping[str, list[SeriesId]] = {
        each.id: [SeriesId.parse(f"eurostat:{each.dataset}?freq=A&geo=BE2")] for each in recipes
    }
    bench = Bench(folder, wanted=wanted)
    async with HttpFetcher(url, spacing=0, agent="koers benchmark") as http:
        fetcher = _Counting(http)
        poller = Poller(bench.desk, fetcher)
        await _round(poller, recipes, PollOutcome.changed)
        published = len(bench.broker.records("stats.series.v1"))
        fetcher.requests, fetcher.bytes = 0, 0
        cpu, wall = time.process_time(), time.perf_counter()
        await _round(poller, recipes, PollOutcome.unchanged)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {
        "bench": "poll",
        "case": f"{RECIPES} recipes unchanged",
        "requests": fetcher.requests,
        "bytes": fetcher.bytes,
        "cpu_seconds": round(cpu, 2),
        "seconds": round(wall, 2),
        "snapshots_published": len(bench.broker.records("stats.series.v1")) - published,
    }


async def _round(poller: Poller, recipes: list[Recipe], expected: PollOutcome) -> None:
    for each in recipes:
        report = await poller.poll(each)
        if report.outcome is not expected:
            raise RuntimeError(f"{each.id}: {report.outcome.value}, {report.reason}")


class _Counting:
    """A fetcher that counts what it asks and gets."""

    def __init__(self, inner: HttpFetcher) -> None:
        self._inner, self.requests, self.bytes = inner, 0, 0

    async def get(self, request: Request, *, limit: int, headers: Headers = ()) -> Response:
        answer = await self._inner.get(request, limit=limit, headers=headers)
        self.requests += 1
        self.bytes += len(answer.body)
        return answer


def _serve(pipe: Connection) -> None:
    async def forever() -> None:
        probe = recorded("eurostat/isoc_e_dii__sdmx21_dataflow_2023-09-21.json")
        server = SourceServer()
        for number in range(RECIPES):
            name = f"d{number}"
            data = json.dumps(jsonstat({"BE2": {"2020": 50.1}}, dataset=name)).encode()
            server.serve(f"/sdmx/3.0/structure/dataflow/ESTAT/{name}/1.0/", Served(probe))
            server.serve(f"/sdmx/3.0/data/dataflow/ESTAT/{name}/1.0/", Served(data))
        async with server.running():
            pipe.send(server.url)
            await asyncio.Event().wait()

    asyncio.run(forever())

"""Series and observations a second through a real Kafka and the Faust tables of the indicator service."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from schemas.stats import SeriesSnapshot
from services.cli.deployment import Endpoints
from services.cli.supervisor import Supervisor
from services.runtime.broker import KafkaReader
from services.runtime.topics import load_topics
from tests.bench.deployment import Only, drained, running

_SERIES = "stats.series.v1"


async def run(folder: Path, kafka: str) -> AsyncIterator[dict[str, object]]:
    """First ingest alone fills the topics; then the indicator service starts and is timed until nothing waits."""
    async with running(Only(folder, Endpoints(kafka=kafka), "ingest")) as (supervisor, client):
        await drained(supervisor, client)
    snapshots = await _snapshots(kafka)
    async with running(Only(folder, Endpoints(kafka=kafka), "indicators")) as (supervisor, client):
        seconds = await _work(supervisor, client)
        peak = supervisor.peak_rss["indicators"]
    observations = sum(len(snapshot.observations) for snapshot in snapshots)
    yield {
        "bench": "pipeline_faust_on_kafka",
        "snapshots": len(snapshots),
        "series": len({snapshot.series_id for snapshot in snapshots}),
        "mean_observations_per_series": round(observations / len(snapshots), 2),
        "series_per_second": round(len(snapshots) / seconds),
        "observations_per_second": round(observations / seconds),
        "seconds": round(seconds, 1),
        "indicators_peak_rss_mb": round(peak / 1e6),
    }


async def _work(supervisor: Supervisor, client: httpx.AsyncClient) -> float:
    """Seconds from the first record handled until nothing waits."""
    begin = None
    async with asyncio.timeout(240):
        while True:
            await supervisor.turn(client)
            (worker,) = supervisor.workers
            if begin is None and any(loop["name"] == "consumption" and loop["done"] for loop in worker.loops):
                begin = time.perf_counter()
            if begin is not None and worker.status.get("idle"):
                return time.perf_counter() - begin
            await asyncio.sleep(0.1)


async def _snapshots(kafka: str) -> list[SeriesSnapshot]:
    found: list[SeriesSnapshot] = []
    async with KafkaReader(kafka, "koers-bench", [_SERIES], partitions=load_topics().partition_counts()) as reader:
        count = sum((await reader.ends()).values())
        while len(found) < count:
            found += [SeriesSnapshot.read(r.value or b"") for r in await reader.fetch(timeout=1, limit=2000)]
    return found

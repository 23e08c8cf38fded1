"""Series and observations a second through a real Kafka and the Faust tables, and the memory of each process."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg

from services.cli.deployment import Endpoints
from tests.bench.deployment import Without, drained, running

ALERTS = ("alerts-consumer", "alerts-sender", "alerts-web", "mail-catcher", "board-web")


async def run(folder: Path, kafka: str) -> AsyncIterator[dict[str, object]]:
    """First ingest alone fills the topics; then the indicator service starts and is timed until nothing waits."""
    fill = Without(folder, Endpoints(kafka=kafka), (*ALERTS, "indicators"))
    async with running(fill) as (supervisor, client):
        await drained(supervisor, client)
        with psycopg.connect(supervisor.dsn) as connection:
            series, snapshots, observations = connection.execute(
                "SELECT count(DISTINCT series_id), count(*), sum(jsonb_array_length(changes)) FROM board.revisions"
            ).fetchone() or (0, 0, 0)
            held = connection.execute("SELECT count(*) FROM board.observations").fetchone() or (0,)
    judge = Without(folder, Endpoints(kafka=kafka), (*ALERTS, "ingest", "board-projector"))
    async with running(judge) as (supervisor, client):
        begin = None
        async with asyncio.timeout(240):
            while True:
                await supervisor.turn(client)
                (worker,) = supervisor.workers
                done = sum(int(loop["done"]) for loop in worker.loops if loop["name"] == "consumption")
                if begin is None and done:
                    begin = time.perf_counter()
                if begin and worker.status.get("idle"):
                    break
                await asyncio.sleep(0.1)
        seconds = time.perf_counter() - begin
        peak = supervisor.peak_rss
    yield {
        "bench": "pipeline_faust_on_kafka",
        "snapshots": snapshots,
        "series": series,
        "mean_observations_per_series": round(held[0] / series, 2),
        "snapshots_per_second": round(snapshots / seconds),
        "observations_per_second": round(observations / seconds),
        "seconds": round(seconds, 1),
        "indicators_peak_rss_mb": round(peak["indicators"] / 1e6),
    }

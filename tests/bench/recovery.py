"""How long a worker takes to fill its table again from the changelog, on a real Kafka.

Made-up rows of the size of real ones: a series of twenty points with its assessment. The worker starts on them as after
the loss of its machine.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from aiokafka import AIOKafkaProducer

from schemas.stats import SeriesSnapshot
from services.cli.deployment import Endpoints
from services.indicators.domain.assess import assess
from services.indicators.guards.production import LARGEST_BATCH, LARGEST_MESSAGE
from services.indicators.rows import IndicatorRow
from tests.bench.deployment import Only, running
from tests.bench.engine import POINTS, SIZES, TODAY, made_up
from tests.unit.indicators.builders import indicator, subject, target

_CHANGELOG = "koers-indicators-indicator_state-changelog"
_DISTINCT = 500
_BATCH = 1_000
_PATIENCE = 900.0


async def run(folder: Path, kafka: str) -> AsyncIterator[dict[str, object]]:
    """One line for each number of rows, nought first: the worker's own start is in all of them."""
    epoch, _, _ = await _start(folder, kafka)
    values = _rows(epoch)
    written = 0
    for size in (0, *SIZES):
        await _write(kafka, values, range(written, size))
        written = size
        _, ready, peak = await _start(folder, kafka)
        yield {
            "bench": "faust_table_recovery_on_kafka",
            "rows": size,
            "points_per_series": POINTS,
            "row_bytes": sum(map(len, values)) // len(values),
            "seconds_until_ready": round(ready, 1),
            "indicators_peak_rss_mb": round(peak / 1e6),
        }


async def _start(folder: Path, kafka: str) -> tuple[str, float, int]:
    """Epoch, seconds from the start of the worker's process until it is ready, and its memory then."""
    async with running(Only(folder, Endpoints(kafka=kafka), "indicators")) as (supervisor, client):
        async with asyncio.timeout(_PATIENCE):
            while "all_ready" not in supervisor.seconds:
                await supervisor.turn(client)
                await asyncio.sleep(0.1)
        seconds = supervisor.seconds["all_ready"] - supervisor.seconds["processes_started"]
        return supervisor.epoch, seconds, supervisor.peak_rss["indicators"]


def _rows(epoch: str) -> list[bytes]:
    about = subject(indicator(target=target(80), path="linear"))
    found = []
    for body in made_up(range(_DISTINCT)):
        snapshot = SeriesSnapshot.read(body)
        known = {snapshot.series_id: snapshot}
        row = IndicatorRow(epoch=epoch, snapshots=known, as_of=TODAY, assessment=assess(about, known, TODAY))
        found.append(row.write())
    return found


async def _write(kafka: str, values: Sequence[bytes], numbers: Sequence[int]) -> None:
    """Append rows under keys that no indicator of the agenda has."""
    producer = AIOKafkaProducer(
        bootstrap_servers=kafka,
        compression_type="gzip",
        linger_ms=20,
        max_batch_size=LARGEST_BATCH,
        max_request_size=LARGEST_MESSAGE,
    )
    async with producer:
        for start in range(0, len(numbers), _BATCH):
            batch = numbers[start : start + _BATCH]
            sent = [
                await producer.send(_CHANGELOG, values[n % len(values)], f"made-up-{n}/BE2".encode()) for n in batch
            ]
            await asyncio.gather(*sent)

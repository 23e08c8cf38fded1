"""From a changed source to the mail relay's acceptance, on a real Kafka.

Made-up figures, in the benchmark's own folder only: indicators lose a little ground in each of the years that follow,
so that their verdicts worsen and their owners get mails. The clock runs from the moment the file lies there until
the relay has taken the mail; how often a source is looked at is not part of it, batching is switched off.
"""

import asyncio
import csv
import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg

from services.cli.deployment import Endpoints
from services.ingest.archive import FileArchive
from services.ingest.bootstrap import wanted_by_recipe
from services.ingest.connectors import connectors
from services.ingest.decode.figures import REQUIRED
from services.ingest.desk import Desk
from services.ingest.drop import DropPoller
from services.ingest.ledger import MILESTONE, POLL, SERIES, KeptReports, read_ledger
from services.ingest.publisher import Publisher
from services.ingest.recipes import load_recipes
from services.ingest.rhythms import with_lent_rhythms
from services.runtime.agenda import AgendaIndex, load_agenda
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import SystemClock
from services.runtime.metrics import Metrics
from services.runtime.topics import load_topics
from tests.bench.deployment import Only, drained, running
from tests.bench.measure import percentile

_YEARS = range(2026, 2030)


async def run(folder: Path, kafka: str) -> AsyncIterator[dict[str, object]]:
    """One line with p50 and p99 over all mails that the changes brought about."""
    os.environ["KOERS_GROUP_WAIT"] = "0"
    endpoints = Endpoints(kafka=kafka)
    async with running(Only(folder, endpoints)) as (supervisor, client):
        await drained(supervisor, client)
    found: list[float] = []
    async with running(Only(folder, endpoints, without="ingest")) as (supervisor, client):
        await drained(supervisor, client)
        async with _ingest(folder, kafka) as poller:
            for row in _losing_ground(supervisor.dsn):
                found += await _told(poller, folder, row)
    yield {
        "bench": "changed_source_to_smtp_on_kafka",
        "mails": len(found),
        "p50_seconds": round(percentile(found, 0.5), 3),
        "p99_seconds": round(percentile(found, 0.99), 3),
    }


def _losing_ground(dsn: str) -> list[dict[str, str]]:
    """For every indicator that is judged against a target and may alert: 3 % lost in each of the years that follow."""
    query = (
        "SELECT indicator, geo, assessment->'latest'->>'value', assessment->>'unit', assessment->>'direction' "
        "FROM board.assessments WHERE known_to IS NULL AND verdict IN ('on_track', 'at_risk', 'met') "
        "AND assessment->>'basis' IN ('path', 'hold') "
        "AND assessment->>'drift_policy' IN ('alert', 'regression_only') ORDER BY indicator"
    )
    with psycopg.connect(dsn) as connection:
        indicators = connection.execute(query).fetchall()
    return [
        {
            "indicator_id": indicator,
            "geo": geo,
            "period": str(year),
            "value": f"{_lost(value, up, step):.2f}",
            "unit": unit,
        }
        for indicator, geo, value, unit, up in indicators
        for step, year in enumerate(_YEARS, start=1)
    ]


def _lost(value: str, direction: str, step: int) -> float:
    return float(value) * (1 - 0.03 * step if direction == "up" else 1 + 0.03 * step)


async def _told(poller: DropPoller, folder: Path, row: Mapping[str, str]) -> list[float]:
    """Seconds from the file to each mail it led to."""
    (recipe,) = (recipe for recipe in load_recipes() if recipe.source == "figures")
    path = folder / "drop" / "figures" / recipe.dataset / f"{row['indicator_id']}-{row['period']}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    made_up = dict.fromkeys(REQUIRED, "") | dict(row) | {"source": "statbel", "reference": "made up for a benchmark"}
    before = set((folder / "mail").glob("*.eml"))
    begin = time.time()
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(REQUIRED))
        writer.writeheader()
        writer.writerow(made_up)
    await poller.poll(recipe)
    await asyncio.sleep(3)
    return [mail.stat().st_mtime - begin for mail in set((folder / "mail").glob("*.eml")) - before]


@asynccontextmanager
async def _ingest(state: Path, kafka: str) -> AsyncIterator[DropPoller]:
    """The ingest service's own parts, polled by hand."""
    clock, metrics = SystemClock(), Metrics()
    recipes = with_lent_rhythms(load_agenda(), load_recipes())
    counts = load_topics().partition_counts()
    async with KafkaProducer(kafka, "koers-bench") as producer:
        async with KafkaReader(kafka, "koers-bench", (SERIES, POLL, MILESTONE), partitions=counts) as reader:
            ledger = await read_ledger(reader, producer)
        publisher = Publisher(producer, ledger, KeptReports(state / "archive" / "reports"), clock, metrics)
        wanted = wanted_by_recipe(AgendaIndex(load_agenda()).series_wanted(), recipes)
        archive = FileArchive(state / "archive")
        yield DropPoller(Desk(archive, ledger, publisher, connectors(), wanted, clock, metrics), state / "drop")

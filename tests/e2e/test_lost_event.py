"""An event that is lost for good can only cost time: the reconciler asks again, and the verdict comes right.

The new figure is made up; it never leaves this test.
"""

import asyncio
import time
from pathlib import Path

import psycopg
from aiokafka import AIOKafkaConsumer

from schemas.assessment import Assessment
from schemas.period import Period
from schemas.stats import SeriesSnapshot
from services.indicators.guards.production import APP_ID
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import SystemClock
from services.runtime.database import migrate
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.records import Message
from services.runtime.topics import establish_epoch, load_topics
from tests.integration.indicators.worker import fill, running

ASSESSMENTS = "policy.assessment.v1"
SERIES, STATS = "figures:digital-skills-basic?geo=BE2", "stats.series.v1"
MADE_UP = "79.9"


async def test_a_snapshot_the_indicator_service_never_sees_is_judged_all_the_same(
    database_url: str, tmp_path: Path
) -> None:
    await asyncio.to_thread(migrate, database_url)
    broker = MockBroker()
    try:
        bootstrap = broker.start(load_topics().partition_counts())
        await establish_epoch(bootstrap, SystemClock())
        await asyncio.to_thread(fill, bootstrap, tmp_path)
        with running("indicators", bootstrap, tmp_path) as before:
            await asyncio.to_thread(before.wait_until_idle)
            assert await asyncio.to_thread(before.terminate) == 0
        await _publish_unseen(bootstrap)
        letters = {
            "KOERS_PUBLIC_URL": "http://board.invalid", "KOERS_SMTP": "127.0.0.1:1",
            "KOERS_MAIL_FROM": "koers@koers.invalid", "KOERS_DESK_ADDRESS": "desk@koers.invalid",
        }  # fmt: skip
        quick = {"KOERS_RECHECK_GRACE": "1", "KOERS_RECONCILE_EVERY": "1"}
        board = {"KOERS_POSTGRES": database_url, **quick, **letters}
        with running("indicators", bootstrap, tmp_path) as worker:
            await asyncio.to_thread(worker.wait_until_idle)
            assert await _newest_verdict(bootstrap) == "off_track", "the event was not lost"
            with running("board projector", bootstrap, tmp_path, **board):
                assert await asyncio.to_thread(_verdict_becomes, database_url, "on_track")
            assert await asyncio.to_thread(worker.terminate) == 0
    finally:
        broker.stop()


async def _publish_unseen(bootstrap: str) -> None:
    """Publish the next version of the series and move the indicator service past it, as if it had been lost."""
    known = await _newest(bootstrap)
    raised = tuple(
        o.model_copy(update={"value": MADE_UP}) if o.period == Period.parse("2025") else o for o in known.observations
    )
    update = {"version": known.version + 1, "observations": raised, "content_sha256": "0" * 64}
    async with KafkaProducer(bootstrap, "test") as producer:
        await producer.send([Message(STATS, SERIES, known.model_copy(update=update), "test", SystemClock().now())])
    await _leave_behind(bootstrap)


async def _leave_behind(bootstrap: str) -> None:
    """Join the service's group in its place and commit what it has not seen."""
    consumer = AIOKafkaConsumer(
        STATS, bootstrap_servers=bootstrap, group_id=APP_ID, enable_auto_commit=False, session_timeout_ms=6000
    )
    await consumer.start()
    try:
        async with asyncio.timeout(60):
            while len(consumer.assignment()) < load_topics().partitions:
                await consumer.getmany(timeout_ms=200)
        await consumer.commit(await consumer.end_offsets(list(consumer.assignment())))
    finally:
        await consumer.stop()


async def _newest(bootstrap: str) -> SeriesSnapshot:
    found = [SeriesSnapshot.read(value) for value in await _values(bootstrap, STATS, SERIES)]
    return max(found, key=lambda snapshot: snapshot.version)


async def _newest_verdict(bootstrap: str) -> str:
    return Assessment.read((await _values(bootstrap, ASSESSMENTS, "digital-skills-basic/BE2"))[-1]).verdict.value


async def _values(bootstrap: str, topic: str, key: str) -> list[bytes]:
    """Every value of one key, oldest first."""
    found: list[bytes] = []
    async with KafkaReader(bootstrap, "test", [topic], partitions=load_topics().partition_counts()) as reader:
        left = sum((await reader.ends()).values())
        while left > 0:
            records = await reader.fetch(timeout=1, limit=1000)
            assert records, "the broker holds fewer records than it says"
            left -= len(records)
            found += [r.value or b"" for r in records if r.key == key]
    return found


def _verdict_becomes(database_url: str, verdict: str, *, patience: float = 90) -> bool:
    query = "SELECT verdict FROM board.assessments WHERE key = 'digital-skills-basic/BE2' AND known_to IS NULL"
    deadline = time.monotonic() + patience
    with psycopg.connect(database_url, autocommit=True) as connection:
        while time.monotonic() < deadline:
            row = connection.execute(query).fetchone()
            if row and row[0] == verdict:
                return True
            time.sleep(0.3)
    return False

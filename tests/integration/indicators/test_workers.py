"""The Faust worker as a process, on recorded figures: flow, restarts, kills, two workers, refusals (G1, G5, G15)."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas.policy import Assessment, Verdict
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import SystemClock
from services.runtime.embedded.kafka import ApacheKafka
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.topics import create_topics, establish_epoch, load_topics
from tests.integration.indicators.worker import ASSESSMENTS, fill, judged, running

SYNC_GROUP, GROUP_AUTHORIZATION_FAILED = 14, 30


async def prepared(broker: MockBroker | ApacheKafka, *, started: bool = False) -> str:
    """A started broker with Koers' topics and an epoch."""
    if isinstance(broker, MockBroker):
        bootstrap = broker.start(load_topics().partition_counts())
    else:
        if not started:
            await asyncio.to_thread(broker.start)
        bootstrap = broker.bootstrap
        await create_topics(bootstrap, load_topics())
    await establish_epoch(bootstrap, SystemClock())
    return bootstrap


@pytest.fixture
async def embedded() -> AsyncIterator[MockBroker]:
    broker = MockBroker()
    yield broker
    broker.stop()


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, str]:
    """What one worker that nobody disturbs makes of the recorded figures."""
    return {}


async def the_undisturbed_run(known: dict[str, str], folder: Path) -> dict[str, str]:
    """Made once, on the embedded broker."""
    if not known:
        broker = MockBroker()
        try:
            bootstrap = await prepared(broker)
            await asyncio.to_thread(fill, bootstrap, folder)
            with running("indicators", bootstrap, folder) as worker:
                await asyncio.to_thread(worker.wait_until_idle)
                assert await asyncio.to_thread(worker.terminate) == 0
            known.update(await judged(bootstrap))
        finally:
            broker.stop()
    return known


async def test_recorded_figures_become_verdicts_and_roll_ups(undisturbed: dict[str, str], tmp_path: Path) -> None:
    found = await the_undisturbed_run(undisturbed, tmp_path)
    assert len([name for name in found if name.startswith(ASSESSMENTS)]) == 175
    assert len([name for name in found if not name.startswith(ASSESSMENTS)]) == 107


async def test_restarts_and_kills_in_the_middle_of_the_work_change_nothing(
    embedded: MockBroker, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    expected = await the_undisturbed_run(undisturbed, tmp_path)
    bootstrap = await prepared(embedded)
    await asyncio.to_thread(fill, bootstrap, tmp_path)
    with running("indicators", bootstrap, tmp_path) as first:
        await asyncio.to_thread(first.wait_for_work, 500)
        assert await asyncio.to_thread(first.terminate) == 0, "an orderly stop is no crash"
    with running("indicators", bootstrap, tmp_path) as second:
        await asyncio.to_thread(second.wait_for_work, 500)
        await asyncio.to_thread(second.kill)
    with running("indicators", bootstrap, tmp_path) as third:
        await asyncio.to_thread(third.wait_until_idle)
    assert await judged(bootstrap) == expected


@pytest.mark.apache
async def test_two_workers_that_join_and_die_equal_one_row_by_row(
    apache_jars: Path, server_folder: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    expected = await the_undisturbed_run(undisturbed, tmp_path)
    kafka = ApacheKafka(server_folder / "two-workers")
    try:
        bootstrap = await prepared(kafka)
        await asyncio.to_thread(fill, bootstrap, tmp_path)
        with running("indicators", bootstrap, tmp_path) as first:
            await asyncio.to_thread(first.wait_for_work, 500)
            with running("indicators", bootstrap, tmp_path) as second:
                await asyncio.to_thread(second.wait_for_work, 200)
                await asyncio.to_thread(first.kill)
                with running("indicators", bootstrap, tmp_path) as third:
                    await asyncio.to_thread(second.wait_until_idle)
                    await asyncio.to_thread(third.wait_until_idle)
                    assert await judged(bootstrap) == expected
    finally:
        await asyncio.to_thread(kafka.stop)


async def test_a_bad_record_becomes_a_dead_letter_and_the_next_one_is_judged(
    embedded: MockBroker, tmp_path: Path
) -> None:
    bootstrap = await prepared(embedded)
    async with KafkaProducer(bootstrap, "test") as producer:
        await producer.forward("stats.series.v1", b"eurostat:x?geo=BE", b"{not a snapshot", [])
    await asyncio.to_thread(fill, bootstrap, tmp_path)
    with running("indicators", bootstrap, tmp_path) as worker:
        await asyncio.to_thread(worker.wait_until_idle)
    counts = load_topics().partition_counts()
    async with KafkaReader(bootstrap, "test", ["stats.series.v1.dlq"], partitions=counts) as reader:
        (dead,) = await reader.fetch(timeout=5, limit=10)
    assert dead.value == b"{not a snapshot"
    assert dead.headers["x-dlq-origin-topic"] == b"stats.series.v1"
    async with KafkaReader(bootstrap, "test", [ASSESSMENTS], partitions=counts) as reader:
        newest: dict[str | None, Assessment] = {}
        deadline = time.monotonic() + 30
        while len(newest) < 175 and time.monotonic() < deadline:
            newest |= {r.key: Assessment.read(r.value or b"") for r in await reader.fetch(timeout=1, limit=500)}
    told = newest["digital-skills-basic/BE2"]
    assert told.verdict is Verdict.off_track
    assert told.gap == pytest.approx(-4.6333, abs=1e-3)
    assert told.ratio == pytest.approx(0.5912, abs=1e-4)


async def test_too_many_bad_records_stop_the_worker_with_a_clear_error(embedded: MockBroker, tmp_path: Path) -> None:
    bootstrap = await prepared(embedded)
    async with KafkaProducer(bootstrap, "test") as producer:
        for _ in range(80):
            await producer.forward("stats.series.v1", b"eurostat:x?geo=BE", b"{not a snapshot", [])
    with running("indicators", bootstrap, tmp_path) as worker:
        assert await asyncio.to_thread(worker.wait, 60) == 1
    said = worker.log.read_text()
    assert "bad records in a row" in said
    assert "stats.series.v1.dlq" in said


async def test_g5_a_worker_the_coordinator_refuses_ends_instead_of_idling(embedded: MockBroker, tmp_path: Path) -> None:
    bootstrap = await prepared(embedded)
    embedded.push_request_errors(SYNC_GROUP, [GROUP_AUTHORIZATION_FAILED] * 5)
    with running("indicators", bootstrap, tmp_path) as worker:
        assert await asyncio.to_thread(worker.wait, 90) == 1
    assert "coordinator refused this worker" in worker.log.read_text()

"""The whole service on a real broker: recordings in, topics out; restarted on the same broker and on an empty one."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from aiokafka.partitioner import murmur2

from schemas.stats import ChangeKind, PollReport, SeriesRevision, SeriesSnapshot
from services.ingest.bootstrap import run
from services.ingest.ledger import MILESTONE, POLL, REVISION, SERIES
from services.ingest.recipes import load_recipes
from services.ingest.settings import IngestSettings
from services.runtime.broker import KafkaReader
from services.runtime.clock import FixedClock
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.embedded.ports import free_ports
from services.runtime.records import Record
from services.runtime.topics import load_topics
from tests.builders.source_server import SourceServer

Factory = Callable[[Mapping[str, int]], MockBroker]

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ALL = (SERIES, REVISION, POLL, MILESTONE)
BE_DII = "eurostat:isoc_e_dii?freq=A&geo=BE&indic_is=E_DI3_GELO&nace_r2=C10-S951_X_K&size_emp=10-249&unit=PC_ENT"


@contextlib.asynccontextmanager
async def running(bootstrap: str, state: Path, clock: FixedClock | None = None, **more: object) -> AsyncIterator[int]:
    """The service in this process, from idle to its orderly end; yields the port of its admin page."""
    (port,) = free_ports(1)
    settings = IngestSettings(kafka=bootstrap, state_dir=state, admin_port=port, **{"live": False, **more})  # type: ignore[arg-type]
    stop = asyncio.Event()
    service = asyncio.create_task(run(settings, clock or FixedClock(NOW), stop))
    try:
        await idle(service, port)
        yield port
    finally:
        stop.set()
        await asyncio.wait_for(service, 30)


async def idle(service: asyncio.Task[None], port: int) -> None:
    """Wait until the admin page says that nothing is left to do."""
    deadline = time.monotonic() + 120
    async with httpx.AsyncClient(trust_env=False) as client:
        while time.monotonic() < deadline:
            assert not service.done() or service.result()
            with contextlib.suppress(httpx.HTTPError):
                status = (await client.get(f"http://127.0.0.1:{port}/status")).json()
                if status["idle"]:
                    return
            await asyncio.sleep(0.1)
    raise AssertionError("the service did not come to rest")


async def read(bootstrap: str, topic: str) -> list[Record]:
    """Every record of a topic."""
    counts = load_topics().partition_counts()
    async with KafkaReader(bootstrap, "koers-tests", [topic], partitions=counts) as reader:
        ends, found = await reader.ends(), list[Record]()
        while len(found) < sum(ends.values()):
            found.extend(await reader.fetch(timeout=2.0, limit=2000))
        return found


def values(records: list[Record]) -> list[tuple[str | None, bytes | None]]:
    return sorted(((r.key, r.value) for r in records), key=str)


@pytest.fixture
def broker(mock_broker_factory: Factory) -> MockBroker:
    return mock_broker_factory(load_topics().partition_counts())


async def test_recordings_become_topics_once_and_again_after_the_broker_was_lost(
    broker: MockBroker, mock_broker_factory: Factory, tmp_path: Path
) -> None:
    async with running(broker.bootstrap, tmp_path):
        pass
    first = {topic: await read(broker.bootstrap, topic) for topic in ALL}

    snapshots = [SeriesSnapshot.read(r.value or b"") for r in first[SERIES]]
    assert {s.live for s in snapshots} == {False}
    assert all(s.retrieved_at < NOW for s in snapshots)
    belgium = sorted((s for s in snapshots if s.series_id == BE_DII), key=lambda s: s.version)
    assert [o.value for o in belgium[-1].observations] == ["65.35", "74.46"]
    kinds: dict[ChangeKind, int] = {}
    for record in first[REVISION]:
        revision = SeriesRevision.read(record.value or b"")
        if revision.recipe == "eurostat.isoc_e_dii" and revision.version > 1:
            for change in revision.changes:
                kinds[change.kind] = kinds.get(change.kind, 0) + 1
    assert {kind: kinds[kind] for kind in ("precision", "revised", "withdrawn", "flag")} == {  # type: ignore[index]
        "precision": 5717,
        "revised": 123,
        "withdrawn": 12,
        "flag": 7,
    }
    reports = {r.recipe: r for r in (PollReport.read(r.value or b"") for r in first[POLL])}
    assert reports["eurostat.isoc_e_dii"].retrieved_at == datetime(2025, 10, 8, 10, 32, 9, tzinfo=UTC)
    assert set(reports) == {recipe.id for recipe in load_recipes()}
    assert reports["eurostat.isoc_cicce_use"].reason == "live polling is switched off"
    assert {record.run for record in first[SERIES]} == {None}

    sizes = [0] * 6
    for record in first[SERIES]:
        sizes[(murmur2((record.key or "").encode()) & 0x7FFFFFFF) % 6] += len(record.value or b"") + 700
    assert max(sizes) < 3 * 1024 * 1024

    async with running(broker.bootstrap, tmp_path):
        pass
    for topic in (SERIES, REVISION, MILESTONE):
        assert len(await read(broker.bootstrap, topic)) == len(first[topic])

    empty = mock_broker_factory(load_topics().partition_counts())
    async with running(empty.bootstrap, tmp_path):
        pass
    again = await read(empty.bootstrap, SERIES)
    assert values(again) == values(first[SERIES])
    assert {record.run for record in again} == {"replay"}


async def test_without_network_every_live_source_is_told_to_be_unreachable(broker: MockBroker, tmp_path: Path) -> None:
    gone = SourceServer()
    async with gone.running():
        url = gone.url
    clock = FixedClock(NOW)
    urls = {f"source_{name}_url": url for name in ("eurostat", "digital_decade", "statbel")}
    async with running(broker.bootstrap, tmp_path, clock, live=True, **urls):
        reports = {r.recipe: r for r in (PollReport.read(r.value or b"") for r in await read(broker.bootstrap, POLL))}
    for recipe in ("eurostat.isoc_e_dii", "digital_decade.desi_vhcn", "statbel.labour_force"):
        assert reports[recipe].outcome == "failed"
        assert reports[recipe].unreachable_since == NOW
    assert reports["eurostat.isoc_e_dii"].retrieved_at == datetime(2025, 10, 8, 10, 32, 9, tzinfo=UTC)
    assert reports["digital_decade.desi_vhcn"].series > 0
    assert reports["figures.observations"].outcome == "changed"
    assert clock.now() - NOW < timedelta(seconds=1)

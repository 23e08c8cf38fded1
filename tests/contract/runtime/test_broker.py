"""What a broker promises, on the fake, on the embedded one and on a real Apache Kafka."""

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.policy import Tick
from services.runtime.broker import KafkaProducer, KafkaReader, Producer, Reader
from services.runtime.fakes import FakeBroker
from services.runtime.records import Message, Record

Broker = Callable[[str], AbstractAsyncContextManager[tuple[Producer, Reader]]]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(params=["fake", "embedded", pytest.param("apache", marks=pytest.mark.apache)])
def broker(request: pytest.FixtureRequest) -> Broker:
    if request.param == "fake":

        @asynccontextmanager
        async def fake(topic: str) -> AsyncIterator[tuple[Producer, Reader]]:
            memory = FakeBroker()
            yield memory, memory.reader([topic])

        return fake

    @asynccontextmanager
    async def real(topic: str) -> AsyncIterator[tuple[Producer, Reader]]:
        if request.param == "embedded":
            bootstrap = request.getfixturevalue("mock_broker_factory")({topic: 6}).bootstrap
        else:
            bootstrap = request.getfixturevalue("apache_kafka").bootstrap
            admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
            await admin.start()
            await admin.create_topics([NewTopic(topic, 6, 1)])
            await admin.close()
        async with (
            KafkaProducer(bootstrap, "test") as producer,
            KafkaReader(bootstrap, "test", [topic], partitions={topic: 6}) as reader,
        ):
            yield producer, reader

    return real


def tick(key: str, day: int) -> Tick:
    return Tick(key=key, date=date(2026, 11, day))


async def fetch_all(reader: Reader, count: int) -> list[Record]:
    found: list[Record] = []
    for _ in range(60):
        found += await reader.fetch(timeout=0.5, limit=500)
        if len(found) >= count:
            break
    return found


async def test_what_was_acknowledged_can_be_read_in_order_per_key(broker: Broker) -> None:
    topic = f"t.{uuid.uuid4().hex}"
    sent = [tick(f"k{n % 7}/BE2", 1 + n % 25) for n in range(100)]
    async with broker(topic) as (producer, reader):
        await producer.send([Message(topic, t.key, t, "test", NOW) for t in sent])
        records = await fetch_all(reader, 100)
    for key in {t.key for t in sent}:
        assert [Tick.read(r.value or b"") for r in records if r.key == key] == [t for t in sent if t.key == key]


async def test_a_key_stays_in_one_partition_and_headers_travel(broker: Broker) -> None:
    topic = f"t.{uuid.uuid4().hex}"
    async with broker(topic) as (producer, reader):
        await producer.send([Message(topic, "a/BE2", tick("a/BE2", d), "test", NOW, run="r1") for d in range(1, 6)])
        records = await fetch_all(reader, 5)
    assert len({r.partition for r in records}) == 1
    assert [r.run for r in records] == ["r1"] * 5
    assert all(r.headers["ce_subject"] == b"a/BE2" for r in records)


async def test_ends_count_what_was_sent_and_seek_reads_again(broker: Broker) -> None:
    topic = f"t.{uuid.uuid4().hex}"
    async with broker(topic) as (producer, reader):
        assert sum((await reader.ends()).values()) == 0
        await producer.send([Message(topic, f"k{n}", tick(f"k{n}", 1), "test", NOW) for n in range(20)])
        first = await fetch_all(reader, 20)
        ends = await reader.ends()
        assert sum(ends.values()) == 20
        await reader.seek(dict.fromkeys(ends, 0))
        again = await fetch_all(reader, 20)
    assert sorted((r.partition, r.offset) for r in again) == sorted((r.partition, r.offset) for r in first)


async def test_forward_keeps_the_original_bytes(broker: Broker) -> None:
    topic = f"t.{uuid.uuid4().hex}"
    async with broker(topic) as (producer, reader):
        await producer.forward(topic, b"k", b"\xff not json", [("x-dlq-reason", b"invalid")])
        (record,) = await fetch_all(reader, 1)
    assert record.value == b"\xff not json"
    assert record.headers["x-dlq-reason"] == b"invalid"

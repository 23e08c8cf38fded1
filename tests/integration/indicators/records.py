"""What goes into the worker's topics and what comes out, as plain values that two runs can be compared by."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from typing import Any

from schemas.stats import SeriesSnapshot
from services.indicators.guards.partitions import partition_of
from services.runtime.broker import KafkaProducer, KafkaReader
from services.runtime.clock import SystemClock
from services.runtime.embedded.kafka import ApacheKafka
from services.runtime.embedded.mock_broker import MockBroker
from services.runtime.records import Message, Record
from services.runtime.topics import create_topics, establish_epoch, load_topics

SERIES = "stats.series.v1"
ASSESSMENTS, RECOMMENDATIONS = "policy.assessment.v1", "policy.recommendation.v1"
TOPICS = load_topics()
PARTITIONS = TOPICS.partition_counts()

State = dict[tuple[str, str], str]

_OF_THIS_RUN = frozenset({"epoch", "as_of"})


def start(broker: MockBroker | ApacheKafka) -> str:
    """Start a broker with Koers' topics and an epoch; returns its address."""
    if isinstance(broker, MockBroker):
        bootstrap = broker.start(PARTITIONS)
    else:
        bootstrap = broker.start()
        asyncio.run(_create(bootstrap))
    asyncio.run(establish_epoch(bootstrap, SystemClock()))
    return bootstrap


def publish(bootstrap: str, snapshots: Iterable[SeriesSnapshot]) -> None:
    """Put snapshots on their topic, as ingest does."""
    now = SystemClock().now()
    messages = [Message(SERIES, found.series_id, found, "test", now) for found in snapshots]

    async def send() -> None:
        async with KafkaProducer(bootstrap, "test") as producer:
            await producer.send(messages)

    asyncio.run(send())


def publish_raw(bootstrap: str, topic: str, key: str, values: Sequence[bytes]) -> None:
    """Put bytes on a topic, all with one key."""

    async def send() -> None:
        async with KafkaProducer(bootstrap, "test") as producer:
            for value in values:
                await producer.forward(topic, key.encode(), value, [])

    asyncio.run(send())


def read_all(bootstrap: str, topics: Sequence[str]) -> list[Record]:
    """Every record of these topics, in order per partition."""

    async def read() -> list[Record]:
        async with KafkaReader(bootstrap, "test", topics, partitions=PARTITIONS) as reader:
            expected = sum((await reader.ends()).values())
            found: list[Record] = []
            while len(found) < expected:
                more = await reader.fetch(timeout=5, limit=500)
                assert more, f"the broker holds {expected} records, and gave {len(found)}"
                found += more
            return found

    return asyncio.run(read())


def end_state(bootstrap: str) -> State:
    """The newest assessment, roll-up and table row of every key, without what differs between any two runs.

    Every one lies in the partition its key belongs to.
    """
    newest: State = {}
    for record in read_all(bootstrap, [ASSESSMENTS, RECOMMENDATIONS, *TOPICS.changelogs]):
        assert record.key is not None
        assert record.partition == partition_of(record.key, PARTITIONS[record.topic]), f"{record.topic} {record.key}"
        newest[record.topic, record.key] = json.dumps(_lasting(json.loads(record.value or b"")), sort_keys=True)
    return newest


def different(one: State, other: State) -> list[tuple[str, str]]:
    """The keys that the two states tell different things of."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


def _lasting(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _lasting(value) for name, value in told.items() if name not in _OF_THIS_RUN}
    return [_lasting(value) for value in told] if isinstance(told, list) else told


async def _create(bootstrap: str) -> None:
    await create_topics(bootstrap, TOPICS)

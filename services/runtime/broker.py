"""The broker seam: send with acknowledgement, read partitions from an offset; aiokafka behind two small protocols."""

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from services.runtime.errors import TransientError
from services.runtime.kafka_access import client_arguments
from services.runtime.records import Message, Record

Position = tuple[str, int]


class Producer(Protocol):
    """Sends events; returns only when the broker has acknowledged them all."""

    async def send(self, messages: Sequence[Message]) -> None:
        """Send in order (order holds per key). Raises TransientError when any was not acknowledged.

        After an error this producer is dead: build a new one and send again from the source of truth.
        """
        ...

    async def forward(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> None:
        """Send raw bytes, for dead letters, which must keep the original record."""
        ...


class Reader(Protocol):
    """Reads all partitions of some topics, without a consumer group; the caller keeps the offsets."""

    async def ends(self) -> Mapping[Position, int]:
        """The offset behind the last record of each partition, now."""
        ...

    async def seek(self, offsets: Mapping[Position, int]) -> None:
        """Read on from these offsets; an offset the broker no longer has is moved to the first it has."""
        ...

    async def fetch(self, *, timeout: float, limit: int) -> list[Record]:
        """Up to `limit` records, in order per partition; an empty list when `timeout` seconds pass without any."""
        ...


class KafkaProducer:
    """Producer on aiokafka: idempotent, acks=all, every future awaited.

    Any failed future is fatal for a producer (a hole in the sequence never closes): it raises, and the owner of the
    process exits or builds a new one. `request_timeout_ms` stays at 40 s, below which a broker restart causes that.
    """

    def __init__(self, bootstrap: str, client_id: str) -> None:
        self._producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            client_id=client_id,
            acks="all",
            enable_idempotence=True,
            request_timeout_ms=40_000,
            linger_ms=5,
            max_request_size=5_000_000,
            **client_arguments(),
        )

    async def __aenter__(self) -> Self:
        try:
            await self._producer.start()
        except KafkaError as error:
            await self._producer.stop()
            raise TransientError(f"the broker does not answer: {error}") from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._producer.stop()

    async def send(self, messages: Sequence[Message]) -> None:
        try:
            futures = [
                await self._producer.send(m.topic, m.value, key=m.key.encode(), headers=m.headers()) for m in messages
            ]
            await asyncio.gather(*futures)
        except KafkaError as error:
            raise TransientError(f"the broker did not acknowledge {len(messages)} events: {error!r}") from error

    async def forward(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> None:
        try:
            await self._producer.send_and_wait(topic, value, key=key, headers=list(headers))
        except KafkaError as error:
            raise TransientError(f"the broker did not acknowledge a record for {topic}: {error!r}") from error


class KafkaReader:
    """Reader on aiokafka, with all partitions of the topics assigned by hand."""

    def __init__(self, bootstrap: str, client_id: str, topics: Sequence[str], *, partitions: Mapping[str, int]) -> None:
        self._positions = [TopicPartition(topic, p) for topic in topics for p in range(partitions[topic])]
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            client_id=client_id,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=100,
            max_partition_fetch_bytes=4_000_000,
            **client_arguments(),
        )

    async def __aenter__(self) -> Self:
        try:
            await self._consumer.start()
        except KafkaError as error:
            await self._consumer.stop()
            raise TransientError(f"the broker does not answer: {error}") from error
        self._consumer.assign(self._positions)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()

    async def ends(self) -> Mapping[Position, int]:
        try:
            ends = await self._consumer.end_offsets(self._positions)
        except KafkaError as error:
            raise TransientError(f"the broker does not tell its offsets: {error!r}") from error
        return {(tp.topic, tp.partition): offset for tp, offset in ends.items()}

    async def seek(self, offsets: Mapping[Position, int]) -> None:
        for (topic, partition), offset in offsets.items():
            self._consumer.seek(TopicPartition(topic, partition), offset)

    async def fetch(self, *, timeout: float, limit: int) -> list[Record]:
        try:
            batches = await self._consumer.getmany(timeout_ms=int(timeout * 1000), max_records=limit)
        except KafkaError as error:
            raise TransientError(f"the broker gave no records: {error!r}") from error
        return [
            Record(
                topic=r.topic,
                partition=r.partition,
                offset=r.offset,
                key=None if r.key is None else r.key.decode(),
                value=r.value,
                headers=dict(r.headers),
                timestamp_ms=r.timestamp,
            )
            for records in batches.values()
            for r in records
        ]


async def group_lag(bootstrap: str, group: str, positions: Sequence[Position]) -> int:
    """How many records of these partitions a consumer group has not committed yet; one it never committed counts whole.

    Raises TransientError when the broker does not tell.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False, **client_arguments()
    )
    try:
        await consumer.start()
        ends = await consumer.end_offsets([TopicPartition(*position) for position in positions])
        return sum([max(0, end - (await consumer.committed(partition) or 0)) for partition, end in ends.items()])
    except KafkaError as error:
        raise TransientError(f"the broker does not tell how far {group} is: {error!r}") from error
    finally:
        await consumer.stop()

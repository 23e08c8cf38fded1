"""How far behind the worker is: the broker's ends against what is committed, asked outside the consumer group.

Faust's own consumer cannot be trusted to know when it is stuck, so the ends come from a client of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import faust
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from services.indicators.guards.commits import consumer_of
from services.runtime.broker import Position
from services.runtime.errors import TransientError
from services.runtime.kafka_access import client_arguments


@dataclass(frozen=True, slots=True)
class Progress:
    """Per assigned source partition: the offset committed and the number of records behind it."""

    committed: Mapping[Position, int]
    behind: Mapping[Position, int]

    @property
    def lag(self) -> int:
        """Records not yet done, over all partitions."""
        return sum(self.behind.values())


class LagMeter:
    """Measures the lag of a Faust app's source topics."""

    def __init__(self, app: faust.App, bootstrap: str, topics: Sequence[str]) -> None:
        self._app, self._topics = app, frozenset(topics)
        self._client = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            client_id="koers-indicators-lag",
            group_id=None,
            enable_auto_commit=False,
            **client_arguments(),
        )

    async def __aenter__(self) -> Self:
        try:
            await self._client.start()
        except KafkaError as error:
            await self._client.stop()
            raise TransientError(f"the broker does not answer: {error}") from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.stop()

    async def measure(self) -> Progress:
        """The progress now. Raises TransientError when the broker does not tell its offsets.

        What is committed is read first: whatever is counted as done had sent all it caused before the ends were asked,
        so a lag of 0 means that nothing is left anywhere.
        """
        if (consumer := consumer_of(self._app)) is None:
            raise TransientError("the worker is not connected")
        mine = [TopicPartition(tp.topic, tp.partition) for tp in consumer.assignment() if tp.topic in self._topics]
        known = {tp: consumer._committed_offset.get(tp) for tp in mine}
        try:
            ends = await self._client.end_offsets(mine) if mine else {}
            fresh = [tp for tp in mine if known[tp] is None and ends[tp] > 0]
            begins = await self._client.beginning_offsets(fresh) if fresh else {}
        except KafkaError as error:
            raise TransientError(f"the broker does not tell its offsets: {error!r}") from error
        committed = {(tp.topic, tp.partition): known[tp] or begins.get(tp, 0) for tp in mine}
        return Progress(
            committed, {(tp.topic, tp.partition): max(0, ends[tp] - committed[tp.topic, tp.partition]) for tp in mine}
        )

"""Guard G7: nothing counts as sent before the broker has acknowledged it.

Faust logs a failed send and goes on: the event behind it is acknowledged and committed, and what it should have caused
is lost. Here every future is awaited, all of a batch at once.
"""

import asyncio
from collections.abc import Mapping, Sequence

import faust
from aiokafka.errors import KafkaError
from faust.exceptions import ProducerSendError

from services.runtime.errors import TransientError
from services.runtime.records import Message

Headers = Sequence[tuple[str, bytes]]


class Outbox:
    """The runtime's `Producer` on Faust's own producer, so that a worker has one connection and one sequence."""

    def __init__(self, app: faust.App) -> None:
        self._app = app

    async def send(self, messages: Sequence[Message]) -> None:
        """Send in order; returns when the broker has all. Raises TransientError when it lacks one."""
        await self._acknowledged([(m.topic, m.key.encode(), m.value, None, m.headers()) for m in messages])

    async def forward(self, topic: str, key: bytes | None, value: bytes | None, headers: Headers) -> None:
        """Send raw bytes; returns when the broker has them. Raises TransientError otherwise."""
        await self._acknowledged([(topic, key, value, None, headers)])

    async def write_rows(self, changelog: str, partition: int, rows: Mapping[bytes, bytes]) -> None:
        """Append rows to one partition of a changelog. Raises TransientError when the broker lacks one."""
        await self._acknowledged([(changelog, key, value, partition, ()) for key, value in rows.items()])

    async def _acknowledged(self, sends: Sequence[tuple[str, bytes | None, bytes | None, int | None, Headers]]) -> None:
        producer = self._app.producer
        try:
            futures = [
                await producer.send(topic, key, value, partition, None, list(headers))
                for topic, key, value, partition, headers in sends
            ]
            await asyncio.gather(*futures)
        except (KafkaError, ProducerSendError) as error:
            raise TransientError(f"the broker did not acknowledge {len(sends)} records: {error!r}") from error

"""Fakes of the seams, as first-class as the real things: the shared suites of the tests run on both."""

import asyncio
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from services.runtime.broker import Position
from services.runtime.records import Message, Record


class FakeBroker:
    """A broker in memory: partitions by key, ordered, nothing compacted. It is its own Producer."""

    def __init__(self, partitions: int = 6) -> None:
        self.partitions = partitions
        self.log: dict[Position, list[Record]] = defaultdict(list)

    async def send(self, messages: Sequence[Message]) -> None:
        for m in messages:
            self._append(m.topic, m.key.encode(), m.value, m.headers())

    async def forward(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> None:
        self._append(topic, key, value, headers)

    def _append(self, topic: str, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]) -> None:
        position = (topic, zlib.crc32(key or b"") % self.partitions)
        log = self.log[position]
        text = None if key is None else key.decode()
        log.append(Record(topic, position[1], len(log), text, value, dict(headers)))

    def records(self, topic: str) -> list[Record]:
        """All records of a topic, in order per partition."""
        return [r for (name, _), log in sorted(self.log.items()) if name == topic for r in log]

    def reader(self, topics: Sequence[str]) -> "FakeReader":
        """A Reader of these topics from their beginning."""
        return FakeReader(self, topics)


class FakeReader:
    """A Reader of a FakeBroker."""

    def __init__(self, broker: FakeBroker, topics: Sequence[str]) -> None:
        self._broker = broker
        self._next: dict[Position, int] = {(t, p): 0 for t in topics for p in range(broker.partitions)}

    async def ends(self) -> Mapping[Position, int]:
        return {position: len(self._broker.log[position]) for position in self._next}

    async def seek(self, offsets: Mapping[Position, int]) -> None:
        self._next.update(offsets)

    async def fetch(self, *, timeout: float, limit: int) -> list[Record]:
        found: list[Record] = []
        for position, start in self._next.items():
            batch = self._broker.log[position][start : start + limit - len(found)]
            self._next[position] = start + len(batch)
            found.extend(batch)
        # As a real reader, give other tasks their turn, and wait a little when there is nothing.
        await asyncio.sleep(0 if found else min(timeout, 0.01))
        return found

"""Fakes of the worker's own seams."""

from collections import defaultdict
from collections.abc import Mapping


class FakeRows:
    """A table in memory; `written` remembers the partition each row was put in."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes] = {}
        self.written: dict[int, list[str]] = defaultdict(list)

    def get(self, key: str) -> bytes | None:
        return self.rows.get(key)

    async def put(self, partition: int, rows: Mapping[str, bytes]) -> None:
        self.rows.update(rows)
        self.written[partition].extend(rows)

"""Guards G9 and G15: plain tables only, and a row always in the partition of the event that made it.

Windows restored from a changelog never expire (G9). A row written under another event's partition lands where another
worker owns the key, without an error: two workers then each keep a part of it (G15). Faust takes the partition from
"the current event", which is the last of a batch; here it is said.
"""

from collections.abc import Mapping
from typing import Any, NoReturn, Protocol

import faust

from services.indicators.guards.outbox import Outbox
from services.runtime.errors import ConfigError


class Rows(Protocol):
    """The rows of one table that belong to this worker."""

    def get(self, key: str) -> bytes | None:
        """The row of a key, None where there is none yet."""
        ...

    async def put(self, partition: int, rows: Mapping[str, bytes]) -> None:
        """Keep rows whose events came from this partition; returns when the broker has them."""
        ...


class PlainTable(faust.Table[bytes, bytes]):
    """A table of bytes by key, without windows."""

    def using_window(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ConfigError(f"table {self.name}: windowed tables lose their windows on recovery; keep buckets in the row")


class TableRows:
    """`Rows` on a Faust table: first the changelog, acknowledged, then the memory."""

    def __init__(self, table: PlainTable, outbox: Outbox) -> None:
        self._table, self._outbox = table, outbox

    def get(self, key: str) -> bytes | None:
        found: bytes | None = self._table.data.get(key.encode())
        return found

    async def put(self, partition: int, rows: Mapping[str, bytes]) -> None:
        encoded = {key.encode(): row for key, row in rows.items()}
        await self._outbox.write_rows(self._table.changelog_topic_name, partition, encoded)
        for key, row in encoded.items():
            self._table.data[key] = row


def plain_table(app: faust.App, name: str, partitions: int) -> PlainTable:
    """Register a table whose changelog has as many partitions as the topics it is keyed like."""
    table = PlainTable(app, name=name, partitions=partitions, key_type=bytes, value_type=bytes)
    app.tables.add(table)
    return table

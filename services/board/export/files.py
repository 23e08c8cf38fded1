"""One table as CSV and as Parquet, written part by part."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.parquet as pq

from services.board.web.tables.table import Table, written

_TYPES: Final = {
    "string": pa.string(),
    "double": pa.float64(),
    "int32": pa.int32(),
    "bool": pa.bool_(),
    "moment": pa.timestamp("us", tz="UTC"),
}


class TwoFiles:
    """`name.csv` and `name.parquet` in a folder; `rows` counts what was written."""

    def __init__(self, folder: Path, name: str, columns: dict[str, str]) -> None:
        self.rows = 0
        self._schema = pa.schema([(column, _TYPES[kind]) for column, kind in columns.items()])
        self._text = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._text)
        self._csv.writerow(columns)
        self._parquet = pq.ParquetWriter(folder / f"{name}.parquet", self._schema)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._parquet.close()
        self._text.close()

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows."""
        self.rows += len(rows)
        self._csv.writerows([written(cell) for cell in row] for row in rows)
        columns = [pa.array([row[i] for row in rows], field.type) for i, field in enumerate(self._schema)]
        self._parquet.write_table(pa.table(columns, schema=self._schema))


def kinds_of(table: Table) -> dict[str, str]:
    """The type of each column of a table, by what stands in it."""
    return {column: _kind([row[i] for row in table.rows]) for i, column in enumerate(table.columns)}


def plain(table: Table) -> list[list[Any]]:
    """The rows with what has no type of its own as text."""
    kinds = list(kinds_of(table).values())
    return [[_as(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in table.rows]


def _kind(cells: Sequence[Any]) -> str:
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, bool) for cell in known):
        return "bool"
    if known and all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in known):
        return "double" if any(isinstance(cell, float) for cell in known) else "int32"
    return "string"


def _as(cell: Any, kind: str) -> Any:
    if cell is None or kind != "string":
        return cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)

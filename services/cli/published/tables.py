"""CSV files of people: read with the place of every fault, written so that a spreadsheet runs nothing in them."""

import csv
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from services.runtime.errors import ConfigError

Cell = str | float | bool | None
T = TypeVar("T")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NO_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})\s*[-/–_]\s*\d{2,4}", re.ASCII)
_RUNS_IN_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")
_FAULTS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; a column the table does not have reads as empty."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """The cell without blanks around it."""
        return self.cells.get(column, "").strip()

    def number(self, column: str) -> float | None:
        """The cell as a number, None where it is empty. Raises ConfigError where it is neither."""
        text = self.text(column)
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            raise self.fault(column, f"{text!r} is no number; write it like 1234.5, or leave the cell empty")
        return float(text)

    def needed(self, column: str) -> float:
        """The cell as a number. Raises ConfigError where it is empty or none."""
        number = self.number(column)
        if number is None:
            raise self.fault(column, "is empty; fill in a number")
        return number

    def year(self, column: str) -> float | None:
        """The cell as a year from 1 to 9999; a span such as 2015-16 counts as its first. Raises as `number` does."""
        if span := _YEARS.fullmatch(self.text(column)):
            return float(span[1])
        year = self.number(column)
        if year is not None and not 1 <= year <= 9999:
            raise self.fault(column, f"{self.text(column)!r} is no year; write it like 2030")
        return year

    def published(self, column: str) -> float | None:
        """A published result as a number; None where there is none, also where the publisher wrote nan or inf."""
        return None if _NO_NUMBER.fullmatch(self.text(column)) else self.number(column)

    def fault(self, column: str, what: str) -> ConfigError:
        """What is wrong with a cell, with its place."""
        return ConfigError(f"{self.path}, line {self.line}, column {column}: {what}")


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file with a header."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def parsed(self, parse: Callable[[Row], T]) -> list[T]:
        """Every row parsed. Raises one ConfigError that tells the faults of all rows."""
        found, faults = [], []
        for row in self.rows:
            try:
                found.append(parse(row))
            except ConfigError as fault:
                faults.append(fault.message)
        if faults:
            more = [f"and {len(faults) - _FAULTS_TOLD} more faults"] if len(faults) > _FAULTS_TOLD else []
            raise ConfigError("\n".join([*faults[:_FAULTS_TOLD], *more]))
        return found


def read_table(path: Path, needed: Sequence[str] = ()) -> Table:
    """Read a comma-separated file in UTF-8 with a header; blank lines are passed over.

    Raises ConfigError for a file that cannot be read so, or that lacks one of the `needed` columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}; check the name of the file") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not in UTF-8 (byte {error.start}); save it as CSV in UTF-8") from error
    except csv.Error as error:
        raise ConfigError(f"{path}, line {reader.line_num}: no readable CSV ({error}); check the quotes") from error
    if not lines:
        raise ConfigError(f"{path} is empty; it needs a header and a line for each case")
    return _table(path, lines, needed)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> None:
    """Write rows under a header: numbers as they are, true and false in words, None and what is no number as empty.

    Text that a spreadsheet would take for a formula gets an apostrophe before it. Raises ConfigError where the file
    cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([_written(column) for column in columns])
            writer.writerows([_written(row.get(column)) for column in columns] for row in rows)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}; choose another file") from error


def _table(path: Path, lines: Sequence[tuple[int, list[str]]], needed: Sequence[str]) -> Table:
    (line, header), *body = lines
    columns = tuple(column.strip() for column in header)
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise ConfigError(f"{path}, line {line}: column {twice[0]!r} stands there twice; keep one")
    require(path, columns, needed)
    for number, cells in body:
        if len(cells) != len(columns):
            raise ConfigError(
                f"{path}, line {number}: {len(cells)} cells under {len(columns)} columns; put text with a comma between"
                " quotes"
            )
    rows = tuple(Row(path, number, dict(zip(columns, cells, strict=True))) for number, cells in body)
    return Table(path, columns, rows)


def require(path: Path, columns: Sequence[str], needed: Sequence[str]) -> None:
    """Raises ConfigError where a needed column is missing."""
    missing = [column for column in needed if column not in columns]
    if missing and len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        raise ConfigError(f"{path}, line 1: the cells are not separated by commas; save the file as CSV with commas")
    if missing:
        raise ConfigError(f"{path}, line 1: column {', '.join(missing)} is missing; the file needs {', '.join(needed)}")


def _written(cell: Cell) -> str:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = str(cell)
    runs = text.startswith(_RUNS_IN_A_SPREADSHEET) and not _NUMBER.fullmatch(text.strip())
    return f"'{text}" if runs else text

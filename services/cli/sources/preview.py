"""What a poll would change, one row a figure; on the terminal, as CSV and as a workbook."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from rich.table import Table

from schemas.base import Model
from schemas.stats import ChangeKind, ObservationChange, SeriesRevision
from services.cli.table_cells import neutral
from services.runtime.errors import ConfigError


class Row(Model):
    """One figure that would change; an absent side has no value and no flags."""

    series: str
    period: str
    kind: ChangeKind
    old: str | None
    new: str | None
    old_flags: str
    new_flags: str
    suspect: bool


def rows_of(revisions: Iterable[SeriesRevision]) -> list[Row]:
    """Every change, by series and period."""
    return [_row(revision.series_id, change) for revision in revisions for change in revision.changes]


def counts_of(rows: Iterable[Row]) -> dict[str, int]:
    """How many changes of each kind; every kind is named."""
    found = Counter(row.kind for row in rows)
    return {kind.value: found[kind] for kind in ChangeKind}


def changes_table(rows: Sequence[Row], limit: int) -> Table:
    """The first rows; the caption tells how many there are."""
    table = Table("kind", "period", "old", "new", "series")
    for row in rows[:limit]:
        new = f"{_figure(row.new, row.new_flags)}{' (suspect)' if row.suspect else ''}"
        table.add_row(row.kind.value, row.period, _figure(row.old, row.old_flags), new, row.series)
    if len(rows) > limit:
        table.caption = f"{len(rows) - limit} more; --limit shows them, --csv and --xlsx write them all"
    return table


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """Write all rows. Raises ConfigError when the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(Row.model_fields)
            writer.writerows([neutral(text) for text in _texts(row)] for row in rows)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error


def write_xlsx(path: Path, rows: Sequence[Row]) -> None:
    """Write all rows, figures as numbers and everything else as text. Raises ConfigError."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("changes")
    sheet.append(list(Row.model_fields))
    for row in rows:
        cells = []
        for name, text in zip(Row.model_fields, _texts(row), strict=True):
            number = name in ("old", "new") and text
            cell = WriteOnlyCell(sheet, value=float(text) if number else ILLEGAL_CHARACTERS_RE.sub("", text))
            if not number:
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    try:
        book.save(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error


def _row(series: str, change: ObservationChange) -> Row:
    old, new = change.old, change.new
    return Row(
        series=series,
        period=change.period.label,
        kind=change.kind,
        old=old.value if old else None,
        new=new.value if new else None,
        old_flags=old.obs_flags if old else "",
        new_flags=new.obs_flags if new else "",
        suspect=bool(new and new.suspect),
    )


def _texts(row: Row) -> list[str]:
    values = row.model_dump(mode="json").values()
    return ["" if value is None else str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def _figure(value: str | None, flags: str) -> str:
    return f"{':' if value is None else value}{' ' + flags if flags else ''}"

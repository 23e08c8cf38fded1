"""VDAB Arvastat: the exported workbook, known by its title and header, and the table of monthly totals."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, gathered, span
from services.ingest.decode.errors import NotData, TooLarge
from services.ingest.decode.flags import NO_FLAGS
from services.ingest.decode.labels import clean, period_of
from services.ingest.decode.workbook import sheet_rows

_MEASURES = {"ontvangen vacatures": "received", "open vacatures": "open"}
_LEVELS = ("Hoofdberoepsgroep", "Beroepsgroep", "Beroep")
_TOTAL = "Totaal"
_SHEET = "Data"
_MAX_ROWS = 200_000
_MAX_COLUMNS = 20
_SUPPRESSED = "-"

Row = Sequence[Any]


def decode_workbook(body: bytes, limit: int) -> Answer:
    """Decode an exported table: series by measure and occupation (`main`, `group`, `occupation`; totals as `TOTAL`).

    The type is told by title and header, never by file name; an unknown one is refused. A period that spans months is
    a window of that length. `-` (1 to 3, secret) is a cell without value. The last row must be the sum of the rows.
    Raises NotData otherwise, TooLarge for a workbook that unpacks beyond `limit` bytes.
    """
    rows = [_cleaned(row) for row in islice(sheet_rows(body, limit, _SHEET, _MAX_COLUMNS), _MAX_ROWS + 1)]
    if len(rows) > _MAX_ROWS:
        raise TooLarge(f"the sheet has more than {_MAX_ROWS} rows")
    measure = _MEASURES.get(_text(rows, 0, 0).lower())
    head = next((i for i, row in enumerate(rows) if _LEVELS[0] in row), None)
    if measure is None or head is None:
        raise NotData("unknown_table", f"the table {_text(rows, 0, 0)!r} is none that Koers knows")
    monthly = rows[head].index(_LEVELS[0]) == 1
    if tuple(rows[head])[1 if monthly else 0 :] != (*_LEVELS, _TOTAL):
        raise NotData("unknown_table", "the header of the table is none that Koers knows")
    cells = list(_cells(rows[head + 1 :], measure, None if monthly else period_of(_text(rows, 3, 0))))
    if not cells:
        raise NotData("empty", "the table holds no rows")
    return Answer(
        dimensions=("measure", "main", "group", "occupation"),
        series=_distinct(cells),
        scope=Scope(None, *span(cell[0] for _, cell in cells)),
    )


def is_export(body: bytes, limit: int) -> bool:
    """Whether a workbook is an Arvastat export, by the title of its sheet. Raises NotData for a damaged one."""
    try:
        title = next(sheet_rows(body, limit, _SHEET, _MAX_COLUMNS), ())
    except NotData as error:
        if error.reason == "unknown_sheet":
            return False
        raise
    return bool(title) and clean(str(title[0])).lower() in _MEASURES


def decode_totals(body: bytes, measure: str) -> Answer:
    """Decode a table of monthly totals (`period_end`, …, `vacatures`). Raises NotData for any other table."""
    try:
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True))
        ends = [(date.fromisoformat(row["period_end"]), row["vacatures"].strip()) for row in rows]
    except (csv.Error, ValueError, KeyError, AttributeError) as error:
        raise NotData("not_csv", f"the monthly totals cannot be read: {error!r}") from error
    cells: list[Cell] = [(Period(end.replace(day=1), 1, "M"), value or None, NO_FLAGS) for end, value in ends]
    if len({cell[0] for cell in cells}) != len(cells) or not cells:
        raise NotData("conflict", "a month occurs twice, or there is none")
    return Answer(
        dimensions=("measure",),
        series={(measure,): cells},
        scope=Scope({"measure": frozenset({measure})}, *span(cell[0] for cell in cells)),
    )


def _cleaned(row: Row) -> Row:
    return [clean(cell) if isinstance(cell, str) else cell for cell in row]


def _text(rows: Sequence[Row], row: int, column: int) -> str:
    return str(rows[row][column]) if len(rows) > row and len(rows[row]) > column else ""


def _cells(rows: Sequence[Row], measure: str, window: Period | None) -> Iterator[tuple[Codes, Cell]]:
    """Rows of the body; `window` None where a month stands before the levels. Checks the total of the whole table."""
    total, stated = 0, None
    for row in rows:
        if not any(cell is not None for cell in row):
            continue
        *labels, value = row
        names = [str(label) for label in labels if label is not None]
        if names == [_TOTAL]:
            stated = _count(value)
            continue
        period = window or period_of(names.pop(0))
        codes = (measure, *("TOTAL" if name in ("Alle", _TOTAL) else name for name in names))
        if len(codes) != 1 + len(_LEVELS):
            raise NotData("bad_line", f"the row {names} does not fit the header")
        count = _count(value)
        total += count or 0
        yield codes, (period, None if count is None else str(count), NO_FLAGS)
    if stated is not None and stated != total:
        raise NotData("bad_total", f"the rows sum to {total}, the table says {stated}")


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise NotData("bad_cell", f"the count {value!r} is no number")
    if value == _SUPPRESSED:
        return None
    try:
        number = float(value)
        if not number.is_integer():
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise NotData("bad_cell", f"the count {value!r} is no whole number") from error
    return int(number)


def _distinct(cells: Sequence[tuple[Codes, Cell]]) -> dict[Codes, list[Cell]]:
    seen: dict[tuple[Codes, Period], Cell] = {}
    for codes, cell in cells:
        if seen.setdefault((codes, cell[0]), cell) != cell:
            raise NotData("conflict", f"two rows disagree on {codes} {cell[0].label}")
    return gathered((codes, cell) for (codes, _), cell in seen.items())

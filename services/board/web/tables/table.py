"""A table and its two forms for spreadsheets; no cell of either is ever taken for a formula."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | float | bool | date | datetime | None
Form = Literal["csv", "xlsx"]

MEDIA_TYPES: Final[dict[Form, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# XML 1.0 has no place for these
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_WIDEST: Final = 60


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name, the same in both languages; `name` becomes that of the file."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def harmless(text: str) -> str:
    """Text no spreadsheet takes for a formula; a number stays one.

    After OWASP, "CSV Injection": what begins with a sign of a formula, also behind blanks, gets an apostrophe in front.
    """
    clean = _CONTROLS.sub("", text)
    begins = clean.lstrip()
    if (begins.startswith(_FORMULA_STARTS) and not _is_number(clean)) or clean.startswith(("\t", "\r", "\n")):
        return f"'{clean}"
    return clean


def render(table: Table, form: Form) -> bytes:
    """The file's bytes."""
    return _csv(table) if form == "csv" else _xlsx(table)


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([written(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def _xlsx(table: Table) -> bytes:
    """One sheet whose first row stays in sight; numbers and moments are such, all else is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(harmless(table.name)[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        longest = max((len(written(row[number - 1])) for row in table.rows), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDEST, max(len(column), longest) + 2)
    heads = []
    for column in table.columns:
        head = WriteOnlyCell(sheet, value=column)
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    for row in table.rows:
        sheet.append([_kept(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def written(cell: Cell) -> str:
    """A cell as CSV holds it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(str(cell))


def _kept(cell: Cell) -> str | int | float | date | None:
    """As a spreadsheet keeps it; its moments have no zone, so they stay text."""
    if cell is None or (isinstance(cell, (int, float)) and not isinstance(cell, bool)):
        return cell
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell
    return written(cell)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

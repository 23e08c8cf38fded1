"""Workbooks (XLSX), read row by row under limits: cells as text, numbers without binary noise, formulas refused."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from services.ingest.decode.answer import Answer
from services.ingest.decode.errors import NotData, TooLarge
from services.ingest.decode.table import Row, TableLayout, decode_table
from services.ingest.decode.zips import checked_members, is_workbook

MAX_ROWS = 1_048_576
MAX_COLUMNS = 1_000
_MAX_BLANK = 10_000


def decode_xlsx(body: bytes, layout: TableLayout | None, limit: int, dataset: str | None = None) -> Answer:
    """Decode one sheet of a workbook. Raises NotData as `decode_table` does, and TooLarge beyond `limit` unpacked."""
    return decode_table(_text_rows(sheet_rows(body, limit, layout.sheet if layout else None)), layout, dataset)


def sheet_rows(
    body: bytes, limit: int, sheet: str | None = None, columns: int = MAX_COLUMNS
) -> Iterator[Sequence[Any]]:
    """The rows of a sheet (the first where none is named), each no longer than its last cell.

    What a sheet says of its own size is not believed. Raises NotData `zip_damaged`, `not_workbook`,
    `unknown_sheet`, and TooLarge for a bomb and for a sheet that is all blanks.
    """
    checked_members(body, limit)
    if not is_workbook(body):
        raise NotData("not_workbook", "the file is no workbook")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
        with closing(book):
            if sheet is not None and sheet not in book.sheetnames:
                raise NotData("unknown_sheet", f"the workbook has no sheet named {sheet}: {_shown(book.sheetnames)}")
            pages = [page for page in book.worksheets if sheet in (None, page.title)]
            if not pages:
                raise NotData("unknown_sheet", "the workbook has no sheet of cells")
            yield from _rows(pages[0], columns)
    except _UNREADABLE as error:
        said = str(error)[:200] or type(error).__name__
        raise NotData("not_workbook", f"the workbook cannot be read: {said}") from error


_UNREADABLE = (
    InvalidFileException, KeyError, ValueError, OSError, SyntaxError, TypeError, AttributeError, IndexError,
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


def _shown(names: Sequence[str]) -> str:
    return ", ".join(name[:40] for name in names[:10])


def _rows(page: Any, columns: int) -> Iterator[Sequence[Any]]:
    page.reset_dimensions()
    blank = 0
    for row in page.iter_rows(max_row=MAX_ROWS, max_col=columns, values_only=True):
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        blank = 0 if cells else blank + 1
        if blank > _MAX_BLANK:
            raise TooLarge(f"the sheet has more than {_MAX_BLANK} blank rows in a run")
        yield cells


def _text_rows(rows: Iterator[Sequence[Any]]) -> Iterator[Row]:
    """Rows as wide as the widest so far, since a sheet leaves out what is blank at the end."""
    width = 0
    for number, cells in enumerate(rows, start=1):
        texts = [_text(cell) for cell in cells]
        width = max(width, len(texts))
        yield Row(number, texts + [""] * (width - len(texts)))


def _text(cell: object) -> str:
    """A cell as a person reads it: 198.0 is 198, and of a number no more than the 15 digits a spreadsheet keeps."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{Decimal(f'{cell:.15g}'):f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)

"""Workbooks (XLSX), read row by row under limits: cells as text, numbers without binary noise, formulas refused."""

import io
import struct
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
from services.ingest.decode.table import TableLayout
from services.ingest.decode.table_reader import NumberText, Row, decode_table
from services.ingest.decode.zips import checked_members, is_workbook, refuse_document_types

_MAX_BLANK = 10_000
_MAX_CELLS = 20_000_000


def decode_xlsx(body: bytes, layout: TableLayout | None, limit: int, dataset: str | None = None) -> Answer:
    """Decode one sheet of a workbook. Raises NotData as `decode_table` does, and TooLarge beyond `limit` unpacked."""
    return decode_table(_text_rows(sheet_rows(body, limit, layout.sheet if layout else None)), layout, dataset)


def sheet_rows(body: bytes, limit: int, sheet: str | None = None) -> Iterator[Sequence[Any]]:
    """The rows of a sheet (the first where none is named), each no longer than its last cell.

    What a sheet says of its own size is not believed. Raises NotData `zip_damaged`, `not_workbook`, `xml_entities`,
    `unknown_sheet`, and TooLarge for a bomb and for a sheet that is mostly blanks.
    """
    checked_members(body, limit)
    if not is_workbook(body):
        raise NotData("not_workbook", "the file is no workbook")
    refuse_document_types(body)
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
            yield from _rows(pages[0])
    except _UNREADABLE as error:
        said = str(error)[:200] or type(error).__name__
        raise NotData("not_workbook", f"the workbook cannot be read: {said}") from error


_UNREADABLE = (
    InvalidFileException, LookupError, ValueError, OSError, SyntaxError, TypeError, AttributeError,
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, OverflowError,
)  # fmt: skip


def _shown(names: Sequence[str]) -> str:
    return ", ".join(name[:40] for name in names[:10])


def _rows(page: Any) -> Iterator[Sequence[Any]]:
    page.reset_dimensions()
    blank, room = 0, _MAX_CELLS
    for row in page.iter_rows(values_only=True):
        cells = list(row)
        room -= len(cells)
        while cells and cells[-1] is None:
            cells.pop()
        blank = 0 if cells else blank + 1
        if blank > _MAX_BLANK or room < 0:
            raise TooLarge(f"the sheet has {_MAX_BLANK} blank rows in a run, or more than {_MAX_CELLS} cells")
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
        return NumberText(f"{Decimal(f'{cell:.15g}'):f}")
    if isinstance(cell, int):
        return NumberText(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)

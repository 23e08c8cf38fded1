"""A file of Statbel's open data in one form: any delimiter, text or workbook in, the wanted places and periods out."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from services.ingest.access import OpenDataAccess
from services.ingest.connectors.statbel.refnis import checked
from services.ingest.decode.answer import Answer, Scope, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import kind_of, opened
from services.ingest.decode.opendata import decode_opendata
from services.ingest.decode.source_errors import classify
from services.ingest.decode.text import rows_of, text_of
from services.ingest.decode.workbook import sheet_rows

_DELIMITERS = "|;\t,"
_BARS = "|"
_PLACES = ("REFNIS", "CD_REFNIS")
_LONGEST_HEADER = 10_000


def decode_file(body: bytes, access: OpenDataAccess, limit: int) -> Answer:
    """Decode a file as it was received: plain, in a zip, or a workbook (its first sheet). All or nothing.

    Only rows of the recipe's places and periods of its frequency are taken, so a total of the year is never beside its
    months; the running year has none. Raises NotData as `opened` and `decode_opendata` do, TooLarge beyond `limit`, and
    `lost_zero` for any place whose code has not five digits.
    """
    data = opened(body, limit)
    if error := classify(data):
        raise error
    rows = _sheet(data, limit) if kind_of(data) == "zip" else _lines(data, access.encoding)
    answer = decode_opendata(_in_bars(rows, frozenset(access.places)))
    series = {
        codes: kept
        for codes, cells in answer.series.items()
        if (kept := [cell for cell in cells if cell[0].frequency == access.frequency])
    }
    return replace(
        answer, series=series, scope=Scope(None, *span({cell[0] for cells in series.values() for cell in cells}))
    )


def _lines(data: bytes, encoding: str) -> Iterator[Sequence[str]]:
    with text_of(data, encoding) as text:
        header = text.readline(_LONGEST_HEADER)
        delimiter = max(_DELIMITERS, key=header.count)
        yield from ([name.strip() for name in row] for row in csv.reader([header], delimiter=delimiter))
        yield from rows_of(text, delimiter)


def _sheet(data: bytes, limit: int) -> Iterator[Sequence[str]]:
    for row in sheet_rows(data, limit):
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _in_bars(rows: Iterable[Sequence[str]], places: frozenset[str]) -> bytes:
    """The header and the rows of the wanted places, all as wide as the header: short ones padded, empty ends cut."""
    found = iter(rows)
    header = list(next(found, ()))
    while header and not header[-1].strip():
        header.pop()
    where = next((header.index(name) for name in _PLACES if name in header), None)
    if where is None:
        raise NotData("missing_columns", f"the table has no column of REFNIS codes: {', '.join(header)[:200]}")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=_BARS)
    writer.writerow(header)
    for number, row in enumerate(found, start=2):
        if not any(row):
            continue
        if any(cell.strip() for cell in row[len(header) :]):
            raise NotData("bad_line", f"row {number} has {len(row)} cells, the header {len(header)}")
        if len(row) <= where or checked(row[where].strip()) in places:
            writer.writerow([*row[: len(header)], *[""] * (len(header) - len(row))])
    return text.getvalue().encode()

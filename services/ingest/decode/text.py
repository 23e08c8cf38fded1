"""Bytes as text, piece by piece: by byte order mark, else by the encoding that was declared, never by guessing."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager

from services.ingest.decode.errors import NotData, TooLarge

_MAX_COLUMNS = 20_000
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@contextmanager
def text_of(body: bytes, encoding: str = "utf-8") -> Iterator[io.TextIOWrapper]:
    """The body as lines of text, their ends kept for the csv module.

    What goes wrong with the encoding while they are read is raised as NotData, `bad_encoding`.
    """
    marked = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    encoding = marked or encoding
    if marked in (None, "utf-8-sig") and not encoding.lower().startswith(("utf-16", "utf-32")) and b"\0" in body:
        raise NotData("bad_encoding", f"the text holds null bytes, so it is not {encoding}")
    try:
        with io.TextIOWrapper(io.BytesIO(body), encoding=encoding, newline="") as text:
            yield text
    except (UnicodeError, LookupError) as error:
        raise NotData("bad_encoding", f"the text is not {encoding}: {error}") from error


def rows_of(text: io.TextIOWrapper, delimiter: str = ",") -> Iterator[list[str]]:
    """The rows of a CSV, blank ones included. Raises NotData, `not_csv`, with the line, and TooLarge for a wide row."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(row) > _MAX_COLUMNS:
                raise TooLarge(f"line {reader.line_num} has {len(row)} cells, more than {_MAX_COLUMNS}")
            yield row
    except csv.Error as error:
        raise NotData("not_csv", f"line {reader.line_num} cannot be read as CSV: {error}") from error


def records_of(body: bytes) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """A UTF-8 CSV as its header and its records by column, each with the number of its row.

    Raises NotData: `bad_encoding`, `not_csv`, `bad_header` for a column that stands twice, `bad_line` for a row longer
    or shorter than the header, as the last one of a file that was cut is.
    """
    with text_of(body) as text:
        rows = rows_of(text)
        header = next(rows, [])
        if len(set(header)) != len(header):
            raise NotData("bad_header", "the header names a column twice")
        records: list[tuple[int, dict[str, str]]] = []
        for line, row in enumerate(rows, start=2):
            if row and len(row) != len(header):
                raise NotData("bad_line", f"row {line} has {len(row)} cells, the header {len(header)}")
            if row:
                records.append((line, dict(zip(header, row, strict=True))))
    return header, records

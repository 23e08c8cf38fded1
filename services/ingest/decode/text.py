"""Bytes as text, piece by piece: by byte order mark, else by the encoding that was declared, never by guessing."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager

from services.ingest.decode.errors import NotData

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
    """The rows of a CSV, blank ones included. Raises NotData, `not_csv`, with the line."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise NotData("not_csv", f"line {reader.line_num} cannot be read as CSV: {error}") from error

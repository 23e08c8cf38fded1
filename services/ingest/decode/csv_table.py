"""Plain CSV of any delimiter, encoding and notation of numbers, as its layout tells."""

from collections.abc import Iterator

from services.ingest.decode.answer import Answer
from services.ingest.decode.table import Row, TableLayout, decode_table
from services.ingest.decode.text import rows_of, text_of


def decode_csv(body: bytes, layout: TableLayout | None = None, dataset: str | None = None) -> Answer:
    """Decode a CSV. Raises NotData as `decode_table` does, and for what cannot be read as text or as CSV."""
    encoding, delimiter = (layout.encoding, layout.delimiter) if layout else ("utf-8", ",")
    with text_of(body, encoding) as text:
        return decode_table(_rows(rows_of(text, delimiter)), layout, dataset)


def _rows(rows: Iterator[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=1):
        yield Row(number, cells)

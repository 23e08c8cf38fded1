"""The cells of a file as CSV."""

import csv
from typing import TextIO

from services.cli.decoding.reading import Decoded
from services.ingest.decode.errors import NotData
from services.ingest.decode.values import published

COLUMNS = ("series_id", "period", "value", "obs_flags", "conf")


def write_cells(decoded: Decoded, out: TextIO) -> list[str]:
    """Write every cell, by series and period, with its value as published; returns what a reader should know besides.

    Raises NotData before anything is written.
    """
    rows: list[tuple[str, ...]] = []
    texts = 0
    for series_id, cells in decoded.series():
        for period, value, flags in cells:
            figure, is_text = _figure(value, f"{series_id} {period.label}")
            texts += is_text
            rows.append((series_id, str(period), figure, flags.letters, flags.confidentiality or ""))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return [*decoded.notes, *([f"{texts} cells hold a text in place of a figure, as published"] if texts else [])]


def _figure(value: str | None, where: str) -> tuple[str, bool]:
    """The value to print, and whether it is a text such as a unit (Comext has those). Raises NotData otherwise."""
    try:
        return published(value) or "", False
    except NotData as error:
        if error.reason == "bad_value" and value is not None and value.replace(" ", "").isalpha():
            return value, True
        raise NotData(error.reason, f"{where}: {error.message}") from error

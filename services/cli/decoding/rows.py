"""The cells of a file as CSV."""

import csv
from typing import TextIO

from schemas.period import Period
from services.cli.decoding.reading import Decoded
from services.ingest.decode.errors import NotData
from services.ingest.decode.values import published

COLUMNS = ("series_id", "period", "value", "obs_flags", "conf")


def write_cells(decoded: Decoded, out: TextIO) -> list[str]:
    """Write every cell, by series and period, with its value as published; returns what a reader should know besides.

    Raises NotData before anything is written.
    """
    found = list(decoded.series())
    texts = sum(_is_text(value, series_id, period) for series_id, cells in found for period, value, _ in cells)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for series_id, cells in found:
        for period, value, flags in cells:
            figure = "" if value is None or value.lstrip().startswith(":") else value.strip()
            writer.writerow((series_id, str(period), figure, flags.letters, flags.confidentiality or ""))
    return [*decoded.notes, *([f"{texts} cells hold a text in place of a figure, as published"] if texts else [])]


def figure(value: str | None, series_id: str, period: Period) -> str | None:
    """The decimal text of a value, None where there is none. Raises NotData, telling where, for anything else."""
    try:
        return published(value)
    except NotData as error:
        raise NotData(error.reason, f"{series_id} {period.label}: {error.message}") from error


def _is_text(value: str | None, series_id: str, period: Period) -> bool:
    """Whether a value is a text such as a unit, which Comext has. Raises NotData for what is no number otherwise."""
    try:
        figure(value, series_id, period)
    except NotData as error:
        if error.reason == "bad_value" and value is not None and value.replace(" ", "").isalpha():
            return True
        raise
    return False

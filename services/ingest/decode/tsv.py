"""Eurostat's TSV: one line a series, packed dimensions in the first cell, a value and its flags in every other."""

import re
from collections.abc import Iterator

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, gathered, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import NO_FLAGS, split_flags
from services.ingest.decode.sdmx import time_of
from services.ingest.decode.text import text_of
from services.ingest.decode.values import published

_CELL = re.compile(r"(:|[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*([a-zA-Z|]*)", re.ASCII)


def decode_tsv(body: bytes) -> Answer:
    """Decode a bulk TSV of before 2022 (`…,geo\\time`, newest first) or after (`…,geo\\TIME_PERIOD`, oldest first).

    A file may be an excerpt, so it speaks only of the series it holds. `:` without a flag is no cell at all. Raises
    NotData for anything that is no such table.
    """
    unplaced: list[str] = []
    with text_of(body) as text:
        names, periods = _header(text.readline())
        lines = (line.rstrip("\r\n") for line in text)
        series = gathered(cell for line in lines if line.strip() for cell in _line(line, len(names), periods, unplaced))
    return Answer(
        dimensions=names,
        series=series,
        scope=Scope(None, *span(period for period in periods if period)),
        unplaced=len(unplaced),
    )


def _header(line: str) -> tuple[tuple[str, ...], list[Period | None]]:
    packed, *columns = line.strip().strip('"').split("\t")
    names, backslash, time = packed.strip().strip('"').rpartition("\\")
    if not backslash or time.lower() not in ("time", "time_period") or not columns:
        raise NotData("not_tsv", "the first line is no header of a Eurostat table")
    periods = [time_of(column.strip()) for column in columns]
    placed = [period for period in periods if period]
    if len(set(placed)) != len(placed):
        raise NotData("bad_header", "the header lists a period twice")
    return tuple(name.strip() for name in names.split(",")), periods


def _line(line: str, width: int, periods: list[Period | None], unplaced: list[str]) -> Iterator[tuple[Codes, Cell]]:
    packed, *cells = line.split("\t")
    codes = tuple(code.strip() for code in packed.strip().strip('"').split(","))
    if len(codes) != width or len(cells) != len(periods):
        raise NotData("bad_line", f"the line of {packed[:60]!r} does not fit the header")
    for period, cell in zip(periods, cells, strict=True):
        text = cell.strip()
        match = _CELL.fullmatch(text) if text else None
        if text and match is None:
            raise NotData("bad_cell", f"the cell {text[:20]!r} of {packed[:60]!r} is no value")
        if match is None or (match[1] == ":" and not match[2]):
            continue
        if period is None:
            unplaced.append(packed)
            continue
        yield codes, (period, published(match[1]), split_flags(match[2]) if match[2] else NO_FLAGS)

"""Eurostat's TSV: one line a series, packed dimensions in the first cell, a value and its flags in every other."""

import re
from collections.abc import Iterator

from schemas.period import Period
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, gathered, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import NO_FLAGS, split_flags

_CELL = re.compile(r"^(:|[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*([a-zA-Z|]*)$")


def decode_tsv(body: bytes) -> Answer:
    """Decode a bulk TSV of before 2022 (`…,geo\\time`, newest first) or after (`…,geo\\TIME_PERIOD`, oldest first).

    A file may be an excerpt, so it speaks only of the series it holds. `:` without a flag is no cell at all. Raises
    NotData for anything that is no such table.
    """
    lines = _text(body).splitlines()
    names, periods = _header(lines[0] if lines else "")
    series = gathered(cell for line in lines[1:] if line.strip() for cell in _line(line, len(names), periods))
    return Answer(dimensions=names, series=series, scope=Scope(None, *span(periods)))


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotData("bad_encoding", f"the table is not UTF-8: {error}") from error


def _header(line: str) -> tuple[tuple[str, ...], list[Period]]:
    packed, *columns = line.strip('"').split("\t")
    names, backslash, time = packed.strip().rpartition("\\")
    if not backslash or time.lower() not in ("time", "time_period") or not columns:
        raise NotData("not_tsv", "the first line is no header of a Eurostat table")
    try:
        return tuple(name.strip() for name in names.split(",")), [Period.parse(column) for column in columns]
    except ValueError as error:
        raise NotData("bad_period", str(error)) from error


def _line(line: str, width: int, periods: list[Period]) -> Iterator[tuple[Codes, Cell]]:
    packed, *cells = line.split("\t")
    codes = tuple(code.strip() for code in packed.strip().strip('"').split(","))
    if len(codes) != width or len(cells) > len(periods):
        raise NotData("bad_line", f"the line of {packed[:60]!r} does not fit the header")
    for period, text in zip(periods, cells, strict=False):
        match = _CELL.match(text.strip()) if text.strip() else None
        if text.strip() and match is None:
            raise NotData("bad_cell", f"the cell {text[:20]!r} of {packed[:60]!r} is no value")
        if match and (match[1] != ":" or match[2]):
            flags = split_flags(match[2]) if match[2] else NO_FLAGS
            yield codes, (period, None if match[1] == ":" else match[1], flags)

"""Histories of a file of values, to try the band on figures that had no part in choosing it."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas.indicator import Limits
from schemas.period import Period
from services.cli.backtest.trials import Trial, held_against
from services.indicators.domain.projection import outlook
from services.indicators.domain.reading import BREAK
from services.runtime.errors import ConfigError

COLUMNS = ("indicator", "breakdown", "unit_measure", "ref_area", "time_period", "value", "flag")
# Units of shares and scores, which lie between 0 and 100; any other is taken as a level
_SHARE, _SCORE = "pc_", "_score"
_BOUNDED = Limits(min=0, max=100)

Stretch = list[tuple[float, float]]


def trials_of_file(path: Path) -> Iterator[Trial]:
    """Every projection the histories of a file allow, on a straight scale, with every later value up to a break.

    The file is laid out as the exports of the Commission's digital agenda data: COLUMNS, in any order. Raises
    ConfigError with the line that cannot be read.
    """
    for (indicator, breakdown, unit, geo), history in _read(path).items():
        limits = _BOUNDED if unit.startswith(_SHARE) or unit.endswith(_SCORE) else None
        name = f"{indicator}/{breakdown}/{unit}"
        for stretch in _stretches(history):
            for cut in range(2, len(stretch)):
                if walk := outlook(limits, tuple(stretch[:cut]), None):
                    yield from held_against(walk, stretch[cut:], name, geo, judged=False)


def _read(path: Path) -> dict[tuple[str, ...], dict[float, tuple[float, str]]]:
    """Value and flags by position, per series; a row without a value is none."""
    found: dict[tuple[str, ...], dict[float, tuple[float, str]]] = defaultdict(dict)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if missing := set(COLUMNS) - set(reader.fieldnames or ()):
                raise ConfigError(f"{path}: the columns {', '.join(sorted(missing))} are missing")
            for row in reader:
                if row["value"]:
                    position, figure = _figure(path, reader.line_num, row)
                    found[tuple(row[name] for name in COLUMNS[:4])][position] = figure
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path} cannot be read as CSV: {error}") from error
    return found


def _figure(path: Path, line: int, row: Mapping[str, str | None]) -> tuple[float, tuple[float, str]]:
    """Position, and value with flags."""
    if None in row.values() or None in row:
        raise ConfigError(f"{path}, line {line}: it has not as many fields as the first line")
    try:
        position, value = Period.parse(row["time_period"] or "").position, float(row["value"] or "")
    except ValueError as error:
        raise ConfigError(f"{path}, line {line}: {error}") from error
    if not math.isfinite(value):
        raise ConfigError(f"{path}, line {line}: {row['value']} is no finite number")
    return position, (value, row["flag"] or "")


def _stretches(history: dict[float, tuple[float, str]]) -> list[Stretch]:
    """The values by position, split where a break is flagged."""
    stretches: list[Stretch] = [[]]
    for position, (value, flags) in sorted(history.items()):
        if BREAK in flags and stretches[-1]:
            stretches.append([])
        stretches[-1].append((position, value))
    return stretches

"""Our indicators as SDMX-CSV 2.0, so that programs which read official statistics read them too."""

from collections.abc import Iterable, Iterator
from typing import Final

from schemas.assessment import Assessment
from schemas.chart import Point
from schemas.period import Period
from services.board.web.tables.table import Cell, Table

STRUCTURE_ID: Final = "KOERS:INDICATORS(1.0.0)"
# `[;]` names the separator of several values, `[]` marks the column that may hold several
COLUMNS: Final = (
    "STRUCTURE[;]", "STRUCTURE_ID", "ACTION", "FREQ", "INDICATOR", "REF_AREA", "TIME_PERIOD", "OBS_VALUE",
    "UNIT_MEASURE", "OBS_STATUS[]", "SOURCE_SERIES[]", "LAST_UPDATE",
)  # fmt: skip
_NORMAL: Final = "A"
# Letters of Eurostat that the SDMX code list of observation status (CL_OBS_STATUS 2.2) writes in another way
_STATUS: Final = {"s": "E", "r": "P", "z": "M", "m": "M", ":": "M"}
_CODES: Final = frozenset("BDEFIMNPU")

MEDIA_TYPE: Final = "application/vnd.sdmx.data+csv; version=2.0.0"


def sdmx_table(assessments: Iterable[Assessment]) -> Table:
    """Every point of the indicators' charts, those of other places included, each once."""
    rows = [row for assessment in assessments for row in _rows(assessment)]
    return Table("indicators-sdmx", COLUMNS, rows)


def time_period(period: Period) -> str:
    """As SDMX writes it: a standard period by its name, any other (a school year, a span) as start and duration."""
    standard = {("Y", 1): 1, ("M", 6): 6, ("M", 4): 4, ("M", 3): 3, ("M", 1): 1}.get((period.unit, period.count))
    on_the_grid = period.start.day == 1 and (
        (period.unit == "Y" and period.start.month == 1)
        or (period.unit == "M" and standard is not None and (period.start.month - 1) % standard == 0)
    )
    day_or_week = period.count == 1 and (period.unit == "D" or (period.unit == "W" and period.start.weekday() == 0))
    return period.label if (standard and on_the_grid) or day_or_week else str(period)


def _rows(a: Assessment) -> Iterator[tuple[Cell, ...]]:
    yield from (_row(a, a.geo, point) for point in a.chart.points)
    for other in a.chart.comparators:
        yield from (_row(a, other.geo, point) for point in other.points)


def _row(a: Assessment, geo: str, point: Point) -> tuple[Cell, ...]:
    sources = point.parts or (point.source,)
    return (
        "dataflow",
        STRUCTURE_ID,
        "I",
        point.period.frequency,
        a.indicator,
        geo,
        time_period(point.period),
        point.value,
        a.unit,
        ";".join(_status(point)),
        ";".join(dict.fromkeys(source.series_id for source in sources)),
        max(source.retrieved_at for source in sources).isoformat(),
    )


def _status(point: Point) -> list[str]:
    letters = [_STATUS.get(letter, letter.upper()) for letter in point.flags]
    known = [letter for letter in dict.fromkeys(letters) if letter in _CODES]
    if point.is_break and "B" not in known:
        known.append("B")
    if point.value is None and "M" not in known:
        known.append("M")
    return known or [_NORMAL]

"""Periods: one parser for every notation a publisher uses, one canonical form, one order."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache, total_ordering
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

_CANONICAL = re.compile(r"^(\d{4})-(\d{2})-(\d{2})/P(\d+)([YMWD])$")
_UNIT_ORDER = {"D": 0, "W": 1, "M": 2, "Y": 3}
_MONTHS_OF = {"S": 6, "T": 4, "Q": 3, "M": 1}
_COUNT_OF = {"S": 2, "T": 3, "Q": 4, "M": 12}
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_IN_EVERY_MONTH = 28
_SHOWN = 40


@total_ordering
@dataclass(frozen=True)
class Period:
    """The time a value is about, as ISO 8601 start/duration: `2023-01-01/P1Y`, `2024-10-01/P3M`.

    Ordered by frequency (days, weeks, months, years), then start; never as text. What follows from the three fields is
    worked out once: the same few periods come back in every series.
    """

    start: date
    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a canonical period or any published notation.

        Known: 2023, 2023-A1, 2023-S1, 2023-T2, 2023-Q1, 2023-01, 2023-M01, 2023-W05, 2023-D032, 2023-01-15, the
        legacy 2023S1, 2023Q1, 2023M01, 2023W20, 2015M07D03, and spans 2018-2020, 2018_2020. Two consecutive years
        joined by a hyphen are a school year that starts on 1 September (`2022-2023`); longer spans are calendar years.
        Raises ValueError for anything else, for a period that lasts no time or lies outside the years 1000 to 2999,
        and for months or years that begin on a day not every month has.
        """
        return _parsed(text)

    def __str__(self) -> str:
        return self._text

    def __hash__(self) -> int:
        return self._hash

    def __lt__(self, other: "Period") -> bool:
        return self._order < other._order

    @cached_property
    def _text(self) -> str:
        return f"{self.start.isoformat()}/P{self.count}{self.unit}"

    @cached_property
    def _hash(self) -> int:
        return hash((self.start, self.count, self.unit))

    @cached_property
    def _order(self) -> tuple[int, int, date]:
        return (_UNIT_ORDER[self.unit], self.count, self.start)

    @cached_property
    def end(self) -> date:
        """The first day after the period."""
        if self.unit in "DW":
            return self.start + timedelta(days=self.count * (7 if self.unit == "W" else 1))
        months = self.start.year * 12 + self.start.month - 1 + self.count * (12 if self.unit == "Y" else 1)
        return date(months // 12, months % 12 + 1, self.start.day)

    @cached_property
    def position(self) -> float:
        """Where the period stands on a path: its mid-point in years minus one half, so annual 2025 = 2025.0."""
        return (_years(self.start) + _years(self.end)) / 2 - 0.5

    @cached_property
    def year(self) -> int:
        """The calendar year in which the period's last day lies."""
        return (self.end - timedelta(days=1)).year

    @property
    def frequency(self) -> str:
        """The SDMX frequency code: A, S, Q, M, W, D; a span of several years is written A with its count, as A3."""
        if self.unit == "Y":
            return "A" if self.count == 1 else f"A{self.count}"
        return {("M", 6): "S", ("M", 4): "T", ("M", 3): "Q", ("M", 1): "M"}.get((self.unit, self.count), self.unit)

    @cached_property
    def label(self) -> str:
        """As publishers write it: 2023, 2022-2023, 2018-2020, 2024-Q4, 2024-10, 2024-W05, 2024-10-31;
        a window of other months as first/last, 2025-05/2026-04."""
        s = self.start
        if self.unit == "Y":
            school = self.count == 1 and s.month != 1
            last = s.year + self.count - (0 if school else 1)
            return str(s.year) if last == s.year else f"{s.year}-{last}"
        if self.unit == "M" and self.count in (3, 4, 6):
            letter = {3: "Q", 4: "T", 6: "S"}[self.count]
            return f"{s.year}-{letter}{(s.month - 1) // self.count + 1}"
        if self.unit == "M":
            final = self.end - timedelta(days=1)
            first = f"{s.year}-{s.month:02d}"
            return first if self.count == 1 else f"{first}/{final.year}-{final.month:02d}"
        if self.unit == "W":
            iso = s.isocalendar()
            return f"{iso.year}-W{iso.week:02d}"
        return s.isoformat()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_text = core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema(
                [core_schema.is_instance_schema(cls), from_text], mode="left_to_right"
            ),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "description": "ISO 8601 start/duration", "examples": ["2023-01-01/P1Y"]}


def _years(day: date) -> float:
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1) / length


@lru_cache(maxsize=8192)
def _parsed(text: str) -> Period:
    """One object for each way to write a period."""
    try:
        period = Period(*_read(text))
        _check(period)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"period {text[:_SHOWN]!r}: {error}") from error
    return period


def _read(text: str) -> tuple[date, int, str]:
    if m := _CANONICAL.match(text):
        return date(int(m[1]), int(m[2]), int(m[3])), int(m[4]), m[5]
    for pattern, build in _NOTATIONS:
        if m := pattern.match(text.strip()):
            return build(*(int(g) if g.isdigit() else g for g in m.groups()))
    raise ValueError("expected forms such as 2023, 2023-Q1, 2023-01, 2023-W05 or 2018-2020")


def _check(period: Period) -> None:
    if period.count < 1:
        raise ValueError("it lasts no time")
    if period.unit in "MY" and period.start.day > _IN_EVERY_MONTH:
        raise ValueError(f"not every month has a day {period.start.day}")
    if period.start.year < _FIRST_YEAR or period.year > _LAST_YEAR:
        raise ValueError(f"outside the years {_FIRST_YEAR} to {_LAST_YEAR}")


def _part(year: int, letter: str, index: int) -> tuple[date, int, str]:
    months = _MONTHS_OF[letter]
    if not 1 <= index <= _COUNT_OF[letter]:
        raise ValueError(f"there is no {letter}{index} in a year")
    return date(year, (index - 1) * months + 1, 1), months, "M"


def _span(first: int, last: int, *, school: bool) -> tuple[date, int, str]:
    if last < first:
        raise ValueError("the span ends before it starts")
    if school and last == first + 1:
        return date(first, 9, 1), 1, "Y"
    return date(first, 1, 1), last - first + 1, "Y"


def _day_of_year(year: int, day: int) -> tuple[date, int, str]:
    found = date(year, 1, 1) + timedelta(days=day - 1)
    if day < 1 or found.year != year:
        raise ValueError(f"there is no day {day} in {year}")
    return found, 1, "D"


_Build = Callable[..., tuple[date, int, str]]
_NOTATIONS: list[tuple[re.Pattern[str], _Build]] = [
    (re.compile(r"^(\d{4})(?:-?A1)?$"), lambda y: (date(y, 1, 1), 1, "Y")),
    (re.compile(r"^(\d{4})-?([STQ])(\d)$"), _part),
    (re.compile(r"^(\d{4})-?(M)(\d{2})$"), _part),
    (re.compile(r"^(\d{4})-(\d{2})$"), lambda y, m: _part(y, "M", m)),
    (re.compile(r"^(\d{4})-?W(\d{2})$"), lambda y, w: (date.fromisocalendar(y, w, 1), 1, "W")),
    (re.compile(r"^(\d{4})-?D(\d{3})$"), _day_of_year),
    (re.compile(r"^(\d{4})-(\d{2})-(\d{2})$"), lambda y, m, d: (date(y, m, d), 1, "D")),
    (re.compile(r"^(\d{4})M(\d{2})D(\d{2})$"), lambda y, m, d: (date(y, m, d), 1, "D")),
    (re.compile(r"^(\d{4})-(\d{4})$"), lambda a, b: _span(a, b, school=True)),
    (re.compile(r"^(\d{4})_(\d{4})$"), lambda a, b: _span(a, b, school=False)),
]

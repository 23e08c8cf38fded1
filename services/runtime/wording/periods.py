"""Periods, days and moments in words; days and moments are Brussels time."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import floor
from typing import NamedTuple

import babel.dates

from schemas.period import Period
from services.runtime.clock import BRUSSELS
from services.runtime.wording.names import LOCALES, Lang


class _Unit(NamedTuple):
    """One unit of time: its names, and how a rhythm of one is told."""

    one: str
    more: str
    each: str


_DURATION = re.compile(r"P(\d+[YMWD])+", re.ASCII)
_PART = re.compile(r"(\d+)([YMWD])", re.ASCII)
_UNITS: Mapping[str, Mapping[Lang, _Unit]] = {
    "Y": {"nl": _Unit("jaar", "jaar", "elk jaar"), "en": _Unit("year", "years", "every year")},
    "M": {"nl": _Unit("maand", "maanden", "elke maand"), "en": _Unit("month", "months", "every month")},
    "W": {"nl": _Unit("week", "weken", "elke week"), "en": _Unit("week", "weeks", "every week")},
    "D": {"nl": _Unit("dag", "dagen", "elke dag"), "en": _Unit("day", "days", "every day")},
}


def format_date(day: date, lang: Lang) -> str:
    """`16 december 2025`, `16 December 2025`."""
    return babel.dates.format_date(day, "d MMMM yyyy", locale=LOCALES[lang])


def format_month(day: date, lang: Lang) -> str:
    """`december 2027`, `December 2027`."""
    return babel.dates.format_date(day, "MMMM yyyy", locale=LOCALES[lang])


def format_moment(moment: datetime, lang: Lang) -> str:
    """Day and time in Brussels: `16 december 2025, 11:00`."""
    return babel.dates.format_datetime(moment, "d MMMM yyyy, HH:mm", tzinfo=BRUSSELS, locale=LOCALES[lang])


def format_year(position: float) -> str:
    """The calendar year a position on a path falls in (a position is a mid-point minus one half)."""
    return str(floor(position + 0.5))


def format_period(period: Period, lang: Lang) -> str:
    """A period as a reader names it: 2025, schooljaar 2022-2023, 4e kwartaal 2024, oktober 2024."""
    nl = lang == "nl"
    start = period.start
    if period.unit == "Y":
        school = period.count == 1 and start.month != 1
        return f"{'schooljaar' if nl else 'school year'} {period.label}" if school else period.label
    if period.unit == "M":
        return _months(period, lang)
    if period.unit == "W":
        iso = start.isocalendar()
        return f"week {iso.week} {'van' if nl else 'of'} {iso.year}"
    return format_date(start, lang)


def in_period(period: Period, lang: Lang) -> str:
    """The period with its preposition: in 2025, in het 4e kwartaal 2024, op 16 december 2025."""
    words = format_period(period, lang)
    if period.unit == "D":
        return f"{'op' if lang == 'nl' else 'on'} {words}"
    school = period.unit == "Y" and period.count == 1 and period.start.month != 1
    part = period.unit == "M" and period.count in (3, 4, 6) and _is_calendar_part(period)
    article = {"nl": "het ", "en": "the "}[lang] if school or (part and lang == "nl") else ""
    return f"in {article}{words}"


def _months(period: Period, lang: Lang) -> str:
    if _is_calendar_part(period):
        index = (period.start.month - 1) // period.count + 1
        part = {3: ("Q", "kwartaal"), 4: ("T", "viermaandsdeel"), 6: ("H", "halfjaar")}[period.count]
        nl = f"{index}e {part[1]} {period.start.year}"
        return nl if lang == "nl" else f"{part[0]}{index} {period.start.year}"
    first = babel.dates.format_date(period.start, "MMMM yyyy", locale=LOCALES[lang])
    if period.count == 1:
        return first
    last = babel.dates.format_date(period.end - timedelta(days=1), "MMMM yyyy", locale=LOCALES[lang])
    return f"{first} – {last}"


def _is_calendar_part(period: Period) -> bool:
    return period.count in (3, 4, 6) and (period.start.month - 1) % period.count == 0


def format_recurrence(recurrence: str, lang: Lang) -> str:
    """An ISO 8601 duration as a rhythm: `elk jaar`, `om de 5 jaar`, `every year`, `every 1 year and 6 months`.

    Any other text stands for itself.
    """
    if not _DURATION.fullmatch(recurrence):
        return recurrence
    counts = [(int(count), _UNITS[unit][lang]) for count, unit in _PART.findall(recurrence)]
    if len(counts) == 1 and counts[0][0] == 1:
        return counts[0][1].each
    named = [f"{count} {unit.one if count == 1 else unit.more}" for count, unit in counts]
    return f"om de {' en '.join(named)}" if lang == "nl" else f"every {' and '.join(named)}"

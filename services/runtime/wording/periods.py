"""Periods, days and moments in words; days and moments are Brussels time."""

import re
from datetime import date, datetime, timedelta
from math import floor

import babel.dates

from schemas.period import Period
from services.runtime.clock import BRUSSELS
from services.runtime.wording.names import LOCALES, Lang

_DURATION = re.compile(r"^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$")
# Dutch, then English
_EVERY = (("elk jaar", "every year"), ("elke maand", "every month"), ("elke dag", "every day"))
_ONE = (("jaar", "year"), ("maand", "month"), ("dag", "day"))
_MANY = (("jaar", "years"), ("maanden", "months"), ("dagen", "days"))


def format_date(day: date, lang: Lang) -> str:
    """`16 december 2025`, `16 December 2025`."""
    return babel.dates.format_date(day, "d MMMM yyyy", locale=LOCALES[lang])


def format_moment(moment: datetime, lang: Lang) -> str:
    """Day and time in Brussels: `16 december 2025, 11:00`."""
    return babel.dates.format_datetime(moment, "d MMMM yyyy, HH:mm", tzinfo=BRUSSELS, locale=LOCALES[lang])


def format_year(position: float) -> str:
    """The calendar year a position on a path falls in (a position is a mid-point minus one half)."""
    return str(floor(position + 0.5))


def format_recurrence(duration: str, lang: Lang) -> str:
    """How often, from an ISO 8601 duration: `elk jaar`, `every 2 years`; any other text stands for itself."""
    found = _DURATION.match(duration)
    if found is None:
        return duration
    english = lang == "en"
    counts = [int(count or 0) for count in found.groups()]
    if sum(counts) == 1:
        return _EVERY[counts.index(1)][english]
    spans = [f"{n} {(_ONE if n == 1 else _MANY)[kind][english]}" for kind, n in enumerate(counts) if n]
    return f"{'every' if english else 'elke'} {', '.join(spans)}"


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

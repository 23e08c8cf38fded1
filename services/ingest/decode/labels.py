"""Labels in place of codes: month and quarter names in the languages of Belgium, cleaned of what typography adds."""

import re
import unicodedata
from datetime import date

from schemas.period import Period
from services.ingest.decode.errors import NotData

_MONTHS = (
    ("januari", "january", "janvier", "januar"),
    ("februari", "february", "février", "februar"),
    ("maart", "march", "mars", "märz"),
    ("april", "avril"),
    ("mei", "may", "mai"),
    ("juni", "june", "juin"),
    ("juli", "july", "juillet"),
    ("augustus", "august", "août"),
    ("september", "septembre"),
    ("oktober", "october", "octobre"),
    ("november", "novembre"),
    ("december", "décembre", "dezember"),
)
_SHORT = ("jan", "feb", "mrt mar", "apr", "mei may", "jun", "jul", "aug", "sep sept", "okt oct", "nov", "dec")
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names} | {
    name: number for number, names in enumerate(_SHORT, start=1) for name in names.split()
}
_MONTH_YEAR = re.compile(r"^(\w+)\.? ([1-9]\d{3})$")
_YEAR_MONTH = re.compile(r"^([1-9]\d{3})[- ]([^\W\d_]+)\.?$")
_QUARTER = re.compile(
    r"^([1-4])(?:ste|de|st|nd|rd|th|er|e|\.)? (?:kwartaal|quarter|trimestre|trimester|quartal) ([1-9]\d{3})$"
)


def clean(label: str) -> str:
    """A label in compatibility form, without no-break and surplus blanks, with plain apostrophes."""
    return " ".join(unicodedata.normalize("NFKC", label).replace("’", "'").split())


def day_of(label: str) -> date:
    """Read a day such as `11 december 2025`. Raises NotData, `bad_day`, for anything else."""
    number, _, month = clean(label).lower().partition(" ")
    first = _month(month)
    try:
        if first is None or not number.isdecimal() or len(number) > 2:
            raise ValueError("no day of a month")
        return first.replace(day=int(number))
    except ValueError as error:
        raise NotData("bad_day", f"{label[:30]!r} is no day: {error}") from error


def period_of(label: str) -> Period:
    """Read `Januari 2021`, `2020-aug.`, `1ste kwartaal 2024`, `4th quarter 2023`, `mei 2025 - april 2026`, or others.

    The others are the usual notations of `Period.parse`. A range of months is one window, never a month. Raises NotData
    for anything else.
    """
    text = clean(label).lower()
    first, dash, last = text.partition(" - ")
    if dash and (begin := _month(first)) and (end := _month(last)):
        return _window(begin, end, label)
    if found := _month(text):
        return Period(found, 1, "M")
    if match := _QUARTER.match(text):
        return Period(date(int(match[2]), int(match[1]) * 3 - 2, 1), 3, "M")
    try:
        return Period.parse(clean(label))
    except ValueError as error:
        raise NotData("bad_period", str(error)) from error


def _month(text: str) -> date | None:
    if match := _MONTH_YEAR.match(text):
        name, year = match[1], match[2]
    elif match := _YEAR_MONTH.match(text):
        year, name = match[1], match[2]
    else:
        return None
    number = _MONTH.get(name)
    return date(int(year), number, 1) if number else None


def _window(begin: date, end: date, label: str) -> Period:
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    if months < 1:
        raise NotData("bad_period", f"the period {label!r} ends before it starts")
    return Period(begin, months, "M")

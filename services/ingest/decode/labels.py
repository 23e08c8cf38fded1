"""Labels in place of codes: month and quarter names in the languages of Belgium, cleaned of what typography adds."""

import re
import unicodedata
from datetime import date

from schemas.period import Period
from services.ingest.decode.errors import NotData

_MONTHS = (
    ("januari", "january", "janvier", "januar", "jan"),
    ("februari", "february", "février", "februar", "feb"),
    ("maart", "march", "mars", "märz", "mrt", "mar"),
    ("april", "avril", "apr"),
    ("mei", "may", "mai"),
    ("juni", "june", "juin", "jun"),
    ("juli", "july", "juillet", "jul"),
    ("augustus", "august", "août", "aug"),
    ("september", "septembre", "sep", "sept"),
    ("oktober", "october", "octobre", "okt", "oct"),
    ("november", "novembre", "nov"),
    ("december", "décembre", "dezember", "dec"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH_YEAR = re.compile(r"^(\w+)\.? ([1-9]\d{3})$")
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
    """Read `Januari 2021`, `1ste kwartaal 2024`, `4th quarter 2023`, `mei 2025 - april 2026`, or a usual notation.

    A range of months is one window, never a month. Raises NotData for anything else.
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
    match = _MONTH_YEAR.match(text)
    number = _MONTH.get(match[1]) if match else None
    return date(int(match[2]), number, 1) if match and number else None


def _window(begin: date, end: date, label: str) -> Period:
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    if months < 1:
        raise NotData("bad_period", f"the period {label!r} ends before it starts")
    return Period(begin, months, "M")

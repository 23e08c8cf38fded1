"""When a reader is written to: in office hours of its own time zone, or on the first working day of a period."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from services.alerts.domain.routing import Digest

ALWAYS = "always"
_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MONTHS = {"monthly": 1, "quarterly": 3}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` until before `closes` on working days of Belgium; without `quiet` at any hour of any day."""

    opens: time = time(8)
    closes: time = time(18)
    quiet: bool = True

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """From `08:00-18:00` or `always`. Raises ValueError for another form, and where it closes before it opens."""
        if text == ALWAYS:
            return cls(quiet=False)
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is no hours such as 08:00-18:00, nor {ALWAYS!r}")
        opens, closes = (time(int(found[i]), int(found[i + 1])) for i in (1, 3))
        if closes <= opens:
            raise ValueError(f"{text!r} closes before it opens")
        return cls(opens, closes)

    def next_open(self, at: datetime, zone: str) -> datetime:
        """`at` itself within the hours, else when they begin next, in UTC."""
        local = at.astimezone(ZoneInfo(zone))
        if not self.quiet or (is_working_day(local.date()) and self.opens <= local.time() < self.closes):
            return at
        day = local.date() if local.time() < self.opens else local.date() + _DAY
        return self._opening(_first_working_day(day), zone)

    def next_digest(self, at: datetime, digest: Digest, zone: str) -> datetime:
        """When what is due at `at` is told: as the first working day of a week, month or quarter opens, in UTC."""
        if digest == "each":
            return at
        starts = _starts(at.astimezone(ZoneInfo(zone)).date(), digest)
        return next(opening for day in starts if (opening := self._opening(_first_working_day(day), zone)) >= at)

    def _opening(self, day: date, zone: str) -> datetime:
        return datetime.combine(day, self.opens, ZoneInfo(zone)).astimezone(UTC)


ANY_HOUR = Hours(quiet=False)


def is_working_day(day: date) -> bool:
    """Neither weekend nor public holiday in Belgium."""
    return day.weekday() < 5 and day not in _belgian(day.year)


@lru_cache(maxsize=8)
def _belgian(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("BE", years=year))


def _first_working_day(day: date) -> date:
    while not is_working_day(day):
        day += _DAY
    return day


def _starts(day: date, digest: Digest) -> Iterator[date]:
    """The first days of the digest's periods, from the one that holds `day`: weeks begin on Monday."""
    if digest == "weekly":
        start = day - _DAY * day.weekday()
        while True:
            yield start
            start += timedelta(weeks=1)
    months = _MONTHS[digest]
    number = (day.year * 12 + day.month - 1) // months * months
    while True:
        yield date(number // 12, number % 12 + 1, 1)
        number += months

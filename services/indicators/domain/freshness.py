"""How old the newest figure is against the rhythm of its own dataset: a caveat, never a verdict."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from schemas.assessment import Freshness
from schemas.period import Period
from schemas.stats import ReleaseRhythm

# A release that is missing this long after its month is worth a question to the publisher
GRACE_DAYS = 60


def freshness_of(latest: Period | None, rhythms: Iterable[ReleaseRhythm | None], as_of: date | None) -> Freshness:
    """The state by the first known rhythm, that of the newest value's series first.

    `fresh` before the next release, `due` from its month until 60 days after it, `overdue` from then on.
    """
    rhythm = next((rhythm for rhythm in rhythms if rhythm), None)
    if latest is None or rhythm is None:
        return Freshness(state="unknown")
    expected = release_day(_next(latest, rhythm.every_years), rhythm)
    if expected is None:
        return Freshness(state="unknown")
    first = expected.replace(day=1)
    month = f"{first.year}-{first.month:02d}"
    if as_of is None:
        return Freshness(state="unknown", next_release=month)
    if as_of < first:
        return Freshness(state="fresh", next_release=month)
    return Freshness(state="due" if as_of < overdue_from(first) else "overdue", next_release=month)


def release_day(period: Period, rhythm: ReleaseRhythm) -> date | None:
    """The day on which the figure of a period may be expected, the first of its usual month; None where none is told.

    Where the rhythm names no month, or the period is no year, its lag is counted from the end of the period.
    """
    if rhythm.month is not None and period.unit == "Y":
        return date(period.year + (rhythm.year_offset or 0), rhythm.month, 1)
    return None if rhythm.lag_days is None else period.end + timedelta(days=rhythm.lag_days)


def overdue_from(first: date) -> date:
    """The day from which a release expected in the month that begins on `first` is overdue."""
    return _month_end(first) + timedelta(days=GRACE_DAYS + 1)


@lru_cache(maxsize=4096)
def _next(latest: Period, every_years: int) -> Period:
    """The reference period of the next release: the next of its kind, `every_years` later for yearly ones."""
    if latest.unit == "Y":
        start = latest.start
        # 29 February never starts a yearly period
        return Period(start.replace(year=start.year + max(every_years, 1)), latest.count, latest.unit)
    return Period(latest.end, latest.count, latest.unit)


def _month_end(first: date) -> date:
    following = first.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)

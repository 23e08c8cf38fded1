"""When a recipe is next looked at, and when its publisher will next have something to say."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from croniter import croniter

from schemas.period import Period
from schemas.stats import ReleaseRhythm
from services.runtime.clock import BRUSSELS

_FIRST_RETRY = timedelta(minutes=2)
_LAST_RETRY = timedelta(hours=6)
_LATE = timedelta(days=183)


def next_turn(schedule: str, after: datetime) -> datetime:
    """The next time of a cron line by the clocks of Brussels, behind `after`."""
    # on naive local time: with a zone, croniter is an hour off on the days the clocks change
    turns = croniter(schedule, after.astimezone(BRUSSELS).replace(tzinfo=None))
    while True:
        local: datetime = turns.get_next(datetime)
        turn = local.replace(tzinfo=BRUSSELS).astimezone(UTC)
        if turn > after:
            return turn


def longest_pause(schedule: str, after: datetime, turns: int = 12) -> float:
    """Seconds of the longest pause between the next turns of a cron line."""
    times = [after]
    for _ in range(turns):
        times.append(next_turn(schedule, times[-1]))
    return max((later - sooner).total_seconds() for sooner, later in pairwise(times[1:]))


def next_try(failures: int, after: datetime, asked: float | None, jitter: random.Random) -> datetime:
    """When to try a source again after `failures` in a row: later each time, spread, never before it `asked` for."""
    pause: timedelta = min(_LAST_RETRY, _FIRST_RETRY * 2 ** min(failures - 1, 20))
    wait = pause * jitter.uniform(0.75, 1.25)
    return after + max(wait, timedelta(seconds=asked or 0.0))


def next_release(rhythm: ReleaseRhythm, newest: Period | None) -> str | None:
    """The month (`2026-12`) in which the figure after `newest` is usually published; None where that is not known."""
    if newest is None:
        return None
    if rhythm.month is not None:
        year = newest.year + rhythm.every_years + (rhythm.year_offset or 0)
        return f"{year}-{rhythm.month:02d}"
    if rhythm.lag_days is None:
        return None
    following = newest.end
    for _ in range(rhythm.every_years if newest.unit == "Y" else 1):
        following = Period(following, newest.count, newest.unit).end
    return (following + timedelta(days=rhythm.lag_days)).strftime("%Y-%m")


def seems_frozen(rhythm: ReleaseRhythm, newest: Period | None, now: datetime) -> bool:
    """Whether a release is late by more than half a year beyond its month; frozen datasets give no error."""
    expected = next_release(rhythm, newest)
    return expected is not None and now > datetime.fromisoformat(f"{expected}-01T00:00:00+00:00") + _LATE

"""How often a reader is written to, and when it is time to look for news again."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from services.runtime.clock import BRUSSELS

# What becomes known at one release comes in within minutes, and is one letter.
GATHER: Final = timedelta(hours=1)
AT_MOST_EVERY: Final = timedelta(days=1)
LOOK_EVERY: Final = timedelta(minutes=10)
_MORNING: Final = time(9)


class Rhythm(StrEnum):
    """`on_change`: an hour after something changed, once a day at most; `weekly`: on Monday morning, if it did."""

    on_change = "on_change"
    weekly = "weekly"

    def after_telling(self, now: datetime) -> datetime:
        """When to look again once a letter has gone out."""
        return _next_monday(now) if self is Rhythm.weekly else now + AT_MOST_EVERY

    def after_looking(self, now: datetime) -> datetime:
        """When to look again where there was nothing to tell yet."""
        return _next_monday(now) if self is Rhythm.weekly else now + LOOK_EVERY

    def is_time(self, oldest: datetime, now: datetime) -> bool:
        """Whether news seen first at `oldest` is to be told now."""
        return self is Rhythm.weekly or now - oldest >= GATHER


def _next_monday(now: datetime) -> datetime:
    """Nine o'clock by the clocks of Brussels, whether summer time begins or ends before it."""
    local = now.astimezone(BRUSSELS)
    monday = datetime.combine(local.date() - timedelta(days=local.weekday()), _MORNING, BRUSSELS)
    return monday if monday > now else datetime.combine(monday.date() + timedelta(days=7), _MORNING, BRUSSELS)

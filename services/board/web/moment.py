"""The moment a reader looks at: now, or the end of a past day; what is shown was known and published then."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from services.runtime.clock import BRUSSELS


@dataclass(frozen=True, slots=True)
class Moment:
    """`now` is an aware datetime; `as_of` the past day asked for, None for the present.

    A verdict is published `reaction` after it was known, so that its owner can answer first.
    """

    now: datetime
    as_of: date | None = None
    reaction: timedelta = timedelta()

    @property
    def at(self) -> datetime:
        """The last moment that counts: the end of the day asked for in Brussels, or now where that is earlier."""
        if self.as_of is None:
            return self.now
        return min(self.now, datetime.combine(self.as_of + timedelta(days=1), time(), BRUSSELS) - timedelta.resolution)

    @property
    def today(self) -> date:
        """The day in Brussels on which the reader stands."""
        return self.as_of or self.now.astimezone(BRUSSELS).date()

    def published_on(self, known_from: datetime) -> date:
        """The day in Brussels on which what was known from then is published."""
        return (known_from + self.reaction).astimezone(BRUSSELS).date()

    def filled(self, **more: Any) -> dict[str, Any]:
        """The parameters of a query that reads `board.…_at(%(at)s, …)`."""
        return {"at": self.at, "reaction": self.reaction, **more}

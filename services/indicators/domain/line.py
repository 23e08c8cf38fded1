"""A history of readings in one place, split where it may not be compared across."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, takewhile
from operator import attrgetter
from typing import TypeVar

from schemas.indicator import Indicator, Splice
from schemas.period import Period
from services.indicators.domain.reading import Reading

Segment = tuple[Reading, ...]
T = TypeVar("T")
# Periods are matched by position; no two periods of one frequency lie closer than a day
_SAME = 0.002
_position = attrgetter("position")


@dataclass(frozen=True, slots=True)
class Line:
    """The readings of one place, all of one frequency, by position.

    `segments` holds the usable ones, split at every break: no path, change or mean reaches across. `breaks` are the
    days on which another series begins, those with no value near them too. `ended` is the period of a break behind the
    newest value: of the series that begins there no usable value is known. `left_out` tells that usable values of
    another frequency exist and are not judged.
    """

    geo: str
    readings: tuple[Reading, ...] = ()
    segments: tuple[Segment, ...] = ()
    breaks: tuple[date, ...] = ()
    ended: Period | None = None
    left_out: bool = False

    @property
    def usable(self) -> Segment:
        """Every usable reading, over all segments."""
        return tuple(reading for segment in self.segments for reading in segment)

    @property
    def latest(self) -> Reading | None:
        """The newest usable reading."""
        return self.segments[-1][-1] if self.segments else None

    @property
    def current(self) -> Segment:
        """The usable readings since the latest break."""
        return self.segments[-1] if self.segments and self.ended is None else ()

    def broken(self, after: Period, until: Period) -> bool:
        """Whether a break lies behind one period and no later than another."""
        return lies_between(self.breaks, after.start, until.start)

    def as_seen(self, indicator: Indicator, day: date | None) -> "Line":
        """The history on a day: a declared break whose period is over by then ends what lies before it.

        Where no day is told, that on which the newest value was retrieved counts.
        """
        if self.latest is None:
            return self
        known, newest = day or self.latest.source.retrieved_at.date(), self.latest.period.start
        dated = [declared.period for declared in indicator.breaks if declared.period]
        past = [period for period in dated if newest < period.start and period.end <= known]
        return replace(self, ended=max(past, key=lambda period: period.start)) if past else self


def line(indicator: Indicator, geo: str, readings: Iterable[Reading]) -> Line:
    """Order, keep one frequency, and split at the breaks the publisher flags and those the agenda declares."""
    every = list(readings)
    kept = ordered(indicator, every)
    others = (reading for reading in every if _kind(reading.period) != _kind(kept[0].period))
    left_out = len(kept) < len(every) and any(reading.value is not None for reading in others)
    breaks = tuple(sorted({*_flagged(kept), *_declared(indicator), *_other_parts(kept, indicator.splice, geo)}))
    segments = tuple(_split(kept, breaks))
    return Line(geo, tuple(kept), segments, breaks, _broken_off(kept) if segments else None, left_out)


def lies_between(breaks: Sequence[date], after: date, until: date) -> bool:
    """Whether one of the sorted days lies behind `after` and no later than `until`."""
    return bisect_right(breaks, after) < bisect_right(breaks, until)


def ordered(indicator: Indicator, readings: Sequence[Reading]) -> list[Reading]:
    """The readings of one frequency, by position."""
    return sorted(_one_frequency(readings, indicator.frequency), key=_position)


def years_before(readings: Sequence[Reading], index: int, years: float) -> Reading:
    """The newest reading at least `years` before the one at `index`; the first where the history is shorter."""
    return readings[index_before(readings, index, years, _position)]


def index_before(items: Sequence[T], index: int, years: float, position: Callable[[T], float]) -> int:
    """Where the newest item at least `years` before the one at `index` stands; 0 where there is none."""
    return max(0, bisect_right(items, position(items[index]) - years + _SAME, 0, index + 1, key=position) - 1)


def window(readings: Sequence[Reading], index: int, years: float) -> Sequence[Reading]:
    """The readings of the `years` before the one at `index`, that one left out."""
    start = bisect_left(readings, readings[index].position - years - _SAME, 0, index, key=_position)
    return readings[start:index]


def _one_frequency(readings: Sequence[Reading], declared: str) -> list[Reading]:
    if len({_kind(reading.period) for reading in readings}) == 1:
        return list(readings)
    usable = [reading for reading in readings if reading.value is not None] or readings
    kind = _common_kind([reading.period for reading in usable], declared)
    return [reading for reading in readings if _kind(reading.period) == kind]


def one_frequency(periods: Sequence[Period], declared: str) -> list[Period]:
    """Years and quarters are two measures: the declared frequency is kept, else the most common one."""
    kind = _common_kind(periods, declared)
    return [period for period in periods if _kind(period) == kind]


def _common_kind(periods: Iterable[Period], declared: str) -> tuple[str, int] | None:
    counts = Counter(_kind(period) for period in periods)
    if not counts:
        return None
    as_declared = {kind: count for kind, count in counts.items() if _is_declared(kind, declared)}
    return max(sorted((as_declared or counts).items()), key=lambda item: item[1])[0]


def _kind(period: Period) -> tuple[str, int]:
    return period.unit, period.count


def _is_declared(kind: tuple[str, int], declared: str) -> bool:
    if declared == "annual" or declared == "biennial" or declared.startswith("every_"):
        return kind[0] == "Y"
    return kind == {"quarterly": ("M", 3), "monthly": ("M", 1), "daily": ("D", 1)}.get(declared)


def _split(readings: Sequence[Reading], breaks: Sequence[date]) -> Iterator[Segment]:
    segment: list[Reading] = []
    for reading in readings:
        if reading.value is None:
            continue
        if segment and breaks and lies_between(breaks, segment[-1].period.start, reading.period.start):
            yield tuple(segment)
            segment = []
        segment.append(reading)
    if segment:
        yield tuple(segment)


def _flagged(readings: Sequence[Reading]) -> Iterator[date]:
    """Where the publisher says so; a flag on a value that is no evidence ends the series before it all the same."""
    return (reading.period.start for reading in readings if reading.restarts)


def _declared(indicator: Indicator) -> Iterator[date]:
    return (declared.period.start for declared in indicator.breaks if declared.period)


def _other_parts(readings: Sequence[Reading], splice: Splice | None, geo: str) -> Iterator[date]:
    """Where another part of a splice begins that may not be chained."""
    parts = _parts(splice, geo)
    if parts:
        for before, reading in pairwise(reading for reading in readings if reading.value is not None):
            if _part_of(before, parts) != _part_of(reading, parts):
                yield reading.period.start


def _broken_off(readings: Sequence[Reading]) -> Period | None:
    """The newest period flagged as a break behind the last usable value, so without a value of its own."""
    behind = takewhile(lambda reading: reading.value is None, reversed(readings))
    return next((reading.period for reading in behind if reading.restarts), None)


def _parts(splice: Splice | None, geo: str) -> list[tuple[float, int]]:
    """Position and number of each period that belongs to a part of a splice that may not be chained."""
    if splice is None or splice.comparable:
        return []
    own = [part for part in splice.parts if part.geo == geo]
    return sorted((Period.parse(text).position, number) for number, part in enumerate(own) for text in part.periods)


def _part_of(reading: Reading, parts: Sequence[tuple[float, int]]) -> int:
    """The part that lists the period; a period nobody lists continues the part before it."""
    before = [number for position, number in parts if position <= reading.position + _SAME]
    return before[-1] if before else -1

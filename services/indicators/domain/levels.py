"""The level a benchmark sets at one period: that of others, or of the own past."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import NamedTuple

from schemas.indicator import EU_MEMBERS, BenchmarkKind
from schemas.period import Period
from services.indicators.domain.line import Segment, window
from services.indicators.domain.prepare import ByPeriod
from services.indicators.domain.reading import Reading

# A top of fewer members than this says more about who reported than about who leads
MINIMUM_MEMBERS = 20
MINIMUM_PAST = 2
OECD = "OECD"
_TOP: dict[str, int] = {"top3_eu": 3, "top5_eu": 5}


class Level(NamedTuple):
    """`value` None: values are there, but too few. `members` are the places that set it, `readings` their values."""

    value: float | None
    members: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class _Past:
    """A summary of the values of some years before; fewer than `minimum` give no level."""

    years: float
    minimum: int
    summary: Callable[[Sequence[float], int], float]


def _best(values: Sequence[float], sign: int) -> float:
    return max(values, key=lambda value: sign * value)


_PAST: dict[str, _Past] = {
    "own_mean_3y": _Past(3, MINIMUM_PAST, lambda values, _: fmean(values)),
    "own_mean_5y": _Past(5, MINIMUM_PAST, lambda values, _: fmean(values)),
    "own_median_10y": _Past(10, MINIMUM_PAST, lambda values, _: float(median(values))),
    "own_max_12m": _Past(1, 1, _best),
}


def places_of(kind: BenchmarkKind) -> tuple[str, ...]:
    """The places whose values make the benchmark; none where it is the own past."""
    if kind == "EU27_2020":
        return ("EU27_2020",)
    if kind == "oecd_average":
        return (OECD,)
    return EU_MEMBERS if kind in _TOP else ()


def level_of_others(kind: BenchmarkKind, period: Period, others: Mapping[str, ByPeriod], sign: int) -> Level | None:
    """The level others set at a period; None where none of them has a value for it.

    A top of members is the mean of the best three or five of all that have a value, ties in the order of their codes.
    """
    values = {place: others[place][period] for place in places_of(kind) if period in others.get(place, {})}
    usable = {place: reading for place, reading in values.items() if reading.value is not None}
    if not usable:
        return None
    if kind not in _TOP:
        ((place, reading),) = usable.items()
        return Level(reading.number, (place,), (reading,))
    if len(usable) < MINIMUM_MEMBERS:
        return Level(None)
    best = sorted(usable.items(), key=lambda item: (-sign * item[1].number, item[0]))[: _TOP[kind]]
    readings = tuple(reading for _, reading in best)
    return Level(fmean(reading.number for reading in readings), tuple(place for place, _ in best), readings)


def level_of_past(kind: BenchmarkKind, segment: Segment, index: int, sign: int) -> Level:
    """The level the own past sets for the reading at `index`, from its own segment and without that reading itself.

    `own_first` is the segment's first value, `own_trend` the value before. `own_max_12m` is the best of twelve months.
    """
    if kind in ("own_first", "own_trend"):
        if index == 0:
            return Level(None)
        return Level(segment[0 if kind == "own_first" else index - 1].number)
    past = _PAST[kind]
    values = [reading.number for reading in window(segment, index, past.years)]
    return Level(past.summary(values, sign) if len(values) >= past.minimum else None)

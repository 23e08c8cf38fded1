"""Other places beside the judged one: histories for the chart, none of them judged."""

from collections.abc import Iterator

from schemas.chart import Comparator, Point
from schemas.indicator import BenchmarkKind
from schemas.period import Period
from services.indicators.domain.levels import Level, level_of_others, places_of
from services.indicators.domain.line import Line, ordered
from services.indicators.domain.prepare import Figures
from services.indicators.domain.reading import united_flags
from services.indicators.domain.ruling import sign_of


def comparators_of(figures: Figures, history: Line) -> tuple[Comparator, ...]:
    """The declared comparators and the benchmark of others, where they have values and are not judged themselves."""
    indicator = figures.subject.indicator
    benchmark = places_of(indicator.benchmark) if indicator.benchmark else ()
    places = [*indicator.comparators, *(benchmark if len(benchmark) == 1 else ())]
    found = [_comparator(figures, geo) for geo in dict.fromkeys(places) if geo != history.geo]
    if indicator.benchmark and len(benchmark) > 1:
        found.append(_leaders(figures, indicator.benchmark, history))
    return tuple(comparator for comparator in found if comparator.points)


def _comparator(figures: Figures, geo: str) -> Comparator:
    readings = ordered(figures.subject.indicator, list(figures.values(geo).values()))
    return Comparator(geo=geo, points=tuple(reading.point() for reading in readings))


def _leaders(figures: Figures, kind: BenchmarkKind, history: Line) -> Comparator:
    """The mean of the best members, period by period, under the benchmark's own name."""
    return Comparator(geo=kind, points=tuple(_leading(figures, kind, history)))


def _leading(figures: Figures, kind: BenchmarkKind, history: Line) -> Iterator[Point]:
    others = {geo: figures.values(geo) for geo in places_of(kind)}
    for reading in history.usable:
        level = level_of_others(kind, reading.period, others, sign_of(figures.subject.indicator))
        if level and level.value is not None:
            yield _mean(reading.period, level.value, level)


def _mean(period: Period, value: float, level: Level) -> Point:
    first, *rest = level.readings
    return Point(
        period=period,
        value=value,
        shown=f"{value:.2f}",
        flags=united_flags(level.readings),
        provisional=any(reading.provisional for reading in level.readings),
        suspect=any(reading.suspect for reading in level.readings),
        source=first.source,
        parts=tuple(reading.source for reading in rest),
    )

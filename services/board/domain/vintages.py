"""What was published before: for each period of an indicator the figures that others took the place of."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from schemas.assessment import Assessment
from schemas.chart import Point, PointSource
from schemas.period import Period

_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Published:
    """A figure as the board has known it from `known_from` until before `known_to` (None: still)."""

    period: Period
    value: str | None
    number: float | None
    flags: str
    raw_sha256: str
    known_from: datetime
    known_to: datetime | None
    source: PointSource


@dataclass(frozen=True, slots=True)
class Vintages:
    """`replaced` are the earlier figures by period, the oldest first; `lines` the newest five states of the whole
    history that differ from the present one, each as (period, value), the newest first.
    """

    replaced: tuple[Published, ...] = ()
    lines: tuple[tuple[tuple[Period, float], ...], ...] = ()

    @property
    def digest(self) -> str:
        """A short name of this content; empty where there is none."""
        told = [(str(one.period), one.value, one.flags, one.known_to) for one in self.replaced]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:12] if told else ""


def sources_of(assessment: Assessment) -> dict[str, PointSource]:
    """The series the chart's own figures are read from; a computed figure is read from none alone."""
    return {point.source.series_id: point.source for point in assessment.chart.points if not point.parts}


def is_computed(assessment: Assessment) -> bool:
    """Whether some figure of the chart was computed from several."""
    return any(point.parts for point in assessment.chart.points)


def vintages_of(assessment: Assessment, known: Iterable[Published]) -> Vintages:
    """`known` is all that was known of the series of `sources_of` when the assessment was made.

    Of a period the figures of the series count that its point is read from. A change of the way a number is written
    is none.
    """
    points = {point.period: point for point in assessment.chart.points}
    by_period: dict[Period, list[Published]] = defaultdict(list)
    for one in sorted(known, key=lambda one: one.known_from):
        if _is_of(points.get(one.period), one):
            by_period[one.period].append(one)
    replaced = [old for told in by_period.values() for old in _replaced(told)]
    replaced.sort(key=lambda one: (one.period.position, one.known_from))
    turns = sorted({one.known_to for one in replaced if one.known_to and one.number is not None}, reverse=True)[:_MOST]
    lines = (_line(by_period, turn) for turn in turns)
    return Vintages(tuple(replaced), tuple(line for line in lines if line))


def _is_of(point: Point | None, one: Published) -> bool:
    return point is None or (not point.parts and point.source.series_id == one.source.series_id)


def _replaced(told: Sequence[Published]) -> list[Published]:
    """Those after which another content came, or nothing; written differently, a figure goes on."""
    found: list[Published] = []
    for one in told:
        goes_on = found and found[-1].known_to == one.known_from and _same(found[-1], one)
        found[-1:] = [replace(one, known_from=found[-1].known_from)] if goes_on else [*found[-1:], one]
    return [one for one in found if one.known_to is not None]


def _same(old: Published, new: Published) -> bool:
    return (old.number, old.flags) == (new.number, new.flags)


def _line(by_period: dict[Period, list[Published]], turn: datetime) -> tuple[tuple[Period, float], ...]:
    """The history as it was known just before something in it changed."""
    then = [
        (one.period, one.number)
        for told in by_period.values()
        for one in told
        if one.number is not None and one.known_from < turn and (one.known_to is None or one.known_to >= turn)
    ]
    return tuple(sorted(then, key=lambda pair: pair[0].position))

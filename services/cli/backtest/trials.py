"""Projections made with the first figures of a history, held against the later ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from schemas.chart import BandPoint
from services.indicators.domain.bases import rule
from services.indicators.domain.composite import make
from services.indicators.domain.line import Line, Segment
from services.indicators.domain.prepare import Figures, Snapshots
from services.indicators.domain.projection import Outlook, outlook
from services.indicators.domain.standing import EPSILON
from services.indicators.domain.subject import Subject


@dataclass(frozen=True, slots=True)
class Trial:
    """A projection from `figures` values, and a later `value`, `ahead` years after the last of them.

    `judged`: the place is the one the indicator is judged on, not one it is compared with.
    """

    indicator: str
    geo: str
    judged: bool
    figures: int
    ahead: float
    band: BandPoint
    value: float

    @property
    def below(self) -> bool:
        """Whether the value came out under the band."""
        return self.value < self.band.low - EPSILON

    @property
    def above(self) -> bool:
        """Whether the value came out over the band."""
        return self.value > self.band.high + EPSILON


def trials(subject: Subject, snapshots: Snapshots) -> Iterator[Trial]:
    """Every projection an indicator's histories allow, with every later value up to the next break.

    Where a path can be drawn the projection is that of the assessment and ends with the target year; elsewhere it is
    the same walk on a straight scale, as it would be with a target. Raises as `Figures` does.
    """
    figures = Figures(subject, snapshots)
    composite = subject.indicator.composite
    own = make(subject, composite, snapshots).history if composite else figures.judged_line()
    places = () if composite else tuple(geo for geo in subject.indicator.places() if geo != own.geo)
    for history in (own, *(figures.line(geo) for geo in places)):
        for number, segment in enumerate(history.segments):
            for cut in range(1, len(segment)):
                seen = replace(history, segments=(*history.segments[:number], segment[:cut]), ended=None)
                yield from _held_against(seen, segment[cut:], subject, figures, judged=history is own)


def _held_against(seen: Line, later: Segment, subject: Subject, figures: Figures, *, judged: bool) -> Iterator[Trial]:
    path = rule(subject.indicator, seen, figures).path
    known, came = (tuple((r.position, r.number) for r in part) for part in (seen.current, later))
    if walk := outlook(subject.indicator.limits, known, path):
        coming = [mark for mark in came if path is None or mark[0] <= path.end]
        yield from held_against(walk, coming, subject.indicator.id, seen.geo, judged=judged)


def held_against(
    walk: Outlook, came: Iterable[tuple[float, float]], indicator: str, geo: str, *, judged: bool
) -> Iterator[Trial]:
    """A projection against each (position, value) that came later."""
    for position, value in came:
        ahead, band = position - walk.last[0], walk.at(position)
        yield Trial(indicator, geo, judged, walk.figures, ahead, band, value)

"""Projections made with the first figures of a history, held against the later ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas.chart import BandPoint
from services.indicators.domain.bases import rule
from services.indicators.domain.composite import make
from services.indicators.domain.line import Line, Segment
from services.indicators.domain.prepare import Figures, Snapshots
from services.indicators.domain.projection import outlook
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
    walk = outlook(subject.indicator, seen.current, path)
    if walk is None:
        return
    for reading in later:
        if path is None or reading.position <= path.end:
            ahead, band = reading.position - walk.last[0], walk.at(reading.position)
            yield Trial(subject.indicator.id, seen.geo, judged, walk.figures, ahead, band, reading.number)

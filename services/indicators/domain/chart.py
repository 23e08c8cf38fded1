"""All a chart needs: own points, path, projection with band, comparators."""

from schemas.chart import BandPoint, Chart, Comparator, PathPoint, Point
from services.indicators.domain.line import Line
from services.indicators.domain.paths import Path, years_between


def chart_of(
    points: tuple[Point, ...],
    path: Path | None,
    band: tuple[BandPoint, ...],
    comparators: tuple[Comparator, ...],
) -> Chart:
    """The chart; a path that is straight on paper is given by its corners, any other by its yearly values."""
    return Chart(points=points, path=_drawn(path), projection=band, comparators=comparators)


def points_of(history: Line) -> tuple[Point, ...]:
    """Every reading of the judged place, usable or not, with the breaks marked where a new segment begins."""
    starts = {segment[0].period for segment in history.segments[1:]}
    return tuple(reading.point(is_break=reading.period in starts) for reading in history.readings)


def _drawn(path: Path | None) -> tuple[PathPoint, ...]:
    if path is None:
        return ()
    if path.scale.name == "linear":
        return tuple(PathPoint(position=position, value=value) for position, value in path.corners)
    return tuple(PathPoint(position=at, value=path.at(at)) for at in years_between(path.start, path.end))

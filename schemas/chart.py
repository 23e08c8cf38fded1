"""What a chart shows of an assessment: points with their sources, path, projection, other places."""

from datetime import datetime

from schemas.base import Model, Sha256, record
from schemas.period import Period
from schemas.stats import Citation


class PointSource(Model):
    """Where one point of the history comes from, complete enough for a reader to find it again."""

    series_id: str
    publisher: str
    url: str | None = None
    query: str | None = None
    raw_sha256: Sha256
    retrieved_at: datetime
    published_at: datetime | None = None
    live: bool = True
    citation: Citation | None = None


@record
class Point:
    """One usable or unusable value on the chart; `value` in the indicator's unit, `shown` as published.

    A computed value names its first part under `source` and the others under `parts`.
    """

    period: Period
    value: float | None = None
    shown: str | None = None
    flags: str = ""
    provisional: bool = False
    suspect: bool = False
    is_break: bool = False
    source: PointSource
    parts: tuple[PointSource, ...] = ()


@record
class PathPoint:
    """A corner of the path or the band: position in years (annual 2025 = 2025.0) and value in the indicator's unit."""

    position: float
    value: float


@record
class BandPoint:
    """The projection at one position with its 80 % limits."""

    position: float
    value: float
    low: float
    high: float


class Comparator(Model):
    """Another place's history of the same measure."""

    geo: str
    points: tuple[Point, ...]


class Chart(Model):
    """All that a chart needs: own points, path, projection with band, target, breaks, comparators."""

    points: tuple[Point, ...] = ()
    path: tuple[PathPoint, ...] = ()
    projection: tuple[BandPoint, ...] = ()
    comparators: tuple[Comparator, ...] = ()

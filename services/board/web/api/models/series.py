"""Series in a list and one by one, what was revised, and the sources they come from."""

from datetime import datetime
from typing import Self

from schemas.stats import ObservationChange, PollReport, SeriesSnapshot
from services.board.web.api.models.base import Answered
from services.board.web.queries.indicator import Revision
from services.board.web.queries.series import SeriesLine


class RevisionItem(Answered):
    """What one snapshot changed in a series."""

    id: str
    series_id: str
    retrieved_at: datetime
    published_at: datetime | None
    changes: list[ObservationChange]

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """From the board's history."""
        return cls(
            id=revision.revision_id,
            series_id=revision.series_id,
            retrieved_at=revision.retrieved_at,
            published_at=revision.published_at,
            changes=list(revision.changes),
        )


class SeriesItem(Answered):
    """A series in a list."""

    series_id: str
    source: str
    dataset: str
    recipe: str
    unit: str
    frequency: str
    version: int
    retrieved_at: datetime
    live: bool
    href: str

    @classmethod
    def of(cls, line: SeriesLine, href: str) -> Self:
        """From a row of the table of series."""
        return cls(
            series_id=line.series_id,
            source=line.source,
            dataset=line.dataset,
            recipe=line.recipe,
            unit=line.unit,
            frequency=line.frequency,
            version=line.version,
            retrieved_at=line.retrieved_at,
            live=line.live,
            href=href,
        )


class SeriesPage(Answered):
    """Some series, and where the next are; `next` is None at the end."""

    series: list[SeriesItem]
    next: str | None


class SeriesDetail(Answered):
    """A series with its figures as published, and what has been revised.

    With `as-of` the observations are those known on that day; all else is of the newest snapshot.
    """

    snapshot: SeriesSnapshot
    revisions: list[RevisionItem]


class SourceItem(Answered):
    """A source with the last poll of each dataset."""

    source: str
    polls: list[PollReport]

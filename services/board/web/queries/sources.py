"""What the page of the sources tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from schemas.stats import PollOutcome, PollReport
from services.board.web.moment import Moment
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's service with the datasets taken from it, those in trouble first."""

    name: str
    reports: tuple[PollReport, ...]


async def read_sources(connection: Connection, moment: Moment) -> list[Source]:
    """The last poll of every recipe, by source."""
    return by_source(await read_reports(connection, moment))


async def read_reports(connection: Connection, moment: Moment) -> list[PollReport]:
    """The last poll of every recipe at a moment; of an earlier one only what the history keeps."""
    cursor = await connection.execute(
        "SELECT DISTINCT ON (p.source, p.dataset, p.recipe) "
        "p.report::text, h.polled_at, h.outcome, h.reason, h.changed "
        "FROM board.polls p JOIN board.poll_history h USING (recipe) WHERE h.polled_at <= %(at)s "
        "ORDER BY p.source, p.dataset, p.recipe, h.polled_at DESC",
        moment.filled(),
    )
    return [_as_polled(PollReport.read(text.encode()), *kept) for text, *kept in await cursor.fetchall()]


def _as_polled(newest: PollReport, polled_at: datetime, outcome: str, reason: str | None, changed: int) -> PollReport:
    if newest.polled_at == polled_at:
        return newest
    return PollReport(
        recipe=newest.recipe,
        source=newest.source,
        dataset=newest.dataset,
        attribution=newest.attribution,
        rhythm=newest.rhythm,
        outcome=PollOutcome(outcome),
        reason=reason,
        polled_at=polled_at,
        series_changed=changed,
    )


def by_source(reports: Iterable[PollReport]) -> list[Source]:
    """Reports in the order of their sources."""
    ordered = sorted(reports, key=lambda r: (r.source, r.unreachable_since is None, r.dataset, r.recipe))
    return [Source(name, tuple(found)) for name, found in groupby(ordered, key=lambda r: r.source)]

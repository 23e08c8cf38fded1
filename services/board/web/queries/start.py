"""What else the start page tells: what changed, what is coming, and how fresh all of it is."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from schemas.stats import MilestoneState
from services.board.domain.brief import Brief
from services.board.domain.milestones import MilestoneLine, Timing
from services.board.web.moment import Moment
from services.runtime.database import Connection

RECENT = timedelta(days=90)
COMING = 8


async def read_releases(connection: Connection, moment: Moment) -> list[Brief]:
    """The indicators whose next figure is expected first, from this month on."""
    cursor = await connection.execute(
        "SELECT brief::text FROM board.assessments_at(%(at)s, %(reaction)s) WHERE brief->>'next_release' >= %(month)s "
        "ORDER BY brief->>'next_release', key",
        moment.filled(month=moment.today.strftime("%Y-%m")),
    )
    return [Brief.model_validate_json(row[0]) for row in await cursor.fetchall()]


def every_due(lines: Iterable[MilestoneLine]) -> list[MilestoneState]:
    """The milestones of recommendations that fall due, the next first; none that is done or waits for another."""
    coming = [line.state for line in lines if line.state.recommendations and line.timing is Timing.ahead]
    return sorted(coming, key=lambda m: (m.due or date.max, m.id))


async def read_as_of(connection: Connection, moment: Moment) -> datetime | None:
    """When the sources were last looked at; None before the first poll."""
    cursor = await connection.execute(
        "SELECT max(polled_at) FROM board.poll_history WHERE polled_at <= %(at)s", moment.filled()
    )
    row = await cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found

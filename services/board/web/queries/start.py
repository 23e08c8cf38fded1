"""What else the start page tells: what changed, what is coming, and how fresh all of it is."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from schemas.stats import MilestoneState
from services.board.domain.brief import Brief
from services.board.domain.milestones import MilestoneLine, Timing
from services.runtime.database import Connection

RECENT = timedelta(days=90)
_COMING = 8


async def read_changes(connection: Connection, now: datetime) -> list[Brief]:
    """Verdicts that became another in the last 90 days, the newest first."""
    cursor = await connection.execute(
        "SELECT brief::text FROM board.assessments WHERE known_to IS NULL AND brief->>'from_verdict' IS NOT NULL "
        "AND (brief->>'changed_at')::timestamptz > %s ORDER BY (brief->>'changed_at')::timestamptz DESC, key",
        (now - RECENT,),
    )
    return [Brief.model_validate_json(row[0]) for row in await cursor.fetchall()]


async def read_releases(connection: Connection, today: date) -> list[Brief]:
    """The indicators whose next figure is expected first, from this month on."""
    cursor = await connection.execute(
        "SELECT brief::text FROM board.assessments WHERE known_to IS NULL AND brief->>'next_release' >= %s "
        "ORDER BY brief->>'next_release', key LIMIT %s",
        (today.strftime("%Y-%m"), _COMING),
    )
    return [Brief.model_validate_json(row[0]) for row in await cursor.fetchall()]


def next_due(lines: Iterable[MilestoneLine]) -> list[MilestoneState]:
    """The milestones of recommendations that fall due next; none that is done or waits for another."""
    coming = [line.state for line in lines if line.state.recommendations and line.timing is Timing.ahead]
    return sorted(coming, key=lambda m: (m.due or date.max, m.id))[:_COMING]


async def read_as_of(connection: Connection) -> datetime | None:
    """When the sources were last looked at; None before the first poll."""
    cursor = await connection.execute("SELECT max(polled_at) FROM board.polls")
    row = await cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found

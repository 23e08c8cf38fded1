"""What else the start page tells: what changed, what is coming, and how fresh all of it is."""

from datetime import date, datetime, timedelta

from schemas.stats import MilestoneState
from services.board.domain.brief import Brief
from services.board.web.queries.milestones import coming, read_milestones
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


async def read_due(connection: Connection, today: date) -> list[MilestoneState]:
    """The milestones that fall due next."""
    return coming(await read_milestones(connection, today), today, _COMING)


async def read_as_of(connection: Connection) -> datetime | None:
    """When the sources were last looked at; None before the first poll."""
    cursor = await connection.execute("SELECT max(polled_at) FROM board.polls")
    row = await cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found

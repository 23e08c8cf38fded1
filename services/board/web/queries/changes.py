"""What became another on the board, and when: verdicts, milestones, and what bodies said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from schemas.policy import Answer
from schemas.stats import MilestoneState
from schemas.verdicts import Verdict
from services.board.domain.brief import Brief
from services.board.web.moment import Moment
from services.runtime.database import Connection

FIRST_LOAD: Final = timedelta(days=1)
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """The board showed `before` and shows, since `known_from`, what `brief` holds."""

    brief: Brief
    before: Verdict
    known_from: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone that stands otherwise since `known_from`."""

    state: MilestoneState
    known_from: datetime


async def read_begun(connection: Connection) -> datetime | None:
    """When this board judged for the first time; None before that."""
    cursor = await connection.execute("SELECT min(known_from) FROM board.assessments")
    row = await cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found


async def read_verdict_changes(
    connection: Connection, moment: Moment, *, since: datetime | None = None, most: int = _MOST
) -> list[VerdictChange]:
    """Verdicts that became another before the readers' eyes, the newest first.

    What is learned on the first day of a board is no change: figures of many years come in one by one then.
    """
    begun = await read_begun(connection)
    if begun is None:
        return []
    cursor = await connection.execute(
        "SELECT brief::text, before, known_from FROM (SELECT key, brief, verdict, known_from, "
        "lag(verdict) OVER (PARTITION BY key ORDER BY known_from) AS before FROM board.assessments "
        "WHERE known_from <= %(at)s - %(reaction)s) AS seen WHERE before <> verdict AND known_from > %(since)s "
        "ORDER BY known_from DESC, key LIMIT %(most)s",
        moment.filled(since=max(since or begun, begun + FIRST_LOAD), most=most),
    )
    return [
        VerdictChange(Brief.model_validate_json(text), Verdict(before), known_from)
        for text, before, known_from in await cursor.fetchall()
    ]


async def read_turned_before(connection: Connection, moment: Moment) -> list[Brief]:
    """Verdicts that had become another by the figures before this board began to watch, and still stand."""
    begun = await read_begun(connection)
    if begun is None:
        return []
    cursor = await connection.execute(
        "SELECT a.brief::text FROM board.assessments_at(%(at)s, %(reaction)s) a JOIN LATERAL (SELECT verdict "
        "FROM board.assessments b WHERE b.key = a.key AND b.known_from <= %(begun)s ORDER BY b.known_from DESC LIMIT 1"
        ") AS first ON first.verdict = a.verdict WHERE a.brief->>'from_verdict' IS NOT NULL AND NOT EXISTS (SELECT 1 "
        "FROM board.assessments c WHERE c.key = a.key AND c.verdict <> a.verdict AND c.known_from > %(begun)s "
        "AND c.known_from < a.known_from) ORDER BY a.brief->>'since' DESC, a.key",
        moment.filled(begun=begun + FIRST_LOAD),
    )
    return [Brief.model_validate_json(row[0]) for row in await cursor.fetchall()]


async def read_steps(connection: Connection, moment: Moment, *, most: int = _MOST) -> list[Step]:
    """Milestones whose status became another, the newest first; the first word about one is no change."""
    cursor = await connection.execute(
        "SELECT state::text, known_from FROM (SELECT state, status, known_from, "
        "lag(status) OVER (PARTITION BY id ORDER BY known_from) AS before FROM board.milestones "
        "WHERE known_from <= %(at)s) AS seen WHERE before <> status ORDER BY known_from DESC LIMIT %(most)s",
        moment.filled(most=most),
    )
    return [Step(MilestoneState.read(text.encode()), at) for text, at in await cursor.fetchall()]


async def read_said(connection: Connection, moment: Moment, *, most: int = _MOST) -> list[Answer]:
    """What bodies have said in public, the newest first; what was withdrawn since is left out."""
    cursor = await connection.execute(
        "SELECT answer::text FROM board.answers_at(%(at)s) WHERE public AND status <> 'withdrawn' "
        "ORDER BY as_of DESC LIMIT %(most)s",
        moment.filled(most=most),
    )
    return [Answer.read(row[0].encode()) for row in await cursor.fetchall()]

"""What the page of a recommendation tells."""

from dataclasses import dataclass
from datetime import date, datetime

from schemas.assessment import Assessment
from schemas.policy import Answer, MemberState, RecommendationState, RecommendationStatus
from schemas.verdicts import Verdict
from services.board.domain.brief import Brief
from services.board.domain.milestones import MilestoneLine
from services.board.domain.standing import Standing, standing_of
from services.board.web.queries.milestones import read_milestones
from services.runtime.agenda import AgendaIndex
from services.runtime.database import Connection


@dataclass(frozen=True, slots=True)
class Member:
    """An indicator in the roll-up, with its own short form."""

    state: MemberState
    brief: Brief | None


@dataclass(frozen=True, slots=True)
class Step:
    """How the recommendation stood, from when until when."""

    standing: Standing
    known_from: datetime
    known_to: datetime | None


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """Everything known of one recommendation; `state` is None when it was never rolled up."""

    state: RecommendationState | None
    headline: Assessment | None
    members: tuple[Member, ...]
    milestones: tuple[MilestoneLine, ...]
    answers: tuple[Answer, ...]
    history: tuple[Step, ...]


async def read_recommendation(
    connection: Connection, agenda: AgendaIndex, number: int, today: date
) -> RecommendationView:
    """The recommendation as it stands now, and as it stood; `today` is the day in Brussels."""
    state = await _state(connection, number)
    members = await _members(connection, state) if state else ()
    every = await read_milestones(connection, agenda, today)
    milestones = [line for line in every if number in line.state.recommendations]
    items = [member.state.key for member in members] + [line.state.id for line in milestones]
    return RecommendationView(
        state=state,
        headline=await read_assessment(connection, state.headline_member) if state and state.headline_member else None,
        members=members,
        milestones=tuple(milestones),
        answers=await read_answers(connection, items),
        history=await _history(connection, number),
    )


async def read_assessment(connection: Connection, key: str) -> Assessment | None:
    """The present assessment of a key."""
    cursor = await connection.execute(
        "SELECT assessment::text FROM board.assessments WHERE key = %s AND known_to IS NULL", (key,)
    )
    row = await cursor.fetchone()
    return Assessment.read(row[0].encode()) if row else None


async def read_answers(connection: Connection, items: list[str]) -> tuple[Answer, ...]:
    """What bodies have said in public about these indicators and milestones, the newest first."""
    cursor = await connection.execute(
        "SELECT answer::text FROM board.answers WHERE item = ANY(%s) AND public AND status <> 'withdrawn' "
        "ORDER BY as_of DESC",
        (items,),
    )
    return tuple(Answer.read(row[0].encode()) for row in await cursor.fetchall())


async def _state(connection: Connection, number: int) -> RecommendationState | None:
    cursor = await connection.execute(
        "SELECT state::text FROM board.recommendations WHERE number = %s AND known_to IS NULL", (number,)
    )
    row = await cursor.fetchone()
    return RecommendationState.read(row[0].encode()) if row else None


async def _members(connection: Connection, state: RecommendationState) -> tuple[Member, ...]:
    cursor = await connection.execute(
        "SELECT key, brief::text FROM board.assessments WHERE key = ANY(%s) AND known_to IS NULL",
        ([member.key for member in state.members],),
    )
    briefs = {key: Brief.model_validate_json(brief) for key, brief in await cursor.fetchall()}
    return tuple(Member(member, briefs.get(member.key)) for member in state.members)


async def _history(connection: Connection, number: int) -> tuple[Step, ...]:
    cursor = await connection.execute(
        "SELECT status, headline, known_from, known_to FROM board.recommendations WHERE number = %s "
        "ORDER BY known_from DESC LIMIT 50",
        (number,),
    )
    return tuple(
        Step(standing_of(RecommendationStatus(status), Verdict(headline) if headline else None), since, until)
        for status, headline, since, until in await cursor.fetchall()
    )

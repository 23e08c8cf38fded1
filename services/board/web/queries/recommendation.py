"""What the page of a recommendation tells."""

from dataclasses import dataclass
from datetime import datetime

from schemas.assessment import Assessment
from schemas.policy import Answer, MemberState, RecommendationState, RecommendationStatus
from schemas.verdicts import Verdict
from services.board.domain.brief import Brief
from services.board.domain.milestones import MilestoneLine
from services.board.domain.standing import Standing, standing_of
from services.board.web.moment import Moment
from services.board.web.queries.milestones import read_milestones
from services.board.web.queries.standings import reckoned
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
    connection: Connection, agenda: AgendaIndex, number: int, moment: Moment
) -> RecommendationView:
    """The recommendation as it stood at a moment, and before."""
    state = reckoned(await _stored(connection, number, moment), agenda, number)
    members = await _members(connection, state, moment) if state else ()
    every = await read_milestones(connection, agenda, moment)
    milestones = [line for line in every if number in line.state.recommendations]
    items = [member.state.key for member in members] + [line.state.id for line in milestones]
    return RecommendationView(
        state=state,
        headline=await _headline(connection, state, moment),
        members=members,
        milestones=tuple(milestones),
        answers=await read_answers(connection, items, moment),
        history=await _history(connection, number, moment),
    )


async def _headline(
    connection: Connection, state: RecommendationState | None, moment: Moment
) -> Assessment | None:  # fmt: skip
    if state is None or state.headline_member is None:
        return None
    cursor = await connection.execute(
        "SELECT assessment::text FROM board.assessments_at(%(at)s, %(reaction)s) WHERE key = %(key)s",
        moment.filled(key=state.headline_member),
    )
    row = await cursor.fetchone()
    return Assessment.read(row[0].encode()) if row else None


async def read_answers(connection: Connection, items: list[str], moment: Moment) -> tuple[Answer, ...]:
    """What bodies have said in public about these indicators and milestones, the newest first."""
    cursor = await connection.execute(
        "SELECT answer::text FROM board.answers_at(%(at)s) WHERE item = ANY(%(items)s) AND public "
        "AND status <> 'withdrawn' ORDER BY as_of DESC",
        moment.filled(items=items),
    )
    return tuple(Answer.read(row[0].encode()) for row in await cursor.fetchall())


async def _stored(connection: Connection, number: int, moment: Moment) -> str | None:
    cursor = await connection.execute(
        "SELECT state::text FROM board.recommendations_at(%(at)s, %(reaction)s) WHERE number = %(number)s",
        moment.filled(number=number),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def _members(connection: Connection, state: RecommendationState, moment: Moment) -> tuple[Member, ...]:
    cursor = await connection.execute(
        "SELECT key, brief::text FROM board.assessments_at(%(at)s, %(reaction)s) WHERE key = ANY(%(keys)s)",
        moment.filled(keys=[member.key for member in state.members]),
    )
    briefs = {key: Brief.model_validate_json(brief) for key, brief in await cursor.fetchall()}
    return tuple(Member(member, briefs.get(member.key)) for member in state.members)


async def _history(connection: Connection, number: int, moment: Moment) -> tuple[Step, ...]:
    cursor = await connection.execute(
        "SELECT r.status, r.headline, r.known_from, r.known_to FROM board.recommendations r "
        "JOIN board.recommendations_at(%(at)s, %(reaction)s) shown ON shown.number = r.number "
        "WHERE r.number = %(number)s AND r.known_from <= shown.known_from ORDER BY r.known_from DESC LIMIT 50",
        moment.filled(number=number),
    )
    return tuple(
        Step(standing_of(RecommendationStatus(status), Verdict(headline) if headline else None), since, until)
        for status, headline, since, until in await cursor.fetchall()
    )

"""Milestones as the register and the bodies tell them."""

from schemas.agenda import Body, Milestone
from schemas.policy import Answer
from schemas.stats import MilestoneState, MilestoneStatus
from services.board.domain.milestones import as_answered
from services.runtime.agenda import AgendaIndex
from services.runtime.database import Connection

_STATES = (
    "SELECT m.state::text, (SELECT a.answer::text FROM board.answers a WHERE a.item = m.id AND a.status <> 'withdrawn' "
    "ORDER BY a.as_of DESC LIMIT 1) FROM board.milestones m"
)


async def read_milestones(connection: Connection, agenda: AgendaIndex) -> list[MilestoneState]:
    """Every milestone in the order of the agenda, then those of a newer edition by id.

    One the register has not told of yet is there all the same, as not checked.
    """
    cursor = await connection.execute(_STATES + " ORDER BY m.id")
    heard = {state.id: state for state in map(_read, await cursor.fetchall())}
    edition = agenda.agenda.edition
    frame = {m.id: heard.get(m.id) or _unheard(m, edition) for m in agenda.agenda.milestones}
    return list({**frame, **{name: state for name, state in heard.items() if name not in frame}}.values())


async def read_milestones_of(connection: Connection, number: int) -> tuple[MilestoneState, ...]:
    """What the register tells about the milestones of one recommendation."""
    query = _STATES + " WHERE m.state->'recommendations' @> to_jsonb(%s::int) ORDER BY m.id"
    cursor = await connection.execute(query, (number,))
    return tuple(map(_read, await cursor.fetchall()))


def bodies_behind(milestone: MilestoneState, agenda: AgendaIndex) -> tuple[Body, ...]:
    """The active bodies its owner stands for; none where the agenda does not know the owner."""
    if milestone.owner is None:
        return ()
    try:
        return agenda.active_bodies(milestone.owner)
    except KeyError:
        return ()


def areas_behind(milestone: MilestoneState, agenda: AgendaIndex) -> set[str]:
    """The areas of the recommendations it serves."""
    return {r.area for r in agenda.agenda.recommendations if r.number in milestone.recommendations}


def _read(row: tuple[str, str | None]) -> MilestoneState:
    state, answer = row
    return as_answered(MilestoneState.read(state.encode()), Answer.read(answer.encode()) if answer else None)


def _unheard(milestone: Milestone, edition: int) -> MilestoneState:
    unknown = {"status": MilestoneStatus.not_checked, "status_note": None, "as_of": None}
    return MilestoneState(**{**milestone.model_dump(), **unknown}, edition=edition)

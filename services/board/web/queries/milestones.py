"""Milestones as the register and the bodies tell them."""

from datetime import date

from schemas.agenda import Body, Milestone
from schemas.policy import Answer
from schemas.stats import MilestoneState, MilestoneStatus
from services.board.domain.milestones import MilestoneLine, lines_of
from services.board.web.moment import Moment
from services.runtime.agenda import AgendaIndex
from services.runtime.database import Connection


async def read_milestones(connection: Connection, agenda: AgendaIndex, moment: Moment) -> list[MilestoneLine]:
    """Every milestone in the order of the agenda, then those of a newer edition by id; public answers count.

    One the register has not told of yet is there all the same, as not checked.
    """
    cursor = await connection.execute(
        "SELECT state::text FROM board.milestones_at(%(at)s) ORDER BY id", moment.filled()
    )
    heard = {state.id: state for state in (MilestoneState.read(row[0].encode()) for row in await cursor.fetchall())}
    edition = agenda.agenda.edition
    register = {m.id: heard.get(m.id) or _unheard(m, edition) for m in agenda.agenda.milestones} | heard
    cursor = await connection.execute(
        "SELECT answer::text FROM board.answers_at(%(at)s) WHERE public AND item = ANY(%(items)s)",
        moment.filled(items=list(register)),
    )
    answers = [Answer.read(row[0].encode()) for row in await cursor.fetchall()]
    return lines_of(register.values(), answers, moment.today)


def bodies_behind(milestone: MilestoneState, agenda: AgendaIndex, today: date) -> tuple[Body, ...]:
    """The bodies that act for its owner on a day; none where the agenda does not know the owner."""
    if milestone.owner is None:
        return ()
    try:
        return agenda.active_bodies(milestone.owner, today)
    except KeyError:
        return ()


def areas_behind(milestone: MilestoneState, agenda: AgendaIndex) -> set[str]:
    """The areas of the recommendations it serves."""
    return {r.area for r in agenda.agenda.recommendations if r.number in milestone.recommendations}


def _unheard(milestone: Milestone, edition: int) -> MilestoneState:
    unknown = {"status": MilestoneStatus.not_checked, "status_note": None, "as_of": None, "done_on": None}
    return MilestoneState(**{**milestone.model_dump(), **unknown}, edition=edition)

"""A body's part in the agenda."""

from dataclasses import dataclass
from datetime import date

from schemas.agenda import Body
from schemas.stats import MilestoneState
from services.board.domain.milestones import Timing, timing_of
from services.board.web.queries.milestones import bodies_behind
from services.board.web.queries.overview import Group, Overview
from services.runtime.agenda import AgendaIndex


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a body leads, takes part in, and owns of the milestones; `heirs` carry on where it is gone.

    `accepted` counts the recommendations whose ownership it has accepted itself.
    """

    body: Body
    leads: Group
    accepted: int
    partners: Group
    milestones: tuple[MilestoneState, ...]
    overdue: int
    heirs: tuple[Body, ...]


def portfolio_of(body: Body, overview: Overview, agenda: AgendaIndex, today: date) -> Portfolio:
    """A body's part in the agenda; the SERV's own actions are not among its milestones."""
    owned = {row.recommendation.number: o for row in overview.rows for o in row.owners if o.body.id == body.id}
    partner = {row.recommendation.number for row in overview.rows if body.id in row.recommendation.partners}
    steps = tuple(m for m in overview.milestones if m.recommendations and body in bodies_behind(m, agenda))
    return Portfolio(
        body=body,
        leads=overview.of(owned.keys()),
        accepted=sum(owner.accepted for owner in owned.values()),
        partners=overview.of(partner),
        milestones=steps,
        overdue=sum(timing_of(step, today) is Timing.overdue for step in steps),
        heirs=() if body.active else agenda.active_bodies(body.id),
    )

"""A body's part in the agenda."""

from dataclasses import dataclass
from datetime import date

from schemas.agenda import Body
from services.board.domain.milestones import MilestoneLine, Timing
from services.board.web.queries.milestones import bodies_behind
from services.board.web.queries.overview import Group, Overview
from services.runtime.agenda import AgendaIndex


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a body leads, takes part in, and owns of the milestones; `heirs` act for it where it no
    longer `acts` itself, or will from the day it ceases.

    `accepted` counts the recommendations whose ownership it has accepted itself.
    """

    body: Body
    leads: Group
    accepted: int
    partners: Group
    milestones: tuple[MilestoneLine, ...]
    overdue: int
    acts: bool
    heirs: tuple[Body, ...]


def portfolio_of(body: Body, overview: Overview, agenda: AgendaIndex, today: date) -> Portfolio:
    """A body's part in the agenda; the SERV's own actions are not among its milestones."""
    owned = {row.recommendation.number: o for row in overview.rows for o in row.owners if o.body.id == body.id}
    partner = {row.recommendation.number for row in overview.rows if body.id in row.recommendation.partners}
    steps = tuple(
        line
        for line in overview.milestones
        if line.state.recommendations and body in bodies_behind(line.state, agenda, today)
    )
    return Portfolio(
        body=body,
        leads=overview.of(owned.keys()),
        accepted=sum(owner.accepted for owner in owned.values()),
        partners=overview.of(partner),
        milestones=steps,
        overdue=sum(line.timing is Timing.overdue for line in steps),
        acts=body.acts(today),
        heirs=_heirs(body, agenda, today),
    )


def _heirs(body: Body, agenda: AgendaIndex, today: date) -> tuple[Body, ...]:
    if not body.acts(today):
        return agenda.active_bodies(body.id, today)
    return agenda.active_bodies(body.id, body.ceases) if body.ceases and body.successors else ()

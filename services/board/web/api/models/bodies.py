"""What bodies lead, have to do, and are asked for."""

from datetime import date
from typing import Self

from pydantic import Field

from schemas.base import Text
from schemas.stats import MilestoneState
from services.board.domain.milestones import MilestoneLine, Timing
from services.board.web.api.models.base import Answered
from services.board.web.queries.awaited import Awaited
from services.board.web.queries.milestones import bodies_behind
from services.runtime.agenda import AgendaIndex


class OwnerItem(Answered):
    """A body that leads; `accepted` is true only when it has said so itself, otherwise Koers proposes it.

    `heirs` are ids of bodies its tasks went to, where it has ceased and which of them leads has still to be said.
    """

    body: str
    name: Text
    accepted: bool
    heirs: list[str] = []


class MilestoneItem(MilestoneState):
    """A milestone as it stands with the answers of bodies, and where that is today.

    `waits_for` are ids of milestones, `bodies` those that act for its owner.
    """

    timing: Timing
    waits_for: list[str]
    bodies: list[str]
    href: str

    @classmethod
    def of(cls, line: MilestoneLine, agenda: AgendaIndex, today: date) -> Self:
        """From a line of the page."""
        return cls(
            **line.state.model_dump(),
            timing=line.timing,
            waits_for=list(line.waits_for),
            bodies=[body.id for body in bodies_behind(line.state, agenda, today)],
            href=f"/api/v1/milestones/{line.state.id}",
        )


class AwaitedItem(Answered):
    """A body that was asked by mail about an indicator (by key) or milestone and has not answered until now."""

    body: str
    item: str
    asked_on: date
    until: date = Field(description="The day the newest mail names.")
    late: bool
    accepted: bool = Field(description="Whether the body has accepted what the item serves; otherwise it is proposed.")

    @classmethod
    def of(cls, one: Awaited) -> Self:
        """From a line of the page."""
        return cls(
            body=one.body.id,
            item=one.item,
            asked_on=one.asked_on,
            until=one.until,
            late=one.late,
            accepted=one.accepted,
        )

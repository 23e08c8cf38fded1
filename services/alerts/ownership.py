"""Who is told of a milestone: its owner on the day, by the agenda and by what bodies have accepted."""

from collections.abc import Callable, Iterable
from datetime import date

from schemas.assessment import Owner
from schemas.base import Text
from schemas.policy import Answer
from schemas.stats import MilestoneState
from services.runtime.agenda import AgendaIndex
from services.runtime.agenda.ownership import accepted_of, owner_of

MilestoneOwners = Callable[[MilestoneState, date, Iterable[Answer]], tuple[Owner, ...]]


def milestone_owners(index: AgendaIndex) -> MilestoneOwners:
    """Owners by this agenda; a body it does not know stands under its id, and a milestone may have none."""

    def owners(milestone: MilestoneState, today: date, said: Iterable[Answer]) -> tuple[Owner, ...]:
        body, numbers = milestone.owner, milestone.recommendations
        if body is None:
            return ()
        try:
            return owner_of(index, body, numbers, today, accepted_of(said, index.numbers_of))
        except KeyError:
            return (Owner(body=body, name=Text(en=body, nl=body), recommendations=numbers),)

    return owners
